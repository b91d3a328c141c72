"""The demo's clock: the sample company always stands at half past seven of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def present(real: datetime) -> datetime:
    """Return the demo's present on a real day: 07:30 UTC.

    The company is a function of the day, so two demos on one day show the same figures.

    Args:
        real: The real time; aware.
    """
    return real.astimezone(UTC).replace(hour=7, minute=30, second=0, microsecond=0)


def yesterday(real: datetime) -> datetime:
    """Return the demo's present of the day before."""
    return present(real) - timedelta(days=1)
