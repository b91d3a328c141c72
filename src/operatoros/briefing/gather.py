"""Gather: all sources at once, and what became of each as a value.

A failed source is data, never an exception: whatever goes wrong with one of them ends that one,
with a code and a hint, and the others go on. A mistake of ours inside a connector is caught
there; an exception that arrives here is a bug and ends the run loudly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import anyio

from operatoros.catalog.declared import Source
from operatoros.connectors.asking import Answer, Progress, Question
from operatoros.errors import OperatorosError
from operatoros.values.coverage import ErrorInfo, Fetched, SourceState, source_line
from operatoros.values.event import SourceFinished, SourceProgress, SourceStarted, What
from operatoros.values.record import Record, Shape, make_record

Emit = Callable[[What], None]
# A page that redraws more often than this only costs; the last figure comes with the finish.
_PROGRESS_EVERY_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One source of a run: its question, or why there is none.

    Attributes:
        source: The operator's line.
        question: What is asked; None if it cannot be asked.
        problem: Why it cannot be asked (a missing credential, an unknown connector).
        earlier: A complete fetch that is young enough to serve instead.
    """

    source: Source
    question: Question | None = None
    problem: ErrorInfo | None = None
    earlier: Fetched | None = None


class Asker(Protocol):
    """Whoever carries questions to connectors (`connectors.Connections`)."""

    async def ask(self, question: Question, progress: Progress) -> Answer:
        """Return the answer, or raise an OperatorosError."""
        ...


async def gather(
    asked: Sequence[Asked],
    *,
    asker: Asker,
    emit: Emit,
    now: Callable[[], str],
    monotonic: Callable[[], float],
) -> tuple[Fetched, ...]:
    """Ask all sources at once and wait for every one.

    Args:
        asked: The sources, in the operator's order.
        asker: Carries the questions.
        emit: Told when a source starts, moves and finishes.
        now: ISO 8601 time in UTC.
        monotonic: Seconds of a clock that never jumps.

    Returns:
        One Fetched per source, in the same order.
    """
    found: list[Fetched | None] = [None] * len(asked)

    async def one(position: int, item: Asked) -> None:
        found[position] = await fetch_source(
            item, asker=asker, emit=emit, now=now, monotonic=monotonic
        )

    async with anyio.create_task_group() as group:
        for position, item in enumerate(asked):
            group.start_soon(one, position, item)
    return tuple(fetched for fetched in found if fetched is not None)


async def fetch_source(
    asked: Asked,
    *,
    asker: Asker,
    emit: Emit,
    now: Callable[[], str],
    monotonic: Callable[[], float],
) -> Fetched:
    """Ask one source; the stage that a durable engine would repeat after a crash.

    Raises:
        Nothing of ours: failures are in the Fetched.
    """
    source = asked.source
    emit(SourceStarted(source=source.id, name=source.name))
    started = monotonic()
    progress = _Progress(source.id, emit, monotonic)
    if asked.earlier is not None:
        fetched = asked.earlier
    elif asked.question is None:
        assert asked.problem is not None, "a source has a question or a problem"
        fetched = _failed(source, asked.problem, seconds=0.0)
    else:
        try:
            answer = await asker.ask(asked.question, progress)
            fetched = _fetched(source, answer, fetched_at=now(), seconds=monotonic() - started)
        except OperatorosError as error:
            fetched = _failed(source, as_info(error), seconds=monotonic() - started)
    emit(SourceFinished(line=source_line(fetched)))
    return fetched


def as_info(error: OperatorosError) -> ErrorInfo:
    """Return an error as the value that coverage carries."""
    return ErrorInfo(
        code=error.code, message=error.message, hint=error.hint, details=dict(error.details)
    )


def _fetched(source: Source, answer: Answer, *, fetched_at: str, seconds: float) -> Fetched:
    records = _records(source, answer.items, answer.shape, fetched_at)
    state: SourceState = "ok"
    if answer.error is not None:
        state = "partial" if records else "failed"
    return Fetched(
        source=source.id,
        name=source.name,
        state=state,
        records=records,
        shape=answer.shape,
        total=answer.total,
        as_of=fetched_at,
        bytes=answer.bytes,
        requests=answer.requests,
        seconds=seconds,
        attempts=answer.attempts,
        error=answer.error,
        notes=answer.notes,
        required=source.required,
    )


def _records(
    source: Source, items: Sequence[Mapping[str, object]], shape: Shape, fetched_at: str
) -> tuple[Record, ...]:
    return tuple(
        make_record(source.id, item, shape, fetched_at=fetched_at, position=position)
        for position, item in enumerate(items)
    )


def _failed(source: Source, error: ErrorInfo, *, seconds: float) -> Fetched:
    return Fetched(
        source=source.id,
        name=source.name,
        state="failed",
        seconds=seconds,
        error=error,
        required=source.required,
    )


class _Progress:
    """Passes progress on, at most ten times a second."""

    def __init__(self, source: str, emit: Emit, monotonic: Callable[[], float]) -> None:
        self._source = source
        self._emit = emit
        self._monotonic = monotonic
        self._last = float("-inf")

    def __call__(self, *, records: int, size: int, wait_s: float = 0.0) -> None:
        at = self._monotonic()
        if at - self._last >= _PROGRESS_EVERY_S or wait_s > 0:
            self._last = at
            self._emit(
                SourceProgress(source=self._source, records=records, bytes=size, wait_s=wait_s)
            )
