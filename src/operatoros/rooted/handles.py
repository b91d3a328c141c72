"""Giving handles back."""

from __future__ import annotations

import os


def shut(handle: int) -> None:
    """Close a handle; an error then is passed over.

    The system has taken the handle back either way, so there is nothing to repeat; whether bytes
    reached the disk was told by fsync, whose errors are never passed over. Without this, a
    change that was made and logged could still be answered as a failure.
    """
    try:
        os.close(handle)
    except OSError:
        pass
