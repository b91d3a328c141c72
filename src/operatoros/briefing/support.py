"""What supports a figure: values of what its sentence names, facts, and simple computations.

Declared computations, and no others: sum, average, count, complement, difference, share, ratio,
span of days; over the records and facts that the sentence cites, lists or names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from itertools import combinations

from operatoros.briefing.computed import (
    MOST_PAIRS,
    REST,
    Candidate,
    clause_sets,
    differences,
    distinct,
    in_sentence,
    of_change_counts,
    of_changes,
    of_coverage,
    of_figures,
    of_record,
    of_sets,
    per_unit,
    ratios,
    summed,
)
from operatoros.briefing.datewords import DayClaim
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure, FigureKind, same_currency
from operatoros.briefing.reading import day_of, decimal_of, leaves, moment_of, words
from operatoros.briefing.setting import Setting

# A sentence that names at most so many records may mean one of them.
_FEW = 6
_TOTALS = frozenset({"sum", "converted"})
_MOVE = re.compile(
    r"\b(?:up|down|by|rose|fell|grew|shrank|gained|lost|increase of|decrease of|drop of|gain of|"
    r"cut of|plus|minus)\s+(?:by\s+)?$",
    re.I,
)
_OF_ALL = re.compile(
    r"\b(?:of|all|among|the|your|out of)\W+(?:the |all |our |your )?$", re.IGNORECASE
)
# Words after a number that are no things counted: verbs, joints, qualities.
_NO_THINGS = words(
    """are were was have has had remain remains close closed closes slipped and but for from with
    the than over under about due overdue open late new gone more less fewer other others left
    each per out all not still already now today tomorrow yesterday this last next since until
    percent times again that which who while when where into onto"""
)
_OPENS_WITH_OF = re.compile(r"^\W*(?:out )?of\W+(?:the |all |your |our |these )?$", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:new|added|appeared|created|gone|removed|dropped|disappeared|lost|won|chang\w+|moved|updated|"
    r"since|yesterday|overnight)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a figure rests on: a record's or fact's handle, or empty for several or the coverage."""

    handle: str = ""


