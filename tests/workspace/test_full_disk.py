"""A disk without room: refused, nothing torn, nothing lost; room again, and it works (W7, W9)."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Command
from operatoros.workspace.opened import Limits
from operatoros.workspace.verify import verify
from tests.workspace.desk import Desk, command, desk, write


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of one MiB; skip where we may not."""
    if os.geteuid() != 0:
        pytest.skip("mounting a tmpfs needs root")
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True, check=False, timeout=10,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("this container may not mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=10)


def _attempt(at: Desk, wanted: Command) -> str:
    try:
        at.do(wanted)
    except OperatorosError as exc:
        return exc.code
    return "ok"


def _until_full(at: Desk) -> Counter[str]:
    """Write, overwrite and delete until the disk is full and beyond; check at every step."""
    found: Counter[str] = Counter()
    for number in range(60):
        wanted = write(f"n{number}.bin", os.urandom(40_000))
        if number % 3 == 1:
            wanted = write("f.txt", os.urandom(50_000))
        elif number % 12 == 2:
            wanted = command("fs.delete", f"n{number - 2}.bin")
        before = at.tree()
        code = _attempt(at, wanted)
        found[code] += 1
        assert code == "ok" or at.tree() == before, code
        assert at.strays() == []
    return found


@pytest.mark.parametrize("which", ["work", "state", "both"])
def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path, which: str) -> None:
    """The workspace's disk, the store's disk, or both are one: 60 acts on one MiB."""
    base = tmp_path / "b"
    base.mkdir()
    with small_disk(base / which if which != "both" else tmp_path / "small") as small:
        place = small if which == "both" else base
        with desk(place) as at:
            at.put("f.txt", "first\n")
            found = _until_full(at)
            assert found["ok"] >= 5
            assert sum(found.values()) - found["ok"] >= 5, found
            assert verify(at.places).ok
        for path in (place / "work").glob("n*.bin"):
            path.unlink()
        if which == "work":
            with desk(place) as at:
                at.do(write("f.txt", "room again\n"))
                assert (at.folder / "f.txt").read_text() == "room again\n"


def test_a_full_store_refuses_a_delete_instead_of_making_it_permanent(tmp_path: Path) -> None:
    """W9: caps of the stores; nothing is deleted or overwritten that could not be brought back."""
    with desk(tmp_path, limits=Limits(before_bytes=20_000, trash_bytes=20_000)) as at:
        target = at.put("big.bin", os.urandom(30_000))
        at.put("small.bin", os.urandom(10_000))
        content = target.read_bytes()
        assert _attempt(at, command("fs.delete", "big.bin")) == "ERR_UNDO_STORE_FULL"
        assert _attempt(at, write("big.bin", "x")) == "ERR_UNDO_STORE_FULL"
        assert target.read_bytes() == content

        done = at.do(command("fs.delete", "small.bin"))
        at.undo(done.seq)
