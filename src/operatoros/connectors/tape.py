"""The one port between a connector and the outside: what is asked and what comes goes past a tape.

Every kind of connector asks through `Tape.carry`: an HTTP request, a tool of an MCP server, a run
of `git`, a file. Live, the tape lets it pass; a recording one keeps it; a replaying one answers
from what was kept and asks nobody. What a connector does with what came is never on a tape, so it
is done again by a replay.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from operatoros.errors import (
    Conflict,
    Exhausted,
    InvalidInput,
    NotFound,
    OperatorosError,
    Refused,
    Unavailable,
)
from operatoros.values.jsonable import Json, to_json

CallKind = Literal["http", "mcp", "git", "file", "files"]
_KINDS = (InvalidInput, NotFound, Conflict, Refused, Unavailable, Exhausted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came back for one call.

    Attributes:
        head: What is not the body and small, JSON-able: a status, headers, tries.
        body: The body, decoded.
        at_hand: The body as it was already read; never kept, and None in a replay.
    """

    head: Mapping[str, Json] = field(default_factory=dict)
    body: bytes = b""
    at_hand: object = None


Bring = Callable[[], Awaitable[Came]]


class Tape(Protocol):
    """What a fetch's calls go past."""

    async def carry(self, kind: CallKind, asked: Mapping[str, Json], bring: Bring) -> Came:
        """Return what `bring` brings, or what it brought once.

        Args:
            kind: Which way the call goes.
            asked: The question, JSON-able; credentials have no place in it.
            bring: Asks.

        Raises:
            OperatorosError: what `bring` raises, or raised.
        """
        ...


class Taping(Protocol):
    """Gives each source of a run its tape."""

    def tape(self, source: str, connector: str) -> Tape:
        """Return the tape of a source that asks a connector."""
        ...

    def ran_out(self, connector: str) -> None:
        """Note that a fetch of a connector was ended from outside, between any two steps."""
        ...


class NoTaping:
    """Keeps nothing. A `Taping`."""

    def tape(self, source: str, connector: str) -> Tape:
        """Return a tape that lets everything pass."""
        return NoTape()

    def ran_out(self, connector: str) -> None:
        """Note nothing."""


class NoTape:
    """Lets everything pass. A `Tape`."""

    async def carry(self, kind: CallKind, asked: Mapping[str, Json], bring: Bring) -> Came:
        """Return what `bring` brings."""
        return await bring()


def error_json(error: OperatorosError) -> dict[str, Json]:
    """Return an error as it is kept, so that `error_again` can raise it."""
    kind = next((kind for kind in _KINDS if isinstance(error, kind)), OperatorosError)
    kept = {**error.as_json(), "kind": kind.__name__}
    if isinstance(error, Unavailable):
        kept["retry_after_s"] = error.retry_after_s
    found = to_json(kept)
    assert isinstance(found, dict)
    return found


def error_again(kept: Mapping[str, Json]) -> OperatorosError:
    """Return an error from its kept form, of the class that had its code if that is loaded."""
    code = str(kept["code"])
    wanted: type[OperatorosError] = next(
        (one for one in _classes(OperatorosError) if one.__dict__.get("code") == code),
        next((kind for kind in _KINDS if kind.__name__ == kept["kind"]), OperatorosError),
    )
    error = wanted.__new__(wanted)
    details = kept["details"]
    assert isinstance(details, Mapping)
    # Its own constructor takes what led to the message; the message is there already.
    OperatorosError.__init__(
        error, str(kept["message"]), hint=str(kept["hint"]), details=details, code=code
    )
    if isinstance(error, Unavailable):
        wait = kept.get("retry_after_s")
        error.retry_after_s = float(wait) if isinstance(wait, int | float) else None
    return error


def _classes(kind: type[OperatorosError]) -> Iterator[type[OperatorosError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _classes(one)
