"""A team on one server: many people follow runs while others approve actions.

    .venv/bin/python -m benchmarks.crowd

Fifty people run an operator again and again and read along while a model writes for half a minute,
ten pieces a second; twenty others paste proposals, look at them and approve them, all in one
folder. Everybody opens pages meanwhile, one every few seconds. The server is a real process; the
model is a server of this process that streams slowly. Client and server share the machine.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

READERS = 50
DECIDERS = 20
ROUNDS = 2
PIECES = 300
PAUSE_S = 0.1
LOOKING_S = 3.0  # a person looks at a page before the next
READING_S = 5.0  # and reads a proposal before the next answer
END = "That is all."

CONNECTOR = """\
id: exports
name: Exports
type: table
fetches:
  deals:
    file: deals.csv
    record: {noun: deals, key: id, title: name, money: [{amount: amount, currency: EUR}]}
"""
OPERATOR = """\
id: deals
name: Deals
sources: [{connector: exports, fetch: deals}]
tasks:
  main: {name: Main, default: true, prompt: Name the deals that matter.}
"""


@dataclass(slots=True)
class Crowd:
    """What a crowd saw.

    Attributes:
        pages: Seconds that each page took.
        runs: Ids of runs that were followed to their end.
        written: Files that were approved and acknowledged, with their content.
        errors: What went wrong, in words.
        memory_mib: Largest resident memory of the server.
    """

    pages: list[float] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    memory_mib: float = 0.0

    def p95(self) -> float:
        """Return the seconds within which 95 of 100 pages came."""
        return statistics.quantiles(self.pages, n=20)[-1]


@contextmanager
def server(folder: Path, model_url: str) -> Iterator[tuple[str, int]]:
    """Serve a project in a folder; yield the address and the process id."""
    (folder / "connectors").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "operators").mkdir(parents=True, exist_ok=True)
    (folder / "connectors" / "exports.yaml").write_text(CONNECTOR, encoding="utf-8")
    (folder / "config" / "operators" / "deals.yaml").write_text(OPERATOR, encoding="utf-8")
    rows = "".join(f"{n},Deal {n},{n * 113}\n" for n in range(1, 201))
    (folder / "deals.csv").write_text(f"id,name,amount\n{rows}", encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OPERATOROS_HOME": str(folder / "state"),
        "OPENAI_BASE_URL": model_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "operatoros", "serve", "--no-open", "--port", "0"],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        if found is None:
            raise SystemExit(said + process.stderr.read())
        yield found[0], process.pid
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


@asynccontextmanager
async def slow_model() -> AsyncIterator[str]:
    """Serve a model that writes slowly; yield its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]  # the client sends one
            await reader.readexactly(length)
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
            )
            for number in range(PIECES):
                said = END if number == PIECES - 1 else "A deal waits for somebody. "
                delta = {"choices": [{"index": 0, "delta": {"content": said}}]}
                writer.write(f"data: {json.dumps(delta)}\n\n".encode())
                await writer.drain()
                await asyncio.sleep(PAUSE_S)
            end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
            writer.write(f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n".encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # whoever asked is gone
        finally:
            writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        port = listening.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        listening.close()


def _said(answer: httpx2.Response) -> str:
    """Return code and sentence of an error page."""
    text = re.sub(r"<[^>]+>|\s+", " ", answer.text)
    found = re.search(r"ERR_\w+.{0,160}", text)
    return found[0] if found else text[:200]


class Person:
    """Somebody with a browser: every request as a page sends it."""

    def __init__(self, address: str, crowd: Crowd) -> None:
        self.crowd = crowd
        self.browser = httpx2.AsyncClient(
            base_url=address,
            headers={"Accept": "text/html", "Origin": address},
            timeout=60,
        )

    async def come_in(self) -> None:
        """Learn the token that our pages carry."""
        text = (await self.browser.get("/")).text
        token = re.search(r'name="csrf-token" content="([^"]+)"', text)
        assert token is not None, text[:300]
        self.browser.headers["X-CSRF-Token"] = token[1]

    async def page(self, path: str) -> str:
        """Open a page; how long it took is noted."""
        began = time.perf_counter()
        answer = await self.browser.get(path)
        self.crowd.pages.append(time.perf_counter() - began)
        if answer.status_code != 200:
            self.crowd.errors.append(f"GET {path}: {answer.status_code} {_said(answer)}")
        return answer.text

    async def press(self, path: str, **fields: str) -> httpx2.Response:
        """Press a button."""
        answer = await self.browser.post(path, data=fields, headers={"HX-Request": "true"})
        if answer.status_code >= 300:
            self.crowd.errors.append(f"POST {path}: {answer.status_code} {_said(answer)}")
        return answer

    async def read_along(self) -> None:
        """Run the operator, follow it to its end, and open what one opens."""
        begun = await self.press("/operators/deals/run", model="openai:slow")
        where = begun.headers.get("hx-redirect", "")
        if not where:
            return
        await self.page(where)
        text = ""
        async with self.browser.stream("GET", f"{where}/live") as stream:
            async for piece in stream.aiter_text():
                text += piece
                if "Do not send" in text:
                    text = ""
                    await self.press(f"{where}/consent", agree="yes")
        if END not in await self.page(where):
            self.crowd.errors.append(f"{where} is not whole")
        self.crowd.runs.append(where.removeprefix("/runs/"))
        for path in ("/", "/runs", "/operators", f"{where}/records"):
            await asyncio.sleep(LOOKING_S)
            await self.page(path)

    async def decide(self, inbox: str, name: str, content: str) -> None:
        """Paste a proposal, look at it, approve it."""
        packed = base64.b64encode(content.encode()).decode()
        block = (
            f"OPERATOR_CMD\nversion: 1\nid: {name}\naction: fs.write\npath: {name}.txt\n"
            f"content_b64: {packed}\nEND_OPERATOR_CMD\n"
        )
        shown = (await self.press(f"{inbox}/scan", text=block)).text
        plan = re.search(r'name="plan" value="(\w+)"', shown)
        entry = re.search(r"/entries/(\d+)/approve", shown)
        if plan is None or entry is None:
            self.crowd.errors.append(f"{name} was not shown")
            return
        done = await self.press(f"{inbox}/entries/{entry[1]}/approve", plan=plan[1])
        if done.status_code == 200:
            self.crowd.written[f"{name}.txt"] = content
        await self.page(inbox)


async def meet(address: str, folder: Path, crowd: Crowd, *, rounds: int = ROUNDS) -> None:
    """Let everybody do their work at once."""
    people = [Person(address, crowd) for _ in range(READERS + DECIDERS)]
    for person in people:
        await person.come_in()
    opened = await people[0].press("/inbox", folder=str(folder))
    inbox = opened.headers["hx-redirect"]
    reading = True

    async def read(person: Person, number: int) -> None:
        # People do not come at one stroke: their arrivals are spread over the length of a run.
        await asyncio.sleep(PIECES * PAUSE_S * number / READERS)
        for _ in range(rounds):
            await person.read_along()

    async def decide(person: Person, number: int) -> None:
        await asyncio.sleep(READING_S * number / DECIDERS)
        turn = 0
        while reading:
            turn += 1
            await person.decide(inbox, f"p{number}-{turn}", f"by {number}, turn {turn}\n")
            await asyncio.sleep(READING_S)

    async with asyncio.TaskGroup() as group:
        deciding = [
            group.create_task(decide(person, number))
            for number, person in enumerate(people[READERS:])
        ]
        await asyncio.gather(
            *(read(person, number) for number, person in enumerate(people[:READERS]))
        )
        reading = False
        await asyncio.gather(*deciding)
    for person in people:
        await person.browser.aclose()


def memory_of(process: int) -> float:
    """Return the largest resident memory of a process until now, in MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


async def measure(folder: Path, *, rounds: int = ROUNDS) -> Crowd:
    """Serve, let a crowd in, and return what it saw."""
    crowd = Crowd()
    os.makedirs(folder / "work", exist_ok=True)
    async with slow_model() as model_url:
        with server(folder / "project", model_url) as (address, process):
            await meet(address, folder / "work", crowd, rounds=rounds)
            crowd.memory_mib = memory_of(process)
    return crowd


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = asyncio.run(measure(Path(folder)))
    if crowd.errors:
        raise SystemExit("\n".join(crowd.errors[:10]))
    print(
        f"{READERS} people follow runs while {DECIDERS} approve actions, client on the same cores."
    )
    print()
    print("| what | figure | bar |")
    print("|---|---|---|")
    print(f"| runs followed to their end | {len(crowd.runs)} |  |")
    print(f"| actions approved and written | {len(crowd.written)} |  |")
    print(f"| pages opened | {len(crowd.pages):,} |  |")
    print(f"| median of a page | {statistics.median(crowd.pages) * 1000:.0f} ms |  |")
    print(f"| 95 of 100 pages within | {crowd.p95() * 1000:.0f} ms | 150 ms |")
    print(f"| memory of the server at most | {crowd.memory_mib:.0f} MiB |  |")


if __name__ == "__main__":
    main()
