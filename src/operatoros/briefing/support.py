"""What supports a figure: values of what its sentence names, facts, and simple computations.

Declared computations, and no others: sum, average, count, complement, difference, share, ratio,
span of days; over the records and facts that the sentence cites, lists or names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain, permutations

from operatoros.briefing import dated
from operatoros.briefing.aggregates import aggregates, bases
from operatoros.briefing.clauses import clause_sets
from operatoros.briefing.computed import (
    REST,
    Candidate,
    differences,
    in_sentence,
    of_cells,
    of_changes,
    of_figures,
    of_record,
    of_step,
    per_unit,
    ratios,
    summed,
)
from operatoros.briefing.counting import NO_THINGS, distinct, of_change_counts, of_coverage, of_sets
from operatoros.briefing.earlier import of_run_before
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure, FigureKind
from operatoros.briefing.labelled import (
    beside_total,
    by_foreign_label,
    counted,
    follows_label,
    labelled,
    of_label,
    worth,
)
from operatoros.briefing.limits import levels
from operatoros.briefing.matching import Support, first
from operatoros.briefing.measures import counts_records, is_average, is_extreme
from operatoros.briefing.naming import mentions
from operatoros.briefing.reading import decimal_of
from operatoros.briefing.setting import Setting
from operatoros.briefing.shares import extremes, of_bracket, of_column, of_counts
from operatoros.briefing.single import named_number, of_average, of_head, of_one, of_row

# A sentence that names at most so many records may mean one of them.
_FEW = 6
_SMALL = 20
_HALF = Decimal("0.5")
_TOTALS = frozenset({"sum", "converted"})
_MOVE = re.compile(
    r"\b(?:up|down|by|rose|fell|grew|shrank|gained|lost|increase of|decrease of|drop of|gain of|"
    r"cut of|plus|minus)\s+(?:by\s+)?$",
    re.I,
)
_OF_ALL = re.compile(
    r"\b(?:of|all|among|the|your|out of)\W+(?:the |all |our |your )?$", re.IGNORECASE
)
_IN_ALL = re.compile(r"\b(?:in all|in total|altogether|overall|insgesamt)\b", re.I)
_IT = re.compile(r"\b(?:it|its|this|he|she|his|her|er|sie|es)\b", re.I)  # codespell:ignore
_THE = re.compile(r"\b(?:the|these|those|all)\s+$", re.I)
_HOURS = re.compile(r"min|hour|h\b")
_HANDLE = re.compile(r"\)?\s?\[([A-Z]{1,4}-\d+)\]")
_TOGETHER = re.compile(
    r"\b(?:between them|together|makes|combined|in all|come to|comes to|add(?:s)? up to|"
    r"total of)\b[^.,;$€£\d]{0,24}$",
    re.I,
)
_MOST_OF = re.compile(
    r"(?:largest|biggest|smallest|oldest|newest|highest|lowest|longest) (?:are|were|is|:)", re.I
)
_OPENS_WITH_OF = re.compile(r"^\W*(?:out )?of\W+(?:the |all |your |our |these )?$", re.IGNORECASE)
_IS_NEW = re.compile(r"(?:are|is|were|was) new\b")
_RATE = re.compile(r"[^\W\d_]+ (?:per|an?|each|every|pro|je) [^\W\d_]+")
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
    counts = bool(figure.noun) and mentions(_IN_ALL, setting.text)
    return counts or bool(_OF_ALL.search(setting.before(figure)))


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
    if steps := of_step(figure, setting, evidence):
        yield from steps
        return
    if (named := labelled(figure, setting, evidence)) is not None:
        yield from named
        return
    together = (
        _TOGETHER.search(setting.before(figure, 60)) and len(setting.scope | setting.recent) > 1
    )
    for handle in sorted(setting.scope_of(figure)) if not together else ():
        yield from of_record(handle, evidence, prices=True)
    for fact in setting.facts:
        yield from of_figures(fact, of_label(figure, setting, fact, evidence))
    totals = [fact for fact in evidence.facts.values() if fact.kind in _TOTALS]
    if (
        setting.above
        and not setting.of_all
        and not re.search(r"\b(?:of|in all|total)\b", setting.text)
    ):
        totals = []  # what stands beneath `Leeds` is of Leeds
    averaged, extreme = is_average(figure, setting), is_extreme(figure, setting)
    for fact in (*totals, *setting.hinted) if not (averaged or extreme) else ():
        yield from of_figures(fact, evidence.fact_figures[fact.id].head, kinds={"money"})
    yield from ((value, figure.currency, "") for value in of_cells(figure, setting))
    if not extreme:
        yield from summed(setting, evidence)
    yield from per_unit(figure, setting, evidence)
    yield from _of_fields(figure, setting, evidence)
    if not setting.is_own:
        for level in levels(figure, setting.before(figure), setting.text, evidence):
            yield level, "", ""
    if not setting.scope and not averaged:
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
    if (told := of_bracket(figure, setting, evidence)) is not None:
        return first(figure, told)
    return first(
        figure, chain(_percents(figure, setting, evidence), _shares(figure, setting, evidence))
    )


def _percents(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield percentages that records, changes and facts hold."""
    for handle in sorted(setting.scope_of(figure)):
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
    if not setting.is_own:
        found = levels(figure, setting.before(figure), setting.text, evidence)
        yield from ((level, "", "") for level in found)


