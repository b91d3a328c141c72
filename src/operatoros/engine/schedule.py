"""A schedule, and the moments that it names.

A slot is one local day at the schedule's time, in the schedule's own zone. A time that a day does
not have (clocks go forward) is taken at the offset before the change, so 02:30 happens at 03:30; a
time that a day has twice (clocks go back) is its first. So every named day has exactly one slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from operatoros.errors import InvalidInput
from operatoros.values.jsonable import Json

Misfire = Literal["run_once", "skip"]
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = {"daily": "mon-sun", "weekdays": "mon-fri", "weekends": "sat-sun"}
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DAY = timedelta(days=1)


class ScheduleTimeInvalid(InvalidInput):
    """A time of day that cannot be read. Raised by: parse_time."""

    code = "ERR_SCHEDULE_TIME"

    def __init__(self, *, text: str) -> None:
        super().__init__(
            f"{text!r} is not a time of day", hint="write it as 07:30, in 24 hours, to the minute"
        )


class ScheduleDaysInvalid(InvalidInput):
    """Days that cannot be read. Raised by: parse_days."""

    code = "ERR_SCHEDULE_DAYS"

    def __init__(self, *, text: str) -> None:
        super().__init__(
            f"{text!r} does not name days",
            hint="write mon-fri, mon,wed,fri, daily, weekdays or weekends",
        )


class TimeZoneUnknown(InvalidInput):
    """A time zone that this machine does not know. Raised by: zone_named."""

    code = "ERR_TIME_ZONE"

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"{name!r} is not a time zone that this machine knows",
            hint="give an IANA name such as Europe/Berlin or America/New_York",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When an operator is to run, and what becomes of its briefing.

    Attributes:
        id: Its id.
        operator: Id or file of the operator.
        task: Id of the task; None for the default one.
        at: Time of day.
        days: Days of the week, 0 for Monday.
        zone: IANA name of the time zone that `at` is in.
        misfire: What happens to a slot whose time passed unnoticed (machine asleep): run_once
            runs the latest one on wake, skip leaves it out.
        deliver: Targets, as they were written.
        project: The folder that the operator is found from.
        model: Who writes; empty for the settings' choice.
        params: The run's parameters as text.
        demo: Whether the sample company answers.
        allow_partial: Whether a required source may fail.
        agreed: Whether the person agreed to send the records to the model's host.
    """

    id: str
    operator: str
    task: str | None = None
    at: time
    days: frozenset[int]
    zone: str
    misfire: Misfire = "run_once"
    deliver: tuple[str, ...] = ()
    project: str = ""
    model: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False
    allow_partial: bool = False
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """One moment of a schedule.

    Attributes:
        moment: In UTC.
        name: As the schedule names it, in its own zone: `2026-11-21T07:30`.
    """

    moment: datetime
    name: str


def parse_time(text: str) -> time:
    """Read a time of day.

    Raises:
        ScheduleTimeInvalid: ERR_SCHEDULE_TIME.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None or not text.isascii():
        raise ScheduleTimeInvalid(text=text)
    return time(int(match[1]), int(match[2]))


def parse_days(text: str) -> frozenset[int]:
    """Read days of the week: `mon-fri`, `fri-mon`, `mon,wed`, `daily`, `weekdays`, `weekends`.

    Raises:
        ScheduleDaysInvalid: ERR_SCHEDULE_DAYS.
    """
    found: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = _WORDS.get(part, part).partition("-")
        ends = [day[:3] for day in (first, last if dash else first)]
        if any(end not in DAY_NAMES for end in ends):
            raise ScheduleDaysInvalid(text=text)
        begin, end = (DAY_NAMES.index(day) for day in ends)
        found |= {(begin + n) % 7 for n in range((end - begin) % 7 + 1)}
    return frozenset(found)


def days_text(days: frozenset[int]) -> str:
    """Write days the way `parse_days` reads them, as short as it goes."""
    order = sorted(days)
    if len(order) == 7:
        return "daily"
    if len(order) > 2 and order == list(range(order[0], order[-1] + 1)):
        return f"{DAY_NAMES[order[0]]}-{DAY_NAMES[order[-1]]}"
    return ",".join(DAY_NAMES[day] for day in order)


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        TimeZoneUnknown: ERR_TIME_ZONE.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown(name=name) from None


def slots_between(schedule: Schedule, after: datetime, until: datetime) -> Iterator[Slot]:
    """Yield the slots with `after` < moment <= `until`, by day.

    Args:
        schedule: Whose.
        after: A moment with an offset, itself not included.
        until: A moment with an offset, itself included.
    """
    zone = zone_named(schedule.zone)
    # A day on each side: no zone is further than that from UTC.
    day, last = after.astimezone(UTC).date() - _DAY, until.astimezone(UTC).date() + _DAY
    while day <= last:
        if day.weekday() in schedule.days:
            slot = _slot(schedule, day, zone)
            if after < slot.moment <= until:
                yield slot
        day += _DAY


def next_slot(schedule: Schedule, after: datetime) -> Slot:
    """Return the first slot after a moment."""
    return next(slots_between(schedule, after, after + timedelta(days=9)))


def _slot(schedule: Schedule, day: date, zone: ZoneInfo) -> Slot:
    local = datetime.combine(day, schedule.at)
    # fold=0 is the offset before a change: the first of two, and the gap's far side.
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return Slot(moment=moment, name=f"{local:%Y-%m-%dT%H:%M}")


def to_body(schedule: Schedule) -> dict[str, Json]:
    """Return a schedule as it is kept."""
    return {
        "operator": schedule.operator,
        "task": schedule.task,
        "at": f"{schedule.at:%H:%M}",
        "days": days_text(schedule.days),
        "zone": schedule.zone,
        "misfire": schedule.misfire,
        "deliver": list(schedule.deliver),
        "project": schedule.project,
        "model": schedule.model,
        "params": dict(schedule.params),
        "demo": schedule.demo,
        "allow_partial": schedule.allow_partial,
        "agreed": schedule.agreed,
    }


def from_body(identity: str, body: Mapping[str, Json]) -> Schedule:
    """Read a schedule as it was kept."""
    deliver, params = body.get("deliver"), body.get("params")
    task = body.get("task")
    return Schedule(
        id=identity,
        operator=str(body["operator"]),
        task=str(task) if task else None,
        at=parse_time(str(body["at"])),
        days=parse_days(str(body["days"])),
        zone=str(body["zone"]),
        misfire="skip" if body.get("misfire") == "skip" else "run_once",
        deliver=tuple(map(str, deliver)) if isinstance(deliver, list) else (),
        project=str(body.get("project") or ""),
        model=str(body.get("model") or ""),
        params={k: str(v) for k, v in params.items()} if isinstance(params, Mapping) else {},
        demo=body.get("demo") is True,
        allow_partial=body.get("allow_partial") is True,
        agreed=body.get("agreed") is True,
    )
