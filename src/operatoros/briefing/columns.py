"""What stands above a figure in a table or a list: the head of its column, the lead of its line.

`| Leeds | 27 |` under `| Site | Devices |` says that Leeds has 27 devices; `**Leeds**: 27 devices`
says the same.
"""

from __future__ import annotations

import re

_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*$")
_FAR = 20_000
_LEAD = re.compile(
    r"\s*(?:>\s*)?(?:[-*+•]\s+|\d{1,2}[.)]\s+)?"
    r"(?:\*\*(?P<bold>[^*\n]{2,60})\*\*|__(?P<under>[^_\n]{2,60})__|(?P<plain>[^:.\n|]{2,60}):)"
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


def cell_of(text: str, start: int, place: int) -> str:
    """Return the head of the column that a place of a row stands in, or empty text."""
    number = text.count("|", start, place)
    head = _head(text, start)
    cells = text[head[0] : head[1]].strip().split("|") if head else []
    return cells[number].strip(" *_") if number < len(cells) else ""


def _head(text: str, start: int) -> tuple[int, int] | None:
    """Return the first line of the table that a row belongs to, if a rule stands beneath it."""
    end, lowest = start, max(0, start - _FAR)
    ruled = False
    while end > lowest:
        begin = text.rfind("\n", lowest, end - 1) + 1
        if not is_row(text, begin):
            return None
        if ruled:
            return begin, end - 1
        ruled = bool(_RULE.fullmatch(text[begin : end - 1]))
        if begin == 0:
            return None
        end = begin
    return None


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
