"""MCP connectors: one warm server, every way it can fail, and real servers."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import pytest

from operatoros.catalog.declared import Connector, Fetch, McpServer
from operatoros.connectors.asking import Answer, Question
from operatoros.connectors.mcp import launch_of
from operatoros.connectors.sessions import Connections
from operatoros.errors import OperatorosError
from tests.conftest import REPOSITORY
from tests.connectors.asked import ask, command, connections, question, server, untold
from tests.connectors.left_behind import none_left

pytestmark = pytest.mark.anyio
NPM = REPOSITORY / ".cache" / "npm" / "node_modules" / ".bin"


async def failure(
    connector: Connector, tool: str, params: Any = None, **more: Any
) -> OperatorosError:
    """Return what asking raises; anything but one of ours fails the test."""
    with pytest.raises(OperatorosError) as caught:
        await ask(connector, tool, params, **more)
    return caught.value


# How the server behaves, the tool, the code. Each way to fail has a code of its own.
FAILURES = [
    ("exit-at-once", "get", "ERR_MCP_START"),
    ("well", "exit", "ERR_MCP_EXITED"),
    ("well", "crash", "ERR_MCP_EXITED"),
    ("well", "error", "ERR_MCP_TOOL_ERROR"),
    ("refuses", "get", "ERR_MCP_CALL"),
    ("refuses-as-closed", "get", "ERR_MCP_CALL"),
    ("endless-noise", "get", "ERR_MCP_NOISE"),
    ("endless-line", "get", "ERR_MCP_FRAME_TOO_LARGE"),
    ("huge-frame", "get", "ERR_MCP_FRAME_TOO_LARGE"),
    ("bad-frame", "get", "ERR_MCP_BAD_FRAME"),
    ("bad-result", "get", "ERR_MCP_BAD_RESULT"),
    ("bad-list", "get", "ERR_MCP_HANDSHAKE"),
    ("old-protocol", "get", "ERR_MCP_HANDSHAKE"),
    ("well", "nope", "ERR_MCP_TOOL_UNKNOWN"),
    ("well", "write", "ERR_MCP_TOOL_WRITES"),
]


@pytest.mark.parametrize(("how", "tool", "code"), FAILURES)
async def test_each_way_to_fail_has_its_own_code(how: str, tool: str, code: str) -> None:
    """A server that misbehaves ends its source at once, with a code that names how."""
    start = anyio.current_time()
    error = await failure(server("raw", how), tool, {"n": 1})
    assert error.code == code
    assert error.hint
    assert anyio.current_time() - start < 8


# Positive control: the same server, behaving well or nearly so, answers.
@pytest.mark.parametrize("how", ["well", "banner", "noise-mid-call", "stays", "slow-pattern"])
async def test_a_server_that_is_merely_untidy_answers(how: str) -> None:
    """A banner, log lines on the wrong stream and a server that does not leave are survived."""
    answer = await ask(server("raw", how), "get", {"n": "a" * 50} if how == "slow-pattern" else {})
    assert len(answer.items) == 1
    assert answer.error is None


@pytest.mark.parametrize(
    ("how", "tool"), [("silent", "get"), ("well", "sleep"), ("ignore-everything", "sleep")]
)
async def test_a_server_that_hangs_ends_on_time(how: str, tool: str) -> None:
    """A server that never answers ends at its deadline, and closing it delays nobody."""
    mark = str(uuid4())
    start = anyio.current_time()
    error = await failure(server("raw", how, mark), tool, timeout_s=1.0)
    assert error.code == "ERR_SOURCE_TIMEOUT"
    assert 1.0 <= anyio.current_time() - start < 2.0
    assert none_left(mark)


@pytest.mark.parametrize("how", ["fork", "fork-away"])
async def test_a_servers_own_children_end_with_it(how: str) -> None:
    """After a run neither the server nor a grandchild lives, in its group or its own."""
    mark = str(uuid4())
    answer = await ask(server("raw", how, mark), "get")
    assert len(answer.items) == 1
    assert none_left(mark)


async def test_what_a_server_says_is_escaped_and_redacted() -> None:
    """A tool's error text cannot move the terminal; a credential in it is taken out."""
    error = await failure(server("raw"), "error")
    assert "\x1b" not in error.message
    assert "\\u{1b}" in error.message
    credentials = {"token": "secret-token-123456"}
    error = await failure(server("raw"), "exit", credentials=credentials)
    assert "secret-token-123456" not in str(error.as_json())
    assert "[secret]" in str(error.details["stderr"])


