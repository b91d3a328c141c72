"""What can go wrong with an MCP server: one class per cause.

Text that a server wrote arrives here redacted and escaped. `stderr` is the end of its error output.
"""

from __future__ import annotations

from collections.abc import Sequence

from operatoros.errors import Exhausted, InvalidInput, NotFound, Refused, Unavailable


class McpUrlUnsupported(InvalidInput):
    """A connector is an MCP server behind an address, which is not supported yet."""

    code = "ERR_MCP_URL_UNSUPPORTED"

    def __init__(self, *, connector: str) -> None:
        super().__init__(
            f"connector {connector!r} is an MCP server behind a `url`, "
            "and only servers started by `command` or `package` can be asked yet",
            hint="use the vendor's `type: api` connector, or a local server by `command`",
            details={"connector": connector},
        )


class McpNotDeclared(InvalidInput):
    """An MCP connector or its fetch lacks what is needed to ask."""

    code = "ERR_MCP_NOT_DECLARED"

    def __init__(self, *, connector: str, lacks: str) -> None:
        super().__init__(
            f"connector {connector!r} does not say {lacks}",
            hint="see `docs/connectors.md`, or compare with a shipped connector: "
            "`operatoros connectors`",
            details={"connector": connector, "lacks": lacks},
        )


class McpStartFailed(Unavailable):
    """A server ended before it answered anything."""

    code = "ERR_MCP_START"

    def __init__(
        self, *, server: str, status: int | None, stderr: str, noise: Sequence[str]
    ) -> None:
        how = _how_it_ended(status)
        super().__init__(
            f"MCP server {server!r} {how} before it answered anything" + _last_line(stderr),
            hint=_start_hint(stderr),
            details={"server": server, "status": status, "stderr": stderr, "noise": list(noise)},
        )


class McpHandshakeFailed(Unavailable):
    """A server answered the handshake with something else than its capabilities."""

    code = "ERR_MCP_HANDSHAKE"

    def __init__(self, *, server: str, said: str, stderr: str) -> None:
        super().__init__(
            f"MCP server {server!r} did not agree on the protocol: {said}",
            hint="update the server; 2025-11-25 and 2026-07-28 of the protocol are spoken",
            details={"server": server, "said": said, "stderr": stderr},
        )


class McpExited(Unavailable):
    """A server ended while it was asked."""

    code = "ERR_MCP_EXITED"

    def __init__(self, *, server: str, status: int | None, stderr: str) -> None:
        super().__init__(
            f"MCP server {server!r} {_how_it_ended(status)} while it was asked"
            + _last_line(stderr),
            hint="run `operatoros connector test` to see it alone; "
            "`details.stderr` holds its last words",
            details={"server": server, "status": status, "stderr": stderr},
        )


class McpFrameTooLarge(Exhausted):
    """A server sent one message that is larger than we take."""

    code = "ERR_MCP_FRAME_TOO_LARGE"

    def __init__(self, *, server: str, limit: int) -> None:
        super().__init__(
            f"MCP server {server!r} sent one message of more than {limit:,} bytes",
            hint="ask it for less: a limit or a narrower filter in the source's `params`",
            details={"server": server, "limit": limit},
        )


class McpNoise(Unavailable):
    """A server prints other things than messages to its output."""

    code = "ERR_MCP_NOISE"

    def __init__(self, *, server: str, lines: int) -> None:
        super().__init__(
            f"MCP server {server!r} printed {lines:,} lines that are no messages",
            hint="it must write logs to its error output; is it an MCP server over stdio?",
            details={"server": server, "lines": lines},
        )


class McpBadFrame(Unavailable):
    """A server sent a line that calls itself JSON-RPC and is not."""

    code = "ERR_MCP_BAD_FRAME"

    def __init__(self, *, server: str, size: int) -> None:
        super().__init__(
            f"MCP server {server!r} sent a message of {size:,} bytes that is not valid JSON-RPC",
            hint="update the server; every line of its output must be one JSON-RPC message",
            details={"server": server, "size": size},
        )


