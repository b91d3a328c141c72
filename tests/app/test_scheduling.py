"""Slots carried out over a week that has everything: each ends once, honestly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest

from operatoros.app import reopening
from operatoros.app.planning import Wish, add
from operatoros.app.scheduling import SlotDone, run_due
from operatoros.app.wiring import World, open_runs, world_of
from operatoros.engine.installing import Machine
from operatoros.store.connecting import Database
from operatoros.store.guard import Guard
from operatoros.store.ledger import Ledger
from operatoros.store.lines import ENDED, SlotLine
from operatoros.store.owners import this_process
from operatoros.values.event import Event
from tests.app.conftest import DEALS_CSV, MakeConfig
from tests.delivery.hostile import Audit
from tests.engine.schedules import utc

pytestmark = pytest.mark.anyio
MACHINE = Machine(home=Path("/nowhere"), run=lambda command: (1, ""), which=lambda name: None)


class Clock:
    """A clock that tests set."""

    def __init__(self, at: str) -> None:
        self.at = utc(at)

    def __call__(self) -> datetime:
        """Return the present."""
        return self.at


class Desk:
    """A world with a clock, and what tests do with it."""

    def __init__(self, world: World, at: str) -> None:
        self.clock = Clock(at)
        self.world = replace(world, now=self.clock, clock=self.clock)
        self.done: list[SlotDone] = []

    def add(self, **changes: object) -> None:
        """Add a schedule at 07:30 in Berlin, every day, digest only."""
        given: dict[str, object] = {
            "operator": "deals",
            "at": "07:30",
            "zone": "Europe/Berlin",
            "model": "none",
            **changes,
        }
        add(self.world, Wish(**given), MACHINE)  # type: ignore[arg-type]  # fields of Wish

    async def wake(self, at: str) -> list[str]:
        """Do what a timer does at a moment; return the states of the slots that ended."""
        self.clock.at = utc(at)
        done = await run_due(self.world, _ignore, lambda item: None)
        self.done += done
        return [f"{item.slot[5:10]} {item.state}" for item in done]

    def slots(self, schedule: str = "deals-0730") -> tuple[SlotLine, ...]:
        """Return what the ledger has."""
        with open_runs(self.world) as store:
            return store.ledger.slots(schedule)

    def runs(self) -> int:
        """Count the runs that were kept."""
        return len(reopening.list_runs(self.world, operator="deals", limit=1000))


def _ignore(event: Event) -> None:
    """Nobody watches."""


@pytest.fixture
def desk(world: World) -> Desk:
    """A desk in Berlin in October."""
    return Desk(world, "2026-10-18T10:00")


@pytest.fixture
def dead(desk: Desk) -> Iterator[Ledger]:
    """The ledger as a process sees it that is gone."""
    with open_runs(desk.world):
        pass
    database = Database(str(desk.world.config.home / "operatoros.db"))
    host, boot, _, _ = this_process().split("/")
    yield Ledger(database, guard=Guard(None), me=f"{host}/{boot}/{2**22 + 1}/1")
    database.close()


async def test_asleep_at_half_past_seven_it_arrives_once_on_wake(
    project: Path, make_config: MakeConfig
) -> None:
    """The briefing arrives once, with exactly the planted change and the false figure marked."""
    (project / "answer.txt").write_text(
        "Blue Ocean stands at €1,300. Red Sea is worth €900.", encoding="utf-8"
    )
    desk = Desk(world_of(make_config()), "2026-11-19T12:00")
    desk.add(model="scripted:answer.txt", deliver=("file:out/{date}.html",))
    assert await desk.wake("2026-11-20T06:30") == ["11-20 delivered"]
    (project / "deals.csv").write_text(DEALS_CSV.replace("1200.50", "1300"), encoding="utf-8")
    # Asleep from 22:00 to 10:40; on wake the timer fires, and then again and again.
    assert await desk.wake("2026-11-21T09:40") == ["11-21 delivered"]
    assert desk.done[-1].late
    for minute in range(41, 60, 6):
        assert await desk.wake(f"2026-11-21T09:{minute}") == []
    assert sorted(file.name for file in (project / "out").iterdir()) == [
        "2026-11-20.html",
        "2026-11-21.html",
    ]
    html = (project / "out" / "2026-11-21.html").read_text(encoding="utf-8")
    assert html.count('<li class="changed">') == 1
    assert '<li class="new">' not in html
    assert '<li class="gone">' not in html
    assert "<del>€1,200.50</del>" in html
    assert '<mark class="miss" title="not found in the data">€900</mark>' in html
    assert html.count('<mark class="miss" title') == 1
    assert Audit(html).bad == []
    assert desk.runs() == 2


async def test_a_week_with_everything(desk: Desk, dead: Ledger) -> None:
    """Sleep, a crash, an overlap, clocks set wrong and summer time: one honest end a slot."""
    desk.add()
    # Monday: on time. The timer fires a little late and then twice more.
    assert await desk.wake("2026-10-19T05:31") == ["10-19 delivered"]
    assert await desk.wake("2026-10-19T05:46") == []
    # Tuesday: asleep until noon.
    assert await desk.wake("2026-10-20T10:00") == ["10-20 delivered"]
    # Wednesday: a process begins and dies; the next look takes over.
    assert dead.claim_slot("deals-0730", "2026-10-21T07:30", at="2026-10-21T05:30:00Z")
    assert await desk.wake("2026-10-21T05:45") == ["10-21 delivered"]
    # Thursday: two timers at once.
    desk.clock.at = utc("2026-10-22T05:30")
    found: list[SlotDone] = []
    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(run_due, desk.world, _ignore, found.append)
    assert [f"{item.slot[5:10]} {item.state}" for item in found] == ["10-22 delivered"]
    # Friday: the clock jumps two days back, then a week ahead, then is right again.
    assert await desk.wake("2026-10-21T05:30") == []
    assert await desk.wake("2026-10-23T05:30") == ["10-23 delivered"]
    # Saturday was slept through entirely; Sunday the clocks go back: 07:30 is 06:30 UTC now.
    assert await desk.wake("2026-10-25T05:45") == ["10-24 delivered"]
    assert await desk.wake("2026-10-25T06:30") == ["10-25 delivered"]
    lines = desk.slots()
    assert [line.slot[:10] for line in lines] == [f"2026-10-{day}" for day in range(25, 18, -1)]
    assert {line.state for line in lines} == {"delivered"}
    assert all(line.owner == "" for line in lines)
    assert desk.runs() == 7
    assert [line.attempts for line in lines if line.slot.startswith("2026-10-21")] == [2]


async def test_days_asleep_end_as_missed(desk: Desk) -> None:
    """After four days only the latest is run; the others are written down, each once."""
    desk.add()
    assert await desk.wake("2026-10-22T09:00") == [
        "10-19 missed",
        "10-20 missed",
        "10-21 missed",
        "10-22 delivered",
    ]
    assert {item.code for item in desk.done if item.state == "missed"} == {"ERR_SLOT_SUPERSEDED"}
    assert await desk.wake("2026-10-22T09:15") == []
    assert desk.runs() == 1


async def test_skip_leaves_a_late_slot_out(desk: Desk) -> None:
    """With --misfire skip a slot that passed unnoticed is missed; one on time is run."""
    desk.add(misfire="skip")
    assert await desk.wake("2026-10-19T09:00") == ["10-19 missed"]
    assert desk.done[0].code == "ERR_SLOT_MISSED"
    assert await desk.wake("2026-10-20T05:33") == ["10-20 delivered"]
    assert desk.runs() == 1


async def test_a_clock_far_ahead_does_not_eat_the_days_between(desk: Desk) -> None:
    """A clock set months ahead runs one slot there; back in the present each day still runs."""
    desk.add()
    assert (await desk.wake("2027-01-05T07:00"))[-1] == "01-05 delivered"
    assert await desk.wake("2026-10-19T06:00") == ["10-19 delivered"]
    assert await desk.wake("2026-10-20T06:00") == ["10-20 delivered"]
    assert {line.state for line in desk.slots()} <= set(ENDED)
    assert desk.runs() == 3


async def test_a_briefing_that_was_written_is_only_delivered(desk: Desk, dead: Ledger) -> None:
    """A process that dies before delivery leaves its run; the next one makes no new run."""
    desk.add()
    await desk.wake("2026-10-19T05:30")
    run = desk.done[0].run
    desk.add(identity="second", deliver=("file:b.html",))
    desk.clock.at = utc("2026-10-20T05:30")
    assert dead.claim_slot("second", "2026-10-20T07:30", at="2026-10-20T05:30:00Z")
    assert dead.move_slot(
        "second", "2026-10-20T07:30", "written", at="2026-10-20T05:30:05Z", run=run
    )
    await desk.wake("2026-10-20T05:45")
    (mine,) = [item for item in desk.done if item.schedule == "second"]
    assert (mine.state, mine.run) == ("delivered", run)
    assert desk.runs() == 2  # the two of the first schedule


async def test_three_crashes_are_enough(desk: Desk, dead: Ledger) -> None:
    """A slot that crashes each time is given up, and says so."""
    desk.add()
    for _ in range(3):
        assert dead.claim_slot("deals-0730", "2026-10-19T07:30", at="2026-10-19T05:30:00Z")
    assert await desk.wake("2026-10-19T05:45") == ["10-19 failed"]
    assert desk.done[0].code == "ERR_SLOT_CRASHED"
    assert desk.runs() == 0


async def test_a_slot_under_way_elsewhere_is_waited_for(desk: Desk) -> None:
    """While a living process is at work on yesterday's slot, today's is left to it."""
    desk.add()
    with open_runs(desk.world) as store:
        assert store.ledger.claim_slot("deals-0730", "2026-10-19T07:30", at="2026-10-19T05:30:00Z")
    assert await desk.wake("2026-10-20T05:30") == []
    with open_runs(desk.world) as store:
        store.ledger.move_slot(
            "deals-0730", "2026-10-19T07:30", "delivered", at="2026-10-20T05:31:00Z"
        )
    assert await desk.wake("2026-10-20T05:45") == ["10-20 delivered"]


async def test_a_run_that_fails_ends_its_slot(desk: Desk, project: Path) -> None:
    """A broken source fails the slot with the run's own code; tomorrow is another day."""
    desk.add(deliver=("file:x.html",))
    good = (project / "deals.csv").read_bytes()
    (project / "deals.csv").write_bytes(b"id,name\n1,\xff\xfe\x00broken")
    assert await desk.wake("2026-10-19T05:30") == ["10-19 failed"]
    assert desk.done[0].code == "ERR_ALL_SOURCES_FAILED"
    assert not (project / "x.html").exists()
    (project / "deals.csv").write_bytes(good)
    assert await desk.wake("2026-10-20T05:30") == ["10-20 delivered"]


