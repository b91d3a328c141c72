"""Short names for records, `D-17`, by which facts, prompts and briefings point at them.

The letters come from what a source's records are called and are unique over the run; the number
is the record's place in the fetch, or the one it had before where that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from operatoros.values.coverage import Fetched
from operatoros.values.record import Record

# `F1` is a fact and `P-3` a masked person: no source may take their letters.
RESERVED = frozenset({"F", "P"})
HANDLE = re.compile(r"\b([A-Z]{1,4})-([0-9]{1,7})\b")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """Names both ways.

    Attributes:
        letters: Letters by source id.
        by_source: Names of a source's records, in the order of its records.
        records: Record by name.
        by_key: First name of a (source, key).
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    by_source: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    by_key: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, source: str, key: str) -> str:
        """Return the name of a source's record by its key, or empty text."""
        return self.by_key.get((source, key), "")


def assign_handles(
    fetched: Sequence[Fetched], earlier: Mapping[tuple[str, str], str] | None = None
) -> Handles:
    """Name every record of a run.

    Args:
        fetched: What the sources brought.
        earlier: `by_key` of an earlier run of the same operator: its names are kept, so that
            `D-17` is the same deal tomorrow; records without one get numbers never used there.
    """
    known = earlier or {}
    letters = _letters(fetched, known)
    by_source: dict[str, tuple[str, ...]] = {}
    records: dict[str, Record] = {}
    by_key: dict[tuple[str, str], str] = {}
    kept: dict[str, dict[str, str]] = {}
    for (source, key), name in known.items():
        if name.rpartition("-")[0] == letters.get(source):
            kept.setdefault(source, {})[key] = name
    for one in fetched:
        prefix = letters[one.source]
        old = kept.get(one.source, {})
        number = max((int(name.rpartition("-")[2]) for name in old.values()), default=0)
        names = []
        for record in one.records:
            name = old.pop(record.key, "")
            if not name:
                number += 1
                name = f"{prefix}-{number}"
            names.append(name)
            records[name] = record
            by_key.setdefault((one.source, record.key), name)
        by_source[one.source] = tuple(names)
    return Handles(letters=letters, by_source=by_source, records=records, by_key=by_key)


def _letters(fetched: Sequence[Fetched], known: Mapping[tuple[str, str], str]) -> dict[str, str]:
    earlier = {source: name.rpartition("-")[0] for (source, _), name in known.items()}
    taken = set(RESERVED)
    chosen: dict[str, str] = {}
    for one in fetched:
        if (kept := earlier.get(one.source, "")) and kept not in taken:
            chosen[one.source] = kept
            taken.add(kept)
    for one in fetched:
        if one.source not in chosen:
            chosen[one.source] = next(name for name in _candidates(one) if name not in taken)
            taken.add(chosen[one.source])
    return chosen


def _candidates(one: Fetched) -> Iterator[str]:
    """Yield letters for a source, the most natural first; there is always another one."""
    noun = _plain_letters(one.shape.noun) or "R"
    words = [word for word in re.split(r"[^A-Za-z]+", one.name or one.source) if word]
    yield noun[0]
    initials = "".join(word[0] for word in words).upper()
    if 2 <= len(initials) <= 3:
        yield initials
    yield noun[:2]
    yield noun[:3]
    for count in (1, 2):
        for more in product(_LETTERS, repeat=count):
            yield noun[0] + "".join(more)
    for letters in product(_LETTERS, repeat=4):
        yield "".join(letters)


def _plain_letters(noun: str) -> str:
    return re.sub(r"[^A-Z]", "", noun.upper())
