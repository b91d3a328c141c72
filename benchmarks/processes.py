"""Whole processes, as a person starts them: `python -m benchmarks.processes`.

Each row is the median of 7 runs after a warm-up: CPU seconds (user and system, children
included), wall seconds, and the largest memory of the process. Where there is an alternative it
runs in turn with ours, and the row says the ratio or the difference of the two.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

RUNS = 7
PYTHON = sys.executable


class Cost(NamedTuple):
    """What one process cost: seconds of CPU and wall, MiB of memory."""

    cpu: float
    wall: float
    memory: float


def once(arguments: Sequence[str], env: Mapping[str, str], folder: str) -> Cost:
    """Run a process to its end and return what it cost."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(
            arguments, env=dict(env), cwd=folder, stdout=nowhere, stderr=nowhere
        )
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
    wall = time.perf_counter() - started
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def medians(commands: Sequence[Sequence[str]], env: Mapping[str, str], folder: str) -> list[Cost]:
    """Return the median cost of each command; they run in turn, after a warm-up."""
    found: list[list[Cost]] = [[] for _ in commands]
    for turn in range(RUNS + 1):
        for position, command in enumerate(commands):
            cost = once(command, env, folder)
            if turn:
                found[position].append(cost)
    return [Cost(*map(statistics.median, zip(*costs, strict=True))) for costs in found]


EVENTS = b"".join(
    f"event: {kind}\ndata: {data}\n\n".encode()
    for kind, data in [
        (
            "message_start",
            '{"type":"message_start","message":{"id":"m","type":"message","role":"assistant",'
            '"content":[],"model":"fake","stop_reason":null,"stop_sequence":null,'
            '"usage":{"input_tokens":9,"output_tokens":1}}}',
        ),
        (
            "content_block_start",
            '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
        ),
        (
            "content_block_delta",
            '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Fine."}}',
        ),
        ("content_block_stop", '{"type":"content_block_stop","index":0}'),
        (
            "message_delta",
            '{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},'
            '"usage":{"output_tokens":5}}',
        ),
        ("message_stop", '{"type":"message_stop"}'),
    ]
)


class _Messages(BaseHTTPRequestHandler):
    """Answers every POST with one short stream."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(EVENTS)))
        self.end_headers()
        self.wfile.write(EVENTS)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep quiet."""


# The sample company's tools as a process of their own, each answer after a wait (seconds).
SERVER = """
import anyio, sys, time
from dataclasses import replace
from datetime import UTC, datetime
from operatoros.demo import clock, gong_routes, hubspot_routes
from operatoros.demo.company import sample
from operatoros.demo.loopback import listen

async def main():
    company, wait = sample(clock.present(datetime.now(UTC))), float(sys.argv[1])
    def late(handler):
        return lambda heard: replace(handler(heard), delay_s=wait)
    hubspot = hubspot_routes.routes(company, clock=time.monotonic)
    gong = gong_routes.routes(company, clock=time.monotonic, page_size=100)
    async with listen(late(hubspot)) as one, listen(late(gong)) as two:
        print(one, two, flush=True)
        await anyio.sleep_forever()

anyio.run(main)
"""
CONNECTOR = """\
id: hubspot
name: HubSpot
type: mcp
mcp:
  module: hubspot
  base_url: {url}
fetches:
  open_deals_with_owners: {{tool: get_open_deals_with_owners}}
  pipeline_summary: {{tool: get_pipeline_summary}}
auth:
  type: token
  fields:
    accessToken: {{label: Token, type: password}}
"""

BARE_SDK = """
import anthropic, sys
client = anthropic.Anthropic(api_key="sk-ant-bench", base_url=sys.argv[1])
with client.messages.stream(model="claude-sonnet-5-5", max_tokens=99,
        messages=[{"role": "user", "content": "hello"}]) as stream:
    print("".join(stream.text_stream))
"""


def _at(wait: float, env: Mapping[str, str], folder: str) -> Cost:
    """Cost of deal-intelligence without a model, its tools answering after so many seconds."""
    from operatoros.demo.server import CREDENTIALS

    tools = subprocess.Popen(
        [PYTHON, "-c", SERVER, str(wait)], stdout=subprocess.PIPE, env=dict(env)
    )
    assert tools.stdout is not None
    try:
        hubspot, gong = tools.stdout.readline().decode().split()
        project = Path(folder) / f"at{wait}"
        (project / "connectors").mkdir(parents=True)
        file = project / "connectors" / "hubspot.yaml"
        file.write_text(CONNECTOR.format(url=hubspot), encoding="utf-8")
        keys = {
            "HUBSPOT_ACCESS_TOKEN": CREDENTIALS["hubspot"]["accessToken"],
            "GONG_ACCESS_KEY": CREDENTIALS["gong"]["accessKey"],
            "GONG_ACCESS_SECRET": CREDENTIALS["gong"]["accessSecret"],
            "GONG_API_URL": gong,
        }
        command = [
            PYTHON, "-m", "operatoros", "run", "deal-intelligence", "--model", "none", "--strict",
        ]  # fmt: skip
        subprocess.run(command, env={**env, **keys}, cwd=project, check=True, capture_output=True)
        (cost,) = medians([command], {**env, **keys}, str(project))
        return cost
    finally:
        tools.kill()
        tools.wait()


def main() -> None:
    """Measure and print."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Messages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "LANG": "C.UTF-8",
            "OPERATOROS_HOME": str(Path(folder) / "state"),
            "ANTHROPIC_API_KEY": "sk-ant-bench",
            "ANTHROPIC_BASE_URL": address,
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "pycache"),
        }
        ours = [PYTHON, "-m", "operatoros"]
        demo = [*ours, "run", "deal-intelligence", "--demo"]
        bare, help_, listing = medians(
            [
                [PYTHON, "-c", "pass"],
                [*ours, "--help"],
                [*ours, "run", "deal-intelligence", "--list"],
            ],
            env,
            folder,
        )
        none, claude, script = medians(
            [
                [*demo, "--model", "none"],
                [*demo, "--model", "claude", "--yes"],
                [PYTHON, "-c", BARE_SDK, address],
            ],
            env,
            folder,
        )
        waits = [_at(wait, env, folder) for wait in (0.0, 0.1)]
    server.shutdown()
    print("| what | CPU | wall | memory | bar |")
    print("|---|---|---|---|---|")

    def row(what: str, cost: Cost, bar: str) -> None:
        print(f"| {what} | {cost.cpu:.2f} s | {cost.wall:.2f} s | {cost.memory:.0f} MiB | {bar} |")

    row("bare Python (`-c pass`)", bare, "")
    row("`--help`", help_, "<= 0.08 s CPU, 30 MiB")
    row("`run X --list`", listing, "<= 0.15 s CPU")
    row("deal-intelligence, 3 sources, `--model none`", none, "<= 0.6 s wall, 130 MiB")
    row("the same, tools in another process at 0 ms a call", waits[0], "<= 0.6 s wall")
    row("the same at 100 ms a call", waits[1], "chain (0.3 s) + 0.4 s wall")
    row("a bare script on the same SDK, one short answer", script, "the floor")
    extra = claude.wall - script.wall
    row(f"deal-intelligence with claude ({extra:+.2f} s over the script)", claude, "script + 0.3 s")


if __name__ == "__main__":
    main()
