"""What looks like a figure and claims nothing about the data: advice, limits, names, plans."""

from __future__ import annotations

import re

from operatoros.briefing.columns import is_row
from operatoros.briefing.evidence import Evidence, form_of
from operatoros.briefing.figures import Figure
from operatoros.briefing.labelled import follows_label, is_label, is_quoted
from operatoros.briefing.limits import threshold
from operatoros.briefing.naming import mentions, phrases, words_of
from operatoros.briefing.reading import words
from operatoros.briefing.setting import Setting
from operatoros.briefing.support import support

# Verbs that open an order or a piece of advice; none of them opens a statement about records.
_ORDERS = "|".join(
    """accept add address adjust agree aim allocate allow anchor answer apologise apologize appoint
    approach approve arrange ask assign attend avoid award ban batch be bet block book borrow
    bring budget build buy call cancel cap carry cash catch celebrate chase check choose circle
    clarify clean clear collect combine communicate compare complain confirm consider
    contact continue coordinate count cut decide defer delay delegate deliver demand deploy
    discuss do dont download draft drive drop email e-?mail engage ensure escalate estimate
    evaluate examine expand expect explain explore extend fill finalise finalize finish focus
    follow forget freeze gather get give go grab hand have hire hold insist inspect introduce
    invest investigate invite invoice join keep launch leave lend let limit mail maintain make
    meet mention merge message monitor move narrow negotiate notify nudge offer order organise
    organize pay phone pick pilot ping plan postpone prepare prevent print prioritise prioritize
    propose protect provide publish purchase push put ration reach read reassign recheck
    recommend recount reduce refresh refund refuse remember remind remove reopen repair repeat
    replace reply request require reschedule reserve resolve respond restart restock restrict
    retest retry return review revisit reward ring rinse roll rotate run save say schedule secure
    sell send serve set settle share shift ship show shut sign skip speak spend split spread
    stagger start stay stop submit suggest suspend swap switch take talk teach tell test thank
    tidy tighten timebox try use verify visit wait walk warn wash weigh wind withdraw write
    bitte""".split()  # noqa: SIM905  # a list by value
)
_ADVICE = re.compile(
    rf"^\W*(?:[^.:]{{0,40}}:\W*)?(?:(?:then|also|and|or|so|next|first|finally|always|never|today|"
    rf"tomorrow|just|simply|perhaps|maybe|otherwise),?\s+)?(?:{_ORDERS})\b(?!-|:\s*\d)"
    r"|\W*(?:plan|ask|offer|proposal|idea|suggestion|recommendation|next steps?)\s*:"
    r"|\b(?:please|bitte|should(?! have)|could(?! have)|suggest|recommend|consider|propose|let's|"
    r"need to|aim|would|might|plan to|must|ought to|had better|make sure|'d|can (?:we|you|I)|"
    r"soll(?:te|ten)?|könnte[n]?|würde[n]?|try to|worth (?:an?|\d+ min)|if (?:you|I|we))\b",
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
_IS_SAID = re.compile(r"\b(?:is|are|was|were)\s+$")
_ASKED = re.compile(r"[^.;]{0,60}\b(?:should|must|can|may|need)\b", re.I)
_HAPPENED = re.compile(
    r"\b(?:was|were|is|are|has|closes|due|overdue|held|ago|since|came|ran|went|\w{2,}ed)\b",
    re.I,
)
_STATES = re.compile(r"\b(?:was|were|is|are|has|have|had|remains?|sind|ist|war|waren|hat|haben)\b")
_LIMIT_WORD = re.compile(
    r"\b(?:over|above|more than|at least|exceeding|under|below|less than|larger than|bigger than|"
    r"smaller than|up to)\s*$",
    re.I,
)
_LIMIT_OF_MANY = re.compile(
    r"\b(?:over|above|more than|longer than|older than|at least|exceed\w*|passed|topped|beyond|"
    r"under|below|less than|fewer than|mehr als|über|unter|weniger als)\s*$",  # codespell:ignore
    re.I,
)
_ROUND_DIGITS = 2
_COUNTED = re.compile(r"$|\s{2,}|\s*[:–—]|\s+\d")
_LED = re.compile(r"^\W*\*\*[^*\n]+(?:[.:]\*\*|\*\*[.:])\s*")
_PLURAL = re.compile(r"(?:^|[.;:,]\s+)(?:(?:for|all|any|only|and|most)\s+)?[A-Za-z]+s\s+$")
_OR_MORE = re.compile(
    r"\s(?:[a-z]+\s){0,3}or (?:more|less|fewer|lower|higher|better|worse|above|below)\b"
)
_VALUED = words("worth valued priced costing of with")
_LARGEST_IN_NAME = 1000
_ANYTHING = words("anything everything anyone everyone whatever those any nothing none all")


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
    after, before = text[figure.end : figure.end + 80], setting.before(figure, 60)
    if _is_in_name(figure, text, evidence):
        return support(figure, setting, evidence) is None
    if figure.kind == "number" and is_label(figure, setting, evidence):
        return True
    if figure.noun in evidence.record_nouns:
        wanted = _OBJECT.search(before) and _advises_at(setting, figure, evidence)
        return bool(wanted) and support(figure, setting, evidence) is None
    if _WANTED.search(before) or _limits_a_count(figure, setting):
        return True
    if figure.kind == "percent" and _is_wish(before, after):
        return True
    limits = _chooses(figure, text, evidence) or _OR_MORE.match(after)
    if figure.kind in {"number", "days", "percent"} and limits and not setting.is_own:
        return support(figure, setting, evidence) is None
    if is_row(setting.text, 0):
        return False
    suggested = _SUGGESTED.search(before[-40:]) and not _IS_SAID.search(before)
    return _advises(figure, text, evidence) or (
        bool(suggested) and not follows_label(figure, setting, evidence)
    )


def _is_in_name(figure: Figure, text: str, evidence: Evidence) -> bool:
    """Say whether a bare number goes with a name or a word: `Windows 11`, `3-year`."""
    if figure.kind != "number" or figure.noun or figure.value >= _LARGEST_IN_NAME:
        return False
    before = text[max(0, figure.start - 30) : figure.start]
    # `Sofia Rossi three` is a count.
    named = re.search(r"[a-z] [A-Z][a-z]+[ -]$", before)
    named = named if not phrases(before[-20:], evidence.values) else None
    return bool(named or re.match(r"-[a-z]", text[figure.end : figure.end + 2]))


def _is_wish(before: str, after: str) -> bool:
    """Say whether a share is one that somebody wants or gives away: `10% off`."""
    return bool(_REBATE.match(after) or (_ASKED.match(after) and _LIMIT_WORD.search(before)))


def _is_no_date(figure: Figure, setting: Setting, text: str, evidence: Evidence) -> bool:
    """Say whether a day only chooses records, or is one of a plan."""
    assert figure.day is not None, "kind day has a day"
    if figure.text.lower() in {"today", "yesterday"} and not figure.day.wrong:
        before, after = setting.before(figure), text[figure.end : figure.end + 10]
        if _CHOOSES_DAY.search(before) or re.match(r" or (?:later|earlier|before|after)", after):
            return True
    if not setting.is_own and figure.text.lower().startswith("within"):
        return True  # `Closing within 7 days` over a list
    if not setting.is_own and not figure.day.wrong and _advises(figure, text, evidence):
        return not setting.scope or support(figure, setting, evidence) is None
    counted = figure.text.lower().startswith("in ") and setting.is_own
    if figure.day.sure or figure.day.wrong or (counted and not _advises(figure, text, evidence)):
        return False
    return not setting.scope or support(figure, setting, evidence) is None


def is_doubtful(figure: Figure, setting: Setting, evidence: Evidence) -> bool:
    """Say whether a figure that was not found is better left unmarked.

    Names such as GPT-4, whose letters no record knows, times of day in plans, and amounts in
    advice that is about no record ("move $2,000 to search").
    """
    if figure.kind == "id":
        return _is_name(figure, evidence) or _has_no_form(figure, evidence)
    if figure.kind == "money" and not setting.is_own and not is_row(setting.text, 0):
        before = setting.before(figure, 40)
        return bool(_SUGGESTED.search(before) or _OFFERED.search(before))
    if figure.text.lower() == "one":
        return True  # "one deal stands out" is no count
    if figure.kind == "time":
        told = setting.is_own or mentions(_HAPPENED, setting.text)
        return not told or _orders(setting.text, evidence)
    return False


def _advises_at(setting: Setting, figure: Figure, evidence: Evidence) -> bool:
    """Say whether the words before a figure are an order: `Recount five items`."""
    return _orders(setting.text[: max(0, figure.start - setting.start)], evidence)


def _advises(figure: Figure, text: str, evidence: Evidence) -> bool:
    """Say whether the sentence up to a figure gives advice."""
    begun = re.split(r"(?<=[.!?])\s", text[: figure.start].rpartition("\n")[2])[-1]
    _, colon, told = begun.rpartition(": ")
    if colon and _STATES.search(told + re.split(r"[,;.\n]", text[figure.start :], maxsplit=1)[0]):
        return False  # `Assign vendors: 7 of 11 orders have none`
    if words_of(_bare(begun.partition(":")[0])) in evidence.values:
        return False  # `offer made: 8`
    return _orders(begun, evidence)


def _orders(begun: str, evidence: Evidence) -> bool:
    """Say whether a sentence begins as advice, and not with what records can be: `Offer: 7`."""
    bare = _bare(_LED.sub("", begun))
    titled = phrases(bare, evidence.titles)
    if titled and words_of(bare).startswith(titled[0][0]):
        return False  # `Drop legacy flags [PR-39] is the largest`
    match = _ADVICE.search(bare)
    if match is None:
        return False
    word = words_of(match[0]).split(" ")[-1]
    # `Offer: 7`, `| offer | 7 |`, `By channel: email 13` count what the data calls so.
    labelled = bare.startswith("|") or _COUNTED.match(bare, match.end())
    return not (labelled and word in evidence.values)


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


def _has_no_form(figure: Figure, evidence: Evidence) -> bool:
    """Say whether something like E4130 is of a form that no value of the data has."""
    coded = re.fullmatch(r"[A-Z]{1,3}\d{3,6}", figure.text)
    return coded is not None and form_of(figure.text) not in evidence.forms


def _limits_a_count(figure: Figure, setting: Setting) -> bool:
    """Say whether a round number only says which are counted: `5 are more than 30 days late`."""
    if setting.is_own or not _LIMIT_OF_MANY.search(setting.before(figure)):
        return False
    counts = (f for f in setting.figures if f.kind == "number" and f.start < figure.start)
    is_round = len(f"{figure.value.normalize():f}".rstrip("0").replace(".", "")) <= _ROUND_DIGITS
    return is_round and any(True for _ in counts)


def _chooses(figure: Figure, text: str, evidence: Evidence) -> bool:
    """Say whether a limit follows a noun that is counted: `deals over $100,000`."""
    before = text[max(0, figure.start - 60) : figure.start]
    if not _LIMIT_WORD.search(before):
        return False
    parts = re.findall(r"[A-Za-z]+", _LIMIT_WORD.sub("", before).lower())[-2:]
    if parts and parts[-1] not in _VALUED:
        parts = parts[-1:]
    if any(word in evidence.nouns or word in _ANYTHING for word in parts):
        return True
    return bool(_PLURAL.search(_LIMIT_WORD.sub("", before)))
