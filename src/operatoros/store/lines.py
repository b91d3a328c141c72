"""One line a run, a slot, a delivery: what lists show, without reading a body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from operatoros.values.run import Run, RunState

# Carried out by a process right now; the others wait for nobody's process.
BUSY: tuple[RunState, ...] = ("fetching", "writing")


# How far back a schedule looks for its slots: a line that is younger keeps one from being carried
# out, or delivered, a second time.
HORIZON = timedelta(days=400)
SlotState = Literal["started", "fetched", "written", "delivered", "failed", "missed"]
# A slot that ended stays as it is; the others are under way or were left behind.
ENDED: tuple[SlotState, ...] = ("delivered", "failed", "missed")
DeliveryState = Literal["sending", "sent", "failed", "unsure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLine:
    """One slot of a schedule and what became of it.

    Attributes:
        schedule: Id of the schedule.
        slot: Its moment in the schedule's own zone: `2026-11-21T07:30`.
        state: Where it stands.
        owner: The process that carries it out; empty once it has ended.
        attempts: How often it was begun.
        run: Id of the last attempt's run; empty before it has one.
        code: Why it failed or was missed; empty otherwise.
        at: ISO 8601 time in UTC of the last step.
    """

    schedule: str
    slot: str
    state: SlotState
    owner: str = ""
    attempts: int = 0
    run: str = ""
    code: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One delivery and what became of it.

    Attributes:
        key: Idempotency key.
        run: Id of the run delivered.
        target: Where it goes, as it was named; never an address that is a secret.
        state: sending, sent, failed, or unsure (it may have arrived).
        owner: The process that sends; empty once it has ended.
        attempts: Tries it took.
        code: Why it failed; empty otherwise.
        at: ISO 8601 time in UTC of the last step.
    """

    key: str
    run: str
    target: str
    state: DeliveryState
    owner: str = ""
    attempts: int = 0
    code: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run in a list.

    Attributes:
        run: Id, sortable by time.
        operator: Id of the operator.
        task: Id of the task.
        state: Where it stands.
        demo: Whether sample data was used.
        started_at: ISO 8601 time in UTC.
        finished_at: The same, once finished.
        parent: The run this one replays or follows.
        model: Who wrote the text.
        sources: How many sources it has.
        sources_ok: How many of them are ok or cached.
        records: How many records they brought.
        cost_usd: Dollars, if known.
        code: Why it failed or is incomplete; empty otherwise.
    """

    run: str
    operator: str
    task: str
    state: RunState
    demo: bool
    started_at: str
    finished_at: str | None
    parent: str | None
    model: str
    sources: int
    sources_ok: int
    records: int
    cost_usd: float | None
    code: str


def line_of(run: Run) -> RunLine:
    """Return the line of a run."""
    error = run.error or run.briefing.error
    return RunLine(
        run=run.run,
        operator=run.operator,
        task=run.task,
        state=run.state,
        demo=run.demo,
        started_at=run.started_at,
        finished_at=run.finished_at,
        parent=run.parent,
        model=run.briefing.model,
        sources=len(run.coverage),
        sources_ok=sum(line.state in {"ok", "cached"} for line in run.coverage),
        records=sum(line.records for line in run.coverage),
        cost_usd=run.usage.cost_usd if run.usage else None,
        code=error.code if error else "",
    )
