"""Somebody swaps a folder and a link that leads out, while we work in it: 0 escapes (W1, W3)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Command, Edit
from tests.workspace.desk import Desk, command, desk, edits, strays, tree_of, write
from tests.workspace.swapper import swapping

SENTINEL = "outside: never touched, never read\n"


def _lay_out(base: Path) -> tuple[Path, Path]:
    """Make work/d (a folder), work/l (a link out) and outside, each with the same names in it."""
    work, outside = base / "work", base / "outside"
    for folder in (work / "d", outside):
        folder.mkdir(parents=True)
        for name in ("f", "g"):
            (folder / name).write_text("inside\n" if folder != outside else SENTINEL, "utf-8")
        (folder / "sub").mkdir()
    os.symlink("../outside", work / "l")
    return work, outside


def _restore(at: Desk) -> None:
    """Put back what an earlier round took away: in the real folder, whichever name it has now."""
    for name in ("d", "l"):
        folder = at.folder / name
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            for file in ("f", "g"):
                part = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644, dir_fd=handle)
                os.write(part, b"inside\n")
                os.close(part)
            for extra in ("new", "copy", "moved"):
                try:
                    os.unlink(extra, dir_fd=handle)
                except FileNotFoundError:
                    pass  # the round was refused
        finally:
            os.close(handle)
        return


OPERATIONS: Mapping[str, Callable[[int], Command]] = {
    "create": lambda n: write("d/new", f"new {n}\n"),
    "create below": lambda n: write("d/sub/deep/new", f"new {n}\n"),
    "overwrite": lambda n: write("d/f", f"over {n}\n"),
    "edit": lambda n: edits("d/f", Edit(op="replaceFirst", find="inside", text=f"edit {n}")),
    "copy": lambda _n: command("fs.copy", "d/f", path_to="d/copy"),
    "move": lambda _n: command("fs.move", "d/g", path_to="d/moved"),
    "delete": lambda _n: command("fs.delete", "d/f"),
}


def race(base: Path, name: str, rounds: int, *, walk: bool, most: int = 0) -> Counter[str]:
    """Do one operation many times while its folder is swapped; return what came of it.

    It goes on, up to `most` rounds, until ten got through and ten were refused: how often the two
    processes meet is the machine's to say.
    """
    _work, outside = _lay_out(base)
    untouched = tree_of(outside)
    found: Counter[str] = Counter()
    with desk(base, force_walk=walk) as at, swapping(at.folder, "d", "l"):
        while (number := found.total()) < rounds or (_apart(found) < 10 and number < most):
            _restore(at)
            try:
                plan = at.plan(OPERATIONS[name](number))
                assert SENTINEL.encode() != plan.old, "read outside"
                at.apply(plan)
                found["done"] += 1
            except OperatorosError as exc:
                found[exc.code] += 1
            if number % 1000 == 0:
                assert tree_of(outside) == untouched, "escaped"
    assert tree_of(outside) == untouched, "escaped"
    with desk(base, force_walk=walk) as at:
        assert strays(at.folder) == []
    return found


def _apart(found: Counter[str]) -> int:
    """Return how often the rarer happened: to get through, or not."""
    return min(found["done"], found.total() - found["done"])


@pytest.mark.parametrize("walk", [False, True], ids=["openat2", "walk"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_change_escapes_while_its_folder_is_swapped(memory: Path, name: str, walk: bool) -> None:
    """W1, W3: a sample of 150 rounds each; 20,000 and 1,000 in the long tests."""
    found = race(memory, name, 150, walk=walk)

    assert sum(found.values()) == 150


@pytest.mark.slow
@pytest.mark.parametrize("walk", [False, True], ids=["openat2", "walk"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_change_escapes_in_20000_rounds(memory: Path, name: str, walk: bool) -> None:
    """W1, W3: 20,000 rounds with openat2, 2,000 with the walk; some of them must get through."""
    rounds = 2_000 if walk else 20_000
    found = race(memory, name, rounds, walk=walk, most=20 * rounds)

    print(name, "walk" if walk else "openat2", dict(found))  # noqa: T201  # the figures
    assert _apart(found) >= 10


@pytest.mark.parametrize("walk", [False, True], ids=["openat2", "walk"])
def test_no_reading_escapes_while_its_folder_is_swapped(memory: Path, walk: bool) -> None:
    """W1: what is read is what is inside, or nothing."""
    _lay_out(memory)
    found: Counter[str] = Counter()
    with desk(memory, force_walk=walk) as at, swapping(at.folder, "d", "l"):
        # At least so many rounds, and then until both outcomes were met: how often the two
        # processes meet is the machine's to say.
        while found.total() < 2_000 or (_rarest(found) < 10 and found.total() < 200_000):
            try:
                found[at.workspace.root.read("d/f", limit=100).decode()] += 1
            except OperatorosError as exc:
                found[exc.code] += 1

    assert SENTINEL not in found
    assert found["inside\n"] >= 10
    assert found["ERR_PATH_LINK"] >= 10


def _rarest(found: Counter[str]) -> int:
    return min(found["inside\n"], found["ERR_PATH_LINK"])


def test_the_harness_finds_an_escape_of_realpath(memory: Path) -> None:
    """The control: checking the real path and opening the name afterwards escapes."""
    work, outside = _lay_out(memory)
    untouched = tree_of(outside)
    escapes = 0
    with swapping(work, "d", "l"):
        for number in range(20_000):
            path = work / "d" / "f"
            try:
                beneath = os.path.realpath(path).startswith(str(work) + "/")
            except OSError:
                continue  # the name stopped being a link while it was read
            if not beneath:
                continue
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"naive {number}\n")
            if number % 50 == 0 and tree_of(outside) != untouched:
                escapes += 1
                break

    assert escapes, "the swapping never hit: the races above prove nothing"
