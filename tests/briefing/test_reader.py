from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from operatoros.briefing.reader import reader_of
from operatoros.catalog.declared import Goals

LATE = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_the_readers_day_is_counted_in_the_readers_zone() -> None:
    """Half past eleven in the evening in London is tomorrow in Berlin."""
    assert reader_of(Goals(time_zone="Europe/Berlin"), LATE).today == date(2026, 11, 21)
    assert reader_of(Goals(time_zone="America/New_York"), LATE).today == date(2026, 11, 20)


def test_without_goals_the_moment_brings_its_own_zone() -> None:
    """No goals, no zone, or a zone that this machine does not know: the moment's own zone."""
    local = LATE.astimezone(ZoneInfo("Asia/Tokyo"))
    for goals in (None, Goals(), Goals(time_zone="Mars/Olympus")):
        assert reader_of(goals, local).today == date(2026, 11, 21)


def test_rates_are_exact_and_usable_ones_only() -> None:
    """Rates become decimals by upper-case code; zero and negative ones are left out."""
    reader = reader_of(Goals(currency="eur", rates={"usd": 0.92, "GBP": 0.0, "CHF": -1.0}), LATE)
    assert reader.currency == "EUR"
    assert dict(reader.rates) == {"USD": Decimal("0.92")}
