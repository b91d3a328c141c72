"""Results become records: structure first, JSON text once, other text as one record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp.types import CallToolResult

from operatoros.connectors.mcp_results import Unusable, read_result, said


def result(*texts: str, structured: Any = None, parts: Any = ()) -> CallToolResult:
    """Make a result as a server sends it."""
    content: list[dict[str, Any]] = [{"type": "text", "text": text} for text in texts]
    data: dict[str, Any] = {"content": [*content, *parts]}
    if structured is not None:
        data["structuredContent"] = structured
    return CallToolResult.model_validate(data)


def items(*texts: str, selector: str = "", key: str = "id", **more: Any) -> list[Any]:
    """Return the records of a result."""
    return list(read_result(result(*texts, **more), selector=selector, key=key).items)


@pytest.mark.parametrize(
    ("texts", "structured", "records"),
    [
        (['[{"id": 1}, {"id": 2}]'], None, [{"id": 1}, {"id": 2}]),
        (['{"items": [{"id": 1}]}'], None, [{"id": 1}]),
        (['{"results": {"data": [{"id": 1}]}}'], None, [{"id": 1}]),
        (['{"deals": [{"id": 1}], "count": 1}'], None, [{"id": 1}]),
        (['{"items": []}'], None, []),
        (['{"id": 7, "tags": [{"n": 1}]}'], None, [{"id": 7, "tags": [{"n": 1}]}]),
        (['{"name": "x"}'], None, [{"name": "x"}]),
        (['"just text"'], None, [{"text": '"just text"'}]),
        (["plain text"], None, [{"text": "plain text"}]),
        (["two", "parts"], None, [{"text": "two\nparts"}]),
        (['{"id": 1}', '{"id": 2}'], None, [{"id": 1}, {"id": 2}]),
        (['{"a": "{\\"b\\": 1}"}'], None, [{"a": '{"b": 1}'}]),
        (["{broken"], None, [{"text": "{broken"}]),
        (['{"a": 1, "a": 2}'], None, [{"text": '{"a": 1, "a": 2}'}]),
        (["[" * 500 + "]" * 500], None, [{"text": "[" * 500 + "]" * 500}]),
        (["  "], None, []),
        ([], None, []),
        (["ignored"], {"id": 1}, [{"id": 1}]),
        (["ignored"], {"result": [{"id": 1}]}, [{"id": 1}]),
        (["ignored"], {"result": '[{"id": 1}]'}, [{"id": 1}]),
        (["ignored"], {"result": "words"}, [{"text": "words"}]),
        (["[1, 2]"], None, [{"value": 1}, {"value": 2}]),
    ],
)
def test_records_are_found_where_servers_put_them(
    texts: list[str], structured: Any, records: list[Any]
) -> None:
    """Structure wins over text; JSON text is parsed once; what is no JSON stays text."""
    assert items(*texts, structured=structured) == records


def test_a_selector_finds_exactly_what_it_names() -> None:
    """A dotted path names the list or the one record; nothing there is an error."""
    text = '{"a": {"rows": [{"id": 1}]}, "items": [{"id": 2}]}'
    assert items(text, selector="a.rows") == [{"id": 1}]
    assert items(text, selector="a") == [{"rows": [{"id": 1}]}]
    with pytest.raises(Unusable):
        items(text, selector="a.gone")
    with pytest.raises(Unusable):
        items("text", selector="a")


def test_the_shapes_key_tells_a_record_from_its_wrapping() -> None:
    """An object that has the key is the record, also if it holds one list."""
    text = '{"hash": "x", "files": [{"path": "a"}]}'
    assert items(text, key="hash") == [{"hash": "x", "files": [{"path": "a"}]}]
    assert items(text, key="path") == [{"path": "a"}]


def test_what_is_no_text_is_left_out_and_told() -> None:
    """Pictures and sounds are named in a note; text of resources and links is read."""
    parts = [
        {"type": "image", "data": "AAAA", "mimeType": "image/png"},
        {"type": "image", "data": "AAAA", "mimeType": "image/png"},
        {"type": "resource", "resource": {"uri": "file:///a", "text": '{"id": 1}'}},
        {"type": "resource", "resource": {"uri": "file:///b", "blob": "AAAA"}},
        {"type": "resource_link", "uri": "file:///c", "name": "c"},
    ]
    found = read_result(result(parts=parts), selector="", key="id")
    assert list(found.items) == [{"id": 1}, {"uri": "file:///c", "name": "c"}]
    assert [note.split(" left")[0] for note in found.notes] == ["2 image parts", "1 resource part"]


def test_what_a_failure_says_is_text() -> None:
    """A failed result's text is what the error shows; structure if there is no text."""
    assert said(result("no", "rights")) == "no\nrights"
    assert said(result(structured={"why": 1})) == '{"why": 1}'
    assert said(result()) == ""


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@given(st.lists(st.text(max_size=30), max_size=3), st.none() | st.dictionaries(st.text(), _JSON))
def test_no_result_breaks_the_reading(texts: list[str], structured: Any) -> None:
    """Whatever a server answers: objects come out, or Unusable."""
    try:
        found = items(*texts, structured=structured)
    except Unusable:
        return
    assert all(isinstance(item, dict) for item in found)
