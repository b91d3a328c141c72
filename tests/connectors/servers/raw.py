"""The least that is an MCP server, written on the pipe itself, so that it can misbehave.

It speaks the handshake of 2025-11-25 and nothing newer. The first argument says how it behaves.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any, TextIO

TOOLS = ("get", "other", "sleep", "exit", "error", "crash")


def send(message: dict[str, Any]) -> None:
    """Write one message."""
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def text(value: object) -> dict[str, Any]:
    """Return a tool's result whose text is JSON."""
    return {"content": [{"type": "text", "text": json.dumps(value)}]}


def say(line: str, *, to: TextIO = sys.stdout) -> None:
    """Write a line that is no message."""
    to.write(line + "\n")
    to.flush()


def fork(*, away: bool = False) -> None:
    """Start a grandchild that would outlive us, in our group or in one of its own."""
    idle = [sys.executable, "-c", "import signal; signal.pause()", f"mark-{sys.argv[2]}"]
    subprocess.Popen(idle, start_new_session=away)


def begin(how: str) -> None:
    """Misbehave before the first message, if that is the way."""
    if how == "exit-at-once":
        say("cannot start: no licence for LICENCE_KEY", to=sys.stderr)
        sys.exit(3)
    if how == "ignore-everything":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if how in {"fork", "fork-away"}:
        fork(away=how == "fork-away")
    if how == "banner":
        say('Welcome to the server!\n{"level": "info", "msg": "listening"}\n[1, 2]')
    while how == "endless-noise":
        say("spam " * 50)
    while how == "endless-line":
        sys.stdout.write("x" * 65536)


def main() -> None:
    """Serve until the input ends."""
    how = sys.argv[1] if len(sys.argv) > 1 else "well"
    begin(how)
    while line := sys.stdin.readline():
        if how != "silent":
            answer(json.loads(line), how)
    while how in {"ignore-everything", "stays"}:
        time.sleep(1)


def answer(message: dict[str, Any], how: str) -> None:
    """Answer one message."""
    number = message.get("id")
    if number is None:
        return
    method = message["method"]
    if method == "initialize":
        info = {"name": "raw", "version": "1"}
        version = "1999-01-01" if how == "old-protocol" else "2025-11-25"
        given: dict[str, Any] = {"protocolVersion": version, "capabilities": {"tools": {}}}
        send({"id": number, "result": {**given, "serverInfo": info}})
    elif method == "tools/list":
        schema: dict[str, Any] = {"type": "object", "properties": {"n": {"type": "integer"}}}
        tools: list[dict[str, Any]] = [{"name": name, "inputSchema": schema} for name in TOOLS]
        tools.append(
            {"name": "write", "inputSchema": schema, "annotations": {"readOnlyHint": False}}
        )
        if how == "slow-pattern":
            pattern = {"type": "string", "pattern": "^(a+)+$"}
            tools[0] = {"name": "get", "inputSchema": schema | {"properties": {"n": pattern}}}
        if how == "bad-list":
            tools = [{"name": 1}]
        send({"id": number, "result": {"tools": tools}})
    elif method == "tools/call":
        call(number, message["params"], how)
    else:
        send({"id": number, "error": {"code": -32601, "message": "no such method"}})


def call(number: int, params: dict[str, Any], how: str) -> None:
    """Answer a tool's call."""
    name = params["name"]
    if name == "sleep":
        if how == "ignore-everything":
            return
        if how == "fork-in-call":
            fork()
        time.sleep(600)
    if name == "crash":
        os._exit(9)
    if name == "exit":
        say("giving up on secret-token-123456", to=sys.stderr)
        sys.exit(4)
    if how == "noise-mid-call":
        say("debug: working on it")
    if how == "huge-frame":
        sys.stdout.write("{" + "y" * (5 * 1024 * 1024) + "\n")
        sys.stdout.flush()
    if how == "bad-frame":
        say('{"jsonrpc": "2.0", "id": 2, "result": ')
    elif name == "error":
        failed = {"content": [{"type": "text", "text": "no \x1b[31mrights\u202e here"}]}
        send({"id": number, "result": {**failed, "isError": True}})
    elif how in {"refuses", "refuses-as-closed"}:
        # -32000 is also what the SDK calls a closed connection.
        code = -32000 if how == "refuses-as-closed" else -32001
        send({"id": number, "error": {"code": code, "message": "not today"}})
    elif how == "bad-result":
        send({"id": number, "result": {"content": "no list"}})
    else:
        names = sorted(name for name in os.environ)
        arguments = params.get("arguments", {})
        send({"id": number, "result": text({"pid": os.getpid(), "asked": arguments, "env": names})})


main()
