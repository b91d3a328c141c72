"""May this tool be called, and with these arguments? Asked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from operatoros.catalog.problems import did_you_mean
from operatoros.connectors.asking import Question
from operatoros.connectors.mcp_failures import (
    McpArgumentsInvalid,
    McpToolNotListed,
    McpToolUnknown,
    McpToolWrites,
)
from operatoros.display import show
from operatoros.values.jsonable import Json

if TYPE_CHECKING:
    from mcp.types import Tool

_MOST_PROBLEMS = 5
_PROBLEM_KEPT = 200


def check_listed(question: Question) -> None:
    """Refuse a tool that the connector's `tools` leaves out; before a server is even started.

    Raises:
        McpToolNotListed: if it does.
    """
    server = question.connector.mcp
    assert server is not None
    if server.tools and question.fetch.tool not in server.tools:
        raise McpToolNotListed(
            connector=question.connector.id, tool=question.fetch.tool, listed=server.tools
        )


def check_call(
    name: str, tool: str, arguments: Mapping[str, Json], tools: Mapping[str, Tool] | None
) -> None:
    """Refuse a call that the server's own declaration of the tool rules out.

    Args:
        name: Connector id, for messages.
        tool: Name of the tool.
        arguments: What it would be called with.
        tools: The server's tools; None if it does not list them, then all is allowed.

    Raises:
        McpToolUnknown: if the server has no such tool.
        McpToolWrites: if the tool says that it changes things.
        McpArgumentsInvalid: if the arguments do not fit its input schema.
    """
    if tools is None:
        return
    declared = tools.get(tool)
    if declared is None:
        known = sorted(show(other, one_line=True) for other in tools)
        raise McpToolUnknown(
            server=name, tool=tool, known=known, meant=did_you_mean(tool, known).partition("?")[0]
        )
    says = _writes(declared)
    if says:
        raise McpToolWrites(server=name, tool=tool, says=says)
    problems = _problems(declared.input_schema, arguments)
    if problems:
        raise McpArgumentsInvalid(server=name, tool=tool, problems=problems)


def _writes(tool: Tool) -> str:
    """Return by which word a tool says that it writes; silence is no confession."""
    says = tool.annotations
    if says is None or says.read_only_hint:
        return ""
    if says.destructive_hint:
        return "destructiveHint"
    return "readOnlyHint: false" if says.read_only_hint is False else ""


def _problems(schema: Mapping[str, Any], arguments: Mapping[str, Json]) -> list[str]:
    """Return what is wrong with the arguments, in words; empty if nothing is."""
    return _unknown(schema, arguments) or _invalid(schema, arguments)


def _unknown(schema: Mapping[str, Any], arguments: Mapping[str, Json]) -> list[str]:
    """Find names that the tool does not declare.

    JSON Schema lets them pass unless told otherwise, and servers then ignore them in silence: a
    misspelt filter would fetch everything.
    """
    declared = schema.get("properties")
    if not isinstance(declared, Mapping) or schema.get("patternProperties"):
        return []
    if schema.get("additionalProperties") not in (None, False):
        return []
    found = []
    for name in arguments:
        if name not in declared:
            hint = did_you_mean(name, map(str, declared), noun="it knows")
            found.append(f"{name!r} is unknown" + (f" ({hint})" if hint else ""))
    return [show(problem, one_line=True) for problem in found[:_MOST_PROBLEMS]]


def _invalid(schema: Mapping[str, Any], arguments: Mapping[str, Json]) -> list[str]:
    """Validate with jsonschema; a schema that is itself broken is the server's affair."""
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    plain = without_patterns(schema)
    kind = validator_for(plain, default=Draft202012Validator)
    try:
        kind.check_schema(plain)
        # An empty registry: a reference leads nowhere but into the schema itself.
        errors = kind(plain, registry=Registry()).iter_errors(dict(arguments))
        return [_sentence(error) for error, _ in zip(errors, range(_MOST_PROBLEMS), strict=False)]
    except (SchemaError, Unresolvable, RecursionError):
        return []


def _sentence(error: Any) -> str:
    where = ".".join(str(part) for part in error.absolute_path)
    text = f"{where!r}: {error.message}" if where else str(error.message)
    return show(text[:_PROBLEM_KEPT], one_line=True)


def without_patterns(schema: Any, *, names: bool = False) -> Any:
    """Return a schema without regular expressions, which could take for ever on our event loop.

    Args:
        schema: The schema, or a part of it.
        names: Whether the keys of this part are names that someone gave, not keywords.
    """
    if isinstance(schema, list):
        return [without_patterns(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if names:
        return {key: without_patterns(item) for key, item in schema.items()}
    return {
        key: without_patterns(item, names=key in {"properties", "$defs", "definitions"})
        for key, item in schema.items()
        if key not in {"pattern", "patternProperties"}
        and not (key == "additionalProperties" and "patternProperties" in schema)
    }
