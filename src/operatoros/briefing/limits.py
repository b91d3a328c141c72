"""Sets of records that numbers in a sentence choose: over 100 km, at 90%, the three largest.

A number chooses by a field: one whose name stands beside it, whose unit follows it, or, for a
share, one that holds shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from operatoros.briefing.datewords import NUMBER_WORDS
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.fields import Column
from operatoros.briefing.figures import Figure

Names = frozenset[str]

_THRESHOLD = re.compile(
    r"\b(over|above|more than|at least|exceeding|worth more than|larger than|bigger than|under|"
    r"below|less than|smaller than|(?<!add )(?<!adds )(?<!added )(?<!adding )up to)\s*$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:over|above|more than|longer than|larger than|bigger than|older than|higher than|"
    r"greater than|exceeding|exceeds?|beyond|past|über|mehr als)\s+$|>\s*$",  # codespell:ignore
    re.I,
)
_BELOW = re.compile(
    r"\b(?:under|below|less than|fewer than|shorter than|smaller than|lower than|cheaper than|"
    r"unter|weniger als)\s+$|<\s*$",  # codespell:ignore
    re.I,
)
_FROM = re.compile(r"\b(?:at least|from|no less than|not less than|mindestens)\s+$|[≥]\s*$", re.I)
_UP_TO = re.compile(r"\b(?:at most|up to|no more than|not more than|höchstens)\s+$|[≤]\s*$", re.I)
_OR_MORE = re.compile(r"[^.;,]{0,16}?\b(?:or (?:more|higher|better|above|longer|over)|and up)\b")
_OR_LESS = re.compile(r"[^.;,]{0,16}?\b(?:or (?:less|fewer|lower|worse|below|under))\b")
_EQUAL = re.compile(
    r"\b(?:at|with|rated|scored?|exactly|of|on|in|bei|mit|have|has|had)\s+(?:only\s+|just\s+)?$",
    re.I,
)
_COUNT = r"\d{1,2}|" + "|".join(word for word, n in NUMBER_WORDS.items() if 0 < n <= 20)
_MOST = r"largest|biggest|highest|top|longest|dearest|heaviest|newest|latest|most recent|priciest"
_LEAST = r"smallest|lowest|shortest|cheapest|lightest|oldest|earliest|bottom|slimmest"
_TOP = re.compile(
    rf"\b(?:(?P<before>{_COUNT})\s+)?(?P<which>{_MOST}|{_LEAST})\b(?:[\s-]+(?P<after>{_COUNT})\b)?",
    re.I,
)
_DATED = re.compile(r"newest|latest|most recent|oldest|earliest", re.I)
_TIMES_OVER = re.compile(
    r"\b(?P<least>at least )?(?P<count>once|twice|thrice)\b(?P<more> or more)?", re.I
)
_COMPOUND = re.compile(r"\b(?P<count>\d{1,3})-(?P<unit>minute|hour|day|week|month|year)\b", re.I)
_PERIOD = re.compile(
    r"\b(?P<way>more|longer|over|above|less|fewer|shorter|under|below)(?: than)?\s+"
    rf"(?P<count>\d{{1,4}}|{'|'.join(NUMBER_WORDS)})\s+(?P<unit>minutes?|hours?|days?|weeks?|nights?)\b",
    re.I,
)
_MORE = frozenset(("more", "longer", "over", "above"))
_RATED = re.compile(r"\b(?:rated?|scored?|gave|graded)\b", re.I)
_RATINGS = frozenset(("rating", "satisfaction", "score", "csat", "nps", "stars", "grade"))
_MOST_EQUAL = 12
_MOST_TOP = 20


def by_numbers(text: str, figures: Sequence[Figure], evidence: Evidence, start: int) -> list[Names]:
    """Return the sets that the numbers of a sentence choose.

    Args:
        text: The sentence.
        figures: Its figures.
        evidence: What the data offers.
        start: Offset of the sentence.
    """
    found: list[Names] = []
    for figure in figures:
        if figure.kind not in {"number", "percent", "days", "money"} or figure.value < 0:
            continue
        place = figure.start - start
        before = text[max(0, place - 28) : max(0, place)]
        after = text[place + len(figure.text) :][:28]
        columns = _columns(figure, before, after, text, evidence)
        if way := _way(before, after):
            found += [_compared(column, figure.value, way) for column in columns]
        elif figure.kind == "percent" or _EQUAL.search(before):
            found += [names for column in columns if (names := _equal(column, figure.value))]
    return [names for names in (*found, *_by_words(text, evidence)) if names]


def _by_words(text: str, evidence: Evidence) -> Iterator[Names]:
    """Yield what `reminded twice or more` and `30-day terms` choose."""
    said = _stems(text)
    for match in _TIMES_OVER.finditer(text):
        count = Decimal({"once": 1, "twice": 2, "thrice": 3}[match["count"].lower()])
        at_least = match["least"] or match["more"]
        for column in evidence.fields.numeric:
            if said & stems(column):
                yield _compared(column, count, ">=") if at_least else _equal(column, count)
    for match in _PERIOD.finditer(text):
        word = match["count"].lower()
        count = Decimal(NUMBER_WORDS[word] if word in NUMBER_WORDS else int(word))
        way = ">" if match["way"].lower() in _MORE else "<"
        for column in evidence.fields.numeric:
            if match["unit"].lower().rstrip("s") in {one.rstrip("s") for one in column.words}:
                yield _compared(column, count, way)
    for match in _COMPOUND.finditer(text):
        unit = match["unit"].lower()
        for column in evidence.fields.numeric:
            if unit in {word.rstrip("s") for word in column.words}:
                yield _equal(column, Decimal(match["count"]))


def levels(figure: Figure, before: str, text: str, evidence: Evidence) -> Iterator[Decimal]:
    """Yield the levels that records can stand at: `five stand at 90%`, `deposits of £50`."""
    if not _EQUAL.search(before):
        return
    for column in _columns(figure, before, figure.follows, text, evidence):
        values = set(column.numbers.values())
        fits = column.is_price or _holds_shares(column)
        if fits and len(values) <= _MOST_EQUAL:
            yield from sorted(values)


def largest(text: str, evidence: Evidence) -> Iterator[Names]:
    """Yield the largest, oldest or smallest records, as many as the text says."""
    said = _stems(text)
    for match in _TOP.finditer(text):
        word = (match["before"] or match["after"] or "1").lower()
        count = int(word) if word.isdigit() else NUMBER_WORDS[word]
        if not 0 < count <= _MOST_TOP:
            continue
        down = bool(re.fullmatch(_MOST, match["which"], re.I))
        dated = bool(_DATED.fullmatch(match["which"]))
        for column in evidence.fields.dated if dated else evidence.fields.numeric:
            if not dated and not column.is_money and not said & stems(column):
                continue
            values = column.days if dated else column.numbers
            order = sorted(values, key=lambda name: (values[name], name), reverse=down)
            if len(order) > count:
                yield frozenset(order[:count])


def _way(before: str, after: str) -> str:
    """Return how a number limits: >, >=, < or <=; empty if it does not."""
    if _OR_MORE.match(after) or _FROM.search(before):
        return ">="
    if _OR_LESS.match(after) or _UP_TO.search(before):
        return "<="
    if _ABOVE.search(before):
        return ">"
    return "<" if _BELOW.search(before) else ""


def _columns(
    figure: Figure, before: str, after: str, text: str, evidence: Evidence
) -> list[Column]:
    """Return the fields that a number may limit: named beside it, else in its sentence."""
    money = figure.kind == "money"
    numeric = [one for one in evidence.fields.numeric if one.is_price == money]
    beside = _stems(f"{before} {after}")
    named = [one for one in numeric if beside & stems(one)]
    if not named and figure.kind == "percent":
        named = [one for one in numeric if _holds_shares(one)]
    if not named and _RATED.search(text):
        named = [one for one in numeric if _RATINGS & set(one.words)]
    if not named:
        said = _stems(text)
        named = [one for one in numeric if said & stems(one)]
    return named


def _holds_shares(column: Column) -> bool:
    values = column.numbers.values()
    return all(0 <= value <= 100 for value in values) and len(set(values)) > 1


def _compared(column: Column, limit: Decimal, way: str) -> Names:
    return frozenset(
        name
        for name, value in column.numbers.items()
        if (value > limit and way[0] == ">")
        or (value < limit and way[0] == "<")
        or (value == limit and len(way) > 1)
    )


def _equal(column: Column, value: Decimal) -> Names:
    """Return the records that have a number in a field of few of them."""
    if len(set(column.numbers.values())) > _MOST_EQUAL:
        return frozenset()
    return frozenset(name for name, number in column.numbers.items() if number == value)


def stems(column: Column) -> set[str]:
    """Return the beginnings of the words of a field's name."""
    return {_stem(word) for word in column.words}


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[a-z]{2,}", text.lower())}


def _stem(word: str) -> str:
    return word.rstrip("s")[:5]


def threshold(text: str, figure: Figure) -> str:
    """Say whether an amount is a limit that records are chosen by: `above`, `below` or empty."""
    match = _THRESHOLD.search(text[max(0, figure.start - 24) : figure.start])
    if match is None:
        return ""
    low = {"under", "below", "less than", "smaller than", "up to"}
    return "below" if match[1].lower() in low else "above"


def beyond(figure: Figure, evidence: Evidence, *, above: bool) -> list[Names]:
    """Return the records of each source whose amount lies above or below one."""
    found = []
    for names in evidence.of_source.values():
        amounts = [(name, amount.value) for name in names if (amount := evidence.amount(name))]
        found.append(
            frozenset(
                name
                for name, value in amounts
                if (value >= figure.value) == above or value == figure.value
            )
        )
    return found
