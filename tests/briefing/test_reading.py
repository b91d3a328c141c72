from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.reading import day_of, decimal_of, leaves, moment_of, plain, text_of

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (1200, "1200"),
        (0.1, "0.1"),
        ("1200.50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1.200,50 €", "1200.50"),
        ("$1,200", "1200"),
        ("1 234,50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("-40", "-40"),
        ("($40)", "-40"),
        ("1.200", "1.200"),
        ("1e3", "1e3"),
    ],
)
def test_amounts_are_read_exactly(value: object, amount: str) -> None:
    """Numbers and text in the forms that vendors and exports use become exact decimals."""
    assert decimal_of(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    [
        None, True, "", "n/a", "1.2.3,4,5", float("nan"), float("inf"), "NaN", "Infinity",
        "1e999999999", "1e-999999999", 10**400, "9" * 61, [], {"a": 1}, "2026-11-21", "12 of 20",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_none(value: object) -> None:
    """Booleans, words, dates, infinities and numbers made to exhaust us are no amounts."""
    assert decimal_of(value) is None


@pytest.mark.parametrize(
    ("value", "zone", "day"),
    [
        ("2026-11-24", "America/New_York", date(2026, 11, 24)),
        ("2026-11-24T00:00:00Z", "America/New_York", date(2026, 11, 24)),
        ("2026-11-24T00:00:00.000Z", "Pacific/Auckland", date(2026, 11, 24)),
        ("2026-11-24T03:00:00Z", "America/New_York", date(2026, 11, 23)),
        ("2026-11-24T23:30:00Z", "Europe/Berlin", date(2026, 11, 25)),
        ("2026-11-24T00:00:00+01:00", "Europe/Berlin", date(2026, 11, 24)),
        (1795478400, "UTC", date(2026, 11, 24)),
        ("1795478400000", "UTC", date(2026, 11, 24)),
    ],
)
def test_days_are_counted_in_the_readers_zone(value: object, zone: str, day: date) -> None:
    """A moment falls on the reader's day; a plain date, also as midnight UTC, is that date."""
    assert day_of(value, ZoneInfo(zone)) == day


@pytest.mark.parametrize("value", [None, True, "", "soon", "2026-13-01", "2026", 12, "0" * 50])
def test_what_is_no_date_is_none(value: object) -> None:
    """Words, small numbers and impossible dates are no dates."""
    assert moment_of(value) is None


def test_the_ends_of_time_do_not_overflow() -> None:
    """The first and last moments of the calendar are read or left, without an error."""
    for value in ("0001-01-01T00:30:00+14:00", "9999-12-31T23:30:00-12:00"):
        assert isinstance(day_of(value, ZoneInfo("Pacific/Auckland")), date | None)


@given(ANYTHING)
def test_reading_never_fails(value: object) -> None:
    """Whatever a vendor sends can be read as amount, moment and text without an error."""
    number = decimal_of(value)
    assert number is None or number.is_finite()
    assert isinstance(moment_of(value), datetime | None)
    assert isinstance(text_of(value), str)
    assert all(not isinstance(item, dict | list) for _, item in leaves(value))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1e12, max_value=1e12)
)
def test_plain_digits_keep_the_value(number: Decimal) -> None:
    """Plain writing has no exponent and reads back as the same number."""
    assert Decimal(plain(number)) == number
    assert "E" not in plain(number)


def test_leaves_survive_deep_nesting() -> None:
    """Fetched data nested ten thousand deep is walked without recursion."""
    value: object = 1
    for _ in range(10_000):
        value = [value]
    assert [leaf for _, leaf in leaves(value)] == [1]
