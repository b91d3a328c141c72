"""What a run's connectors ask and get, kept call by call, so that a replay can do the rest again.

Nothing is written here: each call is handed over as it ends, and made into bytes, without secrets,
by whoever writes it, off the event loop. A run keeps so much and no more; a connector whose calls
are not all kept is replayed from its answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import anyio

from operatoros.connectors.tape import Bring, CallKind, Came, error_json
from operatoros.errors import OperatorosError
from operatoros.secrets import Redactor
from operatoros.values.jsonable import Json, canonical, to_json

# Most bytes of bodies that one run keeps, before compression.
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One call as it ended.

    Attributes:
        source: Id of the source that made it.
        seq: Its number among the source's calls.
        asked: The question.
        head: What came besides the body; `error` if nothing came, `unanswered` if it was given up.
        body: What came.
    """

    source: str
    seq: int
    asked: Mapping[str, Json]
    head: Mapping[str, Json]
    body: bytes


class Recording:
    """Hands over the calls of one run. A `Taping`.

    Args:
        keep: Takes each call.
        most: Most bytes of bodies.

    Attributes:
        cut: Connectors whose calls are not all kept, with the reason.
    """

    def __init__(self, keep: Callable[[Taken], None], *, most: int = MOST_BYTES) -> None:
        self._keep = keep
        self._left = most
        self._numbers: dict[str, int] = {}
        self.cut: dict[str, str] = {}

    def tape(self, source: str, connector: str) -> _Tape:
        """Return the tape of one source."""
        return _Tape(self, source, connector)

    def ran_out(self, connector: str) -> None:
        """Note that a fetch was ended from outside: what it would have done is not known."""
        self.cut.setdefault(connector, "it ran out of time")

    def number(self, source: str) -> int:
        """Return the number of a source's next call."""
        number = self._numbers.get(source, 0)
        self._numbers[source] = number + 1
        return number

    def take(self, connector: str, taken: Taken) -> None:
        """Hand a call over, if its connector's calls are all kept so far and there is room."""
        if connector in self.cut:
            return
        if len(taken.body) > self._left:
            self.cut[connector] = "it brought more than is kept"
            return
        self._left -= len(taken.body)
        self._keep(taken)


class _Tape:
    """The tape of one source. A `Tape`."""

    def __init__(self, recording: Recording, source: str, connector: str) -> None:
        self._recording = recording
        self._source = source
        self._connector = connector

    async def carry(self, kind: CallKind, asked: Mapping[str, Json], bring: Bring) -> Came:
        """Return what `bring` brings, and hand it over."""
        number = self._recording.number(self._source)
        head: Mapping[str, Json] = {"unanswered": True}
        body = b""
        try:
            came = await bring()
            head, body = came.head, came.body
        except OperatorosError as exc:
            head = {"error": error_json(exc)}
            raise
        except anyio.get_cancelled_exc_class():
            raise
        except Exception:
            self._recording.cut[self._connector] = "it failed in a way that it does not know"
            raise
        finally:
            whole = {"connector": self._connector, "kind": kind, **asked}
            self._recording.take(
                self._connector,
                Taken(source=self._source, seq=number, asked=whole, head=head, body=body),
            )
        return came


def asked_bytes(asked: Mapping[str, Json], redactor: Redactor) -> bytes:
    """Return a question as it is kept and compared: one form, without secrets."""
    text = canonical(asked).decode("utf-8", "surrogatepass")
    return redactor.redact(text).encode("utf-8", "surrogatepass")


def head_bytes(head: Mapping[str, Json], redactor: Redactor) -> bytes:
    """Return a head as it is kept: ASCII, in its own order, without secrets."""
    return redactor.redact(json.dumps(to_json(head), separators=(",", ":"))).encode("ascii")


def body_bytes(body: bytes, redactor: Redactor) -> bytes:
    """Return a body as it is kept: as it came, without secrets."""
    text = body.decode("utf-8", "surrogateescape")
    clean = redactor.redact(text)
    return body if clean == text else clean.encode("utf-8", "surrogateescape")
