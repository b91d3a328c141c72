"""Many REST sources at once against a bare script on the same HTTP library, in the same run.

    python -m benchmarks.rest [--repeat 7]

A server process answers every request after 100 ms with one JSON page of 20 records. Each row is
a whole process, started fresh: imports, requests, records, exit. `bare` sends the same requests
with httpx2 alone (100 connections) and parses the JSON; it is the floor. `ours` asks through
`connectors.rest`. `hosts` is how many services the sources are spread over.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time

DELAY_S = 0.1
HOSTS = 10
PAGE = json.dumps(
    {
        "items": [
            {"id": n, "name": f"Item {n}", "amount": n * 10, "currency": "EUR"} for n in range(20)
        ]
    }
).encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
    + str(len(PAGE)).encode()
    + b"\r\n\r\n"
    + PAGE
)


class Slow(asyncio.Protocol):
    """Answers each request after a while, without looking at it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(DELAY_S, self._answer)

    def _answer(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ANSWER)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(Slow, "127.0.0.1", 0, backlog=1024) for _ in range(HOSTS)]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _bare(urls: list[str]) -> int:
    import anyio
    import httpx2

    async def main() -> int:
        records = 0
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
        async with httpx2.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:

            async def one(url: str) -> None:
                nonlocal records
                reply = await client.get(f"{url}/items")
                records += len(reply.json()["items"])

            async with anyio.create_task_group() as group:
                for url in urls:
                    group.start_soon(one, url)
        return records

    return anyio.run(main)


def _ours(urls: list[str]) -> int:
    import anyio

    from operatoros.catalog.declared import Api, Connector, Fetch
    from operatoros.connectors.asking import Context, Once, Question
    from operatoros.connectors.rest import ask
    from operatoros.net.client import Client
    from operatoros.net.receipt import Receipt

    def untold(*, records: int, size: int, wait_s: float = 0.0) -> None:
        return None

    fetch = Fetch(name="items", path="/items")

    async def main() -> int:
        records = 0
        receipt = Receipt()
        async with Client(receipt=receipt) as client:
            here = Context(http=client, progress=untold, once=Once(), receipt=receipt)

            async def one(number: int, url: str) -> None:
                nonlocal records
                asked = Question(
                    source=f"s{number}",
                    connector=Connector(
                        id=f"c{number}", name="c", kind="api", api=Api(base_url=url)
                    ),
                    fetch=fetch,
                    params={},
                    credentials={},
                    folder="/",
                    now="2026-11-21T07:30:00+00:00",
                    max_records=1000,
                    timeout_s=60,
                )
                answer = await ask(asked, here)
                records += len(answer.items)

            async with anyio.create_task_group() as group:
                for number, url in enumerate(urls):
                    group.start_soon(one, number, url)
        return records

    return anyio.run(main)


def _child(kind: str, urls: list[str], count: int) -> None:
    spread = [urls[number % len(urls)] for number in range(count)]
    records = _bare(spread) if kind == "bare" else _ours(spread)
    assert records == 20 * count, records


def _measure(kind: str, count: int, urls: list[str]) -> tuple[float, float]:
    """Return wall and CPU seconds of one whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "benchmarks.rest", "--child", kind, "--count", str(count)],
        input=json.dumps(urls),
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def _row(count: int, urls: list[str], repeat: int) -> None:
    """Measure both in turns and print one row."""
    rows: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    for _ in range(repeat + 1):
        for kind, measured in rows.items():
            measured.append(_measure(kind, count, urls))
    # The first of each warms the disk cache.
    wall = {kind: statistics.median(w for w, _ in rows[kind][1:]) for kind in rows}
    cpu = {kind: statistics.median(c for _, c in rows[kind][1:]) for kind in rows}
    print(
        f"| {count} | {min(len(urls), count)} | {wall['bare']:.2f} s | {wall['ours']:.2f} s "
        f"| {wall['ours'] - wall['bare']:+.2f} s | {cpu['bare']:.2f} s | {cpu['ours']:.2f} s |",
        flush=True,
    )


def _table(repeat: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.rest", "--child", "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    ) as server:
        assert server.stdout is not None
        ports = json.loads(server.stdout.readline())
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        print(
            f"Whole processes, medians of {repeat}, {DELAY_S * 1000:.0f} ms a request. `bare` is a "
            "script on the same HTTP library\nwith 100 connections: the floor. Bar: floor + 0.5 s, "
            "then flat (100 requests are in flight at most,\nso 500 sources take at least five "
            "times the delay).\n"
        )
        print("| sources | services | bare | ours | ours - bare | CPU bare | CPU ours |")
        print("|---|---|---|---|---|---|---|")
        for hosts in (HOSTS, 1):
            for count in (1, 10, 100, 500):
                _row(count, urls[:hosts], repeat)
        server.terminate()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--child", default="")
    parser.add_argument("--count", type=int, default=1)
    given = parser.parse_args()
    if given.child == "serve":
        asyncio.run(_serve())
    elif given.child:
        _child(given.child, json.loads(sys.stdin.read()), given.count)
    else:
        _table(given.repeat)


if __name__ == "__main__":
    main()
