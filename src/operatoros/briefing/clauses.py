"""The clause of a figure, and the sets it names: in `Ana has 3, Tom 2`, those of Tom for the 2."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from operatoros.briefing.evidence import Evidence, sets_by_currency
from operatoros.briefing.figures import Figure
from operatoros.briefing.naming import phrases
from operatoros.briefing.setting import Setting

# What parts the clauses of a sentence.
_JOINT = re.compile(
    r"[,;:()]\s|\s[–—→·-]\s|\s/\s(?=[A-Za-z])|\b(?:and|while|but|whereas|against)\b"
)
_MOST_CLAUSES = 12


def clause_of(figure: Figure, setting: Setting) -> str:
    """Return the clause of the sentence that a figure stands in."""
    begins, end = _around(figure, setting)
    return setting.text[begins[-1] : end]


def _around(figure: Figure, setting: Setting) -> tuple[list[int], int]:
    """Return where the clauses up to a figure's begin, and where its own ends."""
    place = max(0, figure.start - setting.start)
    starts, ends = _joints(setting.text)
    here = bisect_right(ends, place)
    after = bisect_left(starts, place + len(figure.text))
    end = starts[after] if after < len(starts) else len(setting.text)
    return [0, *ends[max(0, here - _MOST_CLAUSES) : here]], end


@lru_cache(maxsize=256)
def _joints(text: str) -> tuple[list[int], list[int]]:
    """Return where the joints of a sentence begin and end; asked for each of its figures."""
    found = [match.span() for match in _JOINT.finditer(text)]
    return [start for start, _ in found], [end for _, end in found]


def currencies_said(
    figure: Figure, setting: Setting, evidence: Evidence
) -> frozenset[frozenset[str]]:
    """Return the sets of one currency that a figure's own clause names: `five are in dollars`."""
    return frozenset(sets_by_currency(clause_of(figure, setting), evidence))


def said_later(figure: Figure, setting: Setting, evidence: Evidence) -> frozenset[frozenset[str]]:
    """Return the sets that only a later clause names: they do not say what was counted before."""
    after = setting.text[figure.start - setting.start + len(figure.text) :]
    stop = re.search(r"[;:]\s|,\s", after)
    rest = after[stop.end() :] if stop else ""
    named = {names for _, names in phrases(rest, evidence.values)}
    wholes = evidence.of_source.values()
    return frozenset(named | {whole - names for names in named for whole in wholes})


def clause_sets(figure: Figure, setting: Setting, evidence: Evidence) -> tuple[frozenset[str], ...]:
    """Return the sets named in the figure's own clause: in `Ana has 3, Tom 2`, Tom's for the 2."""
    starts, end = _around(figure, setting)
    for start in reversed(starts[-_MOST_CLAUSES:]):
        found = phrases(setting.text[start:end], evidence.values)
        sets = [names for _, names in found if names not in evidence.by_currency]
        if sets:
            return tuple(sets)
        end = start
    return ()
