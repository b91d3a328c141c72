from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest

from operatoros.app.keeping import StoreKeeper, Telling, identity_of
from operatoros.app.recorded import handles_of
from operatoros.app.wiring import World, open_runs
from operatoros.briefing.gather import Asked
from operatoros.catalog.declared import Connector, Fetch, Source
from operatoros.connectors.asking import Question
from operatoros.values.coverage import Fetched
from operatoros.values.event import DigestReady, Event, RunFinished, TextDelta
from operatoros.values.record import Shape, make_record
from operatoros.values.run import Run

if TYPE_CHECKING:
    from operatoros.store.database import Store

pytestmark = pytest.mark.anyio
SOURCE = Source(id="a", name="A", connector="c", fetch="f")
QUESTION = Question(
    source="a",
    connector=Connector(id="c", name="C", kind="api"),
    fetch=Fetch(name="f"),
    params={"days": 7},
    credentials={},
    folder="",
    now="",
    max_records=1,
    timeout_s=1,
)
ASKED = (Asked(source=SOURCE, question=QUESTION),)


def _run(identity: str) -> Run:
    return Run(
        run=identity,
        operator="o",
        task="t",
        params={},
        state="fetching",
        demo=False,
        started_at="2026-01-01T00:00:00Z",
    )


def _keeper(world: World, identity: str, *, demo: bool = False) -> StoreKeeper:
    return StoreKeeper(lambda: open_runs(world), run=identity, operator="o", demo=demo)


def _fetched(state: str) -> Fetched:
    record = make_record("a", {"id": 1}, Shape(), fetched_at="2026-01-01T00:00:00Z", position=0)
    return Fetched(
        source="a",
        name="A",
        state=state,  # type: ignore[arg-type]  # one of the states
        records=(record,),
        as_of="2026-01-01T00:00:00Z",
    )


async def _leave_a_run(world: World, identity: str, state: str = "ok") -> None:
    keeper = _keeper(world, identity)
    await keeper.begin(_run(identity))
    await keeper.keep_snapshot(ASKED, [_fetched(state)])
    await keeper.keep_handles({("a", "1"): "A-9"})
    await keeper.flush()
    await keeper.close()


async def test_the_next_run_sees_the_last_complete_fetch(world: World) -> None:
    """Records, time and handles of the last complete fetch come back, by source."""
    await _leave_a_run(world, "20260101-000000-0001")
    keeper = _keeper(world, "20260102-000000-0001")
    before = await keeper.before(ASKED)
    await keeper.close()
    assert before["a"].records == _fetched("ok").records
    assert before["a"].fetched_at == "2026-01-01T00:00:00Z"
    assert before["a"].handles == {"1": "A-9"}


async def test_only_like_is_compared_with_like(world: World) -> None:
    """Other parameters, the demo, and a partial fetch are nothing to compare with."""
    await _leave_a_run(world, "20260101-000000-0001")
    await _leave_a_run(world, "20260101-000000-0002", state="partial")
    other = (Asked(source=SOURCE, question=replace(QUESTION, params={"days": 8})),)
    keeper = _keeper(world, "20260102-000000-0001")
    assert await keeper.before(other) == {}
    assert set(await keeper.before(ASKED)) == {"a"}
    await keeper.close()
    demo = _keeper(world, "20260102-000000-0002", demo=True)
    assert await demo.before(ASKED) == {}
    await demo.close()


def test_what_a_source_is_asked_makes_its_identity() -> None:
    """Connector, fetch and parameters make two fetches comparable; their order does not."""
    (asked,) = ASKED
    assert identity_of(asked) == identity_of(
        Asked(source=replace(SOURCE, name="other"), question=QUESTION)
    )
    changed = replace(QUESTION, fetch=Fetch(name="g"))
    assert identity_of(Asked(source=SOURCE, question=changed)) != identity_of(asked)
    assert identity_of(Asked(source=SOURCE)) == ""


async def test_events_are_numbered_without_gaps(world: World) -> None:
    """Pieces of text between two flushes are kept as one event; numbers have no gaps."""
    identity = "20260103-000000-0001"
    keeper = _keeper(world, identity)
    await keeper.begin(_run(identity))
    heard: list[Event] = []
    telling = Telling(run=identity, now=lambda: "t", listener=heard.append, keeper=keeper)
    telling(DigestReady(digest="d"))
    for piece in ("a", "b"):
        telling(TextDelta(delta=piece))
    telling.flush()
    telling(TextDelta(delta="c"))
    telling(RunFinished(state="done"))
    await keeper.flush()
    await keeper.close()
    with open_runs(world) as store:
        kept = store.events(identity)
    assert [event.seq for event in kept] == [1, 2, 3, 4]
    assert [event.what for event in kept] == [
        DigestReady(digest="d"),
        TextDelta(delta="ab"),
        TextDelta(delta="c"),
        RunFinished(state="done"),
    ]
    assert [event.seq for event in heard] == [1, 2, 2, 3, 4]


async def test_events_never_overtake_what_was_handed_over_before_them(world: World) -> None:
    """Events in a row are written at once, but never before what stands between them."""
    identity = "20260105-000000-0001"
    keeper = _keeper(world, identity)
    await keeper.begin(_run(identity))
    seen: list[int] = []
    for seq in range(1, 7):
        keeper.tell(Event(run=identity, seq=seq, at="t", what=TextDelta(delta=str(seq))))
        if seq % 3 == 0:
            keeper._pending.append(lambda store: seen.append(len(store.events(identity))))
    await keeper.flush()
    await keeper.close()
    assert seen == [3, 6]


async def test_a_cancelled_flush_loses_nothing(world: World) -> None:
    """What was handed over before a flush is cancelled in the queue is written by the next one."""
    identity = "20260104-000000-0001"
    keeper = _keeper(world, identity)
    opened, go_on = threading.Event(), threading.Event()

    def slow() -> Store:
        opened.set()
        assert go_on.wait(5)
        return open_runs(world)

    keeper._open = slow
    await keeper.begin(_run(identity))
    async with anyio.create_task_group() as group:
        group.start_soon(keeper.flush)
        await anyio.to_thread.run_sync(opened.wait, 5)
        await keeper.keep_handles({("a", "1"): "A-9"})
        with anyio.CancelScope() as scope:
            scope.cancel()
            await keeper.flush()
        go_on.set()
    await keeper.flush()
    await keeper.close()
    with open_runs(world) as store:
        assert handles_of(store, identity) == {"a": {"1": "A-9"}}
