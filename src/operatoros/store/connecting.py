"""One database, two kinds: how it is opened, read in peace and written by one at a time.

SQLite: WAL, so readers never wait; every writing transaction is BEGIN IMMEDIATE behind one lock
of the process and a busy timeout between processes; the file is readable by its owner only.
Postgres: a pool, transactions as they are; a lock for what must not overlap.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, SQLAlchemyError

from operatoros.errors import OperatorosError
from operatoros.store.failures import (
    StoreBusy,
    StoreDamaged,
    StoreDriver,
    StoreUnavailable,
    StoreUrl,
)

BUSY_TIMEOUT_S = 15.0
# One number for the locks of this program in a Postgres shared with others.
_LOCK = 0x6F70_6572
_WRITES = {"operatoros_writes": True}
# A server's threads share one store: as many at once as it has threads for pages, and the runs'.
_POOL = {"pool_size": 4, "max_overflow": 80}


# SQLite's own waiting is unfair: with many writers in one process somebody waits for ever. Here
# they queue before they come to it.
_WRITERS: dict[str, threading.Lock] = {}


def _writer_of(file: str) -> threading.Lock:
    return _WRITERS.setdefault(file, threading.Lock())


class Database:
    """A connected store: `reading()` and `writing()` give connections in transactions.

    Attributes:
        where: How messages name it; without a password.
        file: Path of the SQLite file; empty for Postgres.
    """

    def __init__(self, address: str) -> None:
        url = _url(address)
        self.where = url.render_as_string(hide_password=True)
        self.file = ""
        self._writer = threading.Lock()
        if url.get_backend_name() == "sqlite":
            self.file = os.path.abspath(url.database or "")
            self.where = self.file
            self._writer = _writer_of(self.file)
            with self._told():
                _private_file(self.file)
            url = URL.create("sqlite+pysqlite", database=self.file)
            self.engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, **_POOL)
            _prepare_sqlite(self.engine)
        else:
            try:
                self.engine = create_engine(url, pool_pre_ping=True, **_POOL)
            except ImportError as exc:
                raise StoreDriver from exc

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            if not self.file:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction; everything in it happens or nothing.

        On SQLite nobody else writes meanwhile.
        """
        with self._told():
            if not self.file:
                with self.engine.begin() as connection:
                    yield connection
                return
            with (
                self._writer,
                self.engine.connect().execution_options(**_WRITES) as connection,
                connection.begin(),
            ):
                yield connection

    def alone(self, connection: Connection, *, shared: bool = False) -> None:
        """Wait until no other transaction holds this lock (Postgres; SQLite has one writer)."""
        if not self.file:
            kind = "_shared" if shared else ""
            connection.execute(text(f"SELECT pg_advisory_xact_lock{kind}({_LOCK})"))

    def copy_to(self, path: str) -> None:
        """Copy the SQLite file, whole and consistent, to a new file of its owner only."""
        with self._told():
            _private_file(path)
            with closing(sqlite3.connect(self.file)) as here, closing(sqlite3.connect(path)) as new:
                here.backup(new)

    def shrink(self) -> None:
        """Give freed space back to the system (SQLite; Postgres does it by itself)."""
        if self.file:
            with self._told(), self._writer, closing(sqlite3.connect(self.file)) as connection:
                # A script, because `execute` would take one step of it, which is one page.
                connection.executescript("PRAGMA incremental_vacuum")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in our words what the database or the system says."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as exc:
            failure = self._failure(exc)
            if failure is None:
                raise
            raise failure from exc

    def _failure(self, exc: Exception) -> OperatorosError | None:
        if isinstance(exc, OSError):
            return StoreUnavailable(self.where, why=exc.strerror or type(exc).__name__)
        said: object = exc
        if isinstance(exc, SQLAlchemyError):
            # A wrong statement is a mistake of ours and stays what it is.
            if not isinstance(exc, DatabaseError | InterfaceError):
                return None
            said = exc.orig
        if not isinstance(said, sqlite3.Error):
            kind = type(said).__name__
            if kind != "OperationalError":
                return None
            return StoreUnavailable(self.where, why=str(said).partition("\n")[0][:200])
        return _sqlite_failure(said, self.where)


def _sqlite_failure(said: sqlite3.Error, where: str) -> OperatorosError | None:
    """Return the error for a code of SQLite; None for what only our own mistake can cause."""
    code = getattr(said, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(where)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StoreDamaged(where, why=str(said))
    outside = {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_NOLFS,
    }
    return StoreUnavailable(where, why=str(said)) if code in outside else None


def _url(address: str) -> URL:
    """Read a path or a URL."""
    if "://" not in address:
        if not address or "\0" in address:
            raise StoreUrl(address, why="it names no file")
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as exc:
        # The text may hold a password: only its first word is shown.
        raise StoreUrl(address.partition("://")[0] + "://...", why="it is no URL") from exc
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreUrl(f"{backend}://...", why="only SQLite and Postgres hold runs")
    if not url.database or url.database == ":memory:":
        raise StoreUrl(address, why="it names no file")
    return url


def _private_file(path: str) -> None:
    """Make sure that the file exists and is readable by its owner only."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(handle).st_mode & 0o077:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _prepare_sqlite(engine: Engine) -> None:
    """Set what each connection needs, and let us say how a transaction begins."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        # The driver would begin transactions by itself, and only before writes.
        connection.isolation_level = None
        cursor = connection.cursor()
        # Before the first table: what is thrown away can be given back to the system.
        cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
        # Where WAL cannot be (a network file system), SQLite keeps its journal, which works too.
        cursor.execute("PRAGMA journal_mode=WAL")
        # A crash of the machine may take the last transactions, never the file.
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("operatoros_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
