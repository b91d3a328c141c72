"""The door of a workspace: it opens the folder and finishes what a crash left unfinished."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from operatoros.rooted.refusals import PathNotAllowed, translated
from operatoros.rooted.root import Root
from operatoros.workspace.blobs import Blobs
from operatoros.workspace.opened import Limits, Workspace
from operatoros.workspace.places import Places
from operatoros.workspace.recover import recover_at_start


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
