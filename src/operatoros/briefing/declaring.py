"""Formulas in a text: taken out of what is read, kept with the place where they stood.

A writer puts `[= ...]` behind a figure of its own. The reader gets the figure; the check gets the
formula. One that cannot be read is taken out, too, and says nothing: its figure is checked as any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from operatoros.briefing.formulas import LONGEST, Formula, looks_like_one, parse

_INSIDE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|“[^”\n]*”|[^\]\"'“\n])"
_DECLARED = re.compile(rf"[ \t]?\[=[ \t]*({_INSIDE}{{1,{LONGEST}}})\]")


@dataclass(frozen=True, slots=True)
class Declared:
    """A formula of a text.

    Attributes:
        place: Offset in the text without formulas: what it is about ends there.
        written: As it was written.
        formula: As it was read.
    """

    place: int
    written: str
    formula: Formula


def take_out(text: str, beside: str = "") -> tuple[str, str, tuple[Declared, ...]]:
    """Take the formulas out of a text.

    Args:
        text: The text.
        beside: Another text of the same length, which loses the same places.

    Returns:
        Both texts without the formulas, and the formulas.
    """
    kept: list[str] = []
    others: list[str] = []
    found: list[Declared] = []
    at = place = 0
    for match in _DECLARED.finditer(text):
        formula = parse(match[1])
        if formula is None and not looks_like_one(match[1]):
            continue
        kept.append(text[at : match.start()])
        others.append(beside[at : match.start()])
        place += match.start() - at
        if formula is not None:
            found.append(Declared(place=place, written=match[1].strip(), formula=formula))
        at = match.end()
    return "".join([*kept, text[at:]]), "".join([*others, beside[at:]]), tuple(found)


@dataclass(slots=True)
class Veil:
    """Keeps formulas out of a text while it streams."""

    _waiting: str = ""

    def feed(self, piece: str) -> str:
        """Take in a piece; return what may be shown now."""
        text = self._waiting + piece
        stop = _begun(text)
        self._waiting = text[stop:]
        return take_out(text[:stop])[0]

    def end(self) -> str:
        """Say that the text has ended; return the rest."""
        rest, self._waiting = self._waiting, ""
        return take_out(rest)[0]


def _begun(text: str) -> int:
    """Return where the first formula begins that may still come to its end; or the text's end."""
    place = text.find("[")
    while 0 <= place < len(text) - 1:
        if text[place + 1] != "=":
            after = place + 1
        elif whole := _DECLARED.match(text, place):
            after = whole.end()
        elif text.find("\n", place) >= 0:
            after = place + 2
        else:
            break
        place = text.find("[", after)
    stop = len(text) if place < 0 else place
    # The blank before a formula goes with it.
    return stop - 1 if text[:stop].endswith((" ", "\t")) else stop
