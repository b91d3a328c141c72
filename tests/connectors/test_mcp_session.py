"""One owner of each server: calls side by side, each cancelled alone, an end that delays nobody."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from operatoros.errors import OperatorosError
from tests.conftest import REPOSITORY
from tests.connectors.asked import connections, question, server, untold
from tests.connectors.left_behind import none_left

pytestmark = pytest.mark.anyio


async def test_calls_of_one_session_run_side_by_side() -> None:
    """Ten calls of 0.2 s each on one server take little more than one."""
    connector = server("slow")
    async with connections() as opened:
        await opened.ask(question(connector, "wait", {"seconds": 0}), untold)
        start = anyio.current_time()
        async with anyio.create_task_group() as group:
            for n in range(10):
                params = {"seconds": 0.2, "n": n}
                group.start_soon(opened.ask, question(connector, "wait", params), untold)
        assert anyio.current_time() - start < 1.0


async def test_one_call_that_runs_out_of_time_leaves_the_others_alone() -> None:
    """The server is told of the one that nobody waits for; another call gets its answer."""
    connector = server("slow")
    answers: list[object] = []

    async with connections() as opened:

        async def late() -> None:
            asked = question(connector, "wait", {"seconds": 60}, timeout_s=3)
            with pytest.raises(OperatorosError) as caught:
                await opened.ask(asked, untold)
            answers.append(caught.value.code)

        async def soon() -> None:
            answer = await opened.ask(question(connector, "wait", {"seconds": 0.1}), untold)
            answers.append(answer.items[0]["waited"])

        async with anyio.create_task_group() as group:
            group.start_soon(late)
            group.start_soon(soon)
        after = await opened.ask(question(connector, "cancelled"), untold)
    assert answers == [0.1, "ERR_SOURCE_TIMEOUT"]
    assert after.items[0]["count"] == 1


async def test_many_servers_are_closed_at_once() -> None:
    """Five servers that do not leave by themselves are gone within a second, together."""
    mark = str(uuid4())
    async with connections() as opened:
        async with anyio.create_task_group() as group:
            for n in range(5):
                connector = server("raw", "ignore-everything", mark, str(n), id=f"raw-{n}")
                group.start_soon(opened.ask, question(connector, "get"), untold)
        start = anyio.current_time()
    assert anyio.current_time() - start < 1.0
    assert none_left(mark)


async def test_a_server_of_the_newest_protocol_is_understood(tmp_path: Path) -> None:
    """A server that speaks only 2026-07-28 (no initialize, server/discover) is asked as well."""
    async with connections() as opened:
        answer = await opened.ask(question(server("modern"), "get"), untold)
    assert answer.items == ({"id": 1, "asked": ["server/discover", "tools/list"]},)


async def test_a_server_without_a_list_of_tools_may_be_called() -> None:
    """No `tools` capability: nothing can be checked, so the call decides."""
    async with connections() as opened:
        answer = await opened.ask(question(server("modern", "no-list"), "get"), untold)
    assert len(answer.items) == 1


IMPORTS = """
import sys, threading

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in {"mcp", "mcp_types", "jsonschema"}:
            sys.stdout.write(f"{name} {threading.current_thread() is threading.main_thread()}\\n")

sys.meta_path.insert(0, Watch())
import anyio
from tests.connectors.asked import ask, server
sys.stdout.write("loaded\\n")
anyio.run(ask, server("raw"), "get")
"""


async def test_the_sdk_is_imported_when_needed_and_in_a_thread() -> None:
    """Nothing of it at start-up; then in a thread, so that other sources go on meanwhile."""
    done = await anyio.run_process([sys.executable, "-c", IMPORTS], cwd=REPOSITORY)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "loaded"
    assert set(lines[1:]) == {"mcp False", "mcp_types False", "jsonschema False"}


async def test_our_own_terminal_stays_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither the server's error output nor the SDK's warnings reach our terminal."""
    async with connections() as opened:
        for how, tool in (("banner", "get"), ("well", "exit"), ("bad-result", "get")):
            try:
                await opened.ask(question(server("raw", how), tool), untold)
            except OperatorosError:
                continue
    seen = capfd.readouterr()
    assert (seen.out, seen.err) == ("", "")
    # Positive control: what a child would write to our terminal is seen here.
    async with await anyio.open_process([sys.executable, "-c", "print('x')"], stdout=None) as child:
        await child.wait()
    assert capfd.readouterr().out == "x\n"
