"""What share a figure has: of the total of its own field, over its source or a set that is named.

`161 doors, 11% of all`: the field is the one that the figure beside the share is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, permutations

from operatoros.briefing.clauses import clause_sets
from operatoros.briefing.computed import Candidate, near_sets
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.fields import Spread
from operatoros.briefing.figures import Figure
from operatoros.briefing.labelled import is_label
from operatoros.briefing.matching import fits
from operatoros.briefing.naming import mentions
from operatoros.briefing.reading import decimal_of
from operatoros.briefing.setting import Setting

# A share follows what it is of, or comes right before it.
_MOST_BESIDE = 3
_MOST_SETS = 24
_NEAR = 32
_MOST_RECORDS = 6
_OF_TOTAL = re.compile(
    r"\s*[*_]*\s*(?:of (?:the |all |our |its |their |everything|it)\s*(?:total|whole|sum|"
    r"altogether|overall|all|[a-z]+)?|overall|in all|vom|aller|der|du|des)\b",
    re.I,
)
_SUMMED = re.compile(r"\b(?:so|together|in all|combined|that is|in total|both|makes?)\b", re.I)
_HIGHEST = re.compile(r"\b(?:highest|largest|biggest|longest|dearest|most|max\w*|best|top)\b", re.I)
_LOWEST = re.compile(
    r"\b(?:lowest|smallest|shortest|cheapest|least|fewest|min\w*|worst|bottom)\b", re.I
)
_OF_THAT = re.compile(r"\s*[*_]*\s*(?:of|der|du|des|von)\s+[a-z]{3,}")


def of_column(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Decimal]:
    """Yield what a figure beside a share is of the total of its field."""
    beside = _beside(figure, setting)
    of_that = bool(_OF_THAT.match(figure.follows))
    of_total = bool(_OF_TOTAL.match(figure.follows))
    for names in _parts(figure, setting, evidence):
        for part in evidence.fields.spreads(names):
            told = any(fits(one, part.total) for one in beside if one.value)
            if told or (of_total and len(names) == 1 and _is_main(part, evidence)):
                yield from _of_wholes(part, names, setting, evidence)
                yield from _of_other(part, names, figure, evidence)
            elif of_that and names in setting.above and _is_main(part, evidence):
                yield from _of_wholes(part, names, setting, evidence)


def _beside(figure: Figure, setting: Setting) -> list[Figure]:
    """Return the figures that a share may be of: the last before it, and the first after."""
    amounts = [f for f in setting.figures if f.kind in {"number", "money", "days"}]
    before = [f for f in amounts if f.start < figure.start][-_MOST_BESIDE:]
    return before + [f for f in amounts if f.start > figure.start][:1]


def _parts(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[frozenset[str]]:
    scope = sorted(setting.scope)
    if len(scope) <= _MOST_RECORDS:
        yield from (frozenset({name}) for name in scope)
    if 1 < len(setting.cited) <= _MOST_RECORDS:
        yield setting.cited
    yield from near_sets(figure, setting, evidence)[:_MOST_SETS]
    yield from evidence.of_source.values()


def _is_main(part: Spread, evidence: Evidence) -> bool:
    """Say whether a field is one that its source declares as an amount or a count."""
    shape = evidence.sources[part.column.source].shape
    return part.column.is_money or part.column.path in shape.counts


def of_counts(setting: Setting, evidence: Evidence) -> Iterator[Decimal]:
    """Yield what the counts of a sentence are together of a source: `3 low, 12 normal, so 58%`."""
    if not mentions(_SUMMED, setting.text):
        return
    counts = [f.value for f in setting.figures if f.kind == "number"][:_MOST_RECORDS]
    for names in evidence.of_source.values():
        if len(counts) > 1 and sum(counts) <= len(names):
            yield sum(counts, Decimal(0)) / len(names)


def extremes(setting: Setting, evidence: Evidence) -> Iterator[Decimal]:
    """Yield how many times the smallest the largest is, where a sentence compares the two."""
    if not (mentions(_HIGHEST, setting.said) and mentions(_LOWEST, setting.said)):
        return
    for names in (*setting.above, *evidence.of_source.values()):
        for one in evidence.fields.spreads(names):
            if one.low > 0:
                yield one.high / one.low


def _of_other(
    part: Spread, names: frozenset[str], figure: Figure, evidence: Evidence
) -> Iterator[Decimal]:
    """Yield what one field comes to of another that is named: balances of the value."""
    for one in evidence.fields.spreads(names):
        named = any(word in figure.follows[:_NEAR] for word in one.column.words if len(word) > 3)
        alike = one.currency == part.currency and one.column.is_price == part.column.is_price
        named = named or (one.column.is_money and one.total > part.total)
        if named and alike and one.column is not part.column and one.total:
            yield part.total / one.total


def _of_wholes(
    part: Spread, names: frozenset[str], setting: Setting, evidence: Evidence
) -> Iterator[Decimal]:
    everything = evidence.of_source[part.column.source]
    wholes = [everything, *(s for s in (*setting.above, *setting.chosen) if names < s)]
    for whole in wholes:
        for one in evidence.fields.spreads(whole):
            same = one.column is part.column and one.currency == part.currency
            if same and one.total and names != whole:
                yield part.total / one.total


_OF_SETS = re.compile(r"\bof (?:these|those|them|the|its|her|his|their|all|our|which)\b", re.I)


def of_bracket(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate] | None:
    """Yield what a share in brackets can be, by what stands before them; None without any."""
    if (pair := _part_of(figure, setting)) is not None:
        told = iter([(pair[0] / pair[1] * 100, "", "")] if pair[1] else [])
        return chain(told, _of_fields(setting, evidence))
    if (count := _bracketed(figure, setting, evidence)) is not None:
        return _shares_of(count, setting, evidence)
    return None


def _part_of(figure: Figure, setting: Setting) -> tuple[Decimal, Decimal] | None:
    """Return part and whole of `163 of 180 seats gone (91%)` about one record, else None."""
    match = re.search(
        r"\d\s(?:of|out of|/|von|sur)\s\S*\d\S*(?:\s[^\d,;()]+)?\s\($", setting.before(figure, 60)
    )
    counts = [f.value for f in setting.figures if f.start < figure.start and f.kind == "number"]
    if match is None or not setting.is_own or len(counts) < 2:
        return None
    return counts[-2], counts[-1]


def _of_fields(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield the shares that the numbers of a record are of each other."""
    for handle in sorted(setting.scope)[:_MOST_RECORDS]:
        values = [one.total for one in evidence.fields.spreads(frozenset({handle}))]
        for part, whole in permutations(values, 2):
            if whole:
                yield part / whole * 100, "", handle


