"""What the numbers of a field come to over the records a sentence is about.

Sums, averages, medians, extremes, ranges and amounts per unit, over any numeric field; differences
of two numbers of one record; the same amount over another time or in another unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from operatoros.briefing.computed import Candidate, near_sets
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.fields import Spread
from operatoros.briefing.figures import Figure
from operatoros.briefing.setting import Setting

AVERAGE = re.compile(
    r"\b(?:average[sd]?|avg|mean|median|typical(?:ly)?|on average|out of \d+|score|rating|"
    r"csat|nps|mittel\w*|durchschnitt\w*|moyenne|"
    r"médiane|schnitt|each)\b|\b(?:an?|per) [a-z]+\b",
    re.I,
)
_EXTREME = re.compile(
    r"\b(?:largest|biggest|highest|smallest|lowest|least|most|dearest|cheapest|longest|shortest|"
    r"slowest|quickest|fastest|heaviest|lightest|maximum|minimum|max|min|best|worst|top|oldest|"
    r"range[sd]?|run from|runs from|between|priciest|costliest|best-paid|größte\w*|kleinste\w*|"
    r"höchste\w*|niedrigste\w*|teuerste\w*|günstigste\w*)\b",
    re.I,
)
_RANGE = re.compile(
    r"\b(?:difference|gap|spread|range|lead|apart|margin|unterschied|differenz|abstand|écart)\b",
    re.I,
)
_APART = re.compile(
    r"\b(?:difference|gap|spread|range|lead|apart|unterschied|differenz|abstand|écart|short|left|"
    r"over|under|above|below|more|less|fewer|net|missing|remaining|lacking|ahead|behind|surplus|"
    r"unspent|spare|margin|change|excess|room|free|unbilled|still|needs?|need)\b",
    re.I,
)
_PER = re.compile(r"\b(?:per|a|an|each|every|pro|par|je)\b|/", re.I)
_BASIS = re.compile(r"\b(?:per|pro|par|je)\s+(?P<many>10{1,6})\b", re.I)
_YEARLY = re.compile(
    r"\b(?:a year|per year|yearly|annual\w*|a\.?r\.?r|per annum|pro jahr|im jahr|par an)\b|"
    r"/ ?ye?a?r\b",
    re.I,
)
_MONTHLY = re.compile(
    r"\b(?:a month|per month|monthly|m\.?r\.?r|pro monat|im monat|par mois)\b|/ ?mo(?:nth)?\b", re.I
)
_WHOLE = re.compile(
    r"\b(?:total\w*|in all|all|altogether|overall|whole|everything|combined|together|across|list|"
    r"insgesamt|zusammen|gesamt\w*|between them)\b",
    re.I,
)
# Units by dimension: how many of the smallest one they are. A field's name says in which it is.
_UNITS = {
    name: (dimension, Decimal(factor))
    for dimension, names in {
        "time": {
            "ms millis milliseconds": "0.001", "s sec secs second seconds sekunden": "1",
            "min mins minute minutes minuten": "60", "h hr hrs hour hours stunden heures": "3600",
            "day days tage jours": "86400", "week weeks wochen": "604800",  # codespell:ignore
        },
        "mass": {"g gram grams gramm": "1", "kg kilo kilos kilograms": "1000",
                 "t ton tons tonne tonnes tonnen": "1000000"},
        "length": {"mm": "0.001", "cm": "0.01", "m metres meters meter": "1",
                   "km kilometres kilometers kilometer": "1000"},
        "volume": {"ml": "1", "cl": "10", "l litre litres liter liters": "1000", "hl": "100000"},
        "energy": {"wh": "1", "kwh": "1000", "mwh": "1000000", "gwh": "1000000000"},
        "data": {"bytes byte": "1", "kb": "1000", "mb": "1000000", "gb": "1000000000",
                 "tb": "1000000000000"},
    }.items()
    for several, factor in names.items()
    for name in several.split()
}  # fmt: skip
_UNIT_AFTER = re.compile(r"[a-z]{1,12}\b")
# Smaller whole numbers are too often something else's: the field has to be named.
_SMALL = 20
_OVER = re.compile(r"\b(?:over|from|of|across|among|aus|von|sur)\s*$", re.I)
_EACH = ("per ", "a ", "an ", "each", "every", "pro ", "je ", "par ", "/")
_MOST_GROUPS = 24
# How far from a figure the words that say what it is are looked for.
_NEAR = 320
_MOST_FIELDS = 12


def aggregates(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what the fields of the sets come to that a figure may be about."""
    if counts_records(figure, evidence):
        return
    said = part_of(figure, setting)
    if figure.kind == "number" and setting.is_own:
        beside = _beside(figure, setting)
        if not any(p.search(beside) for p in (AVERAGE, _WHOLE, _EXTREME, _RANGE)):
            return  # beside a record's handle only what that record says
    averaged, extreme = _which(figure, setting, said)
    apart, per = _APART.search(said), _is_per(figure, setting)
    ranged = _RANGE.search(said)
    if extreme:
        yield from _ends(figure, said, evidence, is_own=setting.is_own)
    wanted = (averaged, extreme, bool(ranged))
    for names in groups(figure, setting, evidence):
        spreads = evidence.fields.spreads(names)[:_MOST_FIELDS]
        for one in spreads:
            if not _may_be(figure, one, said):
                continue
            for value in _values(one, len(names), wanted):
                yield value, one.currency, ""
                for other in restated(figure, value, said, one.column.words):
                    yield other, one.currency, ""
        if per:
            yield from _per_each_other(figure, spreads, said)
        if apart:
            yield from _apart(figure, spreads, said)