def support(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    """Return what a figure rests on, or None if nothing supports it."""
    return _BY_KIND[figure.kind](figure, setting, evidence)


def _fits(figure: Figure, value: Decimal) -> bool:
    """Compare as written: to half of the last digit; `over` and `about` leave room."""
    written, true = abs(figure.value), abs(value)
    if abs(written - true) <= figure.slack:
        return True
    if figure.bound == "about":
        return abs(written - true) <= true / 20
    if figure.bound == "over":
        return written <= true <= written * Decimal("1.3")
    if figure.bound == "under":
        return written * Decimal("0.7") <= true <= written
    return False


def _first(figure: Figure, candidates: Iterator[Candidate]) -> Support | None:
    for value, currency, handle in candidates:
        if _fits(figure, value) and same_currency(figure.currency, currency):
            return Support(handle=handle)
    return None


def _money(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    return _first(figure, _amounts(figure, setting, evidence))


def _is_whole(figure: Figure, setting: Setting) -> bool:
    """Say whether a count stands for all: `13 of 63 deals are overdue`, `all 63`."""
    return bool(_OF_ALL.search(setting.before(figure)))


def _moves(figure: Figure, setting: Setting, evidence: Evidence) -> list[Candidate]:
    """Return by how much amounts moved, if the text says `up $5,000`; else nothing."""
    if not _MOVE.search(setting.before(figure)):
        return []
    return [
        move
        for handle in sorted(setting.scope)
        for move in list(of_changes(handle, evidence))[2::3]
    ]


def _amounts(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    if moves := _moves(figure, setting, evidence):
        yield from moves
        return
    for handle in sorted(setting.scope):
        yield from of_record(handle, evidence)
    for fact in setting.facts:
        yield from of_figures(fact, evidence.fact_figures[fact.id].all)
    totals = [fact for fact in evidence.facts.values() if fact.kind in _TOTALS]
    for fact in (*totals, *setting.hinted):
        yield from of_figures(fact, evidence.fact_figures[fact.id].head, kinds={"money"})
    yield from summed(setting, evidence)
    yield from per_unit(figure, setting, evidence)
    if not setting.scope:
        yield from in_sentence(figure, setting)
        yield from _elsewhere(setting, evidence)


def _elsewhere(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield amounts for a sentence about no record in particular."""
    if not setting.anchored:
        for fact_id, found in evidence.fact_figures.items():
            yield from of_figures(evidence.facts[fact_id], found.all, kinds={"money"})
    few = [names for names in setting.sets if len(names) <= _FEW]
    named = frozenset[str]().union(*few) if setting.anchored else None
    for handle in evidence.handles.records:
        if named is None or handle in named:
            yield from of_record(handle, evidence)


def _percent(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    def candidates() -> Iterator[Candidate]:
        for handle in sorted(setting.scope):
            for number in evidence.numbers(handle):
                yield number.value, "", handle
                if 0 < number.value <= 1:
                    yield number.value * 100, "", handle
            for _, old, new in evidence.changed(handle):
                was, now = decimal_of(old), decimal_of(new)
                if was and now is not None:
                    yield (now - was) / was * 100, "", handle
        for fact in setting.facts:
            yield from of_figures(fact, evidence.fact_figures[fact.id].all, kinds={"percent"})
        rest = bool(REST.search(setting.text))
        for ratio in ratios(figure, setting, evidence):
            yield ratio * 100, "", ""
            if rest:
                yield (1 - ratio) * 100, "", ""

    return _first(figure, candidates())


def _times(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    found = ((ratio, "", "") for ratio in ratios(figure, setting, evidence))
    return _first(figure, found)


def _number(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    if figure.slack > 1:  # `45k`: an amount without its currency
        return _money(figure, setting, evidence)
    return _first(figure, _counts(figure, setting, evidence))


def _counts(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    nouns = evidence.record_nouns
    if figure.noun in nouns and _OPENS_WITH_OF.match(setting.before(figure, 80)):
        # `Of 63 deals, 13 are overdue`: the first is the whole.
        yield from of_coverage(figure, evidence)
        yield from ((Decimal(len(names)), "", "") for names in (setting.recent, setting.cited))
        return
    if figure.noun not in nouns and setting.scope and _names_a_thing(figure, evidence):
        # `5 files` beside a commit's handle: what the commit says, and nothing else.
        yield from _of_things(figure, setting, evidence)
        return
    yield from of_sets(figure, setting, evidence, nouns)
    for fact in setting.facts:
        yield from of_figures(fact, evidence.fact_figures[fact.id].all)
    if figure.noun not in nouns or len(setting.scope) == 1:
        for handle in sorted(setting.scope):
            yield from of_record(handle, evidence, keys=True)
    yield from _of_run(figure, setting, evidence)


def _of_run(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield counts that are about no set which the sentence names."""
    whole = _is_whole(figure, setting)
    if figure.follows.startswith(evidence.labels):
        return  # `seven pending`: the set of those that are pending says how many
    about = bool(clause_sets(figure, setting, evidence)) and not whole
    if about and not figure.noun:
        return  # `Contract 5`
    if whole or not (about or setting.hinted):
        yield from of_coverage(figure, evidence)
    for fact in setting.hinted:
        yield from of_figures(fact, evidence.fact_figures[fact.id].head, kinds={"number"})
    told = not setting.is_own and _CHANGED.search(setting.text)
    if told or figure.noun.startswith("change"):
        yield from of_change_counts(evidence)
    if not setting.is_own:
        yield from in_sentence(figure, setting)
    if figure.noun not in evidence.record_nouns:
        yield from _of_others(figure, setting, evidence)


def _names_a_thing(figure: Figure, evidence: Evidence) -> bool:
    """Say whether a noun follows that no source is made of: files, points, minutes."""
    word = re.match(r"[^\W\d_]{3,}", figure.follows)
    if (
        word is None
        or word[0] in _NO_THINGS
        or word[0] in evidence.nouns - set(evidence.field_nouns)
    ):
        return False
    return not figure.follows.startswith(evidence.labels)


def _of_things(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    for handle in sorted(setting.scope):
        yield from of_record(handle, evidence)
        if re.match(r"min|hour|h\b", figure.follows):
            for number in evidence.numbers(handle):
                yield number.value / 60, "", handle
                yield number.value / 3600, "", handle
    yield from differences(setting, evidence)
    for fact in setting.facts:
        yield from of_figures(fact, evidence.fact_figures[fact.id].all)
    if figure.noun in evidence.field_nouns:
        yield from distinct(figure.noun, setting, evidence, over_all=False)


def _of_others(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    around = f"{setting.before(figure, 40)} {figure.follows[:30]}".lower()
    said = [figure.noun, *re.findall(r"[a-z]+", around)]
    for noun in dict.fromkeys(word for word in said if word in evidence.field_nouns):
        yield from distinct(noun, setting, evidence)
    if not setting.anchored:
        for fact_id, known in evidence.fact_figures.items():
            yield from of_figures(evidence.facts[fact_id], known.all)
    if not figure.noun:
        yield from _unspecific(figure, setting, evidence)


def _unspecific(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what a bare number may be: a year, or, outside a scope, anything in the data."""
    today = evidence.reader.today
    if figure.value == int(figure.value) and 1900 < figure.value < 2100 and "," not in figure.text:
        for year in (today.year - 1, today.year, today.year + 1):
            yield Decimal(year), "", ""
        for handle in evidence.handles.records:
            for day in evidence.days(handle):
                yield Decimal(day.year), "", handle
    if not setting.anchored:
        for handle in evidence.handles.records:
            for number in evidence.numbers(handle):
                yield number.value, "", handle


def _day_targets(setting: Setting, evidence: Evidence) -> Iterator[tuple[date, str]]:
    """Yield the days that a sentence may mean; outside a scope, any day in the data."""
    for handle in sorted(setting.scope) or evidence.handles.records:
        for day in sorted(evidence.days(handle)):
            yield day, handle
        values = [value for change in evidence.changed(handle) for value in change[1:]]
        yield from ((day, handle) for day in _days_of(values, evidence))
    cited = [fact.id for fact in setting.facts]
    for fact_id in cited if setting.scope else evidence.fact_figures:
        for found in evidence.fact_figures[fact_id].all:
            if found.day:
                yield found.day.days[0], fact_id
    if setting.scope:
        return
    when: list[object] = [one.as_of for one in evidence.sources.values()]
    when += [since for _, since in evidence.changes.since]
    when += [value for item in evidence.changes.items for value in (item.old, item.new)]
    yield from ((day, "") for day in _days_of(when, evidence))


def _days_of(values: Sequence[object], evidence: Evidence) -> Iterator[date]:
    for value in values:
        if (day := day_of(value, evidence.reader.zone)) is not None:
            yield day


def _day(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    claim = figure.day
    assert claim is not None, "kind day has a day"
    if claim.wrong:
        return None
    for target, handle in _day_targets(setting, evidence):
        if _is_day(claim, target):
            return Support(handle=handle)
    written = figure.text.lower() not in {"today", "tonight"}
    if evidence.reader.today in claim.days and written and not setting.scope:
        return Support()
    return None


def _is_day(claim: DayClaim, target: date) -> bool:
    for day in claim.days:
        if claim.whole_month:
            if (day.year, day.month) == (target.year, target.month):
                return True
        elif claim.any_year:
            if (day.month, day.day) == (target.month, target.day):
                return True
        elif day == target:
            return True
    return False


def _days(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    today = evidence.reader.today

    def candidates() -> Iterator[Candidate]:
        found = [(day, handle) for day, handle in _day_targets(setting, evidence)]
        for day, handle in found:
            yield Decimal((day - today).days), "", handle
        for (one, handle), (other, _) in combinations(
            found[:MOST_PAIRS] if setting.scope else [], 2
        ):
            yield Decimal((one - other).days), "", handle
        written = [f.day.days[0] for f in setting.figures if f.day]
        for one, other in combinations(written, 2):
            yield Decimal((one - other).days), "", ""
        for handle in sorted(setting.scope):
            for number in evidence.numbers(handle):
                yield number.value, "", handle
        for fact_id, known in evidence.fact_figures.items():
            if fact_id in {fact.id for fact in setting.facts} or not setting.scope:
                yield from of_figures(evidence.facts[fact_id], known.all, kinds={"days"})
            for head in known.head:
                if head.kind == "days":
                    yield head.value, "", fact_id

    return _first(figure, candidates())


def _time(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    zone = evidence.reader.zone
    moments = [(m, "") for one in evidence.sources.values() if (m := moment_of(one.as_of))]
    moments += [(m, "") for _, since in evidence.changes.since if (m := moment_of(since))]
    moments.append((evidence.reader.now, ""))
    for handle in sorted(setting.scope) or evidence.handles.records:
        for _, value in leaves(evidence.record(handle).data):
            if isinstance(value, str | int) and (moment := moment_of(value)) is not None:
                moments.append((moment, handle))
    for moment, handle in moments:
        for local in (moment.astimezone(zone), moment.astimezone(UTC)):
            if local.hour * 60 + local.minute == figure.value:
                return Support(handle=handle)
    return Support() if evidence.has_text(figure.text) else None


def _id(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    text = figure.text.lstrip("#")
    if text in evidence.handles.records or text in evidence.facts:
        return Support(handle=text)
    if text.startswith("http"):
        for handle, record in evidence.handles.records.items():
            if record.url and record.url.rstrip("/") == text.rstrip("/"):
                return Support(handle=handle)
    handle = evidence.has_text(text)
    return Support(handle=handle) if handle else None


def _nothing(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    return None


_BY_KIND: Mapping[FigureKind, Callable[[Figure, Setting, Evidence], Support | None]] = {
    "handle": _nothing,
    "id": _id,
    "money": _money,
    "percent": _percent,
    "times": _times,
    "number": _number,
    "days": _days,
    "day": _day,
    "time": _time,
}
