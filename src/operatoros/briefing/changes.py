"""What is new, gone or different since the last complete fetch of each source.

Records meet by key. Where a source repeats a key, equal records meet first and the rest in
order; where it gives no key, only equal records meet, because a position is no identity.
A source that failed or is partial is unknown: nothing in it is ever called gone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from operatoros.briefing.reading import decimal_of, moment_of
from operatoros.briefing.snapshot import is_whole
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Change, Changes
from operatoros.values.jsonable import Json, digest
from operatoros.values.record import Record, Shape, at

# Nested deeper than this, two values are compared as wholes: a vendor's answer is never so deep,
# and recursion must end.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class _Reading:
    """What of a shape matters for a comparison."""

    noise: frozenset[str]
    money: frozenset[str]

    def is_noise(self, path: str) -> bool:
        if not self.noise:
            return False
        if path in self.noise:
            return True
        if any(character.isdigit() for character in path):
            named = ".".join(part for part in path.split(".") if not part.isdigit())
            return named in self.noise
        return False


def compute_changes(
    previous: Mapping[str, Sequence[Record]],
    fetched: Sequence[Fetched],
    *,
    since: Mapping[str, str] | None = None,
) -> Changes:
    """Compare what was fetched with the last complete fetch of each source.

    Args:
        previous: Records of the last complete fetch by source id; a source that never was
            complete is absent, one that was complete and empty has an empty sequence.
        fetched: What the sources brought now.
        since: ISO 8601 time in UTC of those fetches by source id; by default the records' own.

    Returns:
        For each source in order: new records, gone ones, then changed fields, each in the
        order of the fetch.
    """
    items: list[Change] = []
    unknown: list[str] = []
    first: list[str] = []
    times: list[tuple[str, str]] = []
    for one in fetched:
        if not is_whole(one):
            unknown.append(one.source)
        elif one.source not in previous:
            first.append(one.source)
        else:
            before = previous[one.source]
            items.extend(_differences(one.source, before, one.records, one.shape))
            when = (since or {}).get(one.source, "") or (before[0].fetched_at if before else "")
            if when:
                times.append((one.source, when))
    return Changes(
        items=tuple(items), unknown=tuple(unknown), first=tuple(first), since=tuple(times)
    )


def _differences(
    source: str, before: Sequence[Record], now: Sequence[Record], shape: Shape
) -> Iterator[Change]:
    reading = _Reading(
        noise=frozenset(shape.noise),
        money=frozenset(money.amount for money in shape.money),
    )
    pairs, new, gone = _meet(before, now, shape, reading)
    for record in new:
        yield Change(source=source, kind="new", key=record.key, title=_title(record, shape))
    for record in _within_window(gone, now, shape):
        yield Change(source=source, kind="gone", key=record.key, title=_title(record, shape))
    for old, record in pairs:
        title = ""
        for path, was, is_now in _fields(old.data, record.data, "", reading, 0):
            title = title or _title(record, shape)
            yield Change(
                source=source,
                kind="changed",
                key=record.key,
                title=title,
                field=path,
                old=was,
                new=is_now,
            )


def _within_window(gone: list[Record], now: Sequence[Record], shape: Shape) -> list[Record]:
    """Leave out what is older than everything that came: the window moved on, it is not gone."""
    if not shape.window or not gone or not now:
        return gone
    came = [m for record in now if (m := moment_of(at(record.data, shape.window)))]
    if not came:
        return gone
    first = min(came)
    moments = ((record, moment_of(at(record.data, shape.window))) for record in gone)
    return [record for record, moment in moments if moment is None or moment >= first]


def _meet(
    before: Sequence[Record], now: Sequence[Record], shape: Shape, reading: _Reading
) -> tuple[list[tuple[Record, Record]], list[Record], list[Record]]:
    """Return (pairs that differ, new records, gone records)."""
    keyed_before, loose_before = _by_key(before, shape)
    keyed_now, loose_now = _by_key(now, shape)
    pairs: list[tuple[Record, Record]] = []
    new: list[Record] = []
    gone: list[Record] = []
    for key, records in keyed_now.items():
        partners = keyed_before.get(key)
        if partners is None:
            new.extend(records)
        elif len(records) == 1 and len(partners) == 1:
            if records[0].hash != partners[0].hash:
                pairs.append((partners[0], records[0]))
        else:
            left_before, left_now = _without_equals(partners, records, reading, shape)
            pairs.extend(zip(left_before, left_now, strict=False))
            new.extend(left_now[len(left_before) :])
            gone.extend(left_before[len(left_now) :])
    for key, records in keyed_before.items():
        if key not in keyed_now:
            gone.extend(records)
    if loose_before or loose_now:
        left_before, left_now = _without_equals(loose_before, loose_now, reading, shape)
        new.extend(left_now)
        gone.extend(left_before)
    return pairs, new, gone


def _by_key(
    records: Sequence[Record], shape: Shape
) -> tuple[dict[str, list[Record]], list[Record]]:
    """Split records into those with an identity and those that only have a position."""
    keyed: dict[str, list[Record]] = defaultdict(list)
    loose: list[Record] = []
    for record in records:
        key = record.key
        if key.startswith("#") and at(record.data, shape.key) in (None, ""):
            loose.append(record)
        else:
            keyed[key].append(record)
    return keyed, loose


def _without_equals(
    before: Sequence[Record], now: Sequence[Record], reading: _Reading, shape: Shape
) -> tuple[list[Record], list[Record]]:
    """Take away what is equal on both sides, noise left out, counting repetitions."""
    old_marks = [_mark(record, reading, shape) for record in before]
    new_marks = [_mark(record, reading, shape) for record in now]
    both = Counter(old_marks) & Counter(new_marks)
    return _rest(before, old_marks, both), _rest(now, new_marks, both)


def _rest(records: Sequence[Record], marks: Sequence[str], both: Counter[str]) -> list[Record]:
    left = Counter(both)
    rest = []
    for record, mark in zip(records, marks, strict=True):
        if left[mark] > 0:
            left[mark] -= 1
        else:
            rest.append(record)
    return rest


def _mark(record: Record, reading: _Reading, shape: Shape) -> str:
    return digest(_quiet(record.data, "", reading)) if shape.noise else record.hash


def _title(record: Record, shape: Shape) -> str:
    title = at(record.data, shape.title)
    return title if isinstance(title, str) and title.strip() else ""


def _fields(
    old: Json, new: Json, path: str, reading: _Reading, depth: int
) -> Iterator[tuple[str, Json, Json]]:
    """Yield (dotted path, old, new) of what differs beneath a path, noise left out."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and depth < _DEEPEST:
        for name in [*new, *(name for name in old if name not in new)]:
            was, is_now = old.get(name), new.get(name)
            if was is is_now or _same(was, is_now):
                continue
            here = f"{path}.{name}" if path else str(name)
            if not reading.is_noise(here):
                yield from _fields(was, is_now, here, reading, depth + 1)
    elif _are_rows(old) and _are_rows(new) and len(old) == len(new) and depth < _DEEPEST:
        for position, (was, is_now) in enumerate(zip(old, new, strict=True)):
            yield from _fields(was, is_now, f"{path}.{position}", reading, depth + 1)
    elif not _equal(old, new, path, reading):
        yield path, old, new


def _are_rows(value: Json) -> TypeGuard[Sequence[Mapping[str, Json]]]:
    return isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value)


def _same(old: Json, new: Json) -> bool:
    """Equal, and not merely equal to Python (True is 1 there)."""
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _equal(old: Json, new: Json, path: str, reading: _Reading) -> bool:
    if _same(old, new) or (old != old and new != new):
        return True  # the second half: a NaN is not equal to itself, but it did not change
    if path in reading.money:
        was, is_now = decimal_of(old), decimal_of(new)
        return was is not None and was == is_now
    if reading.noise and isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return digest(_quiet(old, path, reading)) == digest(_quiet(new, path, reading))
    return False


def _quiet(value: Json, path: str, reading: _Reading, depth: int = 0) -> Json:
    """Return a value without its noise."""
    if depth >= _DEEPEST:
        return value
    if isinstance(value, Mapping):
        return {
            name: _quiet(item, here, reading, depth + 1)
            for name, item in value.items()
            if not reading.is_noise(here := f"{path}.{name}" if path else str(name))
        }
    if isinstance(value, list | tuple):
        return [_quiet(item, f"{path}.{n}", reading, depth + 1) for n, item in enumerate(value)]
    return value
