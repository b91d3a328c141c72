"""A loopback server that answers as it is told: what a model's host can do, good and bad."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer of the host: status, headers, body; `cut` ends the connection inside it."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: bool = False


def stream_of(body: bytes, *, cut: bool = False) -> Reply:
    """Return an answer that is a stream of events."""
    return Reply(headers={"content-type": "text/event-stream"}, body=body, cut=cut)


def error_of(
    status: int, kind: str, message: str = "no", *, code: str = "", **headers: str
) -> Reply:
    """Return an error as the Messages API writes it."""
    error: dict[str, object] = {"type": kind, "message": message}
    if code:
        error["details"] = {"error_code": code}
    body = {"type": "error", "error": error, "request_id": "req_test"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(
        status=status,
        headers={"content-type": "application/json", "request-id": "req_test", **named},
        body=json.dumps(body).encode(),
    )


@dataclass(slots=True)
class Host:
    """The server: answers in turn (the last one again and again), remembers what it was sent."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def says(self, *replies: Reply) -> None:
        """Set the answers."""
        self.replies = list(replies)

    def body(self, place: int = -1) -> dict[str, object]:
        """Return the JSON of a request's body."""
        found = json.loads(self.seen[place][2])
        assert isinstance(found, dict)
        return found


@pytest.fixture
def host() -> Iterator[Host]:
    """Serve on loopback for one test."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.seen.append((self.path, headers, body))
            reply = served.replies[min(len(served.seen), len(served.replies)) - 1]
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body) + (10 if reply.cut else 0)))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = reply.cut

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Host(url=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


AIMOCK = REPOSITORY / ".cache" / "npm" / "node_modules" / ".bin" / "llmock"


@pytest.fixture
def aimock(tmp_path: Path) -> Iterator[str]:
    """Run npm's @copilotkit/aimock, a server that others wrote, on loopback."""
    if not AIMOCK.exists():
        if os.environ.get("CI"):
            pytest.fail("@copilotkit/aimock is missing: scripts/test-tools installs it")
        pytest.skip("@copilotkit/aimock is missing: scripts/test-tools installs it")
    answers = {
        "fixtures": [
            {"match": {"userMessage": "What happened"}, "response": {"content": "Two deals moved."}}
        ]
    }
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    child = subprocess.Popen(
        [str(AIMOCK), "--port", "0", "--fixtures", str(tmp_path / "answers.json")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert child.stdout is not None
        for line in child.stdout:
            if "http://127.0.0.1:" in line:
                yield "http://127.0.0.1:" + line.partition("http://127.0.0.1:")[2].split()[0]
                return
        pytest.fail("aimock did not say where it listens")
    finally:
        child.terminate()
        child.wait(timeout=5)
        if child.stdout is not None:
            child.stdout.close()