async def test_the_last_words_of_a_server_are_in_the_details() -> None:
    """A server that exits at once is named with its status and what it wrote."""
    error = await failure(server("raw", "exit-at-once"), "get")
    assert error.details["status"] == 3
    assert "no licence" in str(error.details["stderr"])
    assert "no licence" in error.message


async def ask_all(opened: Connections, asked: list[Question]) -> list[Answer | OperatorosError]:
    """Ask all at once; a failure stands in its place."""
    found: list[Answer | OperatorosError | None] = [None] * len(asked)

    async def one(position: int, item: Question) -> None:
        try:
            found[position] = await opened.ask(item, untold)
        except OperatorosError as exc:
            found[position] = exc

    async with anyio.create_task_group() as group:
        for position, item in enumerate(asked):
            group.start_soon(one, position, item)
    return [item for item in found if item is not None]


def pid_of(answer: Answer | OperatorosError) -> object:
    """Return the process that answered."""
    assert isinstance(answer, Answer), answer
    return answer.items[0]["pid"]


async def test_sources_of_one_connector_share_one_server() -> None:
    """Ten sources, asked at once and later, are answered by one process."""
    connector = server("raw")
    async with connections() as opened:
        asked = [question(connector, "get", {"n": n}, source=f"s{n}") for n in range(10)]
        pids = {pid_of(answer) for answer in await ask_all(opened, asked)}
        pids.add(pid_of(await opened.ask(question(connector, "other", {"n": 1}), untold)))
        # Another command line is another server.
        pids.add(pid_of(await opened.ask(question(server("raw", "stays"), "get"), untold)))
    assert len(pids) == 2


async def test_a_crash_ends_the_calls_under_way_and_the_next_source_starts_it_once_more() -> None:
    """The server's end is told to all who waited; one restart serves those who come later."""
    connector = server("raw")
    async with connections() as opened:
        first = pid_of(await opened.ask(question(connector, "get"), untold))
        fallen = await ask_all(opened, [question(connector, "crash", {"n": n}) for n in (0, 1)])
        assert [exc.code for exc in fallen if isinstance(exc, OperatorosError)] == [
            "ERR_MCP_EXITED",
            "ERR_MCP_EXITED",
        ]
        second = pid_of(await opened.ask(question(connector, "get", {"n": 2}), untold))
        assert second != first
        with pytest.raises(OperatorosError):
            await opened.ask(question(connector, "crash", {"n": 2}), untold)
        # It had its second chance.
        with pytest.raises(OperatorosError) as caught:
            await opened.ask(question(connector, "get", {"n": 3}), untold)
        assert caught.value.code == "ERR_MCP_EXITED"
        # Another connector is not concerned.
        assert await opened.ask(question(server("raw", "banner"), "get"), untold)


async def test_a_server_that_cannot_start_is_tried_once_for_all_sources(tmp_path: Path) -> None:
    """All sources of the connector get the same answer; it is not started again for each."""
    log = tmp_path / "starts"
    code = f"open({str(log)!r}, 'a').write('x'); raise SystemExit(5)"
    connector = command(sys.executable, "-c", code)
    async with connections() as opened:
        asked = [question(connector, tool) for tool in ("a", "b", "c")]
        codes = {
            exc.code for exc in await ask_all(opened, asked) if isinstance(exc, OperatorosError)
        }
        with pytest.raises(OperatorosError):
            await opened.ask(question(connector, "d"), untold)
    assert codes == {"ERR_MCP_START"}
    assert log.read_text(encoding="utf-8") == "x"


async def test_declared_variables_arrive_and_nothing_else() -> None:
    """Of 20 planted secrets a server sees none; `env` with a credential template arrives."""
    secrets = {f"PLANTED_{n}_API_KEY": f"planted-secret-{n}" for n in range(20)}
    environ = {"PATH": os.environ["PATH"], "HOME": "/nowhere", **secrets}
    connector = server("environment", env={"MY_KEY": "{{credentials.apiKey}}", "PLAIN": "x"})
    credentials = {"apiKey": "declared-key-1"}
    answer = await ask(connector, "show", environ=environ, credentials=credentials)
    seen = dict(answer.items[0])
    assert seen["MY_KEY"] == "declared-key-1"
    assert seen["PLAIN"] == "x"
    assert not [name for name, value in seen.items() if "planted" in str(value)]
    assert set(seen) <= {"MY_KEY", "PLAIN", "PATH", "HOME", "LC_CTYPE", "LANG"}


