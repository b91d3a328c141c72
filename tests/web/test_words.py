"""Times, sizes and prices as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from operatoros.web.words import (
    began,
    counted,
    dollars,
    lasted,
    relative,
    sentence,
    when_tag,
)

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"), (44, "just now"), (60, "1 minute ago"), (3599, "1 hour ago"),
        (7200, "2 hours ago"), (86_400, "1 day ago"), (6 * 86_400, "6 days ago"),
        (10 * 86_400, "Nov 18, 2026"), (-30, "in a moment"), (-3600, "in 1 hour"),
    ],
)  # fmt: skip
def test_a_moment_is_told_by_its_distance(seconds: int, said: str) -> None:
    """Near moments are relative, far ones are dates, on both sides of now."""
    assert relative((NOW - timedelta(seconds=seconds)).isoformat(), NOW) == said


def test_a_moment_has_its_exact_time_on_hover() -> None:
    """The element holds the machine's time, the exact time and the relative one."""
    tag = when_tag("2026-11-28T11:00:00Z", NOW)
    assert 'datetime="2026-11-28T11:00:00+00:00"' in tag
    assert "Sat 28 Nov 2026, 11:00:00" in tag
    assert ">1 hour ago<" in tag


def test_what_is_no_moment_is_shown_as_it_is() -> None:
    """Nothing of a broken time becomes markup."""
    assert when_tag("<b>soon</b>", NOW) == "&lt;b&gt;soon&lt;/b&gt;"


def test_a_demo_run_began_when_its_id_says() -> None:
    """The demo's clock stands still; the id tells the real time."""
    real = began("20261128-113000-1a2b3", "2026-11-28T07:30:00Z", True)
    assert real == "2026-11-28T11:30:00+00:00"
    assert began("20261128-113000-1a2b3", "2026-11-28T11:30:01Z", False) == "2026-11-28T11:30:01Z"
    assert began("odd", "2026-11-28T07:30:00Z", True) == "2026-11-28T07:30:00Z"


def test_counts_durations_and_prices_read_well() -> None:
    """Nouns agree with their counts; small prices keep their digits; unknown ones are empty."""
    assert [counted(n, "deal") for n in (0, 1, 1240)] == ["0 deals", "1 deal", "1,240 deals"]
    assert [lasted(s) for s in (0.04, 9.94, 61.2, 185)] == ["0.0 s", "9.9 s", "61 s", "3 min 5 s"]
    assert [dollars(c) for c in (None, 0.0123, 12.5)] == ["", "$0.012", "$12.50"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no run has the id 'x'", "No run has the id 'x'"),
        ("look again, then retry", "Look again, then retry"),
        ("'notes.txt' is not there", "'notes.txt' is not there"),
        ("tools.deals failed", "tools.deals failed"),
        ("https://a.example/ answered 503", "https://a.example/ answered 503"),
        ("GET /x answered 503", "GET /x answered 503"),
        ("straße is long", "straße is long"),
        ("alone", "alone"),
        ("", ""),
    ],
)
def test_a_message_begins_like_a_sentence(text: str, said: str) -> None:
    """A plain first word gets a capital; names, paths and addresses stay as they are."""
    assert sentence(text) == said
