"""Following a run: from its beginning, from a place in it, and in another process."""

from __future__ import annotations

import anyio
import pytest

from operatoros.app import briefings
from operatoros.app.briefings import AskConsent, Finished, Listener, RunOptions
from operatoros.app.hosting import Host
from operatoros.app.watching import News, told_so_far, watch
from operatoros.app.wiring import World, iso, open_runs, world_of
from operatoros.values.event import Event, RunFinished, RunStarted, SourceStarted
from operatoros.values.run import Run
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio
OPTIONS = RunOptions(operator="deals", model="none")


async def carry(world: World, listener: Listener, ask: AskConsent) -> Finished:
    """Run the project's operator."""
    return await briefings.run(OPTIONS, world.config, listener, ask)


async def all_of(world: World, host: Host, run: str, after: int = 0) -> list[News]:
    """Follow a run to its end."""
    return [news async for news in watch(world, host, run, after=after)]


async def test_a_run_in_this_server_is_followed_to_its_end(make_config: MakeConfig) -> None:
    """The news of a run, put together, are its events; a lost line goes on from its place."""
    world = world_of(make_config())
    with Host(lambda: world) as host:
        run = await anyio.to_thread.run_sync(host.start_run, carry)
        news = await all_of(world, host, run)
        events = [event for one in news for event in one.events]
        assert news[-1].ended
        assert isinstance(events[0].what, RunStarted)
        assert isinstance(events[-1].what, RunFinished)
        # Afterwards it is told from the store, from any place.
        rest = await all_of(world, host, run, after=3)
        assert [event.seq for one in rest for event in one.events] == [
            event.seq for event in events[3:]
        ]


async def test_a_run_of_another_process_is_followed_by_what_it_writes_down(
    make_config: MakeConfig,
) -> None:
    """Events that another process appends arrive in order, until its run is done."""
    world = world_of(make_config())
    now = iso(world.now())
    run = Run(
        run="20261128-080000-0001", operator="deals", task="main", params={}, state="fetching",
        demo=False, started_at=now,
    )  # fmt: skip
    started = RunStarted(operator="deals", task="main", demo=False, sources=("exports.deals",))
    asked = SourceStarted(source="exports.deals", name="deals")
    seen: list[Event] = []
    with Host(lambda: world) as host, open_runs(world) as store:
        store.begin(run)
        store.append_event(Event(run=run.run, seq=1, at=now, what=started))
        assert [event.seq for event in told_so_far(world, host, run.run).events] == [1]
        async for news in watch(world, host, run.run):
            seen += news.events
            if len(seen) == 1:
                store.append_event(Event(run=run.run, seq=2, at=now, what=asked))
            elif len(seen) == 2:
                from dataclasses import replace

                store.save(replace(run, state="done", finished_at=now))
                ended = RunFinished(state="done")
                store.append_event(Event(run=run.run, seq=3, at=now, what=ended))
    assert [event.what for event in seen] == [started, asked, RunFinished(state="done")]
