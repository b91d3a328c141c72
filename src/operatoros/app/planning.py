"""Adding, listing and removing schedules: everything that would fail at 07:30 is refused now."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from operatoros.app.consents import agree, agreed
from operatoros.app.delivering import check_targets
from operatoros.app.preparing import prepare
from operatoros.app.wiring import World, goals_of, iso, open_runs, zone_of
from operatoros.app.writers import writer_of
from operatoros.catalog.credentials import resolve
from operatoros.catalog.params import bind
from operatoros.catalog.search import connector_of, find_operator, task_of
from operatoros.catalog.templates import Scope
from operatoros.delivery.targets import parse_target
from operatoros.engine.installing import Installed, Machine, install, uninstall
from operatoros.engine.schedule import (
    Misfire,
    Schedule,
    Slot,
    from_body,
    next_slot,
    parse_days,
    parse_time,
    to_body,
    zone_named,
)
from operatoros.engine.timers import Call
from operatoros.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    OperatorosError,
    Refused,
    Unavailable,
)
from operatoros.net.receipt import Receipt
from operatoros.values.jsonable import Json, to_json

if TYPE_CHECKING:
    from operatoros.briefing.request import Writer
    from operatoros.catalog.declared import Operator
    from operatoros.store.lines import SlotLine

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class ScheduleExists(Conflict):
    """A schedule of that id is there already. Raised by: add."""

    code = "ERR_SCHEDULE_EXISTS"

    def __init__(self, *, schedule: str) -> None:
        super().__init__(
            f"there is a schedule {schedule!r} already",
            hint=f"remove it first (`operatoros schedule remove {schedule}`), or give another --id",
        )


class ScheduleNotFound(NotFound):
    """There is no schedule of that id. Raised by: remove."""

    code = "ERR_SCHEDULE_NOT_FOUND"

    def __init__(self, *, schedule: str, known: Sequence[str]) -> None:
        there = f"there are: {', '.join(known)}" if known else "there is none yet"
        super().__init__(f"there is no schedule {schedule!r}", hint=there)


class ScheduleNameInvalid(InvalidInput):
    """An id that a schedule cannot have. Raised by: add."""

    code = "ERR_SCHEDULE_NAME"

    def __init__(self, *, schedule: str) -> None:
        super().__init__(
            f"{schedule!r} cannot be a schedule's id",
            hint="use small letters, digits and hyphens, for example deals-morning",
        )


class ScheduleUnready(Unavailable):
    """A scheduled run would fail as things are. Raised by: add, before each run."""

    code = "ERR_SCHEDULE_UNREADY"

    def __init__(self, *, operator: str, problems: Sequence[tuple[str, str, str]]) -> None:
        told = "; ".join(f"{source}: {message}" for source, _, message in problems)
        super().__init__(
            f"{operator!r} cannot be run as things are: {told}",
            hint="mend that (`operatoros connector login NAME` stores credentials), "
            "or add --anyway to schedule it all the same",
            details={"problems": [list(problem) for problem in problems]},
        )


class ScheduleNeedsConsent(Refused):
    """Nobody agreed that scheduled runs send records to a model's host. Raised by: add."""

    code = "ERR_SCHEDULE_CONSENT"

    def __init__(self, *, operator: str, host: str) -> None:
        super().__init__(
            f"each run of {operator!r} would send its records to {host}, and nobody agreed to that",
            hint="add --yes to agree once, or --model none for the digest alone",
            details={"host": host},
        )


