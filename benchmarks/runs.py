"""Whole runs over many REST sources: `python -m benchmarks.runs [--repeat 7]`.

Each row is one process from start to exit: an operator of so many sources is read from YAML, every
source asks a question of its own that is answered after 100 ms, a model answers after another
100 ms, and all of it is kept. `bare` is a script on the same HTTP library that sends the same
requests, 100 at once, and then asks the model: the floor. The store is empty at first and holds
the run before it from then on, so changes are computed too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import Cost, once

DELAY_S = 0.1
HOSTS = 10
COUNTS = (1, 10, 100, 500)

SAID = b"".join(
    b"data: " + json.dumps(part).encode() + b"\n\n"
    for part in (
        {"choices": [{"index": 0, "delta": {"content": "Fine."}, "finish_reason": None}]},
        {
            "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 1},
        },
    )
)

BARE = """
import anyio, httpx2, json, sys
urls, model = json.loads(sys.argv[1]), sys.argv[2]
async def main():
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx2.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:
        found = []
        async def one(url):
            found.extend((await client.get(url)).json()["items"])
        async with anyio.create_task_group() as group:
            for url in urls:
                group.start_soon(one, url)
        await client.post(model, json={"messages": [{"role": "user", "content": "x" * 100_000}]})
anyio.run(main)
"""


def _reply(kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Service(asyncio.Protocol):
    """Answers whole requests after a while: a POST as a model, all else with a page of records."""

    def __init__(self, records: int) -> None:
        items = [
            {"id": n, "name": f"Item {n}", "amount": n * 10, "currency": "EUR"}
            for n in range(records)
        ]
        self._page = _reply("application/json", json.dumps({"items": items}).encode())
        self._said = _reply("text/event-stream", SAID + b"data: [DONE]\n\n")
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, body = self._heard.partition(b"\r\n\r\n")
        if not end:
            return
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        if len(body) < length:
            return
        self._heard = body[length:]
        reply = self._said if head.startswith(b"POST") else self._page
        asyncio.get_running_loop().call_later(DELAY_S, self._answer, reply)

    def _answer(self, reply: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(reply)


async def _serve(records: int) -> None:
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: Service(records), "127.0.0.1", 0, backlog=1024)
        for _ in range(HOSTS)
    ]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def _project(folder: Path, ports: list[int], count: int) -> None:
    """Write an operator of so many sources over ten services."""
    (folder / "connectors").mkdir(parents=True)
    (folder / "config" / "operators").mkdir(parents=True)
    for number, port in enumerate(ports):
        (folder / "connectors" / f"s{number}.yaml").write_text(
            f"id: s{number}\nname: Service {number}\ntype: api\n"
            f"api:\n  base_url: http://127.0.0.1:{port}\n"
            "fetches:\n  items:\n    endpoint: GET /items/{part}\n    data_selector: items\n"
            "    params:\n      part: {type: integer}\n    record: {key: id, title: name}\n",
            encoding="utf-8",
        )
    sources = "".join(
        f"  - {{id: p{n}, connector: s{n % len(ports)}, fetch: items, params: {{part: {n}}}}}\n"
        for n in range(count)
    )
    (folder / "config" / "operators" / "many.yaml").write_text(
        f"id: many\nname: Many\nsources:\n{sources}"
        "tasks:\n  all:\n    name: All\n    default: true\n    prompt: What is there?\n",
        encoding="utf-8",
    )


def _row(folder: Path, ports: list[int], count: int, repeat: int) -> dict[str, Cost]:
    """Return the median costs of a bare script and of a run, in turns after a warm-up."""
    _project(folder, ports, count)
    model = f"http://127.0.0.1:{ports[0]}/v1"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "OPERATOROS_HOME": str(folder / "state"),
        "OPENAI_BASE_URL": model,
    }
    urls = [f"http://127.0.0.1:{ports[n % len(ports)]}/items/{n}" for n in range(count)]
    commands = {
        "bare": [sys.executable, "-c", BARE, json.dumps(urls), model],
        "ours": [
            sys.executable, "-m", "operatoros",
            "run", "many", "--model", "openai:m", "--yes", "--strict",
        ],
    }  # fmt: skip
    for command in commands.values():
        subprocess.run(command, env=env, cwd=folder, check=True, capture_output=True)
    costs: dict[str, list[Cost]] = {kind: [] for kind in commands}
    for _ in range(repeat):
        for kind, command in commands.items():
            costs[kind].append(once(command, env, str(folder)))
    return {
        kind: Cost(*map(statistics.median, zip(*some, strict=True))) for kind, some in costs.items()
    }


def _table(records: int, repeat: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.runs", "--serve", str(records)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        assert server.stdout is not None
        ports = json.loads(server.stdout.readline())
        first = 0.0
        for count in COUNTS:
            found = _row(Path(folder) / str(count), ports, count, repeat)
            bare, ours = found["bare"], found["ours"]
            first = first or ours.wall
            print(
                f"| {count} | {records} | {bare.wall:.2f} s | {ours.wall:.2f} s "
                f"| {ours.wall - bare.wall:+.2f} s | {ours.wall / first:.1f} "
                f"| {bare.cpu:.2f} s | {ours.cpu:.2f} s | {ours.memory:.0f} MiB |",
                flush=True,
            )
        server.terminate()


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--serve", type=int, default=0)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(_serve(given.serve))
        return
    print(
        "| sources | records each | bare | ours | ours - bare | against 1 source "
        "| CPU bare | CPU ours | memory |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for records in (1, 20):
        _table(records, given.repeat)


if __name__ == "__main__":
    main()
