"""What supports a day, a duration or a time of day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta
from decimal import Decimal
from itertools import chain, combinations

from operatoros.briefing.computed import MOST_PAIRS, Candidate, near_sets, of_figures
from operatoros.briefing.datewords import DayClaim
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.matching import Support, first
from operatoros.briefing.measures import is_average
from operatoros.briefing.naming import mentions
from operatoros.briefing.reading import day_of, leaves, moment_of, words
from operatoros.briefing.setting import Setting

_OF_SETS = re.compile(r"\bof (?:these|those|them|the|its|her|his|their|all|our|which)\b", re.I)
_EXTREME_DAY = re.compile(
    r"\b(?:(?P<last>latest|newest|most recent|last)|(?P<first>earliest|oldest|first))\b"
    r"(?! (?:day|week|month|year|quarter))[^.,;:\d]*$",
    re.I,
)
_NAMED_LAST = re.compile(
    r"\b(?!on\b|was\b|is\b|in\b|at\b|came\b|one\b|due\b)[a-z]{4,}\b.*\b(?:is|was|on|came)\b"
)
# What a record may last, by the words of a field's name, in days.
_LASTING = dict.fromkeys(words("day days night nights tage"), 1)  # codespell:ignore
_LASTING |= dict.fromkeys(words("week weeks wochen"), 7)
_LONGEST = 4000
_DAYS_COLUMN = re.compile(r"\b(?:days?|age|tage?|alter|jours?)\b", re.I)  # codespell:ignore
_WAS = re.compile(r"\b(?:from|instead of|than|statt|von)\s+(?:the\s+)?$", re.I)
_NOW = re.compile(r"\b(?:to|now|now on|auf|jetzt am)\s+$", re.I)
_INSTEAD = re.compile(r"\W*(?:instead of|rather than|statt)\b", re.I)
# What lies between two days, and not between one and today.
_APART = re.compile(r"(?:sooner|later|earlier|after|apart|früher|später)\b")
_SINCE = re.compile(r"\b(?:since|seit|depuis)\b", re.I)
_MEAN = re.compile(
    r"\b(?:average\w*|mean|median|typical\w*|mittel\w*|durchschnitt\w*|schnitt)\b", re.I
)
_EXTREME_AGE = re.compile(r"\b(?:oldest|longest|newest|latest|youngest)\b", re.I)
_LIMIT_DAY = re.compile(
    r"\b(by|before|until|till|up to|through|after|since|from)\s+$"
    r"|\b(bis|vor|seit|ab|avant|depuis)\s+$",  # codespell:ignore
    re.I,
)


def _day_targets(
    figure: Figure, setting: Setting, evidence: Evidence
) -> Iterator[tuple[date, str]]:
    """Yield the days that a sentence may mean; outside a scope, any day in the data."""
    for handle in sorted(setting.scope_of(figure)) or evidence.handles.records:
        for day in sorted(evidence.days(handle)):
            yield day, handle
        values = [value for change in evidence.changed(handle) for value in change[1:]]
        yield from ((day, handle) for day in _days_of(values, evidence))
    cited = [fact.id for fact in setting.facts]
    for fact_id in cited if setting.scope else evidence.fact_figures:
        for found in evidence.fact_figures[fact_id].all:
            if found.day:
                yield found.day.days[0], fact_id
    if setting.scope and (setting.is_own or not mentions(_SINCE, setting.text)):
        return
    when: list[object] = [one.as_of for one in evidence.sources.values()]
    when += [since for _, since in evidence.changes.since]
    when += [value for item in evidence.changes.items for value in (item.old, item.new)]
    yield from ((day, "") for day in _days_of(when, evidence))


def _days_of(values: Sequence[object], evidence: Evidence) -> Iterator[date]:
    for value in values:
        if (day := day_of(value, evidence.reader.zone)) is not None:
            yield day


def day(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    """Find a day among those of the records that a sentence is about."""
    claim = figure.day
    assert claim is not None, "kind day has a day"
    if claim.wrong:
        return None
    if (ends := _extreme_days(figure, setting, evidence)) is not None:
        return Support() if any(_is_day(claim, day) for day in ends) else None
    barred = _other_side(figure, setting, evidence)
    for target, handle in _day_targets(figure, setting, evidence):
        if target in barred:
            continue
        if _is_day(claim, target):
            return Support(handle=handle)
    for end, handle in _ends(setting, evidence):
        if _is_day(claim, end):
            return Support(handle=handle)
    if not setting.is_own and _is_limit(figure, setting, evidence):
        return Support()
    written = figure.text.lower() not in {"today", "tonight"}
    if evidence.reader.today in claim.days and written and not setting.scope:
        return Support()
    return None


def _ends(setting: Setting, evidence: Evidence) -> Iterator[tuple[date, str]]:
    """Yield the days on which records end: a day and a number of nights, weeks or months on."""
    if not setting.is_own or len(setting.scope) > MOST_PAIRS:
        return
    for handle in sorted(setting.scope):
        record = frozenset({handle})
        for one in evidence.fields.spreads(record):
            unit = next((days for w, days in _LASTING.items() if w in one.column.words), None)
            if unit is None or not 0 < one.total * unit < _LONGEST:
                continue
            for column in evidence.fields.dated:
                if begin := column.days.get(handle):
                    length = timedelta(days=int(one.total * unit))
                    yield from ((begin + length, handle), (begin - length, handle))


def _other_side(figure: Figure, setting: Setting, evidence: Evidence) -> frozenset[date]:
    """Return the days that a moved day was not: `from` is before it moved, `to` is after."""
    before = setting.before(figure)
    after = setting.text[figure.end - setting.start :]
    was, now = _WAS.search(before), _NOW.search(before) or _INSTEAD.match(after)
    if not (was or now):
        return frozenset()
    pairs = [
        (day_of(old, evidence.reader.zone), day_of(new, evidence.reader.zone))
        for handle in setting.scope
        for _, old, new in evidence.changed(handle)
    ]
    kept = {old if was else new for old, new in pairs}
    other = {new if was else old for old, new in pairs}
    return frozenset(day for day in other - kept if day is not None)


def _extreme_days(figure: Figure, setting: Setting, evidence: Evidence) -> list[date] | None:
    """Return the first or last day of each field, if the words right before mean one of them."""
    match = _EXTREME_DAY.search(setting.before(figure, 48))
    if match is None or setting.is_own:
        return None
    last = match["last"] is not None
    found = [*setting.above, *evidence.of_source.values()]
    if setting.above or mentions(_OF_SETS, setting.text) or _NAMED_LAST.search(match[0]):
        found += [names for names in setting.chosen if len(names) > 1]
    return [
        max(days) if last else min(days)
        for names in found
        for column in evidence.fields.dated
        if (days := [day for name, day in column.days.items() if name in names])
    ]


def _is_limit(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a day chooses what is counted beside it: `four deals close by Nov 30`."""
    word = _LIMIT_DAY.search(setting.before(figure))
    counted = {f.value for f in setting.figures if f.kind == "number"}
    if word is None or figure.day is None or not counted:
        return False
    day, today = figure.day.days[0], evidence.reader.today
    back = word[0].strip().lower() in {"since", "from", "after", "seit", "ab", "depuis"}
    spans = [(day, None), (day, today)] if back else [(None, day), (today, day)]
    return any(
        Decimal(len(choose(source, first, last))) in counted
        for source in evidence.sources
        for choose in (evidence.between, evidence.happened)
        for first, last in spans
    )


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


