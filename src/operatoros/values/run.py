"""A run: what was asked, what it cost, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from operatoros.values.coverage import Egress, ErrorInfo, SourceLine
from operatoros.values.findings import Changes, Checks, Citation, Fact
from operatoros.values.jsonable import Json

RunState = Literal["fetching", "writing", "waiting", "done", "failed", "interrupted"]
StopReason = Literal["", "end", "length", "refusal", "error", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a model call used.

    Attributes:
        model: Full model name.
        input_tokens: Tokens of the prompt, cached ones included.
        output_tokens: Tokens written.
        cached_tokens: Tokens of the prompt read from the provider's cache.
        cost_usd: Dollars by the dated price table; None for an unknown model.
        estimated: Whether the counts are our estimate instead of the provider's.
    """

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float | None = None
    estimated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The digest that code wrote and the text that a model wrote.

    Attributes:
        digest: Coverage, changes and facts, written by code.
        text: The model's text; empty with `--model none` and while a chat's answer is awaited.
        model: Who wrote the text (`claude:...`, `chat`, `none`, `scripted:...`).
        stop_reason: end; length (cut by max_tokens), refusal, error (failed after it began).
        citations: Places of the text that rest on records or facts.
        checks: Figures found and not found.
        proposed: Ids of inbox entries that the text proposed.
        error: Why the text is missing or incomplete.
    """

    digest: str
    text: str = ""
    model: str = "none"
    stop_reason: StopReason = ""
    citations: tuple[Citation, ...] = ()
    checks: Checks = field(default_factory=Checks)
    proposed: tuple[str, ...] = ()
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of an operator's task.

    Attributes:
        run: Id, sortable by time.
        operator: Id of the operator.
        task: Id of the task.
        params: The run's parameters after defaults.
        state: Where it stands; waiting means for a chat's answer.
        demo: Whether sample data was used.
        started_at: ISO 8601 time in UTC.
        finished_at: The same, once finished.
        coverage: One line a source.
        changes: Against the last complete fetch of each source.
        facts: What code computed.
        briefing: Digest and text.
        usage: What the model call used.
        egress: Who was contacted.
        parent: The run this one replays or follows.
        error: Why it failed as a whole.
    """

    run: str
    operator: str
    task: str
    params: Mapping[str, Json]
    state: RunState
    demo: bool
    started_at: str
    finished_at: str | None = None
    coverage: tuple[SourceLine, ...] = ()
    changes: Changes = field(default_factory=Changes)
    facts: tuple[Fact, ...] = ()
    briefing: Briefing = field(default_factory=lambda: Briefing(digest=""))
    usage: Usage | None = None
    egress: tuple[Egress, ...] = ()
    parent: str | None = None
    error: ErrorInfo | None = None
