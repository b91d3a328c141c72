from datetime import date

import pytest

from operatoros.briefing.spans import month_of, spans_of_time

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("this week", (date(2026, 11, 16), date(2026, 11, 22))),
        ("next week", (date(2026, 11, 23), date(2026, 11, 29))),
        ("this month", (date(2026, 11, 1), date(2026, 11, 30))),
        ("in the next 7 days", (TODAY, date(2026, 11, 28))),
        ("in the last 14 days", (date(2026, 11, 7), TODAY)),
        ("tomorrow", (date(2026, 11, 22), date(2026, 11, 22))),
    ],
)
def test_spans_of_time_are_read(text: str, span: tuple[date, date]) -> None:
    """Weeks, months and counted days are spans around today."""
    assert span in spans_of_time(text, TODAY)


def test_months_cross_years() -> None:
    """The month after December is January of the next year."""
    assert month_of(date(2026, 12, 5), 1) == (date(2027, 1, 1), date(2027, 1, 31))
