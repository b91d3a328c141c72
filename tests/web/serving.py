"""A real uvicorn on loopback in a thread, raw requests to it, and a counter behind the guard."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from operatoros.secrets import Secret
from operatoros.web.access import Access
from operatoros.web.guard import Guard, hosts_of, origins_of
from operatoros.web.wire import SERVER_OPTIONS

CSRF = "csrf-canary-5b1e0d6c"
KEY = "key-canary-9f2c61d8e7a04b35"
TOKEN = "token-canary-77aa0c1e52"
Headers = Sequence[tuple[str, str | bytes]]


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the present."""
        return self.now


@dataclass(slots=True)
class Counting:
    """An application around another that counts what reaches it.

    Attributes:
        app: The other one; without it everything is answered with 204.
        requests: Method and path of each request.
        received: Bytes of bodies that were read.
        reads: How often something was asked for.
    """

    app: ASGIApp | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)
    queries: list[bytes] = field(default_factory=list)
    received: int = 0
    reads: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, then pass on."""
        if scope["type"] == "lifespan":
            return

        async def counted() -> Message:
            self.reads += 1
            message = await receive()
            self.received += len(message.get("body", b""))
            return message

        self.requests.append((scope["method"], scope["path"]))
        self.queries.append(scope["query_string"])
        if self.app is not None:
            await self.app(scope, counted, send)
            return
        while (await counted()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def access(*, key: str = "", token: str = "") -> Access:
    """Return an Access for tests."""
    return Access(
        key=Secret(key) if key else None, token=Secret(token) if token else None, csrf=CSRF
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A response off the wire.

    Attributes:
        status: HTTP status; 0 if the server closed without one.
        headers: Values by lower-case name.
        body: Body.
        raw: Every byte.
    """

    status: int
    headers: Mapping[str, list[str]]
    body: bytes
    raw: bytes

    def one(self, name: str) -> str:
        """Return the header's value; it must be there exactly once."""
        (value,) = self.headers[name]
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running server.

    Attributes:
        port: Its port on 127.0.0.1.
        inside: What is behind the guard.
        outside: What is in front of it.
    """

    port: int
    inside: Counting
    outside: Counting

    @property
    def host(self) -> str:
        """The address as a browser writes it."""
        return f"localhost:{self.port}"

    def good(self, method: str = "GET") -> list[tuple[str, str | bytes]]:
        """Return the headers that a page of ours sends."""
        headers: list[tuple[str, str | bytes]] = [
            ("Host", self.host),
            ("Sec-Fetch-Site", "same-origin"),
        ]
        if method not in {"GET", "HEAD"}:
            headers += [("Origin", f"http://{self.host}"), ("X-CSRF-Token", CSRF)]
        return headers

    def ask(
        self,
        method: str,
        target: str,
        headers: Headers | None = None,
        body: bytes = b"",
        *,
        kind: str = "application/json",
    ) -> Reply:
        """Send one request, byte for byte as given, and return the whole answer."""
        given = list(self.good(method) if headers is None else headers)
        if body:
            given += [("Content-Type", kind), ("Content-Length", str(len(body)))]
        return self.send(head_of(method, target, given) + body)

    def send(self, data: bytes) -> Reply:
        """Send bytes and return the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            return read_reply(connection, head_only=data.startswith(b"HEAD "))


def head_of(method: str, target: str, headers: Headers) -> bytes:
    """Return the bytes of a request's head."""
    lines = [f"{method} {target} HTTP/1.1".encode()]
    for name, value in headers:
        lines.append(name.encode() + b": " + (value.encode() if isinstance(value, str) else value))
    return b"\r\n".join(lines) + b"\r\n\r\n"


def read_reply(connection: socket.socket, *, head_only: bool = False) -> Reply:
    """Read one response: to its length, its last chunk, or the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return Reply(status=0, headers={}, body=b"", raw=data)
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.lower(), []).append(value.strip())
    status = int(first.split(" ")[1])
    length = int(headers.get("content-length", ["-1"])[0])
    if head_only or status in {204, 304}:
        length = 0
    chunked = "chunked" in headers.get("transfer-encoding", [])
    while (length < 0 and not (chunked and body.endswith(b"0\r\n\r\n"))) or len(body) < length:
        piece = connection.recv(65_536)
        if not piece:
            break
        body += piece
    return Reply(status=status, headers=headers, body=body, raw=head + b"\r\n\r\n" + body)


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextmanager
def running(make: Callable[[int], ASGIApp], *, port: int = 0, **options: object) -> Iterator[int]:
    """Run an application in uvicorn on 127.0.0.1; gives the port.

    Args:
        make: Makes the application for a port.
        port: The port; by default a free one.
        options: What else uvicorn is told.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        port = listener.getsockname()[1]
        told: dict[str, Any] = {"log_config": None, "lifespan": "off", **SERVER_OPTIONS, **options}
        server = _Server(uvicorn.Config(cast("Any", make(port)), **told))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            assert server.listening.wait(10)
            yield port
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join(10)
            assert not thread.is_alive()


@contextmanager
def guarded(
    app: ASGIApp | None = None,
    *,
    who: Access | None = None,
    clock: Callable[[], float] | None = None,
    bare: bool = False,
    port: int = 0,
    options: Mapping[str, object] | None = None,
    **more: Any,
) -> Iterator[Site]:
    """Run an application behind the guard.

    Args:
        app: The application; without it everything is answered with 204.
        who: Who may come in; by default everybody on this machine.
        clock: Monotonic seconds.
        bare: Leave the guard out, as a control.
        port: The port; by default a free one.
        options: What else uvicorn is told.
        more: What else the guard is told.
    """
    inside = Counting(app)
    outside = Counting()

    def make(port: int) -> ASGIApp:
        hosts = hosts_of("127.0.0.1", port)
        guard = Guard(
            inside,
            access=who or access(),
            hosts=hosts,
            origins=origins_of(hosts),
            monotonic=clock or Clock(),
            **more,
        )
        outside.app = inside if bare else guard
        return outside

    with running(make, port=port, **(options or {})) as bound:
        yield Site(port=bound, inside=inside, outside=outside)
