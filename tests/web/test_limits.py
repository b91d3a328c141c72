"""Limits by peer: wrong keys and pace, bounded, and nobody locks out somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.web.limits import (
    MOST_PEERS,
    REQUESTS,
    REQUESTS_SECONDS,
    WRONG_KEYS,
    Pace,
    WrongKeys,
    peer_of,
)


def test_ten_wrong_keys_in_a_minute_are_enough() -> None:
    """The eleventh attempt waits until the first of the ten is a minute old."""
    wrong = WrongKeys()
    for second in range(WRONG_KEYS):
        assert wrong.wait_s("a", float(second)) == 0
        wrong.count("a", float(second))
    assert wrong.wait_s("a", 10.0) == 50.0
    assert wrong.wait_s("a", 59.5) == 0.5
    assert wrong.wait_s("a", 60.0) == 0
    wrong.count("a", 60.0)
    assert wrong.wait_s("a", 60.0) == 1.0
    assert wrong.wait_s("b", 10.0) == 0


@given(st.lists(st.floats(0, 20), min_size=1, max_size=80))
def test_never_more_than_ten_in_any_minute(gaps: list[float]) -> None:
    """However attempts are spread, no minute has more than ten wrong ones."""
    wrong, now, tried = WrongKeys(), 0.0, []
    for gap in gaps:
        now += gap
        if wrong.wait_s("a", now) == 0:
            wrong.count("a", now)
            tried.append(now)
    for start in tried:
        # A hair less than a minute: sums of floats round.
        assert sum(start <= time < start + 59.999_999 for time in tried) <= WRONG_KEYS


def test_the_tables_are_bounded() -> None:
    """Many addresses push out the quietest ones; the table does not grow."""
    wrong, pace = WrongKeys(), Pace()
    for _ in range(WRONG_KEYS):
        wrong.count("busy", 0.0)
    for number in range(MOST_PEERS * 2):
        wrong.count(f"peer-{number}", 0.0)
        pace.wait_s(f"peer-{number}", 0.0)
        if number % 100 == 0:
            wrong.count("busy", 0.0)
    assert len(wrong) == len(pace) == MOST_PEERS
    assert wrong.wait_s("busy", 0.0) > 0


def test_a_burst_is_fine_and_a_loop_is_not() -> None:
    """A whole burst passes at once; then requests are earned again one by one."""
    pace = Pace()
    assert all(pace.wait_s("a", 5.0) == 0 for _ in range(REQUESTS))
    wait_s = pace.wait_s("a", 5.0)
    assert 0 < wait_s <= REQUESTS_SECONDS / REQUESTS + 1e-6
    assert pace.wait_s("b", 5.0) == 0
    # What was refused cost nothing: after the wait one passes.
    assert pace.wait_s("a", 5.0 + wait_s) == 0
    assert pace.wait_s("a", 5.0 + wait_s) > 0
    later = 5.0 + wait_s + REQUESTS_SECONDS
    assert all(pace.wait_s("a", later) == 0 for _ in range(REQUESTS))


def test_fifty_people_do_not_meet_it() -> None:
    """Fifty people at one address who open a page of six parts each second, for a minute."""
    pace = Pace()
    for second in range(60):
        for _ in range(50 * 6):
            assert pace.wait_s("office", float(second)) == 0


@pytest.mark.parametrize(
    ("client", "peer"),
    [
        (("127.0.0.1", 5000), "127.0.0.1"),
        (["10.0.0.7", 1], "10.0.0.7"),
        (("::ffff:10.0.0.7", 1), "10.0.0.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9%eth0", 1), "2001:db8:1:2::/64"),
        (("::1", 1), "::/64"),
        (("/run/socket", 0), "/run/socket"),
        (None, ""),
        ((), ""),
    ],
)
def test_a_peer_is_an_address(client: object, peer: str) -> None:
    """IPv4 by address, IPv6 by the network that one subscriber has, the port never."""
    assert peer_of(client) == peer
