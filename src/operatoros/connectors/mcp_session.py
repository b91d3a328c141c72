"""One MCP server of a run: a child process and the session with it, owned by one task.

The SDK's session must be left by the task that entered it (its cancel scopes belong to that
task), so `serve` owns both for their whole life (rule A4); everybody else hands in calls through
a memory stream and waits for the outcome. Calls of one session run side by side: answers carry
the id of their question.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import anyio
import anyio.from_thread
import anyio.lowlevel
import anyio.to_thread

from operatoros.connectors import children
from operatoros.connectors.children import Child
from operatoros.connectors.mcp_failures import (
    McpBadResult,
    McpCallRefused,
    McpExited,
    McpHandshakeFailed,
    McpStartFailed,
)
from operatoros.connectors.said import shown
from operatoros.connectors.stdio import Pipe
from operatoros.errors import OperatorosError
from operatoros.net.receipt import Receipt
from operatoros.secrets import Redactor

if TYPE_CHECKING:
    from mcp.types import CallToolResult, InputRequiredResult, Tool

    from mcp import Client

_MAX_TOOL_PAGES = 20
_CLOSING_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start a server.

    Attributes:
        name: Connector id, for messages.
        label: What it is called in the receipt: the command or package.
        command: Program to look for.
        args: Its arguments, templates filled in.
        env: All variables it gets.
        path: PATH to look for the program on.
        cwd: Its working folder.
    """

    name: str
    label: str
    command: str
    args: tuple[str, ...]
    env: Mapping[str, str]
    path: str
    cwd: str


@dataclass(slots=True)
class _Call:
    """One call on its way: question in, outcome out."""

    tool: str
    arguments: Mapping[str, Any]
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    done: anyio.Event = field(default_factory=anyio.Event)
    result: CallToolResult | InputRequiredResult | None = None
    error: OperatorosError | None = None


