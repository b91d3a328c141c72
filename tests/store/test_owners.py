"""Who carries out a run, and whether it still lives."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from operatoros.store.owners import life_of, this_process


def test_this_process_is_alive() -> None:
    """The name of this process says so, twice the same."""
    assert this_process() == this_process()
    assert this_process().split("/")[2] == str(os.getpid())
    assert life_of(this_process()) == "alive"


def test_a_child_is_alive_until_it_ends() -> None:
    """Also while it is a zombie that nobody has waited for: it is gone."""
    code = (
        "from operatoros.store.owners import this_process\n"
        "print(this_process(), flush=True)\n"
        "input()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdin is not None
    name = child.stdout.readline().strip()
    assert life_of(name) == "alive"
    child.stdin.close()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert life_of(name) == "gone"
    child.wait()
    child.stdout.close()
    assert life_of(name) == "gone"


def test_a_number_that_was_used_again_is_not_the_same_process() -> None:
    """The same process id with another start is gone, and so is one of another boot."""
    host, boot, pid, start = this_process().split("/")
    assert life_of(f"{host}/{boot}/{pid}/{int(start) + 1}") == "gone"
    assert life_of(f"{host}/another-boot/{pid}/{start}") == "gone"


@pytest.mark.parametrize("owner", ["elsewhere/b/1/2", "x", "a/b/c/d", "a/b/1/2/3", "//1/2"])
def test_what_cannot_be_seen_from_here_is_unknown(owner: str) -> None:
    """Another machine's process, or a name that is none."""
    assert life_of(owner) == "unknown"


def test_nobody_is_gone() -> None:
    """A run without an owner has nobody."""
    assert life_of("") == "gone"
