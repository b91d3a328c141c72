"""How a store is opened: addresses, rights, damage, versions."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.samples import NOW, a_run

from operatoros.errors import Conflict, InvalidInput, OperatorosError, Unavailable
from operatoros.store.opening import open_store


def test_a_new_store_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    """Folder 0700, database and its side files 0600, whatever the umask."""
    before = os.umask(0)
    try:
        file = tmp_path / "state" / "operatoros.db"
        with open_store(str(file), now=NOW) as store:
            store.begin(a_run())
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
            files = sorted(file.parent.iterdir())
            assert [item.name for item in files] == [
                "operatoros.db",
                "operatoros.db-shm",
                "operatoros.db-wal",
            ]
            assert {stat.S_IMODE(item.stat().st_mode) for item in files} == {0o600}
    finally:
        os.umask(before)


def test_a_store_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    """A file that was copied with open rights gets 0600 back."""
    file = tmp_path / "operatoros.db"
    open_store(str(file), now=NOW).close()
    file.chmod(0o644)
    open_store(str(file), now=NOW).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_path_and_a_url_are_the_same_store(tmp_path: Path) -> None:
    """`sqlite:///PATH` is the file at PATH; blanks and percent signs in a path are themselves."""
    file = tmp_path / "a b %20 ü" / "operatoros.db"
    with open_store(str(file), now=NOW) as store:
        store.begin(a_run())
        assert store.where == str(file)
    with open_store(f"sqlite:///{tmp_path}/plain.db", now=NOW) as store:
        store.begin(a_run())
    assert file.is_file()
    with open_store(str(tmp_path / "plain.db"), now=NOW) as store:
        assert len(store.list()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mysql://user:hunter2@h/db",
        "://x",
        "sqlite://",
        "sqlite:///:memory:",
        "nonsense://",
        "postgresql://user:hunter2@h:port/db",
    ],
)
def test_an_address_that_is_no_store_is_refused(address: str) -> None:
    """ERR_STORE_URL, without the password that it may hold."""
    with pytest.raises(InvalidInput) as caught:
        open_store(address, now=NOW)
    assert caught.value.code == "ERR_STORE_URL"
    assert "hunter2" not in str(caught.value.as_json())


def test_a_database_that_does_not_answer_is_said_without_its_password() -> None:
    """ERR_STORE_UNAVAILABLE for a Postgres that is not there."""
    with pytest.raises(Unavailable) as caught:
        open_store("postgresql://me:hunter2@127.0.0.1:9/db", now=NOW)
    assert caught.value.code == "ERR_STORE_UNAVAILABLE"
    assert "hunter2" not in str(caught.value.as_json())


def test_a_missing_driver_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """ERR_STORE_DRIVER names the extra to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Unavailable) as caught:
        open_store("postgresql://127.0.0.1/db", now=NOW)
    assert caught.value.code == "ERR_STORE_DRIVER"
    assert "operatoros[postgres]" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"this is not a database at all, but a note" * 40, "ERR_STORE_DAMAGED"),
        (b"SQLite format 3\x00" + b"\xff" * 4096, "ERR_STORE_DAMAGED"),
    ],
    ids=["text", "torn"],
)
def test_a_file_that_is_no_database_is_said(tmp_path: Path, content: bytes, code: str) -> None:
    """It is not overwritten, and the hint says where a backup may be."""
    file = tmp_path / "operatoros.db"
    file.write_bytes(content)
    with pytest.raises(OperatorosError) as caught:
        open_store(str(file), now=NOW)
    assert caught.value.code == code
    assert file.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """ERR_STORE_URL for a database whose tables are not ours."""
    file = tmp_path / "theirs.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE events (a)")
    connection.commit()
    connection.close()
    with pytest.raises(InvalidInput) as caught:
        open_store(str(file), now=NOW)
    assert caught.value.code == "ERR_STORE_URL"


@pytest.mark.parametrize("place", ["folder", "file/below"])
def test_a_place_that_cannot_hold_a_file_is_said(tmp_path: Path, place: str) -> None:
    """ERR_STORE_UNAVAILABLE when the path is a folder or leads through a file."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(Unavailable) as caught:
        open_store(str(tmp_path / place), now=NOW)
    assert caught.value.code == "ERR_STORE_UNAVAILABLE"


def test_a_newer_store_is_refused_and_not_touched(address: str) -> None:
    """ERR_STORE_NEWER: an older program changes nothing."""
    from sqlalchemy import text

    from operatoros.store.connecting import Database

    with open_store(address, now=NOW) as store:
        store.begin(a_run())
    database = Database(address)
    with database.writing() as connection:
        connection.execute(text("INSERT INTO store_versions VALUES (99, 'future', 'x')"))
    database.close()
    with pytest.raises(Conflict) as caught:
        open_store(address, now=NOW)
    assert caught.value.code == "ERR_STORE_NEWER"
    assert caught.value.details["found"] == 99


def test_many_processes_open_a_new_store_at_once(address: str) -> None:
    """Whoever is first makes the tables, the others find them."""
    code = (
        "import sys; from operatoros.store.opening import open_store\n"
        "store = open_store(sys.argv[1], now='2026-11-21T07:30:00Z'); print(store.list())"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for child in children:
        out, err = child.communicate(timeout=15)
        assert (child.returncode, out) == (0, "()\n"), err


def test_the_door_costs_nothing() -> None:
    """Importing it imports no database library."""
    code = (
        "import sys, operatoros.store.opening, operatoros.store.lines\n"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
