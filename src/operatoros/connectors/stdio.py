"""The pipe to an MCP server that is a child process: one JSON-RPC message a line, bounded.

It is a transport of the SDK's client, in place of the SDK's own: that one has no limit for a
line, passes variables of ours on, waits seconds for a hung server and gives its error output to
our terminal.
"""

from __future__ import annotations

import math
from types import TracebackType
from typing import TYPE_CHECKING

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from operatoros.connectors.children import Child
from operatoros.connectors.mcp_failures import McpBadFrame, McpFrameTooLarge, McpNoise
from operatoros.errors import OperatorosError

if TYPE_CHECKING:
    from mcp.shared.message import SessionMessage

MAX_FRAME = 4 * 1024 * 1024
# Programs print a banner or a log line to the wrong stream now and then; one that prints a
# novel is not an MCP server.
MAX_NOISE_LINES = 1000
MAX_NOISE_BYTES = 1024 * 1024
_NOISE_KEPT = 5
_NOISE_LINE_KEPT = 200
_CHUNK = 1 << 16


class Pipe:
    """Frames in and out of one child; an async context manager that yields the SDK's streams.

    Start `read` and `write` as children of the task that owns the session.

    Attributes:
        failure: Why the pipe gave up, if it was the pipe that did.
        ended: Set once nothing more will come.
        bytes_in: Bytes received.
        bytes_out: Bytes sent.
        noise: The first lines that were no messages, cut.
    """

    def __init__(self, child: Child, *, name: str, max_frame: int = MAX_FRAME) -> None:
        self._child = child
        self._name = name
        self._max_frame = max_frame
        self.failure: OperatorosError | None = None
        self.ended = anyio.Event()
        self.bytes_in = 0
        self.bytes_out = 0
        self.noise: list[str] = []
        self._noise_lines = 0
        self._noise_bytes = 0
        self._from_child: tuple[
            MemoryObjectSendStream[SessionMessage | Exception],
            MemoryObjectReceiveStream[SessionMessage | Exception],
        ] = anyio.create_memory_object_stream(0)
        # Unbounded, for what we send is small and bounded by our own questions: the SDK shields
        # its last words ("cancelled") for seconds against a server that reads no more.
        self._to_child: tuple[
            MemoryObjectSendStream[SessionMessage], MemoryObjectReceiveStream[SessionMessage]
        ] = anyio.create_memory_object_stream(math.inf)

    async def __aenter__(
        self,
    ) -> tuple[
        MemoryObjectReceiveStream[SessionMessage | Exception],
        MemoryObjectSendStream[SessionMessage],
    ]:
        return self._from_child[1], self._to_child[0]

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all four ends; harmless if repeated."""
        for send, receive in (self._from_child, self._to_child):
            send.close()
            receive.close()

    async def read(self) -> None:
        """Carry messages from the child until its output ends or breaks the rules."""
        send = self._from_child[0]
        try:
            with send:
                await self._read_lines(send)
        except OperatorosError as exc:
            self.failure = exc
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            pass  # the session left first
        finally:
            self.ended.set()

    async def write(self) -> None:
        """Carry messages to the child until the session ends or the child reads no more."""
        stdin = self._child.process.stdin
        assert stdin is not None
        try:
            with self._to_child[1] as messages:
                async for message in messages:
                    text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
                    data = text.encode("utf-8", "surrogatepass") + b"\n"
                    self.bytes_out += len(data)
                    await stdin.send(data)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError):
            # Closing this end tells the session that nobody will answer.
            self._from_child[0].close()

    async def _read_lines(self, send: MemoryObjectSendStream[SessionMessage | Exception]) -> None:
        stdout = self._child.process.stdout
        assert stdout is not None
        held = bytearray()
        while True:
            try:
                piece = await stdout.receive(_CHUNK)
            except (anyio.EndOfStream, anyio.ClosedResourceError, anyio.BrokenResourceError):
                return
            self.bytes_in += len(piece)
            lines = piece.split(b"\n")
            held += lines[0]
            for following in lines[1:]:
                await self._take(bytes(held), send)
                held = bytearray(following)
            if len(held) > self._max_frame:
                raise McpFrameTooLarge(server=self._name, limit=self._max_frame)

    async def _take(
        self, line: bytes, send: MemoryObjectSendStream[SessionMessage | Exception]
    ) -> None:
        if len(line) > self._max_frame:
            raise McpFrameTooLarge(server=self._name, limit=self._max_frame)
        line = line.strip()
        if not line:
            return
        message = _message(line)
        if message is not None:
            await send.send(message)
        elif line.startswith(b"{") and b'"jsonrpc"' in line:
            # It meant to be a message: whoever waits for it would wait for ever.
            raise McpBadFrame(server=self._name, size=len(line))
        else:
            self._note_noise(line)

    def _note_noise(self, line: bytes) -> None:
        self._noise_lines += 1
        self._noise_bytes += len(line)
        if len(self.noise) < _NOISE_KEPT:
            self.noise.append(line[:_NOISE_LINE_KEPT].decode("utf-8", "backslashreplace"))
        if self._noise_lines > MAX_NOISE_LINES or self._noise_bytes > MAX_NOISE_BYTES:
            raise McpNoise(server=self._name, lines=self._noise_lines)


def _message(line: bytes) -> SessionMessage | None:
    """Return the message that a line holds, or None."""
    from mcp.shared.message import SessionMessage
    from mcp.types import jsonrpc_message_adapter

    if not line.startswith(b"{"):
        return None
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError:
        return None
