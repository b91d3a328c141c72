"""Carrying out what is due: each slot once, through its states, to exactly one end.

Called by timers as `operatoros run --due`, as often as they like. Every step is in the ledger
before the next one begins, so a process that dies at any point leaves a slot that the next call
finds and ends: a briefing that was written already is only delivered.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import anyio
from anyio.to_thread import run_sync

from operatoros import config as settings
from operatoros.app.briefings import Finished, Listener, RunOptions, run_operator
from operatoros.app.delivering import Delivered, check_targets, deliver
from operatoros.app.planning import ScheduleUnready, project_of, unready
from operatoros.app.wiring import World, iso, open_runs, world_of
from operatoros.catalog.search import find_operator
from operatoros.delivery.targets import parse_target
from operatoros.engine.due import Decision, decide
from operatoros.engine.schedule import Schedule, Slot, from_body, slots_between
from operatoros.errors import OperatorosError, Unavailable
from operatoros.store.lines import HORIZON
from operatoros.values.event import DigestReady, Event, RunStarted

if TYPE_CHECKING:
    from operatoros.briefing.request import Disclosure
    from operatoros.store.lines import SlotLine, SlotState


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDone:
    """What became of a slot in this call.

    Attributes:
        schedule: Id of the schedule.
        operator: Id or file of its operator.
        slot: Its moment as the schedule names it.
        state: delivered, failed or missed.
        run: Id of the run; empty if there was none.
        code: Why it failed or was missed.
        message: The same in words.
        where: Who took the briefing.
        late: Whether it was begun after its time.
        error: What failed it.
    """

    schedule: str
    operator: str
    slot: str
    state: SlotState
    run: str = ""
    code: str = ""
    message: str = ""
    where: tuple[str, ...] = ()
    late: bool = False
    error: OperatorosError | None = None


Told = Callable[[SlotDone], None]


async def run_due(world: World, listener: Listener, told: Told) -> tuple[SlotDone, ...]:
    """Carry out every slot that is due, until none is.

    Args:
        world: Settings and the clock.
        listener: Told the events of each run.
        told: Told every slot as it ends.

    Returns:
        The slots that ended in this call.
    """
    done: list[SlotDone] = []

    def end(item: SlotDone) -> None:
        done.append(item)
        told(item)

    tried: set[tuple[str, str]] = set()
    again = True
    while again:
        # A run takes its time: afterwards another slot may be due.
        again = False
        for schedule, decision in await run_sync(_decisions, world):
            ended, busy = await run_sync(_write_down, world, schedule, decision)
            for item in ended:
                end(item)
            slot = decision.run
            # Somebody who is at work on an earlier slot looks again when it is done.
            if slot is None or busy or (schedule.id, slot.name) in tried:
                continue
            tried.add((schedule.id, slot.name))
            line = await run_sync(_claim, world, schedule, slot)
            if line is not None:
                again = True
                end(await _carry_out(world, schedule, slot, line, listener, late=decision.late))
    return tuple(done)


def _decisions(world: World) -> list[tuple[Schedule, Decision]]:
    now = world.clock()
    found = []
    with open_runs(world) as store:
        store.mark_interrupted(iso(now))
        for name, (body, added_at) in store.ledger.schedules().items():
            schedule = from_body(name, body)
            since = max(datetime.fromisoformat(added_at), now - HORIZON)
            due = list(slots_between(schedule, since, now))
            known = {}
            if due:
                lines = store.ledger.slots(name, since=due[0].name)
                known = {line.slot: line for line in lines}
            found.append((schedule, decide(due, known, misfire=schedule.misfire, now=now)))
    return found


def _claim(world: World, schedule: Schedule, slot: Slot) -> SlotLine | None:
    with open_runs(world) as store:
        return store.ledger.claim_slot(schedule.id, slot.name, at=iso(world.clock()))


def _write_down(
    world: World, schedule: Schedule, decision: Decision
) -> tuple[list[SlotDone], bool]:
    """Give their end to slots that are not carried out; say whether one is still under way."""
    if not decision.missed and not decision.abandoned:
        return [], False
    busy = False
    at = iso(world.clock())
    ended: list[tuple[Slot, SlotState, str]] = []
    with open_runs(world) as store:
        ledger = store.ledger
        for slot, code in decision.missed:
            if ledger.miss_slots(schedule.id, [slot.name], code=code, at=at):
                ended.append((slot, "missed", code))
        for slot in decision.abandoned:
            code = "ERR_SLOT_CRASHED"
            if ledger.claim_slot(schedule.id, slot.name, at=at) is None:
                busy = True
            else:
                ledger.move_slot(schedule.id, slot.name, "failed", at=at, code=code)
                ended.append((slot, "failed", code))
    lines = [
        SlotDone(
            schedule=schedule.id,
            operator=schedule.operator,
            slot=slot.name,
            state=state,
            code=code,
        )
        for slot, state, code in ended
    ]
    return lines, busy


async def _carry_out(
    world: World,
    schedule: Schedule,
    slot: Slot,
    line: SlotLine,
    listener: Listener,
    *,
    late: bool,
) -> SlotDone:
    """Bring one slot to its end, whatever happens on the way."""
    made = SlotDone(
        schedule=schedule.id,
        operator=schedule.operator,
        slot=slot.name,
        state="failed",
        late=late,
    )
    steps = _Steps(world, schedule.id, slot.name)
    try:
        inner = _world_for(world, schedule)
        finished = await run_sync(_written_before, inner, line)
        if finished is None:
            finished = await _run(inner, schedule, listener, steps)
        run = finished.run.run
        made = replace(made, run=run)
        if finished.run.state != "done":
            raise finished.error or SlotUnfinished(state=finished.run.state)
        await steps.to("written", run=run)
        targets = [parse_target(text) for text in schedule.deliver]
        occasion = f"{schedule.id} {slot.name}"
        sent = await deliver(inner, finished, targets, occasion=occasion)
        made = _judged(made, finished, sent)
    except OperatorosError as error:
        made = replace(made, state="failed", code=error.code, message=error.message, error=error)
    await steps.to(made.state, run=made.run, code=made.code)
    return made


class SlotUnfinished(Unavailable):
    """A scheduled run ended without being done, and without an error. Raised by: run_due."""

    code = "ERR_SLOT_UNFINISHED"

    def __init__(self, *, state: str) -> None:
        super().__init__(f"the run ended as {state}", hint="`operatoros runs show` tells more")


class _Steps:
    """Writes a slot's steps, in order, off the event loop."""

    def __init__(self, world: World, schedule: str, slot: str) -> None:
        self._world = world
        self._schedule = schedule
        self._slot = slot

    async def to(self, state: SlotState, *, run: str = "", code: str = "") -> None:
        """Write a step; one whose slot was taken over in the meantime is not written."""

        def write() -> None:
            with open_runs(self._world) as store:
                store.ledger.move_slot(
                    self._schedule,
                    self._slot,
                    state,
                    at=iso(self._world.clock()),
                    run=run,
                    code=code,
                )

        await run_sync(write)


