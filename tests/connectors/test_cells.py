"""Columns of exports: which they are, and which numbers and days they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.connectors.cells import amounts, days, rename
from operatoros.values.record import Money, Shape

DEALS = Shape(
    noun="deals",
    key="id",
    title="name",
    money=(Money(amount="amount", currency="EUR"),),
    dates=("close_date",),
    people=("owner.name",),
)


@pytest.mark.parametrize(
    ("column", "comma", "numbers"),
    [
        (["1200.50", "7"], False, [1200.5, 7]),
        (["1,200.50"], False, [1200.5]),
        (["1.200,50"], False, [1200.5]),
        (["1,234"], False, [1234]),
        (["1,234"], True, [1.234]),
        (["1.234"], True, [1234]),
        (["1.234", "1,5"], True, [1234, 1.5]),
        (["1.234.567"], False, [1234567]),
        (["12,5", "1.234"], False, [12.5, 1234]),
        (["$1,200", "-$5", "($7.25)"], False, [1200, -5, -7.25]),
        (["€ 1 200,00", "1'000.50 CHF"], False, [1200, None]),
        (["1\u202f200,00 €", "EUR 3"], True, [1200, 3]),
        (["\u22125"], False, [-5]),
        (["1.5k", "2 MIO", "3 M", "45%", "n/a", "1-2", "5 days"], False, [None] * 7),
    ],
)
def test_amounts_are_read_by_column(
    column: list[str], comma: bool, numbers: list[float | None]
) -> None:
    """A column's own numbers settle its decimal sign; a factor or a range is never dropped."""
    read, _ = amounts(column, comma)
    assert [read.get(value) for value in column] == numbers


def test_an_assumption_is_told_and_a_certainty_is_not() -> None:
    """`1,234` alone is an assumption; beside `1,234.50` it is none."""
    assert "1234" in amounts(["1,234"], False)[1]
    assert amounts(["1,234", "1,234.50"], False)[1] == ""
    assert amounts(["1234", "7"], True)[1] == ""


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["2026-11-24"], ["2026-11-24"]),
        (["2026-11-24 09:30"], ["2026-11-24T09:30"]),
        (["24.11.2026", "1.2.2026"], ["2026-11-24", "2026-02-01"]),
        (["11/24/2026", "1/2/2026"], ["2026-11-24", "2026-01-02"]),
        (["24/11/2026", "1/2/2026"], ["2026-11-24", "2026-02-01"]),
        (["1/2/2026"], [None]),
        (["24/11/2026", "11/24/2026"], [None, None]),
        (["31.02.2026"], [None]),
        (["soon"], [None]),
    ],
)
def test_days_are_read_by_column(column: list[str], expected: list[str | None]) -> None:
    """What order day and month have is settled by the column, or not at all."""
    read = days(column)
    assert [read.get(value) for value in column] == expected


def test_columns_find_their_names_once() -> None:
    """Labels meet the shape's names; a column already so named keeps its place."""
    header, notes = rename(("Record ID", "Deal Name", "Close Date", "Owner", "Amount"), DEALS)
    assert header == ("id", "name", "close_date", "Owner", "amount")
    assert len(notes) == 1
    header, _ = rename(("id", "Record ID", "name", "Name"), DEALS)
    assert header == ("id", "Record ID", "name", "Name")
    assert rename(("owner.name",), DEALS) == (("owner.name",), ())


@given(st.lists(st.text(max_size=12), max_size=8), st.booleans())
def test_no_column_breaks_the_reading(column: list[str], comma: bool) -> None:
    """Any texts: numbers and days come out only for texts that were there."""
    read, _ = amounts(column, comma)
    assert set(read) <= set(column)
    assert set(days(column)) <= set(column)
