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
    pruned = store.prune(NOW)
    assert (pruned.raw, pruned.runs) == (raw, runs)


def test_the_days_can_be_set(store: Store) -> None:
    """Both times are settings."""
    store.begin(a_run(started_at="2026-11-19T00:00:00Z"))
    store.save(a_run(started_at="2026-11-19T00:00:00Z", state="failed"))
    assert store.prune(NOW, raw_days=1, all_days=3).runs == 0
    assert store.prune(NOW, raw_days=1, all_days=1).runs == 1


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
        assert store.prune(NOW).blobs == 21
    assert before > 1_000_000
    assert file.stat().st_size < before / 4