async def test_a_tool_outside_the_list_is_not_called_and_starts_nothing(tmp_path: Path) -> None:
    """`tools` allow-lists: anything else is refused before a server is started."""
    log = tmp_path / "starts"
    code = f"open({str(log)!r}, 'a').write('x')"
    connector = command(sys.executable, "-c", code, tools=("get", "list"))
    error = await failure(connector, "delete_everything")
    assert error.code == "ERR_MCP_TOOL_NOT_LISTED"
    assert not log.exists()
    # Positive control: a listed tool is called.
    listed = server("raw", tools=("get",))
    assert len((await ask(listed, "get")).items) == 1


@pytest.mark.parametrize("params", [{"n": "many"}, {"m": 1}])
async def test_parameters_are_checked_against_the_tools_schema(params: dict[str, Any]) -> None:
    """A wrong type and an unknown name are refused here; the server would ignore the latter."""
    error = await failure(server("raw"), "get", params)
    assert error.code == "ERR_MCP_ARGUMENTS"
    assert error.exit_status == 2


async def test_fixed_arguments_are_filled_in_and_the_sources_win() -> None:
    """`args` of the fetch may hold templates; a source's parameter replaces one of them."""
    fetch = Fetch(name="f", tool="get", args={"n": 3}, data_selector="asked")
    connector = server("raw")
    answer = await ask(connector, "", fetch=fetch)
    assert answer.items == ({"n": 3},)
    answer = await ask(connector, "", {"n": 4}, fetch=fetch)
    assert answer.items == ({"n": 4},)
    dated = replace(fetch, args={"n": "{{date.startOfDay.epoch}}"})
    answer = await ask(connector, "", fetch=dated)
    assert answer.items == ({"n": 1795219200},)


def test_a_line_of_the_original_names_our_module() -> None:
    """`npx tsx packages/connectors/...` is not run; the hint names the module that we ship."""
    line = McpServer(command="npx", args=("tsx", "packages/connectors/src/hubspot/index.ts"))
    connector = Connector(id="crm", name="CRM", kind="mcp", mcp=line)
    with pytest.raises(OperatorosError) as caught:
        launch_of(question(connector, "get_open_deals"), {"PATH": "/usr/bin"})
    assert caught.value.code == "ERR_COMMAND_NOT_FOUND"
    assert "module: hubspot" in caught.value.hint
    line = replace(line, args=("tsx", "packages/connectors/src/their-own/index.ts"))
    with pytest.raises(OperatorosError) as caught:
        launch_of(question(replace(connector, mcp=line), "get"), {"PATH": "/usr/bin"})
    assert caught.value.code == "ERR_COMMAND_NOT_FOUND"


def test_packages_become_launcher_lines() -> None:
    """`npx:` and `uvx:` packages are started by their launchers, pinned as written."""

    def line(package: str) -> tuple[str, tuple[str, ...]]:
        connector = Connector(
            id="p", name="P", kind="mcp", mcp=McpServer(package=package, args=("--x",))
        )
        launch = launch_of(question(connector, "t"), {"https_proxy": "p", "SECRET": "s"})
        assert launch.env == {"https_proxy": "p"}
        assert launch.label == package
        return launch.command, launch.args

    assert line("npx:@a/b@1.2.3") == ("npx", ("-y", "@a/b@1.2.3", "--x"))
    assert line("uvx:mcp-server-git==2026.1") == (
        "uvx", ("--from", "mcp-server-git==2026.1", "mcp-server-git", "--x")
    )  # fmt: skip
    assert line("uvx:thing[extra]==1") == ("uvx", ("--from", "thing[extra]==1", "thing", "--x"))
    with pytest.raises(OperatorosError) as caught:
        line("docker:thing")
    assert caught.value.code == "ERR_MCP_NOT_DECLARED"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (McpServer(url="https://mcp.example/mcp"), "ERR_MCP_URL_UNSUPPORTED"),
        (McpServer(), "ERR_MCP_NOT_DECLARED"),
        (McpServer(command="no-such-program-here"), "ERR_COMMAND_NOT_FOUND"),
        (McpServer(command=sys.executable, cwd="no-such-folder"), "ERR_COMMAND_FAILED"),
    ],
)
async def test_what_cannot_be_started_says_why(declared: McpServer, code: str) -> None:
    """An address, nothing at all, an unknown program, a missing folder: each has its code."""
    connector = Connector(id="c", name="C", kind="mcp", mcp=declared)
    assert (await failure(connector, "t")).code == code


# -- servers that others wrote -------------------------------------------------------------------


