"""What stands above a figure in a table or a list: the head of its column, the lead of its line.

`| Leeds | 27 |` under `| Site | Devices |` says that Leeds has 27 devices; `**Leeds**: 27 devices`
says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*$")
_LEAD = re.compile(
    r"\s*(?:>\s*)?(?:[-*+•]\s+|\d{1,2}[.)]\s+)?"
    r"(?:\*\*(?P<bold>[^*\n]{2,60})\*\*|__(?P<under>[^_\n]{2,60})__|(?P<plain>[^:.\n|]{2,60}?)(?::|\s[–—]\s|\s{2,}(?=\S)))"
)
_TOTAL = re.compile(
    r"\W*(?:total|sum|all|overall|together|in all|gesamt|summe|insgesamt|totals|grand total|"
    r"somme)\b",  # codespell:ignore
    re.I,
)


def is_row(text: str, start: int) -> bool:
    """Say whether the line at a place is a row of a table."""
    return text[start : start + 8].lstrip().startswith("|")


def is_total(label: str) -> bool:
    """Say whether the first cell of a row says that it sums up the others."""
    return bool(_TOTAL.match(label))


def heads_of(text: str, starts: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the heads of the columns by the start of each row beneath them.

    The head of a table is the row right above its rule; rows without a rule above have none.
    """
    found: dict[int, tuple[str, ...]] = {}
    head: tuple[str, ...] = ()
    above = ""
    for start in starts:
        end = text.find("\n", start)
        row = text[start : None if end < 0 else end]
        if not is_row(text, start):
            head, above = (), ""
            continue
        if above and _RULE.fullmatch(row):
            head = tuple(cell.strip(" *_") for cell in above.strip().split("|"))
        elif head:
            found[start] = head
        above = row
    return found


def cell_of(heads: tuple[str, ...], text: str, start: int, place: int) -> str:
    """Return the head of the column that a place of a row stands in, or empty text."""
    number = text.count("|", start, place)
    return heads[number] if number < len(heads) else ""


def lead_of(text: str, start: int, end: int, *, is_bold: bool = False) -> str:
    """Return what a line is about: its first cell, its bold beginning, or what a colon follows.

    With `is_bold` only a bold beginning counts: it stands over more than its own sentence.
    """
    if is_row(text, start):
        return text[start:end].strip().strip("|").partition("|")[0].strip(" *_")
    match = _LEAD.match(text, start, end)
    if match is None or (is_bold and match["plain"]):
        return ""
    return (match["bold"] or match["under"] or match["plain"]).strip(" *_:.")
