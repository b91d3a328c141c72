"""Connectors that are MCP servers: how one is started, shared by its sources, and asked.

All sources of one connector share one server (same command, arguments and variables) for the
whole run. A server that dies takes the calls under way with it; the next source that has not
asked yet starts it once more. Only tools that a fetch names, that `tools` lists and that do not
say that they write are ever called.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import anyio
from anyio.abc import TaskGroup

from operatoros.catalog.templates import resolve, resolve_text
from operatoros.connectors import mcp_arguments, mcp_results
from operatoros.connectors.asking import Answer, Context, Question, scope_of
from operatoros.connectors.children import CommandNotFound, child_environment, is_launcher
from operatoros.connectors.mcp_failures import (
    McpBadResult,
    McpNotDeclared,
    McpToolError,
    McpUrlUnsupported,
)
from operatoros.connectors.mcp_session import Launch, Server
from operatoros.connectors.module import MODULES
from operatoros.connectors.said import shown
from operatoros.connectors.shapes import guess
from operatoros.connectors.tape import Came
from operatoros.net.failures import SourceTimeout
from operatoros.net.receipt import Receipt
from operatoros.secrets import Redactor
from operatoros.values.jsonable import Json, digest


@dataclass(slots=True)
class _Slot:
    server: Server
    restarted: bool = False


class Servers:
    """The warm MCP servers of one run.

    Args:
        group: The run's group; each server's owner is a child of it.
        receipt: Where what went over the pipes is noted.
        redactor: Takes secrets out of what servers write.
    """

    def __init__(self, *, group: TaskGroup, receipt: Receipt, redactor: Redactor) -> None:
        self._group = group
        self._receipt = receipt
        self._redactor = redactor
        self._slots: dict[str, _Slot] = {}

    def leave(self) -> None:
        """Ask every server to end; their owners see to it, all at once, in the background."""
        for slot in self._slots.values():
            slot.server.leave()
        self._slots.clear()

    async def ask(self, question: Question, context: Context) -> Answer:
        """Call the fetch's tool and return its result as records.

        Raises:
            SourceTimeout: if there is no result in time, whatever the server does.
            OperatorosError: what else went wrong, each cause with its own code.
        """
        arguments = arguments_of(question)
        asked: dict[str, Json] = {"tool": question.fetch.tool, "arguments": arguments}
        came = await context.tape.carry(
            "mcp", asked, lambda: self._bring(question, arguments, context.environ)
        )
        return _answer(came, question, self._redactor)

    async def _bring(
        self, question: Question, arguments: Mapping[str, Json], environ: Mapping[str, str]
    ) -> Came:
        """Start the server unless it runs, and call the tool, within the question's time."""
        launch = launch_of(question, environ)
        mcp_arguments.check_listed(question)
        server = self._server(launch)
        with anyio.move_on_after(question.timeout_s) as scope:
            return await _call(server, question, arguments)
        assert scope.cancelled_caught
        server.suspect()
        doing = "" if server.was_ready else ", which did not finish its start,"
        error = SourceTimeout(
            where=f"the MCP server of {question.connector.id!r}{doing}",
            timeout_s=question.timeout_s,
            phase="total",
        )
        error.details["stderr"] = server.last_words()
        raise error

    def _server(self, launch: Launch) -> Server:
        key = digest((launch.name, launch.command, launch.args, launch.env, launch.cwd))
        slot = self._slots.get(key)
        if slot is not None:
            died = slot.server.failure is not None and slot.server.was_ready
            if not died or slot.restarted:
                return slot.server
        server = Server(launch, receipt=self._receipt, redactor=self._redactor)
        self._slots[key] = _Slot(server, restarted=slot is not None)
        self._group.start_soon(server.serve)
        return server


async def _call(server: Server, question: Question, arguments: Mapping[str, Json]) -> Came:
    name, tool = question.connector.id, question.fetch.tool
    await server.ready()
    # Not before: its owner imports the SDK in a thread, here it would hold up everybody.
    from mcp.types import InputRequiredResult

    mcp_arguments.check_call(name, tool, arguments, server.tools)
    result = await server.call(tool, arguments)
    if isinstance(result, InputRequiredResult):
        raise McpBadResult(server=name, tool=tool, why="it wants to ask a person first")
    said = {"stderr": server.last_words()} if result.is_error else {}
    body = result.model_dump_json(by_alias=True, exclude_none=True).encode()
    return Came(head=said, body=body, at_hand=result)


