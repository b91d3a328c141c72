"""Of several processes exactly one begins a slot or a delivery; what was left behind is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.store.conftest import NOW

from operatoros.store.connecting import Database
from operatoros.store.database import Store
from operatoros.store.guard import Guard
from operatoros.store.ledger import Ledger
from operatoros.store.owners import this_process

LATER = "2026-11-21T08:00:00Z"
As = Callable[[str], Ledger]


@pytest.fixture
def as_process(address: str, store: Store) -> Iterator[As]:
    """The ledger as another process sees it."""
    database = Database(address)
    yield lambda me: Ledger(database, guard=Guard(None), me=me)
    database.close()


def _gone() -> str:
    """A process of this machine and boot that is not there any more."""
    host, boot, _, _ = this_process().split("/")
    return f"{host}/{boot}/{2**22 + 1}/1"


def test_a_schedule_is_kept_until_it_is_removed(store: Store) -> None:
    """An id is taken once; removing tells whether there was one."""
    assert store.ledger.add_schedule("a", {"at": "07:30"}, at=NOW)
    assert not store.ledger.add_schedule("a", {"at": "09:00"}, at=LATER)
    assert store.ledger.schedules() == {"a": ({"at": "07:30"}, NOW)}
    assert store.ledger.remove_schedule("a")
    assert not store.ledger.remove_schedule("a")
    assert store.ledger.schedules() == {}


def test_one_of_many_gets_a_slot(store: Store) -> None:
    """Twelve at once, one claim."""
    with ThreadPoolExecutor(12) as pool:
        lines = list(pool.map(lambda _: store.ledger.claim_slot("a", "s", at=NOW), range(12)))
    assert sum(line is not None for line in lines) == 1


def test_a_slot_goes_through_its_states_once(store: Store) -> None:
    """Each step is written; once it has ended nobody begins it again."""
    ledger = store.ledger
    line = ledger.claim_slot("a", "s", at=NOW)
    assert line is not None
    assert (line.state, line.attempts) == ("started", 1)
    assert ledger.move_slot("a", "s", "fetched", at=NOW, run="r-1")
    assert ledger.move_slot("a", "s", "written", at=NOW)
    assert ledger.move_slot("a", "s", "delivered", at=LATER)
    assert not ledger.move_slot("a", "s", "failed", at=LATER, code="ERR_X")
    assert ledger.claim_slot("a", "s", at=LATER) is None
    (kept,) = ledger.slots("a")
    assert (kept.state, kept.run, kept.owner, kept.code, kept.at) == (
        "delivered",
        "r-1",
        "",
        "",
        LATER,
    )


def test_a_slot_of_a_process_that_is_gone_is_taken_over(as_process: As, store: Store) -> None:
    """What a dead process left is begun again, with its run; a living one keeps its slot."""
    dead = as_process(_gone())
    assert dead.claim_slot("a", "s", at=NOW)
    assert dead.move_slot("a", "s", "written", at=NOW, run="r-1")
    taken = store.ledger.claim_slot("a", "s", at=LATER)
    assert taken is not None
    assert (taken.state, taken.attempts, taken.run) == ("written", 2, "r-1")
    assert not dead.move_slot("a", "s", "delivered", at=LATER)
    assert store.ledger.claim_slot("a", "s", at=LATER) is None


def test_another_machine_is_waited_for(as_process: As, store: Store) -> None:
    """A process that cannot be seen from here keeps its slot for a day."""
    assert as_process("elsewhere/b/1/1").claim_slot("a", "s", at=NOW)
    assert store.ledger.claim_slot("a", "s", at="2026-11-22T07:29:00Z") is None
    assert store.ledger.claim_slot("a", "s", at="2026-11-22T07:31:00Z") is not None


def test_missed_slots_do_not_touch_begun_ones(store: Store) -> None:
    """Writing slots down as missed counts those that nobody has begun."""
    store.ledger.claim_slot("a", "2", at=NOW)
    assert store.ledger.miss_slots("a", ["1", "2", "3"], code="ERR_X", at=NOW) == 2
    states = {line.slot: line.state for line in store.ledger.slots("a")}
    assert states == {"1": "missed", "2": "started", "3": "missed"}
    assert [line.slot for line in store.ledger.slots("a", since="2", limit=1)] == ["3"]


def test_a_delivery_is_sent_once(store: Store) -> None:
    """A key that was sent is not claimed again; one that failed is."""
    ledger = store.ledger
    mine = this_process()
    first = ledger.claim_delivery("k", run="r", target="webhook", at=NOW)
    assert (first.state, first.owner) == ("sending", mine)
    assert ledger.settle_delivery("k", "failed", attempts=3, at=NOW, code="ERR_X")
    again = ledger.claim_delivery("k", run="r", target="webhook", at=LATER)
    assert (again.state, again.owner) == ("sending", mine)
    assert ledger.settle_delivery("k", "sent", attempts=1, at=LATER)
    assert ledger.claim_delivery("k", run="r-2", target="webhook", at=LATER).state == "sent"
    (line,) = ledger.deliveries("r")
    assert (line.state, line.attempts, line.code) == ("sent", 1, "")


def test_a_delivery_left_behind_is_unsure(as_process: As, store: Store) -> None:
    """A process that died while sending leaves a delivery that may have arrived."""
    as_process(_gone()).claim_delivery("k", run="r", target="mail", at=NOW)
    found = store.ledger.claim_delivery("k", run="r", target="mail", at=LATER)
    assert (found.state, found.owner) == ("unsure", this_process())
    assert store.ledger.settle_delivery("k", "unsure", attempts=1, at=LATER, code="ERR_X")
    assert store.ledger.claim_delivery("k", run="r", target="mail", at=LATER).state == "unsure"


def test_what_a_clock_ahead_called_missed_can_still_be_begun(store: Store) -> None:
    """A slot missed "in the future" is claimed once the time is right; one missed before is not."""
    store.ledger.miss_slots("a", ["s"], code="ERR_X", at=LATER)
    assert store.ledger.claim_slot("a", "s", at="2026-11-21T08:00:01Z") is None
    line = store.ledger.claim_slot("a", "s", at=NOW)
    assert line is not None
    assert (line.state, line.attempts, line.code) == ("started", 1, "")
    assert store.ledger.slots("a")[0].state == "started"
