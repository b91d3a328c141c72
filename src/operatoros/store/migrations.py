"""How the tables came to be: numbered steps, each done once and written down.

A step is frozen once released; a change of `tables` needs a new one here, and a test compares
the two. On SQLite the database is copied before the first step is done; on Postgres that is the
administrator's (`pg_dump`). All steps of one opening are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, inspect, select

from operatoros.store.failures import StoreNewer, not_ours
from operatoros.store.tables import VERSIONS

# Words of the statements below, by database.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        "id": "TEXT",
        "bytes": "BLOB",
        "number": "INTEGER",
        "counted": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        "real": "FLOAT",
    },
    "postgresql": {
        "id": 'TEXT COLLATE "C"',
        "bytes": "BYTEA",
        "number": "BIGINT",
        "counted": "BIGSERIAL PRIMARY KEY",
        "real": "FLOAT",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step: its number, what it does in a word, its statements."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        number=1,
        name="runs, events and stages",
        statements=(
            """CREATE TABLE runs (
                run {id} NOT NULL PRIMARY KEY, operator {id} NOT NULL, task TEXT NOT NULL,
                state TEXT NOT NULL, demo BOOLEAN NOT NULL, started_at TEXT NOT NULL,
                finished_at TEXT, parent {id}, model TEXT NOT NULL, sources INTEGER NOT NULL,
                sources_ok INTEGER NOT NULL, records INTEGER NOT NULL, cost_usd {real},
                code TEXT NOT NULL, owner TEXT NOT NULL, body {bytes} NOT NULL)""",
            "CREATE INDEX runs_by_operator ON runs (operator, run)",
            "CREATE INDEX runs_by_owner ON runs (owner)",
            """CREATE TABLE events (
                run {id} NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
                PRIMARY KEY (run, seq))""",
            """CREATE TABLE stages (
                run {id} NOT NULL, name TEXT NOT NULL, body {bytes} NOT NULL,
                PRIMARY KEY (run, name))""",
        ),
    ),
    Migration(
        number=2,
        name="blobs, snapshots and texts",
        statements=(
            """CREATE TABLE blobs (
                id {counted}, hash {bytes} NOT NULL UNIQUE, body {bytes} NOT NULL)""",
            """CREATE TABLE snapshots (
                run {id} NOT NULL, source {id} NOT NULL, operator {id} NOT NULL,
                scope {id} NOT NULL, demo BOOLEAN NOT NULL, complete BOOLEAN NOT NULL,
                fetched_at TEXT NOT NULL, records INTEGER NOT NULL, shape TEXT NOT NULL,
                manifest {number} NOT NULL, PRIMARY KEY (run, source))""",
            """CREATE INDEX snapshots_by_source
                ON snapshots (operator, source, scope, demo, complete, run)""",
            """CREATE TABLE texts (
                run {id} NOT NULL, name {id} NOT NULL, blob {number} NOT NULL,
                PRIMARY KEY (run, name))""",
        ),
    ),
    Migration(
        number=3,
        name="requests and responses for replay",
        statements=(
            """CREATE TABLE exchanges (
                run {id} NOT NULL, source {id} NOT NULL, seq INTEGER NOT NULL,
                request {number} NOT NULL, response {number} NOT NULL,
                PRIMARY KEY (run, source, seq))""",
        ),
    ),
    Migration(
        number=4,
        name="schedules, their slots and deliveries",
        statements=(
            """CREATE TABLE schedules (
                schedule {id} NOT NULL PRIMARY KEY, body TEXT NOT NULL, added_at TEXT NOT NULL)""",
            """CREATE TABLE slots (
                schedule {id} NOT NULL, slot {id} NOT NULL, state TEXT NOT NULL,
                owner TEXT NOT NULL, attempts INTEGER NOT NULL, run {id} NOT NULL,
                code TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (schedule, slot))""",
            """CREATE TABLE deliveries (
                key {id} NOT NULL PRIMARY KEY, run {id} NOT NULL, target TEXT NOT NULL,
                state TEXT NOT NULL, owner TEXT NOT NULL, attempts INTEGER NOT NULL,
                code TEXT NOT NULL, at TEXT NOT NULL)""",
            "CREATE INDEX deliveries_by_run ON deliveries (run)",
        ),
    ),
    Migration(
        number=5,
        name="single calls of connectors",
        statements=(
            """CREATE TABLE calls (
                run {id} NOT NULL, source {id} NOT NULL, seq INTEGER NOT NULL,
                asked {number} NOT NULL, body {number} NOT NULL, head {bytes} NOT NULL,
                PRIMARY KEY (run, source, seq))""",
        ),
    ),
)
LATEST = MIGRATIONS[-1].number


def version_of(connection: Connection, *, where: str) -> int:
    """Return the version of a store; 0 for an empty database.

    Raises:
        StoreNewer: ERR_STORE_NEWER.
        StoreUrl: ERR_STORE_URL, if it holds tables that are not ours.
    """
    names = set(inspect(connection).get_table_names())
    if VERSIONS.name not in names:
        if names & {"runs", "events", "blobs"}:
            raise not_ours(where, "it holds the tables of another program")
        return 0
    found = max(connection.execute(select(VERSIONS.c.version)).scalars(), default=0)
    if found > LATEST:
        raise StoreNewer(where, found=found, known=LATEST)
    return found


def migrate(connection: Connection, *, found: int, until: int, now: str) -> None:
    """Do the steps after `found` up to `until`, in the caller's transaction.

    Args:
        connection: In a transaction that nobody else can write beside.
        found: The store's version.
        until: The version to reach.
        now: ISO 8601 time in UTC.
    """
    words = _WORDS[connection.dialect.name]
    if found == 0:
        VERSIONS.create(connection, checkfirst=True)
    for step in MIGRATIONS:
        if not found < step.number <= until:
            continue
        for statement in step.statements:
            connection.exec_driver_sql(statement.format_map(words))
        connection.execute(
            insert(VERSIONS).values(version=step.number, name=step.name, applied_at=now)
        )
