"""Briefings that arrive by themselves: real processes, really killed, against real servers."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.delivery.hostile import Audit
from tests.journeys.conftest import Call

CONNECTOR = """\
id: crm
name: CRM
type: api
api:
  baseUrl: http://127.0.0.1:{port}
fetches:
  deals:
    endpoint: GET /deals
    data_selector: data
    record:
      noun: deals
      key: id
      title: name
      money: [{{amount: amount, currency: EUR}}]
"""
OPERATOR = """\
id: crm-watch
name: CRM watch
sources:
  - {connector: crm, fetch: deals}
tasks:
  main: {name: Main, default: true, prompt: Say what matters.}
"""


@dataclass
class Outside:
    """A loopback server that is both a CRM and a webhook, and can be told to hang."""

    port: int = 0
    deals: list[dict[str, object]] = field(default_factory=list)
    asked: int = 0
    posted: list[tuple[str, bytes]] = field(default_factory=list)
    hang: set[str] = field(default_factory=set)
    arrived: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)


@contextmanager
def outside() -> Iterator[Outside]:
    """Serve until the block is left."""
    state = Outside(deals=[{"id": n, "name": f"Deal {n}", "amount": 1000 * n} for n in (1, 2, 3)])

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is given
            """Say nothing."""

        def do_GET(self) -> None:
            """Answer as a CRM."""
            state.asked += 1
            self._answer("GET", json.dumps({"data": state.deals}).encode())

        def do_POST(self) -> None:
            """Take a webhook."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.posted.append((self.headers["Idempotency-Key"], body))
            self._answer("POST", b"{}")

        def _answer(self, method: str, body: bytes) -> None:
            if method in state.hang:
                state.arrived.set()
                state.left.wait(20)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.left.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def crm() -> Iterator[Outside]:
    """The server."""
    with outside() as state:
        yield state


@pytest.fixture
def project(tmp_path: Path, crm: Outside) -> Path:
    """A project that asks the server, with a webhook to it."""
    folder = tmp_path / "project"
    (folder / "connectors").mkdir(parents=True)
    (folder / "config" / "operators").mkdir(parents=True)
    text = CONNECTOR.format(port=crm.port)
    (folder / "connectors" / "crm.yaml").write_text(text, encoding="utf-8")
    (folder / "config" / "operators" / "crm-watch.yaml").write_text(OPERATOR, encoding="utf-8")
    hook = f"OPERATOROS_WEBHOOK_URL=http://127.0.0.1:{crm.port}/hooks/T0-secret-path\n"
    (folder / ".env.local").write_text(hook, encoding="utf-8")
    return folder


def _add(call: Call, folder: Path, *more: str) -> None:
    """Add a schedule and let it be due: one slot, some hours ago."""
    said = call(
        "schedule", "add", "crm-watch", "--at", "00:00", "--time-zone", "UTC", *more, folder=folder
    )
    assert said.status == 0, said.err
    _let_be_due(folder.parent / "state")


def _let_be_due(state: Path) -> None:
    connection = sqlite3.connect(state / "operatoros.db")
    connection.execute("UPDATE schedules SET added_at = datetime('now', '-26 hours') || 'Z'")
    connection.commit()
    connection.close()


