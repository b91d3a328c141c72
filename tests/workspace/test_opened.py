from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from operatoros.workspace.opened import stamp


def test_times_are_in_utc_to_the_millisecond() -> None:
    """One form in the log, whatever zone the caller has; a time without a zone is a mistake."""
    there = datetime(2026, 1, 1, 1, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=1)))
    assert stamp(there) == "2026-01-01T00:00:00.123Z"
    assert stamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"
    with pytest.raises(AssertionError):
        stamp(datetime(2026, 1, 1))
