"""Every command of the README does what the README says."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import REPOSITORY, Call

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.S)
COMMANDS = [line.strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
INLINE = [text for text in re.findall(r"`(operatoros [^`]+)`", README)]

# What each command ends with for somebody who types it as it stands; the keys of the README are
# placeholders, and placeholders count as not set.
EXPECTED = {
    "operatoros run repo-pulse --model none": 0,
    "operatoros run deal-intelligence": 6,
    "operatoros run deal-intelligence deal-gaps": 6,
    "operatoros run deal-intelligence --list": 0,
    "operatoros run deal-intelligence --from hubspot.open_deals_with_owners=deals.csv": 6,
    "operatoros operator new my-briefing": 0,
    "operatoros validate": 0,
    "operatoros demo": 0,
    "operatoros chat prompt --workspace project": 0,
    "operatoros act chat.txt --workspace project": 0,
    "operatoros undo --workspace project": 3,
    "operatoros watch --workspace project": 6,
    "operatoros runs list": 0,
    "operatoros runs show RUN": 3,
}
# It goes on until somebody stops it, so it has a test of its own.
SERVES = "operatoros serve"


def _ours(command: str) -> str:
    return command.replace(".venv/bin/operatoros", "operatoros")


def test_every_command_of_the_readme_is_known_here() -> None:
    """No command stands in the README that no test runs."""
    ours = {_ours(text) for text in (*COMMANDS, *INLINE) if "operatoros " in _ours(text)}
    ours = {text for text in ours if text.startswith("operatoros ")}
    assert ours == {*EXPECTED, SERVES}
    others = {text for text in COMMANDS if not _ours(text).startswith("operatoros ")}
    assert {text.split()[0] for text in others} == {"git", "make", "export", "mkdir"}


@pytest.mark.parametrize(("command", "status"), EXPECTED.items())
def test_a_command_of_the_readme_ends_as_it_says(
    call: Call, tmp_path: Path, command: str, status: int
) -> None:
    """Typed as it stands, in a git repository, with the README's placeholders as keys."""
    project = tmp_path / "project"
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.test", "commit", "-q",
         "--allow-empty", "-m", "Begin"],
        cwd=project,
        check=True,
    )  # fmt: skip
    (project / "deals.csv").write_text("id,name,amount\n1,Blue Ocean,5\n", encoding="utf-8")
    (project / "project").mkdir()
    (project / "chat.txt").write_text("Nothing to do today.\n", encoding="utf-8")
    exports = [text for text in COMMANDS if text.startswith("export ")]
    env = dict(pair.split("=", 1) for text in exports for pair in shlex.split(text)[1:])
    if command.startswith("operatoros run repo-pulse") or "--from" in command:
        env = {}
    said = call(*shlex.split(command)[1:], env=env)
    assert said.status == status, said.err


def test_the_readmes_server_serves(tmp_path: Path) -> None:
    """`operatoros serve` prints where its pages are, and ends when it is told to."""
    arguments = [*shlex.split(SERVES)[1:], "--port", "0", "--no-open"]
    with subprocess.Popen(
        [sys.executable, "-m", "operatoros", *arguments],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "OPERATOROS_HOME": str(tmp_path / "state")},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "OperatorOS is at http://localhost:" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == 0


@pytest.mark.slow
@pytest.mark.parametrize("goal", ["demo"])
def test_a_fresh_clone_needs_one_command(tmp_path: Path, goal: str) -> None:
    """In a clone without any environment, `make demo` does all the set-up and tells the story."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(clone)], check=True)
    done = subprocess.run(
        ["make", goal],
        cwd=clone,
        env={**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "undone" in done.stdout
