"""Turns by a moved clock; waits as services write them."""

from __future__ import annotations

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.errors import OperatorosError
from operatoros.net.exchange import Pace
from operatoros.net.pacing import Pacing, backoff, seconds_until, told_wait
from tests.net.faulty import Moved

NOW = 1_763_700_000.0  # 2025-11-21T04:40:00Z


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("1.5", 1.5),
        (" 7 ", 7.0),
        (str(int(NOW) + 30), 30.0),
        (str(int(NOW * 1000) + 2500), 2.5),
        (str(int(NOW) - 30), 0.0),
        ("Fri, 21 Nov 2025 04:41:00 GMT", 60.0),
        ("Fri, 21 Nov 2025 04:39:00 GMT", 0.0),
        ("2025-11-21T04:40:10Z", 10.0),
        ("2025-11-21T04:40:10", 10.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        ("NaN", None),
        ("9" * 40, None),
        ("٣", None),
    ],
)
def test_moments_are_read_as_services_write_them(text: str, seconds: float | None) -> None:
    """Seconds, epoch in s and ms, HTTP dates and ISO 8601; nothing else, never negative."""
    assert seconds_until(text, NOW) == seconds


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_header_is_a_wait_or_none(text: str) -> None:
    """Hostile headers never raise and never give a negative or endless wait."""
    found = seconds_until(text, NOW)
    assert found is None or 0 <= found < 1e13


def test_the_exact_header_goes_first() -> None:
    """Milliseconds before seconds, the standard name first; unreadable ones are skipped."""
    assert told_wait({"retry-after-ms": "250", "retry-after": "9"}, NOW) == 0.25
    assert told_wait({"retry-after": "soon", "x-retry-after": "9"}, NOW) == 9.0
    assert told_wait({"retry-after": "8", "x-retry-after": "9"}, NOW) == 8.0
    assert told_wait({}, NOW) is None


@settings(deadline=None)
@given(st.integers(1, 60), st.floats(0, 0.999))
def test_backoff_grows_and_spreads(attempt: int, chance: float) -> None:
    """The wait doubles up to 32 s and loses at most half by chance."""
    whole = min(0.5 * 2 ** (attempt - 1), 32.0)
    assert whole / 2 <= backoff(attempt, chance) <= whole


async def _turn(pacing: Pacing, paces: tuple[Pace, ...], name: str = "", by: float = 1e9) -> None:
    await pacing.turn("h", paces, name, where="GET /", deadline=by, tell=None)


@pytest.mark.anyio
async def test_no_window_ever_holds_more_than_its_count() -> None:
    """Twenty turns side by side at 3 a second: any second holds three at most."""
    moved = Moved()
    pacing = Pacing(clock=moved.clock, sleep=moved.sleep)
    times: list[float] = []

    async def one() -> None:
        await _turn(pacing, (Pace(count=3, window_s=1.0),))
        times.append(moved.now)

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(one)
    times.sort()
    assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[3:], strict=False))
    assert times[-1] - times[0] <= 8.0


@pytest.mark.anyio
async def test_a_named_pace_counts_only_what_names_it() -> None:
    """Searches have their own window; other requests only the host's."""
    moved = Moved()
    pacing = Pacing(clock=moved.clock, sleep=moved.sleep)
    paces = (Pace(count=1, window_s=1.0, name="search"), Pace(count=100, window_s=10.0))
    for _ in range(5):
        await _turn(pacing, paces)
    assert moved.slept == []
    await _turn(pacing, paces, "search")
    await _turn(pacing, paces, "search")
    assert moved.slept == [1.0]


@pytest.mark.anyio
async def test_hosts_do_not_wait_for_each_other() -> None:
    """A pause holds one host; the longer of two pauses wins."""
    moved = Moved()
    pacing = Pacing(clock=moved.clock, sleep=moved.sleep)
    pacing.pause("h", 5.0)
    pacing.pause("h", 2.0)
    await pacing.turn("other", (), "", where="GET /", deadline=1e9, tell=None)
    assert moved.slept == []
    await _turn(pacing, ())
    assert moved.slept == [5.0]


@pytest.mark.anyio
async def test_a_turn_after_the_deadline_is_refused_at_once() -> None:
    """Nobody sleeps for a turn that would come too late; the error says how long it was."""
    moved = Moved()
    pacing = Pacing(clock=moved.clock, sleep=moved.sleep)
    pacing.pause("h", 60.0)
    with pytest.raises(OperatorosError) as raised:
        await _turn(pacing, (), by=moved.now + 10)
    assert (raised.value.code, moved.slept) == ("ERR_RATE_LIMITED", [])
    assert raised.value.details["retry_after_s"] == 60.0


@pytest.mark.anyio
async def test_a_wait_is_told() -> None:
    """Who waits learns for how long."""
    moved = Moved()
    pacing = Pacing(clock=moved.clock, sleep=moved.sleep)
    pacing.pause("h", 3.0)
    told: list[float] = []

    def tell(*, size: int, wait_s: float = 0.0) -> None:
        told.append(wait_s)

    await pacing.turn("h", (), "", where="GET /", deadline=1e9, tell=tell)
    assert told == [3.0]