class McpToolUnknown(NotFound):
    """A fetch names a tool that the server does not have."""

    code = "ERR_MCP_TOOL_UNKNOWN"

    def __init__(self, *, server: str, tool: str, known: Sequence[str], meant: str) -> None:
        listed = ", ".join(known[:20]) + (" ..." if len(known) > 20 else "")
        super().__init__(
            f"MCP server {server!r} has no tool {tool!r}" + (f"; {meant}" if meant else ""),
            hint=f"it has: {listed}" if known else "it has no tools at all",
            details={"server": server, "tool": tool, "known": list(known[:200])},
        )


class McpToolNotListed(Refused):
    """A fetch names a tool that the connector's `tools:` does not list."""

    code = "ERR_MCP_TOOL_NOT_LISTED"

    def __init__(self, *, connector: str, tool: str, listed: Sequence[str]) -> None:
        super().__init__(
            f"tool {tool!r} is not in the `tools` of connector {connector!r}; it was not called",
            hint="if it only reads, add it to `tools` (now: " + ", ".join(listed) + ")",
            details={"connector": connector, "tool": tool, "listed": list(listed)},
        )


class McpToolWrites(Refused):
    """A tool says of itself that it changes or destroys something."""

    code = "ERR_MCP_TOOL_WRITES"

    def __init__(self, *, server: str, tool: str, says: str) -> None:
        super().__init__(
            f"tool {tool!r} of MCP server {server!r} says that it changes things ({says}); "
            "it was not called",
            hint="a fetch only reads: name a reading tool",
            details={"server": server, "tool": tool, "says": says},
        )


class McpArgumentsInvalid(InvalidInput):
    """The parameters of a source do not fit the tool's input schema."""

    code = "ERR_MCP_ARGUMENTS"

    def __init__(self, *, server: str, tool: str, problems: Sequence[str]) -> None:
        super().__init__(
            f"tool {tool!r} of MCP server {server!r} does not take these parameters: "
            + "; ".join(problems),
            hint="mend `params` of the source or `args` of the fetch",
            details={"server": server, "tool": tool, "problems": list(problems)},
        )


class McpToolError(Unavailable):
    """A tool answered that it failed (`isError`); what it says is no data."""

    code = "ERR_MCP_TOOL_ERROR"

    def __init__(self, *, server: str, tool: str, said: str, stderr: str = "") -> None:
        super().__init__(
            f"tool {tool!r} of MCP server {server!r} failed" + (f": {said}" if said else ""),
            hint="check the source's `params` and the server's credentials",
            details={"server": server, "tool": tool, "said": said, "stderr": stderr},
        )


class McpCallRefused(Unavailable):
    """A server answered a call with a protocol error."""

    code = "ERR_MCP_CALL"

    def __init__(self, *, server: str, tool: str, number: int, said: str) -> None:
        super().__init__(
            f"MCP server {server!r} refused the call of {tool!r} ({number}): {said}",
            hint="check the source's `params`; if they are right, update the server",
            details={"server": server, "tool": tool, "number": number, "said": said},
        )


class McpBadResult(Unavailable):
    """A tool's result does not have the form that the protocol, or the fetch, asks for."""

    code = "ERR_MCP_BAD_RESULT"

    def __init__(self, *, server: str, tool: str, why: str) -> None:
        super().__init__(
            f"the result of tool {tool!r} of MCP server {server!r} cannot be used: {why}",
            hint="update the server, or check `data_selector` of the fetch",
            details={"server": server, "tool": tool, "why": why},
        )


def _how_it_ended(status: int | None) -> str:
    if status is None:
        return "closed its output"
    return f"was ended by signal {-status}" if status < 0 else f"exited with status {status}"


def _last_line(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    # npm ends with where its log is; what went wrong stands before.
    telling = [line for line in lines if "error" in line.lower() and "complete log" not in line]
    return f": {(telling or lines)[-1][:200]}" if lines else ""


def _start_hint(stderr: str) -> str:
    if "No module named" in stderr:
        return (
            "install what is missing into the Python that `command` names, "
            "or name that Python's full path"
        )
    if "E404" in stderr or "not found in the package registry" in stderr:
        return "the package does not exist under this name; check `package` or `args`"
    return "run its command in a terminal; `details.stderr` holds its last words"
