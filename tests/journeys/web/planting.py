"""A project whose every declaration, error and goal is a hostile text."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

# Each tool call fails with the text of its number, in the words of the server.
_SERVER = """\
import json, pathlib
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

TEXTS = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text("utf-8"))
server = MCPServer("errors")


@server.tool()
def fails(number: int) -> str:
    "Fail."
    raise ToolError(TEXTS[number])


server.run("stdio")
"""
# What a briefing shows of an error, less the words of ours before it.
_LONGEST = 200
_TASK = 'tasks:\n  main: {{name: {name}, description: {about}, default: true, prompt: "Say it."}}\n'


def quoted(text: str) -> str:
    """Return a text as a YAML scalar."""
    return json.dumps(text)


def plant_errors(project: Path, port: int, texts: Sequence[str]) -> None:
    """Declare operators whose sources fail with these texts: `rest-errors` and `mcp-errors`.

    Args:
        project: The project's folder.
        port: Where `tools.Tools` answers `/errors/N` with the text of that number.
        texts: What the errors say.
    """
    server = project / "errors.py"
    server.write_text(_SERVER, encoding="utf-8")
    # A server is started for each source: a few say all, as much as a message shows.
    said = _packed(texts, _LONGEST)
    server.with_suffix(".json").write_text(json.dumps(said), encoding="utf-8")
    asked = [
        f"{{endpoint: GET /errors/{number}, data_selector: data}}" for number in range(len(texts))
    ]
    called = [f"{{tool: fails, args: {{number: {number}}}}}" for number in range(len(said))]
    command = f"command: {quoted(sys.executable)}, args: [{quoted(str(server))}]"
    api = f"baseUrl: 'http://127.0.0.1:{port}', retry: {{attempts: 1}}"
    for identity, declared, fetches in (
        ("rest", f"type: api\napi: {{{api}}}\n", asked),
        ("mcp", f"type: mcp\nmcp: {{{command}}}\n", called),
    ):
        lines = "".join(f"  e{number}: {one}\n" for number, one in enumerate(fetches))
        file = project / "connectors" / f"{identity}.yaml"
        file.write_text(
            f"id: {identity}\nname: {identity}\n{declared}fetches:\n{lines}", encoding="utf-8"
        )
        sources = "".join(
            f"  - {{connector: {identity}, fetch: e{number}, required: false}}\n"
            for number in range(len(fetches))
        )
        _operator(
            project,
            f"{identity}-errors",
            f"name: Errors\nsources:\n  - {{connector: tools, fetch: deals}}\n{sources}"
            + _TASK.format(name="Main", about="x"),
        )


def plant_names(project: Path, texts: Sequence[str]) -> None:
    """Declare an operator for each text, `named-N`, that has it in every place for words."""
    for number, text in enumerate(texts):
        word = quoted(text)
        _operator(
            project,
            f"named-{number}",
            f"name: {word}\ndescription: {word}\n"
            f"params:\n  top: {{type: string, default: {word}, description: {word}}}\n"
            f"sources:\n  - {{connector: tools, fetch: deals, name: {word}}}\n"
            + _TASK.format(name=word, about=word),
        )


def plant_goals(project: Path, texts: Sequence[str]) -> None:
    """Write goals of these texts."""
    word = quoted(" ".join(texts)[:15_000])
    lines = "".join(
        f"  - {{id: {quoted(f'g{number}')}, description: {quoted(text)}, metric: {quoted(text)}}}\n"
        for number, text in enumerate(texts)
    )
    (project / "config" / "goals.yaml").write_text(
        f"organization: {{name: {quoted(texts[0])}, role: {quoted(texts[1])}}}\n"
        f"context: {word}\ngoals:\n{lines}",
        encoding="utf-8",
    )


def _packed(texts: Sequence[str], longest: int) -> list[str]:
    """Return the texts in as few as fit, none longer than a message of ours shows."""
    packed = [""]
    for text in texts:
        if len(packed[-1]) + len(text) > longest:
            packed.append("")
        packed[-1] += f"{text} "
    return packed


def _operator(project: Path, identity: str, declared: str) -> None:
    file = project / "config" / "operators" / f"{identity}.yaml"
    file.write_text(f"id: {identity}\n{declared}", encoding="utf-8")
