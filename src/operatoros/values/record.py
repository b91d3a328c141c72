"""A record, and the shape that says what its fields mean.

A fetch declares its shape; facts, changes, budget, links and masking read the shape, and none of
them guesses. Paths are dotted: `owner.email` reaches into objects, `contacts.0.name` into lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from operatoros.values.jsonable import Json, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Where an amount stands and in which currency.

    Attributes:
        amount: Dotted path of the number (text such as "1200.50" counts).
        currency: Dotted path of an ISO 4217 code, or the code itself in capitals (`EUR`).
    """

    amount: str
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the records of one fetch are.

    Attributes:
        noun: What one record is called in the plural ("deals").
        key: Dotted path of the identity.
        title: Dotted path of the name that people use.
        url: Dotted path of a link to the record, if it has one.
        money: Amounts.
        counts: Dotted paths of plain numbers that are worth adding up.
        dates: Dotted paths of dates and times; the first is the one that sorts.
        due: Dotted path of the date by which the record should be finished.
        window: Dotted path of the date by which the fetch is limited ("the last seven days"):
            a record that is older than all that came has left the window, it is not gone.
        people: Dotted paths of persons' names and addresses (masked on request).
        noise: Dotted paths that change without meaning (left out of changes).
        fields: Dotted paths worth sending to a model, in order; empty means all.
        guessed: Whether the shape was guessed from common names instead of declared.
    """

    noun: str = "records"
    key: str = "id"
    title: str = ""
    url: str = ""
    money: tuple[Money, ...] = ()
    counts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    due: str = ""
    window: str = ""
    people: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One item that a fetch brought.

    Attributes:
        source: Id of the operator's source.
        key: Identity within the source, as text.
        hash: SHA-256 (hex) of the canonical data.
        fetched_at: ISO 8601 time in UTC.
        data: The item's fields.
        url: A link that opens the record, if the shape names one.
    """

    source: str
    key: str
    hash: str
    fetched_at: str
    data: Mapping[str, Json] = field(default_factory=dict)
    url: str | None = None


def at(data: Json, path: str) -> Json:
    """Return what stands at a dotted path, or None.

    A key that itself contains dots wins over a walk, so flat exports work too.
    """
    if not path:
        return None
    if isinstance(data, Mapping) and path in data:
        return data[path]
    here = data
    for part in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, list) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return None
    return here


def make_record(
    source: str, data: Mapping[str, Json], shape: Shape, *, fetched_at: str, position: int
) -> Record:
    """Make a record from fetched data.

    Args:
        source: Id of the source.
        data: The item's fields.
        shape: What the fields mean.
        fetched_at: ISO 8601 time in UTC.
        position: 0-based place in the fetch; it stands in for a missing key as `#n`.
    """
    key = at(data, shape.key)
    return Record(
        source=source,
        key=f"#{position + 1}" if key is None or key == "" else str(key),
        hash=digest(data),
        fetched_at=fetched_at,
        data=data,
        url=url_of(data, shape),
    )


def url_of(data: Mapping[str, Json], shape: Shape) -> str | None:
    """Return the link that opens a record, if the shape names one and it is a web address."""
    url = at(data, shape.url)
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