async def test_mcp_server_git_answers_and_its_writing_tools_do_not(tmp_path: Path) -> None:
    """The git server from PyPI is read; its `git_reset` and `git_commit` are never called."""
    connector = command("mcp-server-git")
    elsewhere = {"repo_path": str(tmp_path)}
    writing = ("git_commit", "git_reset", "git_checkout", "git_create_branch", "git_add")
    async with connections() as opened:
        params = {"repo_path": str(REPOSITORY), "max_count": 1}
        answer = await opened.ask(question(connector, "git_log", params), untold)
        told = await ask_all(opened, [question(connector, tool, elsewhere) for tool in writing])
        read = await ask_all(opened, [question(connector, "git_log", elsewhere)])
    assert "Commit" in str(answer.items[0]["text"])
    codes = [item.code for item in told if isinstance(item, OperatorosError)]
    assert codes == ["ERR_MCP_TOOL_WRITES"] * len(writing)
    assert isinstance(read[0], OperatorosError)
    assert read[0].code in {"ERR_MCP_TOOL_ERROR", "ERR_MCP_CALL"}


async def test_mcp_server_time_answers() -> None:
    """The time server from PyPI gives one structured record; nonsense is its tool's error."""
    connector = command("mcp-server-time")
    zones = ({"timezone": "UTC"}, {"timezone": "Nowhere/None"})
    async with connections() as opened:
        asked = [question(connector, "get_current_time", zone) for zone in zones]
        answer, error = await ask_all(opened, asked)
    assert isinstance(answer, Answer)
    assert answer.items[0]["timezone"] == "UTC"
    assert isinstance(error, OperatorosError)
    assert error.code in {"ERR_MCP_TOOL_ERROR", "ERR_MCP_CALL"}


def npm(name: str, *args: str) -> Connector:
    """Return a connector of an npm server, or skip with the reason."""
    if not (NPM / name).exists():
        pytest.skip(f"{name} is not installed: run scripts/test-tools")
    return command(str(NPM / name), *args)


@pytest.mark.outside
async def test_the_npm_filesystem_server_answers(tmp_path: Path) -> None:
    """The reference filesystem server reads and is never asked to write."""
    (tmp_path / "a.txt").write_text("hello\n", encoding="utf-8")
    connector = npm("mcp-server-filesystem", str(tmp_path))
    answer = await ask(connector, "list_directory", {"path": str(tmp_path)})
    assert "a.txt" in str(answer.items)
    write = {"path": str(tmp_path / "b.txt"), "content": "x"}
    assert (await failure(connector, "write_file", write)).code == "ERR_MCP_TOOL_WRITES"
    assert not (tmp_path / "b.txt").exists()
    outside = await failure(connector, "read_text_file", {"path": "/etc/hostname"})
    assert outside.code == "ERR_MCP_TOOL_ERROR"


@pytest.mark.outside
async def test_the_npm_everything_server_answers() -> None:
    """Structured content, text and images of the reference server are read as records."""
    connector = npm("mcp-server-everything")
    structured = await ask(connector, "get-structured-content", {"location": "New York"})
    assert {"temperature", "humidity"} <= set(structured.items[0])
    picture = await ask(connector, "get-tiny-image")
    assert picture.notes
    added = await ask(connector, "get-sum", {"a": 2, "b": 40})
    assert "42" in str(added.items)
    seen = await ask(connector, "get-env", environ={"PATH": os.environ["PATH"], "MY_TOKEN": "x"})
    assert "MY_TOKEN" not in seen.items[0]
    long = {"duration": 60, "steps": 3}
    start = anyio.current_time()
    error = await failure(connector, "trigger-long-running-operation", long, timeout_s=1.0)
    assert error.code == "ERR_SOURCE_TIMEOUT"
    assert anyio.current_time() - start < 2.0


async def test_the_example_server_of_the_tutorial_answers() -> None:
    """A user's own server in Python, run by `command`, as the requirement's second way."""
    folder = REPOSITORY / "examples" / "my-service-mcp"
    connector = Connector(
        id="my-service",
        name="My Service",
        kind="mcp",
        mcp=McpServer(
            command=sys.executable,
            args=("server.py",),
            env={"MY_SERVICE_API_KEY": "{{credentials.apiKey}}"},
            cwd=str(folder),
        ),
    )
    fetch = Fetch(name="get_items", tool="get_items")
    credentials = {"apiKey": "my-key-123"}
    answer = await ask(connector, "", {"limit": 2}, fetch=fetch, credentials=credentials)
    assert [item["id"] for item in answer.items] == ["item-1", "item-2"]
    assert answer.items[0]["asked_with_key"] is True
    error = await failure(connector, "", {"limit": 0}, fetch=fetch, credentials=credentials)
    assert error.code == "ERR_MCP_TOOL_ERROR"
