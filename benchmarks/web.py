"""The pages: server time of each with 10,000 runs, what a first visit loads, a run in a server.

    .venv/bin/python -m benchmarks.web

Server time is taken on one kept connection, the client's part included: the floor is a page that
does nothing (a style sheet). A run in the server asks three sources that take 100 ms each.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import httpx2

from benchmarks.crowd import Crowd, Person, server
from benchmarks.rest import DELAY_S, Slow
from operatoros.app.reopening import reopen
from operatoros.app.wiring import open_runs, world_of
from operatoros.config import load
from operatoros.web.assets import TABLE, address_of, asset

RUNS = 10_000
TURNS = 31

SERVICE = """\
id: service
name: Service
type: api
api: {{baseUrl: "http://127.0.0.1:{port}"}}
fetches:
  items: {{endpoint: GET /items, data_selector: items}}
"""
SLOW = """\
id: slow
name: Slow
sources:
  - {id: one, connector: service, fetch: items, params: {n: 1}}
  - {id: two, connector: service, fetch: items, params: {n: 2}}
  - {id: three, connector: service, fetch: items, params: {n: 3}}
tasks:
  main: {name: Main, default: true, prompt: Name the items.}
"""


def fill(project: Path, run: str) -> None:
    """Give the store 10,000 runs: the demo's, under other ids."""
    config = load(environment={"OPERATOROS_HOME": str(project / "state")}, project=project)
    world = world_of(config)
    kept = reopen(world, run).run
    with open_runs(world) as store:
        for number in range(RUNS):
            store.begin(replace(kept, run=f"20260101-{number:06}-00000"))


async def timed(browser: httpx2.AsyncClient, path: str) -> float:
    """Return the median milliseconds of a page."""
    took = []
    for turn in range(TURNS + 1):
        began = time.perf_counter()
        answer = await browser.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        if turn:
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def finished(person: Person, where: str) -> float:
    """Follow a run to its end; return when it was told, in seconds of a clock."""
    async with person.browser.stream("GET", f"{where}/live") as stream:
        async for _ in stream.aiter_text():
            pass
    return time.perf_counter()


async def in_server(person: Person) -> float:
    """Return the median seconds of a run of three slow sources, from the button to the end."""
    took = []
    for turn in range(TURNS + 1):
        began = time.perf_counter()
        begun = await person.press("/operators/slow/run", model="none")
        ended = await finished(person, begun.headers["hx-redirect"])
        if turn:
            took.append(ended - began)
    return statistics.median(took)


async def measure(folder: Path) -> None:
    """Print the tables."""
    project = folder / "project"
    (project / "connectors").mkdir(parents=True)
    (project / "config" / "operators").mkdir(parents=True)
    service = await asyncio.get_running_loop().create_server(Slow, "127.0.0.1", 0)
    port = service.sockets[0].getsockname()[1]
    files = {
        "connectors/service.yaml": SERVICE.format(port=port),
        "config/operators/slow.yaml": SLOW,
    }
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    crowd = Crowd()
    with server(project, "http://127.0.0.1:9/v1") as (address, _):
        person = Person(address, crowd)
        await person.come_in()
        demo = (await person.press("/demo")).headers["hx-redirect"]
        await finished(person, demo)
        await asyncio.to_thread(fill, project, demo.removeprefix("/runs/"))
        inbox = next(
            part.split('"')[0]
            for part in (await person.page("/inbox")).split('href="')
            if part.startswith("/inbox/")
        )
        floor = await timed(person.browser, address_of("theme.js"))
        pages = {
            "Today": "/",
            "Operators": "/operators",
            "an operator": "/operators/deal-intelligence",
            "Runs": "/runs",
            "a run (54 deals, 34 calls)": demo,
            "its records": f"{demo}/records",
            "its prompt": f"{demo}/prompt",
            "compare it": f"{demo}/compare",
            "Inbox, choose": "/inbox",
            "Inbox, a folder": inbox,
            "API: runs": "/api/runs",
        }
        rows = [(name, await timed(person.browser, path)) for name, path in pages.items()]
        slow = await in_server(person)
        await person.browser.aclose()
    if crowd.errors:
        raise SystemExit("\n".join(crowd.errors[:5]))
    print(f"With {RUNS:,} runs in the store; medians of {TURNS}.")
    print()
    print("| page | time | bar |")
    print("|---|---|---|")
    print(f"| a style sheet, the floor | {floor:.1f} ms |  |")
    for name, took in rows:
        print(f"| {name} | {took:.1f} ms | 50 ms |")
    packed = sum(len(asset(name).packed) for name in TABLE)
    print(f"| everything that pages load, compressed | {packed / 1000:.0f} kB | 100 kB |")
    print(
        f"| a run of three sources of {DELAY_S * 1000:.0f} ms, button to end |"
        f" {slow * 1000:.0f} ms | the slowest source + 30 ms |"
    )


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
