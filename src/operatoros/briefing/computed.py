"""What follows from the records and facts that a sentence names: the declared computations.

Sum, rest, average, median, difference; share and ratio; size of a set, and of what two sets have
in common; count of different values. Each yields candidates; `support` compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from operatoros.briefing.clauses import clause_sets
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure, same_currency
from operatoros.briefing.money import convert
from operatoros.briefing.naming import mentions
from operatoros.briefing.reading import EXACT, decimal_of, leaves
from operatoros.briefing.setting import Setting
from operatoros.values.findings import Fact

Candidate = tuple[Decimal, str, str]  # value, currency or empty, handle or empty

MOST_PAIRS = 12
_TOTALS = re.compile(r"\b(?:in all|total|together|altogether|combined|sum|come to|add up)\b", re.I)
_COMPARED = re.compile(
    r"\b(?:above|below|more|less|fewer|ahead|behind|between|gap|difference|higher|lower|over|"
    r"than)\b",
    re.I,
)
_APART = re.compile(
    r"\b(?:lead|apart|margin|larger|smaller|bigger|exceeds?|beats?|short of)\b", re.I
)
_OF_WHOLE = re.compile(r"\b(?:of|all|total|whole|every|against|than|von|aller|sur)\b", re.I)
MOST_SETS = 14
MEAN_WORDS = re.compile(r"\b(?:average|avg|mean|median|typical|per deal|each on average)\b", re.I)
_VALUE_WORDS = re.compile(
    r"[$€£¥]|\b(?:bill|spend|spending|costs?|fees|sales|turnover|budget|income|money|"
    r"kosten)\b|\bof (?:it|that|everything|the (?:sum|rest))\b"
    r"|\b(?:summe|value|worth|amount|pipeline|revenue|money|volume|total|[A-Z]{3})\b"
)
_FROM = re.compile(r"\b(?:from|von)\s+$", re.I)
_TO = re.compile(r"\b(?:to|auf)\s+$", re.I)
REST = re.compile(r"\b(?:other|others|rest|remaining|remainder|without|not|no)\b", re.I)


def of_record(
    handle: str, evidence: Evidence, *, keys: bool = False, prices: bool = False
) -> Iterator[Candidate]:
    """Yield the numbers of a record, and what they were before.

    Its key only with `keys`; with `prices` no plain counts, if its source declares amounts.
    """
    declared = prices and bool(evidence.shape(handle).money)
    for number in evidence.numbers(handle):
        if (keys or not number.is_key) and not (declared and number.is_count):
            yield number.value, number.currency, handle
    yield from of_changes(handle, evidence)


def of_changes(handle: str, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what a record's numbers were, are, and by how much they moved."""
    amount = evidence.amount(handle)
    currency = amount.currency if amount else ""
    for _, old, new in evidence.changed(handle):
        was, now = decimal_of(old), decimal_of(new)
        for value in (was, now):
            if value is not None:
                yield value, currency, handle
        if was is not None and now is not None:
            yield EXACT.subtract(now, was), currency, handle


def of_cells(figure: Figure, setting: Setting) -> Iterator[Decimal]:
    """Yield what the cells above one in the last row of a table add up to."""
    alike = [f.value for f in setting.cells if f.kind == figure.kind]
    if len(alike) > 1:
        yield sum(alike, Decimal(0))


def of_step(figure: Figure, setting: Setting, evidence: Evidence) -> list[Candidate]:
    """Return what `from $40,000 to $50,000` can hold: before it moved, after it moved.

    Empty unless the other end of the step is one of a change.
    """
    first = bool(_FROM.search(setting.before(figure)))
    if not first and not _TO.search(setting.before(figure)):
        return []
    figures = [f for f in setting.figures if f.kind == figure.kind]
    place = figures.index(figure) if figure in figures else -1
    other = place + 1 if first else place - 1
    if place < 0 or not 0 <= other < len(figures):
        return []
    partner = figures[other]
    if not (_TO if first else _FROM).search(setting.before(partner)):
        return []
    found = []
    for handle in sorted(setting.scope):
        for _, old, new in evidence.changed(handle):
            was, now = decimal_of(old), decimal_of(new)
            if was is not None and now is not None:
                mine, theirs = (was, now) if first else (now, was)
                if abs(partner.value - theirs) <= partner.slack:
                    found.append((mine, "", handle))
    return found


