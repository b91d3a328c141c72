"""What the numbers of one record come to: what is short, what one unit costs, how far off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from operatoros.briefing.aggregates import (
    MOST_FIELDS,
    is_named,
    may_be,
    named_in,
    per_each_other,
    restated,
    unit_after,
)
from operatoros.briefing.clauses import clause_of
from operatoros.briefing.computed import Candidate
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.fields import Spread
from operatoros.briefing.figures import Figure
from operatoros.briefing.measures import APART, AVERAGE, EXTREME, LEFT, is_per, part_of
from operatoros.briefing.naming import mentions
from operatoros.briefing.setting import Setting


def of_one(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what two numbers of one record come to: what is short, and what one unit costs."""
    said = part_of(figure, setting)
    clause = f"{setting.around} {clause_of(figure, setting)}"
    apart, per = mentions(APART, clause), is_per(figure, setting)
    for name in nearest(figure, setting):
        spreads = evidence.fields.spreads(frozenset({name}))[:MOST_FIELDS]
        for one in spreads:
            if may_be(figure, one, said) or unit_after(figure):
                for value in restated(figure, one.total, said, one.column.words):
                    yield value, one.currency, name
        if apart and mentions(AVERAGE, said):
            yield from _from_mean(figure, name, spreads, evidence)
        named = named_in(said)
        for a, b in combinations(spreads, 2):
            alike = a.column.is_money == b.column.is_money == (figure.kind == "money")
            # A difference of two fields is meant where both are said: `11 on hand, par 26`.
            said_both = all(_is_said(x, named, setting) for x in (a, b))
            one_left = LEFT.match(figure.follows) and (is_named(a, named) or is_named(b, named))
            if apart and alike and (said_both or one_left):
                yield a.total - b.total, a.currency, name
        if per:
            for value, currency, _ in per_each_other(figure, spreads, said):
                yield value, currency, name
    if apart:
        yield from _of_said(figure, setting)


def of_head(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Decimal]:
    """Yield the share that two fields make, if the head of the column names both.

    Under `Active / seats` stands `67%`: of a row's record, of what its first cell names, of all.
    """
    named = named_in(setting.column) if setting.column else set()
    if not named:
        return
    own = [frozenset({name}) for name in nearest(figure, setting)]
    everything = evidence.of_source.values() if setting.of_all else ()
    for names in (*own, *setting.above, *everything):
        said = [one for one in evidence.fields.spreads(names) if is_named(one, named)]
        for a, b in permutations(said[:MOST_FIELDS], 2):
            if b.total:
                yield a.total / b.total


def of_row(figure: Figure, setting: Setting) -> Iterator[Decimal]:
    """Yield how far two other figures of a row are apart: `| 38 | 500 | 462 |`."""
    others = [one for one, _ in setting.rows if one is not figure and one.kind == figure.kind]
    yield from (a.value - b.value for a, b in permutations(others[:MOST_FIELDS], 2))


def named_number(handle: str, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield the numbers of a record whose field a sentence names: `Approvals: 3`."""
    named = named_in(setting.said)
    for one in evidence.fields.spreads(frozenset({handle})):
        if is_named(one, named):
            yield one.total, one.currency, handle


def _from_mean(
    figure: Figure, name: str, spreads: Sequence[Spread], evidence: Evidence
) -> Iterator[Candidate]:
    """Yield how far a record lies from the average of its source."""
    everything = evidence.of_source[evidence.record(name).source]
    means = {(one.column.path, one.currency): one for one in evidence.fields.spreads(everything)}
    for own in spreads:
        whole = means.get((own.column.path, own.currency))
        if whole and own.column.is_price == (figure.kind == "money"):
            yield own.total - whole.total / whole.count, own.currency, name
            yield own.total - whole.median, own.currency, name


def _is_said(one: Spread, named: set[str], setting: Setting) -> bool:
    """Say whether a field is named, or its number stands in the sentence."""
    return is_named(one, named) or any(
        f.value == one.total and f.kind in {"number", "money"} for f in setting.figures
    )


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
    return [before[-1]] if before else sorted(setting.scope)[:MOST_FIELDS]


def of_average(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how many times the average of its source a record's number is."""
    if not mentions(AVERAGE, setting.said):
        return
    if not setting.is_own and mentions(EXTREME, setting.said):
        for names in (*setting.above, *evidence.of_source.values()):
            for one in evidence.fields.spreads(names):
                if one.total:
                    yield one.high / (one.total / one.count), "", ""
    for name in nearest(figure, setting):
        everything = evidence.of_source[evidence.record(name).source]
        means = {
            (one.column.path, one.currency): one.total / one.count
            for one in evidence.fields.spreads(everything)
        }
        for own in evidence.fields.spreads(frozenset({name})):
            if mean := means.get((own.column.path, own.currency)):
                yield own.total / mean, "", name
