"""The last gate before the store."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from operatoros.secrets import Redactor, Secret
from operatoros.store.guard import Guard


def test_a_registered_secret_is_taken_out_and_counted() -> None:
    """In text and in bytes that are not text."""
    guard = Guard(Redactor([Secret("hunter2-token")]))
    assert guard.text("a hunter2-token b") == "a [secret] b"
    assert guard.data(b"\xff\x00hunter2-token") == b"\xff\x00[secret]"
    assert guard.text("clean") == "clean"
    assert guard.caught == 2


@given(st.binary())
def test_bytes_without_a_secret_are_not_touched(data: bytes) -> None:
    """With and without a redactor, any bytes pass as they are."""
    for guard in (Guard(None), Guard(Redactor([Secret("a-long-secret-value")]))):
        assert guard.data(data) == data
        assert guard.caught == 0
