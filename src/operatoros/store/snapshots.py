"""What a run fetched, source by source: each record kept once, a snapshot as a list of them.

A source that did not change since yesterday costs one row; a record that did not change costs a
few bytes of the list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, Row, insert, select

from operatoros.store import blobs
from operatoros.store.failures import StoreDamaged
from operatoros.store.guard import Guard
from operatoros.store.packing import json_text, name_of
from operatoros.store.tables import RUNS, SNAPSHOTS
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
    fetched: Sequence[Fetched],
    scopes: Mapping[str, str],
    demo: bool,
    guard: Guard,
) -> None:
    """Keep what sources brought; a second time for the same run replaces nothing and fails."""
    bodies = [guard.data(canonical(record.data)) for one in fetched for record in one.records]
    numbers = iter(blobs.put(connection, bodies))
    manifests = []
    for one in fetched:
        keys = [guard.text(record.key) for record in one.records]
        manifests.append(manifest_of(keys, list(islice(numbers, len(keys)))))
    connection.execute(
        insert(SNAPSHOTS),
        [
            {
                "run": run,
                "source": one.source,
                "operator": operator,
                "scope": scopes[one.source],
                "demo": demo,
                "complete": one.state in {"ok", "cached"},
                "fetched_at": one.records[0].fetched_at if one.records else one.as_of,
                "records": len(one.records),
                "shape": json_text(one.shape),
                "manifest": number,
            }
            for one, number in zip(fetched, blobs.put(connection, manifests), strict=True)
        ],
    )


def of_run(connection: Connection, run: str, source: str, *, where: str) -> Kept | None:
    """Return the snapshot of a run's source."""
    query = select(SNAPSHOTS).where(SNAPSHOTS.c.run == run, SNAPSHOTS.c.source == source)
    row = connection.execute(query).first()
    return None if row is None else _kept(connection, [row], where)[0]


def last_complete(
    connection: Connection,
    *,
    operator: str,
    scopes: Mapping[str, str],
    demo: bool,
    before: str,
    where: str,
) -> dict[str, Kept]:
    """Return the newest complete snapshot of each source older than the run `before`, by source.

    The operator's last run has nearly always brought them all; a source that it did not bring is
    looked for by itself.
    """
    older = [SNAPSHOTS.c.run < before] if before else []
    last = select(RUNS.c.run).where(RUNS.c.operator == operator).order_by(RUNS.c.run.desc())
    if before:
        last = last.where(RUNS.c.run < before)
    found: dict[str, Row[tuple[object, ...]]] = {}
    if (
        newest := connection.execute(last.order_by(RUNS.c.run.desc()).limit(1)).scalar()
    ) is not None:
        query = select(SNAPSHOTS).where(
            SNAPSHOTS.c.run == newest,
            SNAPSHOTS.c.operator == operator,
            SNAPSHOTS.c.demo == demo,
            SNAPSHOTS.c.complete,
        )
        for row in connection.execute(query):
            if scopes.get(row.source) == row.scope:
                found[row.source] = row
    for source, scope in scopes.items():
        if source in found:
            continue
        query = (
            select(SNAPSHOTS)
            .where(
                SNAPSHOTS.c.operator == operator,
                SNAPSHOTS.c.source == source,
                SNAPSHOTS.c.scope == scope,
                SNAPSHOTS.c.demo == demo,
                SNAPSHOTS.c.complete,
                *older,
            )
            .order_by(SNAPSHOTS.c.run.desc())
            .limit(1)
        )
        if (
            one := connection.execute(query.order_by(SNAPSHOTS.c.run.desc()).limit(1)).first()
        ) is not None:
            found[source] = one
    kept = _kept(connection, list(found.values()), where)
    return {one.source: one for one in kept}


def sources(connection: Connection, run: str) -> tuple[str, ...]:
    """Return the ids of a run's sources that have a snapshot, by name."""
    query = select(SNAPSHOTS.c.source).where(SNAPSHOTS.c.run == run).order_by(SNAPSHOTS.c.source)
    return tuple(connection.execute(query).scalars())


def records(
    connection: Connection, kept: Sequence[Kept], keys: Collection[str] | None, *, where: str
) -> tuple[tuple[Record, ...], ...]:
    """Return snapshots' records, or those with these keys, each in the order of its fetch."""
    pairs = [
        [
            (key, number)
            for key, number in zip(one.keys, one._blobs, strict=True)
            if keys is None or key in keys
        ]
        for one in kept
    ]
    read = blobs.get(connection, {number for some in pairs for _, number in some}, where=where)
    return tuple(
        tuple(_record(one, key, read[number]) for key, number in some)
        for one, some in zip(kept, pairs, strict=True)
    )


def _record(kept: Kept, key: str, body: bytes) -> Record:
    data = json.loads(body.decode("utf-8", "surrogatepass"))
    return Record(
        source=kept.source,
        key=key,
        # The blob's name, which reading has just proven.
        hash=name_of(body).hex(),
        fetched_at=kept.fetched_at,
        data=data,
        url=url_of(data, kept.shape),
    )


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


def _kept(
    connection: Connection, rows: Sequence[Row[tuple[object, ...]]], where: str
) -> tuple[Kept, ...]:
    bodies = blobs.get(connection, [row._mapping["manifest"] for row in rows], where=where)
    shapes: dict[str, Shape] = {}
    found = []
    for row in rows:
        named = row._mapping
        manifest = json.loads(bodies[named["manifest"]])
        keys, numbers = tuple(manifest["keys"]), _unstep(manifest["steps"])
        if len(keys) != len(numbers):
            raise StoreDamaged(where, why=f"the list {named['manifest']} of records is cut")
        if named["shape"] not in shapes:
            shapes[named["shape"]] = from_json(Shape, json.loads(named["shape"]))
        found.append(
            Kept(
                run=named["run"],
                source=named["source"],
                complete=named["complete"],
                fetched_at=named["fetched_at"],
                shape=shapes[named["shape"]],
                keys=keys,
                _blobs=numbers,
            )
        )
    return tuple(found)


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
