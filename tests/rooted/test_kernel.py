"""The calls that Python does not have: openat2 and renameat2."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from operatoros.rooted import kernel


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    """A handle on an empty folder."""
    handle = os.open(tmp_path, os.O_RDONLY)
    yield handle
    os.close(handle)


def test_a_new_name_that_is_taken_is_not_replaced(folder: int, tmp_path: Path) -> None:
    """RENAME_NOREPLACE refuses, where a plain rename would replace."""
    (tmp_path / "a").write_text("a", encoding="utf-8")
    (tmp_path / "b").write_text("b", encoding="utf-8")

    with pytest.raises(FileExistsError):
        kernel.rename(folder, "a", folder, "b", kernel.RENAME_NOREPLACE)
    kernel.rename(folder, "a", folder, "c", kernel.RENAME_NOREPLACE)

    assert sorted(os.listdir(tmp_path)) == ["b", "c"]


def test_an_exchange_swaps_two_names(folder: int, tmp_path: Path) -> None:
    """RENAME_EXCHANGE swaps a file and a folder as well."""
    (tmp_path / "a").write_text("a", encoding="utf-8")
    (tmp_path / "b").mkdir()

    kernel.rename(folder, "a", folder, "b", kernel.RENAME_EXCHANGE)

    assert (tmp_path / "a").is_dir()
    assert (tmp_path / "b").read_text(encoding="utf-8") == "a"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (("link",), errno.ELOOP),
        (("link", "f"), errno.ELOOP),
        (("..",), errno.EXDEV),
        (("d", "..", "..", "x"), errno.EXDEV),
        (("none",), errno.ENOENT),
        (("f", "x"), errno.ENOTDIR),
    ],
)
def test_openat2_refuses_links_and_ways_out(
    folder: int, tmp_path: Path, path: tuple[str, ...], number: int
) -> None:
    """W1: the kernel itself says no, whatever the rules above let through."""
    if not kernel.has_openat2():
        pytest.skip("this kernel has no openat2")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").write_text("", encoding="utf-8")
    (tmp_path / "f").write_text("", encoding="utf-8")
    os.symlink("d", tmp_path / "link")

    with pytest.raises(OSError) as caught:
        os.close(kernel.open_beneath(folder, path, os.O_RDONLY))

    assert caught.value.errno == number
    # The twin: the same thing by its real name opens.
    os.close(kernel.open_beneath(folder, ("d", "f"), os.O_RDONLY))


def test_an_opened_handle_is_not_inherited_by_children(folder: int, tmp_path: Path) -> None:
    """Handles are close-on-exec: a child process gets none of them."""
    if not kernel.has_openat2():
        pytest.skip("this kernel has no openat2")
    (tmp_path / "f").write_text("", encoding="utf-8")
    handle = kernel.open_beneath(folder, ("f",), os.O_RDONLY)
    try:
        assert not os.get_inheritable(handle)
    finally:
        os.close(handle)


def test_an_unsettled_tree_is_tried_128_times_and_then_refused(
    folder: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W1: EAGAIN is retried, but not for ever."""
    tried: list[int] = []

    def call(*_arguments: object) -> int:
        tried.append(1)
        ctypes.set_errno(errno.EAGAIN)
        return -1

    monkeypatch.setattr(kernel, "_syscall", lambda: call)

    with pytest.raises(BlockingIOError):
        kernel.open_beneath(folder, ("a",), os.O_RDONLY)

    assert len(tried) == 128
