"""An open workspace as a value: the root's handle, the places of its own files, stores, limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

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


def stamp(now: datetime) -> str:
    """Return the log's form of a time: ISO 8601 in UTC, to the millisecond.

    Raises:
        AssertionError: for a time without a zone.
    """
    assert now.tzinfo is not None, "times carry their zone"
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
