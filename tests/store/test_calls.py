"""Single calls: equal questions and bodies are one copy, damage is told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.store.samples import NOW

from operatoros.store.calls import Call
from operatoros.store.failures import StoreDamaged
from operatoros.store.opening import open_store


def _call(body: bytes, *, head: bytes = b"{}") -> Call:
    return Call(source="s", seq=0, asked=b"GET /deals", head=head, body=body)


def test_an_equal_body_is_one_copy(tmp_path: Path) -> None:
    """Thirty days of the same answer cost one body and thirty short rows."""
    file = tmp_path / "operatoros.db"
    body = b"".join(b"%d;" % (number * 7919 % 1000) for number in range(20_000))
    with open_store(str(file), now=NOW) as store:
        for number in range(30):
            head = b'{"status":200,"date":%d}' % number
            store.save_calls(f"r-{number}", [_call(body, head=head)])
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM blobs").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM calls").fetchone() == (30,)
    connection.close()


def test_a_body_that_is_gone_is_told(tmp_path: Path) -> None:
    """A recording with a hole is damage, not an empty answer."""
    file = tmp_path / "operatoros.db"
    with open_store(str(file), now=NOW) as store:
        store.save_calls("r", [_call(b"[1, 2]")])
        with sqlite3.connect(file) as connection:
            connection.execute("DELETE FROM blobs WHERE id = (SELECT body FROM calls)")
        connection.close()
        with pytest.raises(StoreDamaged):
            store.calls("r")
