"""A person taken out of everything that runs left behind.

Each letter of a name or an address becomes a block of the same width, so that every place which a
run keeps (where a figure stands, where a citation ends) stays right. Bodies keep their numbers and
get the name of their new content; two that become alike become one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection, select, update

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

Hide = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was changed.

    Attributes:
        runs: Ids of the runs that held the person, oldest first.
        bodies: Records, texts and answers that were rewritten.
        busy: Runs under way, which may write the person again.
    """

    runs: tuple[str, ...]
    bodies: int
    busy: tuple[str, ...] = ()


def hider(names: Sequence[str]) -> Hide:
    """Return what covers each of the names, in any case, however it is spaced or escaped."""
    forms: set[str] = set()
    for name in filter(None, map(str.strip, names)):
        for form in (name, json.dumps(name)[1:-1], quote(name, safe="")):
            forms.add(r"\s+".join(re.escape(word) for word in form.split()))
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: BLOCK * len(found.group()), text)


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
    hide = hider(names)
    changed, runs = _bodies(connection, hide, where=where)
    runs |= _rows(connection, hide)
    runs |= _events(connection, hide)
    for key, target in connection.execute(select(DELIVERIES.c.key, DELIVERIES.c.target)).fetchall():
        if (clean := hide(target)) != target:
            connection.execute(
                update(DELIVERIES).where(DELIVERIES.c.key == key).values(target=clean)
            )
    busy = connection.execute(select(RUNS.c.run).where(RUNS.c.state.in_(BUSY))).scalars()
    return Forgotten(runs=tuple(sorted(runs)), bodies=changed, busy=tuple(busy))


def _bodies(connection: Connection, hide: Hide, *, where: str) -> tuple[int, set[str]]:
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
            text = data.decode("utf-8", "surrogateescape")
            if (clean := hide(text)) != text:
                changed.add(number)
                _rewrite(connection, number, clean.encode("utf-8", "surrogateescape"), moved)
    runs: set[str] = set()
    for row in connection.execute(select(SNAPSHOTS)).fetchall():
        data = blobs.get(connection, [row.manifest], where=where)[row.manifest]
        if changed & set(snapshots.numbers_in(data)):
            runs.add(row.run)
    for number in sorted(manifests):
        data = blobs.get(connection, [number], where=where)[number]
        if (clean_list := _manifest(data, hide, moved)) != data:
            changed.add(number)
            _rewrite(connection, number, clean_list, moved)
    for table, columns in (
        (TEXTS, (TEXTS.c.blob,)),
        (EXCHANGES, (EXCHANGES.c.request, EXCHANGES.c.response)),
        (CALLS, (CALLS.c.asked, CALLS.c.body)),
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


def _manifest(data: bytes, hide: Hide, moved: Mapping[int, int]) -> bytes:
    listed = json.loads(data)
    keys = [hide(key) for key in listed["keys"]]
    numbers = snapshots.numbers_in(data)
    again = [moved.get(number, number) for number in numbers]
    if keys == listed["keys"] and again == list(numbers):
        return data
    return snapshots.manifest_of(keys, again)


def _rows(connection: Connection, hide: Hide) -> set[str]:
    """Rewrite runs, stages and heads of calls; return the runs that held the person."""
    found: set[str] = set()
    for run, body in connection.execute(select(RUNS.c.run, RUNS.c.body)).fetchall():
        if (clean := _packed_json(bytes(body), hide)) is not None:
            connection.execute(update(RUNS).where(RUNS.c.run == run).values(body=clean))
            found.add(run)
    for run, name, body in connection.execute(select(STAGES)).fetchall():
        if (clean := _packed_json(bytes(body), hide)) is not None:
            here = (STAGES.c.run == run) & (STAGES.c.name == name)
            connection.execute(update(STAGES).where(here).values(body=clean))
            found.add(run)
    for run, source, seq, body in connection.execute(
        select(CALLS.c.run, CALLS.c.source, CALLS.c.seq, CALLS.c.head)
    ).fetchall():
        if (clean := _packed_json(bytes(body), hide)) is not None:
            here = (CALLS.c.run == run) & (CALLS.c.source == source) & (CALLS.c.seq == seq)
            connection.execute(update(CALLS).where(here).values(head=clean))
            found.add(run)
    return found


def _packed_json(body: bytes, hide: Hide) -> bytes | None:
    data = json.loads(unpacked(body))
    clean = _cleaned(data, hide)
    return None if clean == data else packed(json_text(clean).encode("ascii"))


def _cleaned(value: Json, hide: Hide) -> Json:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Mapping):
        return {hide(str(key)): _cleaned(item, hide) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, hide) for item in value]
    return value


def _events(connection: Connection, hide: Hide) -> set[str]:
    """Rewrite events; a name that streamed in pieces is found across them."""
    found: set[str] = set()
    query = select(EVENTS.c.run, EVENTS.c.seq, EVENTS.c.body).order_by(EVENTS.c.run, EVENTS.c.seq)
    by_run: dict[str, list[tuple[int, dict[str, Json]]]] = {}
    for run, seq, body in connection.execute(query).fetchall():
        by_run.setdefault(run, []).append((seq, json.loads(body)))
    for run, events in by_run.items():
        texts = [str(what["delta"]) for _, what in events if what.get("kind") == "text"]
        clean = iter(_cut(hide("".join(texts)), [len(text) for text in texts]))
        for seq, what in events:
            after = _cleaned(what, hide)
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
