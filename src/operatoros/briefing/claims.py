"""What looks like a figure and claims nothing about the data: advice, limits, names, plans."""

from __future__ import annotations

import re

from operatoros.briefing.evidence import Evidence, phrases
from operatoros.briefing.figures import Figure
from operatoros.briefing.labelled import is_label, is_quoted
from operatoros.briefing.setting import Setting, threshold
from operatoros.briefing.support import support

_ADVICE = re.compile(
    r"^\W*(?:[^.:]{0,40}:\W*)?(?:have|call|ask|send|schedule|book|offer|propose|push|get|set|"
    r"review|confirm|check|"
    r"escalate|prepare|draft|follow|reach|e-?mail|plan|consider|try|aim|block|give|make|move|keep|"
    r"focus|start|talk|use|write|invite|pick|decide|nudge|ping|assign|spend|reserve|let|bring|"
    r"request|suggest|recommend|agree|share|put|run|hold|arrange|allow|wait|leave|retry|recount|"
    r"count|check|batch|order|answer|clear|read|chase|remind|visit|ring|phone|book|buy|return|"
    r"stop|cut|limit|aim|expect|bring|prepare|print|clean|replace|repair|stay|drop|swap|combine|"
    r"bitte)\b(?!-|:\s*\d)|\W*(?:plan|ask|offer|proposal)\s*:"
    r"|\b(?:please|bitte|should|could|suggest|recommend|consider|propose|let's|need to|aim|"
    r"would|might|plan to|"
    r"try to|worth a|if you)\b",
    re.I,
)
# What somebody wants, as against what is.
_WANTED = re.compile(
    r"\b(?:targets?|goals?|sla|polic(?:y|ies)|objectives?|ziel\w*|objectif)\b[^.;:\d]{0,24}$", re.I
)
_CHOOSES_DAY = re.compile(
    r"\b(?:before|from|after|until|till|since|by|up to)\s+$"
    r"|\b(?:vor|ab|bis|seit|avant|depuis)\s+$",  # codespell:ignore
    re.I,
)
_OFFERED = re.compile(r"\b(?:settle|ask|aim|budget|go) for\s+$", re.I)
_OBJECT = re.compile(
    r"(?:^|[.!?:;]\s+)\W*(?:please\s+)?[A-Z]?[a-z]+\s+(?:(?:up to|at least|at most|about|"
    r"another|these)\s+)?$"
    r"|\b(?:I|we|you)(?:'d| would| should| could| might)\s+[a-z]+\s+$",
    re.ASCII,
)
_REBATE = re.compile(r"\s*(?:off|discount|rebate)\b", re.I)
_SUGGESTED = re.compile(
    r"\b(?:consider|propose|budget|mov(?:e|ing)|shift(?:ing)?|offer(?:ing)?|invest(?:ing)?|"
    r"allocate|cap|set(?:ting)? aside|reserve|ask(?:ing(?! price))?|transfer|put(?:ting)?|"
    r"save|keep|raise|"
    r"pay|hold back)\b"
    r"[^.;:]{0,24}$",
    re.I,
)
_ASKED = re.compile(r"[^.;]{0,60}\b(?:should|must|can|may|need)\b", re.I)
_HAPPENED = re.compile(
    r"\b(?:was|were|is|are|has|closes|due|overdue|held|ago|since|came|ran|went|\w{2,}ed)\b",
    re.I,
)
_LIMIT_WORD = re.compile(
    r"\b(?:over|above|more than|at least|exceeding|under|below|less than|larger than|bigger than|"
    r"smaller than|up to)\s*$",
    re.I,
)


