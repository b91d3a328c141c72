"""Content-addressed bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select, update
from tests.store.samples import NOW

from operatoros.errors import Unavailable
from operatoros.store import blobs
from operatoros.store.connecting import Database
from operatoros.store.opening import open_store
from operatoros.store.packing import name_of, packed
from operatoros.store.tables import BLOBS


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """Give a migrated database."""
    open_store(address, now=NOW).close()
    opened = Database(address)
    yield opened
    opened.close()


def test_the_same_bytes_have_one_number(database: Database) -> None:
    """Within one call and between calls; the order of the numbers is the order of the bytes."""
    with database.writing() as connection:
        first = blobs.put(connection, [b"a", b"b", b"a", b""])
        again = blobs.put(connection, [b"", b"c", b"b"])
        assert first[0] == first[2]
        assert again[0] == first[3]
        assert again[2] == first[1]
        assert connection.execute(select(func.count()).select_from(BLOBS)).scalar() == 4
        assert blobs.get(connection, first, where="") == {
            first[0]: b"a",
            first[1]: b"b",
            first[3]: b"",
        }
        assert blobs.names(connection, [first[0]]) == {first[0]: name_of(b"a").hex()}


def test_two_thousand_at_once(database: Database) -> None:
    """More than a statement takes parameters."""
    items = [str(number).encode() * 50 for number in range(2000)]
    with database.writing() as connection:
        numbers = blobs.put(connection, items)
        found = blobs.get(connection, numbers, where="")
    assert [found[number] for number in numbers] == items


@pytest.mark.parametrize(
    "body", [b"zgarbage", b"", b"?", packed(b"x" * 500)[:-3], packed(b"other")]
)
def test_a_changed_body_is_found(database: Database, body: bytes) -> None:
    """ERR_STORE_DAMAGED, instead of records that nobody fetched."""
    with database.writing() as connection:
        (number,) = blobs.put(connection, [b"true"])
        connection.execute(update(BLOBS).values(body=body))
    with pytest.raises(Unavailable) as caught, database.reading() as connection:
        blobs.get(connection, [number], where="here")
    assert caught.value.code == "ERR_STORE_DAMAGED"


def test_a_missing_blob_is_found(database: Database) -> None:
    """ERR_STORE_DAMAGED for a number that is not there."""
    with database.writing() as connection:
        (number,) = blobs.put(connection, [b"true"])
        connection.execute(delete(BLOBS))
    with pytest.raises(Unavailable) as caught, database.reading() as connection:
        blobs.get(connection, [number], where="here")
    assert caught.value.code == "ERR_STORE_DAMAGED"
