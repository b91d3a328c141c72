"""Where a workspace's own files lie: outside the workspace, given from above."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders that keep what a workspace needs besides itself.

    Attributes:
        id: Name of the workspace in the state folder.
        folder: `<state>/workspaces/<id>`; log, before-images and trash live here.
        anchors: `<state>/anchors`; heads of the logs, apart from them.
        store: The product's whole state folder: never changed through a workspace (W5).
    """

    id: str
    folder: str
    anchors: str
    store: str

    @property
    def log(self) -> str:
        """The one log."""
        return os.path.join(self.folder, "log.jsonl")

    @property
    def before(self) -> str:
        """Content that was replaced."""
        return os.path.join(self.folder, "before")

    @property
    def trash(self) -> str:
        """Content that was deleted."""
        return os.path.join(self.folder, "trash")

    @property
    def lock(self) -> str:
        """The file whose lock lets one writer in."""
        return os.path.join(self.folder, "lock")

    @property
    def anchor(self) -> str:
        """The head of the log, kept in another folder."""
        return os.path.join(self.anchors, f"{self.id}.json")


def places_for(state: str, workspace: str) -> Places:
    """Return the places of the workspace at a path.

    Args:
        state: The state folder.
        workspace: The workspace's folder; two spellings of one folder are one workspace.
    """
    real = os.path.realpath(workspace)
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    return Places(
        id=name,
        folder=os.path.join(state, "workspaces", name),
        anchors=os.path.join(state, "anchors"),
        store=state,
    )
