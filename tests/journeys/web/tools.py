"""The outside world of a journey: tools and a model on loopback that answer when they are told to.

A gate that is closed holds an answer back, so that a test looks at a page in the middle of a run
for as long as it needs; nothing here waits for a clock.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# How long a gate holds at most, should a test end without opening it.
_MOST_S = 60

CONNECTOR = """\
id: tools
name: Tools
type: api
api:
  baseUrl: http://127.0.0.1:{port}
  retry: {{attempts: 1}}
fetches:
{fetches}"""
FETCH = """\
  {name}:
    endpoint: GET /{name}
    data_selector: data
    record:
      noun: deals
      key: id
      title: name
      url: url
      money: [{{amount: amount, currency: currency}}]
      due: close_date
      people: [owner]
"""
OPERATOR = """\
id: {id}
name: {name}
description: {name}, asked on loopback.
params:
  top: {{type: integer, default: 3, description: How many are named.}}
sources:
{sources}
tasks:
  main: {{name: Main, default: true, prompt: "Name the {{{{params.top}}}} deals that matter."}}
"""
OPERATORS = {
    "desk": ("Desk", ("deals",)),
    "slow-desk": ("Slow desk", ("deals", "slow")),
    "dying-desk": ("Dying desk", ("deals", "dying")),
    "shy-desk": ("Shy desk", ("deals",)),
    "dead-desk": ("Dead desk", ("dying",)),
}
DEALS: tuple[dict[str, object], ...] = tuple(
    {
        "id": number,
        "name": name,
        "amount": amount,
        "currency": "EUR",
        "close_date": "2031-01-15",
        "owner": "Ada Lovelace",
        "url": f"https://crm.example/deals/{number}",
    }
    for number, name, amount in ((1, "Blue Ocean", 1200.5), (2, "Red Sea", 800))
)


@dataclass(slots=True, kw_only=True)
class Tools:
    """What the tools answer.

    Attributes:
        port: Where they are.
        deals: The records of every fetch.
        says: What the model writes, in pieces; it waits before each piece after the first for
            the gate `model`.
        errors: What `/errors/N` says, which fails.
        asked: Paths that were asked, in order.
        gates: Those that are closed hold answers back: `slow`, `dying`, `model`.
    """

    port: int = 0
    deals: Sequence[dict[str, object]] = DEALS
    says: Sequence[str] = ("Blue Ocean [D-1] is €1,200.50.",)
    errors: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    gates: dict[str, threading.Event] = field(
        default_factory=lambda: {name: threading.Event() for name in ("slow", "dying", "model")}
    )

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Answer everything at once, as at the beginning."""
        self.deals, self.says = DEALS, ("Blue Ocean [D-1] is €1,200.50.",)
        for gate in self.gates.values():
            gate.set()

    @property
    def variables(self) -> dict[str, str]:
        """The settings of a server whose model is here."""
        return {
            "OPENAI_BASE_URL": f"http://127.0.0.1:{self.port}/v1",
            "OPERATOROS_MODEL": "openai:sample",
        }

    def declare(self, project: Path) -> None:
        """Write the connector and the operators that ask these tools."""
        folders = [project / "connectors", project / "config" / "operators"]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        fetches = "".join(FETCH.format(name=name) for name in ("deals", "slow", "dying"))
        text = CONNECTOR.format(port=self.port, fetches=fetches)
        (folders[0] / "tools.yaml").write_text(text, encoding="utf-8")
        for identity, (name, asked) in OPERATORS.items():
            sources = "\n".join(f"  - {{connector: tools, fetch: {one}}}" for one in asked)
            text = OPERATOR.format(id=identity, name=name, sources=sources)
            (folders[1] / f"{identity}.yaml").write_text(text, encoding="utf-8")


@contextmanager
def tools() -> Iterator[Tools]:
    """Serve tools and a model until the block is left."""
    state = Tools()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is given
            """Say nothing."""

        def do_GET(self) -> None:
            """Answer as a tool."""
            name = self.path.split("?")[0].strip("/")
            state.asked.append(name)
            if name in state.gates:
                state.gates[name].wait(_MOST_S)
            failing = name.startswith("errors/")
            error = {"message": state.errors[int(name.rpartition("/")[2])]} if failing else {}
            body = json.dumps(error or {"data": list(state.deals)}).encode()
            self.send_response(503 if failing else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            # A dying one hangs up in the middle of its answer.
            self.wfile.write(body[: len(body) // 2] if name == "dying" else body)

        def do_POST(self) -> None:
            """Answer as a model, piece by piece."""
            self.rfile.read(int(self.headers["Content-Length"]))
            state.asked.append("model")
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for place, piece in enumerate(state.says):
                if place:
                    state.gates["model"].wait(_MOST_S)
                self._send({"delta": {"content": piece}, "finish_reason": None})
            self._send({"delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, choice: dict[str, object]) -> None:
            chunk = json.dumps({"choices": [{"index": 0, **choice}]})
            self.wfile.write(f"data: {chunk}\n\n".encode())
            self.wfile.flush()

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A run that was cancelled hangs up; that is no error of ours."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.reset()
        server.shutdown()
        thread.join()
        server.server_close()