def _answer(came: Came, question: Question, redactor: Redactor) -> Answer:
    from mcp.types import CallToolResult

    name, tool = question.connector.id, question.fetch.tool
    result = came.at_hand
    if not isinstance(result, CallToolResult):
        result = CallToolResult.model_validate_json(came.body)
    if result.is_error:
        raise McpToolError(
            server=name,
            tool=tool,
            said=shown(mcp_results.said(result), redactor),
            stderr=str(came.head["stderr"]),
        )
    declared = question.fetch.shape
    try:
        found = mcp_results.read_result(
            result,
            selector=question.fetch.data_selector,
            key=declared.key if declared else "id",
        )
    except mcp_results.Unusable as exc:
        raise McpBadResult(server=name, tool=tool, why=str(exc)) from exc
    shape = declared or guess(found.items)
    return Answer(items=found.items, shape=shape, bytes=found.size, requests=1, notes=found.notes)


def arguments_of(question: Question) -> dict[str, Json]:
    """Return a call's arguments: the fetch's fixed ones, then the source's; None means absent."""
    scope = scope_of(question)
    fixed = {name: resolve(value, scope) for name, value in question.fetch.args.items()}
    given = {**fixed, **question.params}
    return {name: value for name, value in given.items() if value is not None}


def launch_of(question: Question, environ: Mapping[str, str]) -> Launch:
    """Return how the connector's server is started.

    Raises:
        McpUrlUnsupported: if it is behind an address.
        McpNotDeclared: if the connector names no way to start it, or the fetch no tool.
        CommandNotFound: for a line of the TypeScript original, naming our module instead.
    """
    connector = question.connector
    server = connector.mcp
    assert server is not None, "a connector of kind mcp has an mcp part"
    if server.url:
        raise McpUrlUnsupported(connector=connector.id)
    if not question.fetch.tool:
        raise McpNotDeclared(
            connector=connector.id, lacks=f"which tool the fetch {question.fetch.name!r} calls"
        )
    scope = scope_of(question)
    given = [resolve_text(arg, scope) for arg in server.args]
    if server.package:
        command, args = _package(connector.id, server.package)
        args += given
    elif server.command:
        command, args = server.command, given
    else:
        raise McpNotDeclared(connector=connector.id, lacks="how to start its server")
    cwd = os.path.normpath(os.path.join(question.folder, server.cwd))
    _refuse_original(connector.id, command, args, cwd)
    declared = {name: resolve_text(value, scope) for name, value in server.env.items()}
    env = child_environment(environ, declared=declared, launcher=is_launcher(command))
    return Launch(
        name=connector.id,
        label=server.package or server.command,
        command=command,
        args=tuple(args),
        env=env,
        path=env.get("PATH", ""),
        cwd=cwd,
    )


def _package(connector: str, package: str) -> tuple[str, list[str]]:
    launcher, _, name = package.partition(":")
    if launcher == "npx" and name:
        return "npx", ["-y", name]
    if launcher == "uvx" and name:
        program = name.partition("[")[0].partition("=")[0].partition("@")[0].partition(">")[0]
        return "uvx", ["--from", name.replace("@", "=="), program.strip()]
    raise McpNotDeclared(
        connector=connector, lacks="its `package` as npx:NAME@VERSION or uvx:NAME==VERSION"
    )


def _refuse_original(connector: str, command: str, args: list[str], cwd: str) -> None:
    """Name our own module where a line starts a connector of the TypeScript original.

    That line would download a launcher first and then fail on a file that is not there.
    """
    for arg in args:
        if arg.startswith("packages/connectors/") and not os.path.exists(os.path.join(cwd, arg)):
            parts = [part for part in arg.split("/")[2:-1] if part != "src"]
            ours = next((part for part in [*parts, connector] if part in MODULES), "")
            raise CommandNotFound(
                command=f"{command} {' '.join(args)}",
                why=f"starts {arg!r}, which does not exist",
                hint=f"write `module: {ours}` in place of `command`; it comes with OperatorOS"
                if ours
                else "name a server that exists: `command: python`, `args: [my_server.py]`",
            )
