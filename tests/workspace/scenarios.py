"""Changes to be interrupted: what lies there before, and what is done to it.

Each scenario is run in a process of its own that is killed, or lied to by the kernel, at one
system call. `prepare` happens before that; `act` is what is interrupted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Command, Edit
from operatoros.workspace.opening import open_workspace
from operatoros.workspace.places import places_for
from operatoros.workspace.plan import Done
from tests.workspace.desk import NOW, Desk, command, edits, patch, write


@dataclass(frozen=True)
class Scenario:
    """One interrupted change.

    Attributes:
        prepare: Puts things there; returns the number of the act to undo, or 0.
        act: What is interrupted; takes that number.
    """

    prepare: Callable[[Desk], int]
    act: Callable[[Desk, int], object]


def _files(at: Desk) -> int:
    at.put("a.txt", "Alpha\nBeta\n", mode=0o640)
    at.put("d/one.txt", "1\n" * 50, mode=0o600)
    at.put("d/e/two.txt", "2\n", mode=0o755)
    os.symlink("one.txt", at.folder / "d" / "link")
    os.setxattr(at.folder / "a.txt", "user.note", b"kept")
    return 0


def _plain(at: Desk) -> int:
    _files(at)
    (at.folder / "d" / "link").unlink()
    return 0


def _then(wanted: Callable[[], Command]) -> Callable[[Desk], int]:
    """Prepare the files and do something, so that it can be undone."""

    def prepare(at: Desk) -> int:
        _files(at)
        (at.folder / "d" / "link").unlink()
        return at.do(wanted()).seq

    return prepare


PATCH = "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,3 @@\n Alpha\n-Beta\n+Gamma\n+Delta\n"

SCENARIOS: Mapping[str, Scenario] = {
    "create": Scenario(_files, lambda at, _seq: at.do(write("new/deep/n.txt", "N" * 5000))),
    "overwrite": Scenario(_files, lambda at, _seq: at.do(write("a.txt", "Gamma\n"))),
    "edit": Scenario(
        _files,
        lambda at, _seq: at.do(edits("a.txt", Edit(op="replaceAll", find="a", text="o"))),
    ),
    "patch": Scenario(_files, lambda at, _seq: at.do(patch("a.txt", PATCH))),
    "copy": Scenario(_plain, lambda at, _seq: at.do(command("fs.copy", "d", path_to="x/y"))),
    "move": Scenario(_files, lambda at, _seq: at.do(command("fs.move", "d", path_to="x/y"))),
    "rename": Scenario(
        _files, lambda at, _seq: at.do(command("fs.rename", "a.txt", path_to="b.txt"))
    ),
    "delete": Scenario(_files, lambda at, _seq: at.do(command("fs.delete", "a.txt"))),
    "delete folder": Scenario(_files, lambda at, _seq: at.do(command("fs.delete", "d"))),
    "delete link": Scenario(_files, lambda at, _seq: at.do(command("fs.delete", "d/link"))),
    "undo overwrite": Scenario(
        _then(lambda: write("a.txt", "Gamma\n")), lambda at, seq: at.undo(seq)
    ),
    "undo create": Scenario(
        _then(lambda: write("new/deep/n.txt", "N\n")), lambda at, seq: at.undo(seq)
    ),
    "undo delete": Scenario(_then(lambda: command("fs.delete", "d")), lambda at, seq: at.undo(seq)),
    "undo move": Scenario(
        _then(lambda: command("fs.move", "d", path_to="x/y")), lambda at, seq: at.undo(seq)
    ),
    "undo copy": Scenario(
        _then(lambda: command("fs.copy", "d", path_to="x/y")), lambda at, seq: at.undo(seq)
    ),
    # Nothing is done but opening: what is interrupted is the recovery of something killed before.
    "recover": Scenario(_files, lambda _at, _seq: None),
}


def _naive_write(at: Desk, _seq: int) -> None:
    """Write in place, as a program without a plan does: the control that must be found torn."""
    with open(at.folder / "a.txt", "wb", buffering=0) as file:
        for line in (b"Gamma\n", b"Delta\n"):
            file.write(line)


def _naive_answer(at: Desk, _seq: int) -> None:
    """Write beside and rename, but take a failed write for a success: the second control."""
    path = at.folder / "a.txt"
    try:
        with open(path.with_name("other"), "wb", buffering=0) as file:
            file.write(b"Gamma\n")
        os.rename(path.with_name("other"), path)
    except OSError:
        pass  # the mistake that the harness must find


CONTROLS: Mapping[str, Scenario] = {
    "naive write": Scenario(_files, _naive_write),
    "naive answer": Scenario(_files, _naive_answer),
}
ALL: Mapping[str, Scenario] = {**SCENARIOS, **CONTROLS}


def run(name: str, base: str, seq: int, *, walk: bool) -> dict[str, object]:
    """Act out a scenario and return what is told: the answer, or the error's code."""
    places = places_for(base + "/state", base + "/work")
    try:
        with open_workspace(base + "/work", places, now=NOW, force_walk=walk) as opened:
            at = Desk(workspace=opened, folder=Path(base, "work"), places=places)
            done = ALL[name].act(at, seq)
    except OperatorosError as exc:
        return {"ok": False, "code": exc.code}
    if isinstance(done, Done):
        return {"ok": True, "state": done.state, "notes": len(done.notes)}
    return {"ok": True, "state": "done", "notes": 0}