def _bracketed(figure: Figure, setting: Setting, evidence: Evidence) -> Figure | None:
    """Return the count that a share in brackets belongs to: `12 (29%)`, `17 solved (33%)`."""
    before = setting.before(figure, 40)
    if not before.endswith("("):
        return None
    counts = [
        f for f in setting.figures if f.start < figure.start and not is_label(f, setting, evidence)
    ]
    last = counts[-1] if counts else None
    if last is None or last.kind != "number" or last.slack > 1:
        return None
    between = setting.text[last.end - setting.start : figure.start - setting.start]
    if not re.fullmatch(r"[*_]*(?:\s\w+){0,5}[*_]*\s\(", between):
        return None
    # `44 / 119 devices (37%)`: the part, not the whole.
    is_whole = re.search(r"(?:/|\bof|\bvon|\bsur)\s*(?:the |all )?$", setting.before(last))
    return counts[-2] if is_whole and len(counts) > 1 and counts[-2].kind == "number" else last


def _shares_of(count: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield the shares that a count can be: of a source, of a set, of another count."""
    said = [*setting.above, *clause_sets(count, setting, evidence)]
    sources = {
        source: names
        for source, names in evidence.of_source.items()
        if not said or any(names & part for part in said)
    }
    wholes = [Decimal(len(names)) for names in sources.values()]
    wholes += [Decimal(len(names)) for names in setting.above]
    if mentions(_OF_SETS, setting.text):
        wholes += [Decimal(len(names)) for names in setting.sets]
    wholes += [f.value for f in setting.figures if f.kind == "number" and f is not count]
    totals = [
        fact for fact in evidence.facts.values() if fact.kind == "count" and fact.source in sources
    ]
    wholes += [value for fact in totals if (value := decimal_of(fact.value)) is not None]
    # The part is what is written, or what the clause names, should the count be wrong.
    named = said + [frozenset(fact.records) for fact in setting.hinted]
    for part in (count.value, *(Decimal(len(names)) for names in named)):
        for whole in wholes:
            if whole:
                yield part / whole * 100, "", ""
                yield (whole - part) / whole * 100, "", ""
