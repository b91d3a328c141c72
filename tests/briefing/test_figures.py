from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.figures import Figure, find_figures, read_number, same_currency
from operatoros.briefing.wording import wording
from tests.growth import TIMES, assert_linear

TODAY = date(2026, 11, 21)
NOUNS = ("deal", "deals", "call", "calls")


def figures(text: str, locale: str = "en-US") -> tuple[Figure, ...]:
    """Find the figures of a text."""
    return find_figures(text, style=wording(locale), today=TODAY, nouns=NOUNS)


@pytest.mark.parametrize(
    ("locale", "written", "value"),
    [
        ("en-US", "1,234.50", "1234.50"),
        ("de-DE", "1.234,50", "1234.50"),
        ("de-DE", "1.234", "1234"),
        ("en-US", "1.234", "1.234"),
        ("fr-FR", "1 234,50", "1234.50"),
        ("de-CH", "1’234.50", "1234.50"),
        ("de-DE", "1.5", "1.5"),
        ("en-US", "1.234,50", "1234.50"),
        ("en-US", "7", "7"),
    ],
)
def test_numbers_are_read_in_the_readers_locale(locale: str, written: str, value: str) -> None:
    """The locale decides; what cannot be read in it is read the other way round."""
    read = read_number(written, wording(locale))
    assert read is not None
    assert read[0] == Decimal(value)


@pytest.mark.parametrize(
    ("locale", "text", "value", "currency", "slack"),
    [
        ("en-US", "$50,000", "50000", "$", "0.5"),
        ("en-US", "$1.2M", "1200000", "$", "50000"),
        ("en-US", "US$ 45k", "45000", "USD", "500"),
        ("en-US", "EUR 409,000", "409000", "EUR", "0.5"),
        ("en-US", "409,000 EUR", "409000", "EUR", "0.5"),
        ("de-DE", "1,2 Mio. €", "1200000", "EUR", "50000"),
        ("de-DE", "1.234,50 €", "1234.50", "EUR", "0.005"),
        ("fr-FR", "409 000 €", "409000", "EUR", "0.5"),
        ("en-GB", "£3.5 million", "3500000", "GBP", "50000"),
        ("en-US", "12 million dollars", "12000000", "$", "500000"),
        ("en-US", "-$5", "5", "$", "0.5"),
    ],
)
def test_amounts_have_value_currency_and_precision(
    locale: str, text: str, value: str, currency: str, slack: str
) -> None:
    """Symbols, codes and words around a number, and scales after it, are part of the amount."""
    (found,) = figures(f"It is {text} now.", locale)
    assert (found.kind, found.value, found.currency) == ("money", Decimal(value), currency)
    assert found.slack == Decimal(slack)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("13 of 63 deals (21%)", ["number", "number", "percent"]),
        ("Three deals", ["number"]),
        ("twenty-one deals", ["number"]),
        ("two of them", ["number"]),
        ("[D-17], [F3, D-2] and [D-9][D-10]", ["handle"] * 5),
        ("commit 45ec4f1 closes #123", ["id", "id"]),
        ("see https://x.test/deal/17.", ["id"]),
        ("ENG-42 took 12 days", ["id", "days"]),
        ("at 07:30", ["time"]),
        ("2x as many", ["times"]),
        ("due Nov 24, in three days", ["day", "day"]),
        ("$40,000–$60,000", ["money", "money"]),
    ],
)
def test_kinds_of_figures(text: str, kinds: list[str]) -> None:
    """Counts, shares, handles, ids, times, ratios and days are told apart."""
    assert [figure.kind for figure in figures(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "1. First\n2) Second\n## 3. Third",
        "the top 5 and step 2",
        "in the next 7 days, over the last two weeks",
        "two things, three priorities, a 30-minute slot, 24/7, a 1:1",
        "the 1st and the 22nd",
        "```\nOPERATOR_CMD\nversion: 1\n```",
        "mail ana2@x.test",
        "Q4 and H2",
        "one of the best",
        "web2 and v",
    ],
)
def test_what_claims_nothing_is_left_out(text: str) -> None:
    """List numbers, windows of time, own counts, ordinals, code and addresses are no figures."""
    assert figures(text) == ()


def test_words_before_an_amount_loosen_it() -> None:
    """About, over and nearly are kept; "add up to" is none of them."""
    bounds = [figures(f"It is {word} $50,000")[0].bound for word in ("about", "over", "nearly")]
    assert bounds == ["about", "over", "under"]
    assert figures("They add up to $50,000")[0].bound == ""


def test_currencies_meet() -> None:
    """A dollar sign fits any dollar, a code only itself, and nothing written fits everything."""
    assert same_currency("$", "USD")
    assert same_currency("$", "$")
    assert same_currency("", "EUR")
    assert not same_currency("$", "EUR")
    assert not same_currency("USD", "EUR")


@given(st.text())
def test_any_text_is_read_in_order_without_overlaps(text: str) -> None:
    """No text fails; figures are ordered, disjoint and quote the text."""
    found = figures(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(figure.text == text[figure.start : figure.end] for figure in found)


@pytest.mark.parametrize("piece", ["1,", "1 ", "[D-", "twenty-", "Nov ", "a@", "$", "1.1.", "#1 "])
def test_hostile_texts_are_read_in_linear_time(piece: str) -> None:
    """Repetitions of what a pattern may stumble over cost what their length does."""
    small = piece * (3_000 // len(piece))
    assert_linear(figures, small, small * TIMES)


@pytest.mark.parametrize("code", ["RE-2026-1231", "E4130", "ACME-12", "TX70415"])
def test_a_code_is_one_id(code: str) -> None:
    """Letters and digits of a code are not counted, however many parts it has."""
    assert [(f.kind, f.text) for f in figures(f"Invoice {code} is late")] == [("id", code)]
