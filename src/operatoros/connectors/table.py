"""Records from files: CSV, JSON and JSON Lines, as exports write them.

`run X --from source=deals.csv` puts a file in the place of a source; the replaced fetch's shape
then says which columns hold names, amounts and dates.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import anyio.to_thread

from operatoros.connectors import cells
from operatoros.connectors.asking import Answer, Context, Question
from operatoros.connectors.selecting import NothingThere, select
from operatoros.connectors.shapes import guess
from operatoros.connectors.tape import Came
from operatoros.connectors.wire import info
from operatoros.errors import InvalidInput, OperatorosError
from operatoros.net import strict_json
from operatoros.rooted.root import Root
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

MAX_BYTES = 100 * 1024 * 1024
MAX_COLUMNS = 2000
MAX_CELL = 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)
_MOST_TOLD = 3
csv.field_size_limit(MAX_CELL)  # of the whole process; Python's own limit is 128 KiB


class TableUnreadable(InvalidInput):
    """A file is not a table: wrong encoding, no header, no JSON."""

    code = "ERR_TABLE_UNREADABLE"

    def __init__(self, *, file: str, why: str) -> None:
        super().__init__(
            f"file {file!r} cannot be read as a table: {why}",
            hint="export it again as CSV (UTF-8) with one header line, JSON or JSON Lines",
            details={"file": file, "why": why},
        )


class TableRows(InvalidInput):
    """Some rows of a table do not fit and were left out. Told as data."""

    code = "ERR_TABLE_ROWS"

    def __init__(self, *, file: str, bad: Sequence[str], count: int) -> None:
        super().__init__(
            f"{count} row{'s' if count > 1 else ''} of {file!r} left out: {'; '.join(bad)}",
            hint="mend these lines in the file; an unclosed quote often spoils the rest",
            details={"file": file, "rows": list(bad), "count": count},
        )


class TableNotDeclared(InvalidInput):
    """A fetch of a table connector names no file."""

    code = "ERR_TABLE_NOT_DECLARED"

    def __init__(self, *, connector: str, fetch: str) -> None:
        super().__init__(
            f"fetch {fetch!r} of connector {connector!r} names no file",
            hint="write `file: exports/deals.csv` in the fetch, relative to the project",
            details={"connector": connector, "fetch": fetch},
        )


@dataclass(slots=True)
class _Read:
    """What is read so far: records, rows that do not fit, notes."""

    items: list[dict[str, Json]]
    bad: list[str]
    bad_count: int = 0
    notes: tuple[str, ...] = ()
    decimal_comma: bool = False

    def leave_out(self, why: str) -> None:
        self.bad_count += 1
        if len(self.bad) < _MOST_TOLD:
            self.bad.append(why)


async def ask(question: Question, context: Context) -> Answer:
    """Read the fetch's file, beneath the question's folder.

    Raises:
        TableNotDeclared: if the fetch names no file.
        TableUnreadable: if the file is no table.
        OperatorosError: if it cannot be opened, is too large, or leads out of the folder.
    """
    fetch = question.fetch
    if not fetch.file:
        raise TableNotDeclared(connector=question.connector.id, fetch=fetch.name)

    def read() -> bytes:
        with Root.open(question.folder) as root:
            return root.read(fetch.file, limit=MAX_BYTES)

    async def bring() -> Came:
        return Came(body=await anyio.to_thread.run_sync(read, abandon_on_cancel=True))

    came = await context.tape.carry("file", {"file": fetch.file}, bring)

    def parsed() -> Answer:
        return parse(came.body, file=fetch.file, shape=fetch.shape, selector=fetch.data_selector)

    answer = await anyio.to_thread.run_sync(parsed, abandon_on_cancel=True)
    context.progress(records=len(answer.items), size=answer.bytes)
    return answer


def read_table(path: str, shape: Shape | None = None) -> Answer:
    """Read a file that the person named, wherever it is; blocks.

    Args:
        path: The file.
        shape: What its records are; None means: guess from the names of the columns.

    Raises:
        TableUnreadable: if the file is no table.
        OperatorosError: if it cannot be opened or is too large.
    """
    folder, name = os.path.split(os.path.realpath(path))
    with Root.open(folder) as root:
        return parse(root.read(name, limit=MAX_BYTES), file=name, shape=shape)


def parse(data: bytes, *, file: str, shape: Shape | None = None, selector: str = "") -> Answer:
    """Read a table's bytes.

    Args:
        data: The bytes.
        file: Its name; the ending says the format, else the first character does.
        shape: What the records are; None means: guess.
        selector: Dotted path of the list within JSON.

    Raises:
        TableUnreadable: if they are no table.
    """
    text, notes = _decode(data, file)
    kind = _kind(file, text)
    if kind == "json":
        read = _read_json(text, file, selector)
    elif kind == "lines":
        read = _read_lines(text)
    else:
        read = _read_csv(text, file, shape, "\t" if kind == "tabs" else "")
    meant = shape or guess(read.items)
    typed = cells.read_columns(read.items, meant, decimal_comma=read.decimal_comma)
    answer = Answer(
        items=tuple(read.items),
        shape=meant,
        total=len(read.items) + read.bad_count,
        bytes=len(data),
        notes=(*notes, *read.notes, *typed),
    )
    if read.bad_count:
        error: OperatorosError = TableRows(file=file, bad=read.bad, count=read.bad_count)
        return replace(answer, error=info(error))
    return answer


def _decode(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and a note if its encoding was assumed."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), ()
        except UnicodeDecodeError:
            raise TableUnreadable(file=file, why="it is not valid UTF-16") from None
    if b"\0" in data:
        raise TableUnreadable(file=file, why="it is binary (an .xlsx is not a CSV)")
    if data.startswith(b"PK\x03\x04"):
        raise TableUnreadable(file=file, why="it is a zip or spreadsheet, not text")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        # What Excel on Windows writes; five bytes of it mean nothing.
        text = data.decode("cp1252", "replace")
        return text, ("not UTF-8: read as Windows-1252; letters with accents may be wrong",)


def _kind(file: str, text: str) -> str:
    ending = os.path.splitext(file)[1].lower()
    if ending in {".jsonl", ".ndjson"}:
        return "lines"
    if ending == ".json":
        return "json"
    if ending in {".tsv", ".tab"}:
        return "tabs"
    if ending not in {".csv", ".txt"} and text.lstrip()[:1] in {"[", "{"}:
        first = text.lstrip().split("\n", 1)
        whole_line = first[0].startswith("{") and first[0].rstrip().endswith("}")
        return "lines" if whole_line and len(first) > 1 and first[1].strip() else "json"
    return "csv"


def _read_json(text: str, file: str, selector: str) -> _Read:
    try:
        value = strict_json.loads(text.encode("utf-8"))
        found = select(value, selector)
    except ValueError as exc:
        raise TableUnreadable(file=file, why=f"it is not usable JSON: {exc}") from None
    except NothingThere:
        raise TableUnreadable(file=file, why=f"nothing stands at {selector!r}") from None
    return _Read([dict(item) for item in found], [])


def _read_lines(text: str) -> _Read:
    read = _Read([], [])
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = strict_json.loads(line.encode("utf-8"))
        except ValueError as exc:
            read.leave_out(f"line {number}: {exc}")
            continue
        if isinstance(value, dict):
            read.items.append(value)
        else:
            read.leave_out(f"line {number}: it holds no object")
    return read


def _read_csv(text: str, file: str, shape: Shape | None, delimiter: str) -> _Read:
    declared = _SEP_LINE.match(text)
    skipped = 0
    if declared:
        delimiter, text, skipped = declared[1], text[declared.end() :], 1
    delimiter = delimiter or _delimiter(text)
    rows = _rows(text, delimiter, skipped)
    first = next(rows, None)
    if first is None:
        raise TableUnreadable(file=file, why="it is empty")
    header = _header(first[1], file)
    read = _Read([], [], decimal_comma=delimiter == ";")
    if shape is not None:
        header, read.notes = cells.rename(header, shape)
    for line, row in rows:
        if isinstance(row, str):
            read.leave_out(f"line {line}: {row}")
        elif len(row) != len(header):
            # Too few or too many: nobody can tell which cell is missing.
            read.leave_out(f"line {line}: {len(row)} cells instead of {len(header)}")
        else:
            item: dict[str, Json] = {
                name: cell.strip() or None for name, cell in zip(header, row, strict=True) if name
            }
            read.items.append(item)
    return read


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (line, cells) of each row that is not blank; a text in place of cells says why not."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = skipped + 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield line, str(exc)
        else:
            if any(cell.strip() for cell in row):
                yield line, row
        line = skipped + reader.line_num + 1


def _delimiter(text: str) -> str:
    """Return the sign that parts the header's cells: the one that stands there most often."""
    head = next((line for line in text[:65536].splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", head)
    counts = {sign: outside.count(sign) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: counts[sign])


def _header(row: list[str] | str, file: str) -> tuple[str, ...]:
    if isinstance(row, str):
        raise TableUnreadable(file=file, why=f"its header: {row}")
    names = tuple(name.strip() for name in row)
    if len(names) > MAX_COLUMNS:
        raise TableUnreadable(file=file, why=f"it has more than {MAX_COLUMNS:,} columns")
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise TableUnreadable(file=file, why=f"column {name!r} stands twice in its header")
        seen.add(name)
    if any(_is_number(name) for name in names):
        raise TableUnreadable(file=file, why="its first line is data, not a header")
    return names


def _is_number(name: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", name))
