"""Schedules to test on."""

from __future__ import annotations

from datetime import UTC, datetime

from operatoros.engine.schedule import Schedule, parse_days, parse_time


def a_schedule(
    at: str = "07:30", days: str = "mon-fri", zone: str = "UTC", **more: object
) -> Schedule:
    """A schedule that is ordinary in everything that is not given."""
    given: dict[str, object] = {"id": "s-1", "operator": "deals", **more}
    return Schedule(at=parse_time(at), days=parse_days(days), zone=zone, **given)  # type: ignore[arg-type]  # fields of Schedule


def utc(text: str) -> datetime:
    """A moment in UTC: `2026-11-21T07:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
