"""What a run fetched, and the last complete fetch of a source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.store.samples import DEALS, NOW, a_deal, a_run, deals

from operatoros.store.connecting import Database
from operatoros.store.database import Store
from operatoros.store.snapshots import _steps, _unstep
from operatoros.values.coverage import SourceState
from operatoros.values.record import make_record

SOURCE = "hubspot.open_deals"


def test_records_come_back_as_they_were(store: Store) -> None:
    """Key, hash, data, link, time and order of each record; also of two with one key."""
    fetched = deals(3.0, 1.0, 2.0)
    twin = make_record(SOURCE, a_deal(0, 9.0), DEALS, fetched_at=NOW, position=3)
    odd = make_record(SOURCE, {"half": "\ud800", "n": None}, DEALS, fetched_at=NOW, position=4)
    fetched = replace(fetched, records=(*fetched.records, twin, odd))
    store.save_snapshot("r", "op", [fetched], scope="", demo=False)
    kept = store.snapshot("r", SOURCE)
    assert kept is not None
    assert store.records(kept) == fetched.records
    assert store.hashes(kept) == tuple(record.hash for record in fetched.records)
    assert kept.keys == ("0", "1", "2", "0", "#5")
    assert kept.shape == DEALS
    assert (kept.run, kept.source, kept.fetched_at) == ("r", SOURCE, NOW)
    assert [record.key for record in store.records(kept, {"1", "#5", "absent"})] == ["1", "#5"]


@pytest.mark.parametrize(
    ("state", "complete"),
    [("ok", True), ("cached", True), ("partial", False), ("failed", None), ("skipped", None)],
)
def test_only_a_whole_fetch_is_complete(
    store: Store, state: SourceState, complete: bool | None
) -> None:
    """A partial fetch is kept and is not compared with; failed and skipped leave nothing."""
    store.save_snapshot("r", "op", [deals(1.0, state=state)], scope="", demo=False)
    kept = store.snapshot("r", SOURCE)
    assert (None if kept is None else kept.complete) == complete
    last = store.last_complete("op", SOURCE, scope="", demo=False)
    assert (last is not None) == (complete is True)


@pytest.mark.parametrize("known", [False, True], ids=["forgotten", "known"])
def test_the_last_complete_fetch_is_the_newest_comparable_one(store: Store, known: bool) -> None:
    """Older than this run, of the same operator, source, scope and reality; partial ones not.

    It is found in the operator's last run and, where that did not bring it, further back.
    """
    for number in range(1, 8) if known else ():
        store.begin(a_run(f"r-{number}", operator="other" if number == 6 else "op"))
    store.save_snapshot("r-1", "op", [deals(1.0)], scope="7d", demo=False)
    store.save_snapshot("r-2", "op", [deals(2.0)], scope="7d", demo=False)
    store.save_snapshot("r-3", "op", [deals(3.0, state="partial")], scope="7d", demo=False)
    store.save_snapshot("r-4", "op", [deals(4.0)], scope="30d", demo=False)
    store.save_snapshot("r-5", "op", [deals(5.0)], scope="7d", demo=True)
    store.save_snapshot("r-6", "other", [deals(6.0)], scope="7d", demo=False)
    store.save_snapshot("r-7", "op", [deals(7.0, source="other")], scope="7d", demo=False)

    def last(before: str = "", *, demo: bool = False, scope: str = "7d") -> str | None:
        kept = store.last_complete("op", SOURCE, scope=scope, demo=demo, before=before)
        return kept.run if kept else None

    assert last() == "r-2"
    assert last("r-2") == "r-1"
    assert last("r-1") is None
    assert last(demo=True) == "r-5"
    assert last(scope="30d") == "r-4"
    assert last(scope="none") is None


def test_many_sources_are_looked_up_and_read_at_once(store: Store) -> None:
    """Each source's last complete fetch comes from its own run, its records in their own order."""
    for number, sources in ((1, "abc"), (2, "ab"), (3, "a")):
        store.begin(a_run(f"r-{number}", operator="op"))
        brought = [deals(float(number), 9.0, source=source) for source in sources]
        scopes = {source: f"of {source}" for source in sources}
        store.save_snapshot(f"r-{number}", "op", brought, scope=scopes, demo=False)
    scopes = {source: f"of {source}" for source in "abcd"}
    found = store.last_complete_of("op", scopes, demo=False)
    assert {source: kept.run for source, kept in found.items()} == {
        "a": "r-3",
        "b": "r-2",
        "c": "r-1",
    }
    read = store.records_of([found["c"], found["a"]])
    assert [[record.data["amount"] for record in records] for records in read] == [
        [1.0, 9.0],
        [3.0, 9.0],
    ]
    assert [records[0].source for records in read] == ["c", "a"]
    assert store.records_of([]) == ()


def test_an_empty_fetch_is_a_fetch(store: Store) -> None:
    """No deals at all, completely fetched: everything before is gone, not unknown."""
    store.save_snapshot("r", "op", [deals()], scope="", demo=False)
    kept = store.last_complete("op", SOURCE, scope="", demo=False)
    assert kept is not None
    assert store.records(kept) == ()
    assert store.hashes(kept) == ()
    assert kept.fetched_at == NOW


def test_the_sources_of_a_run_are_listed(store: Store) -> None:
    """By name, those that left something."""
    failed = deals(state="failed", source="gong")
    store.save_snapshot(
        "r", "op", [deals(source="z"), deals(source="a"), failed], scope="", demo=False
    )
    assert store.snapshot_sources("r") == ("a", "z")
    assert store.snapshot_sources("other") == ()


def test_what_did_not_change_is_kept_once(store: Store, address: str) -> None:
    """A hundred equal fetches hold one list and their records once; one new deal adds two blobs."""
    amounts = [float(number) for number in range(50)]
    for number in range(20):
        store.save_snapshot(f"r-{number:02}", "op", [deals(*amounts)], scope="", demo=False)
    store.save_snapshot("r-99", "op", [deals(*amounts, 50.0)], scope="", demo=False)
    database = Database(address)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM blobs")).scalar() == 50 + 1 + 2
    database.close()


def test_five_thousand_records_need_many_statements(store: Store) -> None:
    """More records than a statement takes parameters are kept and read whole."""
    fetched = deals(*(float(number) for number in range(5000)))
    store.save_snapshot("r", "op", [fetched], scope="", demo=False)
    kept = store.snapshot("r", SOURCE)
    assert kept is not None
    assert store.records(kept) == fetched.records


@given(st.lists(st.integers(0, 2**62)))
def test_steps_lead_back_to_the_numbers(numbers: list[int]) -> None:
    """The list of a snapshot holds differences; they add up again."""
    assert _unstep(_steps(numbers)) == tuple(numbers)