class ScheduleNeedsPerson(InvalidInput):
    """A chat's answer needs a person, and at 07:30 there is none. Raised by: add."""

    code = "ERR_SCHEDULE_CHAT"

    def __init__(self) -> None:
        super().__init__(
            "--model chat waits for a person, so it cannot be scheduled",
            hint="choose --model claude, openai:ID or none",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A schedule as a person asks for it, as text.

    Attributes:
        operator: Id or file.
        task: Id of the task; None for the default one.
        at: Time of day.
        days: Days of the week.
        zone: IANA name; empty for the goals' or this machine's.
        identity: Its id; empty for one made of operator and time.
        misfire: What happens to a slot that passed unnoticed.
        deliver: Targets.
        model: Who writes; empty for the settings' choice.
        params: Parameters by name.
        demo: Whether the sample company answers.
        allow_partial: Whether a required source may fail.
        agreed: Whether the person agreed to send the records.
        anyway: Whether to add it although it would fail as things are.
    """

    operator: str
    task: str | None = None
    at: str
    days: str = "daily"
    zone: str = ""
    identity: str = ""
    misfire: Misfire = "run_once"
    deliver: tuple[str, ...] = ()
    model: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False
    allow_partial: bool = False
    agreed: bool = False
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A schedule that was added: its next slot, its timer, what the person should know."""

    schedule: Schedule
    next: Slot
    timer: Installed
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A schedule in the list: its next slot and what became of the last ones."""

    schedule: Schedule
    next: Slot
    last: tuple[SlotLine, ...] = ()


def listed_json(item: Listed) -> dict[str, Json]:
    """Return a schedule in the form of `schedule list --json`."""
    return {
        "schedule": item.schedule.id,
        **to_body(item.schedule),
        "next": item.next.name,
        "last": to_json(item.last),
    }


def add(world: World, wish: Wish, machine: Machine) -> Added:
    """Check a schedule, keep it, and register a timer for it.

    Raises:
        ScheduleTimeInvalid, ScheduleDaysInvalid, TimeZoneUnknown, ScheduleNameInvalid,
        TargetInvalid, TargetUnset, OperatorNotFound, ScheduleUnready, ScheduleNeedsConsent,
        ScheduleNeedsPerson, ScheduleExists.
    """
    operator = find_operator(wish.operator, world.path)
    task = task_of(operator, wish.task)
    zone = wish.zone or _usual_zone(world)
    zone_named(zone)
    at = parse_time(wish.at)
    identity = wish.identity or f"{operator.id}-{at:%H%M}"
    if not _ID.fullmatch(identity):
        raise ScheduleNameInvalid(schedule=identity)
    schedule = Schedule(
        id=identity,
        operator=wish.operator,
        task=wish.task and task.id,
        at=at,
        days=parse_days(wish.days),
        zone=zone,
        misfire=wish.misfire,
        deliver=tuple(dict.fromkeys(wish.deliver)),
        project=str(world.config.project),
        model=wish.model,
        params=wish.params,
        demo=wish.demo,
        allow_partial=wish.allow_partial,
        agreed=wish.agreed,
    )
    check_targets(world, [parse_target(text) for text in schedule.deliver])
    writer = _writer(world, schedule, anyway=wish.anyway)
    problems = unready(world, operator, schedule)
    if problems and not wish.anyway:
        raise ScheduleUnready(operator=operator.id, problems=problems)
    _consent(world, operator.id, writer, agreed_now=wish.agreed)
    notes = [f"{source}: {message}" for source, _, message in problems]
    notes += _only_here(world, operator, schedule)
    now = world.clock()
    with open_runs(world) as store:
        if not store.ledger.add_schedule(identity, to_body(schedule), at=iso(now)):
            raise ScheduleExists(schedule=identity)
    timer = install(schedule, call_of(world), machine)
    return Added(schedule=schedule, next=next_slot(schedule, now), timer=timer, notes=tuple(notes))


def list_schedules(world: World, *, last: int = 3) -> tuple[Listed, ...]:
    """Return every schedule with its next slot and the last ones, newest first."""
    now = world.clock()
    with open_runs(world) as store:
        kept = {
            name: (from_body(name, body), store.ledger.slots(name, limit=last))
            for name, (body, _) in store.ledger.schedules().items()
        }
    return tuple(
        Listed(schedule=schedule, next=next_slot(schedule, now), last=slots)
        for schedule, slots in kept.values()
    )


def remove(world: World, identity: str, machine: Machine) -> Installed:
    """Forget a schedule and take its timer away; its runs stay.

    Raises:
        ScheduleNotFound: ERR_SCHEDULE_NOT_FOUND.
    """
    with open_runs(world) as store:
        known = store.ledger.schedules()
        if identity not in known:
            raise ScheduleNotFound(schedule=identity, known=tuple(known))
        schedule = from_body(identity, known[identity][0])
        store.ledger.remove_schedule(identity)
    return uninstall(schedule, call_of(world), machine)


def unready(
    world: World, operator: Operator, schedule: Schedule
) -> tuple[tuple[str, str, str], ...]:
    """Return (source, code, message) of every source that cannot even be asked; nobody is asked.

    Raises:
        ParamInvalid: the schedule's parameters do not fit the operator's.
    """
    if schedule.demo:
        return ()
    zone = zone_of(goals_of(world))
    scope = Scope(now=world.now().astimezone(zone), zone=zone)
    owner = f"operator {operator.id!r}"
    params = bind(operator.params, schedule.params, scope=scope, owner=owner, open_ended=False)
    asked = prepare(world, operator, params=params, zone=zone, replaced={}, stand_ins=None)
    return tuple(
        (item.source.id, item.problem.code, item.problem.message)
        for item in asked
        if item.problem is not None
    )


def call_of(world: World) -> Call:
    """Return what a timer starts: this very program, with this state folder."""
    config = world.config
    path = config.environment.get("PATH", "")
    variables = {"OPERATOROS_HOME": str(config.home)} | ({"PATH": path} if path else {})
    return Call(
        program=(sys.executable, "-m", "operatoros", "run", "--due"),
        folder=str(config.project),
        variables=variables,
        machine_zone=machine_zone(config.environment),
    )


def machine_zone(environ: Mapping[str, str], *, localtime: str = "/etc/localtime") -> str:
    """Return the IANA name of the machine's time zone; empty if it does not say."""
    named = environ.get("TZ", "").removeprefix(":")
    try:
        found = named or os.path.realpath(localtime).partition("zoneinfo/")[2]
        return zone_named(found).key if found else ""
    except OperatorosError:
        return ""


def _usual_zone(world: World) -> str:
    goals = goals_of(world)
    if goals is not None and goals.time_zone:
        return goals.time_zone
    return machine_zone(world.config.environment) or "UTC"


def _writer(world: World, schedule: Schedule, *, anyway: bool) -> Writer | None:
    """Return who would write; None in the demo, where nobody is called."""
    if schedule.demo and not schedule.model:
        return None
    chosen = writer_of(
        world, named=schedule.model or None, interactive=False, dry_run=False, receipt=Receipt()
    )
    if chosen.writer.name == "chat":
        raise ScheduleNeedsPerson
    if chosen.writer.refusal is not None and not anyway:
        raise chosen.writer.refusal
    return chosen.writer


def _consent(world: World, operator: str, writer: Writer | None, *, agreed_now: bool) -> None:
    if writer is None or not writer.host:
        return
    home = world.config.home
    if agreed(home, operator=operator, host=writer.host):
        return
    if not agreed_now:
        raise ScheduleNeedsConsent(operator=operator, host=writer.host)
    agree(home, operator=operator, host=writer.host, at=iso(world.clock()))


def _only_here(world: World, operator: Operator, schedule: Schedule) -> list[str]:
    """Name what only this shell knows: a timer starts with an environment of its own."""
    if schedule.demo:
        return []
    names: list[str] = []
    bare = replace(world.places, environment={})
    for source in operator.sources:
        try:
            connector = connector_of(source, world.path)
            here, there = resolve(connector, world.places), resolve(connector, bare)
        except OperatorosError:
            continue
        names += [
            field.env
            for field in connector.credentials
            if field.name in here.values and field.name not in there.values
        ]
    key = "ANTHROPIC_API_KEY"
    from_shell = world.config.origins["anthropic_api_key"].startswith("the environment")
    if from_shell and schedule.model != "none" and not world.config.env_local.get(key):
        names.append(key)
    return [
        f"{name} is set in this shell only; a timer will not see it: put it into .env.local"
        for name in dict.fromkeys(names)
    ]


def project_of(schedule: Schedule, world: World) -> Path:
    """Return the folder that a schedule's operator is found from."""
    return Path(schedule.project) if schedule.project else world.config.project
