"""What supports a figure: values of what its sentence names, facts, and simple computations.

Declared computations, and no others: sum, average, count, complement, difference, share, ratio,
span of days; over the records and facts that the sentence cites, lists or names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain

from operatoros.briefing import dated
from operatoros.briefing.aggregates import aggregates, bases, counts_records, of_average, of_one
from operatoros.briefing.computed import (
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
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure, FigureKind
from operatoros.briefing.labelled import (
    by_foreign_label,
    counted,
    follows_label,
    is_label,
    labelled,
    worth,
)
from operatoros.briefing.matching import Support, first
from operatoros.briefing.reading import decimal_of, words
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
    percent times again largest biggest smallest oldest newest highest lowest longest that which
    who while when where into onto"""
)
_TOGETHER = re.compile(
    r"\b(?:between them|together|makes|combined|in all|come to|comes to|add(?:s)? up to|"
    r"total of)\b[^.,;$€£\d]{0,24}$",
    re.I,
)
_MOST_OF = re.compile(
    r"(?:largest|biggest|smallest|oldest|newest|highest|lowest|longest) (?:are|were|is|:)", re.I
)
_OF_SETS = re.compile(r"\bof (?:these|those|them|the|its|her|his|their|all|our|which)\b", re.I)
_OPENS_WITH_OF = re.compile(r"^\W*(?:out )?of\W+(?:the |all |your |our |these )?$", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:new|added|appeared|created|gone|removed|dropped|disappeared|lost|won|chang\w+|"
    r"moved|updated|"
    r"since|yesterday|overnight)\b",
    re.I,
)


def support(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    """Return what a figure rests on, or None if nothing supports it."""
    return _BY_KIND[figure.kind](figure, setting, evidence)


def _money(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    return first(figure, _amounts(figure, setting, evidence))


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
    if (named := labelled(figure, setting, evidence)) is not None:
        yield from named
        return
    together = (
        _TOGETHER.search(setting.before(figure, 60)) and len(setting.scope | setting.recent) > 1
    )
    for handle in sorted(setting.scope) if not together else ():
        yield from of_record(handle, evidence)
    for fact in setting.facts:
        yield from of_figures(fact, evidence.fact_figures[fact.id].all)
    totals = [fact for fact in evidence.facts.values() if fact.kind in _TOTALS]
    if (
        setting.above
        and not setting.of_all
        and not re.search(r"\b(?:of|in all|total)\b", setting.text)
    ):
        totals = []  # what stands beneath `Leeds` is of Leeds
    for fact in (*totals, *setting.hinted):
        yield from of_figures(fact, evidence.fact_figures[fact.id].head, kinds={"money"})
    yield from summed(setting, evidence)
    yield from per_unit(figure, setting, evidence)
    yield from of_one(figure, setting, evidence)
    yield from aggregates(figure, setting, evidence)
    yield from counted(figure, setting, evidence)
    if not setting.scope:
        yield from in_sentence(figure, setting)
        yield from _elsewhere(setting, evidence)


def _elsewhere(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield amounts for a sentence about no record in particular."""
    if not setting.anchored:
        for fact_id, found in evidence.fact_figures.items():
            yield from of_figures(evidence.facts[fact_id], found.all, kinds={"money"})
    if any(len(names) > 1 for names in setting.above):
        return  # beneath `Leeds`: what all of Leeds comes to
    few = [names for names in setting.sets if len(names) <= _FEW]
    named = frozenset[str]().union(*few) if setting.anchored else None
    for handle in evidence.handles.records:
        if named is None or handle in named:
            yield from of_record(handle, evidence)


def _percent(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    def candidates() -> Iterator[Candidate]:
        if (count := _bracketed(figure, setting, evidence)) is not None:
            yield from _shares_of(count, setting, evidence)
            return
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

    return first(figure, candidates())


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
    if _OF_SETS.search(setting.text):
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


def _times(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    found = ((ratio, "", "") for ratio in ratios(figure, setting, evidence))
    return first(figure, chain(found, of_average(figure, setting, evidence)))


def _number(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    if figure.slack > 1:  # `45k`: an amount without its currency
        return _money(figure, setting, evidence)
    return first(figure, _counts(figure, setting, evidence))


def _counts(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    nouns = evidence.record_nouns
    if _MOST_OF.match(figure.follows) and setting.is_own:
        yield Decimal(len(setting.cited)), "", ""  # `The three largest are ...`
        return
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
    yield from bases(figure, setting, evidence)
    yield from by_foreign_label(figure, setting, evidence)
    yield from worth(figure, setting, evidence)
    if not counts_records(figure, evidence):
        yield from of_one(figure, setting, evidence)
        yield from aggregates(figure, setting, evidence)
    for fact in setting.facts:
        yield from of_figures(fact, evidence.fact_figures[fact.id].all)
    told = not setting.is_own and not figure.noun and follows_label(figure, setting, evidence)
    counts = figure.noun in nouns and figure.noun not in evidence.field_nouns
    if not told and not counts and (figure.noun not in nouns or len(setting.scope) == 1):
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
    if setting.is_own and re.search(r"\b(?:the|these|those|all)\s+$", setting.before(figure)):
        yield Decimal(len(setting.cited)), "", ""  # `Together the three renewals [A-1] [A-3] [A-6]`
    together = _TOGETHER.search(setting.before(figure, 60)) and len(setting.scope) > 1
    for handle in sorted(setting.scope) if not together else ():
        yield from of_record(handle, evidence)
        if re.match(r"min|hour|h\b", figure.follows):
            for number in evidence.numbers(handle):
                yield number.value / 60, "", handle
                yield number.value / 3600, "", handle
    yield from differences(setting, evidence)
    yield from of_one(figure, setting, evidence)
    yield from aggregates(figure, setting, evidence)
    for fact in setting.facts:
        yield from of_figures(fact, evidence.fact_figures[fact.id].all)
    if figure.noun in evidence.field_nouns:
        yield from distinct(figure, figure.noun, setting, evidence, over_all=False)


def _of_others(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    around = f"{setting.before(figure, 40)} {figure.follows[:30]}".lower()
    said = [figure.noun, *re.findall(r"[a-z]+", around)]
    for noun in dict.fromkeys(word for word in said if word in evidence.field_nouns):
        yield from distinct(figure, noun, setting, evidence)
    if not setting.anchored:
        for fact_id, known in evidence.fact_figures.items():
            yield from of_figures(evidence.facts[fact_id], known.all)
    if not figure.noun and not setting.above and not setting.of_all:
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


def _handle(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    """Find `[PO-7743]`: a record's own key where a handle is expected."""
    if figure.text.rpartition("-")[0] in evidence.handles.letters.values():
        return None
    handle = evidence.of_key.get(figure.text, "")
    return Support(handle=handle) if handle else None


_BY_KIND: Mapping[FigureKind, Callable[[Figure, Setting, Evidence], Support | None]] = {
    "handle": _handle,
    "id": _id,
    "money": _money,
    "percent": _percent,
    "times": _times,
    "number": _number,
    "days": dated.days,
    "day": dated.day,
    "time": dated.time,
}
