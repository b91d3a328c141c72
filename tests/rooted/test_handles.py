"""Giving handles back."""

from __future__ import annotations

import os

from operatoros.rooted.handles import shut


def test_a_handle_is_closed_and_a_second_time_is_no_failure() -> None:
    """An error on closing has nothing to tell that fsync has not told."""
    handle = os.open("/", os.O_RDONLY)
    shut(handle)
    try:
        os.fstat(handle)
        still_open = True
    except OSError:
        still_open = False
    shut(handle)

    assert not still_open
