"""Children inherit little, are found where people expect, and are all gone afterwards."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from operatoros.connectors import children
from operatoros.secrets import Redactor, Secret
from tests.connectors.left_behind import appeared, none_left

pytestmark = pytest.mark.anyio
ENV = {"PATH": os.environ["PATH"]}
SHOW_ENV = "import os, json; print(json.dumps(dict(os.environ)))"


async def run(code: str, *args: str, **more: object) -> children.Finished:
    """Run a line of Python as a child."""
    settings = {"env": ENV, "cwd": "/", "max_bytes": 100_000, "redactor": Redactor(), **more}
    return await children.run([sys.executable, "-c", code, *args], **settings)  # type: ignore[arg-type]  # the same names


SECRETS = {f"{name}_{kind}": f"planted-{n}" for n, (name, kind) in enumerate(
    (name, kind)
    for name in ("ANTHROPIC", "OPERATOR", "HUBSPOT", "AWS_SECRET", "GITHUB", "LC_MY", "HOME_OF")
    for kind in ("API_KEY", "TOKEN", "PASSWORD")
)}  # fmt: skip


async def test_a_child_gets_declared_variables_and_basics_only() -> None:
    """Of 21 planted secrets a child sees none; a declared variable and the basics arrive."""
    assert len(SECRETS) >= 20
    ours = {"HOME": "/home/me", "LANG": "C.UTF-8", "PATH": ENV["PATH"], "http_proxy": "p"} | SECRETS
    env = children.child_environment(ours, declared={"MY_KEY": "declared-1", "LANG": "de_DE.UTF-8"})
    seen = (await run(SHOW_ENV, env=env)).out.decode()
    assert "planted" not in seen
    assert "declared-1" in seen
    # Positive control: without the rule every one of them arrives.
    unsafe = (await run(SHOW_ENV, env=ours)).out.decode()
    assert all(value in unsafe for value in SECRETS.values())
    assert env == {
        "HOME": "/home/me", "PATH": ENV["PATH"], "MY_KEY": "declared-1", "LANG": "de_DE.UTF-8"
    }  # fmt: skip


def test_a_launcher_gets_the_way_out_and_still_no_secret() -> None:
    """Npx and uvx get proxy, CA and temporary folder on top; secrets stay with us."""
    way_out = {"HTTPS_PROXY": "p", "no_proxy": "n", "NODE_EXTRA_CA_CERTS": "c", "TMPDIR": "/t"}
    env = children.child_environment(way_out | SECRETS, declared={}, launcher=True)
    assert env == way_out
    assert children.child_environment(way_out, declared={}) == {}
    assert children.is_launcher("npx")
    assert children.is_launcher("/usr/bin/uvx")
    assert not children.is_launcher("python")


def test_a_command_is_looked_for_on_path_then_beside_us(tmp_path: Path) -> None:
    """PATH comes first, then the folder of our own Python; a file may be relative."""
    program = tmp_path / "mcp-server-time"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    find = children.find_command
    assert find("mcp-server-time", path=str(tmp_path), folder="/") == str(program)
    beside = os.path.dirname(sys.executable)
    assert find(os.path.basename(sys.executable), path="/nowhere", folder="/").startswith(beside)
    relative = find("./mcp-server-time", path="", folder=str(tmp_path))
    assert os.path.samefile(relative, program)


@pytest.mark.parametrize("command", ["no-such-program", "./no-such-file", "npx-of-nobody"])
def test_a_missing_command_says_so(command: str) -> None:
    """A program that is not there is ERR_COMMAND_NOT_FOUND and never a shell's guess."""
    with pytest.raises(children.CommandNotFound) as caught:
        children.find_command(command, path="/usr/bin", folder="/")
    assert caught.value.code == "ERR_COMMAND_NOT_FOUND"
    assert caught.value.hint


async def test_a_file_that_is_no_program_is_a_failure_with_a_code(tmp_path: Path) -> None:
    """What the system refuses to start is ERR_COMMAND_FAILED."""
    file = tmp_path / "not-a-program"
    file.write_bytes(b"\x00\x01")
    file.chmod(0o755)
    with pytest.raises(children.CommandFailed) as caught:
        await children.run([str(file)], env={}, cwd="/", max_bytes=10, redactor=Redactor())
    assert caught.value.code == "ERR_COMMAND_FAILED"
    with pytest.raises(children.CommandFailed):
        await run("pass", "a\0b")


async def test_run_returns_status_output_and_last_words() -> None:
    """A short-lived child's status, output and error output come back; its input is fed."""
    code = "import sys; print(sys.stdin.read().upper()); print('why', file=sys.stderr); exit(7)"
    done = await run(code, feed=b"hello " * 50_000, max_bytes=1_000_000)
    assert (done.status, done.err, done.cut) == (7, "why\n", False)
    assert done.out == b"HELLO " * 50_000 + b"\n"


async def test_a_child_that_writes_without_end_is_ended() -> None:
    """Output beyond the limit ends the child; what was taken is exactly the limit."""
    with anyio.fail_after(10):
        done = await run("while True: print('x' * 1000)", max_bytes=50_000)
    assert done.cut
    assert len(done.out) == 50_000
    assert done.status < 0


async def test_last_words_hold_no_secret_even_where_they_were_cut() -> None:
    """A secret in the error output is redacted, also the half that a cut left over."""
    key = "key-" + "0123456789" * 30
    code = f"import sys; sys.stderr.write('{key} ' * 2000 + 'and \\x1b[2J the end')"
    done = await run(code, redactor=Redactor([Secret(key)]))
    assert "0123456789" not in done.err
    assert done.err.endswith("and \\u{1b}[2J the end")
    # Positive control: somebody else's redactor shows it.
    assert "0123456789" in (await run(code, redactor=Redactor([Secret("unrelated-1")]))).err


GRANDCHILDREN = """
import subprocess, sys, time, signal
away = sys.argv[2] == "away"
if sys.argv[3] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
idle = [sys.executable, "-c", "import signal; signal.pause()", sys.argv[1]]
subprocess.Popen(idle, start_new_session=away)
signal.pause()
"""


@pytest.mark.parametrize("where", ["group", "away"])
@pytest.mark.parametrize("ears", ["hears", "deaf"])
async def test_the_whole_family_is_ended_on_cancel(where: str, ears: str) -> None:
    """Within a second of a cancel neither child nor grandchild lives, deaf or gone away."""
    mark = f"mark-{uuid4()}"
    async with anyio.create_task_group() as group:
        group.start_soon(run, GRANDCHILDREN, mark, where, ears)
        await appeared(mark, count=2)
        start = anyio.current_time()
        group.cancel_scope.cancel()
    assert anyio.current_time() - start < 1.0
    assert none_left(mark)


async def test_a_grandchild_does_not_outlive_a_child_that_left_by_itself() -> None:
    """When the leader exits on its own, the rest of its group is ended too."""
    mark = f"mark-{uuid4()}"
    code = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', "
        "'import signal; signal.pause()', sys.argv[1]], stdout=subprocess.DEVNULL)"
    )
    with anyio.fail_after(10):
        await run(code, mark)
    assert none_left(mark)


async def test_an_error_in_the_block_arrives_as_itself() -> None:
    """An exception of the block is not wrapped in a group, and the child is gone."""
    mark = f"mark-{uuid4()}"

    async def fail() -> None:
        argv = [sys.executable, "-c", "import signal; signal.pause()", mark]
        async with children.started(argv, env=ENV, cwd="/"):
            await appeared(mark)
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await fail()
    assert none_left(mark)
