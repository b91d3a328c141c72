"""How the database is opened, locked and explained."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from operatoros.errors import Unavailable
from operatoros.store import connecting
from operatoros.store.connecting import Database


def test_sqlite_is_set_as_we_want_it(tmp_path: Path) -> None:
    """WAL, a busy timeout, space given back, and no trust in what a schema may call."""
    database = Database(str(tmp_path / "x.db"))
    with database.reading() as connection:
        pragma = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "auto_vacuum", "trusted_schema")
        }
    database.close()
    assert pragma == {
        "journal_mode": "wal",
        "busy_timeout": connecting.BUSY_TIMEOUT_S * 1000,
        "auto_vacuum": 2,
        "trusted_schema": 0,
    }


def test_a_lock_that_is_never_given_back_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ERR_STORE_BUSY after the timeout; a reader is not kept waiting at all."""
    monkeypatch.setattr(connecting, "BUSY_TIMEOUT_S", 0.05)
    file = tmp_path / "x.db"
    database = Database(str(file))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with database.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
        with pytest.raises(Unavailable) as caught, database.writing():
            pass
        assert caught.value.code == "ERR_STORE_BUSY"
    finally:
        other.close()
    with database.writing() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
    database.close()


def test_a_failure_undoes_the_transaction(address: str) -> None:
    """What was written before an exception is not there."""
    database = Database(address)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY)"))

    def fail() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
    database.close()


def test_our_own_mistakes_are_not_blamed_on_the_world(address: str) -> None:
    """A wrong statement and a broken key stay what they are."""
    database = Database(address)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
    with (
        pytest.raises(Exception, match="no_such_thing") as caught,
        database.reading() as connection,
    ):
        connection.execute(text("SELECT no_such_thing FROM t"))
    assert not isinstance(caught.value, Unavailable)
    database.close()


def test_a_reader_sees_one_state(address: str) -> None:
    """Two looks in one reading are the same, whatever is written between."""
    database, other = Database(address), Database(address)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
    with database.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 0
        with other.writing() as writer:
            writer.execute(text("INSERT INTO t VALUES (1)"))
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 0
    with database.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 1
    database.close()
    other.close()


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """SQLITE_FULL becomes ERR_STORE_UNAVAILABLE, and what was there stays readable."""
    database = Database(str(tmp_path / "x.db"))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (a)"))

    def fill() -> None:
        with database.writing() as connection:
            connection.execute(text("PRAGMA max_page_count = 3"))
            connection.execute(text("INSERT INTO t VALUES (zeroblob(1000000))"))

    with pytest.raises(Unavailable) as caught:
        fill()
    assert caught.value.code == "ERR_STORE_UNAVAILABLE"
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
    database.close()


def test_an_operational_error_keeps_its_cause(tmp_path: Path) -> None:
    """The error that we raise names the one that it came from."""
    folder = tmp_path / "gone"
    database = Database(str(folder / "x.db"))
    (folder / "x.db").unlink()
    folder.rmdir()
    with pytest.raises(Unavailable) as caught, database.reading():
        pass
    assert isinstance(caught.value.__cause__, OperationalError)
    database.close()
