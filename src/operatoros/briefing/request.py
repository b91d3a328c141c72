"""What a run is given: the request with everything looked up, and the world as ports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from operatoros.briefing.gather import Asked, Asker, Emit
from operatoros.briefing.handles import Handles
from operatoros.briefing.masking import Mask
from operatoros.briefing.proposing import TakenUp
from operatoros.briefing.reader import Reader
from operatoros.catalog.declared import Goals, Operator, Task
from operatoros.errors import OperatorosError
from operatoros.llm.writing import Model, Prompt
from operatoros.net.receipt import Receipt
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes, Fact
from operatoros.values.jsonable import Json
from operatoros.values.record import Record
from operatoros.values.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a run is about to send, and where: shown before the first time.

    Attributes:
        operator: Id of the operator.
        host: Host that receives it.
        counts: Count of records by noun.
        people: Count of distinct persons in them.
        masked: Whether persons are replaced by handles.
    """

    operator: str
    host: str
    counts: tuple[tuple[str, int], ...]
    people: int
    masked: bool

    @property
    def text(self) -> str:
        """The sentence after "this": `sends 120 deals, 34 people to api.anthropic.com`."""
        parts = [f"{count:,} {noun}" for noun, count in self.counts]
        if self.people:
            noun = "person" if self.people == 1 else "people"
            parts.append(f"{self.people:,} {noun}" + (" (masked)" if self.masked else ""))
        return f"sends {', '.join(parts) or 'no records'} to {self.host}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What a person asked for, with everything looked up.

    Attributes:
        run: Id of the run.
        operator: The operator.
        task: The task.
        prompt: The task's prompt, templates resolved.
        params: The run's parameters after defaults.
        asked: The sources, ready to be asked.
        goals: The user's own goals, if there are any.
        demo: Whether sample data is used.
        allow_partial: Whether a required source may fail.
        strict: Whether any gap is an error.
        dry_run: Whether to stop before the model is called.
        max_cost_usd: Most estimated dollars; 0 means no limit.
        max_tokens: Most tokens the model may write.
        budget_tokens: Most tokens of the prompt.
        nonce: Unguessable text that delimits fetched data.
        paste_limit: Most characters of one paste (model `chat`).
        reader: The present, zone and conventions of who reads.
    """

    run: str
    operator: Operator
    task: Task
    prompt: str
    params: Mapping[str, Json]
    asked: tuple[Asked, ...]
    goals: Goals | None = None
    demo: bool = False
    allow_partial: bool = False
    strict: bool = False
    dry_run: bool = False
    max_cost_usd: float = 0.0
    max_tokens: int = 16_000
    budget_tokens: int = 60_000
    nonce: str = ""
    paste_limit: int = 100_000
    reader: Reader = field(default_factory=Reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes, or that nobody does.

    Attributes:
        name: How the briefing names it (`claude:...`, `chat`, `none`).
        model: The model that is called; None for `chat` and `none`.
        host: Host that the prompt goes to; empty if it stays here.
        price: Estimated dollars of a prompt of so many tokens; None if no price is known.
        preload: Imports what writing needs, in a thread, while sources are fetched.
        refusal: Why nobody can write although somebody should; told after the sources.
    """

    name: str
    model: Model | None = None
    host: str = ""
    price: Callable[[int], float | None] = lambda tokens: None
    preload: Callable[[], None] | None = None
    refusal: OperatorosError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The last complete fetch of a source.

    Attributes:
        fetched_at: ISO 8601 time in UTC.
        records: What it brought.
        handles: The records' names in that run, by key.
    """

    fetched_at: str
    records: tuple[Record, ...]
    handles: Mapping[str, str] = field(default_factory=dict)


class Keeper(Protocol):
    """Where a run is kept while it happens."""

    async def begin(self, run: Run) -> None:
        """Keep a run that starts."""
        ...

    async def before(self, asked: Sequence[Asked]) -> Mapping[str, Before]:
        """Return the last complete fetch of each source that is asked the same question."""
        ...

    async def keep_snapshot(self, asked: Sequence[Asked], fetched: Sequence[Fetched]) -> None:
        """Keep what the sources brought."""
        ...

    async def keep_handles(self, by_key: Mapping[tuple[str, str], str]) -> None:
        """Keep the records' names, by source and key."""
        ...

    async def keep_prompt(self, prompt: Prompt) -> None:
        """Keep the exact prompt."""
        ...

    async def keep_answer(self, text: str) -> None:
        """Keep what the model wrote, as it wrote it."""
        ...

    async def save(self, run: Run) -> None:
        """Keep the run as it is now."""
        ...


async def take_up_nothing(blocks: str, fetched: Sequence[Fetched]) -> TakenUp:
    """Leave proposed commands where they are: no workspace was named."""
    del blocks, fetched
    return TakenUp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world as a run sees it; the demo and tests bring their own.

    Attributes:
        asker: Carries questions to connectors.
        receipt: Who was contacted.
        writer: Who writes.
        keeper: Where the run is kept.
        emit: Told what happens.
        now: The present, aware.
        monotonic: Seconds of a clock that never jumps.
        consent: Asks the person before records leave.
        take_up: Puts proposed commands into an inbox, given the fetched data to tell echoes;
            never carries one out.
        gathered: Told when all sources were asked: servers need not wait while somebody writes.
    """

    asker: Asker
    receipt: Receipt
    writer: Writer
    keeper: Keeper
    emit: Emit
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    consent: Callable[[Disclosure], Awaitable[bool]]
    gathered: Callable[[], None] = lambda: None
    take_up: Callable[[str, Sequence[Fetched]], Awaitable[TakenUp]] = take_up_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finished (or waiting) run and what it leaves for the faces.

    Attributes:
        run: The run.
        prompt: The exact prompt, if one was built.
        parts: The prompt packed for a chat's paste limit, while the run waits.
        fetched: The records, by source.
        taken: What became of proposed commands; None if there were none.
        error: What the run's error is made of; its kind decides the exit status.
    """

    run: Run
    prompt: Prompt | None = None
    parts: tuple[str, ...] = ()
    fetched: tuple[Fetched, ...] = field(default=(), repr=False)
    taken: TakenUp | None = None
    error: OperatorosError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What code made of the records, before anybody writes.

    Attributes:
        handles: The records' names.
        mask: Who is hidden behind which handle; None if nobody is.
        changes: Against the last complete fetch of each source.
        facts: What was computed.
        digest: Coverage, changes and facts as text.
    """

    handles: Handles
    mask: Mask | None
    changes: Changes
    facts: tuple[Fact, ...]
    digest: str
