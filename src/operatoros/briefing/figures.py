"""Finding what a text claims in figures: amounts, shares, counts, days, ids, handles.

Numbers are read in the reader's locale; `1.234,50` in an English text is read as what it plainly
is. Numbers that claim nothing are left out: list numbers, headings, "top 5", "the next 7 days",
"a 30-minute call".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from operatoros.briefing.datewords import NUMBER_WORDS, DayClaim, find_days
from operatoros.briefing.reading import words
from operatoros.briefing.wording import SYMBOLS, Wording

FigureKind = Literal["handle", "id", "money", "percent", "times", "number", "days", "day", "time"]

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})
_CODES = words(
    """USD EUR GBP CHF JPY CNY INR KRW BRL CAD AUD NZD SGD HKD MXN SEK NOK DKK PLN CZK HUF RON
    TRY ILS AED SAR THB IDR MYR PHP VND TWD CLP COP ARS UAH RUB ISK BGN"""
) | {"ZAR"}  # codespell:ignore
_CURRENCY_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "$", "dollars": "$", "pounds": "GBP",
                   "francs": "CHF", "yen": "JPY"}  # fmt: skip
_SCALES = {
    "k": 3, "thousand": 3, "tsd": 3, "grand": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "million": 6,
    "millionen": 6, "millions": 6, "b": 9, "bn": 9, "billion": 9, "mrd": 9, "milliarden": 9,
}  # fmt: skip
# A bare m or b after a number is minutes, metres or bytes unless a currency stands with it.
_SCALES_WITH_MONEY = frozenset({"m", "b", "mm"})

_URL = re.compile(r"https?://[^\s)\]>\"'`]+")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_FENCE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_HANDLES = re.compile(r"\[([^\[\]\n]{1,200})\]")
_HANDLE = re.compile(r"\b(?:[A-Z]{1,4}-\d{1,7}|F\d{1,3})\b")
_TICKET = re.compile(r"\b[A-Z][A-Z0-9]{0,9}-\d{1,7}(?:-\d{1,7})?\b")
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b")
_CODE = re.compile(r"\b[A-Z]{1,3}\d{3,6}\b")
_HASH_NUMBER = re.compile(r"(?<![\w&])[#!](\d{1,9})\b")
_FILE_NUMBER = re.compile(r"(?<![\w/.])\d{2,4}/\d{3,9}\b(?![/.,]\d)")
# Not 1.478.000, which is an amount in half of Europe.
_VERSION = re.compile(r"\b(?!\d{1,3}(?:\.\d{3})+(?![\d.]))v?\d+(?:\.\d+){2,}\b|\bv\d+(?:\.\d+)*\b")
_TIME = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\b(?:\s?([ap])\.?m\.?)?", re.I)
_CLOCK = re.compile(r"\b(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?", re.I)

# How far around a number is looked for what belongs to it.
_NEAR = 80
_LONGEST_NUMBER = 60

# What is numbered instead of counted, and counts of the text's own making.
_NUMBERING = re.compile(
    r"^[ \t]*(?:>[ \t]*)?(?:#{1,6}[ \t]+)?(?:[*_]{1,2})?\d{1,2}[.):](?=[\s*_])", re.M
)
_NAMED_NUMBER = re.compile(
    r"\b(?:top|step|option|priority|phase|part|section|tier|level|no\.?|number|rank|point|item|"
    r"stage|week|day|version|figure|table|round|series|sprint|iso|soc|rule)[ \t]*#?\d+\b",
    re.I,
)
# What an amount is counted by, and what it is counted out of.
_BASIS = re.compile(
    r"\b(?:(?:per|pro|je)[ \t]+10{1,6}|par[ \t]+10{2,6})\b|"
    r"(?<=\d)[ \t]out of[ \t](?:5|10|100)\b(?![.,]?\d)|"
    r"\b\d{1,2}[ \t]Uhr\b"
)
_PERIOD = re.compile(
    r"\b(?:next|last|past|within|coming|previous|following|first|every|least|over the|in the|per|"
    r"rolling|trailing|prior|under|than|letzten|nächsten)"
    r"\s+(?:\d{1,3}|" + "|".join(NUMBER_WORDS) + r")(?:\s*[-–]\s*\d+)?[\s-]+"
    r"(?:business |working |calendar )?"
    r"(?:hours?|days?|weeks?|months?|quarters?|years?|minutes?|tagen?|wochen)\b",
    re.I,
)
_OWN_COUNT = re.compile(
    r"(?<![\d.,])\b(?:\d{1,3}|"
    + "|".join(NUMBER_WORDS)
    + r")[\s-]+(?:(?!and|or)\w+[\s-]+)?(?:things?|steps?|priorit(?:y|ies)|"
    r"options?|questions?|actions?|reasons?|ways?|bullets?|sentences?|paragraphs?|takeaways?|"
    r"themes?|topics?|words?|pm|am|o'clock|slides?|pages?|"
    r"alternatives?|moves|decisions?|asks?)\b",
    re.I,
)
_COMPOUND = re.compile(
    r"\b\d{1,3}-(?:minute|min|hour|day|week|month|year|step|page|line)s?\b", re.IGNORECASE
)
_RATIO_TALK = re.compile(
    r"\b(?:24/7|1:1s?|1-on-1s?|one-on-one|50/50|80/20|B2B|Q[1-4]|H[12]|FY\d{2,4})\b"
)
_ORDINAL = re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\b", re.I)
_ACROSS = re.compile(r"\d\s*\S+\s+over\s*\Z")
_TIMES = re.compile(
    r"\s?[x×](?!\w)|\s(?:times|mal|fois)(?=\s(?:the|as|its|their|our|more|larger|bigger|"
    r"higher|that|what|an? average)\b)"
)
_LETTERED = re.compile(r"\b(?:[A-Za-z_]+\d[\w]*|\d+[A-Za-z_]{3,}\w*)\b")

_WRITTEN = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_WRITTEN_COUNT = re.compile(
    rf"\b(?P<tens>twenty|thirty|forty|fifty|sixty)?-?(?P<word>{_WRITTEN})\b(?=(?:\s+|-|(?=[,.;)]))(?P<rest>[^!?\n]{{1,60}}))",
    re.I,
)
# `Five applications worth ...` counts, whatever the data calls them; `two people` may be anybody.
_COUNTED = re.compile(
    r"(?!days|weeks|months|years|hours|minutes|quarters|times|places|others|sides|halves|hands)"
    r"[a-z]{2,}[b-rt-z]s\b"
)
_COUNTS_ALONE = re.compile(
    r"(?:are|were|is|was|have|remain|carry|need|owe|lack|hold|went|came|got|wait|lost|paid|"
    r"stand|gave|slipped|closed?|add|come|make|together|of (?:them|these|"
    r"those|the|which|whom)|ahead|"
    r"behind|above|below|more|fewer|(?:largest|biggest|smallest|oldest|newest|highest|lowest|"
    r"longest)"
    r" (?:are|were|is|:))(?:\b|$)",
    re.IGNORECASE,
)
_AT = re.compile(r"^(?:at|in|with|under|on)\s+(?:an?\s+|the\s+)?")
_ABOUT = re.compile(
    r"(?P<about>about|around|roughly|approximately|approx\.?|some|close to|circa|ca\.|~|≈|"
    r"etwa|rund)\s*(?:of\s*)?$"
    r"|(?P<over>over|more than|above|at least|exceeding|exceeds|north of|über|>)\s*$"
    r"|(?P<under>nearly|almost|under|less than|below|just shy of|at most|fast|<|"
    r"(?<!add )(?<!adds )(?<!added )(?<!adding )up to)\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One claim in figures.

    Attributes:
        text: As written.
        start: Offset of the first character.
        end: Offset after the last.
        kind: What is claimed.
        value: The number, scaled; for an id or handle zero.
        slack: How far a true value may lie from it: half of the last digit written.
        currency: ISO code, `$` for any dollar, or empty.
        noun: The word that is counted, in lower case, if it is one of those looked for.
        follows: The text right after it, in lower case.
        bound: about, over, under, or empty.
        day: The day claimed (kind day).
    """

    text: str
    start: int
    end: int
    kind: FigureKind
    value: Decimal = Decimal(0)
    slack: Decimal = Decimal(0)
    currency: str = ""
    noun: str = ""
    follows: str = ""
    bound: str = ""
    day: DayClaim | None = None


