"""The form of a line: what is sealed is read back, and follows only where it belongs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.workspace.chain import Head, check, parse, seal

names = st.text(max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(names, some, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(min_size=1, max_size=6).map("x_".__add__), values, max_size=4))
def test_what_is_sealed_is_read_back(data: dict[str, object]) -> None:
    """Any JSON, any text: line breaks and lone surrogates are escapes in one ASCII line."""
    raw, head = seal(Head(), time="t", kind="k", data=data)

    assert raw.endswith(b"\n")
    assert raw.count(b"\n") == 1
    assert raw.isascii()
    line = parse(raw[:-1])
    assert (line.seq, line.time, line.kind, line.hash) == (1, "t", "k", head.hash)
    assert line.data == data
    assert check(raw[:-1], Head()) == head
    assert json.loads(raw)["hash"] == head.hash


def test_a_line_follows_only_the_line_before_it() -> None:
    """Its number and the hash of the line before are part of what is hashed."""
    one, first = seal(Head(), time="t", kind="k", data={})
    two, second = seal(first, time="t", kind="k", data={})

    assert check(two[:-1], first) == second
    for raw, head in ((two, Head()), (one, first), (two, second), (two, Head(seq=1))):
        assert check(raw[:-1], head) is None


def test_a_line_with_another_hash_is_none() -> None:
    """A line is not parsed before its hash is right."""
    raw, _head = seal(Head(), time="t", kind="k", data={"a": 1})
    for bad in (raw[:-1].replace(b'"a":1', b'"a":2'), raw[:-2], b"", b"{}", raw[:-1] + b" "):
        with pytest.raises(ValueError, match="hash"):
            parse(bad)


def test_names_of_the_form_itself_are_not_taken() -> None:
    """A caller cannot write a second `seq` into a line."""
    for name in ("prev", "seq", "time", "kind", "hash"):
        with pytest.raises(AssertionError):
            seal(Head(), time="t", kind="k", data={name: 1})