def _values(one: Spread, count: int, wanted: tuple[bool, bool, bool]) -> Iterator[Decimal]:
    """Yield the total and, as wanted: averages and the median, extremes, and distances."""
    averaged, extreme, ranged = wanted
    yield one.total
    if averaged:
        yield from (one.total / one.count, one.total / count, one.median)
    if extreme:
        yield from (one.low, one.high)
    if ranged:
        yield from (one.high - one.low, one.high - one.second)


def _apart(figure: Figure, spreads: Sequence[Spread], said: str) -> Iterator[Candidate]:
    """Yield differences of two fields that are both named: added, removed, a net change."""
    named = _named(said)
    for a, b in permutations(spreads, 2):
        both = _is_named(a, named) and _is_named(b, named)
        if a.currency == b.currency and both and _told(figure, a, b, said):
            yield a.total - b.total, a.currency, ""


def bases(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield on how many values an average beside a count rests: `2.5 over 17 rated tickets`."""
    if not (_OVER.search(setting.before(figure)) and AVERAGE.search(setting.said)):
        return
    for names in groups(figure, setting, evidence):
        for one in evidence.fields.spreads(names)[:_MOST_FIELDS]:
            if one.column.empty and _is_basis(figure, one, setting):
                yield Decimal(one.count), "", ""


def _is_basis(figure: Figure, one: Spread, setting: Setting) -> bool:
    mean = one.total / one.count
    return any(abs(f.value - mean) <= f.slack for f in setting.figures if f is not figure)


def _ends(figure: Figure, said: str, evidence: Evidence, *, is_own: bool) -> Iterator[Candidate]:
    """Yield the extremes of a field that is named in full: `unit costs run from $10`."""
    named = _named(said)
    for names in evidence.of_source.values():
        for one in evidence.fields.spreads(names)[:_MOST_FIELDS]:
            if (
                (one.column.is_money and not is_own)
                or {_stem(word) for word in one.column.words} <= named
            ) and _may_be(figure, one, said):
                yield one.low, one.currency, ""
                yield one.high, one.currency, ""


def groups(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[frozenset[str]]:
    """Yield the sets that a figure may be about, those that its own words name first."""
    wholes = list(evidence.of_source.values())
    found = near_sets(figure, setting, evidence)[:_MOST_GROUPS]
    is_wide = setting.of_all or not setting.anchored or all(len(names) == 1 for names in found)
    if is_wide or _WHOLE.search(part_of(figure, setting)):
        found += wholes
    yield from (names for names in dict.fromkeys(found) if names)


def part_of(figure: Figure, setting: Setting) -> str:
    """Return what stands above a figure and its part of the sentence, up to a semicolon."""
    place = max(0, figure.start - setting.start)
    first, last = max(0, place - _NEAR), place + _NEAR
    start = setting.text.rfind("; ", first, place)
    end = setting.text.find("; ", place, last)
    part = setting.text[first if start < 0 else start : last if end < 0 else end]
    return f"{setting.around} {part}"


def _beside(figure: Figure, setting: Setting) -> str:
    """Return the words between the figure before and a figure, and some after it."""
    place = max(0, figure.start - setting.start)
    ends = [f.end - setting.start for f in setting.figures if f.end <= figure.start]
    end = place + len(figure.text)
    before, after = setting.text[max(ends, default=0) : place], setting.text[end : end + 32]
    return f"{setting.around} {before} {after}"


def _which(figure: Figure, setting: Setting, said: str) -> tuple[bool, bool]:
    """Say whether a figure may be an average, and an extreme: the word right before it decides."""
    before = setting.before(figure, _NEAR)
    average = max((m.start() for m in AVERAGE.finditer(before)), default=-1)
    extreme = max((m.start() for m in _EXTREME.finditer(before)), default=-1)
    if average >= 0 and extreme >= 0 and not setting.around:
        return average > extreme, extreme > average
    return bool(AVERAGE.search(said)), bool(_EXTREME.search(said))


def counts_records(figure: Figure, evidence: Evidence) -> bool:
    """Say whether a figure counts records: `40 deals`, and not `40 seats a deal`."""
    return figure.noun in evidence.record_nouns and not figure.follows.startswith(_EACH)


def _is_per(figure: Figure, setting: Setting) -> bool:
    """Say whether a figure is an amount per unit, by the words right beside it or above it."""
    near = f"{setting.around} | {setting.before(figure, 16)} | {figure.follows[:16]}"
    return bool(_PER.search(near))


def _may_be(figure: Figure, one: Spread, said: str) -> bool:
    """Say whether a figure may be of a field: amounts of amounts, small numbers only by name."""
    column = one.column
    if figure.kind == "money":
        return column.is_price
    if column.is_money or (column.is_price and not _is_named(one, _named(said))):
        return False
    whole = figure.value == figure.value.to_integral_value()
    if abs(figure.value) >= _SMALL or not whole:
        return True
    return _is_named(one, _named(said))


def _named(said: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[a-z]{3,}", said.lower())}


def _stem(word: str) -> str:
    return word.rstrip("s")[:5]


def _told(figure: Figure, a: Spread, b: Spread, said: str) -> bool:
    return _may_be(figure, a, said) and _may_be(figure, b, said)


def _per_each_other(figure: Figure, spreads: tuple[Spread, ...], said: str) -> Iterator[Candidate]:
    """Yield `€42 per 100 kg`, `one enquiry per 89 views`."""
    basis = _BASIS.search(said)
    times = Decimal(basis["many"]) if basis else Decimal(1)
    if figure.kind == "number" and figure.value < _SMALL and figure.slack >= Decimal("0.5"):
        return
    for a, b in permutations(spreads, 2):
        if b.total and not b.column.is_money and a.column.is_money == (figure.kind == "money"):
            yield a.total / b.total * times, a.currency, ""


def restated(
    figure: Figure, value: Decimal, said: str, column: Sequence[str] = ()
) -> Iterator[Decimal]:
    """Yield an amount in what the text says it in: a year of months, hours of minutes."""
    if figure.kind in {"money", "number"}:
        if _YEARLY.search(figure.follows) or (
            _YEARLY.search(said) and not _MONTHLY.match(figure.follows)
        ):
            yield value * 12
        if _MONTHLY.search(figure.follows):
            yield value / 12
    wanted = _unit_after(figure)
    for word in column:
        unit = _UNITS.get(word)
        if wanted and unit and wanted[0] == unit[0] and wanted[1] != unit[1]:
            yield value * unit[1] / wanted[1]


def _unit_after(figure: Figure) -> tuple[str, Decimal] | None:
    match = _UNIT_AFTER.match(figure.follows) if figure.kind in {"number", "days"} else None
    return _UNITS.get(match[0]) if match else None


def of_one(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what two numbers of one record come to: what is short, and what one unit costs."""
    said = part_of(figure, setting)
    apart, per = _APART.search(said), _is_per(figure, setting)
    for name in nearest(figure, setting):
        spreads = evidence.fields.spreads(frozenset({name}))[:_MOST_FIELDS]
        for one in spreads:
            if _may_be(figure, one, said) or _unit_after(figure):
                for value in restated(figure, one.total, said, one.column.words):
                    yield value, one.currency, name
        named = _named(said)
        for a, b in combinations(spreads, 2):
            alike = a.column.is_money == b.column.is_money == (figure.kind == "money")
            # A difference of two fields is meant where both are named: `11 on hand, par 26`.
            if apart and alike and all(_is_named(x, named) for x in (a, b)):
                yield a.total - b.total, a.currency, name
        if per:
            for value, currency, _ in _per_each_other(figure, spreads, said):
                yield value, currency, name
    if apart:
        yield from _of_said(figure, setting)


def _is_named(one: Spread, named: set[str]) -> bool:
    return bool(named & {_stem(word) for word in one.column.words})


def _of_said(figure: Figure, setting: Setting) -> Iterator[Candidate]:
    """Yield the difference of the last two figures before one: `6,652 added, 1,766 removed`."""
    said = [
        f
        for f in setting.figures
        if f.start < figure.start and f.kind == figure.kind and f.currency == figure.currency
    ]
    if len(said) >= 2:
        yield said[-1].value - said[-2].value, figure.currency, ""


def nearest(figure: Figure, setting: Setting) -> list[str]:
    """Return the record cited last before a figure, else all that its sentence is about."""
    cited = [f for f in setting.figures if f.kind == "handle" and f.text in setting.scope]
    before = [f.text for f in cited if f.start < figure.start]
    return [before[-1]] if before else sorted(setting.scope)[:_MOST_FIELDS]


def of_average(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how many times the average of its source a record's number is."""
    if not AVERAGE.search(setting.said):
        return
    for name in nearest(figure, setting):
        everything = evidence.of_source[evidence.record(name).source]
        means = {
            (one.column.path, one.currency): one.total / one.count
            for one in evidence.fields.spreads(everything)
        }
        for own in evidence.fields.spreads(frozenset({name})):
            if mean := means.get((own.column.path, own.currency)):
                yield own.total / mean, "", name