def same_currency(written: str, code: str) -> bool:
    """Say whether a written currency can be the one of the data; none written or known fits all."""
    if not written or not code:
        return True
    if "$" in {written, code}:
        return {written, code} <= {*_DOLLARS, "$"}
    return written == code


def find_figures(
    text: str,
    *,
    style: Wording,
    today: date,
    nouns: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> tuple[Figure, ...]:
    """Find the claims of a text, in order, without overlaps.

    Args:
        text: What the model wrote.
        style: The reader's locale.
        today: The reader's day, for days in words.
        nouns: What records are called, in lower case, singular and plural; numbers in words
            count only before one of these or a unit of time.
        labels: What records can be (`in progress`), in lower case: `seven in progress` counts.
    """
    finder = _Finder(text, style, nouns, labels)
    finder.leave_out(_FENCE)
    finder.handles()
    finder.ids(_URL)
    finder.leave_out(_EMAIL)
    finder.leave_out(_NUMBERING)
    finder.ids(_TICKET)
    finder.days(today)
    finder.times()
    finder.ids(_HEX, _VERSION, _FILE_NUMBER, _CODE)
    for pattern in (_BASIS, _RATIO_TALK, _CLOCK, _COMPOUND, _NAMED_NUMBER, _PERIOD, _ORDINAL):
        finder.leave_out(pattern)
    finder.leave_out(_OWN_COUNT, unless=finder.nouns)
    finder.hash_numbers()
    finder.numbered(nouns)
    finder.numbers()
    finder.written_numbers()
    return tuple(sorted(finder.found, key=lambda figure: figure.start))


class _Finder:
    """Collects figures; a place that was read once is not read again."""

    def __init__(
        self, text: str, style: Wording, nouns: Sequence[str], labels: Sequence[str]
    ) -> None:
        self.text = text
        self.style = style
        self.nouns = frozenset(nouns)
        self.labels = tuple(labels)
        self.found: list[Figure] = []
        self._taken = bytearray(len(text))

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\x01" * (end - start)

    def add(self, kind: FigureKind, start: int, end: int, figure: Figure | None = None) -> None:
        self.take(start, end)
        text = self.text[start:end]
        if figure is None:
            figure = Figure(text=text, start=start, end=end, kind=kind)
        self.found.append(figure)

    def leave_out(self, pattern: re.Pattern[str], unless: frozenset[str] = frozenset()) -> None:
        """Take what claims nothing, unless it ends in something that records hold."""
        for match in pattern.finditer(self.text):
            if self.free(*match.span()) and match[0].lower().split()[-1] not in unless:
                self.take(*match.span())

    def handles(self) -> None:
        """Take handles in brackets; several may share them."""
        for bracket in _HANDLES.finditer(self.text):
            inside = bracket[1]
            if not re.fullmatch(
                rf"\s*{_HANDLE.pattern}(?:[\s,;&/–-]+(?:and\s+)?{_HANDLE.pattern})*\s*", inside
            ):
                continue
            for match in _HANDLE.finditer(inside):
                start = bracket.start(1) + match.start()
                if self.free(start, start + len(match[0])):
                    self.add("handle", start, start + len(match[0]))
            self.take(*bracket.span())

    def ids(self, *patterns: re.Pattern[str]) -> None:
        for pattern in patterns:
            for match in pattern.finditer(self.text):
                start, end = match.start(), match.start() + len(match[0].rstrip(".,;:"))
                if end > start and self.free(start, end):
                    self.add("id", start, end)

    def hash_numbers(self) -> None:
        for match in _HASH_NUMBER.finditer(self.text):
            if self.free(*match.span()):
                self.add("id", *match.span())

    def numbered(self, nouns: Sequence[str]) -> None:
        """Take `ticket 4471`: a long number right after what it numbers is an id."""
        if not nouns:
            return
        names = "|".join(re.escape(noun) for noun in nouns)
        pattern = re.compile(rf"\b(?:{names})\s+(?:no\.?\s*)?(\d{{3,}})\b(?![.,]\d)", re.IGNORECASE)
        for match in pattern.finditer(self.text):
            if self.free(*match.span(1)):
                self.add("id", *match.span(1))

    def days(self, today: date) -> None:
        month_first, dotted = self.style.month_first, self.style.decimal != "."
        for claim in find_days(self.text, today, month_first=month_first, dotted=dotted):
            if self.free(claim.start, claim.end):
                shown = self.text[claim.start : claim.end]
                figure = Figure(text=shown, start=claim.start, end=claim.end, kind="day", day=claim)
                self.add("day", claim.start, claim.end, figure)

    def times(self) -> None:
        for match in _TIME.finditer(self.text):
            if not self.free(*match.span()):
                continue
            hour = (
                int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
                if match[3]
                else int(match[1])
            )
            minutes = Decimal(hour * 60 + int(match[2]))
            start, end = match.span()
            shown = self.text[start:end]
            figure = Figure(text=shown, start=start, end=end, kind="time", value=minutes)
            self.add("time", start, end, figure)

    def numbers(self) -> None:
        for match in _number_pattern(self.style.group == " ").finditer(self.text):
            start, end = match.span("digits")
            if not self.free(start, end):
                continue
            figure = self._number(match)
            if figure is not None and self.free(figure.start, figure.end):
                self.add(figure.kind, figure.start, figure.end, figure)

    def _number(self, match: re.Match[str]) -> Figure | None:
        start, end = match.span("digits")
        before, after = self.text[max(0, start - _NEAR) : start], self.text[end : end + _NEAR]
        if re.search(r"[A-Za-z_]\Z", before) and not match["before"]:
            return None  # inside a name such as web2 or Q4
        read = read_number(match["digits"], self.style)
        if read is None:
            return None
        value, step = read
        currency = _currency(match["before"] or "") or _currency(match["after"] or "")
        scale = (match["scale"] or "").lower().rstrip(".")
        if scale in _SCALES_WITH_MONEY and not currency:
            scale = ""
        bare = not (scale or currency or match["percent"])
        if bare and re.match(r"(?![x×]\b)[A-Za-z]", after):
            return None
        factor = Decimal(10) ** _SCALES.get(scale, 0)
        sign = -1 if re.search(r"(?:^|[\s(])[-−]$", before) else 1
        kind: FigureKind = "money" if currency else "percent" if match["percent"] else "number"
        stop = (
            match.end("percent")
            if match["percent"]
            else match.end("after")
            if match["after"] and currency
            else match.end("scale")
            if scale
            else end
        )
        begin = match.start("before") if match["before"] and _currency(match["before"]) else start
        if kind == "number" and (times := _TIMES.match(after)):
            kind, stop = "times", end + times.end()
        about = _ABOUT.search(self.text[max(0, begin - 20) : begin])
        words = about.groupdict() if about else {}
        bound = next((kind_of for kind_of, word in words.items() if word), "")
        if bound == "over" and (
            (kind == "number" and value > 10 and value % 5 and not scale) or _ACROSS.search(before)
        ):
            bound = ""  # `$4,000 over 76 subscriptions`, `625 additions over 4 files`
        figure = Figure(
            text=self.text[begin:stop],
            start=begin,
            end=stop,
            kind=kind,
            value=sign * value * factor,
            slack=step * factor / 2,
            currency=currency,
            noun=_noun(self.text[stop : stop + _NEAR].partition("\n")[0], self.nouns),
            follows=self.ahead(self.text[stop : stop + _NEAR]),
            bound=bound,
        )
        return _as_days(figure) if kind == "number" else figure

    def ahead(self, text: str) -> str:
        """Return what follows a number, in lower case; `at screen` is read as `screen`."""
        rest = text.lower().lstrip(" *_")
        inner = _AT.sub("", rest)
        return inner if inner.startswith(self.labels) else rest

    def written_numbers(self) -> None:
        """Take `three deals` and `twelve days`, but not `two things`."""
        for match in _WRITTEN_COUNT.finditer(self.text):
            start, end = match.span("word")
            tens = match["tens"]
            if tens:
                start = match.start("tens")
            if not self.free(start, end):
                continue
            noun = _noun(" " + match["rest"].replace("-", " "), self.nouns)
            alone = _COUNTS_ALONE.match(match["rest"])
            rest = self.ahead(match["rest"])
            before = self.text[max(0, start - _NEAR) : start].lower().rstrip()
            labelled = rest.startswith(self.labels) or before.endswith(self.labels)
            labelled = labelled or before.endswith((" those", " these"))
            labelled = labelled or (before.endswith(":") and rest[:1] in {",", ".", ";", ")"})
            counted = _COUNTED.match(rest) and match["word"].lower() not in {"one", "zero"}
            if not (noun or labelled or counted or (alone and match["word"].lower() != "one")):
                continue
            value = NUMBER_WORDS[match["word"].lower()] + (
                NUMBER_WORDS[tens.lower()] if tens else 0
            )
            shown = self.text[start:end]
            figure = Figure(
                text=shown,
                start=start,
                end=end,
                kind="number",
                value=Decimal(value),
                noun=noun,
                follows=rest,
            )
            self.add("number", start, end, _as_days(figure))


def _as_days(figure: Figure) -> Figure:
    factor = _TIME_NOUNS.get(figure.noun)
    if factor is None:
        return figure
    slack = {1: Decimal("0.5"), 7: Decimal("3.5"), 30: Decimal(10)}[factor]
    return replace(figure, kind="days", value=figure.value * factor, slack=slack)


_TIME_NOUNS = dict.fromkeys(words("day days tag tage tagen"), 1)  # codespell:ignore
_TIME_NOUNS |= dict.fromkeys(words("week weeks woche wochen"), 7)
_TIME_NOUNS |= dict.fromkeys(words("month months monat monate monaten"), 30)


def _noun(after: str, nouns: frozenset[str]) -> str:
    """Return the counted noun: the next word, or the one after at most three others."""
    match = re.match(r"(?:[\s-]|\*{1,2}|_)+((?:[A-Za-zÀ-ÿ'/-]+\s+){0,3}[A-Za-zÀ-ÿ]+)", after)
    if match is None:
        return ""
    for place, word in enumerate(re.split(r"[\s-]+", match[1].lower())):
        if (
            word
            in {"and", "or", "in", "for", "with", "to", "on", "at", "is", "are", "by", "from", "of"}
            and place
        ):
            return ""
        if word in nouns or (word in _TIME_NOUNS and place <= 1):
            return word
    return ""


def _currency(text: str) -> str:
    clean = text.strip()
    if clean in {"$", "US$"}:
        return "$" if clean == "$" else "USD"
    for code, symbol in SYMBOLS.items():
        if clean == symbol:
            return code
    if clean in _CODES:
        return clean
    return _CURRENCY_WORDS.get(clean.lower(), "")


@lru_cache(maxsize=4)
def _number_pattern(blank_groups: bool) -> re.Pattern[str]:
    blanks = " \u00a0\u202f" if blank_groups else "\u00a0\u202f"
    digits = rf"\d{{1,3}}(?:[{blanks}]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,'’]\d+)*"
    symbols = "US\\$|R\\$|[$€£¥₹₩]|\\b[A-Z]{3}\\b"
    scales = "|".join(sorted(_SCALES, key=len, reverse=True))
    named = "|".join(_CURRENCY_WORDS)
    return re.compile(
        rf"(?P<before>(?:{symbols})\s?)?(?:(?<=[\s(])[-−])?(?P<digits>{digits})"
        rf"(?:[\s-]?(?P<scale>(?i:(?:mio|mrd|tsd)\.|(?:{scales})\b)))?"
        rf"(?:(?P<percent>\s?%|\s(?i:percent|per cent|prozent|pp)\b)"
        rf"|(?P<after>\s?(?:[$€£¥₹₩]|R\$|[A-Z]{{3}}\b|(?i:{named})\b)))?"
    )


def read_number(written: str, style: Wording) -> tuple[Decimal, Decimal] | None:
    """Read a number of a text; returns it and the size of its last digit.

    The reader's locale decides; only what it cannot be there is read the other way round.
    """
    if len(written) > _LONGEST_NUMBER:
        return None
    text = re.sub(r"[\u00a0\u202f ]", "", written)
    for decimal, group in _readings(style):
        pattern = rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+" if group else r"\d+"
        match = re.fullmatch(rf"({pattern})(?:{re.escape(decimal)}(\d+))?", text)
        if match:
            whole = match[1].replace(group, "") if group else match[1]
            fraction = match[2] or ""
            if len(whole) > 30 or len(fraction) > 20:
                return None
            value = Decimal(f"{whole}.{fraction}" if fraction else whole)
            return value, Decimal(1).scaleb(-len(fraction))
    return None


def _readings(style: Wording) -> Iterator[tuple[str, str]]:
    group = style.group.strip()
    yield style.decimal, group
    yield from ((".", ","), (",", "."), (".", "’"), (".", "'"))
