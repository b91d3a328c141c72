"""Runs and their events in the tables: each function is one step of somebody's transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from operatoros.store.failures import (
    CODES,
    INTERRUPTED_HINT,
    EventExists,
    RunAmbiguous,
    RunExists,
    RunNotFound,
    StoreDamaged,
)
from operatoros.store.guard import Guard
from operatoros.store.lines import BUSY, RunLine, line_of
from operatoros.store.owners import life_of
from operatoros.store.packing import json_text, packed, unpacked
from operatoros.store.tables import EVENTS, RUNS
from operatoros.values.coverage import ErrorInfo
from operatoros.values.event import Event, RunFinished
from operatoros.values.jsonable import from_json
from operatoros.values.run import Run

_LINE = tuple(item.name for item in fields(RunLine))
_LONGEST_ID = 80


def begin(connection: Connection, run: Run, *, owner: str, guard: Guard) -> None:
    """Add a run."""
    if connection.execute(select(RUNS.c.run).where(RUNS.c.run == run.run)).first():
        raise RunExists(run.run)
    connection.execute(insert(RUNS).values(**_row(run, owner, guard)))


def save(connection: Connection, run: Run, *, owner: str, guard: Guard) -> None:
    """Write a run's present state over its last one."""
    done = connection.execute(
        update(RUNS).where(RUNS.c.run == run.run).values(**_row(run, owner, guard))
    )
    if done.rowcount == 0:
        raise RunNotFound(run.run, known=_newest(connection))


def get(connection: Connection, run: str, *, where: str) -> Run:
    """Return the run of exactly this id."""
    body = connection.execute(select(RUNS.c.body).where(RUNS.c.run == run)).scalar()
    if body is None:
        raise RunNotFound(run, known=_newest(connection))
    try:
        return from_json(Run, json.loads(unpacked(bytes(body))))
    except ValueError as exc:
        raise StoreDamaged(where, why=f"the run {run!r} cannot be read") from exc


def resolve(connection: Connection, wanted: str) -> str:
    """Return the one id that is `wanted` or begins with it."""
    # Ids are printable ASCII; anything else matches nothing and might not even be sent.
    if wanted and wanted.isascii() and wanted.isprintable() and len(wanted) <= _LONGEST_ID:
        query = select(RUNS.c.run).where(RUNS.c.run >= wanted, RUNS.c.run < wanted + "\x7f")
        matches = list(connection.execute(query.order_by(RUNS.c.run).limit(6)).scalars())
        if wanted in matches:
            return wanted
        if len(matches) == 1:
            return str(matches[0])
        if matches:
            raise RunAmbiguous(wanted, matches=matches)
    raise RunNotFound(wanted, known=_newest(connection))


def newest_first(
    connection: Connection,
    *,
    operator: str | None,
    limit: int | None,
    before: str | None,
    demo: bool | None,
) -> tuple[RunLine, ...]:
    """Return lines of runs, newest first."""
    query = select(*(RUNS.c[name] for name in _LINE)).order_by(RUNS.c.run.desc())
    if operator is not None:
        query = query.where(RUNS.c.operator == operator)
    if before is not None:
        query = query.where(RUNS.c.run < before)
    if demo is not None:
        query = query.where(RUNS.c.demo == demo)
    if limit is not None:
        query = query.limit(limit)
    return tuple(RunLine(**row._mapping) for row in connection.execute(query))


def append_events(connection: Connection, events: Sequence[Event], guard: Guard) -> None:
    """Add events; all or none."""
    rows = [
        {
            "run": event.run,
            "seq": event.seq,
            "at": event.at,
            "body": guard.text(json_text(event.what)),
        }
        for event in events
    ]
    try:
        connection.execute(insert(EVENTS), rows)
    except IntegrityError as exc:
        raise EventExists(events[0].run, events[0].seq) from exc


def events(connection: Connection, run: str, *, after: int, limit: int | None) -> tuple[Event, ...]:
    """Return a run's events after a number, in order."""
    query = select(EVENTS).where(EVENTS.c.run == run, EVENTS.c.seq > after).order_by(EVENTS.c.seq)
    if limit is not None:
        query = query.limit(limit)
    return tuple(
        from_json(
            Event,
            {"run": row.run, "seq": row.seq, "at": row.at, "what": json.loads(row.body)},
        )
        for row in connection.execute(query)
    )


def left_behind(
    connection: Connection, *, now: str, patience_from: str
) -> tuple[tuple[str, str], ...]:
    """Return busy runs whose process is gone, or that began before `patience_from` elsewhere.

    Each comes with its owner, so that `interrupt` can see whether somebody took it over.
    """
    query = select(RUNS.c.run, RUNS.c.owner, RUNS.c.started_at).where(
        RUNS.c.owner != "", RUNS.c.state.in_(BUSY)
    )
    gone = []
    for run, owner, started_at in connection.execute(query.order_by(RUNS.c.run)):
        life = life_of(owner)
        if life == "gone" or (life == "unknown" and started_at < patience_from <= now):
            gone.append((run, owner))
    return tuple(gone)


def interrupt(
    connection: Connection,
    run: str,
    owner: str,
    *,
    now: str,
    guard: Guard,
    where: str,
    error: ErrorInfo | None = None,
) -> bool:
    """Mark a run as interrupted, with its last event; False if it is no more that owner's.

    Args:
        connection: A transaction.
        run: Id of the run.
        owner: Who carried it out.
        now: ISO 8601 time in UTC.
        guard: Takes secrets out.
        where: The store, for people.
        error: Why; None if its process is gone.
    """
    still = select(RUNS.c.run).where(
        RUNS.c.run == run, RUNS.c.owner == owner, RUNS.c.state.in_(BUSY)
    )
    if connection.execute(still).first() is None:
        return False
    if error is None:
        gone = "ERR_RUN_INTERRUPTED"
        error = ErrorInfo(code=gone, message=CODES[gone], hint=INTERRUPTED_HINT)
    kept = get(connection, run, where=where)
    save(
        connection,
        replace(kept, state="interrupted", error=kept.error or error),
        owner="",
        guard=guard,
    )
    last = connection.execute(select(func.max(EVENTS.c.seq)).where(EVENTS.c.run == run)).scalar()
    ended = RunFinished(state="interrupted", code=error.code)
    event = Event(run=run, seq=(last or 0) + 1, at=now, what=ended)
    append_events(connection, [event], guard)
    return True


def _row(run: Run, owner: str, guard: Guard) -> dict[str, object]:
    row = json.loads(guard.text(json_text(line_of(run))))
    body = packed(guard.text(json_text(run)).encode("ascii"))
    return {**row, "owner": owner if run.state in BUSY else "", "body": body}


def _newest(connection: Connection) -> list[str]:
    query = select(RUNS.c.run).order_by(RUNS.c.run.desc()).limit(200)
    return list(connection.execute(query).scalars())
