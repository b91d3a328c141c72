"""Messages about MCP servers: how they ended, and what to do."""

from __future__ import annotations

import pytest

from operatoros.connectors import mcp_failures
from operatoros.connectors.mcp_failures import McpExited, McpStartFailed
from operatoros.errors import OperatorosError


@pytest.mark.parametrize(
    ("status", "words"),
    [(3, "exited with status 3"), (-9, "ended by signal 9"), (None, "closed its output")],
)
def test_the_end_of_a_server_is_said_in_words(status: int | None, words: str) -> None:
    """An exit, a signal and a closed pipe read differently, with the last line it wrote."""
    error = McpExited(server="s", status=status, stderr="one\n\nlast words\n")
    assert words in error.message
    assert error.message.endswith("last words")


@pytest.mark.parametrize(
    ("stderr", "hint"),
    [
        ("ModuleNotFoundError: No module named 'mcp'", "install what is missing"),
        ("npm error code E404", "does not exist under this name"),
        ("cause: x was not found in the package registry and", "does not exist under this name"),
        ("", "in a terminal"),
    ],
)
def test_the_hint_knows_the_usual_reasons(stderr: str, hint: str) -> None:
    """A missing module and a missing package are recognised from what the server wrote."""
    error = McpStartFailed(server="s", status=1, stderr=stderr, noise=())
    assert hint in error.hint


def test_the_telling_line_is_quoted() -> None:
    """Of what npm or Python wrote last, the line with the error is in the message."""
    npm = "npm error code E404\nnpm error 404 no such package\nnpm error A complete log of this run"
    error = McpStartFailed(server="s", status=1, stderr=npm, noise=())
    assert error.message.endswith("npm error 404 no such package")


def test_each_failure_has_a_code_of_its_own() -> None:
    """No two classes share a code, and every code begins with the room's name."""
    classes = [
        kind
        for kind in vars(mcp_failures).values()
        if isinstance(kind, type)
        and issubclass(kind, OperatorosError)
        and kind.__module__ == mcp_failures.__name__
    ]
    codes = [kind.code for kind in classes]
    assert len(set(codes)) == len(codes) >= 15
    assert all(code.startswith("ERR_MCP_") for code in codes)
