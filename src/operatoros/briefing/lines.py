"""The lines of a text: which of them go on in the next, and which stand above which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_BULLET = re.compile(r"^(\s*)(?:[-*+•]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^(#{1,6})\s")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_BEGINS = re.compile(r"\s*(?:#{1,6}\s|[-*+•]\s|\d{1,2}[.)]\s|\||>|```|~~~|[-=_*]{3,}\s*$)")
_ALONE = re.compile(r"\s*(?:\||```|~~~|[-=_*]{3,}\s*$)")
# No text is wrapped to lines as short as this.
_NARROW = 60
_COLUMNS = re.compile(r"\S {2,}\S.* {2,}\S|\S {3,}\S")
# Lines of a log, which begin with a day or a number and cite one record, and lines of a form.
_ENTRIES = (
    re.compile(r"\s*(?:\d|[A-Z][a-z]+ \d)[^\[\]\n]*\[[A-Z]{1,4}-\d+\][^\[\]\n]*$"),
    re.compile(r"\s*[^\W\d][^:.,;\n]{1,48}:\s"),
    re.compile(r"\s*\*\*[^*\n]+\*\*"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its place, its indent, and what kind of line it is."""

    start: int
    end: int
    level: int
    is_bullet: bool
    is_heading: bool


def unwrapped(text: str) -> str:
    """Join the lines of a paragraph by blanks; every character keeps its place.

    A line goes on in the next one unless that is empty, a heading, a list item, a table row, a
    rule or a fence, or the line ends where it need not; so does a list item in what is indented
    beneath it.
    """
    out = list(text)
    fenced = False
    place = 0
    rows = text.split("\n")
    for row, following in pairwise([*rows, ""]):
        place += len(row)
        fenced ^= bool(_FENCE.match(row))
        begins = not following.strip() or _BEGINS.match(following)
        if not fenced and not begins and not _is_alone(row, following) and place < len(text):
            out[place] = " "
        place += 1
    return "".join(out)


def _is_alone(row: str, following: str) -> bool:
    """Say whether a line does not go on in the next."""
    if not row.strip() or _HEADING.match(row) or _ALONE.match(row) or _COLUMNS.search(row):
        return True
    # A line with room for the next word was ended on purpose.
    word = following.lstrip().partition(" ")[0]
    if len(row) + len(word) < _NARROW:
        return True
    return any(entry.match(row) and entry.match(following) for entry in _ENTRIES)


def lines_of(text: str) -> tuple[Line, ...]:
    """Split a text into lines; headings are above bullets, bullets above what is indented more."""
    found = []
    place = 0
    for raw in text.split("\n"):
        heading, bullet = _HEADING.match(raw), _BULLET.match(raw)
        if heading:
            level = len(heading[1]) - 10
        elif bullet:
            level = len(bullet[1].expandtabs(4)) + 1
        else:
            indent = len(raw) - len(raw.lstrip())
            level = indent + 1 if indent else 0
        found.append(Line(place, place + len(raw), level, bool(bullet), bool(heading)))
        place += len(raw) + 1
    return tuple(found)
