"""How long things are kept, at the edges; the rest is in the contract."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.store.samples import NOW, a_run, text_event

from operatoros.store.database import Store
from operatoros.store.keeping import Exchange
from operatoros.store.opening import open_store


@pytest.mark.parametrize(
    ("started_at", "raw", "runs"),
    [
        ("2026-10-22T07:30:00Z", 0, 0),
        ("2026-10-22T07:29:59Z", 1, 0),
        ("2025-10-17T07:30:00Z", 1, 0),
        ("2025-10-17T07:29:59Z", 0, 1),
    ],
)
def test_the_days_are_exact(store: Store, started_at: str, raw: int, runs: int) -> None:
    """Thirty days to the second for raw things, four hundred for the rest."""
    store.begin(a_run(started_at=started_at))
    store.append_event(text_event(1))
    store.save(a_run(started_at=started_at, state="done"))
    pruned = store.prune(NOW, raw_days=30, all_days=400)
    assert (pruned.raw, pruned.runs) == (raw, runs)


def test_the_days_can_be_set(store: Store) -> None:
    """Both times are settings."""
    store.begin(a_run(started_at="2026-11-19T00:00:00Z"))
    store.save(a_run(started_at="2026-11-19T00:00:00Z", state="failed"))
    assert store.prune(NOW, raw_days=1, all_days=3).runs == 0
    assert store.prune(NOW, raw_days=1, all_days=1).runs == 1


OLD = "2025-10-01T00:00:00Z"


def _book(store: Store, run: str, slot: str, *, at: str, ended: bool = True) -> None:
    """Put a slot with its delivery into the ledger, and end them."""
    ledger = store.ledger
    assert ledger.claim_slot("daily", slot, at=at)
    assert ledger.claim_delivery(f"{slot} mail", run=run, target="mail", at=at).state == "sending"
    ledger.move_slot("daily", slot, "delivered" if ended else "written", at=at, run=run)
    if ended:
        ledger.settle_delivery(f"{slot} mail", "sent", attempts=1, at=at)


def _slots(store: Store) -> list[str]:
    return sorted(line.slot for line in store.ledger.slots("daily", since=""))


def test_lines_of_the_ledger_go_with_their_run(store: Store) -> None:
    """Old and ended, with a run that is gone: slot, delivery and a missed slot go, no other."""
    _book(store, "r-gone", "2025-10-01T07:30", at=OLD)
    _book(store, "r-open", "2025-10-02T07:30", at=OLD, ended=False)
    store.begin(a_run("r-waits", started_at=OLD))
    store.save(a_run("r-waits", started_at=OLD, state="waiting"))
    _book(store, "r-waits", "2025-10-03T07:30", at=OLD)
    store.ledger.miss_slots("daily", ["2025-10-04T07:30"], code="ERR_SLOT_MISSED", at=OLD)
    _book(store, "r-young", "2026-11-20T07:30", at=NOW)
    pruned = store.prune(NOW, raw_days=30, all_days=400)
    assert pruned.lines == 3
    assert _slots(store) == ["2025-10-02T07:30", "2025-10-03T07:30", "2026-11-20T07:30"]
    assert store.ledger.deliveries("r-gone") == ()
    for run in ("r-open", "r-waits", "r-young"):
        assert len(store.ledger.deliveries(run)) == 1
    assert store.prune(NOW, raw_days=30, all_days=400).lines == 0


def test_a_line_that_its_schedule_could_come_back_to_stays(store: Store) -> None:
    """However few days runs are kept: what keeps a slot from a second briefing is not pruned."""
    slot, at = "2025-10-18T07:30", "2025-10-18T06:30:00Z"
    _book(store, "r-gone", slot, at=at)
    store.ledger.miss_slots("daily", ["2026-01-01T07:30"], code="ERR_SLOT_MISSED", at=at)
    assert store.prune(NOW, raw_days=0, all_days=0).lines == 0
    assert store.ledger.claim_slot("daily", slot, at=NOW) is None
    again = store.ledger.claim_delivery(f"{slot} mail", run="r-2", target="mail", at=NOW)
    assert again.state == "sent"
    # Positive control: once out of sight they go, and nothing would hold a second one back.
    assert store.prune("2026-12-31T00:00:00Z", raw_days=0, all_days=0).lines == 2
    assert store.ledger.claim_slot("daily", slot, at=NOW) is not None


def test_pruning_gives_space_back(tmp_path: Path) -> None:
    """The file shrinks: what was thrown away does not stay on the disk as empty pages."""
    file = tmp_path / "operatoros.db"
    with open_store(str(file), now=NOW) as store:
        store.begin(a_run(started_at="2020-01-01T00:00:00Z"))
        store.save(a_run(started_at="2020-01-01T00:00:00Z", state="done"))
        for number in range(20):
            noise = random.Random(number).randbytes(50_000)
            exchange = Exchange(source="s", seq=number, request=b"", response=noise)
            store.save_exchanges("r-20261121-0001", [exchange])
    before = file.stat().st_size
    with open_store(str(file), now=NOW) as store:
        assert store.prune(NOW, raw_days=30, all_days=400).blobs == 21
    assert before > 1_000_000
    assert file.stat().st_size < before / 4
