"""Running a scenario under strace: what it calls, killed at a call, or with a call that fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from operatoros.workspace.log import read_lines
from operatoros.workspace.undo import undo
from operatoros.workspace.verify import verify
from tests.workspace.desk import Desk, desk, strays
from tests.workspace.scenarios import ALL, CONTROLS

REPOSITORY = Path(__file__).resolve().parents[2]
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?([a-z0-9_]+)\(")


@dataclass(frozen=True)
class Case:
    """What a scenario starts from and comes to.

    Attributes:
        name: Of the scenario.
        seq: The act to undo, or 0.
        before: The tree that lies there.
        after: The tree that the change makes.
    """

    name: str
    seq: int
    before: dict[str, tuple[object, ...]]
    after: dict[str, tuple[object, ...]]


@dataclass(frozen=True)
class Run:
    """What a run under strace came to.

    Attributes:
        killed: Whether the child was killed.
        told: What it told, or None if it told nothing.
        injected: Whether strace did something to it.
        calls: The names of the calls, in order (only where they were traced).
        status: Wait status.
    """

    killed: bool
    told: dict[str, object] | None
    injected: bool
    calls: list[str]
    status: int


class Zygote:
    """The forking process and strace."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout

    def run(self, name: str, base: Path, seq: int, *strace: str, walk: bool = False) -> Run:
        """Run a scenario's act in a child under strace with the given options."""
        wanted = {"scenario": name, "base": str(base), "seq": seq, "walk": walk}
        self._in.write(json.dumps(wanted) + "\n")
        self._in.flush()
        pid = json.loads(self._out.readline())["pid"]
        report = base / "strace"
        watcher = subprocess.Popen(
            ["strace", "-p", str(pid), "-o", str(report), *strace],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert watcher.stderr is not None
        attached = watcher.stderr.readline()
        assert "attached" in attached, attached
        os.kill(pid, signal.SIGCONT)
        status = json.loads(self._out.readline())["status"]
        watcher.communicate(timeout=10)
        lines = report.read_text(encoding="utf-8", errors="replace").splitlines()
        report.unlink()
        return Run(
            killed=os.WIFSIGNALED(status),
            told=_told(base),
            injected=any("(INJECTED" in line for line in lines),
            calls=[found[1] for line in lines if (found := _CALL.match(line))],
            status=status,
        )


def _told(base: Path) -> dict[str, object] | None:
    lines = (
        (base / "told").read_text(encoding="utf-8").splitlines() if (base / "told").exists() else []
    )
    return json.loads(lines[-1]) if lines else None


@contextmanager
def zygote() -> Iterator[Zygote]:
    """Start the forking process; skip where strace is missing or may not attach."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    with subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "tests.workspace.zygote"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"},
    ) as process:
        try:
            yield Zygote(process)
        finally:
            process.communicate(timeout=10)


def case_of(name: str, base: Path, *, walk: bool = False) -> Case:
    """Find out what a scenario finds and what it makes, by running it once."""
    fresh(name, base, walk=walk)
    with desk(base, force_walk=walk) as at:
        before = dict(at.tree())
        ALL[name].act(at, _SEQ[name])
        after = dict(at.tree())
    return Case(name=name, seq=_SEQ[name], before=before, after=after)


_SEQ: dict[str, int] = {}


def fresh(name: str, base: Path, *, walk: bool = False) -> None:
    """Prepare a scenario anew in a folder of its own (not copied: inodes matter)."""
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    with desk(base, force_walk=walk) as at:
        _SEQ[name] = ALL[name].prepare(at)


def points(calls: list[str]) -> list[tuple[str, int]]:
    """Return (call, which one) for every call of a run, in order."""
    seen: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    for name in calls:
        seen[name] += 1
        found.append((name, seen[name]))
    return found


def check_after(case: Case, base: Path, run: Run, *, walk: bool = False) -> str:
    """Open the workspace again and see that nothing is torn, lost, gone or left.

    Args:
        case: What was interrupted.
        base: Where.
        run: What the interrupted run told; `ok` means that the change was acknowledged.
        walk: Whether to open it without openat2.

    Returns:
        `before` or `after`: which of the two is on the disk.
    """
    with desk(base, force_walk=walk) as at:
        tree = dict(at.tree())
        if run.told is not None and run.told.get("notes"):
            _sweep_what_was_told(case, at)
            tree = dict(at.tree())
        assert tree in (case.before, case.after), "torn: neither the old nor the new state"
        where = "after" if tree == case.after else "before"
        left = strays(base)
        assert left == [], f"left behind: {left}"
        verdict = verify(at.places)
        assert verdict.ok, verdict.message
        if run.told is not None and run.told["ok"]:
            assert where == "after" or case.before == case.after, "acknowledged, then gone"
        if case.name not in CONTROLS:
            _check_log(case, at, where)
            _check_undo(case, at, where)
    return where


def _sweep_what_was_told(case: Case, at: Desk) -> None:
    """Remove empty folders that should have gone: that they were left was told in a note."""
    for path in sorted(set(case.before) - set(case.after), reverse=True):
        folder = at.folder / path
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def _check_log(case: Case, at: Desk, where: str) -> None:
    """See that the log's last act says what is on the disk."""
    results = [line.data["result"] for line in read_lines(at.places) if line.kind == "outcome"]
    intents = [line for line in read_lines(at.places) if line.kind == "intent"]
    assert len(results) == len(intents)
    mine = intents[-1] if len(intents) > (1 if case.seq else 0) else None
    if mine is None:
        assert where == "before" or case.before == case.after
    elif case.before != case.after:
        assert results[-1] == ("done" if where == "after" else "rolled_back")


def _check_undo(case: Case, at: Desk, where: str) -> None:
    """See that what was done can be undone to the very same tree."""
    if where == "after" and case.before != case.after:
        last = [line.seq for line in read_lines(at.places) if line.kind == "intent"][-1]
        at.apply(undo(last, at.workspace))
        assert at.tree() == case.before
        assert strays(at.folder) == []
