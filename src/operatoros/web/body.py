"""Reads a request's body whole, within a size and a time, before the application sees any of it.

Bodies here are forms and commands: nobody streams uploads, so the whole is small, and a request
that breaks off or goes on for ever never reaches a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

from operatoros.web.refusals import (
    BodySlow,
    BodyTooLarge,
    ContentTypeRefused,
    RequestMalformed,
)

if TYPE_CHECKING:
    from starlette.types import Message, Receive

    from operatoros.web.incoming import Incoming

MOST_BYTES = 4 * 1024 * 1024
# Four megabytes over a slow line (70 kB/s).
MOST_SECONDS = 60.0
FORM = "application/x-www-form-urlencoded"
_KINDS = frozenset({"application/json", FORM})


def declares_body(asked: Incoming) -> bool:
    """Say whether the head announces a body.

    Raises:
        RequestMalformed: it announces one in two ways, or with a length that is none.
    """
    chunked = asked.has("transfer-encoding")
    if not asked.has("content-length"):
        return chunked
    length = asked.one("content-length")
    if chunked or length is None or not (length.isascii() and length.isdecimal()):
        raise RequestMalformed(why="does not say how long its body is")
    return int(length) > 0


def kind_of(asked: Incoming) -> str:
    """Return the media type of a body that we read.

    Raises:
        ContentTypeRefused: it is another one, or not said exactly once.
    """
    kind = (asked.one("content-type") or "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise ContentTypeRefused
    return kind


async def read_body(
    asked: Incoming, receive: Receive, *, most: int = MOST_BYTES, seconds: float = MOST_SECONDS
) -> bytes | None:
    """Return the body; None if the other side went away before it was whole.

    Args:
        asked: The head.
        receive: Gives the pieces.
        most: Largest body, in bytes, counted as it arrives.
        seconds: Longest time it may take.

    Raises:
        BodyTooLarge: more is announced, or more arrives.
        BodySlow: it did not arrive in time.
    """
    announced = asked.one("content-length")
    if announced is not None and int(announced) > most:
        raise BodyTooLarge(most=most)
    pieces: list[bytes] = []
    size = 0
    try:
        with anyio.fail_after(seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                piece = message.get("body", b"")
                size += len(piece)
                if size > most:
                    raise BodyTooLarge(most=most)
                pieces.append(piece)
                if not message.get("more_body", False):
                    return b"".join(pieces)
    except TimeoutError as exc:
        raise BodySlow(seconds=seconds) from exc


def replaying(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once, and then what else happens."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
