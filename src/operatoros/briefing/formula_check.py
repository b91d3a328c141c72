"""What the formulas of a text say of its figures: each is held against the one before it.

Only what stands right around a formula is looked at, so that a text full of them costs what its
length does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from operatoros.briefing.declaring import Declared
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure, same_currency
from operatoros.briefing.formula_value import Value, Worker
from operatoros.briefing.matching import fits

# How far before a formula its figure may stand, in characters: `14 of the deals of last month [=`.
_FAR = 80
_NEAR = 30
# How far around a formula stand the figures that it came by: `8 of 25, 32% [=`.
_BEFORE = 40
_BEHIND = 20
_JOINT = re.compile(r"[,;:|.→]\s|\s[–—·]\s")
_NO_VALUE = frozenset({"handle", "id", "time"})


@dataclass(slots=True)
class Worked:
    """What formulas say.

    Attributes:
        decided: Formula and objection, empty for none, by the number of the figure that has one.
        starts: Where the surroundings of each value begin, in order.
        passed: What formulas came by, with the end of its surroundings; in the order of `starts`.
    """

    decided: dict[int, tuple[str, str]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    passed: list[tuple[int, Value]] = field(default_factory=list)

    def says(self, figure: Figure) -> bool:
        """Say whether a formula right beside a figure came by it on its way."""
        if figure.kind in _NO_VALUE:
            return False
        first = bisect_left(self.starts, figure.start - _BEFORE - _BEHIND)
        last = bisect_right(self.starts, figure.start)
        near = self.passed[first:last]
        return any(figure.start < end and _agrees(figure, value) for end, value in near)


def worked_out(
    declared: Sequence[Declared], figures: Sequence[Figure], text: str, evidence: Evidence
) -> Worked:
    """Work the formulas of a text out, and hold its figures against them.

    A formula without a value says nothing. Otherwise it is about the figure right before it, or
    about an earlier one of its clause that it agrees with: `$90,000 in 2 deals [= ...]`.

    Args:
        declared: The formulas, in the order of the text.
        figures: The figures of the text, in order.
        text: The text without formulas.
        evidence: What the run fetched and computed.
    """
    worker = Worker(evidence)
    ends = [figure.end for figure in figures]
    found = Worked()
    for one in declared:
        value = worker.value(one.formula)
        if value is None:
            continue
        far = max(0, one.place - _FAR)
        line = text.rfind("\n", far, one.place) + 1 or far
        for passed in worker.passed:
            if passed != value:
                found.starts.append(max(line, one.place - _BEFORE))
                found.passed.append((one.place + _BEHIND, passed))
        before = [
            number
            for number in range(bisect_left(ends, far), bisect_right(ends, one.place))
            if number not in found.decided and _may_be(figures[number], line, value)
        ][::-1]
        clause = text[line : one.place].rstrip(" *_")
        joint = max((match.end() for match in _JOINT.finditer(clause)), default=0) + line
        meant = [number for number in before if figures[number].start >= joint] or before[:1]
        agrees = next((number for number in meant if _agrees(figures[number], value)), None)
        if agrees is not None:
            found.decided[agrees] = (one.written, "")
        elif before and figures[before[0]].end >= one.place - _NEAR:
            said = _said(figures[before[0]], value, evidence)
            found.decided[before[0]] = (one.written, f"its formula gives {said}")
    return found


def _may_be(figure: Figure, line: int, value: Value) -> bool:
    """Say whether a value can be what a figure claims: of its line, and a day for a day."""
    is_day = isinstance(value, date)
    return (
        figure.start >= line and figure.kind not in _NO_VALUE and (figure.day is not None) == is_day
    )


def _agrees(figure: Figure, value: Value) -> bool:
    if isinstance(value, date):
        return figure.day is not None and not figure.day.wrong and value in figure.day.days
    if not same_currency(figure.currency, value.currency):
        return False
    # `38%` is written for 0.38, whichever of the two the formula gives.
    is_share = figure.kind == "percent" and fits(figure, value.number * 100)
    return is_share or fits(figure, value.number)


def _said(figure: Figure, value: Value, evidence: Evidence) -> str:
    """Write what a formula came to as its figure is written."""
    style = evidence.reader.style
    if isinstance(value, date):
        return style.day(value, evidence.reader.today)
    if figure.kind == "percent":
        return f"{style.number(value.number * 100, 1)}%"
    if value.currency:
        return style.money(value.number, value.currency)
    return style.number(value.number)
