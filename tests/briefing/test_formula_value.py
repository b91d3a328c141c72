"""What formulas come to over the company's five deals, and when nothing can be said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.evidence import Evidence
from operatoros.briefing.formula_value import Value, Worker, Worth
from operatoros.briefing.formulas import parse
from operatoros.briefing.handles import assign_handles
from operatoros.values.findings import Change, Changes
from operatoros.values.record import Money, Shape
from tests.briefing.company import evidence
from tests.briefing.samples import fetched, reader


def value(text: str, known: Evidence | None = None) -> Value | None:
    """Work a formula out over the company, or other evidence."""
    formula = parse(text)
    assert formula is not None, text
    return Worker(known or evidence()).value(formula)


@pytest.mark.parametrize(
    ("formula", "number", "currency"),
    [
        ("count(deals)", 5, ""),
        ("count(crm)", 5, ""),
        ("count(Open deals)", 5, ""),
        ("count(deal where stage = contract)", 2, ""),
        ('count(deals where stage != "Contract")', 3, ""),
        ('count(deals where stage in ("Contract", "Proposal"))', 4, ""),
        ('count(deals where owner not in ("Maria Keller"))', 3, ""),
        ("count(deals where close < today)", 2, ""),
        ("count(deals where close >= today and close <= today + 7)", 2, ""),
        ("count(deals where created > 2026-10-31 or amount > 1000000)", 3, ""),
        ('count(deals where name contains "PILOT")', 2, ""),
        ("count(deals where probability is empty)", 4, ""),
        ("count(deals where probability is not empty)", 1, ""),
        ("count(deals.probability)", 1, ""),
        ("count(D-1, D-2, D-2)", 2, ""),
        ("distinct(deals.owner)", 3, ""),
        ("sum(deals.amount where currency = USD)", 1_380_000, "USD"),
        ("sum(deals where currency = EUR)", Decimal("7500.50"), "EUR"),
        ("sum(crm.amount where deals.currency is 'USD' and owner is Tom Ortiz)", 40_000, "USD"),
        ("average(deals.amount where currency = USD)", 345_000, "USD"),
        ("median(deals.amount where currency = USD)", 70_000, "USD"),
        ("min(deals.amount where currency = USD)", 40_000, "USD"),
        ("max(deals.amount where currency = USD)", 1_200_000, "USD"),
        ("max(D-1.amount, D-2.amount)", 50_000, "USD"),
        ("D-1.amount - before(D-1.amount)", 10_000, "USD"),
        ("D-2.amount - before(D-2.amount)", 0, "USD"),
        ("D-1.amount / D-2.amount", Decimal("1.25"), ""),
        ("sum(D-1.amount, D-2.amount) / D-5.amount", 1, ""),
        ("D-1.amount * D-1.probability", 20_000, "USD"),
        ("sum(deals.amount * probability)", 20_000, "USD"),
        ("today - D-2.close", 7, ""),
        ("average(today - deals.close where close < today)", 9, ""),
        ("round(abs(D-2.close - today), 0)", 7, ""),
        ("count(calls where started > today - 2)", 1, ""),
        ("sum(deals.amount where stage = Nowhere)", 0, ""),
        ("count(deals where owner = 'Maria Keller') * 50%", 1, ""),
    ],
)  # fmt: skip
def test_what_formulas_come_to(formula: str, number: float | Decimal, currency: str) -> None:
    """Names, columns and values are told as people write them; amounts keep their currency."""
    assert value(formula) == Worth(Decimal(number), currency)


@pytest.mark.parametrize(
    ("formula", "day"),
    [
        ("D-1.close + 1", date(2026, 11, 25)),
        ("max(deals.close)", date(2026, 12, 20)),
        ("min(deals.close where close >= today)", date(2026, 11, 21)),
        ("max(calls.started)", date(2026, 11, 20)),
    ],
)
def test_days_come_of_days(formula: str, day: date) -> None:
    """The first, the last, and so many days later."""
    assert value(formula) == day


@pytest.mark.parametrize(
    "formula",
    [
        "count(issues)",  # failed: that is not none
        "count(bugs where state = open)",
        "count(orders)",
        "sum(deals.weight)",
        "sum(deals.owner)",
        "count(deals) - sum(deals.owner where stage = Contract)",
        "sum(deals.amount)",  # dollars and euros
        "D-1.amount + D-4.amount",
        "D-9.amount",
        "D-1.weight",
        "before(D-5.amount)",  # new since then
        "before(C-1.title)",  # fetched for the first time
        "F99 - 1",
        "count(deals) / count(deals where stage = Nowhere)",
        "average(deals.amount where stage = Nowhere)",
        "D-1.name - 1",
        "D-1.close * 2",
        "D-1.close - 0.5",
        "today - 99999999999",
        "average(deals.close)",
        "count(deals, calls)",
        "sum(deals.amount - calls.started)",
        "sum(D-1, D-2)",
        "count(D-1, D-9)",
        "sum(D-1.amount where stage = Won)",
        "count(deals where weight = 1)",
    ],
)
def test_when_nothing_can_be_said(formula: str) -> None:
    """No value instead of a wrong one: unknown names, mixed currencies, nothing to divide by."""
    assert value(formula) is None


def other(records: list[dict[str, object]], **shape: object) -> Evidence:
    """Return evidence of one source."""
    brought = [fetched(records, Shape(noun="orders", **shape), source="shop.orders")]  # type: ignore[arg-type]
    return Evidence(brought, (), Changes(), assign_handles(brought), reader())


def test_columns_that_could_be_two_are_none() -> None:
    """A last word is enough where it is the only one."""
    known = other([{"id": 1, "from": {"city": "Rome"}, "to": {"city": "Oslo", "zip_code": "01"}}])
    assert value("count(orders where city = Rome)", known) is None
    assert value("count(orders where from.city = Rome)", known) == Worth(Decimal(1))
    assert value("count(orders where zipCode = 01)", known) == Worth(Decimal(1))


def test_lists_hold_if_one_of_theirs_does() -> None:
    """A field of several values equals each of them."""
    known = other([{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": ["c"]}, {"id": 3, "tags": []}])
    assert value("count(orders where tags = b)", known) == Worth(Decimal(1))
    assert value("count(orders where tags != b)", known) == Worth(Decimal(2))
    assert value("count(orders where tags is empty)", known) == Worth(Decimal(1))
    assert value("count(orders where tags contains C)", known) == Worth(Decimal(1))


def test_a_single_source_needs_no_name() -> None:
    """With one source a column alone says where."""
    known = other([{"id": n, "price": n} for n in (1, 2, 6)])
    assert value("average(price)", known) == Worth(Decimal(3))


def test_a_new_record_of_another_source_makes_none_new() -> None:
    """Two sources may use one key: what is new in one has its past in the other."""
    orders, refunds = (
        fetched([{"id": 1, "price": 5}], Shape(noun=noun), source=noun)
        for noun in ("orders", "refunds")
    )
    changes = Changes(items=(Change(source="refunds", kind="new", key="1"),))
    brought = [orders, refunds]
    handles = assign_handles(brought)
    known = Evidence(brought, (), changes, handles, reader())
    order, refund = (handles.by_source[source][0] for source in ("orders", "refunds"))
    assert value(f"before({order}.price)", known) == Worth(Decimal(5))
    assert value(f"before({refund}.price)", known) is None


def test_sums_are_exact() -> None:
    """A cent of ten thousand is not lost."""
    money = (Money(amount="price", currency="EUR"),)
    known = other([{"id": n, "price": "0.1"} for n in range(10_000)], money=money)
    assert value("sum(orders.price)", known) == Worth(Decimal("1000.0"), "EUR")


def test_formulas_over_giants_stop() -> None:
    """After a million records nothing more is worked out, so that no text can take hours."""
    known = other([{"id": n} for n in range(50_000)])
    worker = Worker(known)
    formula = parse("count(orders)")
    assert formula is not None
    found = [worker.value(formula) for _ in range(25)]
    assert found[:20] == [Worth(Decimal(50_000))] * 20
    assert found[20:] == [None] * 5


PARTS = [
    *("count(", "sum(", "before(", "max(", "deals", ".amount", "D-1", ".close", "F1", " where "),
    *("stage", " = ", "today", " and ", ")", "(", "+", "-", "/", "*", "2", "0", '"Won"', ","),
]
KNOWN = evidence()


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_any_formula_has_a_value_or_none(text: str) -> None:
    """Whatever can be read can be worked out or not; nothing is raised."""
    formula = parse(text)
    if formula is not None:
        Worker(KNOWN).value(formula)
