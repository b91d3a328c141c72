"""Runs whose process cannot be seen, and damaged ones; the rest is in the contract."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from tests.store.samples import NOW, a_run

from operatoros.errors import Unavailable
from operatoros.store import runs
from operatoros.store.connecting import Database
from operatoros.store.database import Store
from operatoros.store.guard import Guard
from operatoros.store.owners import this_process
from operatoros.store.packing import packed
from operatoros.store.tables import RUNS


@pytest.mark.parametrize(
    ("started_at", "marked"),
    [("2026-11-20T07:29:59Z", True), ("2026-11-20T07:30:01Z", False), (NOW, False)],
)
def test_a_run_of_another_machine_is_given_a_day(
    store: Store, address: str, started_at: str, marked: bool
) -> None:
    """Nobody here can see whether it lives; after 24 hours it counts as gone."""
    store.begin(a_run(started_at=started_at))
    database = Database(address)
    with database.writing() as connection:
        connection.execute(update(RUNS).values(owner="elsewhere/boot/1/2"))
    database.close()
    assert bool(store.mark_interrupted(NOW)) == marked


@pytest.mark.parametrize("body", [b"", b"=", b"=[]", b"={}", b"={", packed(b'{"run": 1}' * 9)])
def test_a_run_that_cannot_be_read_is_said(store: Store, address: str, body: bytes) -> None:
    """ERR_STORE_DAMAGED names the run; the list still works."""
    store.begin(a_run())
    database = Database(address)
    with database.writing() as connection:
        connection.execute(update(RUNS).values(body=body))
    database.close()
    with pytest.raises(Unavailable) as caught:
        store.get("r-20261121-0001")
    assert caught.value.code == "ERR_STORE_DAMAGED"
    assert len(store.list()) == 1


def test_a_run_that_was_taken_over_is_not_interrupted(store: Store, address: str) -> None:
    """Between looking and marking somebody may go on with the run: then it is left alone."""
    store.begin(a_run())
    database = Database(address)
    with database.writing() as connection:
        for owner, marked in (("another/owner/1/2", False), (this_process(), True)):
            done = runs.interrupt(
                connection, "r-20261121-0001", owner, now=NOW, guard=Guard(None), where=""
            )
            assert done == marked
    database.close()
    assert store.get("r-").state == "interrupted"
