"""Records as a compact table for a prompt: a header once, one line a record, its handle first.

Cells are separated by `|`; a bar inside a cell is written `¦`, a line break ` ⏎ `, hidden
characters as escapes. What is the same in all records is said once above the table, what is
empty in all of them is left out and said, and a long text is cut with the count of what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from operatoros.briefing.reading import leaves, moment_of, text_of
from operatoros.briefing.untrusted import cell
from operatoros.values.jsonable import Json
from operatoros.values.record import Record, Shape, at

SEPARATOR = "|"
# Records looked at to find the fields of a shape that names none.
_SAMPLE = 200
_MOST_FOUND_FIELDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A rendered table.

    Attributes:
        head: Lines above the rows: what all records share, what is left out, column names.
        rows: One line a record, in the order given.
        cut_cells: How many cells were cut.
    """

    head: tuple[str, ...]
    rows: tuple[str, ...]
    cut_cells: int


def columns_of(
    records: Sequence[Record], shape: Shape, fields: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the paths that are sent: the source's, else the shape's, else all that is there.

    Without a declaration, nested objects become dotted paths and lists stay one cell; noise and
    the record's link are left out (the handle leads to it).
    """
    chosen = tuple(fields) or shape.fields
    if chosen:
        return tuple(dict.fromkeys(chosen))
    noise = {*shape.noise, shape.url}
    seen: dict[str, None] = {}
    for record in records[:_SAMPLE]:
        for path, _ in leaves(record.data):
            seen.setdefault(_outside_lists(path), None)
    first = [path for path in (shape.title, *(m.amount for m in shape.money)) if path in seen]
    order = dict.fromkeys([*first, *seen])
    kept = [path for path in order if path and not _is_beneath(path, noise)]
    return tuple(kept[:_MOST_FOUND_FIELDS])


def _outside_lists(path: str) -> str:
    """Cut a path at the first list: `tags.0` is in `tags`."""
    parts = path.split(".")
    for n, part in enumerate(parts):
        if part.isdigit() and n:
            return ".".join(parts[:n])
    return path


def _is_beneath(path: str, others: set[str]) -> bool:
    parts = path.split(".")
    return any(".".join(parts[: n + 1]) in others for n in range(len(parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a table, whole: reading them is most of the work, cutting them is little.

    Attributes:
        columns: Dotted paths, in order.
        by_column: A column's cells by its path, in the order of the records.
        longest: Characters of the longest cell.
    """

    columns: tuple[str, ...]
    by_column: Mapping[str, tuple[str, ...]]
    longest: int


def read_cells(
    records: Sequence[Record],
    *,
    shape: Shape,
    columns: Sequence[str],
    nonce: str = "",
    hide: Callable[[str], str] | None = None,
) -> Cells:
    """Read what records hold, as it may stand in a prompt.

    Args:
        records: The records, in the order wanted.
        shape: What their fields mean (dates are shortened to minutes, whole days to days).
        columns: Dotted paths, in order.
        nonce: The delimiter's code, broken where a cell contains it.
        hide: Replaces persons in a text by their handles (masking).
    """
    dates = {*shape.dates, shape.due}
    by_column: dict[str, tuple[str, ...]] = {}
    for path in columns:
        texts = (_text(at(record.data, path), is_date=path in dates) for record in records)
        hidden = texts if hide is None else map(hide, texts)
        by_column[path] = tuple(cell(text, nonce).replace(SEPARATOR, "¦") for text in hidden)
    longest = max((len(text) for column in by_column.values() for text in column), default=0)
    return Cells(columns=tuple(columns), by_column=by_column, longest=longest)


def render_table(names: Sequence[str], cells: Cells, *, most_text: int, nonce: str = "") -> Table:
    """Render cells.

    Args:
        names: The records' handles, in the order of the cells.
        cells: What the records hold.
        most_text: Most characters of a cell.
        nonce: The delimiter's code, broken where a column's name contains it.
    """
    columns = cells.by_column
    cut = 0
    if cells.longest > most_text:
        cut = sum(len(text) > most_text for column in columns.values() for text in column)
        columns = {
            path: tuple(_cut(text, most_text) for text in column)
            for path, column in columns.items()
        }
    kept, head = _shared(cells.columns, columns, len(names), nonce)
    rows = tuple(map(SEPARATOR.join, zip(names, *(columns[path] for path in kept), strict=True)))
    labels = _labels(kept, nonce)
    return Table(head=(*head, SEPARATOR.join(["handle", *labels])), rows=rows, cut_cells=cut)


def _text(value: Json, *, is_date: bool) -> str:
    if is_date and (moment := moment_of(value)) is not None:
        if len(str(value).strip()) == 10 and "-" in str(value):
            return str(value).strip()
        utc = moment.astimezone(UTC)
        if utc.hour == utc.minute == utc.second == 0:
            return utc.strftime("%Y-%m-%d")
        return utc.strftime("%Y-%m-%dT%H:%MZ")
    return text_of(value)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    kept = text[:most].rstrip()
    return f"{kept}… (+{len(text) - len(kept):,} characters)"


def _shared(
    columns: Sequence[str], cells: Mapping[str, tuple[str, ...]], count: int, nonce: str
) -> tuple[list[str], list[str]]:
    """Return (columns that stay, lines that say what was taken out)."""
    kept: list[str] = []
    same: list[str] = []
    empty: list[str] = []
    for path in columns:
        values = set(cells[path]) if count else {""}
        if values == {""}:
            empty.append(cell(path, nonce))
        elif count > 2 and len(values) == 1:
            same.append(f"{cell(path, nonce)}={next(iter(values))}")
        else:
            kept.append(path)
    head = [f"same in all: {'; '.join(same)}"] if same else []
    if empty and count:
        head.append(f"empty in all: {', '.join(empty)}")
    return kept, head


def _labels(paths: Sequence[str], nonce: str) -> list[str]:
    """Name columns by their last word where that is unique, else by the whole path."""
    lasts = [path.rpartition(".")[2] for path in paths]
    return [
        cell(last if lasts.count(last) == 1 else path, nonce).replace(SEPARATOR, "¦")
        for last, path in zip(lasts, paths, strict=True)
    ]
