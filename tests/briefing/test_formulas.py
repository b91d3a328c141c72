"""Formulas are a small language: what is none of its forms is no formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.formulas import (
    LONGEST,
    Binary,
    Both,
    Call,
    Comparison,
    Day,
    FactValue,
    Field,
    Name,
    Number,
    looks_like_one,
    parse,
)
from operatoros.briefing.prompt import RULES
from tests.growth import TIMES, assert_linear

DEALS = Name("deals")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("count(deals)", Call("count", (DEALS,))),
        ("COUNT( pull requests )", Call("count", (Name("pull requests"),))),
        ("avg(crm.deals.amount)", Call("average", (Name("crm.deals.amount"),))),
        ("D-3.amount", Field("D-3", "amount")),
        ("before(D-3.owner.score)", Field("D-3", "owner.score", before=True)),
        ("today - D-3.closedate", Binary("-", Day(None), Field("D-3", "closedate"))),
        ("F3 / F12", Binary("/", FactValue("F3"), FactValue("F12"))),
        (
            "F1 - F2 * 2",
            Binary("-", FactValue("F1"), Binary("*", FactValue("F2"), Number(Decimal(2)))),
        ),
        ("(F1 − F2) × 25%", Binary("*", Binary("-", FactValue("F1"), FactValue("F2")),
                                   Number(Decimal("0.25")))),
        ("sum(D-1.amount, D-4.amount)", Call("sum", (Field("D-1", "amount"),
                                                     Field("D-4", "amount")))),
        ("count(D-1, D-2)", Call("count", (Name("D-1"), Name("D-2")))),
        ("2026-11-28 - D-1.due", Binary("-", Day(date(2026, 11, 28)), Field("D-1", "due"))),
        ("sum(deals.amount * deals.share)", Call("sum", (
            Binary("*", Name("deals.amount"), Name("deals.share")),))),
    ],
)  # fmt: skip
def test_what_can_be_written(text: str, formula: object) -> None:
    """Functions over records and fields, the four operations, days, facts, values of before."""
    assert parse(text) == formula


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        ('stage = "Won"', Comparison("stage", "=", ("Won",))),
        ("stage is Closed Won", Comparison("stage", "=", ("Closed Won",))),
        ("deals.stage is not 'Lost'", Comparison("deals.stage", "!=", ("Lost",))),
        ("amount >= 5000", Comparison("amount", ">=", (Decimal(5000),))),
        ("due < today", Comparison("due", "<", (Day(None),))),
        ("due <= today + 7", Comparison("due", "<=", (
            Binary("+", Day(None), Number(Decimal(7))),))),
        ("owner is empty", Comparison("owner", "=")),
        ("owner is not empty", Comparison("owner", "!=")),
        ('stage in ("Won", "Lost")', Comparison("stage", "=", ("Won", "Lost"))),
        ("stage not in (Won, Lost)", Comparison("stage", "!=", ("Won", "Lost"))),
        ("name contains “pilot”", Comparison("name", "contains", ("pilot",))),
        ("a = 1 and b = 2 or c = 3", Both(
            Both(Comparison("a", "=", (Decimal(1),)), Comparison("b", "=", (Decimal(2),))),
            Comparison("c", "=", (Decimal(3),)), either=True)),
        ("a = 1 and (b = 2 or c = 3)", Both(
            Comparison("a", "=", (Decimal(1),)),
            Both(Comparison("b", "=", (Decimal(2),)), Comparison("c", "=", (Decimal(3),)),
                 either=True))),
    ],
)  # fmt: skip
def test_how_records_are_chosen(condition: str, read: object) -> None:
    """Comparisons with texts, numbers and days, sets, what is empty; and before or."""
    assert parse(f"count(deals where {condition})") == Call("count", (DEALS,), read)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "", "deals", "14", "today", "see above", "count", "count(", "count()", "count(deals",
        "count(deals) extra", "count(deals where)", "count(deals where stage)", "sum(,)",
        "open('/etc/passwd')", "__import__('os')", "deals.__class__()", "F1 ** F2", "F1 / ",
        "before(D-1)", "before(deals.amount)", "2026-13-45 - today", "count(deals where a ~ 1)",
        "count(deals where a = 1 and)", "1 +", "(F1", "count(deals); F1", "F1 & F2", "a[0]",
        "count(deals where a not = 1)", "(" * 300 + "F1" + ")" * 90, "-" * 60 + "F1",
        "count(deals where " + "(" * 40 + "a = 1" + ")" * 40 + ")", "F1 + " + "9" * LONGEST,
    ],
)  # fmt: skip
def test_what_is_no_formula(text: str) -> None:
    """Code, names alone, halves and towers of brackets are none, and nothing is raised."""
    assert parse(text) is None


def test_what_is_meant_as_one_is_told_from_words() -> None:
    """A formula in forms that we do not know is meant as one; a remark in brackets is not."""
    assert looks_like_one("rank(deals.amount) / 2")
    assert not looks_like_one("see above")
    assert not looks_like_one("F3")
    assert not looks_like_one("50 % of it!")


@given(st.text("count(deals)where.=<>\"' ,+-*/F1D-3today andor2026%", max_size=80) | st.text())
def test_any_text_is_read_or_is_none(text: str) -> None:
    """Whatever is written, there is a formula or none."""
    if parse(text) is not None:
        assert len(text) <= LONGEST


def test_every_form_that_the_rules_show_can_be_read() -> None:
    """What a model is told to write is what we can read."""
    shown = [part.split("]")[0].strip() for part in RULES.split("[=")[1:]]
    assert len(shown) == 5
    assert all(parse(one) is not None for one in shown)


@pytest.mark.parametrize("piece", ["(", "count(", "F1+", "a ", "-", '"a"'])
def test_hostile_texts_are_linear(piece: str) -> None:
    """A long text costs no more than its length, also where it is refused."""
    small = piece * (20_000 // len(piece))
    assert_linear(looks_like_one, small, small * TIMES)
