"""Persons as handles: `P-3` goes out instead of a name or an address, and is put back on display.

Who is a person is said by the shape (`people`). What was found there is hidden wherever it stands
in what is sent: also in titles, facts and the task. A single word is hidden only as a whole word,
so that Mark does not turn "market" into a handle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from operatoros.briefing.reading import leaves
from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import Json
from operatoros.values.record import Record, at

_HANDLE = re.compile(r"\bP-([1-9][0-9]{0,5})\b")
# What a field's name says of its kind: `owner_email`, `ownerName`, `email`.
_KIND_OF_NAME = re.compile(
    r"(?i)[_-]?(?:(?:full|display)[_-]?)?(?:name|(?:e[_-]?)?mail(?:[_-]?address)?)$"
)
_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Who is hidden behind which handle.

    Attributes:
        names: First name seen of each person, by handle.
        handles: Handle by hidden text.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    handles: Mapping[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def hide(self, text: str) -> str:
        """Replace every person's name and address in a text by the handle."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self.handles[found.group().casefold()], text)

    def restore(self, text: str) -> str:
        """Put names back where a text has handles; an unknown handle stays as it is."""
        return _HANDLE.sub(lambda found: self.names.get(found.group(), found.group()), text)


def persons(fetched: Fetched) -> frozenset[str]:
    """Return the distinct persons of a source's records, by what identifies them."""
    return frozenset(
        group[0].casefold() for record in fetched.records for group in _groups(record, fetched)
    )


def aliases(fetched: Fetched, known: frozenset[str]) -> frozenset[str]:
    """Return how else a source writes a person: what stands beside a name or an address of theirs.

    Args:
        fetched: What the source brought.
        known: Texts of the person, case-folded.
    """
    found: set[str] = set()
    for record in fetched.records:
        for group in _groups(record, fetched):
            if any(text.casefold() in known for text in group):
                found.update(text for text in group if text.casefold() not in known)
    return frozenset(found)


def make_mask(fetched: Sequence[Fetched]) -> Mask:
    """Give every person of a run a handle, in the order in which they are met.

    Name and address that stand beside each other (`owner.name`, `owner.email`) are one person.
    """
    handle_of: dict[str, str] = {}
    names: dict[str, str] = {}
    for one in fetched:
        for record in one.records:
            for group in _groups(record, one):
                known = next(
                    (handle_of[t.casefold()] for t in group if t.casefold() in handle_of), ""
                )
                handle = known or f"P-{len(names) + 1}"
                names.setdefault(handle, group[0])
                for text in group:
                    handle_of.setdefault(text.casefold(), handle)
    if not handle_of:
        return Mask()
    longest_first = sorted(handle_of, key=lambda text: (-len(text), text))
    choices = "|".join(re.escape(text) for text in longest_first)
    pattern = re.compile(rf"(?<![\w@.-])(?:{choices})(?![\w@])", re.IGNORECASE)
    return Mask(names=names, handles=handle_of, _pattern=pattern)


def _groups(record: Record, one: Fetched) -> Iterator[tuple[str, ...]]:
    """Yield the texts of one person each: what `_whose` says belongs together."""
    by_owner: dict[str, list[str]] = {}
    for path in one.shape.people:
        for here, text in _texts(record.data, path):
            by_owner.setdefault(_whose(here), []).append(text)
    # `author` and `email` at the top of a record: with one name there, the address is theirs.
    names = [owner for owner in by_owner if owner.startswith("=") and owner != "="]
    if "=" in by_owner and len(names) == 1:
        by_owner[names[0]] += by_owner.pop("=")
    for texts in by_owner.values():
        # The name first: it is what is put back.
        yield tuple(sorted(dict.fromkeys(texts), key=lambda text: "@" in text))


def _whose(here: str) -> str:
    """Return what the texts of one person have in common, from the place where one stands.

    Fields of one object are one person's (`owner.name`, `owner.email`), and at the top of a record
    those of one stem are (`owner`, `owner_email`). Each text of a list is a person of its own.
    """
    parent, _, last = here.rpartition(".")
    if last.isdigit():
        return here
    return parent or f"={_KIND_OF_NAME.sub('', last)}"


def _texts(data: Json, path: str) -> Iterator[tuple[str, str]]:
    found = at(data, path)
    if found is None and isinstance(data, Mapping):
        head, _, rest = path.partition(".")
        inner = data.get(head)
        if rest and isinstance(inner, list | tuple):
            for n, item in enumerate(inner):
                yield from ((f"{head}.{n}.{here}", text) for here, text in _texts(item, rest))
        return
    for here, value in leaves(found, path):
        text = value.strip() if isinstance(value, str) else ""
        if 1 < len(text) <= _LONGEST:
            yield here, text
            address = _ADDRESS.search(text)
            if address and address.group() != text:
                yield here, address.group().strip("<>()")