async def test_an_operator_that_vanished_fails_its_slot(desk: Desk, project: Path) -> None:
    """Deleted declarations and a full target folder are told, never raised."""
    desk.add(deliver=("file:deals.csv/x.html",))
    assert await desk.wake("2026-10-19T05:30") == ["10-19 failed"]
    assert desk.done[0].code == "ERR_OUT_UNWRITABLE"
    (project / "config" / "operators" / "deals.yaml").unlink()
    assert await desk.wake("2026-10-20T05:30") == ["10-20 failed"]
    assert desk.done[1].code == "ERR_OPERATOR_NOT_FOUND"


async def test_schedules_do_not_hold_each_other_up(desk: Desk, project: Path) -> None:
    """Of several due schedules each ends; one that fails leaves the others alone."""
    desk.add()
    desk.add(identity="broken", deliver=("file:deals.csv/x.html",))
    desk.add(identity="late", at="09:00")
    await desk.wake("2026-10-19T07:30")
    assert Counter(item.state for item in desk.done) == {"delivered": 2, "failed": 1}
    assert desk.clock.at - timedelta(minutes=30) == utc("2026-10-19T07:00")


async def test_the_demo_can_be_scheduled(desk: Desk, project: Path) -> None:
    """A scheduled demo delivers a page that says DEMO."""
    desk.add(operator="deal-intelligence", demo=True, model="none", deliver=("file:demo.html",))
    await desk.wake("2026-10-19T05:30")
    assert desk.done[0].state == "delivered"
    assert "<title>DEMO" in (project / "demo.html").read_text(encoding="utf-8")


async def test_a_run_that_would_wait_for_a_person_fails_its_slot(
    make_config: MakeConfig, desk: Desk
) -> None:
    """Settings that changed to a chat leave nobody waiting: the slot fails and says so."""
    desk.world = replace(
        world_of(make_config(flags={"model": "none"})), now=desk.clock, clock=desk.clock
    )
    desk.add(model="")
    desk.world = replace(
        world_of(make_config(flags={"model": "chat"})), now=desk.clock, clock=desk.clock
    )
    assert await desk.wake("2026-10-19T05:30") == ["10-19 failed"]
    assert desk.done[0].code == "ERR_SLOT_UNFINISHED"
