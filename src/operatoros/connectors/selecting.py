"""The records within an answer: by a dotted path, or found where services put them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from operatoros.values.jsonable import Json
from operatoros.values.record import at

# Names under which services put the list that was asked for, likeliest first.
LIST_NAMES = (
    "items",
    "results",
    "data",
    "records",
    "result",
    "values",
    "entries",
    "nodes",
    "list",
    "rows",
    "response",
    "content",
)
# Names of objects that describe the answer and are never the records.
_ABOUT = frozenset({"meta", "metadata", "paging", "pagination", "links", "errors", "warnings"})


class NothingThere(LookupError):
    """Nothing stands at the path. Never leaves the connectors."""


def select(body: Json, selector: str, *, key: str = "id") -> tuple[Mapping[str, Json], ...]:
    """Return the records within an answer's body.

    Args:
        body: The body.
        selector: Dotted path of the list or of the one record; `*` stands for every item of a
            list (`edges.*.node`). Empty means: find it.
        key: Dotted path of a record's identity: an object that has it is itself a record.

    Returns:
        Objects; a text or number becomes `{"value": ...}`. Null is no record.

    Raises:
        NothingThere: if the selector names something that is not there.
    """
    if selector:
        return _records(_follow(body, selector.split(".")))
    if isinstance(body, Mapping):
        found = _list_in(body, key)
        return _records([body] if found is None else found)
    return _records(body)


def _follow(value: Json, path: Sequence[str]) -> Json:
    for position, part in enumerate(path):
        if part == "*":
            if not isinstance(value, list):
                raise NothingThere
            rest = path[position + 1 :]
            return [_follow(item, rest) for item in value]
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        elif value is None:
            return None  # null where an object could stand: there is nothing
        else:
            raise NothingThere
    return value


def _list_in(body: Mapping[str, Json], key: str) -> Sequence[Json] | None:
    """Return the list that an object only wraps, or None if the object is a record itself."""
    if at(body, key) is not None:
        return None
    for name in LIST_NAMES:
        inner = body.get(name)
        if isinstance(inner, list):
            return inner
        if isinstance(inner, Mapping):
            below = _list_in(inner, key)
            if below is not None:
                return below
            if name in {"data", "result", "response"}:
                return [inner]  # one record in its envelope
    lists = [item for name, item in body.items() if isinstance(item, list) and name not in _ABOUT]
    if len(lists) == 1 and all(isinstance(item, Mapping) for item in lists[0]):
        return lists[0]
    return None


def _records(found: Json) -> tuple[Mapping[str, Json], ...]:
    if found is None:
        return ()
    items = found if isinstance(found, list | tuple) else [found]
    return tuple(
        item if isinstance(item, Mapping) else {"value": item} for item in items if item is not None
    )
