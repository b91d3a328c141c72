from collections.abc import Mapping
from typing import Any

import pytest

from operatoros.briefing.declared_facts import declared_facts, passes, span_days
from operatoros.briefing.handles import assign_handles
from operatoros.catalog.declared import FactRule
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Fact
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape
from tests.briefing.samples import CALLS, fetched, reader

DEALS = Shape(
    noun="deals", title="name", money=(Money(amount="amount", currency="currency"),), due="close"
)
STALE = FactRule(
    name="stale_deals",
    source="deals",
    where={"amount": {"gte": 50_000}},
    without={"in": "calls", "match": "name", "within": "14d"},
    sum="amount",
)


def company() -> list[Fetched]:
    """Return four large deals and a small one, and four calls."""
    deals = [
        {"id": 1, "name": "Acme renewal", "amount": "60000", "currency": "USD"},
        {"id": 2, "name": "Globex pilot", "amount": 50000, "currency": "EUR"},
        {"id": 3, "name": "Hooli renewal", "amount": "90000.50", "currency": "USD"},
        {"id": 4, "name": "Renewal", "amount": "70000", "currency": "USD"},
        {"id": 5, "name": "Small pilot", "amount": "900", "currency": "USD"},
    ]
    calls = [
        {"id": "a", "title": "Acme Inc. - sync", "started": "2026-11-20T10:00:00Z"},
        {"id": "b", "title": "Globex - sync", "started": "2026-11-01T10:00:00Z"},
        {"id": "c", "title": "Nobody - intro", "started": "2026-11-20T10:00:00Z"},
        {"id": "d", "title": "Small - intro", "started": "2026-11-20T10:00:00Z"},
    ]
    return [
        fetched(deals, DEALS, source="deals", name="Deals"),
        fetched(calls, CALLS, source="calls", name="Calls"),
    ]


def computed(rule: FactRule, brought: list[Fetched] | None = None) -> tuple[Fact, ...]:
    """Return the facts of one rule."""
    sources = brought or company()
    return declared_facts([rule], sources, handles=assign_handles(sources), reader=reader())


def test_deals_without_a_recent_call_are_counted_and_summed() -> None:
    """A deal whose last call is too old or missing counts; sums keep currencies apart."""
    main, keyless, alone = computed(STALE)
    assert (main.value, main.records, main.kind) == (2, ("D-3", "D-2"), "declared")
    assert "€50,000 and $90,000.50" in main.text
    assert (keyless.records, keyless.kind) == (("D-4",), "unmatched")
    assert alone.records == ("C-3",)


def test_the_twin_rule_counts_those_with_a_call() -> None:
    """`with` keeps what `without` leaves out."""
    rule = FactRule(
        name="warm", source="deals", with_={"in": "calls", "match": "name", "within": "14d"}
    )
    assert computed(rule)[0].records == ("D-1", "D-5")


@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_nothing_is_counted_on_a_failed_source(state: Any) -> None:
    """Without the calls, every deal would look stale: the fact says that it cannot be said."""
    deals, _ = company()
    (fact,) = computed(STALE, [deals, fetched([], CALLS, source="calls", state=state)])
    assert (fact.kind, fact.value, fact.records) == ("unknown", None, ())


def test_a_partial_partner_is_a_doubt_that_is_said() -> None:
    """With some calls missing, "without a call" is an upper bound and says so."""
    deals, calls = company()
    part = fetched([r.data for r in calls.records], CALLS, source="calls", state="partial")
    assert "at most this" in computed(STALE, [deals, part])[0].text


def test_an_own_sentence_takes_count_and_sum() -> None:
    """A declared text has places for what was computed."""
    rule = FactRule(name="big", source="deals", sum="amount", text="{count} deals, {sum}, ok")
    assert computed(rule)[0].text.startswith("5 deals, $220,900.50 and €50,000, ok")


@pytest.mark.parametrize(
    ("where", "met"),
    [
        ({"n": {"gte": 10, "lt": 11}}, True),
        ({"n": {"gt": "10.5"}}, False),
        ({"n": {"eq": "10.50"}}, True),
        ({"stage": {"eq": "PROPOSAL"}}, True),
        ({"stage": {"ne": "won"}}, True),
        ({"stage": {"in": ["won", "Proposal"]}}, True),
        ({"stage": {"contains": "pos"}}, True),
        ({"tags": {"contains": "hot"}}, True),
        ({"tags": {"contains": "ho"}}, False),
        ({"gone": {"is_set": False}}, True),
        ({"stage": {"is_set": True}}, True),
        ({"gone": {"lt": 5}}, False),
        ({"gone": {"ne": 5}}, True),
        ({"close": {"within": "7d"}}, True),
        ({"close": {"within": "1d"}}, False),
        ({"close": {"within": "-7d"}}, False),
        ({"made": {"within": "-1w"}}, True),
        ({"close": {"gte": "2026-11-01", "lt": "2026-12-01"}}, True),
        ({"deep.n": {"eq": 1}}, True),
    ],
)
def test_conditions_compare_by_meaning(where: Mapping[str, Mapping[str, Json]], met: bool) -> None:
    """Numbers compare as numbers, days as days, text without case; a missing field meets little."""
    data: Json = {
        "n": "10.5",
        "stage": "Proposal",
        "tags": ["Hot"],
        "close": "2026-11-24",
        "made": "2026-11-15T12:00:00Z",
        "deep": {"n": 1},
    }
    assert passes(data, where, reader()) is met


@pytest.mark.parametrize(
    ("span", "days"), [("14d", 14), ("2w", 14), ("-7d", -7), ("1m", 30), ("soon", None), (7, None)]
)
def test_spans_are_days_weeks_and_months(span: Json, days: int | None) -> None:
    """A span has a number and a unit."""
    assert span_days(span) == days
