"""Who reads: the present moment, the place, and how figures are written there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from operatoros.briefing.reading import decimal_of
from operatoros.briefing.wording import Wording, wording
from operatoros.catalog.declared import Goals


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The person's present and conventions; every stage that writes for people takes one.

    Attributes:
        now: The present, with an offset.
        zone: The time zone in which days are counted.
        style: How numbers, money and days are written.
        currency: Reporting currency; empty means that amounts are not converted.
        rates: Units of the reporting currency for one unit of another, by code, from the user.
    """

    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    zone: tzinfo = UTC
    style: Wording = field(default_factory=Wording)
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The calendar day of the present in the reader's zone."""
        return self.now.astimezone(self.zone).date()


def reader_of(goals: Goals | None, now: datetime) -> Reader:
    """Return the reader that the goals describe.

    Args:
        goals: The user's goals, if any: time zone, locale, currency and rates.
        now: The present with an offset; its zone counts where the goals name none (or one that
            this machine does not know).
    """
    own = now.tzinfo or UTC
    if goals is None:
        return Reader(now=now, zone=own)
    zone: tzinfo = own
    if goals.time_zone:
        try:
            zone = ZoneInfo(goals.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            zone = own  # the catalog has already refused what is no zone at all
    rates = {code.upper(): decimal_of(rate) for code, rate in goals.rates.items()}
    return Reader(
        now=now,
        zone=zone,
        style=wording(goals.locale),
        currency=goals.currency.upper(),
        rates={code: rate for code, rate in rates.items() if rate is not None and rate > 0},
    )
