"""Both tutorials of docs/connectors.md, done exactly as they are written."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from tests.journeys.conftest import REPOSITORY, Call

PAGE = (REPOSITORY / "docs" / "connectors.md").read_text(encoding="utf-8")
TUTORIALS = re.findall(r"^## (Tutorial: [^\n]+)\n(.*?)(?=^## )", PAGE, re.S | re.M)
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int) -> None:
    async def until_it_listens() -> None:
        with anyio.fail_after(10):
            while True:
                try:
                    async with await anyio.connect_tcp("127.0.0.1", port):
                        return
                except OSError:
                    await anyio.sleep(0.02)

    anyio.run(until_it_listens)


def test_there_are_two_tutorials() -> None:
    """The page has the requirement's two ways to add a connector."""
    assert len(TUTORIALS) == 2


@pytest.mark.parametrize(("title", "text"), TUTORIALS, ids=[title for title, _ in TUTORIALS])
def test_a_tutorial_works_as_written(call: Call, tmp_path: Path, title: str, text: str) -> None:
    """Every file is written and every command typed as the page says; the last one briefs."""
    project = tmp_path / "project"
    port = _free_port()
    text = text.replace("8765", str(port))
    env: dict[str, str] = {}
    servers: list[subprocess.Popen[bytes]] = []
    last = ""
    try:
        for kind, body in BLOCK.findall(text):
            if kind != "console":
                name = body.partition("\n")[0].removeprefix("# ").strip()
                file = project / name
                file.parent.mkdir(parents=True, exist_ok=True)
                # `python` of the page is whichever Python has the packages.
                body = body.replace("command: python\n", f"command: {sys.executable}\n")
                file.write_text(body, encoding="utf-8")
                continue
            for line in body.splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True)
                if not words:
                    continue
                if words[0] == "export":
                    env |= {name: value for name, _, value in (w.partition("=") for w in words[1:])}
                elif words[-1] == "&":
                    given = dict(word.split("=", 1) for word in words if "=" in word)
                    argv = [word for word in words[:-1] if "=" not in word]
                    argv = [sys.executable if word == "python" else word for word in argv]
                    servers.append(subprocess.Popen(argv, cwd=project, env=given))
                    _wait_for(port)
                else:
                    assert words[0] == "operatoros", line
                    said = call(*words[1:], env=env)
                    assert said.status == 0, said.err
                    last = said.out
    finally:
        for server in servers:
            server.kill()
            server.wait()
    assert "1 of 1 complete" in last
