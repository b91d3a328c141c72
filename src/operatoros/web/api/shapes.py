"""The form of answers that are put together from several values: what the description promises.

They are written out because a program reads them; a test holds each against what is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from operatoros.app.actions import KnownWorkspace
from operatoros.review.entries import Lane, OriginKind, Reason, State
from operatoros.review.preview import ShownHunk
from operatoros.store.lines import RunLine, SlotLine
from operatoros.values.coverage import Egress, ErrorInfo, SourceLine
from operatoros.values.findings import Changes, Checks, Citation, Fact
from operatoros.values.jsonable import Json
from operatoros.values.run import Briefing, RunState, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShown:
    """A run as `run --json` prints it: the Run, with its briefing as a person reads it."""

    run: str
    operator: str
    task: str
    params: Mapping[str, Json]
    state: RunState
    demo: bool
    started_at: str
    finished_at: str | None
    coverage: tuple[SourceLine, ...]
    changes: Changes
    facts: tuple[Fact, ...]
    briefing: str
    usage: Usage | None
    egress: tuple[Egress, ...]
    parent: str | None
    error: ErrorInfo | None
    model: str
    checks: Checks
    citations: tuple[Citation, ...]
    cost_usd: float | None
    proposed: tuple[str, ...]
    parts: Briefing


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingShown:
    """The newest whole briefing of an operator."""

    operator: str
    name: str
    headline: str
    since: str
    changes: tuple[str, ...]
    failed: RunLine | None
    run: RunShown


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleShown:
    """A schedule as `schedule list --json` prints it."""

    schedule: str
    operator: str
    task: str | None
    at: str
    days: str
    zone: str
    misfire: str
    deliver: tuple[str, ...]
    project: str
    model: str
    params: Mapping[str, str]
    demo: bool
    allow_partial: bool
    agreed: bool
    next: str
    last: tuple[SlotLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayShown:
    """The first look of the day."""

    briefings: tuple[BriefingShown, ...]
    busy: tuple[RunLine, ...]
    waiting: tuple[RunLine, ...]
    inboxes: tuple[KnownWorkspace, ...]
    schedules: tuple[ScheduleShown, ...]
    runs: bool
    ready: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginShown:
    """Where a command came from."""

    kind: OriginKind
    name: str
    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShown:
    """A result as `act --json` prints it."""

    id: str
    action: str | None
    ok: bool
    code: str | None
    summary: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """An entry as `inbox list --json` prints it."""

    number: int
    id: str
    action: str
    path: str | None
    path_to: str | None
    state: State
    lane: Lane
    reasons: tuple[Reason, ...]
    signed: bool
    origin: OriginShown
    created_at: str
    changed_at: str
    seq: int | None
    result: ResultShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewShown:
    """What a plan would do exactly; `plan` is what an approval names."""

    number: int
    id: str
    action: str
    risk: str
    lane: Lane
    denied: bool
    attended: bool
    reasons: tuple[Reason, ...]
    facts: tuple[tuple[str, str], ...]
    badges: tuple[str, ...]
    flags: tuple[str, ...]
    hunks: tuple[ShownHunk, ...]
    names: tuple[str, ...]
    added: int
    removed: int
    confirm: str
    plan: str
    editable: bool
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOpened(EntryShown):
    """An entry as `inbox show --json` prints it, with the text that can be edited."""

    preview: PreviewShown | None
    problem: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedShown:
    """What became of an entry; `paste` is the result as a chat takes it."""

    entry: EntryShown
    result: ResultShown | None
    paste: str
    secrets: int
    error: ErrorInfo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActShown:
    """A change in the log as `undo --list --json` prints it."""

    seq: int
    time: str
    action: str
    path: str | None
    path_to: str | None
    result: str | None
    undoes: int | None
    undone_by: int | None
    chat: str
    id: str
    who: str
    decision: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxShown:
    """A workspace's inbox; `session` is the token that a chat's commands carry."""

    id: str
    path: str
    waiting: tuple[EntryShown, ...]
    decided: tuple[EntryShown, ...]
    acts: tuple[ActShown, ...]
    banner: str
    log_problem: ErrorInfo | None
    replaced: bool
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionShown:
    """A block that is no valid command: the code, and the line of its marker."""

    code: str
    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenShown:
    """What a pasted text brought; `answers` are results to paste back for what is invalid."""

    fresh: tuple[EntryShown, ...]
    known: tuple[EntryShown, ...]
    rejections: tuple[RejectionShown, ...]
    trimmed: bool
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoShown:
    """What an undo would do; `plan` of its preview is what doing it names."""

    undoes: int | None
    preview: PreviewShown


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneShown:
    """What was taken back, as `undo --json` prints it, and what could not be kept."""

    seq: int
    state: Literal["done", "durability_unknown"]
    summary: str
    not_kept: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingShown:
    """What a run asks consent for; `text` is a sentence for people."""

    operator: str
    host: str
    counts: tuple[tuple[str, int], ...]
    people: int
    masked: bool
    text: str
