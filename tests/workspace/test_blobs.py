"""The store of what can be brought back: whole, capped, and honest about what it lost (W9)."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operatoros.errors import OperatorosError
from operatoros.workspace.blobs import Blobs


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put(store: Blobs, data: bytes, *, at: float = 1.0) -> str:
    store.put(_sha(data), [data], token="token", at=at)
    return _sha(data)


@pytest.fixture
def store(tmp_path: Path) -> Blobs:
    """An empty store of at most a MiB."""
    return Blobs(str(tmp_path / "blobs"), cap=1 << 20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_what_is_stored_comes_back(store: Blobs, pieces: list[bytes]) -> None:
    """Bytes in, the same bytes out, however they were cut."""
    data = b"".join(pieces)
    store.put(_sha(data), pieces, token="token", at=1.0)

    assert b"".join(store.pieces(_sha(data))) == data
    assert _sha(data) in store


def test_large_content_goes_through_in_pieces(store: Blobs) -> None:
    """A file of 64 MiB that packs well is neither stored nor given back in one piece."""
    piece = b"\0" * (1 << 20)
    sha = hashlib.sha256(piece * 64).hexdigest()
    tracemalloc.start()
    store.put(sha, (piece for _ in range(64)), token="token", at=1.0)
    size = sum(map(len, store.pieces(sha)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 64 << 20
    assert peak < 16 << 20


def test_the_cap_is_kept_and_nothing_is_left_of_what_did_not_fit(store: Blobs) -> None:
    """W9: a full store refuses; what is in it stays."""
    kept = _put(store, os.urandom(900_000))
    for _ in range(2):
        with pytest.raises(OperatorosError) as caught:
            _put(store, os.urandom(200_000))
        assert caught.value.code == "ERR_UNDO_STORE_FULL"
    assert os.listdir(store.folder) == [kept]
    _put(store, b"small")


def test_content_with_another_hash_is_not_stored(store: Blobs) -> None:
    """A file that changes while it is stored is not stored under the old name."""
    with pytest.raises(OperatorosError) as caught:
        store.put("0" * 64, [b"x"], token="token", at=1.0)
    assert caught.value.code == "ERR_UNDO_DAMAGED"
    assert os.listdir(store.folder) == []


@pytest.mark.parametrize("how", ["gone", "cut", "flipped", "other", "empty"])
def test_what_is_damaged_or_gone_is_said(store: Blobs, how: str) -> None:
    """Nothing but the very bytes ever comes back."""
    sha = _put(store, b"precious" * 1000)
    path = Path(store.folder) / sha
    packed = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(
            {
                "cut": packed[:-5],
                "flipped": packed[:10] + bytes([packed[10] ^ 1]) + packed[11:],
                "other": zlib.compress(b"other"),
                "empty": b"",
            }[how]
        )

    with pytest.raises(OperatorosError) as caught:
        b"".join(store.pieces(sha))
    assert caught.value.code == ("ERR_UNDO_GONE" if how == "gone" else "ERR_UNDO_DAMAGED")


def test_age_is_counted_from_the_last_use(store: Blobs) -> None:
    """Content that is stored again is young again."""
    old, young = _put(store, b"a", at=10.0), _put(store, b"b", at=20.0)
    _put(store, b"a", at=30.0)

    assert [(at, sha) for at, _size, sha in store.stored()] == [(20.0, young), (30.0, old)]


def test_what_a_killed_writer_left_is_swept(store: Blobs) -> None:
    """Only halves are swept, never content."""
    kept = _put(store, b"a")
    Path(store.folder, "dead.part").write_bytes(b"half")
    store.sweep()

    assert os.listdir(store.folder) == [kept]
    store.forget(kept)
    assert store.stored() == []


def test_an_empty_store_is_no_error(tmp_path: Path) -> None:
    """A store that was never written to has no folder yet."""
    store = Blobs(str(tmp_path / "none"), cap=1)
    store.sweep()
    assert (store.used(), store.stored(), "a" in store) == (0, [], False)
