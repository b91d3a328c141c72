"""Following links by hand, name by name (W3); `test_root` has the table of what is refused."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.rooted.links import follow
from operatoros.rooted.root import Root


def test_a_path_with_links_becomes_the_path_without(tmp_path: Path) -> None:
    """What a rule looks at is where the path really ends."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / ".env").write_text("", encoding="utf-8")
    os.symlink("a/b", tmp_path / "short")
    os.symlink(".env", tmp_path / "a" / "b" / "notes.txt")
    with Root.open(str(tmp_path)) as root:
        assert follow(root.handle, ("short", "notes.txt")) == ("a", "b", ".env")
        assert root.resolve("short/notes.txt").text == "a/b/.env"


def test_no_handle_is_left_open(tmp_path: Path) -> None:
    """Also a refusal in the middle gives every handle back."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    os.symlink("../../..", tmp_path / "a" / "b" / "out")
    with Root.open(str(tmp_path)) as root:
        before = len(os.listdir("/proc/self/fd"))
        with pytest.raises(OperatorosError):
            follow(root.handle, ("a", "b", "out", "x"))
        follow(root.handle, ("a", "b"))
        assert len(os.listdir("/proc/self/fd")) == before


def test_a_link_that_is_swapped_all_the_time_never_leads_out(tmp_path: Path) -> None:
    """W1: a reader gets the inside or a refusal, whichever link it meets."""
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    base = tmp_path / "root"
    base.mkdir()
    (base / "in").write_text("inside", encoding="utf-8")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for target in ("../secret", "in"):
                os.symlink(target, base / "next")
                os.rename(base / "next", base / "l")

    os.symlink("in", base / "l")
    swapper = threading.Thread(target=swap)
    swapper.start()
    found: set[str] = set()
    try:
        with Root.open(str(base)) as root:
            for _ in range(2_000):
                try:
                    found.add(root.read("l", limit=100).decode())
                except OperatorosError as exc:
                    found.add(exc.code)
    finally:
        stop.set()
        swapper.join()

    assert found <= {"inside", "ERR_PATH_LINK", "ERR_PATH_UNSETTLED"}
    assert "inside" in found
