"""JSON read strictly: what two readers could read differently is refused, not guessed.

Refused are duplicate keys, NaN and Infinity (also as overflow: 1e999), nesting beyond 100, more
than a million lists and objects (each costs 24 times its text in memory), and text that is not
UTF-8. Integers keep every digit up to 1,000. Halves of surrogate pairs, which no file or database
can hold, become U+FFFD.
"""

from __future__ import annotations

import json
import math
import re

from operatoros.values.jsonable import Json

MAX_DEPTH = 100
MAX_CONTAINERS = 1_000_000
_MAX_DIGITS = 1000
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


def loads(text: bytes) -> Json:
    """Return the value of a JSON text.

    Raises:
        ValueError: saying in a few words why not; the text itself is not quoted.
    """
    containers = text.count(b"[") + text.count(b"{")
    if containers > MAX_CONTAINERS:
        raise ValueError(f"it holds more than {MAX_CONTAINERS:,} lists and objects")
    try:
        value = json.loads(
            text.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as exc:
        if not text.strip():
            raise ValueError("it is empty") from None
        raise ValueError(f"{exc.msg} at line {exc.lineno} column {exc.colno}") from None
    except RecursionError:
        raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels") from None
    if containers > MAX_DEPTH and _deeper_than(text, MAX_DEPTH):
        raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")
    return _whole(value) if _HALF_PAIR.search(text) else value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ValueError(f"the key {name[:40]!r} stands twice in one object")
            seen.add(name)
    return made


def _constant(name: str) -> Json:
    raise ValueError(f"{name} is not a JSON number")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError("a number has too many digits")
    return int(text)


def _deeper_than(text: bytes, depth: int) -> bool:
    """Say whether valid JSON text nests deeper than `depth`.

    Each round takes the innermost pairs away, all at C speed: a walk over the values would cost
    ten times the parsing.
    """
    brackets = _STRING.sub(b"", text).translate(None, _NOT_BRACKETS)
    for _ in range(depth):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _whole(value: Json) -> Json:
    """Return the value with halves of surrogate pairs replaced; depth is known to be bounded."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {str(_whole(key)): _whole(item) for key, item in value.items()}
    return value
