"""The first look of the day: the newest briefing of each operator, what runs, what waits."""

from __future__ import annotations

from dataclasses import dataclass

from operatoros.app.actions import KnownWorkspace, known_workspaces
from operatoros.app.briefings import run_json
from operatoros.app.catalogue import operators
from operatoros.app.planning import Listed, list_schedules, listed_json
from operatoros.app.wiring import World, iso, open_runs
from operatoros.briefing.digest import changes_of, headline_of, title_of
from operatoros.store.database import Store
from operatoros.store.lines import BUSY, RunLine
from operatoros.values.jsonable import Json, to_json
from operatoros.values.run import Run

# Looked through for an operator's newest whole briefing; older ones are on the page of runs.
_LOOKED_AT = 10
_LATELY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestBriefing:
    """An operator's newest whole briefing, the first of it.

    Attributes:
        operator: Id of the operator.
        name: What people call it.
        run: The run.
        headline: The one number that matters, and what qualifies it.
        since: What the changes are compared with, in words.
        changes: The changes in words, a line each; indented lines belong to the one above.
        failed: The newest run, if that one failed after this briefing was written.
    """

    operator: str
    name: str
    run: Run
    headline: str
    since: str
    changes: tuple[str, ...]
    failed: RunLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What a person sees first.

    Attributes:
        briefings: The newest of each operator, the latest first.
        busy: Runs under way, in whatever process.
        waiting: Runs that wait for a chat's answer.
        inboxes: Workspaces in which entries wait for a decision.
        schedules: Schedules by their next slot.
        runs: Whether there was ever a run.
        ready: Operators that can run with the credentials that are set.
    """

    briefings: tuple[NewestBriefing, ...]
    busy: tuple[RunLine, ...]
    waiting: tuple[RunLine, ...]
    inboxes: tuple[KnownWorkspace, ...]
    schedules: tuple[Listed, ...]
    runs: bool
    ready: tuple[str, ...]


def today(world: World) -> Today:
    """Return the first look; nothing is fetched."""
    known = operators(world)
    names = {line.id: line.name for line in known if not line.problem}
    with open_runs(world) as store:
        store.mark_interrupted(iso(world.now()))
        lately = store.list(limit=_LATELY)
        everyone = dict.fromkeys((*(line.operator for line in lately), *names))
        found = [_newest(store, operator, names.get(operator, "")) for operator in everyone]
    briefings = [one for one in found if one is not None]
    briefings.sort(key=lambda one: one.run.run, reverse=True)
    schedules = sorted(list_schedules(world), key=lambda one: one.next.moment)
    return Today(
        briefings=tuple(briefings),
        busy=tuple(line for line in lately if line.state in BUSY),
        waiting=tuple(line for line in lately if line.state == "waiting"),
        inboxes=tuple(one for one in known_workspaces(world.config) if one.waiting),
        schedules=tuple(schedules),
        runs=bool(lately),
        ready=tuple(line.id for line in known if not line.problem and not line.missing),
    )


def _newest(store: Store, operator: str, name: str) -> NewestBriefing | None:
    lines = store.list(operator, limit=_LOOKED_AT)
    whole = next((line for line in lines if line.state == "done"), None)
    if whole is None:
        return None
    run = store.get(whole.run)
    since, changes = changes_of(run.briefing.digest)
    ended = next((line for line in lines if line.state in {"done", "failed"}), None)
    return NewestBriefing(
        operator=operator,
        name=name or title_of(run.briefing.digest) or operator,
        run=run,
        headline=headline_of(run.briefing.digest),
        since=since,
        changes=changes,
        failed=ended if ended is not None and ended.state == "failed" else None,
    )


def today_json(today: Today) -> dict[str, Json]:
    """Return the first look as faces give it to programs: each part as its own listing has it."""
    return {
        "briefings": [
            {
                "operator": one.operator,
                "name": one.name,
                "headline": one.headline,
                "since": one.since,
                "changes": list(one.changes),
                "failed": to_json(one.failed),
                "run": run_json(one.run),
            }
            for one in today.briefings
        ],
        "busy": to_json(today.busy),
        "waiting": to_json(today.waiting),
        "inboxes": to_json(today.inboxes),
        "schedules": [listed_json(one) for one in today.schedules],
        "runs": today.runs,
        "ready": list(today.ready),
    }
