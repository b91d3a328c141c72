"""The pipe to a server: frames, noise and limits, on a real child."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCNotification, JSONRPCResponse

from operatoros.connectors import children, stdio
from operatoros.connectors.stdio import Pipe

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def pipe_to(code: str, *, max_frame: int = stdio.MAX_FRAME) -> AsyncIterator[Pipe]:
    """Open a pipe to a line of Python and start its two ends."""
    argv = [sys.executable, "-c", "import sys, json\n" + code]
    async with children.started(argv, env={"PATH": os.environ["PATH"]}, cwd="/") as child:
        pipe = Pipe(child, name="s", max_frame=max_frame)
        async with anyio.create_task_group() as group:
            group.start_soon(pipe.read)
            group.start_soon(pipe.write)
            yield pipe
            group.cancel_scope.cancel()
        pipe.close()


async def received(pipe: Pipe) -> list[object]:
    """Return all messages until the child's end."""
    async with pipe as (messages, _):
        with anyio.fail_after(10):
            return [item async for item in messages]


def frame(number: int, size: int) -> str:
    """Return code that writes a response of exactly so many bytes, line end apart."""
    return (
        f'head = \'{{"jsonrpc": "2.0", "id": {number}, "result": {{"x": "\'; tail = \'"}}}}\'\n'
        f"print(head + 'y' * ({size} - len(head) - len(tail)) + tail, flush=True)\n"
    )


async def test_frames_of_any_cut_arrive_whole() -> None:
    """Messages split over writes, several in one, and blank lines between them."""
    code = (
        "out = sys.stdout\n"
        'a = \'{"jsonrpc": "2.0", "id": 1, "result": {}}\'\n'
        "for letter in a: out.write(letter); out.flush()\n"
        "out.write('\\n\\n' + a.replace('1', '2') + '\\r\\n' + a.replace('1', '3') + '\\n')\n"
    )
    async with pipe_to(code) as pipe:
        found = await received(pipe)
    messages = [item.message for item in found if isinstance(item, SessionMessage)]
    assert [m.id for m in messages if isinstance(m, JSONRPCResponse)] == [1, 2, 3]
    assert pipe.failure is None


@pytest.mark.parametrize(("size", "code"), [(1000, None), (1001, "ERR_MCP_FRAME_TOO_LARGE")])
async def test_a_frame_is_taken_up_to_the_limit_and_not_beyond(size: int, code: str | None) -> None:
    """A message of exactly the limit arrives; one byte more ends the pipe."""
    async with pipe_to(frame(1, 100) + frame(2, size), max_frame=1000) as pipe:
        found = await received(pipe)
    assert len(found) == (2 if code is None else 1)
    assert (pipe.failure.code if pipe.failure else None) == code


async def test_a_line_without_end_costs_no_more_than_the_limit() -> None:
    """The pipe gives up soon after the limit, not when memory is full."""
    code = "while True: sys.stdout.write('x' * 100000)"
    async with pipe_to(code) as pipe:
        assert await received(pipe) == []
    assert pipe.failure is not None
    assert pipe.failure.code == "ERR_MCP_FRAME_TOO_LARGE"
    assert pipe.bytes_in < stdio.MAX_FRAME + 1_000_000


async def test_some_noise_is_passed_over_and_kept_for_the_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Banners, log lines in JSON and binary are no messages; too many of them end the pipe."""
    code = (
        "print('Welcome'); print('{\"level\": \"info\"}'); print('[1]'); sys.stdout.flush()\n"
        "sys.stdout.buffer.write(b'\\xff\\xfe\\n'); sys.stdout.flush()\n" + frame(1, 60)
    )
    async with pipe_to(code) as pipe:
        assert len(await received(pipe)) == 1
    assert pipe.failure is None
    assert pipe.noise == ["Welcome", '{"level": "info"}', "[1]", "\\xff\\xfe"]
    monkeypatch.setattr(stdio, "MAX_NOISE_LINES", 3)
    async with pipe_to(code) as pipe:
        await received(pipe)
    assert pipe.failure is not None
    assert pipe.failure.code == "ERR_MCP_NOISE"


@pytest.mark.parametrize(
    "line",
    [
        '{"jsonrpc": "2.0", "id": 1, "result": ',
        '{"jsonrpc": "2.0"}',
        '{"jsonrpc": "2.0", "id": 1, "result": {"a": ' + "[" * 300 + "]" * 300 + "}}",
        '{"jsonrpc": "1.0", "id": 1, "result": {}}',
    ],
)
async def test_a_message_that_is_none_ends_the_pipe(line: str) -> None:
    """A line that calls itself JSON-RPC and is not: somebody waits for it, so say so."""
    async with pipe_to(f"print({line!r}, flush=True)") as pipe:
        assert await received(pipe) == []
    assert pipe.failure is not None
    assert pipe.failure.code == "ERR_MCP_BAD_FRAME"


async def test_a_child_that_reads_no_more_ends_the_session() -> None:
    """When the child closes its input, whoever listens learns that nobody will answer."""
    code = "import os; os.close(0); print('ready', flush=True); import signal; signal.pause()"
    async with pipe_to(code) as pipe, pipe as (messages, out):
        note = JSONRPCNotification(jsonrpc="2.0", method="x" * 200_000)
        with anyio.fail_after(10):
            try:
                for _ in range(20):
                    await out.send(SessionMessage(note))
            except anyio.BrokenResourceError:
                pass  # the session ended before everything was handed over: who sends learns too
            assert [item async for item in messages] == []


async def test_what_is_sent_arrives_as_one_line_and_is_counted() -> None:
    """A message goes out as one line of JSON; bytes in both directions are counted."""
    code = (
        "line = sys.stdin.readline()\n"
        "got = json.loads(line)['method']\n"
        "print(json.dumps({'jsonrpc': '2.0', 'method': got}), flush=True)\n"
    )
    async with pipe_to(code) as pipe, pipe as (messages, out):
        await out.send(SessionMessage(JSONRPCNotification(jsonrpc="2.0", method="line\nbreak")))
        with anyio.fail_after(10):
            answer = await messages.receive()
    assert isinstance(answer, SessionMessage)
    assert isinstance(answer.message, JSONRPCNotification)
    assert answer.message.method == "line\nbreak"
    assert pipe.bytes_out > 30
    assert pipe.bytes_in > 30
