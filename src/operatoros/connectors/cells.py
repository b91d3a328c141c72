"""What the cells of an export mean: columns by their shape's names, amounts and days by columns.

A cell is text and stays text, except where the fetch's shape says that a column holds an amount or
a date. How such a column writes numbers and days is decided for the column as a whole (`1.234,50`
settles what `1.234` means). What had to be assumed is told in a note; what cannot be read stays as
it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
# A currency before or after a number: a sign, or a code that is no word for thousands or millions.
_CURRENCY = (
    r"(?:(?!MIO|MRD|TSD|MLN|BLN|BIO)[A-Z]{3}|(?:US|CA|AU|NZ|HK|A|C|R)?\$|[€£¥₹₽₩₺₴₪฿₫₦₱]"
    r"|kr\.?|zł|Kč|Fr\.?)"
)
# Brackets mean minus, as accountants write.
_NUMBER = re.compile(
    rf"(?P<minus>[-\u2212(]?)\s*{_CURRENCY}?\s*(?P<sign>[-\u2212+]?)"
    rf"(?P<digits>[0-9][0-9.,'\u2019\u00a0\u202f ]*)\s*{_CURRENCY}?\s*\)?"
)
_GROUP_SIGNS = "'\u2019\u00a0\u202f "
_ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?).*)?")
_PARTED_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?:[ ,T].*)?")


def plain(name: str) -> str:
    """Return a name without case, blanks and signs: `Close Date` and `close_date` are one."""
    return re.sub(r"[\W_]+", "", name.casefold())


def paths_of(shape: Shape) -> tuple[str, ...]:
    """Return every dotted path that a shape names, once, the likeliest first."""
    named: Iterable[str] = (
        shape.key,
        shape.title,
        *(path for money in shape.money for path in (money.amount, money.currency)),
        *shape.dates,
        shape.due,
        *shape.people,
        shape.url,
        *shape.fields,
        *shape.noise,
    )
    # A currency may be written as the code itself.
    return tuple(dict.fromkeys(path for path in named if path and not path.isupper()))


def rename(header: Sequence[str], shape: Shape) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the header with columns under the names that the shape uses, and notes.

    `Deal Name` is read as `name` for deals, `Record ID` as `id`; each path and each column is
    used once, and a column that already has the right name is never passed over.
    """
    wanted = [path for path in paths_of(shape) if path not in header]
    noun = plain(shape.noun.removesuffix("s"))
    renamed = list(header)
    changes: list[str] = []
    for spellings in (_exact, _with_noun):
        for position, name in enumerate(header):
            if name in paths_of(shape) or renamed[position] != name:
                continue
            for path in wanted:
                if plain(name) in spellings(path, noun):
                    renamed[position] = path
                    wanted.remove(path)
                    changes.append(f"{name!r} as {path!r}")
                    break
    notes = (f"columns read: {', '.join(changes)}",) if changes else ()
    return tuple(renamed), notes


def _exact(path: str, noun: str) -> set[str]:
    return {plain(path)}


def _with_noun(path: str, noun: str) -> set[str]:
    name = plain(path)
    return {noun + name, "record" + name}


def read_columns(
    rows: Sequence[dict[str, Json]], shape: Shape, *, decimal_comma: bool
) -> tuple[str, ...]:
    """Read amounts and dates in place, column by column; return notes.

    Args:
        rows: Records of text cells.
        shape: Which columns hold amounts and dates.
        decimal_comma: What to assume where a column does not settle it.
    """
    notes: list[str] = []
    for money in shape.money:
        numbers, assumed = amounts(_cells(rows, money.amount), decimal_comma)
        notes += [f"column {money.amount!r}: {assumed}"] if assumed else []
        notes += _read_column(rows, money.amount, numbers)
    for path in dict.fromkeys((*shape.dates, shape.due)):
        notes += _read_column(rows, path, days(_cells(rows, path)))
    return tuple(notes)


def _cells(rows: Sequence[dict[str, Json]], name: str) -> list[str]:
    return [value for row in rows if isinstance(value := row.get(name), str)]