def of_figures(
    fact: Fact, figures: Sequence[Figure], kinds: frozenset[str] | set[str] | None = None
) -> Iterator[Candidate]:
    """Yield figures of a fact's text, of some kinds only if they are named."""
    wanted = kinds or {"money", "number", "percent", "days"}
    for found in figures:
        if found.kind in wanted:
            yield found.value, found.currency, fact.id


def named_sets(
    setting: Setting, without: frozenset[frozenset[str]] = frozenset()
) -> list[frozenset[str]]:
    """Return the sets that a sentence names, and where two of them overlap.

    What stands above it (a heading, a lead, the first cell of a row) cuts each of them.
    """
    sets = [names for names in setting.sets[:MOST_SETS] if names not in without]
    both = [a & b for a, b in combinations(sets, 2)]
    if setting.head:
        rows = setting.above or (sets if setting.of_all else ())
        return [h & a for h in setting.head for a in rows if h & a] or list(setting.head)
    if setting.above:
        cut = [a & b for a in setting.above for b in [*sets, *both]]
        own = [*setting.above, *(s for s in cut if s)]
        # Beneath `Leeds` everything is of Leeds, unless it is compared with something else.
        free = setting.recent or mentions(_OF_WHOLE, setting.text)
        sets = [*own, *sets, *both] if free or _is_apart(setting, sets) else own
        return list(dict.fromkeys(s for s in sets if s))
    return list(dict.fromkeys([*sets, *(s for s in both if s)]))


def near_sets(figure: Figure, setting: Setting, evidence: Evidence) -> list[frozenset[str]]:
    """Return the sets that a figure's own clause names, if it names any."""
    found = named_sets(setting)
    clause = clause_sets(figure, setting, evidence)
    if not clause:
        return found
    about = frozenset[str]().union(*clause)
    told = setting.chosen | set(setting.above)
    return [names for names in found if names <= about or names in told]


def _is_apart(setting: Setting, sets: Sequence[frozenset[str]]) -> bool:
    """Say whether a sentence names records that what stands above it does not cover."""
    return any(not any(names & above for above in setting.above) for names in sets)


