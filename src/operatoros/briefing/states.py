"""Sets of records that are in a state: paid or not, without an owner, still owing, risen.

What is yes or no, empty, above zero, or moved since the run before, by the name of its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from operatoros.briefing.evidence import Evidence
from operatoros.briefing.fields import Column
from operatoros.briefing.reading import decimal_of, words

Names = frozenset[str]

# Words of a field's name that tell nothing about it.
_PLAIN = words(
    """is has have was are be on at by of in to the id ids name date day time flag and key count
    number total ends value amount text title type kind status state url"""
)
# What adds nothing to another word of a name: `receiptSent`.
_DONE = words("sent done made given used received")
_NONE = re.compile(
    r"\b(?:no|not|without|never|none|nobody|nothing|lacks?|lacking|missing|"
    r"empty|blank|unknown|open|yet|neither|kein\w*|nicht|ohne|fehl\w*)\b|n't\b",
    re.I,
)
_OWING = re.compile(
    r"\b(?:owe[sd]?|owing|unpaid|outstanding|to pay|due from|in arrears|not (?:yet |fully )?paid|"
    r"behind on|offen\w*|schulde\w*)\b",  # codespell:ignore
    re.I,
)
_NOBODY = re.compile(r"\b(?:nobody\w*|unassigned|no ?one\w*|unowned|niemand\w*|personne)\b", re.I)
_OWED = words("balance due owed outstanding open fine unpaid remaining arrears debt")
_PAID = words("paid settled received")
_ROSE = re.compile(
    r"\b(?:rose|risen|rises?|grew|grown|grow|increased?|increases|gained|gains?|went up|"
    r"climbed|raised|more than (?:the (?:day|week|month|year) before|yesterday|before|last \w+)|"
    r"pushed (?:back|out)|mehr als|gestiegen)\b",  # codespell:ignore
    re.I,
)
_FELL = re.compile(
    r"\b(?:fell|fallen|falls?|shrank|shrunk|decreased?|decreases|decline[sd]?|dropped|drops?|lost|"
    r"went down|lowered|reduced|less than (?:the (?:day|week|month|year) before|"
    r"yesterday|before|last \w+)|weniger als|gesunken|gefallen)\b",  # codespell:ignore
    re.I,
)


def by_state(text: str, evidence: Evidence) -> Iterator[Names]:
    """Yield the sets of records whose state a text names."""
    said = set(re.findall(r"[a-z]{3,}", text.lower()))
    negated = bool(_NONE.search(text))
    for column in evidence.fields.flagged:
        if which := _named(column, said, evidence):
            yield from _flagged(column, negated=negated or which == "un")
    for column in evidence.fields.gaps:
        which = _named(column, said, evidence)
        if which and (negated or which == "un"):
            yield frozenset(column.empty)
        if which == "named":
            yield _all_of(column, evidence) - column.empty
    for column in evidence.fields.numeric:
        low = min(column.numbers.values())
        if low == 0 and not column.is_price and _named(column, said, evidence) == "named":
            yield frozenset(name for name, value in column.numbers.items() if value > 0)
    if _NOBODY.search(text):
        yield from (frozenset(one.empty) for one in evidence.fields.gaps)
    if _OWING.search(text):
        yield from _owing(evidence)
    for pattern, up in ((_ROSE, True), (_FELL, False)):
        if evidence.changes.items and pattern.search(text):
            yield from _moved(evidence, up=up)


def _all_of(column: Column, evidence: Evidence) -> Names:
    return evidence.of_source.get(column.source, frozenset())


def _named(column: Column, said: set[str], evidence: Evidence) -> str:
    """Say whether a text names a field: by a telling word of its name, or with `un` before it."""
    telling = [
        word
        for word in column.words
        if len(word) > 3 and word not in _PLAIN and word not in evidence.record_nouns
    ]
    if len(telling) > 1:
        telling = [word for word in telling if word not in _DONE] or telling
    begun = [word[: max(4, len(word) - 3)] for word in telling]
    if any(one.startswith(f"un{begin}") for begin in begun for one in said):
        return "un"
    # `First-time donors` are those of the `firstGift`.
    return "named" if begun and any(one.startswith(begun[0]) for one in said) else ""


def _flagged(column: Column, *, negated: bool) -> Iterator[Names]:
    yield frozenset(name for name, is_so in column.flags.items() if is_so)
    if negated:
        yield frozenset(name for name, is_so in column.flags.items() if not is_so)


def _owing(evidence: Evidence) -> Iterator[Names]:
    """Yield records with an amount that is still owed, or with less paid than there is to pay."""
    money = [one for one in evidence.fields.numeric if one.is_price]
    for column in money:
        if _OWED & set(column.words):
            yield frozenset(name for name, value in column.numbers.items() if value > 0)
        if _PAID & set(column.words):
            for whole in money:
                if whole is not column and whole.source == column.source:
                    yield frozenset(
                        name
                        for name, value in column.numbers.items()
                        if value < whole.numbers.get(name, value)
                    )


def _moved(evidence: Evidence, *, up: bool) -> Iterator[Names]:
    """Yield records by each field that rose, or fell, since the run before."""
    found: dict[tuple[str, str], set[str]] = {}
    for handle, record in evidence.handles.records.items():
        for path, old, new in evidence.changed(handle):
            was, now = decimal_of(old), decimal_of(new)
            rose = now > was if was is not None and now is not None else str(new) > str(old)
            if rose == up:
                found.setdefault((record.source, path), set()).add(handle)
    yield from (frozenset(names) for names in found.values())