def is_no_claim(figure: Figure, setting: Setting, text: str, evidence: Evidence) -> bool:
    """Say whether a figure claims nothing about the data, whatever the data says.

    Advice ("offer 10 %"), limits by which records are chosen ("deals over $100,000"), names
    ("Windows 11") and compounds ("a 3-year plan"). A day in words that no word dates ("call them
    on Friday") is a claim only if a record that it may be about has that day.
    """
    if is_quoted(figure, setting, evidence):
        return True
    if figure.kind == "day":
        return _is_no_date(figure, setting, text, evidence)
    if figure.kind == "money":
        return bool(threshold(text, figure)) and _chooses(figure, text, evidence)
    if figure.kind not in {"number", "percent", "days", "times"}:
        return False
    after, before = (
        text[figure.end : figure.end + 80],
        text[max(0, figure.start - 30) : figure.start],
    )
    is_small = figure.kind == "number" and not figure.noun and figure.value < 1000
    named = re.match(r"-[a-z]", after) or (
        re.search(r"[a-z] [A-Z][a-z]+[ -]$", before)
        and not phrases(before[-20:], evidence.values)  # `Sofia Rossi three` is a count
    )
    if is_small and named:
        return support(figure, setting, evidence) is None
    if figure.kind == "number" and is_label(figure, setting, evidence):
        return True
    if figure.noun in evidence.record_nouns:
        wanted = _OBJECT.search(setting.before(figure, 60)) and _advises_at(setting, figure)
        return bool(wanted) and support(figure, setting, evidence) is None
    if _WANTED.search(setting.before(figure, 60)):
        return True
    if figure.kind == "percent" and _ASKED.match(after) and _LIMIT_WORD.search(before):
        return True
    if figure.kind == "percent" and _REBATE.match(after):
        return True
    return _advises(figure, text) or bool(_SUGGESTED.search(setting.before(figure, 40)))


def _is_no_date(figure: Figure, setting: Setting, text: str, evidence: Evidence) -> bool:
    """Say whether a day only chooses records, or is one of a plan."""
    assert figure.day is not None, "kind day has a day"
    if figure.text.lower() == "today" and not figure.day.wrong:
        before, after = setting.before(figure), text[figure.end : figure.end + 10]
        if _CHOOSES_DAY.search(before) or re.match(r" or (?:later|earlier|before|after)", after):
            return True
    counted = figure.text.lower().startswith("in ") and setting.is_own
    if figure.day.sure or figure.day.wrong or (counted and not _advises(figure, text)):
        return False
    return not setting.scope or support(figure, setting, evidence) is None


def is_doubtful(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a figure that was not found is better left unmarked.

    Names such as GPT-4, whose letters no record knows, times of day in plans, and amounts in
    advice that is about no record ("move $2,000 to search").
    """
    if figure.kind == "id":
        return _is_name(figure, evidence)
    if figure.kind == "money" and not setting.is_own:
        before = setting.before(figure, 40)
        return bool(_SUGGESTED.search(before) or _OFFERED.search(before))
    if figure.text.lower() == "one":
        return True  # "one deal stands out" is no count
    if figure.kind == "time":
        told = setting.is_own or _HAPPENED.search(setting.text)
        return not told or bool(_ADVICE.search(_bare(setting.text)))
    return False


def _advises_at(setting: Setting, figure: Figure) -> bool:
    """Say whether the words before a figure are an order: `Recount five items`."""
    begun = setting.text[: max(0, figure.start - setting.start)]
    return bool(_ADVICE.search(_bare(begun)))


def _advises(figure: Figure, text: str) -> bool:
    """Say whether the sentence up to a figure gives advice."""
    begun = text[: figure.start].rpartition("\n")[2]
    return bool(_ADVICE.search(_bare(re.split(r"(?<=[.!?])\s", begun)[-1])))


def _bare(text: str) -> str:
    """Return a sentence without bullet, emphasis and handles, so that its first word is seen."""
    return re.sub(r"^\s*(?:[-*+•]|\d+[.)])\s+|[*_`]|\[[^\]]*\]", "", text).strip()


def _is_name(figure: Figure, evidence: Evidence) -> bool:
    """Say whether something like GPT-4 is a name: its letters are no source's and in no record."""
    match = re.fullmatch(r"([A-Z][A-Z0-9]*)-\d+", figure.text)
    if match is None:
        return False
    if match[1] in evidence.handles.letters.values():
        return False
    return not evidence.has_prefix(f"{match[1]}-")


def _chooses(figure: Figure, text: str, evidence: Evidence) -> bool:
    """Say whether a limit follows a noun that is counted: `deals over $100,000`."""
    before = _LIMIT_WORD.sub("", text[max(0, figure.start - 60) : figure.start])
    parts = re.findall(r"[A-Za-z]+", before.lower())[-3:]
    return any(word in evidence.nouns for word in parts)
