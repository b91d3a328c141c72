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
from operatoros.briefing.limits import stems
from operatoros.briefing.measures import (
    APART,
    AVERAGE,
    EACH,
    EXTREME,
    RANGE,
    WEIGHTED,
    WHOLE,
    Measure,
    beside,
    counts_records,
    is_per,
    is_precise,
    measure_of,
    part_of,
)
from operatoros.briefing.naming import mentions, phrases
from operatoros.briefing.setting import Setting

_BASIS = re.compile(r"\b(?:per|pro|par|je)\s+(?P<many>10{1,6})\b", re.I)
_YEARLY = re.compile(
    r"\b(?:a year|per year|yearly|annual\w*|a\.?r\.?r|per annum|pro jahr|im jahr|par an)\b|"
    r"/ ?ye?a?r\b",
    re.I,
)
_MONTHLY = re.compile(
    r"\b(?:a month|per month|monthly|m\.?r\.?r|pro monat|im monat|par mois)\b|/ ?mo(?:nth)?\b", re.I
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
        "area": {"ha hectare hectares": "10000", "qm sqm": "1"},
        "energy": {"wh": "1", "kwh": "1000", "mwh": "1000000", "gwh": "1000000000"},
        "data": {"bytes byte": "1", "kb": "1000", "mb": "1000000", "gb": "1000000000",
                 "tb": "1000000000000"},
    }.items()
    for several, factor in names.items()
    for name in several.split()
}  # fmt: skip
_UNIT_AFTER = re.compile(r"[a-z]{1,12}\b")
# Smaller whole numbers are too often something else's: the field has to be named.
_OF_WHOLE = re.compile(r"\b(?:of|out of|from)\s+(?:the|all|our|its)?\s*(?:the\s+)?$", re.I)
_MEASURES = (AVERAGE, WHOLE, EXTREME, RANGE)
_SMALL = 20
_MANY_DIGITS = 3
_BESIDE = 24
_MOST_NAMED = 6
_OVER = re.compile(r"\b(?:over|from|of|across|among|aus|von|sur)\s*$", re.I)
_MOST_GROUPS = 24
MOST_FIELDS = 12