def _read_column(
    rows: Sequence[dict[str, Json]], name: str, read: Mapping[str, Json]
) -> Iterator[str]:
    left: list[str] = []
    for row in rows:
        value = row.get(name)
        if isinstance(value, str):
            if value in read:
                row[name] = read[value]
            else:
                left.append(value)
    if left:
        example = left[0] if len(left[0]) <= 40 else left[0][:37] + "..."
        yield f"column {name!r}: {len(left)} values left as text, such as {example!r}"


def amounts(values: Sequence[str], decimal_comma: bool) -> tuple[dict[str, Json], str]:
    """Return the number that each text of a column means; texts that mean none are missing.

    Args:
        values: The column's texts.
        decimal_comma: Whether `1,234` is 1.234 where the column does not settle it.

    Returns:
        Number by text, and what was assumed about the decimal sign, if anything was.
    """
    distinct = list(dict.fromkeys(values))
    if not decimal_comma and all(_PLAIN.fullmatch(value) for value in distinct):
        return {value: _as_number(value) for value in distinct}, ""
    matches = {value: match for value in distinct if (match := _NUMBER.fullmatch(value.strip()))}
    point, settled = _decimal_sign([match["digits"] for match in matches.values()], decimal_comma)
    read: dict[str, Json] = {}
    assumed = ""
    for value, match in matches.items():
        written = match["digits"].strip()
        digits = _ungrouped(written, point)
        open_ended = not settled and ("," in written or "." in written)
        if _PLAIN.fullmatch(digits):
            minus = match["minus"] != "" or match["sign"] in ("-", "\u2212")
            read[value] = _as_number(f"-{digits}" if minus else digits)
            if open_ended and not assumed:
                assumed = f"{value!r} read as {read[value]}"
    return read, assumed


def _ungrouped(digits: str, point: str) -> str:
    """Return digits without the signs between groups of three; empty if they are not so grouped."""
    group = re.escape(_GROUP_SIGNS + ".,".replace(point, ""))
    whole, _, fraction = digits.partition(point)
    if not re.fullmatch(rf"[0-9]+|[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+", whole):
        return ""
    return re.sub(rf"[{group}]", "", whole) + (f".{fraction}" if fraction else "")


def _as_number(text: str) -> Json:
    return float(text) if "." in text else int(text)


def _decimal_sign(numbers: Sequence[str], decimal_comma: bool) -> tuple[str, bool]:
    """Return the decimal sign of a column, and whether some number of it can only mean that."""
    for number in numbers:
        comma, dot = number.rfind(","), number.rfind(".")
        if comma >= 0 and dot >= 0:
            return ("," if comma > dot else "."), True
    for number in numbers:
        for sign, other in ((",", "."), (".", ",")):
            parts = number.strip().split(sign)
            if len(parts) == 2 and len(parts[1].strip()) != 3:
                return sign, True
            if len(parts) > 2:
                return other, True
    return ("," if decimal_comma else "."), False


def days(values: Sequence[str]) -> dict[str, Json]:
    """Return the ISO 8601 day or time that each text of a column means.

    `20.11.2026` is a day first everywhere; `11/20/2026` and `20/11/2026` are read if the column
    holds a day beyond the twelfth, else they stay text.
    """
    read: dict[str, Json] = {}
    parted: dict[str, tuple[int, int, int]] = {}
    day_first = month_first = False
    for value in dict.fromkeys(values):
        text = value.strip()
        iso = _ISO_DAY.fullmatch(text)
        if iso:
            read[value] = text.replace(" ", "T", 1) if iso[2] else text
            continue
        match = _PARTED_DAY.fullmatch(text)
        if match:
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            parted[value] = (first, second, year)
            day_first = day_first or match[2] == "." or first > 12
            month_first = month_first or second > 12
    if day_first == month_first:
        return read  # nothing settles it, or the column contradicts itself
    for value, (first, second, year) in parted.items():
        day, month = (first, second) if day_first else (second, first)
        try:
            read[value] = date(year, month, day).isoformat()
        except ValueError:
            continue
    return read
