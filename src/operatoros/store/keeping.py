"""Texts, stages and exchanges of a run, and how long anything is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from operatoros.store import blobs, snapshots
from operatoros.store.guard import Guard
from operatoros.store.lines import BUSY, ENDED
from operatoros.store.packing import json_text, packed, unpacked
from operatoros.store.tables import (
    BLOBS,
    CALLS,
    DELIVERIES,
    EVENTS,
    EXCHANGES,
    RUNS,
    SLOTS,
    SNAPSHOTS,
    STAGES,
    TEXTS,
)
from operatoros.values.jsonable import Json

_CHUNK = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request of a source and its response, as bytes, for replay."""

    source: str
    seq: int
    request: bytes
    response: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was thrown away.

    Attributes:
        runs: Whole runs.
        raw: Runs whose raw responses and events went.
        blobs: Bodies that nothing names any more.
        lines: Lines of slots and deliveries whose run is gone.
    """

    runs: int
    raw: int
    blobs: int
    lines: int = 0


def save_texts(connection: Connection, run: str, texts: Mapping[str, str], guard: Guard) -> None:
    """Keep named texts of a run; a name that is there already gets the new text."""
    if not texts:
        return
    bodies = [guard.text(text).encode("utf-8", "surrogatepass") for text in texts.values()]
    numbers = blobs.put(connection, bodies)
    connection.execute(delete(TEXTS).where(TEXTS.c.run == run, TEXTS.c.name.in_(list(texts))))
    connection.execute(
        insert(TEXTS),
        [
            {"run": run, "name": name, "blob": number}
            for name, number in zip(texts, numbers, strict=True)
        ],
    )


def texts(connection: Connection, run: str, *, where: str) -> dict[str, str]:
    """Return a run's texts by name."""
    query = select(TEXTS.c.name, TEXTS.c.blob).where(TEXTS.c.run == run).order_by(TEXTS.c.name)
    named = {row.name: row.blob for row in connection.execute(query)}
    bodies = blobs.get(connection, named.values(), where=where)
    return {name: bodies[number].decode("utf-8", "surrogatepass") for name, number in named.items()}


def save_stage(connection: Connection, run: str, name: str, value: object, guard: Guard) -> None:
    """Keep what a stage made, over what it made before."""
    body = packed(guard.text(json_text(value)).encode("ascii"))
    connection.execute(delete(STAGES).where(STAGES.c.run == run, STAGES.c.name == name))
    connection.execute(insert(STAGES).values(run=run, name=name, body=body))


def stage(connection: Connection, run: str, name: str) -> Json:
    """Return what one stage of a run made, as plain JSON; None if it made nothing."""
    query = select(STAGES.c.body).where(STAGES.c.run == run, STAGES.c.name == name)
    body = connection.execute(query).scalar()
    return None if body is None else json.loads(unpacked(bytes(body)))


def stages(connection: Connection, run: str) -> dict[str, Json]:
    """Return what a run's stages made, as plain JSON by name."""
    query = select(STAGES.c.name, STAGES.c.body).where(STAGES.c.run == run).order_by(STAGES.c.name)
    return {name: json.loads(unpacked(bytes(body))) for name, body in connection.execute(query)}


def save_exchanges(
    connection: Connection, run: str, exchanges: Iterable[Exchange], guard: Guard
) -> None:
    """Keep requests and responses of a run."""
    items = list(exchanges)
    if not items:
        return
    requests = blobs.put(connection, [guard.data(item.request) for item in items])
    responses = blobs.put(connection, [guard.data(item.response) for item in items])
    connection.execute(
        insert(EXCHANGES),
        [
            {
                "run": run,
                "source": item.source,
                "seq": item.seq,
                "request": request,
                "response": response,
            }
            for item, request, response in zip(items, requests, responses, strict=True)
        ],
    )


