"""What a run fetched, source by source: each record kept once, a snapshot as a list of them.

A source that did not change since yesterday costs one row; a record that did not change costs a
few bytes of the list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, Select, insert, select

from operatoros.store import blobs
from operatoros.store.failures import StoreDamaged
from operatoros.store.guard import Guard
from operatoros.store.packing import json_text
from operatoros.store.tables import SNAPSHOTS
from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import canonical, from_json
from operatoros.values.record import Record, Shape, url_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One source's snapshot: what it holds is read by `Store.records` or `Store.hashes`.

    Attributes:
        run: The run that fetched it.
        source: Id of the source.
        complete: Whether it holds all there was; only then does absence mean anything.
        fetched_at: ISO 8601 time in UTC.
        shape: What the records are.
        keys: The records' keys, in the order of the fetch.
    """

    run: str
    source: str
    complete: bool
    fetched_at: str
    shape: Shape
    keys: tuple[str, ...]
    _blobs: tuple[int, ...] = field(repr=False)


def save(
    connection: Connection,
    *,
    run: str,
    operator: str,
    fetched: Fetched,
    scope: str,
    demo: bool,
    guard: Guard,
) -> None:
    """Keep what a source brought; a second time for the same run replaces nothing and fails."""
    bodies = [guard.data(canonical(record.data)) for record in fetched.records]
    numbers = blobs.put(connection, bodies)
    keys = [guard.text(record.key) for record in fetched.records]
    fetched_at = fetched.records[0].fetched_at if fetched.records else fetched.as_of
    connection.execute(
        insert(SNAPSHOTS).values(
            run=run,
            source=fetched.source,
            operator=operator,
            scope=scope,
            demo=demo,
            complete=fetched.state in {"ok", "cached"},
            fetched_at=fetched_at,
            records=len(numbers),
            shape=json_text(fetched.shape),
            manifest=blobs.put(connection, [manifest_of(keys, numbers)])[0],
        )
    )


def of_run(connection: Connection, run: str, source: str, *, where: str) -> Kept | None:
    """Return the snapshot of a run's source."""
    query = select(SNAPSHOTS).where(SNAPSHOTS.c.run == run, SNAPSHOTS.c.source == source)
    return _first(connection, query, where)


def last_complete(
    connection: Connection,
    *,
    operator: str,
    source: str,
    scope: str,
    demo: bool,
    before: str,
    where: str,
) -> Kept | None:
    """Return the newest complete snapshot of a source that is older than the run `before`."""
    query = select(SNAPSHOTS).where(
        SNAPSHOTS.c.operator == operator,
        SNAPSHOTS.c.source == source,
        SNAPSHOTS.c.scope == scope,
        SNAPSHOTS.c.demo == demo,
        SNAPSHOTS.c.complete,
    )
    if before:
        query = query.where(SNAPSHOTS.c.run < before)
    return _first(connection, query.order_by(SNAPSHOTS.c.run.desc()).limit(1), where)


def sources(connection: Connection, run: str) -> tuple[str, ...]:
    """Return the ids of a run's sources that have a snapshot, by name."""
    query = select(SNAPSHOTS.c.source).where(SNAPSHOTS.c.run == run).order_by(SNAPSHOTS.c.source)
    return tuple(connection.execute(query).scalars())


def records(
    connection: Connection, kept: Kept, keys: Collection[str] | None, *, where: str
) -> tuple[Record, ...]:
    """Return a snapshot's records, or those with these keys, in the order of the fetch."""
    pairs = [
        (key, number)
        for key, number in zip(kept.keys, kept._blobs, strict=True)
        if keys is None or key in keys
    ]
    bodies = blobs.get(connection, (number for _, number in pairs), where=where)
    hashes = blobs.names(connection, bodies)
    found = []
    for key, number in pairs:
        data = json.loads(bodies[number].decode("utf-8", "surrogatepass"))
        found.append(
            Record(
                source=kept.source,
                key=key,
                hash=hashes[number],
                fetched_at=kept.fetched_at,
                data=data,
                url=url_of(data, kept.shape),
            )
        )
    return tuple(found)


def hashes(connection: Connection, kept: Kept) -> tuple[str, ...]:
    """Return the hash of each record, in the order of `keys`, without reading the records."""
    named = blobs.names(connection, kept._blobs)
    return tuple(named[number] for number in kept._blobs)


def manifest_of(keys: Sequence[str], numbers: Sequence[int]) -> bytes:
    """Return the list of a snapshot's records: their keys and blobs, in the order of the fetch."""
    listed = {"keys": list(keys), "steps": _steps(numbers)}
    return json.dumps(listed, separators=(",", ":")).encode()


def numbers_in(manifest: bytes) -> tuple[int, ...]:
    """Return the blobs that a manifest names."""
    return _unstep(json.loads(manifest)["steps"])


def _first(connection: Connection, query: Select[tuple[object, ...]], where: str) -> Kept | None:
    row = connection.execute(query).first()
    return None if row is None else _kept(connection, row, where)


def _kept(connection: Connection, row: Row[tuple[object, ...]], where: str) -> Kept:
    named = row._mapping
    number = named["manifest"]
    body = blobs.get(connection, [number], where=where)[number]
    manifest = json.loads(body)
    keys, numbers = tuple(manifest["keys"]), _unstep(manifest["steps"])
    if len(keys) != len(numbers):
        raise StoreDamaged(where, why=f"the list {number} of records is cut")
    return Kept(
        run=named["run"],
        source=named["source"],
        complete=named["complete"],
        fetched_at=named["fetched_at"],
        shape=from_json(Shape, json.loads(named["shape"])),
        keys=keys,
        _blobs=numbers,
    )


def _steps(numbers: Sequence[int]) -> list[int]:
    """Return differences: records that came together have neighbouring numbers, which pack well."""
    return [here - before for before, here in zip([0, *numbers], numbers, strict=False)]


def _unstep(steps: Iterable[int]) -> tuple[int, ...]:
    numbers: list[int] = []
    at = 0
    for step in steps:
        at += step
        numbers.append(at)
    return tuple(numbers)
