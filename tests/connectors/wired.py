"""A service on loopback with routes, and questions to it: for tests of connectors over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from anyio.abc import SocketStream

from operatoros.catalog.declared import Api, Connector, Fetch, Module
from operatoros.connectors.asking import Context, Once, Question
from operatoros.net.client import Client
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret
from tests.net.faulty import Moved, Server, http, serving

NOW = "2026-11-21T09:00:00+00:00"


@dataclass
class Heard:
    """One request as the service understood it."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Says:
    """One answer: a JSON value, or bytes as they are; with status and headers."""

    value: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """Return the answer as bytes."""
        raw = isinstance(self.value, bytes)
        body = self.value if raw else json.dumps(self.value).encode()
        return http(self.status, body, {"Content-Type": "application/json", **self.headers})


# Answers by "METHOD /path": one after the other, the last for ever; or made from the request.
Routes = Mapping[str, list[Says] | Callable[[Heard], Says]]


@dataclass
class Service:
    """A running service and what it heard."""

    server: Server
    heard: list[Heard] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Base URL."""
        return self.server.url

    def asked(self, route: str) -> list[Heard]:
        """Return the requests to a route."""
        return [one for one in self.heard if f"{one.method} {one.path}" == route]


@asynccontextmanager
async def service(routes: Routes) -> AsyncIterator[Service]:
    """Serve routes; an unknown one is a 404."""
    heard: list[Heard] = []
    counts: dict[str, int] = {}

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        raw = server.heard[number].split(b"\r\n\r\n", 1)[1]
        parts = urlsplit(target)
        one = Heard(
            method=method,
            path=parts.path,
            query=parse_qsl(parts.query, keep_blank_values=True),
            headers=headers,
            body=json.loads(raw) if raw else None,
        )
        heard.append(one)
        key = f"{method} {parts.path}"
        answers = routes.get(key)
        if answers is None:
            said = Says({"message": f"no route {key}"}, 404)
        elif callable(answers):
            said = answers(one)
        else:
            said = answers[min(counts.get(key, 0), len(answers) - 1)]
            counts[key] = counts.get(key, 0) + 1
        await stream.send(said.written())

    async with serving(script) as server:
        yield Service(server=server, heard=heard)


@asynccontextmanager
async def context(moved: Moved | None = None) -> AsyncIterator[Context]:
    """Open what a fetch may use of its run; with a moved clock nobody waits."""
    receipt = Receipt()
    clock: dict[str, Any] = {}
    if moved is not None:
        clock = {"clock": moved.clock, "sleep": moved.sleep, "chance": lambda: 0.0}
    async with Client(receipt=receipt, **clock) as client:
        yield Context(http=client, progress=untold, once=Once(), receipt=receipt)


def untold(*, records: int, size: int, wait_s: float = 0.0) -> None:
    """Take progress and do nothing with it."""


def question(
    connector: Connector,
    name: str,
    params: Mapping[str, Any] | None = None,
    *,
    fetch: Fetch | None = None,
    credentials: Mapping[str, str] | None = None,
    now: str = NOW,
    max_records: int = 10_000,
    timeout_s: float = 15.0,
) -> Question:
    """Ask a connector."""
    return Question(
        source="a",
        connector=connector,
        fetch=fetch or Fetch(name=name, tool=name),
        params=params or {},
        credentials={name: Secret(value) for name, value in (credentials or {}).items()},
        folder="/",
        now=now,
        max_records=max_records,
        timeout_s=timeout_s,
    )


def vendor(name: str, url: str, params: Mapping[str, Any] | None = None, **more: Any) -> Question:
    """Ask a vendor's module at another address."""
    connector = Connector(id=name, name=name, kind="module", module=Module(name=name, base_url=url))
    return question(connector, more.pop("tool", "x"), params, **more)


def rest(url: str, fetch: Fetch, params: Mapping[str, Any] | None = None, **more: Any) -> Question:
    """Ask a REST service declared in YAML."""
    api = replace(more.pop("api", Api(base_url="")), base_url=url)
    connector = Connector(
        id="my-service", name="My Service", kind="api", api=api, shipped=more.pop("shipped", False)
    )
    return question(connector, fetch.name, params, fetch=fetch, **more)