def _start(folder: Path) -> subprocess.Popen[str]:
    """Start `run --due` and leave it running."""
    return subprocess.Popen(
        [sys.executable, "-m", "operatoros", "run", "--due"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent),
            "LANG": "C.UTF-8",
            "OPERATOROS_HOME": str(folder.parent / "state"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _kill_when_there(child: subprocess.Popen[str], crm: Outside) -> None:
    """Kill a process as soon as the server has its request."""
    try:
        assert crm.arrived.wait(15)
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=10)
    crm.hang.clear()
    crm.left.set()


def _delivered(out: str) -> list[str]:
    return [line for line in out.splitlines() if "delivered" in line]


@pytest.mark.timeout(60)
def test_killed_while_fetching_it_still_arrives_once(
    call: Call, project: Path, crm: Outside
) -> None:
    """SIGKILL in the middle of a fetch: the next call does the slot again, to one delivery."""
    _add(call, project, "--model", "none", "--deliver", "webhook")
    crm.hang.add("GET")
    _kill_when_there(_start(project), crm)
    assert crm.posted == []
    said = call("run", "--due", folder=project)
    assert (said.status, len(_delivered(said.out))) == (0, 1), said.err
    assert len(crm.posted) == 1
    assert call("run", "--due", folder=project).out == ""
    assert len(crm.posted) == 1
    listed = json.loads(call("runs", "list", "--json", folder=project).out)
    states = [row["state"] for row in listed]
    # A run that was killed in its first quarter of a second was not written down yet.
    assert states.count("done") == 1
    assert set(states) <= {"done", "interrupted"}


@pytest.mark.timeout(60)
def test_killed_while_delivering_it_is_sent_again_under_the_same_key(
    call: Call, project: Path, crm: Outside
) -> None:
    """SIGKILL while the webhook has the request: no new run, the same key, so it counts once."""
    _add(call, project, "--model", "none", "--deliver", "webhook")
    crm.hang.add("POST")
    _kill_when_there(_start(project), crm)
    said = call("run", "--due", folder=project)
    assert (said.status, len(_delivered(said.out))) == (0, 1), said.err
    assert crm.asked == 1
    keys = {key for key, _ in crm.posted}
    assert (len(crm.posted), len(keys)) == (2, 1)
    assert json.loads(crm.posted[1][1])["run"]["operator"] == "crm-watch"


@pytest.mark.timeout(60)
def test_two_timers_at_once_make_one_briefing(call: Call, project: Path, crm: Outside) -> None:
    """Four processes race for one slot: one run, one post."""
    _add(call, project, "--model", "none", "--deliver", "webhook")
    children = [_start(project) for _ in range(4)]
    outs = [child.communicate(timeout=30) for child in children]
    assert [child.returncode for child in children] == [0, 0, 0, 0], outs
    assert sum(len(_delivered(out)) for out, _ in outs) == 1
    assert (crm.asked, len(crm.posted)) == (1, 1)


@pytest.mark.timeout(60)
def test_asleep_at_its_time_it_arrives_once_with_what_changed(
    call: Call, project: Path, crm: Outside
) -> None:
    """The machine slept: one page on wake, with the planted change and the false figure marked."""
    text = "Deal 2 stands at €2,500. Deal 9 is worth €77,000."
    (project / "answer.txt").write_text(text, encoding="utf-8")
    assert call("run", "crm-watch", "--model", "none", folder=project).status == 0
    crm.deals[1]["amount"] = 2500
    _add(call, project, "--model", "scripted:answer.txt", "--deliver", "file:out/{date}.html")
    said = call("run", "--due", folder=project)
    assert len(_delivered(said.out)) == 1, said.out + said.err
    assert "late" in _delivered(said.out)[0] or "T00:00" in said.out
    (page,) = (project / "out").iterdir()
    html = page.read_text(encoding="utf-8")
    assert html.count('<li class="changed">') == 1
    assert "<del>€2,000</del>" in html
    assert '<li class="new">' not in html
    assert '<mark class="miss" title="not found in the data">€77,000</mark>' in html
    assert Audit(html).bad == []
    assert call("run", "--due", folder=project).out == ""


@pytest.mark.timeout(60)
def test_no_secret_of_a_delivery_is_written_anywhere(
    call: Call, project: Path, crm: Outside
) -> None:
    """The webhook's address is in no output, no page and no byte of the state folder."""
    _add(call, project, "--model", "none", "--deliver", "webhook", "--deliver", "file:out.html")
    said = call("run", "--due", folder=project)
    assert len(crm.posted) == 1
    listed = call("schedule", "list", "--json", folder=project)
    shown = said.out + said.err + listed.out + (project / "out.html").read_text(encoding="utf-8")
    assert "T0-secret-path" not in shown
    state = project.parent / "state"
    found = [
        file.name
        for file in state.rglob("*")
        if file.is_file() and b"T0-secret-path" in file.read_bytes()
    ]
    assert found == []
