"""What may be called, and with what: decided from the tool's own declaration."""

from __future__ import annotations

from typing import Any

import anyio
import anyio.to_thread
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp.types import Tool, ToolAnnotations

from operatoros.connectors.mcp_arguments import check_call, without_patterns
from operatoros.errors import OperatorosError

SCHEMA = {
    "type": "object",
    "required": ["path"],
    "properties": {
        "path": {"type": "string", "minLength": 1},
        "limit": {"type": "integer", "maximum": 100},
        "kind": {"enum": ["a", "b"]},
        "deep": {"$ref": "#/$defs/deep"},
    },
    "$defs": {"deep": {"type": "object", "properties": {"n": {"type": "number"}}}},
}


def code_of(arguments: dict[str, Any], schema: dict[str, Any] | None = None) -> str:
    """Return the code with which a call is refused, or an empty text."""
    tool = Tool(name="t", input_schema=SCHEMA if schema is None else schema)
    try:
        check_call("c", "t", arguments, {"t": tool})
    except OperatorosError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    "arguments",
    [{"path": "x"}, {"path": "x", "limit": 5, "kind": "a"}, {"path": "x", "deep": {"n": 1.5}}],
)
def test_fitting_arguments_pass(arguments: dict[str, Any]) -> None:
    """What the schema allows is allowed."""
    assert code_of(arguments) == ""


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"path": 5},
        {"path": ""},
        {"path": "x", "limit": "5"},
        {"path": "x", "limit": 500},
        {"path": "x", "kind": "c"},
        {"path": "x", "deep": {"n": "1"}},
        {"path": "x", "limitz": 5},
        {"path": "x", "\x1b[2J": 5},
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments: dict[str, Any]) -> None:
    """Missing, mistyped, out of range, misspelt: ERR_MCP_ARGUMENTS."""
    assert code_of(arguments) == "ERR_MCP_ARGUMENTS"


def test_a_misspelt_name_is_named_with_the_right_one() -> None:
    """The message says which name was meant."""
    tool = Tool(name="t", input_schema=SCHEMA)
    with pytest.raises(OperatorosError) as caught:
        check_call("c", "t", {"path": "x", "limitz": 5}, {"t": tool})
    assert "limit" in caught.value.message
    with pytest.raises(OperatorosError) as caught:
        check_call("c", "tt", {}, {"t": tool})
    assert caught.value.code == "ERR_MCP_TOOL_UNKNOWN"
    assert "'t'" in caught.value.message


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"type": "object"}, ""),
        ({"type": "object", "properties": {}}, "ERR_MCP_ARGUMENTS"),
        ({"type": "object", "properties": {}, "additionalProperties": True}, ""),
        ({"type": "object", "properties": {}, "patternProperties": {"^x": {}}}, ""),
        ({"type": "object", "properties": {"x": {"type": "nonsense"}}}, ""),
        ({"type": "object", "properties": {"x": {"$ref": "#/nowhere"}}}, ""),
        ({"type": "object", "properties": {"x": {"$ref": "https://example.com/s"}}}, ""),
        ({"type": "object", "properties": {"x": {}}, "required": 5}, ""),
        ({"$ref": "#", "type": "object", "properties": {"x": {}}}, ""),
    ],
)
def test_a_servers_own_mistakes_do_not_stop_a_call(schema: dict[str, Any], code: str) -> None:
    """Open, broken, endless and far-reaching schemas: nothing is fetched, nothing hangs."""
    assert code_of({"x": 1}, schema) == code


@pytest.mark.parametrize(
    ("annotations", "code"),
    [
        (None, ""),
        (ToolAnnotations(), ""),
        (ToolAnnotations(read_only_hint=True, destructive_hint=True), ""),
        (ToolAnnotations(read_only_hint=False), "ERR_MCP_TOOL_WRITES"),
        (ToolAnnotations(destructive_hint=True), "ERR_MCP_TOOL_WRITES"),
        (ToolAnnotations(read_only_hint=False, destructive_hint=False), "ERR_MCP_TOOL_WRITES"),
    ],
)
def test_a_tool_that_says_it_writes_is_not_called(
    annotations: ToolAnnotations | None, code: str
) -> None:
    """`readOnlyHint: false` and `destructiveHint: true` are believed; silence is none of them."""
    tool = Tool(name="t", input_schema={"type": "object"}, annotations=annotations)
    try:
        check_call("c", "t", {}, {"t": tool})
        seen = ""
    except OperatorosError as error:
        seen = error.code
    assert seen == code


@pytest.mark.anyio
async def test_a_servers_regular_expressions_are_not_run() -> None:
    """A pattern that takes for ever on our arguments costs nothing."""
    evil = "^(a+)+$"
    schema = {
        "type": "object",
        "properties": {"x": {"type": "string", "pattern": evil}},
        "additionalProperties": False,
    }
    with anyio.fail_after(5):
        assert await anyio.to_thread.run_sync(code_of, {"x": "a" * 60 + "!"}, schema) == ""


def test_only_keywords_are_taken_out() -> None:
    """A property that is itself called `pattern` stays."""
    schema = {
        "properties": {
            "pattern": {"type": "string", "pattern": "x"},
            "n": {"items": [{"pattern": 1}]},
        },
        "patternProperties": {"a": {}},
        "additionalProperties": False,
    }  # fmt: skip
    assert without_patterns(schema) == {
        "properties": {"pattern": {"type": "string"}, "n": {"items": [{}]}}
    }


_NAMES = st.text(max_size=12)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=10,
)  # fmt: skip
_WORDS = st.sampled_from(
    ["type", "properties", "required", "$ref", "items", "enum", "allOf", "not"]
)


@given(st.dictionaries(_WORDS, _JSON, max_size=4), st.dictionaries(st.text(max_size=5), _JSON))
def test_no_schema_breaks_the_check(schema: dict[str, Any], arguments: dict[str, Any]) -> None:
    """Whatever a server declares: a call is allowed, or refused with a code."""
    assert code_of(arguments, {**schema, "type": "object"}) in {"", "ERR_MCP_ARGUMENTS"}