def days(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    """Find a duration: from or to today, between two days, or a number of days that is told."""
    today = evidence.reader.today

    if is_average(figure, setting):
        return first(figure, _ages(figure, setting, evidence)) or first(
            figure, _told(setting, evidence)
        )

    def candidates() -> Iterator[Candidate]:
        found = [(day, handle) for day, handle in _day_targets(figure, setting, evidence)]
        for day, handle in found if not _APART.match(figure.follows.partition(" ")[2]) else ():
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
        yield from _told(setting, evidence)

    return first(figure, chain(candidates(), _ages(figure, setting, evidence)))


def of_column(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how far the days of a row's record are from today: `| Acme [D-1] | 12 |`."""
    if setting.is_own and _DAYS_COLUMN.search(setting.column):
        for handle in sorted(setting.scope_of(figure)):
            for day in evidence.days(handle):
                yield Decimal((day - evidence.reader.today).days), "", handle


def _told(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield the durations that facts tell: all of those cited, else those before their lists."""
    for fact_id, known in evidence.fact_figures.items():
        if fact_id in {fact.id for fact in setting.facts} or not setting.scope:
            yield from of_figures(evidence.facts[fact_id], known.all, kinds={"days"})
        for head in known.head:
            if head.kind == "days":
                yield head.value, "", fact_id


def _ages(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how old records are on average, and the oldest: `open for 13.2 days on average`."""
    averaged = mentions(_MEAN, setting.said)
    if setting.is_own or not (averaged or mentions(_EXTREME_AGE, setting.said)):
        return
    today = evidence.reader.today
    wholes = () if setting.above else tuple(evidence.of_source.values())
    for names in (*near_sets(figure, setting, evidence), *wholes):
        for column in evidence.fields.dated:
            ages = sorted((today - day).days for name, day in column.days.items() if name in names)
            if ages and averaged:
                middle = len(ages) // 2
                yield Decimal(sum(ages)) / len(ages), "", ""
                yield Decimal(ages[middle] + ages[~middle]) / 2, "", ""
            elif ages:
                yield from ((Decimal(age), "", "") for age in (ages[0], ages[-1]))


def time(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    """Find a time of day among the moments of the records."""
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
