"""The way without openat2: every name opened by itself, from the handle of the one before.

Slower (one call a name) and a little weaker: between two names another process may move the
folder we hold; then we go on inside that folder, wherever it is now. It never follows a link.
"""

from __future__ import annotations

import errno
import os
import stat

from operatoros.rooted import flags
from operatoros.rooted.handles import shut


def open_beneath(root: int, parts: tuple[str, ...], wanted: int) -> int:
    """Open a path beneath a directory handle through no link at all.

    The same contract as `kernel.open_beneath`: ELOOP for a link anywhere.

    Raises:
        OSError: ELOOP for a link, ENOTDIR for a file on the way, EXDEV for `..`, and whatever
            else open gives.
    """
    if ".." in parts:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), "/".join(parts))
    if not parts:
        return os.open(".", wanted | flags.NOFOLLOW, dir_fd=root)
    here = root
    try:
        for name in parts[:-1]:
            below = _step(here, name)
            if here != root:
                shut(here)
            here = below
        return _last(here, parts[-1], wanted | flags.NOFOLLOW)
    finally:
        if here != root:
            shut(here)


def _step(here: int, name: str) -> int:
    """Open one folder on the way."""
    try:
        return os.open(name, flags.STEP, dir_fd=here)
    except NotADirectoryError:
        _complain_if_link(here, name)
        raise


def _last(here: int, name: str, wanted: int) -> int:
    """Open the last name."""
    try:
        return os.open(name, wanted, dir_fd=here)
    except NotADirectoryError:
        _complain_if_link(here, name)
        raise


def _complain_if_link(here: int, name: str) -> None:
    """Raise ELOOP if a name is a link: O_DIRECTORY reports links and files alike."""
    if stat.S_ISLNK(os.stat(name, dir_fd=here, follow_symlinks=False).st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name)
