"""Where a figure stands: its sentence, what that sentence and its surroundings cite and name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from operatoros.briefing.choosing import Choices
from operatoros.briefing.columns import cell_of, heads_of, is_row, is_total, lead_of
from operatoros.briefing.datewords import MONTHS
from operatoros.briefing.evidence import Evidence, sets_by_currency
from operatoros.briefing.figures import Figure
from operatoros.briefing.limits import beyond, by_numbers, threshold
from operatoros.briefing.lines import Line, lines_of
from operatoros.briefing.naming import phrases, words_of
from operatoros.briefing.numbered import numbered_after
from operatoros.briefing.timing import by_time
from operatoros.values.findings import Fact

# What ends in a full stop and ends no sentence.
_SHORT = "".join(
    rf"(?<!\b{one}\.)"
    for one in (r"i\.e", r"e\.g", "vs", "approx", "ca", "No", "Nr", "incl", r"z\.B", r"d\.h", "bzw")
)
# `am 18. August` goes on.
_MONTHS = "(?i:" + "|".join(MONTHS) + ")"
_SENTENCE = re.compile(rf"(?<=[.!?]){_SHORT}[*_\"”)]*\s+(?!{_MONTHS}\b)(?=[A-ZÀ-ÖØ-Þ\d$€£*_\"“])")
_POINTS_BACK = re.compile(
    r"^\W*(?:that|this|these|they|those|it|its|their|together|combined|both|all|in total|in all|"
    r"her|his|she|he|which|of (?:these|those|them)|"
    r"between them|among them|the (?:largest|biggest|oldest|smallest|rest|other))\b",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(
    r"\b(?:come to|comes to|together|combined|between them|in all|altogether|add up|in total|"
    r"the two|both|gap|difference|all three|all of|these|those|the other|of the|larger|smaller|"
    r"bigger)\b",
    re.IGNORECASE,
)
_SUCH_AS = re.compile(r"\b(?:among them|including|such as|for example|e\.g\.|darunter)\b", re.I)
_POINTS = re.compile(r"\b(?:there|them|those|these|their|theirs|they|of which|davon)\b", re.I)
_INNER_LEAD = re.compile(r"[.!?]\s+(\*\*[^*\n]{2,60}[.:]\*\*|\*\*[^*\n]{2,60}\*\*[:.])")
_OF_HANDLE = re.compile(
    r"\][\s(:,–—-]{0,3}(?:\b(?:since|on|at|with|is|for|until|due|from|by|in|has|had|was|mit|am|seit)\s+)?"
    r"(?:\b(?:due|on|a|an|the)\s+)?\(?"
)
_JOINTS = frozenset(("a", "an", "the", "in", "at", "of", "for", "by", "on", "with", "and", "to"))
_RECENT = 500
_MOST_NAMED = 40
# No sentence of a briefing has more figures, no list more lines; a hostile text may.
_MOST_FIGURES = 60
_FAR = 200
_LONGEST_SENTENCE = 2000
_LONGEST_LABEL = 60
# Words in a sentence that point at a computed fact by its kind.
_KIND_WORDS = {
    "overdue": r"overdue|past[- ]due|late\b|should have \w+|slipped|missed|behind|lapsed|"
    r"überfällig|past their",
    "due": r"\b(?:are|is|come|comes|coming|fall|falls) due\b|\b(?:close|closing|upcoming)\b|"
    r"coming up|\bdue (?:in|within|this|next|by|over|soon|today|tomorrow)\b|this week|next week|"
    r"next (?:7|seven) days|fällig",
    "recent": r"last (?:7|seven) days|past (?:7|seven) days|past week|last week|this week|recent",
}


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
        column: The head of its column.
        chosen: Sets that a comparison, a day or a negation chooses, or the head of the column.
        of_all: Whether the figure's row sums up a table.
        cells: Of such a row, the figures above this one in its column.
        choices: Finds the sets that words choose.
        rows: Of a row, its figures with what their columns add up to in the whole table.
        head: Sets that the head of its column names.
        introduced: Records of the list or the numbered headings that it introduces.
    """

    text: str
    start: int
    choices: Choices
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
    column: str = ""
    chosen: frozenset[frozenset[str]] = frozenset()
    of_all: bool = False
    cells: tuple[Figure, ...] = ()
    rows: tuple[tuple[Figure, Decimal], ...] = ()
    head: tuple[frozenset[str], ...] = ()
    introduced: frozenset[str] = frozenset()

    @property
    def said(self) -> str:
        """The sentence and what stands above it."""
        return f"{self.around} {self.text}" if self.around else self.text

    def before(self, figure: Figure, length: int = 24) -> str:
        """Return the text of the sentence right before a figure."""
        place = figure.start - self.start
        return self.text[max(0, place - length) : max(0, place)]

    def scope_of(self, figure: Figure) -> frozenset[str]:
        """The records that a figure may be of: in `A [D-1] $5, B [D-2] $7` each has its own."""
        before = [f for f in self.figures if f.kind == "handle" and f.end < figure.start]
        if before and figure.kind in self._each_has_its_own:
            between = self.text[before[-1].end - self.start : figure.start - self.start]
            if not re.search(r"[.;!?]\s", between):
                return frozenset({before[-1].text}) & self.cited or self.scope
        return self.scope

    @property
    def _each_has_its_own(self) -> frozenset[str]:
        """The kinds of figures that follow each of several handles at once."""
        cited = [f for f in self.figures if f.kind == "handle"]
        kinds = {f.start: f.kind for f in self.figures if f.kind != "handle"}
        if len(cited) < 2 or not self.is_own:
            return frozenset()
        found: set[str] = set()
        for one in cited:
            match = _OF_HANDLE.match(self.text, one.end - self.start)
            kind = kinds.get(match.end() + self.start) if match else None
            if kind is None:
                return frozenset()
            found.add(kind)
        return frozenset(found)

    @property
    def anchored(self) -> bool:
        """Whether the sentence names anything; else a figure may rest on anything in the data."""
        return bool(self.scope or self.facts or self.hinted or self.sets or self.above)

    @property
    def scope(self) -> frozenset[str]:
        """The records that the sentence is about; empty if it is about none in particular."""
        if self.cited:
            return self.cited | (self.named if len(self.named) <= _MOST_NAMED else frozenset())
        if self.named and len(self.named) <= _MOST_NAMED:
            return self.named
        return frozenset(name for fact in self.facts for name in fact.records)


