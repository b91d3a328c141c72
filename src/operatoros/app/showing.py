"""A run as a face with room shows it: the parts of its page, and its records as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from operatoros.app.comparing import Pair
from operatoros.app.delivering import page_from, page_of
from operatoros.app.recorded import handles_of
from operatoros.app.reopening import fetched_again
from operatoros.app.wiring import World, goals_of, open_runs, zone_of
from operatoros.briefing.digest import title_of
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.money import amount_at
from operatoros.briefing.reader import Reader, reader_of
from operatoros.briefing.reading import decimal_of, leaves, moment_of, text_of
from operatoros.briefing.untrusted import one_line
from operatoros.briefing.wording import shorten
from operatoros.delivery.html_page import Parts, parts_style, render_parts
from operatoros.delivery.page import Page
from operatoros.delivery.prose import render_prose
from operatoros.errors import NotFound
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Checks
from operatoros.values.record import Record, Shape, at
from operatoros.values.run import Run

if TYPE_CHECKING:
    from markupsafe import Markup

    from operatoros.app.following import Followed

__all__ = [
    "Column", "Parts", "RecordLine", "RecordTable", "changes_of", "parts_of", "parts_style",
    "prose_of", "records_of", "text_of", "title_of",
]  # fmt: skip

_MOST_COLUMNS = 12
_LONGEST_CELL = 120
PAGE = 100


class SourceNotInRun(NotFound):
    """A run has no source of that name. Raised by: records_of."""

    code = "ERR_SOURCE_NOT_IN_RUN"

    def __init__(self, *, run: str, source: str, known: Sequence[str]) -> None:
        super().__init__(
            f"run {run!r} has no source {source!r}",
            hint=f"its sources: {', '.join(known) or 'none'}",
            details={"run": run, "source": source},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of the records: its dotted path, and whether its values are numbers."""

    path: str
    number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One record: its name in the run, its title, where it can be opened, its fields as text."""

    handle: str
    title: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTable:
    """Records of one source of a run.

    Attributes:
        run: Id of the run.
        source: Id of the source.
        name: What people call it.
        noun: What its records are called.
        sources: Id, name and count of records of every source of the run.
        columns: The fields, in the order of the shape.
        lines: The records of this page of the table.
        total: Count of the source's records.
        matched: Count of those that hold the words looked for.
        page: Number of this page, from 1.
        pages: Count of pages.
        sort: Path of the field that they are sorted by; empty for the order of the fetch.
        descending: Whether the largest comes first.
        words: What was looked for.
    """

    run: str
    source: str
    name: str
    noun: str
    sources: tuple[tuple[str, str, int], ...]
    columns: tuple[Column, ...]
    lines: tuple[RecordLine, ...]
    total: int
    matched: int
    page: int
    pages: int
    sort: str
    descending: bool
    words: str


def parts_of(world: World, run: Run) -> tuple[Page, Parts]:
    """Lay a run out as the parts of a page."""
    page = page_of(world, run)
    return page, render_parts(page)


def changes_of(world: World, pair: Pair) -> Markup:
    """Return what differs from one run's records to another's, as a briefing shows it."""
    run = replace(pair.two, changes=pair.changes)
    # No record stands below: a handle that leads nowhere is no link.
    page = replace(page_from(world, run, pair.after, pair.names[1]), records=())
    return render_parts(page).changes


def draft_of(text: str) -> Markup:
    """Return whole blocks of a text that is still being written as safe HTML, unchecked."""
    return render_prose(text, (), Checks(), anchors=())


def prose_of(turn: Followed) -> Markup:
    """Return an answer of a conversation as safe HTML, with what was not found marked in it."""
    return render_prose(turn.answer, (), turn.checks, anchors=())


def records_of(
    world: World,
    wanted: str,
    *,
    source: str = "",
    sort: str = "",
    descending: bool = False,
    words: str = "",
    page: int = 1,
) -> RecordTable:
    """Return records of a run's source as a table.

    Args:
        world: The world.
        wanted: Id of the run, or its beginning.
        source: Id of the source; empty for the first that has records.
        sort: Dotted path of a field, or `title`; empty keeps the order of the fetch. A field
            that no record has sorts nothing.
        descending: Whether the largest comes first; records without the field come last anyway.
        words: Only records that hold each of these words somewhere; case does not count.
        page: Number of the page, from 1; beyond the last one is the last one.

    Raises:
        RunNotFound, RunAmbiguous, SourceNotInRun.
    """
    goals = goals_of(world)
    with open_runs(world) as store:
        run = store.get(wanted)
        fetched = fetched_again(store, run)
        names = handles_of(store, run.run)
    handles = assign_handles(
        fetched, {(name, key): one for name, rows in names.items() for key, one in rows.items()}
    )
    started = datetime.fromisoformat(run.started_at)
    reader = reader_of(goals, started.astimezone(zone_of(goals)))
    one = _chosen(run, fetched, source)
    shape = one.shape
    paths = _paths(one)
    numbered = list(zip(one.records, handles.by_source.get(one.source, ()), strict=False))
    found = [row for row in numbered if _holds(row[0], words)]
    if sort:
        found = _sorted(found, shape.title if sort == "title" else sort, descending)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return RecordTable(
        run=run.run,
        source=one.source,
        name=one.name,
        noun=shape.noun,
        sources=tuple((item.source, item.name, len(item.records)) for item in fetched),
        columns=tuple(Column(path=path, number=_is_number(one, path)) for path in paths),
        lines=tuple(_line(record, handle, paths, shape, reader) for record, handle in shown),
        total=len(one.records),
        matched=len(found),
        page=page,
        pages=pages,
        sort=sort,
        descending=descending,
        words=words,
    )


def _chosen(run: Run, fetched: Sequence[Fetched], source: str) -> Fetched:
    for one in fetched:
        if one.source == source or (not source and one.records):
            return one
    if fetched and not source:
        return fetched[0]
    raise SourceNotInRun(run=run.run, source=source, known=[one.source for one in fetched])


def _paths(one: Fetched) -> list[str]:
    """Return the fields to show: those of the shape, else those that the first records have."""
    shape = one.shape
    found: dict[str, None] = dict.fromkeys(shape.fields)
    if not found:
        for record in one.records[:20]:
            found.update((path, None) for path, _ in leaves(record.data))
    left_out = {shape.title, shape.url, shape.key, *shape.noise}
    return [path for path in found if path not in left_out][:_MOST_COLUMNS]


def _is_number(one: Fetched, path: str) -> bool:
    """Say whether a field holds numbers, as far as the first records tell."""
    values = [at(record.data, path) for record in one.records[:50]]
    there = [value for value in values if value is not None and value != ""]
    return bool(there) and all(
        not isinstance(value, bool) and decimal_of(value) is not None for value in there
    )


def _holds(record: Record, words: str) -> bool:
    wanted = words.casefold().split()
    if not wanted:
        return True
    text = "\n".join(text_of(value) for _, value in leaves(record.data)).casefold()
    return all(word in text for word in wanted)


def _sorted(
    rows: list[tuple[Record, str]], path: str, descending: bool
) -> list[tuple[Record, str]]:
    """Sort by a field: numbers by size, times by time, texts by letter; missing ones last."""
    keyed = [(_key(at(row[0].data, path)), row) for row in rows]
    there = [item for item in keyed if item[0] is not None]
    missing = [row for key, row in keyed if key is None]
    # Kinds never meet in a comparison: the number before the value keeps them apart.
    there.sort(key=lambda item: item[0] or (9, ""), reverse=descending)
    return [row for _, row in there] + missing


def _key(value: object) -> tuple[int, Decimal | float | str] | None:
    if value is None or value == "" or isinstance(value, dict | list):
        return None
    if not isinstance(value, bool) and isinstance(value, str | int | float):
        number = decimal_of(value)
        if number is not None:
            return (0, number)
        moment = moment_of(value)
        if moment is not None:
            return (1, moment.timestamp())
    return (2, str(value).casefold())


def _line(
    record: Record,
    handle: str,
    paths: Sequence[str],
    shape: Shape,
    reader: Reader,
) -> RecordLine:
    title = at(record.data, shape.title)
    text = title if isinstance(title, str) and title.strip() else record.key
    return RecordLine(
        handle=handle,
        title=shorten(one_line(text), _LONGEST_CELL),
        url=record.url or "",
        cells=tuple(_cell(record, path, shape, reader) for path in paths),
    )


def _cell(record: Record, path: str, shape: Shape, reader: Reader) -> str:
    value = at(record.data, path)
    money = next((money for money in shape.money if money.amount == path), None)
    amount = amount_at(record, money) if money else None
    if amount is not None:
        return reader.style.money(amount.value, amount.currency)
    return shorten(one_line(text_of(value)), _LONGEST_CELL)