def summed(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield sums, rests, averages and differences of what a sentence names."""
    everything = list(evidence.of_source.values())
    averaged = mentions(MEAN_WORDS, setting.text)
    for names in [*named_sets(setting), *(everything if averaged else ())]:
        if len(names) == 1 and setting.is_own:
            continue  # the amount of one record is no sum
        sums = evidence.sums(names)
        for one in sums:
            yield one.total, one.currency, ""
            if averaged:
                yield EXACT.divide(one.total, Decimal(one.count)), one.currency, ""
        if averaged:
            yield from _medians(names, evidence)
        if evidence.reader.currency and (whole := convert(sums, evidence.reader)) is not None:
            yield whole, evidence.reader.currency, ""
        source = next((s for s in everything if names < s), None)
        if source is not None and len(names) > 1:
            here = {one.currency: one.total for one in sums}
            for one in evidence.sums(source):
                yield (
                    EXACT.subtract(one.total, here.get(one.currency, Decimal(0))),
                    one.currency,
                    "",
                )
    if not (mentions(_COMPARED, setting.text) or mentions(_APART, setting.text)):
        return
    pairs = sorted(setting.scope | setting.recent)[:MOST_PAIRS]
    amounts = [a for name in pairs if (a := evidence.amount(name))]
    for a, b in combinations(amounts, 2):
        if a.currency == b.currency:
            yield EXACT.subtract(a.value, b.value), a.currency, ""


def _medians(names: frozenset[str], evidence: Evidence) -> Iterator[Candidate]:
    by_currency: dict[str, list[Decimal]] = {}
    for name in names:
        if amount := evidence.amount(name):
            by_currency.setdefault(amount.currency, []).append(amount.value)
    for currency, values in by_currency.items():
        values.sort()
        middle = len(values) // 2
        yield values[middle], currency, ""
        yield (values[middle] + values[~middle]) / 2, currency, ""


def in_sentence(figure: Figure, setting: Setting) -> Iterator[Candidate]:
    """Yield what the other figures of the sentence come to: their sum, and differences."""
    others = [
        f
        for f in setting.figures
        if f.kind == figure.kind and f is not figure and f.currency == figure.currency
    ]
    if len(others) >= 2:
        if mentions(_TOTALS, setting.text):
            yield sum((f.value for f in others), Decimal(0)), figure.currency, ""
        if mentions(_COMPARED, setting.text) or mentions(REST, setting.text):
            for a, b in combinations(others[:MOST_PAIRS], 2):
                yield a.value - b.value, figure.currency, ""


def differences(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield by how much records differ in a field: `6 points above`."""
    if not mentions(_COMPARED, setting.text):
        return
    scope = sorted(setting.scope)[:MOST_PAIRS]
    values = [
        {path: decimal_of(value) for path, value in leaves(evidence.record(name).data)}
        for name in scope
    ]
    for a, b in combinations(values, 2):
        for path in a:
            one, two = a[path], b.get(path)
            if one is not None and two is not None:
                yield one - two, "", ""


def per_unit(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield amounts divided by another number of the same record: `$400 per signup`."""
    if not figure.follows.startswith(("per ", "each", "a ", "/")):
        return
    for name in sorted(setting.scope):
        amount = evidence.amount(name)
        for number in evidence.numbers(name):
            if amount and number.value and not number.is_money:
                yield amount.value / number.value, amount.currency, name


def ratios(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Decimal]:
    """Yield shares of sets in their source and in each other, and of figures beside each other."""
    yield from _of_each_other(setting, evidence)
    wholes = list(evidence.of_source.values())
    if re.search(r"\bof (?:these|those|them|the|its|her|his|their)\b", setting.text):
        wholes += setting.sets[:MOST_SETS]
    by_value = len(setting.scope) == 1 or mentions(_VALUE_WORDS, setting.text)
    scope = [frozenset({name}) for name in sorted(setting.scope)[:MOST_PAIRS]]
    for part in [*named_sets(setting), *(scope if by_value else ())]:
        for whole in wholes:
            if part and part < whole:
                yield Decimal(len(part)) / len(whole)
                if by_value:
                    yield from _share(part, whole, evidence)
    for a, b in combinations(setting.facts, 2):
        one, two = decimal_of(a.value), decimal_of(b.value)
        if one and two and a.unit == b.unit:
            yield one / two
            yield two / one
    lines = list(evidence.sources.values())
    if lines:
        whole_ones = sum(line.state in {"ok", "cached"} for line in lines)
        yield Decimal(whole_ones) / len(lines)


def _of_each_other(setting: Setting, evidence: Evidence) -> Iterator[Decimal]:
    """Yield ratios of figures that stand beside each other, and of the amounts of records."""
    numbers = [f for f in setting.figures if f.kind in {"money", "number"} and f.value]
    for a, b in combinations(numbers[:MOST_PAIRS], 2):
        if a.kind == b.kind and same_currency(a.currency, b.currency):
            yield a.value / b.value
            yield b.value / a.value
            yield abs(a.value - b.value) / a.value
            yield abs(a.value - b.value) / b.value
    amounts = [x for name in sorted(setting.scope)[:MOST_PAIRS] if (x := evidence.amount(name))]
    for one, two in combinations(amounts, 2):
        if one.currency == two.currency and one.value and two.value:
            yield one.value / two.value
            yield two.value / one.value


def _share(part: frozenset[str], whole: frozenset[str], evidence: Evidence) -> Iterator[Decimal]:
    totals = {one.currency: one.total for one in evidence.sums(whole)}
    parts = evidence.sums(part)
    for one in parts:
        if total := totals.get(one.currency):
            yield one.total / total
    if evidence.reader.currency:
        ours = convert(parts, evidence.reader)
        theirs = convert(evidence.sums(whole), evidence.reader)
        if ours is not None and theirs:
            yield ours / theirs
