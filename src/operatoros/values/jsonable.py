"""Values to JSON and back; canonical bytes for hashing.

`to_json` turns dataclasses, tuples and mappings into plain JSON types by their field names;
`from_json` reads them back with full validation; `canonical` gives one byte form per value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast

# One alias for "anything that JSON can hold". `object` makes every reader look before it uses,
# and, unlike a recursive union, it can be resolved at run time for schemas.
Json: TypeAlias = object
T = TypeVar("T")
SCALARS = frozenset({type(None), bool, int, float, str})


def to_json(value: object) -> Json:
    """Return plain JSON types; fields keep their order, tuples become lists.

    Raises:
        TypeError: for a type that has no JSON form (a Secret, say), naming it.
    """
    # Nearly all is what JSON was read into: exact types are told faster than kinds of them.
    kind = type(value)
    if kind in SCALARS:
        return value
    if kind is dict:
        return {
            name if type(name) is str else str(name): (
                item if type(item) in SCALARS else to_json(item)
            )
            for name, item in cast("dict[object, object]", value).items()
        }
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_json(getattr(value, name)) for name in _field_names(type(value))}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def from_json(kind: type[T], data: Json) -> T:
    """Read a value back from its JSON form.

    Raises:
        ValueError: (pydantic's ValidationError) if the data does not have the value's form.
    """
    return cast("T", _adapter(cast("Hashable", kind)).validate_python(data))


def schema(kind: type[object]) -> dict[str, Any]:
    """Return the JSON Schema of a value's JSON form."""
    return cast(
        "dict[str, Any]", _adapter(cast("Hashable", kind)).json_schema(mode="serialization")
    )


def canonical(value: object) -> bytes:
    """Return the one byte form of a JSON-able value: sorted keys, no blanks, UTF-8."""
    return _written(value, sort_keys=True)


def in_order(value: object) -> bytes:
    """Return the same with keys as they came: their order is the order of a prompt's columns."""
    return _written(value, sort_keys=False)


def _written(value: object, *, sort_keys: bool) -> bytes:
    text = json.dumps(
        to_json(value), sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False
    )
    return text.encode("utf-8", "surrogatepass")


def digest(value: object) -> str:
    """Return the SHA-256 (hex) of the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


@cache
def _adapter(kind: Hashable) -> Any:
    # pydantic costs 40 ms to import: only readers and schemas need it.
    from pydantic import TypeAdapter

    return TypeAdapter(cast("Any", kind))
