"""The moments that a schedule names, over years, zones and changes of the clocks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.engine.schedule import (
    days_text,
    from_body,
    next_slot,
    parse_days,
    parse_time,
    slots_between,
    to_body,
    zone_named,
)
from operatoros.errors import OperatorosError
from tests.engine.schedules import a_schedule, utc

ZONES = sorted(available_timezones() - {"localtime"})
DAY_SETS = st.frozensets(st.integers(0, 6), min_size=1)
TIMES = st.times().map(lambda t: f"{t:%H:%M}")
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC))


@pytest.mark.parametrize("text", ["07:30", "7:30", "00:00", "23:59"])
def test_times_of_day(text: str) -> None:
    """A time is hours and minutes."""
    assert f"{parse_time(text):%H:%M}" == text.zfill(5)


@pytest.mark.parametrize("text", ["", "24:00", "7", "07:60", "7.30", "07:30:00", "noon", "٠٧:٣٠"])
def test_what_is_no_time(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(OperatorosError) as caught:
        parse_time(text)
    assert caught.value.code == "ERR_SCHEDULE_TIME"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("Mon, Wed,Friday", {0, 2, 4}),
        ("daily", set(range(7))),
        ("weekends", {5, 6}),
        ("weekdays,sat", {0, 1, 2, 3, 4, 5}),
        ("sun", {6}),
    ],
)
def test_days(text: str, days: set[int]) -> None:
    """Days are named alone, in ranges round the week, or by a word."""
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "mon-", "-fri", "xyz", "mon--fri", "1-5", ","])
def test_what_are_no_days(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(OperatorosError) as caught:
        parse_days(text)
    assert caught.value.code == "ERR_SCHEDULE_DAYS"


@given(DAY_SETS)
def test_days_are_written_as_they_are_read(days: frozenset[int]) -> None:
    """Writing and reading are inverse."""
    assert parse_days(days_text(days)) == days


@given(TIMES, DAY_SETS, st.sampled_from(ZONES))
def test_a_schedule_survives_being_kept(at: str, days: frozenset[int], zone: str) -> None:
    """Through JSON and back it is the same."""
    one = a_schedule(at, days_text(days), zone, deliver=("slack",), params={"a": "b"}, agreed=True)
    assert from_body("s-1", json.loads(json.dumps(to_body(one)))) == one


def test_unknown_zones_are_refused() -> None:
    """A zone is an IANA name; a path is none."""
    for name in ("Mars/Olympus", "", "../../etc/passwd", "CET+1x"):
        with pytest.raises(OperatorosError) as caught:
            zone_named(name)
        assert caught.value.code == "ERR_TIME_ZONE"


# (zone, time, day, moment in UTC): the day that has no such time, and the day that has it twice.
CHANGES = [
    ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:30"),  # gap: 03:30 in summer time
    ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),  # fold: the first
    ("Europe/Berlin", "07:30", "2026-03-28", "2026-03-28T06:30"),
    ("Europe/Berlin", "07:30", "2026-03-29", "2026-03-29T05:30"),
    ("America/New_York", "02:30", "2026-03-08", "2026-03-08T07:30"),
    ("America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30"),
    ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45"),  # half an hour only
    ("America/Sao_Paulo", "00:00", "2018-11-04", "2018-11-04T03:00"),  # a midnight that is not
    ("Asia/Kathmandu", "07:30", "2026-11-21", "2026-11-21T01:45"),
    ("Pacific/Kiritimati", "07:30", "2026-11-21", "2026-11-20T17:30"),
]


@pytest.mark.parametrize(("zone", "at", "day", "moment"), CHANGES)
def test_changes_of_the_clocks(zone: str, at: str, day: str, moment: str) -> None:
    """The day of a change has exactly one slot, at the moment in the table."""
    schedule = a_schedule(at, "daily", zone)
    around = utc(f"{day}T12:00")
    slots = [
        slot
        for slot in slots_between(schedule, around - timedelta(days=2), around + timedelta(days=2))
        if slot.name.startswith(day)
    ]
    assert [slot.moment for slot in slots] == [utc(moment)]


@given(TIMES, DAY_SETS, st.sampled_from(ZONES), MOMENTS, st.integers(1, 800))
def test_every_named_day_has_one_slot(
    at: str, days: frozenset[int], zone: str, start: datetime, length: int
) -> None:
    """Over up to two years in any zone: one slot a named day, in order, none twice, none lost."""
    schedule = a_schedule(at, days_text(days), zone)
    end = start + timedelta(days=length)
    slots = list(slots_between(schedule, start, end))
    names = [slot.name for slot in slots]
    assert names == sorted(set(names))
    assert all(start < slot.moment <= end for slot in slots)
    assert [slot.moment for slot in slots] == sorted(slot.moment for slot in slots)
    wanted = sum((start.date() + timedelta(days=n)).weekday() in days for n in range(2, length - 2))
    assert wanted <= len(slots) <= wanted + 7
    # Told by the zone's own clock, a slot is at its time, or as far behind it as the clock jumped.
    there = ZoneInfo(zone)
    for slot in slots:
        told = slot.moment.astimezone(there).replace(tzinfo=None)
        late = told - datetime.fromisoformat(slot.name)
        assert timedelta(0) <= late <= timedelta(hours=24)
        if late:
            nominal = datetime.fromisoformat(slot.name).replace(tzinfo=there)
            assert nominal.utcoffset() != nominal.replace(fold=1).utcoffset()


@given(TIMES, DAY_SETS, st.sampled_from(ZONES), MOMENTS, st.integers(1, 90), st.integers(0, 90))
def test_windows_join_without_a_seam(
    at: str, days: frozenset[int], zone: str, start: datetime, first: int, second: int
) -> None:
    """What lies in two windows side by side lies in the one window over both, once."""
    schedule = a_schedule(at, days_text(days), zone)
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    parts = [*slots_between(schedule, start, middle), *slots_between(schedule, middle, end)]
    assert parts == list(slots_between(schedule, start, end))


@given(TIMES, DAY_SETS, st.sampled_from(ZONES), MOMENTS)
def test_there_is_always_a_next_slot(
    at: str, days: frozenset[int], zone: str, now: datetime
) -> None:
    """Within nine days of any moment there is one."""
    assert next_slot(a_schedule(at, days_text(days), zone), now).moment > now
