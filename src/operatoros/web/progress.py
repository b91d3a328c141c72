"""What a page shows of a run under way: its events, folded into one picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from operatoros.values.coverage import SourceLine
from operatoros.values.event import (
    Checked,
    DigestReady,
    Event,
    PromptReady,
    RunFinished,
    RunStarted,
    SourceFinished,
    SourceProgress,
    SourceStarted,
    TextDelta,
    Waiting,
)
from operatoros.values.findings import Checks
from operatoros.web.writing import Writing, Written


@dataclass(slots=True)
class SourceSeen:
    """One source as it stands: `place` is its number on the page, which its element is named by."""

    place: int
    id: str
    name: str
    state: str = "waiting"
    records: int = 0
    bytes: int = 0
    wait_s: float = 0.0
    line: SourceLine | None = None


@dataclass(slots=True)
class Progress:
    """A run under way as a page shows it."""

    run: str
    started_at: str = ""
    operator: str = ""
    task: str = ""
    demo: bool = False
    sources: dict[str, SourceSeen] = field(default_factory=dict)
    digest: str = ""
    prompt: PromptReady | None = None
    writing: Writing = field(default_factory=Writing)
    checks: Checks | None = None
    ended: RunFinished | None = None

    @property
    def state(self) -> str:
        """Where it stands: fetching until code has looked at everything, then writing."""
        return "writing" if self.digest else "fetching"

    def take(self, events: Iterable[Event]) -> Seen:
        """Take events in, and return which parts of the page they touch."""
        seen = Seen()
        for event in events:
            self._one(event, seen)
        if seen.text:
            seen.written = self.writing.add(seen.text)
        return seen

    def _one(self, event: Event, seen: Seen) -> None:
        what = event.what
        if isinstance(what, RunStarted):
            self.operator, self.task, self.demo = what.operator, what.task, what.demo
            self.started_at = event.at
            for identity in what.sources:
                self._source(identity)
            seen.all_sources = True
        elif isinstance(what, SourceStarted):
            source = self._source(what.source)
            source.name, source.state = what.name, "asking"
            seen.sources.add(what.source)
        elif isinstance(what, SourceProgress):
            source = self._source(what.source)
            source.records, source.bytes, source.wait_s = what.records, what.bytes, what.wait_s
            seen.sources.add(what.source)
        elif isinstance(what, SourceFinished):
            source = self._source(what.line.source)
            source.name, source.state, source.line = what.line.name, what.line.state, what.line
            seen.sources.add(what.line.source)
        elif isinstance(what, DigestReady):
            self.digest = what.digest
            seen.digest = True
        elif isinstance(what, PromptReady):
            self.prompt = what
            seen.prompt = True
        elif isinstance(what, TextDelta):
            seen.text += what.delta
        elif isinstance(what, Checked):
            self.checks = what.checks
        elif isinstance(what, RunFinished | Waiting):
            # A run that waits for a chat's answer is no longer under way.
            seen.ended = seen.ended or isinstance(what, RunFinished)
            self.ended = what if isinstance(what, RunFinished) else self.ended

    def _source(self, identity: str) -> SourceSeen:
        if identity not in self.sources:
            place = len(self.sources)
            self.sources[identity] = SourceSeen(place=place, id=identity, name=identity)
        return self.sources[identity]


@dataclass(slots=True)
class Seen:
    """Which parts of a page some events touch.

    `text` is what was written in them, `written` what that means for the page.
    """

    all_sources: bool = False
    sources: set[str] = field(default_factory=set)
    digest: bool = False
    prompt: bool = False
    text: str = ""
    written: Written | None = None
    ended: bool = False