class Server:
    """A running server and who may talk to it.

    Attributes:
        failure: Why it cannot be asked any more.
        was_ready: Whether it ever finished its handshake.
        tools: Its tools by name, once it is ready; None if it does not list them.
    """

    def __init__(self, launch: Launch, *, receipt: Receipt, redactor: Redactor) -> None:
        self._launch = launch
        self._receipt = receipt
        self._redactor = redactor
        self._ready = anyio.Event()
        self._scope = anyio.CancelScope()
        self._send, self._receive = anyio.create_memory_object_stream[_Call](0)
        self._child: Child | None = None
        self._pipe: Pipe | None = None
        self._noted = (0, 0)
        self._hurry = False
        self.failure: OperatorosError | None = None
        self.was_ready = False
        self.tools: Mapping[str, Tool] | None = None

    # -- for those who ask -------------------------------------------------------------------

    async def ready(self) -> None:
        """Wait until it can be asked.

        Raises:
            OperatorosError: why it cannot.
        """
        await self._ready.wait()
        if self.failure is not None:
            raise self.failure

    async def call(
        self, tool: str, arguments: Mapping[str, Any]
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool and wait for its result; being cancelled cancels the call.

        Raises:
            OperatorosError: why there is no result.
        """
        call = _Call(tool, arguments)
        try:
            await self._send.send(call)
            await call.done.wait()
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            call.error = self._why_not()
        finally:
            call.scope.cancel()
        if call.error is not None:
            raise call.error
        assert call.result is not None, "a call that is done has an outcome"
        return call.result

    def suspect(self) -> None:
        """Note that it did not answer in time: it gets no time to leave by itself."""
        self._hurry = True

    def last_words(self) -> str:
        """Return the end of its error output, without secrets, safe to show."""
        return self._child.last_words(self._redactor) if self._child is not None else ""

    def leave(self) -> None:
        """Ask the owner to end the session and the process; it does so by itself."""
        self._send.close()
        if not self.was_ready:
            # It may be waiting for a handshake that never comes.
            self._hurry = True
            self._scope.cancel()

    # -- the owner ---------------------------------------------------------------------------

    async def serve(self) -> None:
        """Own process and session until `leave`, the server's end, or cancellation.

        Raises:
            Nothing of ours: what goes wrong is in `failure`.
        """
        try:
            with self._scope, self._receive:
                launch = self._launch
                program = await anyio.to_thread.run_sync(self._find, abandon_on_cancel=True)
                async with children.started(
                    (program, *launch.args), env=launch.env, cwd=launch.cwd
                ) as child:
                    self._child = child
                    await self._talk(child)
                    child.hurry = self._hurry
        except OperatorosError as exc:
            self.failure = exc
        finally:
            self.failure = self._why_not()
            self._ready.set()
            self._send.close()
            self._note(requests=0)

    def _find(self) -> str:
        launch = self._launch
        if not os.path.isdir(launch.cwd):
            raise children.CommandFailed(
                command=launch.command, why=f"its working folder {launch.cwd!r} does not exist"
            )
        return children.find_command(launch.command, path=launch.path, folder=launch.cwd)

    async def _talk(self, child: Child) -> None:
        pipe = self._pipe = Pipe(child, name=self._launch.name)
        failure: OperatorosError | None = None
        async with anyio.create_task_group() as group:
            try:
                # The program starts up while the SDK is imported.
                await _imported()
                group.start_soon(pipe.read)
                group.start_soon(pipe.write)
                await self._session(pipe, child)
            except Exception as exc:
                failure = await self._why_it_failed(exc, pipe, child)
            finally:
                group.cancel_scope.cancel()
                pipe.close()
        if failure is not None:
            raise failure

    async def _session(self, pipe: Pipe, child: Child) -> None:
        from mcp.types import Implementation

        from mcp import Client
        from operatoros import __version__

        client_info = Implementation(name="operatoros", version=str(__version__))
        async with Client(pipe, client_info=client_info, cache=None) as client:
            self.tools = await _list_tools(client)
            self.was_ready = True
            self._ready.set()
            async with anyio.create_task_group() as calls:
                calls.start_soon(self._watch, pipe, child)
                async for call in self._receive:
                    calls.start_soon(self._one, client, call)
                calls.cancel_scope.cancel()

    async def _watch(self, pipe: Pipe, child: Child) -> None:
        """Notice the server's end, so that nobody waits for it."""
        await pipe.ended.wait()
        self.failure = await self._why_it_ended(pipe, child)
        self._send.close()

    async def _one(self, client: Client, call: _Call) -> None:
        from mcp.types import CallToolRequest, CallToolRequestParams

        request = CallToolRequest(
            params=CallToolRequestParams(name=call.tool, arguments=dict(call.arguments))
        )
        try:
            with call.scope:
                # Not client.call_tool: that checks a result against the server's own schema,
                # regular expressions included, on our event loop.
                call.result = await client.session.send_request(request, _result_adapter())
        except Exception as exc:
            call.error = await self._why_call_failed(exc, call)
        finally:
            if call.result is None and call.error is None:
                call.error = self._why_not()
            call.done.set()
            self._note(requests=1)

    # -- why ---------------------------------------------------------------------------------

    def _why_not(self) -> OperatorosError:
        if self.failure is not None:
            return self.failure
        return McpExited(server=self._launch.name, status=None, stderr=self.last_words())

    async def _why_call_failed(self, exc: Exception, call: _Call) -> OperatorosError:
        from mcp.types import CONNECTION_CLOSED

        from mcp import MCPError

        name = self._launch.name
        if isinstance(exc, MCPError):
            if exc.code == CONNECTION_CLOSED and self._pipe is not None and self._child is not None:
                # A server may answer with this number too: then its pipe is still open.
                with anyio.move_on_after(_CLOSING_S):
                    await self._pipe.ended.wait()
                    return await self._why_it_ended(self._pipe, self._child)
            return McpCallRefused(
                server=name, tool=call.tool, number=exc.code, said=self._said(exc.message)
            )
        return McpBadResult(server=name, tool=call.tool, why=self._said(_first_line(exc)))

    async def _why_it_ended(self, pipe: Pipe, child: Child) -> OperatorosError:
        if pipe.failure is not None:
            return pipe.failure
        status = await child.gone()
        return McpExited(server=self._launch.name, status=status, stderr=self.last_words())

    async def _why_it_failed(self, exc: BaseException, pipe: Pipe, child: Child) -> OperatorosError:
        if isinstance(exc, BaseExceptionGroup):
            return await self._why_it_failed(exc.exceptions[0], pipe, child)
        if isinstance(exc, OperatorosError):
            return exc
        if self.was_ready:
            return self.failure or await self._why_it_ended(pipe, child)
        if pipe.ended.is_set():
            if pipe.failure is not None:
                return pipe.failure
            status = await child.gone()
            return McpStartFailed(
                server=self._launch.name,
                status=status,
                stderr=self.last_words(),
                noise=[self._said(line) for line in pipe.noise],
            )
        return McpHandshakeFailed(
            server=self._launch.name, said=self._said(_first_line(exc)), stderr=self.last_words()
        )

    def _said(self, text: str) -> str:
        return shown(text, self._redactor)

    def _note(self, *, requests: int) -> None:
        """Put what went over the pipe since the last time on the receipt."""
        if self._pipe is None:
            return
        before_out, before_in = self._noted
        self._noted = (self._pipe.bytes_out, self._pipe.bytes_in)
        self._receipt.note(
            f"stdio:{self._launch.label}",
            requests=requests,
            bytes_out=self._pipe.bytes_out - before_out,
            bytes_in=self._pipe.bytes_in - before_in,
            enforced=False,
        )


def _first_line(exc: BaseException) -> str:
    """Return one line about an SDK exception; a validation error would quote all the data."""
    from pydantic import ValidationError

    if isinstance(exc, ValidationError):
        first = exc.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{exc.title}: {where}: {first['msg']}"
    text = str(exc).strip()
    return text.splitlines()[0] if text else type(exc).__name__


async def _list_tools(client: Client) -> Mapping[str, Tool] | None:
    """Return the server's tools by name, or None if it lists none."""
    if client.server_capabilities.tools is None:
        return None
    found: dict[str, Tool] = {}
    cursor: str | None = None
    for _ in range(_MAX_TOOL_PAGES):
        page = await client.list_tools(cursor=cursor)
        found |= {tool.name: tool for tool in page.tools}
        if not page.next_cursor or page.next_cursor == cursor:
            break
        cursor = page.next_cursor
    return found


async def _imported() -> None:
    """Wait until the SDK is imported, in a thread that the end of the process does not wait for.

    A worker thread of anyio's would be waited for: Ctrl-C would take as long as the import.
    """
    done = anyio.Event()
    token = anyio.lowlevel.current_token()
    failures: list[Exception] = []

    def work() -> None:
        try:
            _import_sdk()
        except Exception as exc:  # told to the owner, who waits for it
            failures.append(exc)
        try:
            anyio.from_thread.run_sync(done.set, token=token)
        except anyio.RunFinishedError:
            return  # nobody waits any more

    threading.Thread(target=work, name="import of the MCP SDK", daemon=True).start()
    await done.wait()
    if failures:
        raise failures[0]


def _import_sdk() -> None:
    """Import the SDK (460 ms) and keep it from our terminal."""
    import jsonschema  # noqa: F401 - warmed up for the arguments' check

    import mcp  # noqa: F401 - warmed up for the session

    logger = logging.getLogger("mcp")
    if not logger.handlers:
        # Without a handler Python prints warnings of libraries to our error output.
        logger.addHandler(logging.NullHandler())


@cache
def _result_adapter() -> Any:
    from mcp.types import CallToolResult, InputRequiredResult
    from pydantic import TypeAdapter

    return TypeAdapter(CallToolResult | InputRequiredResult)
