"""A briefing laid out for a page: every row as it will be read, before any markup.

Figures, days and money stand here in words already; the renderers (`html_page`, `mail`) only place
them. Texts are untrusted `str` that a renderer makes visible and escapes, or `Shown`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from operatoros.values.coverage import Egress, SourceState
from operatoros.values.findings import Checks, Citation
from operatoros.values.run import Usage

Sign = Literal["+", "-", "~"]


class Shown(str):
    """A text of ours composed from pieces that `display.show` made visible already."""

    __slots__ = ()


NOTHING = Shown("")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source of the coverage.

    Attributes:
        name: What people call it.
        state: What became of it.
        count: `62 deals`, `100 of 1,240 deals`, `failed`.
        seconds: `0.4 s`.
        remark: Code of a failure, or that it is an earlier fetch.
        under: What went wrong, what to do, notes.
    """

    name: str
    state: SourceState
    count: Shown
    seconds: Shown
    remark: str = ""
    under: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is missing from it."""
        return self.state in {"ok", "cached"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after."""

    name: Shown
    old: Shown
    new: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One record that is new, gone or changed.

    Attributes:
        sign: + new, - gone, ~ changed.
        title: What people call the record.
        handle: Its name in this run; empty if it is gone.
        amount: What a new record is worth.
        fields: What changed, the first of it.
        more: Count of changed fields that are not shown.
    """

    sign: Sign
    title: Shown
    handle: str = ""
    amount: Shown = NOTHING
    fields: tuple[FieldChange, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """The changes of one source.

    Attributes:
        name: The source.
        tally: `3 new, 1 gone`.
        rows: The changes shown.
        more: Count of changes that are not shown.
        note: Why there are none, if that needs saying (unknown, first fetch).
    """

    name: str
    tally: Shown = NOTHING
    rows: tuple[ChangeRow, ...] = ()
    more: int = 0
    note: Shown = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record that a fact rests on, in one line; `away` says how far `due` is."""

    handle: str
    title: Shown
    amount: Shown = NOTHING
    due: Shown = NOTHING
    away: Shown = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One group of a spread: its share of the largest is drawn; `money` is what it comes to."""

    label: Shown
    count: int
    shown: Shown
    money: Shown = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One numbered fact.

    Attributes:
        id: `F3`.
        source: The source's name; empty for one that the operator declared.
        text: The sentence.
        rows: Records that it rests on, the first of them.
        more: Count of records that are not listed.
        bars: The groups of a spread.
    """

    id: str
    source: str
    text: Shown
    rows: tuple[RecordRow, ...] = ()
    more: int = 0
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCard:
    """A record in full.

    Attributes:
        handle: Its name in this run.
        title: What people call it.
        url: Where it can be opened; empty if nowhere.
        fields: Path and value of its fields.
        cut: Count of fields left out.
    """

    handle: str
    title: Shown
    url: str = ""
    fields: tuple[tuple[str, Shown], ...] = ()
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGroup:
    """The records of one source that the page speaks of."""

    name: str
    noun: str
    cards: tuple[RecordCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """What a model wrote, and what the check said of it.

    Attributes:
        text: Markdown as it was written.
        author: Full name of the model; `none` if nobody was to write.
        citations: Places that rest on records or facts.
        checks: Figures found and not found.
        note: What a reader must know (cut, refused, not awaited, nobody was called).
    """

    text: str = ""
    author: str = "none"
    citations: tuple[Citation, ...] = ()
    checks: Checks = field(default_factory=Checks)
    note: str = ""

    @property
    def formulas(self) -> tuple[Citation, ...]:
        """The figures that rest on a formula of the text, in order."""
        return tuple(one for one in self.citations if one.formula)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A briefing to forward.

    Attributes:
        title: The operator's name.
        task: The task's name.
        run: Id of the run.
        day: `Sat Nov 21, 2026`.
        time: `07:30`.
        zone: Name of the time zone.
        language: BCP 47 tag of how figures are written.
        demo: Whether it is sample data.
        problem: Why the run failed or is not finished; empty if it is done.
        hint: What to do about it.
        headline: The one number that matters, and what qualifies it.
        since: `yesterday 07:30`, the moment compared with; empty on a first run.
        changes: By source.
        quiet: Sources without a change.
        sources: The coverage.
        facts: What code computed.
        prose: What a model wrote.
        records: Those that the page speaks of.
        left_out: Count of such records beyond the page's limit.
        egress: Who was contacted.
        usage: What the model call used.
    """

    title: str
    task: str
    run: str
    day: Shown
    time: Shown
    zone: str
    language: str = "en"
    demo: bool = False
    problem: str = ""
    hint: str = ""
    headline: Shown = NOTHING
    since: Shown = NOTHING
    changes: tuple[ChangeGroup, ...] = ()
    quiet: tuple[str, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    facts: tuple[FactRow, ...] = ()
    prose: Prose = field(default_factory=Prose)
    records: tuple[RecordGroup, ...] = ()
    left_out: int = 0
    egress: tuple[Egress, ...] = ()
    usage: Usage | None = None

    @property
    def complete(self) -> int:
        """Count of sources from which nothing is missing."""
        return sum(row.good for row in self.sources)

    @property
    def handles(self) -> frozenset[str]:
        """Names of the records that are on the page."""
        return frozenset(card.handle for group in self.records for card in group.cards)

    @property
    def changed(self) -> int:
        """Count of records that changed, are new or gone."""
        return sum(len(group.rows) + group.more for group in self.changes)
