"""Sets of records that days in a sentence choose: this week, in November, by Nov 30, on Friday."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from operatoros.briefing.datewords import MONTHS
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.spans import month_of, spans_of_time

Span = tuple[date | None, date | None]

_IN_MONTH = re.compile(r"\b(?:in|for|during|by|of)\s+([A-Z][a-z]+)\b")
_LIMITING = re.compile(r"\b(on|by|before|until|up to|through|after|since|from)\s+$", re.I)
_ENDS = frozenset(("by", "before", "until", "up to", "through"))


def by_time(
    said: str, own: Sequence[Figure], text: str, evidence: Evidence
) -> list[frozenset[str]]:
    """Return the records of each source whose day lies in a span that is said.

    Args:
        said: The sentence or heading.
        own: Its figures; days among them choose too.
        text: The whole text, in which the figures have their places.
        evidence: What the data offers.
    """
    today = evidence.reader.today
    spans: list[Span] = spans_of_time(said, today)
    for match in _IN_MONTH.finditer(said):
        if month := MONTHS.get(match[1].lower()):
            ahead = (month - today.month) % 12
            spans += [month_of(today, ahead), month_of(today, ahead - 12)]
    for figure in own:
        if figure.day and not figure.day.wrong:
            spans += _of_day(figure, text, today)
    return [
        chosen
        for source in evidence.sources
        for first, last in spans
        for chosen in (
            evidence.between(source, first, last),
            evidence.happened(source, first, last),
        )
    ]


def _of_day(figure: Figure, text: str, today: date) -> list[Span]:
    assert figure.day is not None, "only days are asked"
    day = figure.day.days[0]
    word = _LIMITING.search(text[max(0, figure.start - 12) : figure.start])
    if word is None or word[1].lower() == "on":
        return [] if figure.day.whole_month else [(day, day)]
    if word[1].lower() in _ENDS:
        return [(None, day), (today, day)]
    return [(day, None), (day, today)]
