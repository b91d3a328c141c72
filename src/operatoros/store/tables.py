"""The tables as they are now; how they came to be is in `migrations`.

Bodies are bytes: JSON or text, compressed if that makes it shorter. Ids compare byte by byte on
every database, so that newest first is a walk over the key.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()
ID = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers rows by itself only under exactly INTEGER.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

VERSIONS = Table(
    "store_versions",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("applied_at", Text, nullable=False),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("operator", ID, nullable=False),
    Column("task", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("parent", ID),
    Column("model", Text, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("sources_ok", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("cost_usd", Float),
    Column("code", Text, nullable=False),
    # Who carries it out while it is fetching or writing; empty otherwise.
    Column("owner", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("runs_by_operator", "operator", "run"),
    Index("runs_by_owner", "owner"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
)

STAGES = Table(
    "stages",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

BLOBS = Table(
    "blobs",
    METADATA,
    Column("id", NUMBER, primary_key=True, autoincrement=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("source", ID, primary_key=True),
    Column("operator", ID, nullable=False),
    Column("scope", ID, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("fetched_at", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("shape", Text, nullable=False),
    # The blob that lists the records: their keys and blobs, in the order of the fetch.
    Column("manifest", NUMBER, nullable=False),
    Index("snapshots_by_source", "operator", "source", "scope", "demo", "complete", "run"),
)

TEXTS = Table(
    "texts",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("name", ID, primary_key=True),
    Column("blob", NUMBER, nullable=False),
)

EXCHANGES = Table(
    "exchanges",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("source", ID, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("request", NUMBER, nullable=False),
    Column("response", NUMBER, nullable=False),
)

CALLS = Table(
    "calls",
    METADATA,
    Column("run", ID, primary_key=True),
    Column("source", ID, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    # Blobs: a question that is asked every day is kept once, and so is an answer that stayed.
    Column("asked", NUMBER, nullable=False),
    Column("body", NUMBER, nullable=False),
    # What differs each time (status, headers, tries) is small and stands here.
    Column("head", LargeBinary, nullable=False),
)

SCHEDULES = Table(
    "schedules",
    METADATA,
    Column("schedule", ID, primary_key=True),
    Column("body", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)

SLOTS = Table(
    "slots",
    METADATA,
    Column("schedule", ID, primary_key=True),
    # The moment as the schedule names it, in its own time zone: `2026-11-21T07:30`.
    Column("slot", ID, primary_key=True),
    Column("state", Text, nullable=False),
    # Who carries it out; empty once it has ended.
    Column("owner", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run", ID, nullable=False),
    Column("code", Text, nullable=False),
    Column("at", Text, nullable=False),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("key", ID, primary_key=True),
    Column("run", ID, nullable=False),
    Column("target", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("deliveries_by_run", "run"),
)
