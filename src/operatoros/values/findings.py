"""What code found: facts in the snapshot, changes against the last one, checks of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from operatoros.values.jsonable import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One numbered line that code computed.

    Attributes:
        id: `F1`, `F2`, ...: cited as `[F1]`.
        text: The sentence, figures included.
        value: The figure or date itself.
        unit: `deals`, `EUR`, `days`, ...
        records: Handles of the records that it rests on (`D-17`).
        source: Id of the source, if it rests on one.
        kind: What was computed: count, sum, converted, overdue, due, top, recent, range, group,
            declared, unmatched or unknown.
        brief: The sentence without the list of records that ends it; empty if it has none.
    """

    id: str
    text: str
    value: Json
    unit: str | None = None
    records: tuple[str, ...] = ()
    source: str | None = None
    kind: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference against the last complete fetch of a source.

    Attributes:
        source: Id of the source.
        kind: new, gone or changed.
        key: The record's key.
        title: What people call the record.
        field: Dotted path of what changed (kind changed).
        old: Value before.
        new: Value now.
    """

    source: str
    kind: Literal["new", "gone", "changed"]
    key: str
    title: str = ""
    field: str | None = None
    old: Json = None
    new: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All differences, and the sources of which nothing can be said.

    Attributes:
        items: The differences.
        unknown: Sources that failed or are partial: their records may be gone or not.
        first: Sources fetched completely for the first time: everything would be new.
        since: ISO 8601 time of the fetch compared with, by source.
    """

    items: tuple[Change, ...] = ()
    unknown: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    since: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A figure, date or id of the text that is not in the data; offsets in characters."""

    text: str
    start: int
    end: int
    why: str = "not found in the data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in the text and the record or fact it rests on; offsets in characters.

    `formula` is what the writer said that a figure of its own is made of, and code found true.
    """

    text: str
    start: int
    end: int
    handle: str
    source: str = ""
    key: str = ""
    url: str | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """How far the text's figures were found in the data."""

    figures: int = 0
    found: int = 0
    unmatched: tuple[Unmatched, ...] = ()
