"""What became of each source, and whether the whole is complete.

Coverage is written by code into the prompt, the text and the JSON of every briefing: a source
that failed is named there, whatever the model says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from operatoros.values.record import Record, Shape

SourceState = Literal["ok", "partial", "cached", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorInfo:
    """An error as data: what `OperatorosError.as_json` gives."""

    code: str
    message: str
    hint: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """Who was contacted for how much.

    Attributes:
        host: Host name with port, or `stdio:COMMAND` for a child process.
        requests: Count of requests sent.
        bytes_out: Bytes of request bodies and headers, as far as known.
        bytes_in: Bytes received, after decoding.
        enforced: Whether the host was on the connector's allow list; False for a child process,
            which may contact whom it likes.
    """

    host: str
    requests: int
    bytes_out: int
    bytes_in: int
    enforced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The outcome of one source.

    Attributes:
        source: Id of the source.
        name: What people call it.
        state: ok, partial (some records, then a failure or a cap), cached, failed, skipped.
        records: What it brought; empty if failed.
        shape: What the records are.
        total: How many there are on the other side, if it says so.
        as_of: ISO 8601 time in UTC of the answer.
        bytes: Bytes received, after decoding.
        requests: Requests sent.
        seconds: Time from start to end.
        attempts: Most attempts that one request needed.
        error: Why it is not ok.
        notes: What a reader should know (a cap that cut, a lookup that failed).
        required: Whether the run is worth nothing without it.
    """

    source: str
    name: str
    state: SourceState
    records: tuple[Record, ...] = ()
    shape: Shape = field(default_factory=Shape)
    total: int | None = None
    as_of: str = ""
    bytes: int = 0
    requests: int = 0
    seconds: float = 0.0
    attempts: int = 1
    error: ErrorInfo | None = None
    notes: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source of the coverage, without its records: what every face shows.

    `records` is a count; `code` and `hint` are empty unless the source is not ok.
    """

    source: str
    name: str
    state: SourceState
    records: int
    total: int | None
    noun: str
    bytes: int
    requests: int
    seconds: float
    attempts: int
    as_of: str
    code: str
    message: str
    hint: str
    notes: tuple[str, ...]
    required: bool


def source_line(fetched: Fetched) -> SourceLine:
    """Return the line that faces show for one source."""
    error = fetched.error
    return SourceLine(
        source=fetched.source,
        name=fetched.name,
        state=fetched.state,
        records=len(fetched.records),
        total=fetched.total,
        noun=fetched.shape.noun,
        bytes=fetched.bytes,
        requests=fetched.requests,
        seconds=round(fetched.seconds, 3),
        attempts=fetched.attempts,
        as_of=fetched.as_of,
        code=error.code if error else "",
        message=error.message if error else "",
        hint=error.hint if error else "",
        notes=fetched.notes,
        required=fetched.required,
    )


def is_complete(lines: tuple[SourceLine, ...]) -> bool:
    """Say whether every source is ok or cached."""
    return all(line.state in {"ok", "cached"} for line in lines)
