"""JSON that every reader reads the same, or none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.net.strict_json import MAX_DEPTH, loads

REFUSED = {
    "empty": b"",
    "blank": b" \n",
    "html": b"<!doctype html>",
    "cut off": b'{"a": [1, 2',
    "something after": b"{} {}",
    "NaN": b"[NaN]",
    "Infinity": b'{"a": Infinity}',
    "minus Infinity": b"[-Infinity]",
    "overflow": b"[1e999]",
    "same key twice": b'{"a": 1, "b": 2, "a": 3}',
    "same key twice, deeper": b'[{"a": {"b": 1, "b": 1}}]',
    "same key, other spelling": b'{"a": 1, "\\u0061": 2}',
    "too deep": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "too deep objects": b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    "far too deep": b"[" * 200_000,
    "far too deep, closed": b"[" * 200_000 + b"]" * 200_000,
    "two million lists": b"[" + b"[]," * 2_000_000 + b"1]",
    "endless number": b"1" * 5000,
    "not UTF-8": b'"\xff\xfe"',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "single quotes": b"{'a': 1}",
    "comment": b"[1] // no",
    "control character": b'"a\nb"',
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_be_read_twice_is_refused(name: str) -> None:
    """Anything ambiguous or beyond the bounds is a ValueError in a few words."""
    with pytest.raises(ValueError, match=r"\w") as raised:
        loads(REFUSED[name])
    assert len(str(raised.value)) < 120


def test_depth_is_exact() -> None:
    """A hundred levels are read; brackets in texts do not count."""
    deep = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert loads(deep) is not None
    assert loads(json.dumps(["[{" * 500, '\\"[[', "]" * 500] * 60).encode()) is not None


def test_numbers_keep_every_digit() -> None:
    """Ids of twenty digits and more stay exact."""
    assert loads(b"[48210093317465210001, -7]") == [48210093317465210001, -7]
    assert loads(b"1" * 999) == int("1" * 999)


def test_half_pairs_become_the_replacement_character() -> None:
    """A lone surrogate, which no file can hold, is replaced; a whole pair is kept."""
    assert loads(rb'{"\ud800": ["a\udc00b", "\ud83d\ude00"]}') == {"�": ["a�b", "😀"]}


def test_a_byte_order_mark_is_fine() -> None:
    """Some servers begin with one."""
    assert loads(b"\xef\xbb\xbf[1]") == [1]


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


@settings(deadline=None)
@given(_VALUES)
def test_honest_json_is_read_like_by_everybody(value: object) -> None:
    """What json.dumps writes comes back the same."""
    text = json.dumps(value).encode("utf-8", "replace")
    if b"\\ud" not in text:
        assert loads(text) == json.loads(text)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_bytes_never_raise_anything_else(data: bytes) -> None:
    """Any bytes are a value or a ValueError."""
    said = ""
    try:
        loads(data)
    except ValueError as exc:
        said = str(exc)
    assert "\n" not in said
