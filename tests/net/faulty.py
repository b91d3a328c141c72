"""Servers on loopback that misbehave on purpose, byte by byte: for tests of `net` and above."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from anyio.abc import SocketAttribute, SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream

from operatoros.net.client import Client
from operatoros.net.exchange import Request, Terms
from operatoros.net.receipt import Receipt


@dataclass
class Server:
    """A running server: its port, what it heard, how many connections it had and has."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0

    @property
    def host(self) -> str:
        """Host and port, as an allow list names them."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Base URL."""
        return f"http://{self.host}"


LATEST_S = 20.0
"""No fault here ends by itself within this time: what ended before it ended by its own deadline."""

# Takes the stream, the request's head and body, and the request's number (0-based).
Script = Callable[[SocketStream, bytes, int], Awaitable[None]]


@asynccontextmanager
async def serving(script: Script, *, address: str = "127.0.0.1") -> AsyncIterator[Server]:
    """Run a script for every request; the connection stays open after it."""
    listener = await anyio.create_tcp_listener(local_host=address)
    server = Server(port=listener.extra(SocketAttribute.local_port))

    async def talk(stream: SocketStream) -> None:
        server.connections += 1
        buffered = BufferedByteReceiveStream(stream)
        async with stream:
            try:
                while True:
                    head = await buffered.receive_until(b"\r\n\r\n", 65536)
                    length = 0
                    for line in head.split(b"\r\n"):
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    body = await buffered.receive_exactly(length) if length else b""
                    number = len(server.heard)
                    server.heard.append(head + b"\r\n\r\n" + body)
                    server.open_now += 1
                    server.most_open = max(server.most_open, server.open_now)
                    try:
                        await script(stream, head, number)
                    finally:
                        server.open_now -= 1
            except (anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError):
                return
            except anyio.ClosedResourceError:
                return

    failure: BaseException | None = None
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, talk)
        try:
            yield server
        except Exception as exc:
            failure = exc
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure  # the test's own, not wrapped in a group


def http(
    status: int = 200,
    body: bytes = b"{}",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
) -> bytes:
    """Return an HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(*answers: bytes) -> Script:
    """Give one answer after the other, the last one for ever."""

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        await stream.send(answers[min(number, len(answers) - 1)])

    return script


def says_json(value: object, status: int = 200, **headers: str) -> Script:
    """Answer with JSON."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    named.setdefault("Content-Type", "application/json")
    return says(http(status, json.dumps(value).encode(), named))


async def hangs(stream: SocketStream, head: bytes, number: int) -> None:
    """Never answer."""
    await anyio.sleep_forever()


def drips(pause_s: float) -> Script:
    """Send one byte at a time, for ever."""

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        await stream.send(b"HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            await stream.send(b" ")
            await anyio.sleep(pause_s)

    return script


def drips_head(pause_s: float) -> Script:
    """Send the head one byte at a time, for ever."""

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        await stream.send(b"HTTP/1.1 200 X\r\nX: ")
        while True:
            await stream.send(b"a")
            await anyio.sleep(pause_s)

    return script


async def continues_for_ever(stream: SocketStream, head: bytes, number: int) -> None:
    """Promise an answer again and again."""
    while True:
        await stream.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        await anyio.sleep(0.01)


async def closes(stream: SocketStream, head: bytes, number: int) -> None:
    """Close without an answer."""
    await stream.aclose()


async def talks_nonsense(stream: SocketStream, head: bytes, number: int) -> None:
    """Answer with something that is not HTTP."""
    await stream.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    await stream.aclose()


def cuts_body(stream_body: bytes) -> Script:
    """Promise more bytes than come, then close."""

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        await stream.send(http(200, stream_body, length=len(stream_body) + 100))
        await stream.aclose()

    return script


async def redirects_for_ever(stream: SocketStream, head: bytes, number: int) -> None:
    """Redirect to a new place each time."""
    await stream.send(http(302, b"", {"Location": f"/place-{number}"}))


def gzip_bomb(size: int) -> bytes:
    """Return an answer that unpacks to `size` zeros."""
    return http(200, gzip.compress(b"\0" * size, 9), {"Content-Encoding": "gzip"})


def deflate_bomb(size: int) -> bytes:
    """Return an answer that unpacks to `size` zeros."""
    return http(200, zlib.compress(b"\0" * size, 9), {"Content-Encoding": "deflate"})


def terms(server: Server, **more: object) -> Terms:
    """Return terms that allow one loopback server and try once."""
    given: dict[str, object] = {"hosts": (server.host,), "private": True, "attempts": 1, **more}
    return Terms(**given)  # type: ignore[arg-type]  # a test names real fields


def get(server: Server, path: str = "/", **more: object) -> Request:
    """Return a GET of a path of a server."""
    return Request(method="GET", url=server.url + path, **more)  # type: ignore[arg-type]  # as above


def client(**more: object) -> Client:
    """Return a client with a receipt of its own."""
    given: dict[str, object] = {"receipt": Receipt(), **more}
    return Client(**given)  # type: ignore[arg-type]  # as above


class Moved:
    """A clock that moves only when somebody sleeps; remembers the sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.slept.append(round(seconds, 3))
        self.now += seconds
        await anyio.lowlevel.checkpoint()