def _shares(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield shares of sets, figures and fields in each other, and what is left of them."""
    yield from ((share * 100, "", "") for share in of_counts(setting, evidence))
    yield from ((one.value / whole * 100, "", "") for one, whole in setting.rows if whole)
    in_row = [one.value for one, _ in setting.rows][:_FEW]
    yield from ((a / b * 100, "", "") for a, b in permutations(in_row, 2) if b)
    rest = mentions(REST, setting.text)
    of_table = chain(of_column(figure, setting, evidence), of_head(figure, setting, evidence))
    for ratio in chain(ratios(figure, setting, evidence), of_table):
        yield ratio * 100, "", ""
        if rest:
            yield (1 - ratio) * 100, "", ""


def _times(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    both = chain(ratios(figure, setting, evidence), extremes(setting, evidence))
    found = ((ratio, "", "") for ratio in both)
    return first(figure, chain(found, of_average(figure, setting, evidence)))


def _number(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    if figure.slack > 1:  # `45k`: an amount without its currency
        return _money(figure, setting, evidence)
    return first(figure, _counts(figure, setting, evidence))


def _counts(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    nouns = evidence.record_nouns
    if (only := _only(figure, setting, evidence)) is not None:
        yield from only
        return
    if setting.is_own and _THE.search(setting.before(figure)):
        yield Decimal(len(setting.cited)), "", ""  # `Together the three renewals [A-1] [A-3] [A-6]`
    if figure.noun not in nouns and setting.scope and _names_a_thing(figure, evidence):
        # `5 files` beside a commit's handle: what the commit says, and nothing else.
        yield from _of_things(figure, setting, evidence)
        if setting.is_own or not any(len(names) > 1 for names in setting.sets):
            return
    if setting.introduced and not setting.before(figure).strip(" *_>-"):
        # `Five need a decision:` and then five of them.
        yield Decimal(len(setting.introduced)), "", ""
    yield from ((value, "", "") for value in of_cells(figure, setting))
    yield from dated.of_column(figure, setting, evidence)
    yield from ((value, "", "") for value in of_row(figure, setting))
    if not _RATE.match(figure.follows):
        yield from of_sets(figure, setting, evidence, nouns)
    yield from bases(figure, setting, evidence)
    yield from by_foreign_label(figure, setting, evidence)
    yield from worth(figure, setting, evidence)
    if not counts_records(figure, evidence):
        yield from _of_fields(figure, setting, evidence)
    for fact in setting.facts:
        yield from of_figures(fact, of_label(figure, setting, fact, evidence))
    told = not setting.is_own and not figure.noun and follows_label(figure, setting, evidence)
    counts = figure.noun in nouns and figure.noun not in evidence.field_nouns
    told = told or _counts_label(figure, setting, evidence)
    if not told and not counts and (figure.noun not in nouns or len(setting.scope) == 1):
        yield from _of_records(figure, setting, evidence, keys=True)
    yield from _of_run(figure, setting, evidence)


def _counts_label(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a label that follows is counted: `5 open [I-2]`, but not `13 Mill Row [J-1]`."""
    label = next((one for one in evidence.labels if figure.follows.startswith(one)), "")
    address = f"{figure.text} {label}".casefold()
    return bool(label) and not any(address in evidence.text(name) for name in setting.scope)


def _only(figure: Figure, setting: Setting, evidence: Evidence) -> Iterable[Candidate] | None:
    """Return all that a count can be where its words leave nothing else, or None."""
    if steps := of_step(figure, setting, evidence):
        return steps
    if _MOST_OF.match(figure.follows) and setting.is_own:
        return [(Decimal(len(setting.cited)), "", "")]  # `The three largest are ...`
    if _IS_NEW.match(figure.follows) and evidence.changes.items:
        return of_change_counts(setting, evidence)
    if figure.noun in {"source", "sources"}:
        return of_coverage(figure, setting, evidence)
    if figure.noun in evidence.record_nouns and _OPENS_WITH_OF.match(setting.before(figure, 80)):
        # `Of 63 deals, 13 are overdue`: the first is the whole.
        said = [setting.recent, *([setting.cited] if setting.is_own else [])]
        sizes = [(Decimal(len(names)), "", "") for names in said]
        return chain(of_coverage(figure, setting, evidence), sizes)
    return None


def _of_fields(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what the fields of records and sets come to, now and at the run before."""
    yield from of_one(figure, setting, evidence)
    yield from aggregates(figure, setting, evidence)
    yield from counted(figure, setting, evidence)
    yield from beside_total(figure, setting, evidence)
    yield from of_run_before(figure, setting, evidence)


def _of_records(
    figure: Figure, setting: Setting, evidence: Evidence, *, keys: bool = False
) -> Iterator[Candidate]:
    """Yield the numbers of a sentence's records; small ones by name, if it is about another."""
    for handle in sorted(setting.scope_of(figure)):
        if _may_be_of_record(figure, setting):
            yield from of_record(handle, evidence, keys=keys)
        else:
            yield from named_number(handle, setting, evidence)
            yield from of_changes(handle, evidence)


def _may_be_of_record(figure: Figure, setting: Setting) -> bool:
    """Say whether a number may be any of its record: not a small one in a sentence of its own."""
    telling = figure.value >= _SMALL or figure.slack < _HALF
    return setting.is_own or telling or mentions(_IT, setting.text)


def _of_run(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield counts that are about no set which the sentence names."""
    if is_average(figure, setting):
        return
    whole = _is_whole(figure, setting)
    called = figure.follows.startswith(tuple(noun for noun in evidence.sources_of if " " in noun))
    if figure.follows.startswith(evidence.labels) and not called:
        return  # `seven pending`: the set of those that are pending says how many
    about = bool(clause_sets(figure, setting, evidence)) and not whole
    if about and not figure.noun:
        return  # `Contract 5`
    if whole or not (about or setting.hinted):
        yield from of_coverage(figure, setting, evidence)
    for fact in setting.hinted:
        yield from of_figures(fact, evidence.fact_figures[fact.id].head, kinds={"number"})
    told = not setting.is_own and mentions(_CHANGED, setting.text)
    if told or figure.noun.startswith("change"):
        yield from of_change_counts(setting, evidence)
    if not setting.is_own:
        yield from in_sentence(figure, setting)
    if figure.noun not in evidence.record_nouns:
        yield from _of_others(figure, setting, evidence)


def _names_a_thing(figure: Figure, evidence: Evidence) -> bool:
    """Say whether a noun follows that no source is made of: files, points, minutes."""
    word = re.match(r"[^\W\d_]{3,}", figure.follows)
    if (
        word is None
        or word[0] in NO_THINGS
        or word[0] in evidence.nouns - set(evidence.field_nouns)
    ):
        return False
    return not figure.follows.startswith(evidence.labels)


def _of_things(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    together = _TOGETHER.search(setting.before(figure, 60)) and len(setting.scope) > 1
    if not together:
        yield from _of_records(figure, setting, evidence)
    if not together and _HOURS.match(figure.follows):
        for handle in sorted(setting.scope_of(figure)):
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
    if not setting.anchored and not setting.before(figure).endswith(": "):
        for handle in evidence.handles.records:
            for number in evidence.numbers(handle):
                yield number.value, "", handle


def _id(figure: Figure, setting: Setting, evidence: Evidence) -> Support | None:
    text = figure.text.lstrip("#!")
    if text in evidence.handles.records or text in evidence.facts:
        return Support(handle=text)
    if text.startswith("http"):
        for handle, record in evidence.handles.records.items():
            if record.url and record.url.rstrip("/") == text.rstrip("/"):
                return Support(handle=handle)
    beside = _beside_handle(figure, setting)
    handle = evidence.has_text(text)
    if beside in evidence.handles.records and text.casefold() not in evidence.text(beside):
        return None
    return Support(handle=handle) if handle else None


def _beside_handle(figure: Figure, setting: Setting) -> str:
    """Return the handle right behind an id: `#822 [PR-8]` is one record, named twice."""
    after = setting.text[figure.end - setting.start :]
    match = _HANDLE.match(after)
    return match[1] if match else ""


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
