from datetime import date
from decimal import Decimal

import pytest

from operatoros.briefing.wording import (
    days_apart,
    of_noun,
    pad,
    shorten,
    singular,
    width,
    wording,
)


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "shown"),
    [
        ("en-US", "1234567.5", "USD", "$1,234,567.50"),
        ("en-US", "1200", "EUR", "€1,200"),
        ("en-US", "1200", "CHF", "CHF 1,200"),
        ("en-US", "-1200", "USD", "-$1,200"),
        ("de-DE", "1234.5", "EUR", "1.234,50 €"),
        ("de-CH", "1234.5", "CHF", "CHF 1’234.50"),
        ("fr-FR", "1234567", "EUR", "1 234 567 €"),
        ("nl-NL", "1234", "EUR", "€ 1.234"),
        ("pt-BR", "1234", "BRL", "R$ 1.234"),
        ("ja-JP", "1234.5", "JPY", "¥1,234"),
        ("xx", "1200", "USD", "$1,200"),
        ("", "0.005", "USD", "$0.00"),
        ("de_DE.UTF-8", "1200", "EUR", "1.200 €"),
        ("en-US", "1200", "", "1,200"),
        ("en-US", "9" * 29, "USD", "$" + "99," + ",".join(["999"] * 9)),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    locale: str, amount: str, currency: str, shown: str
) -> None:
    """Separators, the sign's place and the number of decimals follow locale and currency."""
    assert wording(locale).money(Decimal(amount), currency) == shown


@pytest.mark.parametrize(
    ("locale", "shown"), [("en-US", "Sat Nov 21"), ("en-GB", "Sat 21 Nov"), ("de-DE", "Sat 21 Nov")]
)
def test_days_follow_the_readers_order(locale: str, shown: str) -> None:
    """Month first in the United States, day first elsewhere."""
    day = date(2026, 11, 21)
    assert wording(locale).day(day, day, weekday=True) == shown


def test_the_year_is_written_where_it_is_another_one() -> None:
    """A day of another year names its year, one of this year does not."""
    today = date(2026, 11, 21)
    assert wording("en-US").day(date(2027, 1, 5), today) == "Jan 5, 2027"
    assert wording("en-GB").day(date(2027, 1, 5), today) == "5 Jan 2027"


@pytest.mark.parametrize(
    ("away", "shown"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (3, "in 3 days"), (-9, "9 days ago")],
)
def test_distances_are_words(away: int, shown: str) -> None:
    """How far a day is reads as a person says it."""
    today = date(2026, 11, 15)
    assert days_apart(date.fromordinal(today.toordinal() + away), today) == shown


@pytest.mark.parametrize(
    ("noun", "one"),
    [("deals", "deal"), ("companies", "company"), ("issues", "issue"), ("branches", "branch"),
     ("boxes", "box"), ("passes", "pass"), ("records", "record"), ("news", "new")],
)  # fmt: skip
def test_one_of_a_noun(noun: str, one: str) -> None:
    """A count of one uses the singular."""
    assert singular(noun) == one
    assert of_noun(1, noun, wording()) == f"1 {one}"


def test_columns_align_by_what_a_terminal_shows() -> None:
    """Wide letters take two cells and marks none, so padding counts cells and not characters."""
    assert width("日本") == 4
    assert width("e\u0301") == 1
    assert pad("日本", 6) == "日本  "
    assert pad("ab", 4, right=True) == "  ab"
    assert shorten("abcdef", 4) == "abc…"
