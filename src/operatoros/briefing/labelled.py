"""Figures and labels: counts behind a label, amounts beside a count, numbers that are names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from operatoros.briefing.clauses import clause_sets
from operatoros.briefing.computed import Candidate
from operatoros.briefing.datewords import NUMBER_WORDS
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.matching import fits
from operatoros.briefing.naming import phrases, words_of
from operatoros.briefing.setting import Setting
from operatoros.values.findings import Fact

# Smaller counts are too often those of some label.
_TELLING = 5
_MANY_DIGITS = 3
_MOST_OTHERS = 4
_FAR = 160
_BESIDE = 2
_SHORT_WORD = 2
_LABEL_ENDS = re.compile(r"[,;:|(]\s*|\s[–—→·-]\s")


def labelled(figure: Figure, setting: Setting, evidence: Evidence) -> list[Candidate] | None:
    """Return what `Demo 6 ($524,500)` can hold: what the records of that label come to."""
    if not re.search(r"\d[*_]*\s\($", setting.before(figure)):
        return None
    count = next((f for f in reversed(setting.figures) if f.start < figure.start), None)
    if count is None or count.kind != "number" or not follows_label(count, setting, evidence):
        return None
    return [
        (one.total, one.currency, "")
        for names in clause_sets(count, setting, evidence)
        for here in (names, *(names & other for other in (*setting.above, *setting.sets)))
        for one in evidence.fields.spreads(here)
        if one.column.is_money
    ]


def of_label(figure: Figure, setting: Setting, fact: Fact, evidence: Evidence) -> Sequence[Figure]:
    """Return the figures of a fact that one can rest on: of a label, those right behind it there.

    `Ana 11` rests on the 11 of `by owner: Ana 11, Tom 4`, on no other figure of that line, and on
    none of `by stage: Won 11`.
    """
    known = evidence.fact_figures[fact.id].all
    said = _LABEL_ENDS.split(setting.before(figure, 48))[-1].strip(" *_")
    if len(said) <= _SHORT_WORD:
        return known
    place = fact.text.casefold().find(f"{said.casefold()} ")
    if place < 0:
        elsewhere = fact.kind == "group" and words_of(said) in evidence.values
        return () if elsewhere else known
    end = place + len(said)
    return [one for one in known if 0 < one.start - end <= _BESIDE] or known


def counted(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what some records come to where their number is said beside it.

    `Five applications worth £107,250 await a decision` calls what is submitted by another name;
    that both the count and the amount are those of one value says which.
    """
    if (figure.kind != "money" and not _is_telling(figure)) or setting.hinted:
        return
    counts = {
        f.value for f in setting.figures if f.kind == "number" and abs(f.start - figure.start) < 80
    }
    said = re.findall(r"[^\W\d_]+", setting.before(figure, 50).lower())
    counts |= {Decimal(NUMBER_WORDS[word]) for word in said if word in NUMBER_WORDS}
    if not counts or clause_sets(figure, setting, evidence):
        return
    for names in evidence.groupings:
        for here in (names, *(names & other for other in setting.above)):
            if len(here) > 1 and Decimal(len(here)) in counts:
                for one in evidence.fields.spreads(here):
                    if one.column.is_price == (figure.kind == "money"):
                        yield one.total, one.currency, ""


def beside_total(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield what one field comes to over the records of which another comes to a figure beside it.

    `Waiting: 5,657 lines added, 1,811 removed` names no state; both are those of what is open.
    """
    if not _is_telling(figure):
        return
    near = (f for f in setting.figures if abs(f.start - figure.start) < _FAR and f is not figure)
    others = [f for f in near if _is_telling(f)]
    if not others:
        return
    for names in evidence.groupings:
        spreads = evidence.fields.spreads(names)
        for other in others[:_MOST_OTHERS]:
            beside = next((one for one in spreads if fits(other, one.total)), None)
            for one in spreads if beside else ():
                if one is not beside and one.column.is_price == (figure.kind == "money"):
                    yield one.total, one.currency, ""


def worth(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how many records there are that come to the amount said beside a count."""
    near = (f for f in setting.figures if 0 < f.start - figure.start < 80)
    amounts = [f for f in near if _is_telling(f)]
    sources = evidence.sources_of.get(figure.noun, evidence.of_source)
    if (figure.noun and figure.noun not in evidence.sources_of) or not amounts:
        return
    if figure.noun and clause_sets(figure, setting, evidence):
        return
    for names in evidence.groupings:
        for one in evidence.fields.spreads(names):
            alike = one.column.is_price == (amounts[0].kind == "money")
            if one.column.source not in sources or one.count != len(names) or one.low <= 0:
                continue
            if alike and fits(amounts[0], one.total):
                yield Decimal(len(names)), "", ""


def _is_telling(figure: Figure) -> bool:
    """Say whether a figure has so many digits that it hardly is another one by chance."""
    digits = re.sub(r"\D", "", figure.text)
    return (
        figure.kind in {"money", "number"}
        and figure.slack < 1
        and not figure.bound
        and (len(digits) >= _MANY_DIGITS)
    )


def by_foreign_label(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield the sizes of labels where a text in another language than English names one.

    `In Reparatur: 16 Geräte` is about what the data calls `in repair`; no dictionary says so.
    """
    if evidence.reader.style.tag.startswith("en") or figure.value < _TELLING or figure.noun:
        return
    if setting.hinted:
        return
    match = re.search(r"([^\W\d_][^:;,.|]{2,40}):\s$", setting.before(figure, 48))
    if (
        match is None
        or phrases(match[1], evidence.values)
        or phrases(match[1], evidence.label_words)
    ):
        return
    yield from ((Decimal(len(names)), "", "") for names in evidence.by_label)


def follows_label(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a count stands right behind what it counts: `closed 3`."""
    before = setting.before(figure, 30).rstrip(" :*_")
    found = phrases(before, evidence.values)
    return bool(found) and words_of(before).endswith(found[-1][0])


def is_label(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a number is part of a value's name: `Year 7`, release `3.4`."""
    if re.fullmatch(r"\d+(?:\.\d+)+", figure.text):
        return words_of(figure.text) in evidence.values
    before = re.search(r"([^\W\d_]+)[ -]$", setting.before(figure))
    return before is not None and words_of(f"{before[1]} {figure.text}") in evidence.values


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{2,120})[\"”»]")


def is_quoted(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a figure is part of a title that is quoted: `"Handle 29 February"`."""
    place = figure.start - setting.start
    for match in _QUOTED.finditer(setting.text):
        if match.start() < place < match.end():
            quoted = words_of(match[1])
            return quoted in evidence.titles or quoted in evidence.values
    return False