def exchanges(connection: Connection, run: str, *, where: str) -> tuple[Exchange, ...]:
    """Return a run's requests and responses, by source and number."""
    query = select(EXCHANGES).where(EXCHANGES.c.run == run)
    rows = list(connection.execute(query.order_by(EXCHANGES.c.source, EXCHANGES.c.seq)))
    numbers = {row.request for row in rows} | {row.response for row in rows}
    bodies = blobs.get(connection, numbers, where=where)
    return tuple(
        Exchange(
            source=row.source,
            seq=row.seq,
            request=bodies[row.request],
            response=bodies[row.response],
        )
        for row in rows
    )


def prune(
    connection: Connection, *, raw_before: str, all_before: str, lines_before: str, where: str
) -> Pruned:
    """Throw away what is older than its time. A busy or waiting run is never touched.

    Args:
        connection: In a transaction that holds the store's lock alone.
        raw_before: Runs started before this ISO 8601 time lose raw responses and events.
        all_before: Runs started before this lose everything.
        lines_before: Slots and deliveries that ended before this go with their run; no schedule
            may look at them any more.
        where: How messages name the store.
    """
    idle = RUNS.c.state.not_in((*BUSY, "waiting"))
    raw, old = (
        list(connection.execute(select(RUNS.c.run).where(idle, RUNS.c.started_at < time)).scalars())
        for time in (raw_before, all_before)
    )
    touched: set[str] = set()
    for start in range(0, len(raw), _CHUNK):
        part = raw[start : start + _CHUNK]
        for table in (CALLS, EXCHANGES, EVENTS):
            held = select(table.c.run).where(table.c.run.in_(part)).distinct()
            touched |= set(connection.execute(held).scalars())
            connection.execute(delete(table).where(table.c.run.in_(part)))
    for start in range(0, len(old), _CHUNK):
        part = old[start : start + _CHUNK]
        for table in (CALLS, EXCHANGES, EVENTS, STAGES, SNAPSHOTS, TEXTS, RUNS):
            connection.execute(delete(table).where(table.c.run.in_(part)))
    return Pruned(
        runs=len(old),
        raw=len(touched - set(old)),
        blobs=sweep(connection, where=where),
        lines=_lines(connection, before=lines_before),
    )


def _lines(connection: Connection, *, before: str) -> int:
    """Delete slots and deliveries that ended, are older than a moment and have no run any more."""
    kept = select(RUNS.c.run)
    slots = delete(SLOTS).where(
        SLOTS.c.state.in_(ENDED),
        SLOTS.c.at < before,
        # A slot's name is local time, and the caller leaves room for that.
        SLOTS.c.slot < before,
        SLOTS.c.run.not_in(kept),
    )
    deliveries = delete(DELIVERIES).where(
        DELIVERIES.c.state != "sending",
        DELIVERIES.c.at < before,
        DELIVERIES.c.run.not_in(kept),
    )
    return connection.execute(slots).rowcount + connection.execute(deliveries).rowcount


def sweep(connection: Connection, *, where: str) -> int:
    """Delete the blobs that nothing names; return how many."""
    named: set[int] = set(connection.execute(select(TEXTS.c.blob)).scalars())
    for request, response in connection.execute(select(EXCHANGES.c.request, EXCHANGES.c.response)):
        named |= {request, response}
    for asked, body in connection.execute(select(CALLS.c.asked, CALLS.c.body)):
        named |= {asked, body}
    manifests = set(connection.execute(select(SNAPSHOTS.c.manifest)).scalars())
    named |= manifests
    for body in blobs.get(connection, manifests, where=where).values():
        named.update(snapshots.numbers_in(body))
    unnamed = [
        number for number in connection.execute(select(BLOBS.c.id)).scalars() if number not in named
    ]
    for start in range(0, len(unnamed), _CHUNK):
        part = unnamed[start : start + _CHUNK]
        connection.execute(delete(BLOBS).where(BLOBS.c.id.in_(part)))
    return len(unnamed)
