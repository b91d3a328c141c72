"""A small HTTP server on this machine's loopback address: enough for JSON routes, nothing more.

It lives inside the process, starts in a millisecond and ends with its `async with`.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

import anyio
import anyio.abc
from anyio.streams.buffered import BufferedByteReceiveStream

from operatoros.values.jsonable import Json

_MOST_HEAD = 32 * 1024
_MOST_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request.

    Attributes:
        method: HTTP method.
        path: Decoded path.
        query: Query parameters; the last of equal names counts.
        headers: By lower-case name.
        body: Body.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Json:
        """Return the body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer: status, JSON body, further headers, seconds to wait before it."""

    status: int = 200
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


Handler = Callable[[Heard], Said]


class Window:
    """Counts requests in a sliding window, as rate limits do.

    Args:
        count: Most requests in the window.
        seconds: Its length.
        clock: Monotonic seconds.
    """

    def __init__(self, count: int, seconds: float, clock: Callable[[], float]) -> None:
        self._count = count
        self._seconds = seconds
        self._clock = clock
        self._times: deque[float] = deque()

    def full(self) -> bool:
        """Say whether one more request is too many; count it if not."""
        now = self._clock()
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        if len(self._times) >= self._count:
            return True
        self._times.append(now)
        return False


@asynccontextmanager
async def listen(
    handler: Handler, *, sleep: Callable[[float], Awaitable[None]] = anyio.sleep
) -> AsyncIterator[str]:
    """Serve on a free port of 127.0.0.1; gives `http://127.0.0.1:PORT`.

    Args:
        handler: Answers one request.
        sleep: Waits before an answer with `delay_s`.
    """

    async def talk(stream: anyio.abc.SocketStream) -> None:
        async with stream:
            try:
                await _talk(stream, handler, sleep)
            except (anyio.BrokenResourceError, anyio.EndOfStream, anyio.IncompleteRead):
                pass  # the other side went away
            except anyio.DelimiterNotFound:
                pass  # a head that does not end is no request

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)  # noqa: S610  not Django's extra
    failure: Exception | None = None
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, talk)
        try:
            yield f"http://127.0.0.1:{port}"
        except Exception as exc:
            failure = exc
        group.cancel_scope.cancel()
    if failure is not None:
        # The asker's error as it is: a group would wrap it.
        raise failure


async def _talk(
    stream: anyio.abc.SocketStream,
    handler: Handler,
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    buffered = BufferedByteReceiveStream(stream)
    while True:
        head = await buffered.receive_until(b"\r\n\r\n", _MOST_HEAD)
        heard, length = _parse(head)
        if heard is None or length > _MOST_BODY:
            await stream.send(_written(Said(status=400, body={"message": "not understood"})))
            return
        if length:
            body = await buffered.receive_exactly(length)
            heard = Heard(
                method=heard.method,
                path=heard.path,
                query=heard.query,
                headers=heard.headers,
                body=body,
            )
        said = handler(heard)
        if said.delay_s:
            await sleep(said.delay_s)
        await stream.send(_written(said))
        if heard.headers.get("connection", "").lower() == "close":
            return


def _parse(head: bytes) -> tuple[Heard | None, int]:
    """Return the request without its body, and the body's length."""
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3:
        return None, 0
    target = urlsplit(parts[1])
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines if line)
    }
    length = headers.get("content-length", "0")
    heard = Heard(
        method=parts[0],
        path=unquote(target.path),
        query=dict(parse_qsl(target.query, keep_blank_values=True)),
        headers=headers,
    )
    return heard, int(length) if length.isdecimal() else _MOST_BODY + 1


def _written(said: Said) -> bytes:
    body = json.dumps(said.body, ensure_ascii=False).encode() if said.body is not None else b""
    lines = [
        f"HTTP/1.1 {said.status} {HTTPStatus(said.status).phrase}",
        "Content-Type: application/json;charset=utf-8",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in said.headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
