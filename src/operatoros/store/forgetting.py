"""A person taken out of everything that runs left behind.

Each letter of a name or an address becomes a block of the same width, so that every place which a
run keeps (where a figure stands, where a citation ends) stays right. Bodies keep their numbers and
get the name of their new content; two that become alike become one.

Recorded calls are thrown away whole where they may hold the person: a vendor writes a name in two
fields, encodes it or hides it in markup, and nobody can search for every way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection, delete, select, update

from operatoros.store import blobs, snapshots
from operatoros.store.lines import BUSY
from operatoros.store.packing import json_text, name_of, packed, unpacked
from operatoros.store.tables import (
    BLOBS,
    CALLS,
    DELIVERIES,
    EVENTS,
    EXCHANGES,
    RUNS,
    SNAPSHOTS,
    STAGES,
    TEXTS,
)
from operatoros.values.jsonable import Json

BLOCK = "\u2588"
_CHUNK = 500

# Between the words of a name: blanks, or what parts the cells of a table.
_JOINT = r"(?:\s*[|,;]\s*|\s+)"
# What is covered of what was found: all but what parts cells, and the blanks around that.
_LETTER = re.compile(r"[^|,;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was changed.

    Attributes:
        runs: Ids of the runs that held the person, oldest first.
        bodies: Records, texts and answers that were rewritten.
        calls: Ids of the runs whose recorded calls were thrown away.
        busy: Runs under way, which may write the person again.
    """

    runs: tuple[str, ...]
    bodies: int
    calls: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()


