"""Questions and connections as a run makes them, for tests of connectors."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from operatoros.catalog.declared import Connector, Fetch, McpServer, Module
from operatoros.connectors.asking import Answer, Question
from operatoros.connectors.sessions import Connections
from operatoros.connectors.tape import Taping
from operatoros.net.client import Client
from operatoros.net.receipt import Receipt
from operatoros.secrets import Redactor, Secret

SERVERS = Path(__file__).parent / "servers"
NOW = "2026-11-21T09:00:00+00:00"


def untold(*, records: int, size: int, wait_s: float = 0.0) -> None:
    """Take progress and do nothing with it."""


@asynccontextmanager
async def connections(
    *,
    environ: Mapping[str, str] | None = None,
    receipt: Receipt | None = None,
    taping: Taping | None = None,
) -> AsyncIterator[Connections]:
    """Open a run's connections with a real HTTP client."""
    receipt = receipt or Receipt()
    async with (
        Client(receipt=receipt) as http,
        Connections(
            http=http,
            receipt=receipt,
            environ=dict(os.environ) if environ is None else environ,
            redactor=Redactor(),
            taping=taping,
        ) as opened,
    ):
        yield opened


def server(name: str, *args: str, env: Mapping[str, str] | None = None, **more: Any) -> Connector:
    """Declare a connector whose MCP server is one of ours in `servers/`."""
    return Connector(
        id=more.pop("id", name),
        name=name,
        kind="mcp",
        credentials=more.pop("credentials", ()),
        mcp=McpServer(
            command=sys.executable, args=(str(SERVERS / f"{name}.py"), *args), env=env or {}, **more
        ),
    )


def command(command: str, *args: str, **more: Any) -> Connector:
    """Declare a connector whose MCP server is started by a command."""
    return Connector(
        id="real", name="Real", kind="mcp", mcp=McpServer(command=command, args=args, **more)
    )


def module(name: str, *, root: str = "") -> Connector:
    """Declare a connector that is one of our modules."""
    return Connector(id=name, name=name, kind="module", module=Module(name=name, root=root))


def question(
    connector: Connector,
    tool: str,
    params: Mapping[str, Any] | None = None,
    *,
    folder: str | Path = "/",
    timeout_s: float = 15.0,
    credentials: Mapping[str, str] | None = None,
    fetch: Fetch | None = None,
    max_records: int = 10_000,
    source: str = "a",
    now: str = NOW,
) -> Question:
    """Ask a tool of a connector."""
    return Question(
        source=source,
        connector=connector,
        fetch=fetch or Fetch(name=tool, tool=tool),
        params=params or {},
        credentials={name: Secret(value) for name, value in (credentials or {}).items()},
        folder=str(folder),
        now=now,
        max_records=max_records,
        timeout_s=timeout_s,
    )


async def ask(connector: Connector, tool: str, params: Any = None, **more: Any) -> Answer:
    """Ask one question over connections of its own."""
    environ = more.pop("environ", None)
    async with connections(environ=environ) as opened:
        return await opened.ask(question(connector, tool, params, **more), untold)
