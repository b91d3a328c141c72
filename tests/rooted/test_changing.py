"""Changing names through the handle of a folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.rooted import changing, kernel
from operatoros.rooted.changing import holding
from operatoros.rooted.paths import for_changing
from operatoros.rooted.root import Root


@pytest.fixture(params=["openat2", "walk"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Root]:
    """A root with a folder, and links to it and out of it."""
    (tmp_path / "outside").mkdir()
    base = tmp_path / "root"
    (base / "d").mkdir(parents=True)
    (base / "d" / "f").write_text("f", encoding="utf-8")
    os.symlink("d", base / "inner")
    os.symlink("../outside", base / "outer")
    with Root.open(str(base), force_walk=request.param == "walk") as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (".", "ERR_PATH_NOT_ALLOWED"),
        ("inner/new", "ERR_PATH_LINK"),
        ("outer/new", "ERR_PATH_LINK"),
        ("d/f/new", "ERR_NOT_A_FOLDER"),
        ("none/new", "ERR_NOT_FOUND"),
    ],
)
def test_no_change_goes_through_a_link(root: Root, path: str, code: str) -> None:
    """W3: not even one that stays beneath; and never the root itself."""
    with pytest.raises(OperatorosError) as caught, holding(root, for_changing(path)):
        pass
    assert caught.value.code == code


def test_a_held_folder_keeps_its_place_when_its_name_goes(root: Root) -> None:
    """The change happens in the folder that was opened, not in the one that has its name now."""
    with holding(root, for_changing("d/new")) as held:
        os.rename(os.path.join(root.path, "d"), os.path.join(root.path, "moved"))
        os.symlink("../outside", os.path.join(root.path, "d"))
        os.close(changing.new_file(held.folder, held.name))

    assert os.listdir(os.path.join(root.path, "..", "outside")) == []
    assert "new" in os.listdir(os.path.join(root.path, "moved"))


def test_a_new_file_never_takes_a_name_that_is_there(root: Root) -> None:
    """O_EXCL: also a dangling link counts as there."""
    os.symlink("nowhere", os.path.join(root.path, "d", "dangling"))
    with holding(root, for_changing("d/x")) as held:
        for name in ("f", "dangling"):
            with pytest.raises(FileExistsError):
                changing.new_file(held.folder, name)


def _no_such_call(*_arguments: object) -> None:
    raise OSError(errno.EINVAL, "not on this file system")


def test_without_the_kernels_help_a_file_is_renamed_by_a_hard_link(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system without RENAME_NOREPLACE: still nothing is replaced."""
    monkeypatch.setattr(kernel, "rename", _no_such_call)
    with holding(root, for_changing("d/x")) as held:
        os.close(changing.new_file(held.folder, "taken"))
        with pytest.raises(FileExistsError):
            changing.rename_new(held.folder, "f", held.folder, "taken")
        changing.rename_new(held.folder, "f", held.folder, "g")
        assert changing.look(held.folder, "f") is None
        assert not changing.exchange(held.folder, "g", "taken")


def test_without_the_kernels_help_a_folder_is_not_renamed(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder cannot be hard-linked, and a plain rename may replace: it is refused."""
    monkeypatch.setattr(kernel, "rename", _no_such_call)
    with pytest.raises(OperatorosError), holding(root, for_changing("d")) as held:
        changing.rename_new(held.folder, "d", held.folder, "e")
    assert os.path.isdir(os.path.join(root.path, "d"))


def test_every_byte_is_written_however_small_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short write is no end."""
    real: Callable[[int, bytes], int] = os.write
    near, far = os.pipe()
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:3])))
    changing.write_all(far, b"0123456789")
    os.close(far)

    assert os.read(near, 100) == b"0123456789"
    os.close(near)
