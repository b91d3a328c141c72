from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.datewords import find_days

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "month_first", "day"),
    [
        ("2026-11-24", True, date(2026, 11, 24)),
        ("2026-11-24T09:30:00Z", True, date(2026, 11, 24)),
        ("Nov 24", True, date(2026, 11, 24)),
        ("November 24th, 2025", True, date(2025, 11, 24)),
        ("24 November", False, date(2026, 11, 24)),
        ("the 24th of November", False, date(2026, 11, 24)),
        ("24. Dezember", False, date(2026, 12, 24)),  # codespell:ignore
        ("24.11.2026", False, date(2026, 11, 24)),
        ("11/24/2026", True, date(2026, 11, 24)),
        ("24/11/2026", False, date(2026, 11, 24)),
        ("9 days ago", True, date(2026, 11, 12)),
        ("closes in three days", True, date(2026, 11, 24)),
        ("due tomorrow", True, date(2026, 11, 22)),
        ("due on Tuesday", True, date(2026, 11, 24)),
        ("closed last Friday", True, date(2026, 11, 20)),
        ("Sept 1", True, date(2026, 9, 1)),
    ],
)
def test_days_are_read_in_many_forms(text: str, month_first: bool, day: date) -> None:
    """Dates and days in words are read against the reader's present."""
    (claim,) = find_days(text, TODAY, month_first=month_first)
    assert day in claim.days
    assert claim.sure
    assert not claim.wrong


@pytest.mark.parametrize("text", ["Call them tomorrow", "Meet on Friday", "Talk to Ana today"])
def test_advice_is_no_sure_statement(text: str) -> None:
    """A day that no word dates is only perhaps a claim."""
    (claim,) = find_days(text, TODAY, month_first=True)
    assert not claim.sure


def test_a_weekday_must_fit_its_date() -> None:
    """Friday, Nov 21 2026 cannot be: it is a Saturday."""
    wrong, right = (
        next(iter(find_days(f"{day}, Nov 21", TODAY, month_first=True)))
        for day in ("Friday", "Saturday")
    )
    assert wrong.wrong
    assert not right.wrong


@pytest.mark.parametrize("text", ["32.13.2026", "2026-02-30", "3/4 of them", "may", "1.5"])
def test_what_is_no_day_is_left(text: str) -> None:
    """Impossible dates, fractions and bare words are no days."""
    assert list(find_days(text, TODAY, month_first=True)) == []


@pytest.mark.parametrize("text", ["Feb 31", "Nov 57", "31 November"])
def test_a_day_that_cannot_be_is_wrong_by_itself(text: str) -> None:
    """A named month with a day that it does not have is a claim, and a false one."""
    (claim,) = find_days(text, TODAY, month_first=True)
    assert claim.wrong


def test_a_day_stays_on_its_line() -> None:
    """A month at the end of a paragraph does not join with a number of the next."""
    (claim,) = find_days("due 24 November\n\n4 deals", TODAY, month_first=False)
    assert claim.days == (date(2026, 11, 24),)


@given(st.text(alphabet=st.sampled_from("0123456789 .-/,NovMonFri thagoin\n")), st.booleans())
def test_any_text_is_read_without_overlaps(text: str, month_first: bool) -> None:
    """No text fails, and no place is read twice."""
    claims = sorted(find_days(text, TODAY, month_first=month_first), key=lambda c: c.start)
    assert all(a.end <= b.start for a, b in pairwise(claims))


def test_a_decimal_at_the_end_of_a_sentence_is_no_day() -> None:
    """Where points split decimals, `22.1.` is a day only behind a word that dates."""
    text = "a mean of 22.1."
    assert list(find_days(text, TODAY, month_first=True, dotted=False)) == []
    assert len(list(find_days("due 22.1.", TODAY, month_first=False, dotted=False))) == 1
    assert len(list(find_days(text, TODAY, month_first=False))) == 1


def test_within_so_many_days_is_any_of_them() -> None:
    """What closes within three days may close today; a year is as far as that goes."""
    (claim,) = find_days("It closes within 3 days", TODAY, month_first=True)
    assert [(day - TODAY).days for day in claim.days] == [0, 1, 2, 3]
    (claim,) = find_days("It closes within 9999 months", TODAY, month_first=True)
    assert len(claim.days) == 401
