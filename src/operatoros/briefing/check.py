"""Does the text say what the data says? Every figure, day, id and handle is looked for.

A figure is found if it stands in a record that its sentence cites or names, in a fact, or if it
is what such records come to: a sum, a difference, a share, a ratio, a count, an average. What is
found is linked; what is not is marked, never removed. What the user named in the task is no claim.
A figure with a formula is what that formula comes to, or it is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from operatoros.briefing.claims import is_doubtful, is_no_claim
from operatoros.briefing.declaring import Declared
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure, find_figures
from operatoros.briefing.formula_check import worked_out
from operatoros.briefing.handles import Handles
from operatoros.briefing.lines import unwrapped
from operatoros.briefing.matching import Support
from operatoros.briefing.reader import Reader
from operatoros.briefing.setting import Settings
from operatoros.briefing.support import support
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes, Checks, Citation, Fact, Unmatched

NOT_FOUND = "not found in the data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the text rests on, and how much of it was found.

    Attributes:
        citations: Places that rest on a record (`D-17`), a fact (`F3`), or, with an empty handle,
            on several of them or on the coverage.
        checks: Figures, how many were found, and those that were not.
    """

    citations: tuple[Citation, ...]
    checks: Checks


def check(
    text: str,
    *,
    fetched: Sequence[Fetched],
    facts: Sequence[Fact],
    handles: Handles,
    reader: Reader,
    changes: Changes | None = None,
    asked: str = "",
    declared: Sequence[Declared] = (),
) -> Checked:
    """Check a model's text against what was fetched and computed.

    Args:
        text: What the model wrote.
        fetched: What the sources brought.
        facts: What code computed.
        handles: The records' names.
        reader: The present, zone and locale.
        changes: What changed.
        asked: The task's prompt (and the goals): figures that it names are no claims.
        declared: Formulas that the text had; it holds none any more.

    Returns:
        Offsets are in characters of `text`. A handle that exists is a citation and no figure; one
        that does not exist counts as a figure that was not found.
    """
    evidence = Evidence(fetched, facts, changes or Changes(), handles, reader)
    nouns = sorted(evidence.nouns)
    flat = unwrapped(text)
    figures = find_figures(
        flat, style=reader.style, today=reader.today, nouns=nouns, labels=evidence.labels
    )
    settings = Settings(flat, figures, evidence)
    named = _named(asked, reader, nouns)
    citations: list[Citation] = []
    missing: list[Unmatched] = []
    claims = 0
    worked = worked_out(declared, figures, flat, evidence)
    for number, figure in enumerate(figures):
        if number in worked.decided:
            claims += 1
            formula, why = worked.decided[number]
            if why:
                missing.append(_unmatched(figure, text, why))
            else:
                citations.append(_citation(figure, Support(), evidence, text, formula))
            continue
        if figure.kind == "handle" and _cites(figure, evidence, citations, text):
            continue
        if _key(figure) in named and figure.kind not in {"handle", "id"}:
            continue
        setting = settings.at(figure)
        if is_no_claim(figure, setting, flat, evidence):
            continue
        found = support(figure, setting, evidence)
        if found is None and is_doubtful(figure, setting, evidence):
            continue
        if found is None and worked.says(figure):
            found = Support()
        claims += 1
        if found is None:
            missing.append(_unmatched(figure, text))
        else:
            citations.append(_citation(figure, found, evidence, text))
    checks = Checks(figures=claims, found=claims - len(missing), unmatched=tuple(missing))
    return Checked(citations=tuple(citations), checks=checks)


def _cites(figure: Figure, evidence: Evidence, citations: list[Citation], text: str) -> bool:
    if figure.text in evidence.handles.records or figure.text in evidence.facts:
        citations.append(_citation(figure, Support(handle=figure.text), evidence, text))
        return True
    return False


def _named(asked: str, reader: Reader, nouns: Sequence[str]) -> frozenset[object]:
    found = find_figures(asked, style=reader.style, today=reader.today, nouns=nouns)
    return frozenset(_key(figure) for figure in found)


def _key(figure: Figure) -> object:
    if figure.day is not None:
        return (figure.kind, figure.day.days)
    return (figure.kind, figure.value, figure.text if figure.kind in {"id", "handle"} else "")


def _unmatched(figure: Figure, text: str, why: str = NOT_FOUND) -> Unmatched:
    if figure.day is not None and figure.day.wrong:
        why = figure.day.wrong
    elif figure.kind == "handle":
        why = "no record or fact has this handle"
    shown = text[figure.start : figure.end]
    return Unmatched(text=shown, start=figure.start, end=figure.end, why=why)


def _citation(
    figure: Figure, found: Support, evidence: Evidence, text: str, formula: str = ""
) -> Citation:
    record = evidence.handles.records.get(found.handle)
    fact = evidence.facts.get(found.handle)
    return Citation(
        text=text[figure.start : figure.end],
        start=figure.start,
        end=figure.end,
        handle=found.handle,
        source=record.source if record else (fact.source or "") if fact else "",
        key=record.key if record else "",
        url=record.url if record else None,
        formula=formula,
    )
