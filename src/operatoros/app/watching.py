"""Following a run that is under way: in this server at once, in another process by its events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync

from operatoros.app.hosting import Host, Work
from operatoros.app.wiring import World, iso, open_runs
from operatoros.briefing.request import Disclosure
from operatoros.store.lines import BUSY
from operatoros.values.event import Event, RunStarted
from operatoros.values.run import Run

# Between two looks at what another process wrote down.
_LOOK_EVERY_S = 0.4
# A browser says where to go on; databases take no numbers above 63 bits.
_MOST_PLACE = 2**31
# What streams to a page comes in gulps: fewer messages, and people read no faster. With one run it
# flows; with fifty at once each page hears four times a second, and the server stays free.
_LEAST_GULP_S = 0.04
_GULP_PER_RUN_S = 0.004
_MOST_GULP_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened since the last time.

    Attributes:
        place: Where to go on from, should the line be lost.
        events: The events, in order.
        asking: What the run asks consent for at this moment; None if nothing.
        ended: Whether nothing follows any more.
    """

    place: int
    events: tuple[Event, ...]
    asking: Disclosure | None = None
    ended: bool = False


async def watch(world: World, host: Host, run: str, *, after: int = 0) -> AsyncIterator[News]:
    """Yield what happens in a run until it ends; at once what happened already.

    Args:
        world: The world.
        host: The server's host.
        run: The run's whole id.
        after: The `place` of the last news that arrived; 0 for everything.
    """
    place = min(after, _MOST_PLACE)
    work = host.find(run)
    if work is not None:
        async for news in _here(work, place, host):
            yield news
        return
    while True:
        # The state first: what is written between the two looks is then told, never lost.
        busy, events = await run_sync(_look, world, run, place)
        place = events[-1].seq if events else place
        if events or not busy:
            yield News(place=place, events=events, ended=not busy)
        if not busy:
            return
        await anyio.sleep(_LOOK_EVERY_S)


async def _here(work: Work, after: int, host: Host) -> AsyncIterator[News]:
    version, place, asked = -1, after, False
    while True:
        version = await work.news(version)
        ended = work.ended
        told = work.told[place:]
        events = tuple(item for item in told if isinstance(item, Event))
        place += len(told)
        asking = work.asking
        if events or ended or (asking is not None) != asked:
            asked = asking is not None
            yield News(place=place, events=events, asking=asking, ended=ended)
        if ended:
            return
        # What streams comes in gulps; that it ended is told at once.
        gulp = min(_MOST_GULP_S, _LEAST_GULP_S + _GULP_PER_RUN_S * len(host.under_way()))
        await work.end(within_s=gulp)


def _look(world: World, run: str, after: int) -> tuple[bool, tuple[Event, ...]]:
    with open_runs(world) as store:
        store.mark_interrupted(iso(world.now()))
        busy = store.get(run).state in BUSY
        return busy, store.events(run, after)


def told_so_far(world: World, host: Host, run: str) -> News:
    """Return everything that happened in a run until now.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    work = host.find(run)
    if work is not None:
        told = list(work.told)
        events = tuple(item for item in told if isinstance(item, Event))
        return News(place=len(told), events=events, asking=work.asking, ended=work.ended)
    busy, events = _look(world, run, 0)
    return News(place=events[-1].seq if events else 0, events=events, ended=not busy)


def just_begun(host: Host, run: str) -> Run | None:
    """Return a run that this server began and the store has not written down yet.

    Its parameters are not told by its events, so they are empty for that moment.
    """
    work = host.find(run)
    first = work.told[0] if work is not None and work.told else None
    if not isinstance(first, Event) or not isinstance(first.what, RunStarted):
        return None
    return Run(
        run=first.run,
        operator=first.what.operator,
        task=first.what.task,
        params={},
        state="fetching",
        demo=first.what.demo,
        started_at=first.at,
    )
