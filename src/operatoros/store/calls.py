"""Single calls of connectors: what was asked of the outside, and what came back, for replay.

A call is one question of a connector: an HTTP request, a tool of an MCP server, a run of `git`, a
file. Question and body are blobs, so that equal ones are kept once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from operatoros.store import blobs
from operatoros.store.guard import Guard
from operatoros.store.packing import packed, unpacked
from operatoros.store.tables import CALLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, as bytes.

    Attributes:
        source: Id of the source that made it.
        seq: Its number among the source's calls, from 0.
        asked: The question, as JSON.
        head: What came back besides the body, as JSON: status, headers, tries, or an error.
        body: What came back.
    """

    source: str
    seq: int
    asked: bytes
    head: bytes
    body: bytes


def save(connection: Connection, run: str, calls: Sequence[Call], guard: Guard) -> None:
    """Keep calls of a run.

    The caller has locked the store against a sweep (`Database.alone(shared=True)`).
    """
    if not calls:
        return
    asked = blobs.put(connection, [guard.data(call.asked) for call in calls])
    bodies = blobs.put(connection, [guard.data(call.body) for call in calls])
    connection.execute(
        insert(CALLS),
        [
            {
                "run": run,
                "source": call.source,
                "seq": call.seq,
                "asked": question,
                "body": body,
                "head": packed(guard.data(call.head)),
            }
            for call, question, body in zip(calls, asked, bodies, strict=True)
        ],
    )


def of_run(connection: Connection, run: str, *, where: str) -> tuple[Call, ...]:
    """Return a run's calls, by source and number."""
    query = select(CALLS).where(CALLS.c.run == run).order_by(CALLS.c.source, CALLS.c.seq)
    rows = list(connection.execute(query))
    numbers = {row.asked for row in rows} | {row.body for row in rows}
    bodies = blobs.get(connection, numbers, where=where)
    return tuple(
        Call(
            source=row.source,
            seq=row.seq,
            asked=bodies[row.asked],
            head=unpacked(bytes(row.head)),
            body=bodies[row.body],
        )
        for row in rows
    )
