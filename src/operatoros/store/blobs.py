"""Content-addressed bytes: the same bytes are kept once, whoever brings them.

Blobs live in the database, so a run and what it fetched appear together or not at all, and one
backup holds everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Insert, select

from operatoros.store.failures import StoreDamaged
from operatoros.store.packing import name_of, packed, unpacked
from operatoros.store.tables import BLOBS

T = TypeVar("T")
# SQLite takes at least 999 parameters a statement.
_CHUNK = 900


def put(connection: Connection, items: Sequence[bytes]) -> list[int]:
    """Keep bytes; return the number of each, in order. Known bytes cost a look-up.

    The caller has locked the store against a sweep (`Database.alone(shared=True)`).
    """
    names = [name_of(item) for item in items]
    wanted = dict(zip(names, items, strict=True))
    numbers = _numbers(connection, wanted)
    missing = [name for name in wanted if name not in numbers]
    if missing:
        connection.execute(
            _insert_new(connection.dialect.name),
            [{"hash": name, "body": packed(wanted[name])} for name in missing],
        )
        numbers |= _numbers(connection, missing)
    return [numbers[name] for name in names]


def _insert_new(dialect: str) -> Insert:
    """Return "insert unless it is there", which each database says its own way."""
    # Postgres' dialect costs 30 ms to import, and most stores are SQLite.
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(BLOBS).on_conflict_do_nothing(index_elements=["hash"])
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(BLOBS).on_conflict_do_nothing(index_elements=["hash"])


def get(connection: Connection, numbers: Iterable[int], *, where: str) -> dict[int, bytes]:
    """Return bytes by number.

    Raises:
        StoreDamaged: ERR_STORE_DAMAGED, if one is missing or is not what was put in.
    """
    wanted = set(numbers)
    found: dict[int, bytes] = {}
    for part in _chunks(sorted(wanted)):
        rows = select(BLOBS.c.id, BLOBS.c.hash, BLOBS.c.body).where(BLOBS.c.id.in_(part))
        for number, name, body in connection.execute(rows):
            try:
                data = unpacked(bytes(body))
            except ValueError as exc:
                raise StoreDamaged(where, why=f"blob {number}: {exc}") from exc
            if name_of(data) != bytes(name):
                raise StoreDamaged(where, why=f"blob {number} is not what was put in")
            found[number] = data
    if len(found) < len(wanted):
        raise StoreDamaged(where, why=f"blob {min(wanted - found.keys())} is missing")
    return found


def names(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Return the SHA-256 (hex) of blobs by number, without reading them."""
    found: dict[int, str] = {}
    for part in _chunks(sorted(set(numbers))):
        rows = select(BLOBS.c.id, BLOBS.c.hash).where(BLOBS.c.id.in_(part))
        found |= {number: bytes(name).hex() for number, name in connection.execute(rows)}
    return found


def _numbers(connection: Connection, wanted: Iterable[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for part in _chunks(list(wanted)):
        rows = select(BLOBS.c.hash, BLOBS.c.id).where(BLOBS.c.hash.in_(part))
        found |= {bytes(name): number for name, number in connection.execute(rows)}
    return found


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
