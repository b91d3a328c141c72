"""What every kind of connector takes and gives: a question and an answer.

A kind is one coroutine `ask(question, context) -> Answer`. It raises an OperatorosError if
nothing came back; if something came back before it failed, it answers with `error` set. The
stage above turns both into coverage.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import anyio

from operatoros.catalog.declared import Connector, Fetch, Param
from operatoros.catalog.templates import Scope
from operatoros.connectors.tape import NoTape, Tape
from operatoros.errors import OperatorosError
from operatoros.net.receipt import Receipt
from operatoros.secrets import Redactor, Secret
from operatoros.values.coverage import ErrorInfo
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

if TYPE_CHECKING:
    # The HTTP library costs 60 ms: a run without a REST source does not need it.
    from operatoros.net.client import Client

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One fetch with everything resolved.

    Attributes:
        source: Id of the source, for messages.
        connector: Whom to ask.
        fetch: What to ask.
        params: Values by name, typed, templates resolved, defaults filled in.
        credentials: Values by field name; a required one is always there.
        folder: The project's folder (relative paths, working folder of children).
        now: ISO 8601 time in UTC that counts as the present (the demo moves it).
        max_records: Most records to bring; beyond it the answer is partial and says so.
        timeout_s: Seconds for the whole fetch.
    """

    source: str
    connector: Connector
    fetch: Fetch
    params: Mapping[str, Json]
    credentials: Mapping[str, Secret]
    folder: str
    now: str
    max_records: int
    timeout_s: float


def scope_of(question: Question) -> Scope:
    """Return what templates of the connector and the fetch may name, with values."""
    return Scope(
        now=datetime.fromisoformat(question.now),
        params=question.params,
        credentials=question.credentials,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a fetch brought.

    Attributes:
        items: The records' data, in the order of the other side.
        shape: What they are (declared, the module's own, or guessed).
        total: How many there are on the other side, if it says so.
        bytes: Bytes received, after decoding.
        requests: Requests sent.
        attempts: Most attempts that one request needed.
        notes: What a reader should know (a cut, a lookup that failed).
        error: Set if this is less than was asked for, and why.
    """

    items: tuple[Mapping[str, Json], ...]
    shape: Shape = field(default_factory=Shape)
    total: int | None = None
    bytes: int = 0
    requests: int = 0
    attempts: int = 1
    notes: tuple[str, ...] = ()
    error: ErrorInfo | None = None


class Progress(Protocol):
    """Told now and then what came so far."""

    def __call__(self, *, records: int, size: int, wait_s: float = 0.0) -> None:
        """Take the count of records, bytes so far, and seconds that a rate limit will cost."""
        ...


class Once:
    """Shared lookups of one run (owners, pipelines, users): each is made once.

    Concurrent askers of one key wait for the first; a failure is told to all of them.
    """

    def __init__(self) -> None:
        self._locks: dict[str, anyio.Lock] = {}
        self._values: dict[str, object] = {}

    async def get(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        """Return the value of `key`, made by the first who asks.

        Args:
            key: Connector id, credential digest and what is looked up, as text.
            make: Makes it; whatever it raises is raised to every asker of this key.
        """
        lock = self._locks.setdefault(key, anyio.Lock())
        async with lock:
            if key not in self._values:
                try:
                    self._values[key] = _Made(await make())
                except OperatorosError as exc:
                    self._values[key] = exc
            value = self._values[key]
        if isinstance(value, OperatorosError):
            raise value
        assert isinstance(value, _Made)
        return cast("T", value.value)


@dataclass(frozen=True, slots=True)
class _Made:
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a fetch may use of its run.

    Attributes:
        http: The run's one HTTP client.
        progress: Where to tell what came so far.
        once: Shared lookups.
        receipt: Where contacts that do not go through `http` are noted (child processes).
        environ: Our own variables; a child process gets a few of them by name.
        redactor: Takes secrets out of text that others wrote (a child's error output).
        tape: What every call to the outside goes past.
    """

    http: Client
    progress: Progress
    once: Once
    receipt: Receipt
    environ: Mapping[str, str] = field(default_factory=dict)
    redactor: Redactor = field(default_factory=Redactor)
    tape: Tape = field(default_factory=NoTape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One fetch of a module: a plain coroutine with its declaration.

    Attributes:
        run: Takes the question, gives the answer.
        description: One sentence for people.
        params: Declared parameters.
        shape: What its records are.
    """

    run: Callable[[Question, Context], Awaitable[Answer]]
    description: str
    params: tuple[Param, ...] = ()
    shape: Shape = field(default_factory=Shape)