class Settings:
    """Gives the setting of every place of a text."""

    def __init__(self, text: str, figures: Sequence[Figure], evidence: Evidence) -> None:
        self.text = text
        self.lines = lines_of(text)
        self._starts = [line.start for line in self.lines]
        self._heads = heads_of(text, self._starts)
        self._totals: dict[int, dict[str, Decimal]] = {}
        self.figures = figures
        self._places = [figure.start for figure in figures]
        self.evidence = evidence
        self._cuts: dict[int, list[int]] = {}
        self._known: dict[tuple[int, int, str], Setting] = {}
        self._parts: dict[tuple[int, int], list[int]] = {}
        self._cited: dict[int, frozenset[str]] = {}
        self._by_source: dict[frozenset[str], tuple[frozenset[str], ...]] = {}
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
        titled = phrases(text, evidence.titles)
        named = frozenset[str]().union(*(s for _, s in titled))
        records = self._records(names)
        named_here = named
        if not records and not self._facts(names):
            # What follows in a paragraph about several records is no longer about the first.
            several = not line.is_bullet and len(set(self._handles(line.start, line.end))) > 1
            around = self._handles(line.start, span[1] if several else line.end)
            around = around or self._above(number)
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
        # `Three homes wait longest. Am Weinberg [L-3] ...`: what the rest of a paragraph tells.
        told_next = self._records(self._handles(span[1], line.end))
        alone = own_records or line.is_bullet or len(told_next) < 2
        follows = frozenset[str]() if alone else told_next
        numbered = self._numbered(number)
        groups = [all_said, listed, numbered, recent, recent | own_records]
        heading = self._heading(number)
        bold = lead_of(self.text, *self._led(line, span), is_bold=True)
        lead = lead_of(self.text, span[0], span[1]) or bold
        said_above = f"{heading} {column} {'' if lead in text else lead}".strip()
        told = f"{heading} {text}"
        is_label = self._is_label(lead) or is_row(self.text, line.start)
        parent = self._parent(number)
        of_lead = self._named_by(bold) or (self._named_by(parent) if parent else [])
        of_lead = of_lead or self._named_by(heading)
        of_lead = of_lead or (self._named_by(lead) if is_label else [])
        chosen = [*self.choices.of(f"{column} {text}" if column else text)]
        if own_records or named_here:
            chosen = [names for names in chosen if len(names) > 1]  # no other largest is meant
        negated = self.choices.only_negated(text)
        if not own_records:
            chosen += by_numbers(text, own, evidence, span[0])
        chosen += self._named_by(column)
        chosen += by_time(heading, (), self.text, evidence) if heading else []
        begun = lead_of(self.text, line.start, line.end)
        opened = self._named_by(begun) if begun and begun not in text else []
        if _POINTS.search(text) and (earlier := self._before(line, span[0])):
            chosen += earlier
        sets += self._of_sources([*chosen, *opened])
        sets += self._of_sources([names for _, names in phrases(text, evidence.label_words)])
        sets += self._sets(text, groups, facts, own if not own_records else ())
        # `Six are new or open`: neither those that are new nor those that are open.
        parts = {part for pair in self.choices.either(text) for part in pair} | negated
        sets = [names for names in sets if names not in parts]
        hinted = tuple(fact for fact in evidence.facts.values() if self._hints(fact, told))
        sets += [frozenset(fact.records) for fact in hinted if fact.records]
        sets += [] if any(len(names) > 1 for names in sets) else self._of_sources([follows])
        return Setting(
            text=text,
            start=span[0],
            choices=self.choices,
            is_own=bool(own_records or any(self._is_single(s) for _, s in titled)),
            cited=records,
            named=self._by_title(text) if records else named,
            facts=facts,
            hinted=hinted,
            recent=recent,
            sets=tuple(dict.fromkeys(s for s in sets if s)),
            figures=tuple(own),
            above=tuple(dict.fromkeys(self._of_sources(of_lead))),
            around=said_above,
            column=column,
            chosen=frozenset(self._of_sources(chosen)),
            head=tuple(self._of_sources(self._named_by(column))) if column else (),
            of_all=bool(column) and is_total(lead),
            cells=self._cells(number, column) if is_total(lead) else (),
            rows=self._rows(number, own) if column else (),
            introduced=numbered or (listed if text.rstrip(" *_").endswith(":") else frozenset()),
        )

    def _cells(self, number: int, column: str) -> tuple[Figure, ...]:
        """Return the figures of a column in the rows above a row."""
        found: list[Figure] = []
        for line in reversed(self.lines[max(0, number - _FAR) : number]):
            heads = self._heads.get(line.start)
            if heads is None:
                break
            first, last = (bisect_left(self._places, p) for p in (line.start, line.end))
            found += [
                f
                for f in self.figures[first:last]
                if cell_of(heads, self.text, line.start, f.start) == column
            ]
        return tuple(found)

    def _rows(self, number: int, own: Sequence[Figure]) -> tuple[tuple[Figure, Decimal], ...]:
        """Return the figures of a row with the totals of their columns."""
        first = number
        while first and number - first < _FAR and self.lines[first - 1].start in self._heads:
            first -= 1
        if first not in self._totals:
            self._totals[first] = self._add_up(first)
        totals, line = self._totals[first], self.lines[number]
        heads = self._heads[line.start]
        columns = ((f, cell_of(heads, self.text, line.start, f.start)) for f in own)
        return tuple((f, totals[column]) for f, column in columns if column in totals)

    def _add_up(self, first: int) -> dict[str, Decimal]:
        """Return what each column of a table adds up to; rows that sum it up are left out."""
        totals: dict[str, Decimal] = {}
        for line in self.lines[first : first + _FAR]:
            heads = self._heads.get(line.start)
            if heads is None:
                break
            if is_total(lead_of(self.text, line.start, line.end)):
                continue
            begin, end = (bisect_left(self._places, place) for place in (line.start, line.end))
            for figure in self.figures[begin:end]:
                if figure.kind in {"money", "number"}:
                    column = cell_of(heads, self.text, line.start, figure.start)
                    totals[column] = totals.get(column, Decimal(0)) + figure.value
        return totals

    def _led(self, line: Line, span: tuple[int, int]) -> tuple[int, int]:
        """Return where the last bold lead before a sentence begins, else its line.

        `**Paid.** Four claims. **Water.** Eleven claims.` has two leads.
        """
        leads = [m.start(1) for m in _INNER_LEAD.finditer(self.text, line.start, span[1])]
        before = [place for place in leads if place <= span[0]]
        return (before[-1] if before else line.start), line.end

    def _is_label(self, lead: str) -> bool:
        """Say whether a lead is what records can be, and not only has it in it: `Cost for the day`.

        What records are called may stand beside it: `Leeds devices`.
        """
        named = [p for p, _ in phrases(lead, self.evidence.values)]
        named += [p for p, _ in phrases(lead, self.evidence.label_words)]
        said = [w for w in words_of(lead).split() if w not in _JOINTS]
        said = [w for w in said if w not in self.evidence.record_nouns]
        return sum(len(phrase.split()) for phrase in named) * 2 > len(said) or not named

    def _before(self, line: Line, place: int) -> list[frozenset[str]]:
        """Return the sets that the nearest sentence before a place names, in its paragraph."""
        text = self.text[max(line.start, place - _RECENT) : place]
        cuts = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
        for start, end in reversed([*pairwise(cuts)][-3:]):
            said = text[start:end]
            found = [names for _, names in phrases(said, self.evidence.values) if len(names) > 1]
            found += [names for _, names in phrases(said, self.evidence.label_words)]
            found += self.choices.of(said)
            first, last = bisect_left(self._places, line.start), bisect_left(self._places, place)
            found += by_time(said, self.figures[first:last], self.text, self.evidence)
            if found:
                return found
        return []

    def _records(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset(name for name in names if name in self.evidence.handles.records)

    def _sources(self, names: frozenset[str]) -> frozenset[str]:
        return frozenset(self.evidence.handles.records[name].source for name in names)

    def _is_single(self, names: frozenset[str]) -> bool:
        """Say whether a title names one record of each source, and not all bookings of a vendor."""
        return len(self._sources(names)) == len(names)

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

    def _parent(self, number: int) -> str:
        """Return the list item that a line stands beneath, if it is a label and no sentence."""
        level = self.lines[number].level
        if not self.lines[number].is_bullet:
            return ""
        for line in reversed(self.lines[max(0, number - _FAR) : number]):
            if line.start == line.end or line.level >= level:
                continue
            text = self.text[line.start : line.end]
            return text if line.is_bullet and len(text) < _LONGEST_LABEL else ""
        return ""

    def _heading(self, number: int) -> str:
        """Return the heading above a line, if it is near."""
        for line in reversed(self.lines[max(0, number - 6) : number]):
            if line.is_heading:
                return self.text[line.start : line.end]
        return ""

    def _recent(self, place: int) -> frozenset[str]:
        """Return the records cited, else titled, in the last lines before a place."""
        begin = max(0, self.text.rfind("\n", 0, max(0, place - _RECENT)))
        begin = min(begin, self._list_above(place))
        cited = self._records(self._handles(begin, place))
        if cited:
            return cited
        named = [names for _, names in phrases(self.text[begin:place], self.evidence.titles)]
        return frozenset[str]().union(*(names for names in named if len(names) == 1))

    def _list_above(self, place: int) -> int:
        """Return where the list right above a place begins: `sum of these` is of all its lines."""
        number = bisect_right(self._starts, place) - 1
        begin, blank = place, False
        for line in reversed(self.lines[max(0, number - _FAR) : number]):
            if line.start == line.end:
                if blank or begin < place:
                    break
                blank = True
            elif self._of_item(line):
                begin = line.start
            else:
                break
        return begin

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

    def _numbered(self, number: int) -> frozenset[str]:
        """Return records of the numbered headings that this line introduces."""
        if self.lines[number].is_bullet or self.lines[number].is_heading:
            return frozenset()
        headings = numbered_after(self.lines, number, self.text)
        return frozenset[str]().union(*map(self._of_item, headings))

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
        found += by_time(text, own, self.text, evidence)
        found += sets_by_currency(text, evidence)
        for figure in own:
            if figure.kind == "money" and (limit := threshold(self.text, figure)):
                found += beyond(figure, evidence, above=limit == "above")
        return self._of_sources(found)

    def _of_sources(self, found: Sequence[frozenset[str]]) -> list[frozenset[str]]:
        """Cut sets so that each is of one source."""
        return [part for names in found for part in self._split(names)]

    def _split(self, names: frozenset[str]) -> tuple[frozenset[str], ...]:
        """Return the parts of a set by source; the same sets come again in every sentence."""
        if names not in self._by_source:
            parts = (names & everything for everything in self.evidence.of_source.values())
            self._by_source[names] = tuple(part for part in parts if part)
        return self._by_source[names]

    def _named_by(self, label: str) -> list[frozenset[str]]:
        """Return the sets that a lead, a heading or the head of a column names."""
        if not label:
            return []
        negated = self.choices.only_negated(label)
        named = [names for _, names in phrases(label, self.evidence.values)]
        # Under `New or assessing` stands neither what is new nor what is being assessed.
        negated |= {part for pair in self.choices.either(label) for part in pair}
        return [names for names in named if names not in negated] + self.choices.of(label)
