"""Keeping a workspace's own files in order: letting old content go, setting a broken log aside."""

from __future__ import annotations

import os
from datetime import datetime

from operatoros.workspace.log import locked
from operatoros.workspace.opened import Workspace, stamp
from operatoros.workspace.places import Places
from operatoros.workspace.recover import recover


def let_go(workspace: Workspace, *, older_than: datetime, now: datetime) -> tuple[int, int]:
    """Let stored content go that was stored, or used again, before a time; it is logged.

    What it would have restored can then not be undone (ERR_UNDO_GONE).

    Returns:
        How many blobs and bytes went.
    """
    with locked(workspace.places) as log:
        recover(workspace, log, now=now)
        gone = size = 0
        limit = older_than.timestamp()
        for store in (workspace.before, workspace.trash):
            for stored_at, stored_size, sha256 in store.stored():
                if stored_at < limit:
                    store.forget(sha256)
                    gone, size = gone + 1, size + stored_size
        if gone:
            data = {"blobs": gone, "bytes": size, "older_than": stamp(older_than)}
            log.append("let_go", data, time=stamp(now))
            log.anchor(time=stamp(now))
    return gone, size


def set_aside(places: Places, *, now: datetime) -> str:
    """Move a log that is broken, and its anchor, out of the way; the next act begins a new one.

    Nothing is deleted. What the old log could undo cannot be undone any more.

    Returns:
        Where the old log is now.

    Raises:
        FileNotFoundError: if there is neither log nor anchor.
    """
    mark = stamp(now).replace(":", "").replace(".", "")
    old = f"{places.log}.{mark}"
    moved = False
    for path, aside in ((places.log, old), (places.anchor, f"{places.anchor}.{mark}")):
        try:
            os.rename(path, aside)
            moved = True
        except FileNotFoundError:
            pass  # the other one alone is enough to be broken
    if not moved:
        raise FileNotFoundError(places.log)
    return old
