"""The way without openat2 refuses the same as the way with it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from operatoros.rooted import kernel, walk

TREE = ("d/e/f", "g")
LINKS = {"l": "d", "d/up": "..", "d/e/lf": "f", "dangling": "none", "abs": "/etc", "loop": "loop"}
PATHS = [
    (), ("d",), ("d", "e"), ("d", "e", "f"), ("g",), ("l",), ("l", "e"), ("d", "up"),
    ("d", "up", "g"), ("d", "e", "lf"), ("dangling",), ("abs",), ("abs", "passwd"), ("loop",),
    ("loop", "x"), ("none",), ("none", "x"), ("g", "x"), ("d", "e", "f", "x"),
]  # fmt: skip
FLAGS = {
    "read": os.O_RDONLY | os.O_NONBLOCK,
    "folder": os.O_RDONLY | os.O_DIRECTORY,
    "path": os.O_PATH,
    "folder path": os.O_PATH | os.O_DIRECTORY,
}


def _outcome(
    opener: Callable[[int, tuple[str, ...], int], int], root: int, path: tuple[str, ...], flags: int
) -> str:
    try:
        handle = opener(root, path, flags)
    except OSError as exc:
        return errno.errorcode[exc.errno or 0]
    status = os.fstat(handle)
    os.close(handle)
    return f"{status.st_ino}"


@pytest.mark.parametrize("flags", FLAGS)
@pytest.mark.parametrize("path", PATHS, ids="/".join)
def test_both_ways_give_the_same_inode_or_the_same_refusal(
    tmp_path: Path, path: tuple[str, ...], flags: str
) -> None:
    """W1: the fallback is no weaker in what it lets through, nor stricter."""
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    for name, target in LINKS.items():
        os.symlink(target, tmp_path / name)
    if not kernel.has_openat2():
        pytest.skip("this kernel has no openat2")
    root = os.open(tmp_path, os.O_RDONLY)
    try:
        wanted = FLAGS[flags]
        ours = _outcome(walk.open_beneath, root, path, wanted)
        assert ours == _outcome(kernel.open_beneath, root, path, wanted)
    finally:
        os.close(root)


def test_a_way_up_is_refused_even_here(tmp_path: Path) -> None:
    """The rules of paths refuse `..` long before; this is the second lock."""
    root = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(OSError) as caught:
            walk.open_beneath(root, ("a", "..", "..", "etc"), os.O_RDONLY)
        assert caught.value.errno == errno.EXDEV
    finally:
        os.close(root)


def test_no_handle_is_left_open(tmp_path: Path) -> None:
    """Every handle on the way is given back, in success and failure."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    root = os.open(tmp_path, os.O_RDONLY)
    try:
        before = len(os.listdir("/proc/self/fd"))
        os.close(walk.open_beneath(root, ("a", "b"), os.O_RDONLY))
        for path in (("a", "none"), ("a", "b", "c", "d")):
            with pytest.raises(OSError, match="No such file"):
                walk.open_beneath(root, path, os.O_RDONLY)
        assert len(os.listdir("/proc/self/fd")) == before
    finally:
        os.close(root)
