"""Where a figure stands: its sentence, what that sentence and its surroundings cite and name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from operatoros.briefing.choosing import Choices
from operatoros.briefing.columns import cell_of, heads_of, is_row, is_total, lead_of
from operatoros.briefing.datewords import MONTHS
from operatoros.briefing.evidence import (
    Evidence,
    month_of,
    phrases,
    sets_by_currency,
    spans_of_time,
)
from operatoros.briefing.figures import Figure
from operatoros.values.findings import Fact

_SENTENCE = re.compile(r"(?<=[.!?])[*_\"”)]*\s+(?=[A-Z\d$€£*_\"“])")
_BULLET = re.compile(r"^(\s*)(?:[-*+•]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^(#{1,6})\s")
_POINTS_BACK = re.compile(
    r"^\W*(?:that|this|these|they|those|it|its|their|together|combined|both|all|in total|in all|"
    r"her|his|she|he|which|of (?:these|those|them)|"
    r"the (?:largest|biggest|oldest|smallest|rest|other))\b",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_BEGINS = re.compile(r"\s*(?:#{1,6}\s|[-*+•]\s|\d{1,2}[.)]\s|\||>|```|~~~|[-=_*]{3,}\s*$)")
_ALONE = re.compile(r"\s*(?:\||```|~~~|[-=_*]{3,}\s*$)")
_SUMS_UP = re.compile(
    r"\b(?:come to|comes to|together|combined|between them|in all|altogether|add up|in total|"
    r"the two|both|gap|difference|all three|all of|these|those|the other|of the|larger|smaller|"
    r"bigger)\b",
    re.IGNORECASE,
)
_SUCH_AS = re.compile(r"\b(?:among them|including|such as|for example|e\.g\.|darunter)\b", re.I)
_POINTS = re.compile(r"\b(?:there|them|those|these|their|theirs|they|of which|davon)\b", re.I)
_RECENT = 500
_MOST_NAMED = 40
# No sentence of a briefing has more figures, no list more lines; a hostile text may.
_MOST_FIGURES = 60
_FAR = 200
_LONGEST_SENTENCE = 2000
_LIMITING = re.compile(r"\b(on|by|before|until|up to|through|after|since|from)\s+$", re.IGNORECASE)
_THRESHOLD = re.compile(
    r"\b(over|above|more than|at least|exceeding|worth more than|larger than|bigger than|under|"
    r"below|less than|smaller than|(?<!add )(?<!adds )(?<!added )(?<!adding )up to)\s*$",
    re.IGNORECASE,
)
# Words in a sentence that point at a computed fact by its kind.
_KIND_WORDS = {
    "overdue": r"overdue|past[- ]due|late\b|should have \w+|slipped|missed|behind|lapsed|"
    r"überfällig|past their",
    "due": r"\b(?:are|is|come|comes|coming|fall|falls) due\b|\b(?:close|closing|upcoming)\b|"
    r"coming up|\bdue (?:in|within|this|next|by|over|soon|today|tomorrow)\b|this week|next week|"
    r"next (?:7|seven) days|fällig",
    "recent": r"last (?:7|seven) days|past (?:7|seven) days|past week|last week|this week|recent",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its place, its indent, and what kind of line it is."""

    start: int
    end: int
    level: int
    is_bullet: bool
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a sentence rests on.

    Attributes:
        text: The sentence.
        start: Offset of the sentence.
        is_own: Whether the sentence itself cites or names records, and not only what is around it.
        cited: Handles of records cited in it, else in its line, else above it.
        named: Handles of records whose title it mentions.
        facts: Facts that it cites.
        hinted: Facts that its words point at.
        recent: Records cited or named shortly before, if it sums up or compares what was said.
        sets: Sets of records that it names in any way, each of one source.
        figures: The other figures of the sentence.
        above: Sets that the line's lead, its heading, or the first cell of its row names.
        around: The words above a figure that say what it is: heading, lead, head of the column.
        chosen: Sets that a comparison, a day or a negation chooses, or the head of the column.
        of_all: Whether the figure's row sums up a table.
        head: Sets that the head of its column names.
    """

    text: str
    start: int
    is_own: bool
    cited: frozenset[str]
    named: frozenset[str]
    facts: tuple[Fact, ...]
    hinted: tuple[Fact, ...]
    recent: frozenset[str]
    sets: tuple[frozenset[str], ...]
    figures: tuple[Figure, ...]
    above: tuple[frozenset[str], ...] = ()
    around: str = ""
    chosen: frozenset[frozenset[str]] = frozenset()
    of_all: bool = False
    head: tuple[frozenset[str], ...] = ()

    @property
    def said(self) -> str:
        """The sentence and what stands above it."""
        return f"{self.around} {self.text}" if self.around else self.text

    def before(self, figure: Figure, length: int = 24) -> str:
        """Return the text of the sentence right before a figure."""
        place = figure.start - self.start
        return self.text[max(0, place - length) : max(0, place)]

    @property
    def anchored(self) -> bool:
        """Whether the sentence names anything; else a figure may rest on anything in the data."""
        return bool(self.scope or self.facts or self.hinted or self.sets)

    @property
    def scope(self) -> frozenset[str]:
        """The records that the sentence is about; empty if it is about none in particular."""
        if self.cited:
            return self.cited | (self.named if len(self.named) <= _MOST_NAMED else frozenset())
        if self.named and len(self.named) <= _MOST_NAMED:
            return self.named
        return frozenset(name for fact in self.facts for name in fact.records)


def unwrapped(text: str) -> str:
    """Join the lines of a paragraph by blanks; every character keeps its place.

    A line goes on in the next one unless that is empty, a heading, a list item, a table row, a
    rule or a fence; so does a list item in what is indented beneath it.
    """
    out = list(text)
    fenced = False
    place = 0
    rows = text.split("\n")
    for row, following in pairwise([*rows, ""]):
        place += len(row)
        fenced ^= bool(_FENCE.match(row))
        begins = not following.strip() or _BEGINS.match(following)
        alone = not row.strip() or _HEADING.match(row) or _ALONE.match(row)
        if not fenced and not begins and not alone and place < len(text):
            out[place] = " "
        place += 1
    return "".join(out)


def lines_of(text: str) -> tuple[Line, ...]:
    """Split a text into lines; headings are above bullets, bullets above what is indented more."""
    found = []
    place = 0
    for raw in text.split("\n"):
        heading, bullet = _HEADING.match(raw), _BULLET.match(raw)
        if heading:
            level = len(heading[1]) - 10
        elif bullet:
            level = len(bullet[1].expandtabs(4)) + 1
        else:
            indent = len(raw) - len(raw.lstrip())
            level = indent + 1 if indent else 0
        found.append(Line(place, place + len(raw), level, bool(bullet), bool(heading)))
        place += len(raw) + 1
    return tuple(found)


class Settings:
    """Gives the setting of every place of a text."""

    def __init__(self, text: str, figures: Sequence[Figure], evidence: Evidence) -> None:
        self.text = text
        self.lines = lines_of(text)
        self._starts = [line.start for line in self.lines]
        self._heads = heads_of(text, self._starts)
        self.figures = figures
        self._places = [figure.start for figure in figures]
        self.evidence = evidence
        self._cuts: dict[int, list[int]] = {}
        self._known: dict[tuple[int, int, str], Setting] = {}
        self._parts: dict[tuple[int, int], list[int]] = {}
        self._cited: dict[int, frozenset[str]] = {}
        self.choices = Choices(evidence)

    def at(self, figure: Figure) -> Setting:
        """Return the setting of a figure."""
        number = bisect_right(self._starts, figure.start) - 1
        line = self.lines[number]
        span = self._sentence(line, figure)
        column = ""
        if is_row(self.text, line.start):
            span = (line.start, min(line.end, line.start + _LONGEST_SENTENCE))
            heads = self._heads.get(line.start, ())
            column = cell_of(heads, self.text, line.start, figure.start)
        else:
            span = self._segment(span, figure)
        key = (*span, column)
        if key not in self._known:
            self._known[key] = self._read(number, span, column)
        return self._known[key]

    def _sentence(self, line: Line, figure: Figure) -> tuple[int, int]:
        if line.start not in self._cuts:
            found = _SENTENCE.finditer(self.text, line.start, line.end)
            cuts = [line.start, *(m.end() for m in found), line.end]
            # What goes on without a full stop is cut, so that a hostile text stays cheap.
            self._cuts[line.start] = [
                place
                for a, b in pairwise(cuts)
                for place in (*range(a, b, _LONGEST_SENTENCE), *([b] if b == line.end else []))
            ]
        cuts = self._cuts[line.start]
        after = bisect_right(cuts, figure.start)
        return cuts[max(0, after - 1)], cuts[min(after, len(cuts) - 1)]

    def _segment(self, span: tuple[int, int], figure: Figure) -> tuple[int, int]:
        """Cut a sentence at its semicolons, if each part cites a record of its own."""
        if span not in self._parts:
            cuts = [m.end() for m in re.finditer(r";\s", self.text[span[0] : span[1]])]
            places = [span[0], *(span[0] + cut for cut in cuts), span[1]]
            every = all(self._records(self._handles(a, b)) for a, b in pairwise(places))
            self._parts[span] = places if every else [*span]
        places = self._parts[span]
        after = min(max(1, bisect_right(places, figure.start)), len(places) - 1)
        return places[after - 1], places[after]

    def _handles(self, start: int, end: int) -> list[str]:
        first, last = bisect_left(self._places, start), bisect_left(self._places, end)
        keys = self.evidence.of_key
        return [
            f.text
            if f.text in self.evidence.handles.records
            else keys.get(f.text.lstrip("#"), f.text)
            for f in self.figures[first:last]
            if f.kind in {"handle", "id"}
        ]

    def _read(self, number: int, span: tuple[int, int], column: str) -> Setting:
        evidence = self.evidence
        line = self.lines[number]
        text = self.text[span[0] : span[1]]
        if _POINTS_BACK.match(text) and span[0] > line.start:
            # "That is 16 % of all deals": the sentence before says what of.
            before = self.text[line.start : span[0]]
            cuts = [m.end() for m in _SENTENCE.finditer(before.rstrip())]
            span = (line.start + (cuts[-1] if cuts else 0), span[1])
            text = self.text[span[0] : span[1]]
        names = self._handles(*span)
        own_records = self._records(names)
        named = frozenset[str]().union(*(s for _, s in phrases(text, evidence.titles)))
        records = self._records(names)
        named_here = named
        if not records and not self._facts(names):
            around = self._handles(line.start, line.end) or self._above(number)
            inherited = self._records(around)
            # A word that is some other source's title ("Contract sent" is a stage too) does not
            # take a line away from the record that it stands under.
            if not named or not self._sources(inherited) & self._sources(named):
                names, records = around, inherited
            if not records and not named:
                above = self._titles_above(number)
                named = above if len(above) <= 3 else named
        facts = self._facts(names)
        first, last = bisect_left(self._places, span[0]), bisect_left(self._places, span[1])
        own = list(self.figures[first : min(last, first + _MOST_FIGURES)])
        listed = self._listed(number)
        # `Nine shipments, among them [S-8]`: those named are not all.
        all_said = frozenset[str]() if _SUCH_AS.search(text) else own_records
        sets = [all_said | named] if all_said and len(named) <= _MOST_NAMED else []
        recent = self._recent(span[0]) if _SUMS_UP.search(text) else frozenset()
        groups = [all_said, listed, recent, recent | own_records]
        heading = self._heading(number)
        bold = lead_of(self.text, line.start, line.end, is_bold=True)
        lead = lead_of(self.text, span[0], span[1]) or bold
        said_above = f"{heading} {column} {'' if lead in text else lead}".strip()
        told = f"{heading} {text}"
        of_lead = self._named_by(bold) or self._named_by(heading) or self._named_by(lead)
        chosen = [*self.choices.of(f"{column} {text}" if column else text)]
        negated = self.choices.only_negated(text)
        chosen += self._named_by(column)
        chosen += self._by_time(heading, ()) if heading else []
        if _POINTS.search(text) and (earlier := self._before(line, span[0])):
            chosen += earlier
        sets += self._of_sources(chosen)
        sets += self._of_sources([names for _, names in phrases(text, evidence.label_words)])
        sets += self._sets(text, groups, facts, own)
        # `Six are new or open`: neither those that are new nor those that are open.
        parts = {part for pair in self.choices.either(text) for part in pair} | negated
        sets = [names for names in sets if names not in parts]
        hinted = tuple(fact for fact in evidence.facts.values() if self._hints(fact, told))
        sets += [frozenset(fact.records) for fact in hinted if fact.records]
        return Setting(
            text=text,
            start=span[0],
            is_own=bool(own_records or named_here),
            cited=records,
            named=self._by_title(text) if records else named,
            facts=facts,
            hinted=hinted,
            recent=recent,
            sets=tuple(dict.fromkeys(s for s in sets if s)),
            figures=tuple(own),
            above=tuple(dict.fromkeys(self._of_sources(of_lead))),
            around=said_above,
            chosen=frozenset(self._of_sources(chosen)),
            head=tuple(self._of_sources(self._named_by(column))) if column else (),
            of_all=bool(column) and is_total(lead),
        )

    def _before(self, line: Line, place: int) -> list[frozenset[str]]:
        """Return the sets that the nearest sentence before a place names, in its paragraph."""
        text = self.text[max(line.start, place - _RECENT) : place]
        cuts = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
        for start, end in reversed([*pairwise(cuts)][-3:]):
            said = text[start:end]
            found = [names for _, names in phrases(said, self.evidence.values) if len(names) > 1]
            found += [names for _, names in phrases(said, self.evidence.label_words)]
            if found:
                return found
        return []

    def _records(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset(name for name in names if name in self.evidence.handles.records)

    def _sources(self, names: frozenset[str]) -> frozenset[str]:
        return frozenset(self.evidence.handles.records[name].source for name in names)

    def _by_title(self, text: str) -> frozenset[str]:
        """Return records that a text surely names: by the whole title, or by a name of one only.

        Beside a handle, less is too little: Acme may have a deal and a call.
        """
        return frozenset(
            name
            for phrase, names in phrases(text, self.evidence.titles)
            for name in names
            if len(names) == 1 or self.evidence.title(name) == phrase
        )

    def _facts(self, names: Sequence[str]) -> tuple[Fact, ...]:
        return tuple(self.evidence.facts[name] for name in names if name in self.evidence.facts)

    def _above(self, number: int) -> list[str]:
        """Return handles of the nearest line above that this line belongs to."""
        level = self.lines[number].level
        for line in reversed(self.lines[max(0, number - _FAR) : number]):
            if line.start == line.end:
                if level == 0:
                    level = -1  # a paragraph belongs to its heading only
                continue
            if line.level < level:
                if found := self._handles(line.start, line.end):
                    return found
                level = line.level
        return []

    def _titles_above(self, number: int) -> frozenset[str]:
        level = self.lines[number].level
        for line in reversed(self.lines[max(0, number - _FAR) : number]):
            if line.start != line.end and line.level < level:
                raw = self.text[line.start : line.end]
                found = phrases(raw, self.evidence.titles)
                if found:
                    return frozenset[str]().union(*(s for _, s in found))
                level = line.level
        return frozenset()

    def _heading(self, number: int) -> str:
        """Return the heading above a line, if it is near."""
        for line in reversed(self.lines[max(0, number - 6) : number]):
            if line.is_heading:
                return self.text[line.start : line.end]
        return ""

    def _recent(self, place: int) -> frozenset[str]:
        """Return the records cited, else titled, in the last lines before a place."""
        begin = max(0, self.text.rfind("\n", 0, max(0, place - _RECENT)))
        cited = self._records(self._handles(begin, place))
        if cited:
            return cited
        named = [names for _, names in phrases(self.text[begin:place], self.evidence.titles)]
        return frozenset[str]().union(*(names for names in named if len(names) == 1))

    def _listed(self, number: int) -> frozenset[str]:
        """Return records of the list that this line introduces: by handle, else by title."""
        line = self.lines[number]
        found = frozenset[str]()
        kind = ""
        introduces = line.is_heading or self.text[line.start : line.end].rstrip(" *_").endswith(":")
        for other in self.lines[number + 1 : number + 1 + _FAR]:
            raw = self.text[other.start : other.end]
            if not raw.strip():
                if not kind and not introduces:
                    break  # a paragraph, and then something else
                continue
            if not (other.is_bullet or raw.startswith("|")) or other.level < line.level:
                break
            if line.is_bullet and other.level <= line.level:
                break
            here = "row" if raw.lstrip().startswith("|") else "item"
            if kind and kind != here:
                break  # a table after a list is another matter
            kind = here
            found |= self._of_item(other)
        return found

    def _of_item(self, line: Line) -> frozenset[str]:
        """Return the records of one line of a list, each looked up once: by handle, else title."""
        if line.start not in self._cited:
            cited = self._records(self._handles(line.start, line.end))
            if not cited:
                raw = self.text[line.start : line.end]
                named = phrases(raw, self.evidence.titles)
                cited = named[0][1] if named and len(named[0][1]) == 1 else cited
            self._cited[line.start] = cited
        return self._cited[line.start]

    def _hints(self, fact: Fact, text: str) -> bool:
        pattern = _KIND_WORDS.get(fact.kind)
        if pattern:
            return bool(re.search(pattern, text, re.IGNORECASE))
        if fact.kind in {"declared", "unmatched", "unknown"}:
            label = re.findall(r"[a-z]{4,}", fact.text.partition(":")[0].lower())
            noun = (fact.unit or "").lower()
            telling = [word for word in label if word not in noun]
            return bool(telling) and all(word in text.lower() for word in telling[:2])
        return False

    def _sets(
        self,
        text: str,
        groups: Sequence[frozenset[str]],
        facts: Sequence[Fact],
        own: Sequence[Figure],
    ) -> list[frozenset[str]]:
        """Return every set of records that a sentence names."""
        evidence = self.evidence
        found = [*groups, *(frozenset(fact.records) for fact in facts)]
        found += [names for _, names in phrases(text, evidence.titles)]
        found += [names for _, names in phrases(text, evidence.values)]
        found += self._by_time(text, own)
        found += sets_by_currency(text, evidence)
        for figure in own:
            if figure.kind == "money" and (limit := threshold(self.text, figure)):
                found += self._beyond(figure, above=limit == "above")
        return self._of_sources(found)

    def _of_sources(self, found: Sequence[frozenset[str]]) -> list[frozenset[str]]:
        """Cut sets so that each is of one source."""
        return [
            part
            for names in found
            for everything in self.evidence.of_source.values()
            if (part := names & everything)
        ]

    def _named_by(self, label: str) -> list[frozenset[str]]:
        """Return the sets that a lead, a heading or the head of a column names."""
        if not label:
            return []
        negated = self.choices.only_negated(label)
        named = [names for _, names in phrases(label, self.evidence.values)]
        return [names for names in named if names not in negated] + self.choices.of(label)

    def _by_time(self, text: str, own: Sequence[Figure]) -> list[frozenset[str]]:
        evidence, today = self.evidence, self.evidence.reader.today
        spans = spans_of_time(text, today)
        for match in re.finditer(r"\b(?:in|for|during|by|of)\s+([A-Z][a-z]+)\b", text):
            month = MONTHS.get(match[1].lower())
            if month:
                spans += [month_of(today, (month - today.month) % 12)]
                spans += [month_of(today, (month - today.month) % 12 - 12)]
        for figure in own:
            word = _LIMITING.search(self.text[max(0, figure.start - 12) : figure.start])
            if figure.day and word:
                day = figure.day.days[0]
                ends: list[tuple[date | None, date | None]] = [(None, day), (today, day)]
                begins: list[tuple[date | None, date | None]] = [(day, None), (day, today)]
                limit = word[1].lower()
                if limit == "on":
                    spans += [(day, day)]
                else:
                    spans += (
                        ends if limit in {"by", "before", "until", "up to", "through"} else begins
                    )
        found: list[frozenset[str]] = []
        for source in evidence.sources:
            for first, last in spans:
                found += [
                    evidence.between(source, first, last),
                    evidence.happened(source, first, last),
                ]
        return found

    def _beyond(self, figure: Figure, *, above: bool) -> list[frozenset[str]]:
        evidence = self.evidence
        found = []
        for names in evidence.of_source.values():
            chosen = set()
            for name in names:
                amount = evidence.amount(name)
                if amount and (
                    amount.value >= figure.value if above else amount.value <= figure.value
                ):
                    chosen.add(name)
            found.append(frozenset(chosen))
        return found


def threshold(text: str, figure: Figure) -> str:
    """Say whether an amount is a limit that records are chosen by: `above`, `below` or empty."""
    match = _THRESHOLD.search(text[max(0, figure.start - 24) : figure.start])
    if match is None:
        return ""
    low = {"under", "below", "less than", "smaller than", "up to"}
    return "below" if match[1].lower() in low else "above"
