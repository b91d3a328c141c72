"""A tool's result becomes records; a failure never does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from operatoros.connectors.selecting import NothingThere, select
from operatoros.net import strict_json
from operatoros.values.jsonable import Json

if TYPE_CHECKING:
    from mcp.types import CallToolResult, ContentBlock


class Unusable(Exception):
    """A result cannot be read; says why in a few words. Never leaves the MCP connector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a result held.

    Attributes:
        items: The records' data.
        size: Bytes of the text or structure that they came from.
        notes: What was left out.
    """

    items: tuple[Mapping[str, Json], ...]
    size: int
    notes: tuple[str, ...] = ()


def read_result(result: CallToolResult, *, selector: str, key: str) -> Found:
    """Read the records of a tool's result that is no error.

    Structured content wins; else each text part that is JSON counts as such; else all text
    together is one record `{text}`.

    Args:
        result: The result.
        selector: Dotted path of the list (or the one record); empty means: find it.
        key: Dotted path of a record's identity: an object that has it is itself a record.

    Raises:
        Unusable: if the selector finds nothing, or the structure is no JSON.
    """
    structured = result.structured_content
    if structured is not None:
        try:
            raw = json.dumps(structured, ensure_ascii=False).encode("utf-8", "surrogatepass")
            value = strict_json.loads(raw)
        except ValueError as exc:
            raise Unusable(f"its structured content is not usable JSON: {exc}") from None
        # The usual wrapping of a tool that returns a plain text.
        if (
            isinstance(value, dict)
            and list(value) == ["result"]
            and isinstance(value["result"], str)
        ):
            value = _parsed_once(value["result"])
        return Found(items=_records(value, selector, key), size=len(raw))
    texts, notes = _texts(result.content)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    values = [_parsed_once(text) for text in texts]
    if len(values) == 1:
        value = values[0]
    elif values and all(isinstance(item, Mapping) for item in values):
        value = values
    else:
        value = "\n".join(texts)
    return Found(items=_records(value, selector, key), size=size, notes=notes)


def said(result: CallToolResult) -> str:
    """Return what a failed result says, as text."""
    texts, _ = _texts(result.content)
    if texts:
        return "\n".join(texts)
    return "" if result.structured_content is None else json.dumps(result.structured_content)


def _records(value: Json, selector: str, key: str) -> tuple[Mapping[str, Json], ...]:
    if isinstance(value, str) and not selector:
        return ({"text": value},) if value.strip() else ()
    try:
        return select(value, selector, key=key)
    except NothingThere:
        raise Unusable(f"nothing stands at {selector!r}") from None


def _parsed_once(text: str) -> Json:
    """Return the JSON value of a text, or the text; a text inside JSON stays a text."""
    if text.lstrip()[:1] not in {"{", "["}:
        return text
    try:
        return strict_json.loads(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return text


def _texts(content: Sequence[ContentBlock]) -> tuple[list[str], tuple[str, ...]]:
    """Return the text parts, and a note for what is no text."""
    texts: list[str] = []
    left_out: dict[str, int] = {}
    for part in content:
        if part.type == "text":
            texts.append(part.text)
        elif part.type == "resource" and hasattr(part.resource, "text"):
            texts.append(part.resource.text)
        elif part.type == "resource_link":
            texts.append(json.dumps({"uri": str(part.uri), "name": part.name}))
        else:
            left_out[part.type] = left_out.get(part.type, 0) + 1
    notes = tuple(
        f"{count} {kind} part{'s' if count > 1 else ''} left out: only text is read"
        for kind, count in sorted(left_out.items())
    )
    return texts, notes
