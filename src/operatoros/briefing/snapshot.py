"""All records of one run, source by source, with what is known about their completeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import digest
from operatoros.values.record import Record, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSnapshot:
    """The records of one source.

    Attributes:
        source: Id of the source.
        name: What people call it.
        complete: Whether these are all records there are: only then can one be gone next time.
        as_of: ISO 8601 time in UTC of the answer (of the earlier one, if it was cached).
        shape: What the records are.
        records: In the order of the other side.
    """

    source: str
    name: str
    complete: bool
    as_of: str
    shape: Shape
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The records of a run; `hash` (SHA-256, hex) covers sources, keys and data, not the times."""

    sources: tuple[SourceSnapshot, ...]
    hash: str


def is_whole(fetched: Fetched) -> bool:
    """Say whether a source brought all there is; a cached answer was whole when it was fetched."""
    return fetched.state in {"ok", "cached"}


def take_snapshot(fetched: Sequence[Fetched]) -> Snapshot:
    """Take what the sources brought; a failed source is there, incomplete and without records."""
    sources = tuple(
        SourceSnapshot(
            source=one.source,
            name=one.name,
            complete=is_whole(one),
            as_of=one.as_of,
            shape=one.shape,
            records=one.records,
        )
        for one in fetched
    )
    content = [[s.source, s.complete, [[r.key, r.hash] for r in s.records]] for s in sources]
    return Snapshot(sources=sources, hash=digest(content))
