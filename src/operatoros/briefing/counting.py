"""What counts: sizes of sets, the coverage, the changes, how many different values there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from operatoros.briefing.clauses import clause_of, clause_sets, currencies_said, said_later
from operatoros.briefing.computed import (
    MEAN_WORDS,
    MOST_SETS,
    REST,
    Candidate,
    named_sets,
    near_sets,
)
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.naming import mentions
from operatoros.briefing.reading import decimal_of, leaves, words
from operatoros.briefing.setting import Setting

# A bare number is one of sources only where the text speaks of them.
_OF_SOURCES = re.compile(
    r"\b(?:sources?|systems?|connectors?|answered|responded|fetched|failed|reached|quellen?|"
    r"complete|partial|unavailable|coverage)\b",
    re.I,
)
_WHOLE_OF = re.compile(r"\b(?:of|all|among|out of)\W+(?:the |all |our |your )?$", re.IGNORECASE)
# Words after a number that are no things counted: verbs, joints, qualities.
NO_THINGS = words(
    """are were was have has had remain remains close closed closes slipped and but for from with
    the than over under about due overdue open late new gone more less fewer other others left
    each per out all not still already now today tomorrow yesterday this last next since until
    percent times again largest biggest smallest oldest newest highest lowest longest that which
    who while when where into onto"""
)
# What is said of changes of each kind.
_KINDS = {
    "new": re.compile(r"\b(?:new|added|appeared|created|neu\w*|first seen)\b", re.I),
    "gone": re.compile(r"\b(?:gone|removed|disappeared|vanished|weg)\b", re.I),
    "changed": re.compile(r"\b(?:chang\w+|moved|updated|geändert)\b", re.I),
}
_PART_OF = re.compile(r"(?:of|out of) (?:the |our |all )?\S+ (?:sources?|systems?)")


def of_sets(
    figure: Figure, setting: Setting, evidence: Evidence, record_nouns: frozenset[str]
) -> Iterator[Candidate]:
    """Yield sizes of the sets named, of the records counted if they are named."""
    # "Eight deals, $200,000 in USD": the currency says what the amount is, not which are counted.
    priced = any(f.kind == "money" for f in setting.figures)
    clause = clause_sets(figure, setting, evidence)
    rest = (
        re.split(r"[,;:]\s", setting.before(figure, 60))[-1]
        + " "
        + re.split(r"[,;:]\s", figure.follows)[0]
    )
    if figure.value == 0:
        rows = setting.above or setting.sets[:MOST_SETS]
        if any(not a & b for a in (setting.head or setting.sets[:MOST_SETS]) for b in rows):
            yield Decimal(0), "", ""
    picked: frozenset[frozenset[str]] = frozenset()
    negated: frozenset[frozenset[str]] = frozenset()
    if setting.chosen and not setting.head:
        said = clause_of(figure, setting)
        picked = frozenset(setting.choices.of(said))
        negated = setting.choices.only_negated(said)
    later = said_later(figure, setting, evidence) if not clause else frozenset()
    without = evidence.by_currency - currencies_said(figure, setting, evidence)
    for names in named_sets(setting, without=without if priced else frozenset()):
        about = frozenset[str]().union(*clause)
        told = names in setting.chosen or (
            names in setting.above and (not clause or bool(names & about))
        )
        if any(names <= one for one in negated):
            continue  # `32 not solved, 18 solved`
        if names in setting.above and any(p & names not in (names, frozenset()) for p in picked):
            continue  # beneath `Leeds`, `eight are below par` does not count all of Leeds
        if names in later or (clause and not told and not names <= about):
            continue
        source = next((s for s, all_of in evidence.of_source.items() if names <= all_of), "")
        if figure.noun in record_nouns and source not in evidence.sources_of[figure.noun]:
            continue
        alone = len(names) == 1 and setting.is_own and names <= setting.scope
        if alone and figure.noun not in record_nouns:
            continue  # `[S-11] has 1 left` does not count that record
        yield Decimal(len(names)), "", ""
        if source and REST.search(rest) and names not in setting.chosen:
            yield Decimal(len(evidence.of_source[source]) - len(names)), "", ""


def of_coverage(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how many sources there are in each state, and how many records each brought."""
    sources = list(evidence.sources.values())
    told = not figure.noun and mentions(_OF_SOURCES, setting.said)
    if told or figure.noun in {"source", "sources"}:
        if not _PART_OF.match(figure.follows):  # `2 of 3 sources`
            yield Decimal(len(sources)), "", ""
        if re.search(r"\bof (?:the |our |all )?$", setting.before(figure)):
            return
        for states in ({"ok", "cached"}, {"failed", "skipped"}, {"partial"}):
            yield Decimal(sum(one.state in states for one in sources)), "", ""
    for one in sources:
        known = figure.noun in {"record", "records"}
        known = known or (not figure.noun and _speaks_of(figure, one.source, setting, evidence))
        if known or one.source in evidence.sources_of.get(figure.noun, ()):
            yield Decimal(len(one.records)), "", ""
            if one.total is not None:
                yield Decimal(one.total), "", ""


def _speaks_of(figure: Figure, source: str, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a bare number may be of a source: it is a whole, or of things of any name.

    `Half of the six`, `51 families have applied`; not `six are new`, not `a mean of 18`.
    """
    if setting.head:
        return False
    said = set(re.findall(r"[^\W\d_]+", setting.said.lower()))
    nouns = [noun for noun, sources in evidence.sources_of.items() if source in sources]
    if not setting.anchored or any(noun in said for noun in nouns):
        return True
    before = setting.before(figure)
    if _WHOLE_OF.search(before):
        return not MEAN_WORDS.search(before)
    thing = re.match(r"[^\W\d_]{3,}", figure.follows)
    return thing is not None and thing[0] not in NO_THINGS


def of_change_counts(setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield how many records are new, gone and changed, by source and in all.

    Of one kind, if the sentence has words of that kind only.
    """
    totals: dict[str, set[tuple[str, str]]] = {}
    kinds = {kind for kind, words in _KINDS.items() if words.search(setting.text)}
    for item in evidence.changes.items:
        if len(kinds) == 1 and item.kind not in kinds:
            continue
        for name in (item.kind, f"{item.source}/{item.kind}", item.source, ""):
            totals.setdefault(name, set()).add((item.kind, item.key))
    for found in totals.values():
        yield Decimal(len(found)), "", ""


def distinct(
    figure: Figure, noun: str, setting: Setting, evidence: Evidence, *, over_all: bool = True
) -> Iterator[Candidate]:
    """Yield what the fields of a noun come to, over all records and what is named.

    How many different values they have (`three owners`), and, of numbers, their sum (`885 seats`).
    With `over_all` false only sums, and only of what the sentence names.
    """
    for source, path in evidence.field_nouns[noun]:
        for names in [
            *([evidence.of_source[source]] if over_all else []),
            *near_sets(figure, setting, evidence),
        ]:
            values: list[object] = [
                value
                for name in sorted(names & evidence.of_source[source])
                for here, value in leaves(evidence.record(name).data)
                if here == path or here.startswith(f"{path}.")
            ]
            numbers = [number for value in values if (number := decimal_of(value)) is not None]
            if over_all and not numbers:  # `18 doors` are no 18 different numbers of doors
                yield Decimal(len({str(value) for value in values})), "", ""
            if numbers and len(numbers) == len(values):
                yield sum(numbers, Decimal(0)), "", ""
