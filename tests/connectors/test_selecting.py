"""The records within an answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.connectors.selecting import NothingThere, select

ROWS = [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (ROWS, ROWS),
        ([], []),
        (None, []),
        ({"items": ROWS}, ROWS),
        ({"data": {"items": ROWS}}, ROWS),
        ({"data": ROWS, "meta": {"count": 2}, "errors": []}, ROWS),
        ({"ok": True, "channels": ROWS}, ROWS),
        ({"issues": ROWS, "labels": ["a"]}, [{"issues": ROWS, "labels": ["a"]}]),
        ({"id": 7, "items": ROWS}, [{"id": 7, "items": ROWS}]),
        ({"data": {"id": 7}, "request_id": "r"}, [{"id": 7}]),
        ({"data": {"name": "x"}}, [{"name": "x"}]),
        ({"results": []}, []),
        ({"errors": [{"message": "x"}], "users": ROWS}, ROWS),
        (["a", 1, None, {"id": 1}], [{"value": "a"}, {"value": 1}, {"id": 1}]),
        ("text", [{"value": "text"}]),
        ({}, [{}]),
    ],
)
def test_the_list_is_found(body: Any, found: Any) -> None:
    """Lists, envelopes and single records as services send them."""
    assert list(select(body, "")) == found


@pytest.mark.parametrize(
    ("body", "selector", "found"),
    [
        ({"a": {"b": ROWS}}, "a.b", ROWS),
        ({"a": [{"b": ROWS}]}, "a.0.b", ROWS),
        ({"a": {"id": 1}}, "a", [{"id": 1}]),
        ({"a": None}, "a", []),
        ({"a": None}, "a.b", []),
        ({"edges": [{"node": {"id": 1}}, {"node": {"id": 2}}]}, "edges.*.node", ROWS),
        ({"edges": []}, "edges.*.node", []),
    ],
)
def test_the_selector_is_followed(body: Any, selector: str, found: Any) -> None:
    """Objects, positions, `*` for each of a list; null is no record."""
    assert list(select(body, selector)) == found


@pytest.mark.parametrize(
    ("body", "selector"),
    [({"a": 1}, "b"), ({"a": 1}, "a.b"), ([], "a"), ([1], "3"), ({"a": {}}, "a.*"), ("x", "y")],
)
def test_what_is_not_there_is_told(body: Any, selector: str) -> None:
    """A selector that leads nowhere is an error and never an empty list."""
    with pytest.raises(NothingThere):
        select(body, selector)


def test_another_key_makes_a_record() -> None:
    """An object with the declared key is a record, even if it holds a list."""
    body = {"number": 5, "items": ROWS}
    assert select(body, "", key="number") == (body,)


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["id", "items", "data", "a"]), x),
    )
)
def test_any_answer_gives_objects(body: Any) -> None:
    """Whatever comes, the result is a tuple of objects."""
    assert all(isinstance(item, dict) for item in select(body, ""))
