"""Vendors' values to plain ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.connectors.fields import (
    day,
    decimal,
    mapping,
    mappings,
    moment,
    number,
    text,
    whole,
    without_empty,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists
)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("150000", 150000),
        ("12.50", 12.5),
        ("-3", -3),
        (" 7 ", 7),
        ("10.0", 10),
        ("1e5", "1e5"),
        ("1,200", "1,200"),
        ("12345678901234567890", "12345678901234567890"),
        ("", None),
        (None, None),
        (5, 5),
        (5.0, 5),
        (True, True),
    ],
)
def test_numbers(value: Any, read: Any) -> None:
    """Plain numbers are read; what is none, or too long to be exact, stays text."""
    assert number(value) == read
    assert type(number(value)) is type(read)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("0.1", Decimal("0.1")),
        (0.1, Decimal("0.1")),
        (" 5 ", Decimal(5)),
        ("NaN", None),
        ("Infinity", None),
        ("x", None),
        (True, None),
        (None, None),
    ],
)
def test_decimals(value: Any, read: Decimal | None) -> None:
    """Sums are exact; what is no finite number is none."""
    assert decimal(value) == read


def test_sums_have_no_needless_fraction() -> None:
    """A sum is an integer where it is whole."""
    assert (whole(Decimal("3.00")), whole(Decimal("0.30"))) == (3, 0.3)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2026-11-20T09:30:00Z", "2026-11-20T09:30:00Z"),
        ("2026-11-20T09:30:00.120+02:00", "2026-11-20T07:30:00.120Z"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T09:30:00", "2026-11-20T09:30:00"),
        (1763625600, "2025-11-20T08:00:00Z"),
        ("1763625600", "2025-11-20T08:00:00Z"),
        ("1763625600000", "2025-11-20T08:00:00Z"),
        ("later", "later"),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_moments(value: Any, read: Any) -> None:
    """ISO and epoch, seconds and milliseconds; a day stays a day; strange text stays."""
    assert moment(value) == read


def test_days() -> None:
    """Midnight in UTC is how services send a day; another hour is a moment."""
    assert day("2026-12-01T00:00:00Z") == "2026-12-01"
    assert day("2026-12-01T00:00:00.000Z") == "2026-12-01"
    assert day("2026-12-01T15:00:00Z") == "2026-12-01T15:00:00Z"
    assert day("2026-12-01") == "2026-12-01"


@settings(deadline=None)
@given(ANYTHING)
def test_nothing_raises(value: Any) -> None:
    """Any value has a reading in each of them."""
    number(value), decimal(value), moment(value), day(value)
    assert isinstance(text(value), str)
    assert isinstance(mapping(value), dict)
    assert isinstance(mappings(value), tuple)


def test_what_says_nothing_is_left_out() -> None:
    """None and empty texts, lists and objects go; zero and False stay."""
    fields: dict[str, Any] = {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False, "g": "x"}
    assert without_empty(fields) == {"e": 0, "f": False, "g": "x"}
