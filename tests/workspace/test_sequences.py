"""Random sequences of actions, then undo of all: the identical tree, modes included (W9)."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Command, Edit
from operatoros.workspace.undo import redo, undo
from operatoros.workspace.verify import verify
from tests.workspace.desk import Desk, command, desk, edits, hash_of, write

NAMES = ("a", "b", "c.txt", "d.py")
MODES = (0o644, 0o600, 0o755, 0o444, 0o640)


def _path(chance: random.Random) -> str:
    return "/".join(chance.choices(NAMES, k=chance.randint(1, 3)))


def _content(chance: random.Random) -> bytes:
    ends = chance.choice(("\n", "\r\n"))
    lines = [
        chance.choice(("alpha", "beta", "", "gamma delta")) for _ in range(chance.randint(0, 8))
    ]
    text = ends.join(lines) + chance.choice(("", ends))
    return chance.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe\x00")) + text.encode()


def _any_command(chance: random.Random) -> Command:
    path = _path(chance)
    kinds: tuple[Callable[[], Command], ...] = (
        lambda: write(path, _content(chance)),
        lambda: write(path, _content(chance)),
        lambda: edits(path, Edit(op="replaceAll", find="alpha", text="omega\nsigma")),
        lambda: edits(path, Edit(op="insertBefore", anchor="beta", text="new", occurrence=1)),
        lambda: edits(path, Edit(op="replaceRange", start_line=1, end_line=1, text="")),
        lambda: command("fs.copy", path, path_to=_path(chance)),
        lambda: command("fs.move", path, path_to=_path(chance)),
        lambda: command("fs.delete", path),
    )
    return chance.choice(kinds)()


def _start(at: Desk, chance: random.Random) -> None:
    """Put a few files and a link there."""
    for _ in range(chance.randint(0, 6)):
        try:
            at.put(_path(chance), _content(chance), mode=chance.choice(MODES))
        except OSError:
            continue  # the name is a folder, or a folder's name is a file: then there is less
    if chance.random() < 0.3:
        os.symlink(_path(chance), at.folder / "link")
    if chance.random() < 0.3:
        (at.folder / "empty").mkdir(mode=0o700)


def sequence(base: Path, seed: int, *, length: int, walk: bool) -> int:
    """Act out one sequence and undo it; return how many changes were made."""
    chance = random.Random(seed)
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    with desk(base, force_walk=walk) as at:
        _start(at, chance)
        trees = [hash_of(at.tree())]
        done: list[int] = []
        for _ in range(length):
            try:
                one = at.do(_any_command(chance))
            except OperatorosError:
                assert hash_of(at.tree()) == trees[-1], f"seed {seed}: a refusal changed something"
            else:
                done.append(one.seq)
                trees.append(hash_of(at.tree()))
        back = _undo_all(at, done, trees, seed)
        if seed % 4 == 0:
            _redo_all(at, done, trees, seed)
            _undo_all(at, [act for act in _again(at, done)], trees, seed)
        assert at.strays() == []
        assert verify(at.places).state == "fine" or not done
        return back


def _undo_all(at: Desk, done: list[int], trees: list[str], seed: int) -> int:
    for number in range(len(done) - 1, -1, -1):
        at.apply(undo(done[number], at.workspace))
        assert hash_of(at.tree()) == trees[number], f"seed {seed}: undo {number} differs"
    return len(done)


def _redo_all(at: Desk, done: list[int], trees: list[str], seed: int) -> None:
    for number, seq in enumerate(done, start=1):
        at.apply(redo(seq, at.workspace))
        assert hash_of(at.tree()) == trees[number], f"seed {seed}: redo {number} differs"


def _again(at: Desk, done: list[int]) -> list[int]:
    """Return what undoes the redone acts: the redos themselves."""
    from operatoros.workspace.undo import acts

    every = {act.seq: act for act in acts(at.workspace)}
    undone = {act.undoes: act.seq for act in every.values() if act.undoes in done}
    return [next(a.seq for a in every.values() if a.undoes == undone[seq]) for seq in done]


@pytest.mark.parametrize("walk", [False, True], ids=["openat2", "walk"])
def test_undoing_everything_gives_the_tree_that_was_there(memory: Path, walk: bool) -> None:
    """W9: 60 random sequences; 1,000 in the long tests."""
    made = sum(sequence(memory / "w", seed, length=12, walk=walk) for seed in range(60))

    assert made >= 100


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_undoing_everything_in_1000_sequences(memory: Path) -> None:
    """W9: 1,000 random sequences of 20 actions, undone, a quarter of them redone and undone."""
    made = sum(sequence(memory / "w", seed, length=20, walk=seed % 10 == 0) for seed in range(1000))

    print("changes made and undone:", made)  # noqa: T201  # the figure
    assert made >= 4_000


def _change_since(at: Desk, chance: random.Random, path: str) -> None:
    """Change what an act left, in one of the ways that people do."""
    target = at.folder / path
    way = chance.choice(("content", "mode", "gone", "folder", "link"))
    if way == "content":
        target.write_bytes(target.read_bytes() + b"x")
    elif way == "mode":
        target.chmod(0o604)
    elif way == "gone":
        target.unlink()
    elif way == "folder":
        target.unlink()
        target.mkdir()
    else:
        target.rename(target.with_name("kept"))
        target.symlink_to("kept")


def changed_since(base: Path, seed: int) -> None:
    """Make a change, change the place by hand, and see that undo refuses and leaves all alone."""
    chance = random.Random(seed)
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    with desk(base) as at:
        at.put("x/f.txt", "alpha\nbeta\n", mode=chance.choice(MODES))
        at.put("x/g/h.txt", "gamma\n")
        wanted, left = chance.choice(
            [
                (write("x/f.txt", "new\n"), "x/f.txt"),
                (write("n/m/new.txt", "new\n"), "n/m/new.txt"),
                (edits("x/f.txt", Edit(op="replaceFirst", find="beta", text="B")), "x/f.txt"),
                (command("fs.copy", "x/f.txt", path_to="y/f.txt"), "y/f.txt"),
                (command("fs.copy", "x/g", path_to="y"), "y/h.txt"),
                (command("fs.move", "x/f.txt", path_to="z.txt"), "z.txt"),
                (command("fs.move", "x/g", path_to="z"), "z/h.txt"),
            ]
        )
        done = at.do(wanted)
        _change_since(at, chance, left)
        before = at.tree()

        with pytest.raises(OperatorosError) as caught:
            at.undo(done.seq)

        assert caught.value.code in {"ERR_BASE_CHANGED", "ERR_PATH_LINK", "ERR_NOT_A_FOLDER"}
        assert at.tree() == before, f"seed {seed}: a refused undo changed something"


def test_undo_refuses_in_every_changed_since_case(memory: Path) -> None:
    """W9: 120 random changes by hand after an act; every undo refuses and touches nothing."""
    for seed in range(120):
        changed_since(memory / "w", seed)


@pytest.mark.slow
def test_undo_refuses_in_1000_changed_since_cases(memory: Path) -> None:
    """W9: refusal in 100 % of changed-since cases."""
    for seed in range(1000):
        changed_since(memory / "w", seed)
