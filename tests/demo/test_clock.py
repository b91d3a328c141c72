"""The demo's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from operatoros.demo.clock import present, yesterday


def test_the_demo_stands_at_half_past_seven_of_the_day() -> None:
    """Any time of a day gives one present; the day is reckoned in UTC."""
    morning = datetime(2026, 11, 21, 0, 0, 1, 5, tzinfo=UTC)
    evening = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
    assert present(morning) == present(evening) == datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    east = datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    assert present(east) == present(morning)


def test_yesterday_is_a_day_before() -> None:
    """The day before, at the same time of day."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert yesterday(now) == datetime(2026, 2, 28, 7, 30, tzinfo=UTC)
