import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.changes import compute_changes
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Change
from operatoros.values.record import Money, Shape
from tests.briefing.samples import DEALS, deals, fetched

YESTERDAY = "2026-11-20T06:30:00Z"


def compare(
    before: list[dict[str, Any]], now: list[dict[str, Any]], shape: Shape = DEALS
) -> tuple[Change, ...]:
    """Return the changes of one source."""
    old = {"crm.open_deals": fetched(before, shape, when=YESTERDAY).records}
    return compute_changes(old, [fetched(now, shape)]).items


def test_exactly_the_planted_changes_are_found() -> None:
    """Among 1,000 records with noise in each, 17 planted changes are found and nothing else."""
    before: list[dict[str, Any]] = deals(1000)
    now = copy.deepcopy(before)
    for record in now:
        record["updatedAt"] = "2026-11-21T06:29:59Z"
    planted: list[tuple[str, str, str | None]] = []
    for n, (place, field, value) in enumerate(
        [
            (3, "amount", "1"),
            (44, "stage", "Won"),
            (90, "closedate", "2027-02-01"),
            (91, "name", "Renamed"),
            (200, "currency", "GBP"),
            (501, "amount", None),
            (999, "stage", ""),
        ]
    ):
        now[place][field] = value
        planted.append(("changed", before[place]["id"], field))
        assert n < 7
    now[10]["owner"]["name"] = "Someone Else"
    now[11]["owner"]["email"] = "else@x.test"
    now[12]["tags"] = ["new"]
    planted += [("changed", before[10]["id"], "owner.name")]
    planted += [("changed", before[11]["id"], "owner.email")]
    planted += [("changed", before[12]["id"], "tags")]
    for place in (900, 700, 600):
        planted.append(("gone", now.pop(place)["id"], None))
    for extra in deals(4, seed=9):
        extra["id"] = f"new-{extra['id']}"
        now.insert(5, extra)
        planted.append(("new", str(extra["id"]), None))
    found = compare(before, now)
    assert len(found) == 17
    assert Counter((c.kind, c.key, c.field) for c in found) == Counter(planted)


@pytest.mark.parametrize("state", ["failed", "partial", "skipped"])
def test_an_incomplete_source_is_unknown_and_nothing_in_it_gone(state: Any) -> None:
    """A source that failed or stopped half-way says nothing about what is missing."""
    old = {"crm.open_deals": fetched(deals(5)).records}
    changes = compute_changes(old, [fetched(deals(2), state=state)])
    assert (changes.items, changes.unknown) == ((), ("crm.open_deals",))


def test_a_complete_source_that_is_empty_now_is_all_gone() -> None:
    """The twin of the rule above: a complete empty answer does mean gone."""
    assert [c.kind for c in compare(deals(3), [])] == ["gone"] * 3


def test_a_source_without_a_past_is_first() -> None:
    """The first complete fetch is named instead of calling everything new."""
    changes = compute_changes({}, [fetched(deals(5))])
    assert (changes.items, changes.first) == ((), ("crm.open_deals",))


def test_after_an_empty_fetch_everything_is_new() -> None:
    """A source that was complete and empty has a past."""
    changes = compute_changes(
        {"crm.open_deals": ()}, [fetched(deals(2))], since={"crm.open_deals": YESTERDAY}
    )
    assert [c.kind for c in changes.items] == ["new", "new"]
    assert changes.since == (("crm.open_deals", YESTERDAY),)


def test_repeated_keys_do_not_invent_changes() -> None:
    """Records that share a key meet their equals first, whatever their order."""
    one, two, three = ({"id": "7", "name": n} for n in "abc")
    assert compare([one, two], [two, one]) == ()
    found = compare([one, two], [two, three])
    assert [(c.kind, c.field, c.old, c.new) for c in found] == [("changed", "name", "a", "c")]
    assert [c.kind for c in compare([one], [one, one])] == ["new"]


def test_records_without_a_key_meet_only_their_equals() -> None:
    """A position is no identity: a line that moved is no change, another text is new and gone."""
    a, b, c = ({"name": n} for n in "abc")
    assert compare([a, b], [b, a]) == ()
    assert sorted(x.kind for x in compare([a, b], [b, c])) == ["gone", "new"]


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, ["a.b.c"]),
        ({"a": [{"x": 1}, {"x": 2}]}, {"a": [{"x": 1}, {"x": 3}]}, ["a.1.x"]),
        ({"a": ["x"]}, {"a": ["x", "y"]}, ["a"]),
        ({"a": None}, {}, []),
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": 1}, {"a": "1"}, ["a"]),
        ({"a": {}}, {"a": 3}, ["a"]),
        ({"amount": "100"}, {"amount": "100.00"}, []),
        ({"amount": "100"}, {"amount": "100.01"}, ["amount"]),
        ({"amount": "tbd"}, {"amount": "TBD"}, ["amount"]),
        ({"noisy": {"at": 1}}, {"noisy": {"at": 2}}, []),
        ({"rows": [{"seen": 1, "x": 1}]}, {"rows": [{"seen": 2, "x": 1}]}, []),
        ({"rows": [{"seen": 1, "x": 1}]}, {"rows": [{"seen": 2, "x": 1}, {"x": 2}]}, ["rows"]),
        ({"a": float("nan")}, {"a": float("nan")}, []),
    ],
)
def test_fields_are_compared_by_meaning(
    old: Mapping[str, Any], new: Mapping[str, Any], paths: list[str]
) -> None:
    """Nested fields have dotted paths; noise and another way to write an amount are no change."""
    shape = Shape(money=(Money(amount="amount"),), noise=("noisy", "rows.seen"))
    found = compare([{"id": 1, **old}], [{"id": 1, **new}], shape)
    assert [c.field for c in found] == paths


VALUES = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["a", "b"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xy"), inner),
    max_leaves=5,
)
RECORDS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from([None, "1", "2", "3"]), "v": VALUES}), max_size=6
)


@given(RECORDS)
def test_nothing_changes_when_nothing_changed(records: list[dict[str, Any]]) -> None:
    """A fetch compared with itself, in any order, has no changes."""
    assert compare(records, records) == ()
    assert compare(records, records[::-1]) == () or any(r["id"] for r in records)


@given(RECORDS, RECORDS)
def test_counts_add_up(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
    """What was, minus what is gone, plus what is new, is what is."""
    kinds = Counter(change.kind for change in compare(before, now))
    assert len(before) - kinds["gone"] + kinds["new"] == len(now)


def test_what_left_the_window_is_not_gone() -> None:
    """A record older than all that came has left a declared window; a younger one is gone."""
    shape = Shape(noun="calls", key="id", title="id", dates=("started",), window="started")

    def calls(*days: int) -> Fetched:
        rows = [{"id": day, "started": f"2026-11-{day:02d}T08:00:00Z"} for day in days]
        return fetched(rows, shape)

    before, now = calls(10, 12, 14), calls(12, 15)
    changes = compute_changes({now.source: before.records}, [now])
    assert [(c.kind, c.key) for c in changes.items] == [("new", "15"), ("gone", "14")]
    # Positive control: without the window the oldest counts as gone too.
    open_ended = replace(now, shape=replace(shape, window=""))
    changes = compute_changes({now.source: before.records}, [open_ended])
    assert {c.key for c in changes.items if c.kind == "gone"} == {"10", "14"}