def aggregates(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what the fields of the sets come to that a figure may be about."""
    if counts_records(figure, evidence):
        return
    said = part_of(figure, setting)
    if setting.is_own and not any(mentions(p, beside(figure, setting)) for p in _MEASURES):
        # Beside a record's handle only what that record says.
        if _is_of_all(figure, setting, evidence):
            yield from _totals(figure, said, evidence)
        return
    measure = measure_of(figure, setting, said)
    if measure.extreme:
        yield from _ends(figure, said, evidence, is_own=setting.is_own)
    if not setting.is_own:
        yield from _of_other_sets(figure, setting, said, measure, evidence)
    ranged, apart, per = mentions(RANGE, said), mentions(APART, said), is_per(figure, setting)
    for names in groups(figure, setting, evidence):
        spreads = evidence.fields.spreads(names)[:MOST_FIELDS]
        for one in _meant(figure, spreads, setting, said, evidence):
            for value in _values(one, len(names), measure, ranged=bool(ranged)):
                yield value, one.currency, ""
                for other in restated(figure, value, said, one.column.words):
                    yield other, one.currency, ""
        if per:
            yield from per_each_other(figure, spreads, said)
        if apart:
            yield from _apart(figure, spreads, said)


def _meant(
    figure: Figure, spreads: Sequence[Spread], setting: Setting, said: str, evidence: Evidence
) -> Iterator[Spread]:
    """Yield the fields that a figure may be of."""
    called = _called(figure, evidence)
    for one in spreads:
        if called and not stems(one.column) & called:
            continue  # `1,428 lines added` is not what was removed
        if may_be(figure, one, said) or _is_called_else(figure, one, setting, evidence):
            yield one


def _totals(figure: Figure, said: str, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what the fields of whole sources come to."""
    for names in evidence.of_source.values():
        for one in evidence.fields.spreads(names)[:MOST_FIELDS]:
            if may_be(figure, one, said):
                yield one.total, one.currency, ""
                for other in restated(figure, one.total, said, one.column.words):
                    yield other, one.currency, ""


def _of_other_sets(
    figure: Figure, setting: Setting, said: str, measure: Measure, evidence: Evidence
) -> Iterator[Candidate]:
    """Yield weighted totals, precise averages of unnamed sets, distances between named ones."""
    if mentions(WEIGHTED, said):
        yield from _weighted(evidence)
    if measure.average and is_precise(figure):
        yield from _averages(figure, evidence)
    if mentions(RANGE, said) or mentions(APART, said):
        yield from _between(figure, setting, evidence)


def _called(figure: Figure, evidence: Evidence) -> set[str]:
    """Return the words right behind a number that are the name of a field: `lines added`."""
    near = re.match(r"(?:[^\W\d_]+\s?){0,3}", figure.follows)
    said = named_in(near[0]) if near and figure.kind == "number" else set()
    plain = (one for one in evidence.fields.numeric if not one.is_price)
    return said & {stem for one in plain for stem in stems(one)}


def _weighted(evidence: Evidence) -> Iterator[Candidate]:
    """Yield amounts times a share of the same record, added up: the weighted pipeline."""
    numeric = evidence.fields.numeric
    for money in (one for one in numeric if one.is_money):
        for share in numeric:
            values = share.numbers
            if share.source == money.source and all(0 <= v <= 100 for v in values.values()):
                scale = 100 if max(values.values()) > 1 else 1
                both = money.numbers.keys() & values.keys()
                total = sum((money.numbers[n] * values[n] for n in both), Decimal(0))
                yield total / scale, next(iter(money.currencies.values()), ""), ""


def _averages(figure: Figure, evidence: Evidence) -> Iterator[Candidate]:
    """Yield averages of the sets that one value makes: an online gift is one of channel `web`."""
    for names in evidence.groupings:
        for one in evidence.fields.spreads(names)[:MOST_FIELDS]:
            if one.column.is_price == (figure.kind == "money"):
                yield one.total / one.count, one.currency, ""


def _between(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield by how much what two named sets come to differs: Leeds over York."""
    named = [names for _, names in phrases(setting.text, evidence.values)]
    for a, b in combinations(dict.fromkeys(named[:_MOST_NAMED]), 2):
        theirs = {(one.column.path, one.currency): one for one in evidence.fields.spreads(b)}
        for one in evidence.fields.spreads(a)[:MOST_FIELDS]:
            other = theirs.get((one.column.path, one.currency))
            if other and one.column.is_price == (figure.kind == "money"):
                yield one.total - other.total, one.currency, ""
                yield one.total / one.count - other.total / other.count, one.currency, ""
        if figure.kind == "number" and figure.noun in evidence.record_nouns:
            yield Decimal(len(a) - len(b)), "", ""


def _values(one: Spread, count: int, measure: Measure, *, ranged: bool) -> Iterator[Decimal]:
    """Yield the total and, as meant: averages and the median, extremes, and distances."""
    if measure.total or (measure.average and one.count == 1):
        yield one.total
    if measure.average:
        yield from (one.total / one.count, one.total / count, one.median)
    if measure.extreme:
        yield from (one.low, one.high)
    if ranged:
        yield from (one.high - one.low, one.high - one.second)


def _apart(figure: Figure, spreads: Sequence[Spread], said: str) -> Iterator[Candidate]:
    """Yield differences of two fields that are both named: added, removed, a net change."""
    named = named_in(said)
    for a, b in permutations(spreads, 2):
        both = is_named(a, named) and is_named(b, named)
        if a.currency == b.currency and both and _told(figure, a, b, said):
            yield a.total - b.total, a.currency, ""


def bases(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield on how many values an average beside a count rests: `2.5 over 17 rated tickets`."""
    if not (_OVER.search(setting.before(figure)) and mentions(AVERAGE, setting.said)):
        return
    for names in (*groups(figure, setting, evidence), *evidence.of_source.values()):
        for one in evidence.fields.spreads(names)[:MOST_FIELDS]:
            if one.column.empty and _is_basis(figure, one, setting):
                yield Decimal(one.count), "", ""


def _is_basis(figure: Figure, one: Spread, setting: Setting) -> bool:
    mean = one.total / one.count
    return any(abs(f.value - mean) <= f.slack for f in setting.figures if f is not figure)


def _ends(figure: Figure, said: str, evidence: Evidence, *, is_own: bool) -> Iterator[Candidate]:
    """Yield the extremes of a field that is named in full: `unit costs run from $10`."""
    named = named_in(said)
    for names in evidence.of_source.values():
        for one in evidence.fields.spreads(names)[:MOST_FIELDS]:
            if (
                (one.column.is_money and not is_own)
                or {_stem(word) for word in one.column.words} <= named
            ) and may_be(figure, one, said):
                yield one.low, one.currency, ""
                yield one.high, one.currency, ""


def groups(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[frozenset[str]]:
    """Yield the sets that a figure may be about, those that its own words name first."""
    wholes = list(evidence.of_source.values())
    found = near_sets(figure, setting, evidence)[:_MOST_GROUPS]
    is_wide = setting.of_all or not setting.anchored or all(len(names) == 1 for names in found)
    # A sentence of its own in a paragraph about Acme need not be about Acme.
    is_free = not setting.is_own and not setting.above
    is_free = is_free and (
        not setting.chosen or len(re.sub(r"\D", "", figure.text)) >= _MANY_DIGITS
    )
    if is_wide or is_free or WHOLE.search(part_of(figure, setting)):
        found += wholes
    yield from (names for names in dict.fromkeys(found) if names)


def _is_of_all(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a figure is a whole, or has many digits and stands before what is cited."""
    digits = re.sub(r"\D", "", figure.text)
    if _OF_WHOLE.search(setting.before(figure)):
        return figure.noun in evidence.field_nouns  # `38 of the 315 comments`
    cited = [f.start for f in setting.figures if f.kind == "handle"]
    return len(digits) >= _MANY_DIGITS and bool(cited) and figure.start < min(cited)


def may_be(figure: Figure, one: Spread, said: str) -> bool:
    """Say whether a figure may be of a field: amounts of amounts, small numbers only by name."""
    column = one.column
    if figure.kind == "money":
        return column.is_price
    if column.is_money or (column.is_price and not is_named(one, named_in(said))):
        return False
    whole = figure.value == figure.value.to_integral_value()
    if abs(figure.value) >= _SMALL or not whole:
        return True
    return is_named(one, named_in(said)) or _is_unit_of(figure, column.words)


def _is_called_else(figure: Figure, one: Spread, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a count of things may be of a declared count: `13 guests` of `people`."""
    if setting.is_own or figure.kind != "number" or not setting.anchored:
        return False
    thing = re.match(r"[a-z]{3,}s\b", figure.follows)
    counts = evidence.sources[one.column.source].shape.counts
    unknown = thing and not any(thing[0] == noun for noun in evidence.record_nouns)
    return bool(unknown) and one.column.path in counts and not figure.follows.startswith(EACH)


def _is_unit_of(figure: Figure, column: Sequence[str]) -> bool:
    """Say whether the unit behind a figure is that of a field: `15.9 ha` of `hectares`."""
    unit = unit_after(figure)
    return unit is not None and any(_UNITS.get(word) == unit for word in column)


def named_in(said: str) -> set[str]:
    """Return the beginnings of the words of a text, as fields are named by."""
    return {_stem(word) for word in re.findall(r"[a-z]{3,}", said.lower())}


def _stem(word: str) -> str:
    return word.rstrip("s")[:5]


def _told(figure: Figure, a: Spread, b: Spread, said: str) -> bool:
    return may_be(figure, a, said) and may_be(figure, b, said)


def per_each_other(figure: Figure, spreads: tuple[Spread, ...], said: str) -> Iterator[Candidate]:
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
        if _YEARLY.search(figure.follows[:_BESIDE]) or (
            mentions(_YEARLY, said) and not _MONTHLY.match(figure.follows)
        ):
            yield value * 12
        if _MONTHLY.search(figure.follows[:_BESIDE]):
            yield value / 12
    wanted = unit_after(figure)
    for word in column:
        unit = _UNITS.get(word)
        if wanted and unit and wanted[0] == unit[0] and wanted[1] != unit[1]:
            yield value * unit[1] / wanted[1]


def unit_after(figure: Figure) -> tuple[str, Decimal] | None:
    """Return the unit right behind a number: its dimension, and how many of the smallest it is."""
    match = _UNIT_AFTER.match(figure.follows) if figure.kind in {"number", "days"} else None
    return _UNITS.get(match[0]) if match else None


def is_named(one: Spread, named: set[str]) -> bool:
    """Say whether a field is named by one of these beginnings of words."""
    return bool(named & {_stem(word) for word in one.column.words})