class Cover:
    """Covers each of some names, in any case, however it is spaced, escaped or parted.

    Args:
        names: Every way the person is written.
    """

    def __init__(self, names: Sequence[str]) -> None:
        forms: set[str] = set()
        for name in filter(None, map(str.strip, names)):
            for form in (name, json.dumps(name)[1:-1], quote(name, safe="")):
                words = [re.escape(word) for word in form.split()]
                forms.add(_JOINT.join(words))
                if len(words) > 1:
                    forms.add(rf"{words[-1]},\s*{_JOINT.join(words[:-1])}")
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)
        parted = [tuple(name.casefold().split()) for name in names if "@" not in name]
        self._parted = [words for words in parted if len(words) > 1]

    def text(self, text: str) -> str:
        """Return a text with the person covered; what parts cells of a table stays."""
        return self._pattern.sub(lambda found: _LETTER.sub(BLOCK, found.group()), text)

    def value(self, value: Json) -> Json:
        """Return JSON with the person covered in keys and texts, also a name in two fields."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            inside = self._in_fields(value)
            return {
                self.text(str(key)): BLOCK * len(str(item)) if key in inside else self.value(item)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return value

    def body(self, data: bytes) -> bytes:
        """Return a kept body with the person covered; JSON keeps its order and its spacing."""
        text = data.decode("utf-8", "surrogateescape")
        clean = self.text(text)
        if self.may_be_in(clean):
            try:
                read = json.loads(clean)
            except ValueError:
                read = None
            if read is not None and (covered := self.value(read)) != read:
                clean = json.dumps(covered, separators=(",", ":"), ensure_ascii=False)
        return data if clean == text else clean.encode("utf-8", "surrogateescape")

    def may_be_in(self, text: str) -> bool:
        """Return whether a text holds the person, or all words of a name wherever they stand."""
        flat = text.casefold()
        escaped = flat.isascii() and "\\u" in flat
        for words in self._parted:
            if all(word in flat for word in words):
                return True
            if escaped and all(json.dumps(word)[1:-1] in flat for word in words):
                return True
        return self._pattern.search(text) is not None

    def _in_fields(self, record: Mapping[str, Json]) -> set[str]:
        """Return the keys whose texts are the words of a name, as in `firstName`, `lastName`."""
        places = {
            str(item).strip().casefold(): key
            for key, item in record.items()
            if isinstance(item, str)
        }
        found: set[str] = set()
        for words in self._parted:
            if all(word in places for word in words):
                found |= {places[word] for word in words}
        return found


def forget(connection: Connection, names: Sequence[str], *, where: str) -> Forgotten:
    """Take names out of snapshots, texts, answers, runs, stages and events.

    Args:
        connection: In a transaction that holds the store's lock alone.
        names: Every way the person is written.
        where: How messages name the store.
    """
    if connection.dialect.name == "sqlite":
        # What is written over must not stay readable in the file's free pages.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    cover = Cover(names)
    recorded = _runs_whose_calls_may_tell(connection, cover, where=where)
    changed, runs = _bodies(connection, cover, where=where)
    runs |= _rows(connection, cover)
    runs |= _events(connection, cover)
    calls = _drop_calls(connection, runs | recorded)
    for key, target in connection.execute(select(DELIVERIES.c.key, DELIVERIES.c.target)).fetchall():
        if (clean := cover.text(target)) != target:
            connection.execute(
                update(DELIVERIES).where(DELIVERIES.c.key == key).values(target=clean)
            )
    busy = connection.execute(select(RUNS.c.run).where(RUNS.c.state.in_(BUSY))).scalars()
    return Forgotten(
        runs=tuple(sorted(runs | recorded)), bodies=changed, calls=calls, busy=tuple(busy)
    )


def _runs_whose_calls_may_tell(connection: Connection, cover: Cover, *, where: str) -> set[str]:
    """Return the runs with a recorded call that may hold the person."""
    parts: dict[int, set[str]] = {}
    found: set[str] = set()
    query = select(CALLS.c.run, CALLS.c.asked, CALLS.c.body, CALLS.c.head)
    for run, asked, body, head in connection.execute(query):
        for number in (asked, body):
            parts.setdefault(number, set()).add(run)
        if cover.may_be_in(unpacked(bytes(head)).decode("utf-8", "surrogateescape")):
            found.add(run)
    numbers = sorted(parts)
    for start in range(0, len(numbers), _CHUNK):
        read = blobs.get(connection, numbers[start : start + _CHUNK], where=where)
        for number, data in read.items():
            if cover.may_be_in(data.decode("utf-8", "surrogateescape")):
                found |= parts[number]
    return found


def _drop_calls(connection: Connection, runs: set[str]) -> tuple[str, ...]:
    """Throw recorded calls away; return the runs that had some."""
    had = {
        run for run in connection.execute(select(CALLS.c.run).distinct()).scalars() if run in runs
    }
    for run in had:
        connection.execute(delete(CALLS).where(CALLS.c.run == run))
    return tuple(sorted(had))


def _bodies(connection: Connection, cover: Cover, *, where: str) -> tuple[int, set[str]]:
    """Rewrite bodies; return how many, and the runs that they belong to."""
    manifests = set(connection.execute(select(SNAPSHOTS.c.manifest)).scalars())
    changed: set[int] = set()
    moved: dict[int, int] = {}
    numbers = sorted(connection.execute(select(BLOBS.c.id)).scalars())
    for start in range(0, len(numbers), _CHUNK):
        found = blobs.get(connection, numbers[start : start + _CHUNK], where=where)
        for number, data in found.items():
            if number in manifests:
                continue
            if (clean := cover.body(data)) != data:
                changed.add(number)
                _rewrite(connection, number, clean, moved)
    runs: set[str] = set()
    for row in connection.execute(select(SNAPSHOTS)).fetchall():
        data = blobs.get(connection, [row.manifest], where=where)[row.manifest]
        if changed & set(snapshots.numbers_in(data)):
            runs.add(row.run)
    for number in sorted(manifests):
        data = blobs.get(connection, [number], where=where)[number]
        if (clean_list := _manifest(data, cover, moved)) != data:
            changed.add(number)
            _rewrite(connection, number, clean_list, moved)
    for table, columns in (
        (TEXTS, (TEXTS.c.blob,)),
        (EXCHANGES, (EXCHANGES.c.request, EXCHANGES.c.response)),
        (SNAPSHOTS, (SNAPSHOTS.c.manifest,)),
    ):
        for column in columns:
            rows = connection.execute(select(table.c.run, column)).fetchall()
            runs |= {run for run, number in rows if number in changed}
            for old, new in moved.items():
                connection.execute(update(table).where(column == old).values({column.name: new}))
    return len(changed), runs


def _rewrite(connection: Connection, number: int, data: bytes, moved: dict[int, int]) -> None:
    name = name_of(data)
    other = connection.execute(select(BLOBS.c.id).where(BLOBS.c.hash == name)).scalar()
    if other is not None and other != number:
        moved[number] = other
        # Nothing names it any more; until the sweep it must not be readable either.
        name, data = name_of(b"forgotten %d" % number), b"forgotten %d" % number
    connection.execute(
        update(BLOBS).where(BLOBS.c.id == number).values(hash=name, body=packed(data))
    )


def _manifest(data: bytes, cover: Cover, moved: Mapping[int, int]) -> bytes:
    listed = json.loads(data)
    keys = [cover.text(key) for key in listed["keys"]]
    numbers = snapshots.numbers_in(data)
    again = [moved.get(number, number) for number in numbers]
    if keys == listed["keys"] and again == list(numbers):
        return data
    return snapshots.manifest_of(keys, again)


def _rows(connection: Connection, cover: Cover) -> set[str]:
    """Rewrite runs and stages; return the runs that held the person."""
    found: set[str] = set()
    for run, body in connection.execute(select(RUNS.c.run, RUNS.c.body)).fetchall():
        if (clean := _packed_json(bytes(body), cover)) is not None:
            connection.execute(update(RUNS).where(RUNS.c.run == run).values(body=clean))
            found.add(run)
    for run, name, body in connection.execute(select(STAGES)).fetchall():
        if (clean := _packed_json(bytes(body), cover)) is not None:
            here = (STAGES.c.run == run) & (STAGES.c.name == name)
            connection.execute(update(STAGES).where(here).values(body=clean))
            found.add(run)
    return found


def _packed_json(body: bytes, cover: Cover) -> bytes | None:
    data = json.loads(unpacked(body))
    clean = cover.value(data)
    return None if clean == data else packed(json_text(clean).encode("ascii"))


def _events(connection: Connection, cover: Cover) -> set[str]:
    """Rewrite events; a name that streamed in pieces is found across them."""
    found: set[str] = set()
    query = select(EVENTS.c.run, EVENTS.c.seq, EVENTS.c.body).order_by(EVENTS.c.run, EVENTS.c.seq)
    by_run: dict[str, list[tuple[int, dict[str, Json]]]] = {}
    for run, seq, body in connection.execute(query).fetchall():
        by_run.setdefault(run, []).append((seq, json.loads(body)))
    for run, events in by_run.items():
        texts = [str(what["delta"]) for _, what in events if what.get("kind") == "text"]
        clean = iter(_cut(cover.text("".join(texts)), [len(text) for text in texts]))
        for seq, what in events:
            after = cover.value(what)
            assert isinstance(after, dict)
            if what.get("kind") == "text":
                after["delta"] = next(clean)
            if after != what:
                here = (EVENTS.c.run == run) & (EVENTS.c.seq == seq)
                connection.execute(update(EVENTS).where(here).values(body=json_text(after)))
                found.add(run)
    return found


def _cut(text: str, lengths: Sequence[int]) -> list[str]:
    parts, at = [], 0
    for length in lengths:
        parts.append(text[at : at + length])
        at += length
    return parts
