"""Every earlier version becomes the present one, with a copy made first."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect
from tests.store.samples import NOW, a_run, deals, text_event

from operatoros.store import migrations
from operatoros.store.calls import Call
from operatoros.store.connecting import Database
from operatoros.store.database import connect
from operatoros.store.migrations import LATEST, MIGRATIONS, Migration
from operatoros.store.opening import open_store
from operatoros.store.tables import METADATA


def shape_of(connection: Connection) -> dict[str, object]:
    """Return a database's tables as far as we declare them: columns, keys, indexes."""
    found = inspect(connection)
    shape: dict[str, object] = {}
    for table in sorted(found.get_table_names()):
        if table.startswith("sqlite_"):
            continue
        shape[table] = (
            [
                (c["name"], str(c["type"]).split("(")[0], c["nullable"])
                for c in found.get_columns(table)
            ],
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (i["name"] or "", tuple(i["column_names"]))
                for i in found.get_indexes(table)
                if not i["unique"]
            ),
            sorted(tuple(u["column_names"]) for u in found.get_unique_constraints(table)),
        )
    return shape


def test_the_numbers_are_without_gaps() -> None:
    """1, 2, 3, ...: the version of a store is the number of its last step."""
    assert [step.number for step in MIGRATIONS] == list(range(1, LATEST + 1))


def test_the_steps_lead_to_the_declared_tables(
    address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A store made by all steps has exactly the tables that `tables` declares."""
    open_store(address, now=NOW).close()
    migrated = Database(address)
    if migrated.file:
        declared = Database(str(tmp_path / "declared.db"))
    else:
        declared = Database(request.getfixturevalue("postgres")())
    with declared.writing() as connection:
        METADATA.create_all(connection)
    try:
        with migrated.reading() as one, declared.reading() as other:
            assert shape_of(one) == shape_of(other)
    finally:
        migrated.close()
        declared.close()


@pytest.mark.parametrize("version", range(LATEST + 1))
def test_each_earlier_version_is_brought_up_with_what_it_holds(address: str, version: int) -> None:
    """From nothing and from each version: its runs and events are there, and new things work."""
    if version:
        with connect(address, redactor=None, now=NOW, until=version) as old:
            old.begin(a_run("r-old"))
            old.append_event(text_event(1, run="r-old"))
            if version >= 2:
                old.save_texts("r-old", {"answer": "A"})
    with open_store(address, now=NOW) as store:
        assert [line.run for line in store.list()] == (["r-old"] if version else [])
        assert len(store.events("r-old")) == (1 if version else 0)
        assert store.texts("r-old") == ({"answer": "A"} if version >= 2 else {})
        store.begin(a_run("r-new"))
        store.save_snapshot("r-new", "op", [deals(1.0)], scope="", demo=False)
        assert store.snapshot("r-new", "hubspot.open_deals") is not None
        assert store.exchanges("r-new") == ()
        call = Call(source="s", seq=0, asked=b"GET /", head=b"{}", body=b"[]")
        store.save_calls("r-new", [call])
        assert store.calls("r-new") == (call,)
        assert store.calls("r-old") == ()


@pytest.mark.parametrize("version", range(1, LATEST))
def test_a_copy_is_made_before_a_step(tmp_path: Path, version: int) -> None:
    """The copy is whole, of the old version, readable by its owner only."""
    file = tmp_path / "operatoros.db"
    with connect(str(file), redactor=None, now=NOW, until=version) as old:
        old.begin(a_run("r-old"))
    open_store(str(file), now=NOW).close()
    copy = tmp_path / f"operatoros.db.before-{version + 1}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    connection = sqlite3.connect(copy)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT max(version) FROM store_versions").fetchone() == (
            version,
        )
        assert connection.execute("SELECT run FROM runs").fetchall() == [("r-old",)]
    finally:
        connection.close()
    with connect(str(copy), redactor=None, now=NOW, until=version) as back:
        assert back.get("r-old").state == "fetching"


def test_no_copy_is_made_of_a_store_that_is_new_or_present(tmp_path: Path) -> None:
    """Opening twice leaves one file."""
    file = tmp_path / "operatoros.db"
    open_store(str(file), now=NOW).close()
    open_store(str(file), now=NOW).close()
    assert [item.name for item in tmp_path.glob("operatoros.db*")] == ["operatoros.db"]


def test_a_step_that_fails_leaves_the_version_before(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing: after a failure in the last step the store is as it was, and opens."""
    with connect(address, redactor=None, now=NOW, until=1) as old:
        old.begin(a_run("r-old"))
    broken = Migration(
        number=LATEST + 1, name="broken", statements=("CREATE TABLE x (y {id})", "NO")
    )
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(Exception, match="NO"):
        connect(address, redactor=None, now=NOW, until=LATEST + 1)
    monkeypatch.undo()
    database = Database(address)
    with database.reading() as connection:
        assert migrations.version_of(connection, where="") == 1
        assert not inspect(connection).has_table("x")
        assert not inspect(connection).has_table("blobs")
    database.close()
    with open_store(address, now=NOW) as store:
        assert store.get("r-old").run == "r-old"