def _world_for(world: World, schedule: Schedule) -> World:
    """Return the world as it is in the schedule's project."""
    project = project_of(schedule, world)
    if project == world.config.project:
        return world
    config = settings.load(environment=world.config.environment, project=project)
    return replace(world_of(config), now=world.now, clock=world.clock)


def _written_before(world: World, line: SlotLine) -> Finished | None:
    """Return the run of an attempt that was left behind, if its briefing was written."""
    if not line.run:
        return None
    from operatoros.app.reopening import reopen

    try:
        finished = reopen(world, line.run)
    except OperatorosError:
        return None  # it never came to be kept
    return finished if finished.run.state == "done" else None


async def _run(world: World, schedule: Schedule, listener: Listener, steps: _Steps) -> Finished:
    """Run the operator; its id and its fetch are in the ledger as soon as they happen."""
    operator = await run_sync(find_operator, schedule.operator, world.path)
    check_targets(world, [parse_target(text) for text in schedule.deliver])
    problems = await run_sync(unready, world, operator, schedule)
    if problems and len(problems) == len(operator.sources):
        raise ScheduleUnready(operator=operator.id, problems=problems)
    options = RunOptions(
        operator=schedule.operator,
        task=schedule.task,
        params=schedule.params,
        demo=schedule.demo,
        model=schedule.model or None,
        allow_partial=schedule.allow_partial,
        agreed=schedule.agreed,
    )
    send, receive = anyio.create_memory_object_stream[tuple["SlotState", str]](16)

    def hear(event: Event) -> None:
        if isinstance(event.what, RunStarted):
            send.send_nowait(("started", event.run))
        elif isinstance(event.what, DigestReady):
            send.send_nowait(("fetched", event.run))
        listener(event)

    async def follow() -> None:
        async with receive:
            async for state, run in receive:
                await steps.to(state, run=run)

    async with AsyncExitStack() as stack:
        demo = None
        if schedule.demo:
            from operatoros.app.demo import enter_demo

            demo = await stack.enter_async_context(enter_demo(world))
            world = demo.world
        async with anyio.create_task_group() as group:
            group.start_soon(follow)
            async with send:
                finished = await run_operator(world, operator, options, hear, _nobody, demo=demo)
    return finished


async def _nobody(disclosure: Disclosure) -> bool:
    """Nobody is there to be asked: what was not agreed to before is not sent."""
    return False


def _judged(made: SlotDone, finished: Finished, sent: tuple[Delivered, ...]) -> SlotDone:
    failed = [item.error for item in sent if item.error is not None]
    where = tuple(item.where or item.target for item in sent if item.error is None)
    if failed:
        error = failed[0]
        return replace(
            made, state="failed", where=where, code=error.code, message=error.message, error=error
        )
    gap = finished.error
    code, message = (gap.code, gap.message) if gap else ("", "")
    return replace(made, state="delivered", where=where, code=code, message=message)
