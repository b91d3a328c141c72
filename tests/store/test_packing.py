"""Bodies: compressed where it helps."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.store.packing import json_text, name_of, packed, unpacked


@given(st.binary(max_size=2000) | st.binary(max_size=20).map(lambda part: part * 100))
def test_what_was_packed_comes_back(data: bytes) -> None:
    """Any bytes survive, and a body is at most one byte longer than they are."""
    assert unpacked(packed(data)) == data
    assert len(packed(data)) <= len(data) + 1


def test_text_gets_smaller() -> None:
    """A run's JSON is worth compressing."""
    assert len(packed(b'{"name": "Deal", "amount": 100}' * 50)) < 200


@pytest.mark.parametrize(
    "body", [b"", b"x", b"z", b"znot zlib", b"z" + zlib.compress(b"a" * 99)[:-1]]
)
def test_what_was_not_packed_here_is_refused(body: bytes) -> None:
    """A torn or foreign body is an error, not other bytes."""
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(body)


def test_names_are_sha_256() -> None:
    """The published digest of the empty text."""
    assert name_of(b"").hex().startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_json_is_ascii() -> None:
    """Zero characters and lone surrogates are escapes, which every database takes."""
    assert json_text({"a": ("\ud800", "\x00", "ü")}) == '{"a":["\\ud800","\\u0000","\\u00fc"]}'
