"""1, 3 and 10 sources of one MCP server whose tool takes 100 ms: `python -m benchmarks.mcp`.

Each run starts the server, asks all sources at once and leaves; the floor beside it is a bare
script on the same SDK with one call. Processes are counted while the calls are under way.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

import anyio
import anyio.to_thread

from operatoros.catalog.declared import Connector, Fetch, McpServer
from operatoros.connectors.asking import Question
from operatoros.connectors.children import descendants
from operatoros.connectors.sessions import Connections
from operatoros.net.client import Client
from operatoros.net.receipt import Receipt

SERVER = Path(__file__).resolve().parent.parent / "tests" / "connectors" / "servers" / "slow.py"
CALL_S = 0.1
ROUNDS = 7
SOURCES = (1, 3, 10)


def _untold(*, records: int, size: int, wait_s: float = 0.0) -> None:
    pass


def _question(n: int, seconds: float) -> Question:
    connector = Connector(
        id="slow",
        name="Slow",
        kind="mcp",
        mcp=McpServer(command=sys.executable, args=(str(SERVER),)),
    )
    return Question(
        source=f"s{n}",
        connector=connector,
        fetch=Fetch(name="wait", tool="wait"),
        params={"seconds": seconds, "n": n},
        credentials={},
        folder="/",
        now="2026-11-21T09:00:00+00:00",
        max_records=1000,
        timeout_s=60,
    )


async def _run(sources: int) -> tuple[float, float, float, int]:
    """Return seconds of the whole run, of the warm calls, of leaving, and the most children."""
    receipt = Receipt()
    most = 0
    begin = time.perf_counter()
    async with Client(receipt=receipt) as http:
        async with Connections(http=http, receipt=receipt, environ=os.environ) as opened:
            async with anyio.create_task_group() as group:
                for n in range(sources):
                    group.start_soon(opened.ask, _question(n, CALL_S), _untold)
            asked = time.perf_counter()
            # Again, with a warm server, and with somebody counting.
            async with anyio.create_task_group() as group:
                for n in range(sources):
                    group.start_soon(opened.ask, _question(100 + n, CALL_S), _untold)
                family = await anyio.to_thread.run_sync(descendants, os.getpid())
                most = len(family)
            warm = time.perf_counter()
        left = time.perf_counter()
    return asked - begin, warm - asked, left - warm, most


async def _floor() -> float:
    """Return seconds of a bare script's one call, start and end of the server included."""
    from mcp import Client as Sdk
    from mcp import StdioServerParameters

    begin = time.perf_counter()
    parameters = StdioServerParameters(command=sys.executable, args=[str(SERVER)])
    async with Sdk(parameters) as client:
        await client.call_tool("wait", {"seconds": CALL_S})
        return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    anyio.run(_run, 1)  # the SDK's import is measured by benchmarks.processes
    floors, rows = [], {sources: [] for sources in SOURCES}  # type: ignore[var-annotated]  # filled below
    for _ in range(ROUNDS):
        floors.append(anyio.run(_floor))
        for sources in SOURCES:
            rows[sources].append(anyio.run(_run, sources))
    floor = statistics.median(floors)
    print(
        "| sources at 100 ms | first answers (s) | against 1 source | warm (s) | closing (s) |"
        " processes |"
    )
    print("|---|---|---|---|---|---|")
    one = 0.0
    for sources, found in rows.items():
        whole, warm, close, most = (
            statistics.median(column) for column in zip(*found, strict=True)
        )
        one = one or whole
        against = whole / one
        print(
            f"| {sources} | {whole:.2f} | {against:.2f} | {warm:.3f} | {close:.2f} | {most:.0f} |"
        )
    print()
    print(
        f"A bare script on the same SDK, one call: {floor:.2f} s. Bar: one process, and 10 sources "
        "within 1.3 of 1."
    )


if __name__ == "__main__":
    main()
