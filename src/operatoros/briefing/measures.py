"""Which measure the words around a figure ask for: a total, an average, an extreme, a rate."""

from __future__ import annotations

import re
from dataclasses import dataclass

from operatoros.briefing.clauses import clause_of
from operatoros.briefing.columns import is_row
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.naming import last_place, mentions
from operatoros.briefing.setting import Setting

AVERAGE = re.compile(
    r"\b(?:average[sd]?|avg|mean|median|typical(?:ly)?|on average|out of \d+|score|rating|"
    r"csat|nps|mittel\w*|durchschnitt\w*|moyenne|"
    r"médiane|schnitt|each)\b|\b(?:an?|per) [a-z]+\b",
    re.I,
)
_MEAN = re.compile(
    r"\b(?:averag\w+|avg|mean|median|on average|mittel\w*|durchschnitt\w*|schnitt|moyenne)\b", re.I
)
EXTREME = re.compile(
    r"\b(?:largest|biggest|highest|smallest|lowest|least|most|dearest|cheapest|longest|shortest|"
    r"slowest|quickest|fastest|heaviest|lightest|maximum|minimum|max|best|worst|top|oldest|"
    r"range[sd]?|run from|runs from|between|priciest|costliest|best-paid|größte\w*|kleinste\w*|"
    r"höchste\w*|niedrigste\w*|teuerste\w*|günstigste\w*)\b",
    re.I,
)
_FROM_TO = re.compile(r"\d[^\d\s]{0,3}\s*(?:to|bis|à|–|-)\s*\D{0,2}$")
_TO = re.compile(r"(?:to|bis|à|–|-)\s*\D{0,2}\d")
WEIGHTED = re.compile(r"\b(?:weighted|expected value|gewichtet\w*|pondéré\w*)\b", re.I)
_SUPERLATIVE = re.compile(
    r"\b(?:largest|biggest|highest|smallest|lowest|dearest|cheapest|longest|shortest|größte\w*|"
    r"kleinste\w*|höchste\w*|niedrigste\w*)\b",
    re.I,
)
_ENDS_IN = re.compile(r"(?:\s+[a-z]+){0,2}?(?:\s+(?:is|was|at|of|are|were))?[\s:(*]*", re.I)
RANGE = re.compile(
    r"\b(?:difference|gap|spread|range|lead|apart|margin|unterschied|differenz|abstand|écart)\b",
    re.I,
)
APART = re.compile(
    r"\b(?:difference|gap|spread|range|lead|apart|unterschied|differenz|abstand|écart|short|left|"
    r"over|under|above|below|more|less|fewer|net|missing|remaining|lacking|ahead|behind|surplus|"
    r"unspent|spare|margin|change|excess|room|free|unbilled|still|needs?|need|so|leaving|leaves|"
    r"released?|freed|saved|saving|hence|thus|therefore)\b",
    re.I,
)
LEFT = re.compile(r"left|free|remain|to go|short|open|over|spare|missing|unused|available")
_PER = re.compile(r"\b(?:per|a|an|each|every|pro|par|je)\b|/", re.I)
WHOLE = re.compile(
    r"\b(?:total\w*|in all|all|altogether|overall|whole|everything|combined|together|across|list|"
    r"insgesamt|zusammen|gesamt\w*|between them)\b",
    re.I,
)
_PRECISE = 5
EACH = ("per ", "a ", "an ", "each", "every", "pro ", "je ", "par ", "/")
# How far from a figure the words that say what it is are looked for.
_NEAR = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a figure may be of the numbers of a field: their total, average, largest or smallest."""

    total: bool = True
    average: bool = False
    extreme: bool = False


def is_precise(figure: Figure) -> bool:
    """Say whether a figure has so many digits that it hardly is something else by chance."""
    return len(re.sub(r"\D", "", figure.text)) >= _PRECISE and not figure.bound


def is_average(figure: Figure, setting: Setting) -> bool:
    """Say whether a figure is an average and no total, by the words of its own clause."""
    measure = measure_of(figure, setting, "")
    return not setting.is_own and measure.average and not measure.total


def is_extreme(figure: Figure, setting: Setting) -> bool:
    """Say whether the words right before a figure call it the largest, smallest or the like."""
    match = list(_SUPERLATIVE.finditer(setting.before(figure, 40)))
    if not match or setting.is_own:
        return False
    between = setting.before(figure, 40)[match[-1].end() :]
    return bool(_ENDS_IN.fullmatch(between))


def part_of(figure: Figure, setting: Setting) -> str:
    """Return what stands above a figure and its part of the sentence, up to a semicolon."""
    place = max(0, figure.start - setting.start)
    first, last = max(0, place - _NEAR), place + _NEAR
    start = setting.text.rfind("; ", first, place)
    end = setting.text.find("; ", place, last)
    part = setting.text[first if start < 0 else start : last if end < 0 else end]
    return f"{setting.around} {part}"


def beside(figure: Figure, setting: Setting) -> str:
    """Return the words between the figure before and a figure, and some after it."""
    place = max(0, figure.start - setting.start)
    ends = [f.end - setting.start for f in setting.figures if f.end <= figure.start]
    end = place + len(figure.text)
    before, after = setting.text[max(ends, default=0) : place], setting.text[end : end + 32]
    return f"{setting.around} {before} {after}"


def measure_of(figure: Figure, setting: Setting, said: str) -> Measure:
    """Return what a figure may be, by the words of its clause, then by the nearest before it.

    `200 km together, 20 on average`: the first is no average, the second no total.
    """
    if is_extreme(figure, setting):
        return Measure(total=False, extreme=True)
    clause = "" if is_row(setting.text, 0) else clause_of(figure, setting)
    if mentions(_MEAN, clause) and not mentions(WHOLE, clause):
        return Measure(total=False, average=True)
    before = setting.before(figure, _NEAR)
    if mentions(WHOLE, clause) and not mentions(AVERAGE, clause) and not mentions(_MEAN, before):
        return Measure(extreme=mentions(EXTREME, clause))
    if _FROM_TO.search(before[-16:]) or _TO.match(figure.follows):
        return Measure(extreme=True)  # `19.4 to 24.0 °Bx`
    if not setting.around:
        average = last_place(AVERAGE, before)
        extreme = last_place(EXTREME, before)
        if average >= 0 and extreme >= 0:
            return Measure(average=average > extreme, extreme=extreme > average)
    return Measure(average=mentions(AVERAGE, said), extreme=mentions(EXTREME, said))


def counts_records(figure: Figure, evidence: Evidence) -> bool:
    """Say whether a figure counts records: `40 deals`, and not `40 seats a deal`."""
    return figure.noun in evidence.record_nouns and not figure.follows.startswith(EACH)


def is_per(figure: Figure, setting: Setting) -> bool:
    """Say whether a figure is an amount per unit, by the words right beside it or above it."""
    near = f"{setting.around} | {setting.before(figure, 16)} | {figure.follows[:16]}"
    clause = clause_of(figure, setting)
    return bool(_PER.search(near) or re.match(r"\W*(?:per|one|each|every|an?)\b", clause, re.I))
