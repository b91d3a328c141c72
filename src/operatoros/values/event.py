"""How a run tells what happens: a closed, versioned union of events.

Events are appended to the run, so a terminal, a page and another process read the same stream
and can join late. Nobody prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from operatoros.values.coverage import SourceLine
from operatoros.values.findings import Checks
from operatoros.values.run import RunState

EVENTS_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The run exists; its sources are about to be asked."""

    operator: str
    task: str
    demo: bool
    sources: tuple[str, ...]
    kind: Literal["run_started"] = "run_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStarted:
    """A source is being asked."""

    source: str
    name: str
    kind: Literal["source_started"] = "source_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProgress:
    """What a source brought so far; `wait_s` is set while it waits for a rate limit."""

    source: str
    records: int
    bytes: int
    wait_s: float = 0.0
    kind: Literal["source_progress"] = "source_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFinished:
    """A source is done, whatever became of it."""

    line: SourceLine
    kind: Literal["source_finished"] = "source_finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReady:
    """Code has written the digest."""

    digest: str
    kind: Literal["digest_ready"] = "digest_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptReady:
    """The prompt is built; tokens and dollars are estimates."""

    model: str
    tokens: int
    cost_usd: float | None
    cuts: tuple[str, ...] = ()
    kind: Literal["prompt_ready"] = "prompt_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """The model wrote this much more."""

    delta: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The run waits for a chat's answer to the prompt parts."""

    parts: int
    kind: Literal["waiting"] = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The text was checked against the data."""

    checks: Checks
    kind: Literal["checked"] = "checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The briefing arrived somewhere."""

    where: str
    kind: Literal["delivered"] = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """The run ended in this state."""

    state: RunState
    code: str = ""
    kind: Literal["run_finished"] = "run_finished"


What: TypeAlias = (
    RunStarted
    | SourceStarted
    | SourceProgress
    | SourceFinished
    | DigestReady
    | PromptReady
    | TextDelta
    | Waiting
    | Checked
    | Delivered
    | RunFinished
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a run: `seq` counts from 1 without gaps, `at` is ISO 8601 in UTC."""

    run: str
    seq: int
    at: str
    what: What
