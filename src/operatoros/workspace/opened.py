"""An open workspace: the root's handle, the places of its own files, the stores and the limits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from operatoros.rooted.refusals import PathNotAllowed, translated
from operatoros.rooted.root import Root
from operatoros.workspace.blobs import Blobs
from operatoros.workspace.places import Places

MIB = 1 << 20
# Text actions look at no file larger than this (the table of actions says so).
TEXT_LIMIT = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an open workspace may take.

    Attributes:
        before_bytes: Cap of the store of replaced content, bytes as stored.
        trash_bytes: Cap of the store of deleted content, bytes as stored.
        search_s: Seconds that a tree search may take.
    """

    before_bytes: int = 512 * MIB
    trash_bytes: int = 2048 * MIB
    search_s: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The one folder that actions may touch, open.

    Attributes:
        root: Its handle.
        places: Where its log, stores and anchor lie.
        before: Store of replaced content.
        trash: Store of deleted content.
        limits: What it may take.
        store: Device and inode of the product's state folder; None if it does not exist yet.
    """

    root: Root
    places: Places
    before: Blobs
    trash: Blobs
    limits: Limits
    store: tuple[int, int] | None


@contextmanager
def open_workspace(
    path: str,
    places: Places,
    *,
    now: datetime,
    limits: Limits | None = None,
    force_walk: bool = False,
) -> Iterator[Workspace]:
    """Open a folder as a workspace and finish what a crash left unfinished (W8).

    Args:
        path: The folder.
        places: Where its own files lie, outside of it.
        now: The present, in UTC.
        limits: Caps; the defaults if None.
        force_walk: Resolve paths name by name even where the kernel has openat2.

    Raises:
        PathNotAllowed: if the folder is the product's own state folder.
        OperatorosError: if it cannot be opened, or its log is broken (ERR_AUDIT_BROKEN).
    """
    # Here, because recovery knows what a workspace is.
    from operatoros.workspace.recover import recover_at_start

    taken = limits or Limits()
    with Root.open(path, force_walk=force_walk) as root:
        store: tuple[int, int] | None = None
        with translated(places.store):
            try:
                status = os.stat(places.store)
                store = (status.st_dev, status.st_ino)
            except FileNotFoundError:
                pass  # nothing of ours exists yet, so nothing of ours can be in the way
        if store == root.identity:
            raise PathNotAllowed(path=path, reason="it is Operator's own state folder")
        workspace = Workspace(
            root=root,
            places=places,
            before=Blobs(places.before, cap=taken.before_bytes),
            trash=Blobs(places.trash, cap=taken.trash_bytes),
            limits=taken,
            store=store,
        )
        recover_at_start(workspace, now=now)
        yield workspace


def stamp(now: datetime) -> str:
    """Return the log's form of a time: ISO 8601 in UTC, to the millisecond.

    Raises:
        AssertionError: for a time without a zone.
    """
    assert now.tzinfo is not None, "times carry their zone"
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
