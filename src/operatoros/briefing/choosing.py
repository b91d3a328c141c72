"""Sets of records that words choose: unsolved, below par, at zero, before today, of some age.

What a label, an owner or a title names is looked up elsewhere; this is what is said of records by
a comparison, a day or a negation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from operatoros.briefing.countries import codes_in
from operatoros.briefing.datewords import NUMBER_WORDS
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.fields import Column
from operatoros.briefing.limits import largest
from operatoros.briefing.naming import phrases, words_of
from operatoros.briefing.reading import words
from operatoros.briefing.states import by_state

Names = frozenset[str]

_DAY_WORDS = words("date day days time last next since")
_NOT = re.compile(
    r"\b(?:not(?: yet)?|partly|partially|half|nearly|almost|teilweise|never|non|isn't|aren't|"
    r"nicht|kein\w*)[\s-]+",
    re.I,
)
_UN = re.compile(r"\bun(?=[a-z]{4,})", re.I)
_LIVE = re.compile(
    r"\b(?:live|open|outstanding|unfinished|still going|in play|active|under way|pending|"
    r"offen\w*)\b",  # codespell:ignore
    re.I,
)
_FINISHED = words(
    """done closed complete completed cancelled canceled resolved solved won lost merged archived
    shipped delivered paid arrived declined rejected fixed finished ended expired received"""
)
_PAST = re.compile(
    r"\bbefore today\b|\bshould have\b|\blooking back\b|\bpast (?:its|their|the)\b|\bso far\b|"
    r"\bbehind us\b|\bgone by\b|\bexpired\b|\blapsed\b|\bout of \w+|\bended\b|"
    r"\balready\b|\bup to (?:now|today)\b|\blate\b(?!-)",
    re.I,
)
_AHEAD = re.compile(
    r"\bfrom today\b|\btoday or later\b|\bahead\b|\bupcoming\b|\bstill to come\b|\bto come\b|"
    r"\bafter today\b|\bon or after today\b|\bin the future\b|\bstill (?:in|under)\b",
    re.I,
)
_AGE = re.compile(
    r"\b(?P<no>no |not )?(?P<which>older|more|longer|younger|newer|fewer|less) than\s+"
    rf"(?P<count>\d{{1,4}}|an?|{'|'.join(NUMBER_WORDS)})\s+(?P<unit>day|week|month)s?\b",
    re.I,
)
_ZERO = re.compile(
    r"\b(?:zero|none|nothing|nobody|no|never|not (?:had )?a(?: single)?|without(?: an?)?|sold out|"
    r"empty)\b",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?P<which>below|under|beneath|short of|above|over|beyond)\s+(?:the |their |its )?"
    r"(?P<word>[a-z]{3,})",
    re.I,
)
_DONE = re.compile(
    r"\b(?:seen|done|finished|completed|handled|dealt with|wrapped up|settled|erledigt|"
    r"fertig\w*)\b",
    re.I,
)
_UNION = re.compile(r"\s+(?:or|oder|ou)\s+")  # codespell:ignore


class Choices:
    """Finds the sets that a text's words choose; each is computed once."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._known: dict[object, list[Names]] = {}

    def of(self, text: str) -> list[Names]:
        """Return the sets that a text chooses, in no particular order."""
        found = [*self._negated(text), *self._countries(text)]
        found += [one | other for one, other in self.either(text)]
        found += self._once("live", self._live) if _LIVE.search(text) else []
        found += self._once("done", self._done) if _DONE.search(text) else []
        if _PAST.search(text):
            found += self._by_day(text, ahead=False)
        if _AHEAD.search(text):
            found += self._by_day(text, ahead=True)
        for match in _AGE.finditer(text):
            found += self._aged(match, text)
        for match in _COMPARED.finditer(text):
            word, below = (
                match["word"].lower(),
                match["which"].lower() not in {"above", "over", "beyond"},
            )
            found += self._once((word, below), partial(self._compared, word, below))
        stated = list(by_state(text, self.evidence))
        if _ZERO.search(text):
            found += self._zero(text, only_named=bool(stated))
        found += [*stated, *largest(text, self.evidence)]
        return [names for names in found if names]

    def _once(self, key: object, compute: Callable[[], Iterator[Names]]) -> list[Names]:
        if key not in self._known:
            self._known[key] = list(compute())
        return self._known[key]

    def _without(self, names: Names) -> Iterator[Names]:
        for everything in self.evidence.of_source.values():
            if here := names & everything:
                yield everything - here

    def _negated(self, text: str) -> Iterator[Names]:
        """Yield what is left: `not solved`, `unsolved`."""
        for pattern in (_NOT, _UN):
            for match in pattern.finditer(text):
                rest = text[match.end() : match.end() + 40]
                found = phrases(rest, self.evidence.values)
                first = re.match(r"\w+", rest)
                if found and first and found[0][0].startswith(first[0].lower()[:5]):
                    yield from self._without(found[0][1])

    def only_negated(self, text: str) -> frozenset[Names]:
        """Return the sets that a text names only to say what is not among them."""
        found = set()
        for pattern in (_NOT, _UN):
            for match in pattern.finditer(text):
                named = phrases(text[match.end() : match.end() + 40], self.evidence.values)
                if named:
                    label, names = named[0]
                    if words_of(text).split().count(label.split()[0]) <= 1:
                        found.add(names)
        return frozenset(found)

    def either(self, text: str) -> Iterator[tuple[Names, Names]]:
        """Yield what is named as one or the other: `new or open`."""
        for match in _UNION.finditer(text):
            left = phrases(text[max(0, match.start() - 30) : match.start()], self.evidence.values)
            right = phrases(text[match.end() : match.end() + 30], self.evidence.values)
            if left and right:
                yield left[-1][1], right[0][1]

    def _countries(self, text: str) -> Iterator[Names]:
        """Yield records by a country whose code they hold."""
        for code in codes_in(text):
            yield from self._once(("country", code), partial(self._coded, code))

    def _coded(self, code: str) -> Iterator[Names]:
        yield self.evidence.coded.get(code, frozenset())

    def _live(self) -> Iterator[Names]:
        """Yield each source without what is finished."""
        over = frozenset[str]().union(
            *(names for label, names in self.evidence.values.items() if label in _FINISHED)
        )
        yield from self._without(over)

    def _done(self) -> Iterator[Names]:
        """Yield what is finished, by each label that says so."""
        yield from (names for label, names in self.evidence.values.items() if label in _FINISHED)

    def _by_day(self, text: str, *, ahead: bool) -> Iterator[Names]:
        for column in self._dated(text):
            key = (column.source, column.path, ahead)
            yield from self._once(key, partial(self._side, column, ahead))

    def _dated(self, text: str) -> list[Column]:
        """Return the columns of days that a text names; if it names none, the main ones."""
        said = set(re.findall(r"[a-z]{3,}", text.lower()))
        dated = self.evidence.fields.dated
        named = [one for one in dated if said & (set(one.words) - {"on", "at", "date", "ends"})]
        shapes = {source: one.shape for source, one in self.evidence.sources.items()}
        return named or [
            one
            for one in dated
            if one.path == (shapes[one.source].due or (*shapes[one.source].dates, "")[0])
        ]

    def _side(self, column: Column, ahead: bool) -> Iterator[Names]:
        today = self.evidence.reader.today
        yield frozenset(n for n, d in column.days.items() if (d >= today) == ahead)

    def _aged(self, match: re.Match[str], text: str) -> Iterator[Names]:
        count = match["count"].lower()
        days = int(count) if count.isdigit() else NUMBER_WORDS.get(count, 1)
        days *= {"day": 1, "week": 7, "month": 30}[match["unit"].lower()]
        old = match["which"].lower() in {"older", "more", "longer"}
        said = frozenset(re.findall(r"[a-z]{4,}", text.lower()))
        named = tuple(c for c in self.evidence.fields.dated if said & set(c.words) - _DAY_WORDS)
        key = ("age", days, old, bool(match["no"]), tuple((c.source, c.path) for c in named))
        limit = self.evidence.reader.today - timedelta(days=min(days, 99_999))
        yield from self._once(key, lambda: self._older(limit, old != bool(match["no"]), named))

    def _older(self, limit: date, old: bool, named: tuple[Column, ...]) -> Iterator[Names]:
        for column in self.evidence.fields.dated:
            shape = self.evidence.sources[column.source].shape
            if column in named or column.path in shape.dates[:1]:
                yield frozenset(n for n, d in column.days.items() if (d < limit) == old)
                yield frozenset(n for n, d in column.days.items() if (d <= limit) == old)

    def _compared(self, word: str, below: bool) -> Iterator[Names]:
        """Yield records in which another number is below the one that a word names."""
        numeric = self.evidence.fields.numeric
        for limit in numeric:
            if word not in limit.words:
                continue
            for column in numeric:
                if column is limit or column.source != limit.source or column.is_price:
                    continue
                yield frozenset(
                    name
                    for name, value in column.numbers.items()
                    if (other := limit.numbers.get(name)) is not None
                    and (value < other if below else value > other)
                )

    def _zero(self, text: str, *, only_named: bool) -> Iterator[Names]:
        said = {word.rstrip("s")[:5] for word in re.findall(r"[a-z]{3,}", text.lower())}
        numeric = self.evidence.fields.numeric
        named = [one for one in numeric if said & {word.rstrip("s")[:5] for word in one.words}]
        others = [] if only_named else [one for one in numeric if one not in named]
        for column in (*named, *others):
            yield frozenset(name for name, value in column.numbers.items() if value == Decimal(0))
            if column in named and column.empty:
                yield frozenset(column.empty)
