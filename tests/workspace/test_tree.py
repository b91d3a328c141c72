"""Trees on disk: looked at, built and removed through handles, never through a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.workspace import tree
from operatoros.workspace.nodes import Node, content_digest
from operatoros.workspace.tree import ContentMoved, Rules, build, remove, scan
from tests.workspace.desk import tree_of


@pytest.fixture
def here(tmp_path: Path) -> Iterator[int]:
    """A handle on a folder with a small tree in it, and something beside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_text("kept", encoding="utf-8")
    base = tmp_path / "base"
    (base / "t" / "e").mkdir(parents=True)
    (base / "t" / "a.txt").write_text("a", encoding="utf-8")
    (base / "t" / "e" / "b.sh").write_text("bb", encoding="utf-8")
    (base / "t" / "e" / "b.sh").chmod(0o755)
    os.symlink("../../outside", base / "t" / "out")
    os.utime(base / "t" / "e", ns=(1, 1_000_000_000_000_000_001))
    handle = os.open(base, os.O_RDONLY)
    yield handle
    os.close(handle)


def _looked(here: int, name: str = "t", *, rules: Rules | None = None) -> Node:
    node = scan(here, name, name, rules or Rules())
    assert node is not None
    return node


def _content(base: Path) -> tree.Content:
    def give(path: str, _node: Node) -> Iterator[bytes]:
        yield (base / "t" / path).read_bytes()

    return give


def test_a_built_tree_is_the_tree_that_was_looked_at(here: int, tmp_path: Path) -> None:
    """Names, kinds, modes, times, links: all the way down."""
    node = _looked(here)
    assert build(here, "copy", node, _content(tmp_path / "base"), keep_powers=True) == ()

    assert tree_of(tmp_path / "base" / "copy") == tree_of(tmp_path / "base" / "t")
    assert content_digest(_looked(here, "copy")) == content_digest(node)
    assert (tmp_path / "base" / "copy" / "e").stat().st_mtime_ns == 1_000_000_000_000_000_001


def test_content_that_has_moved_is_not_built(here: int) -> None:
    """A file whose bytes are not the approved ones stops the building."""
    with pytest.raises(ContentMoved):
        build(here, "copy", _looked(here), lambda _path, _node: iter((b"x",)), keep_powers=False)


def test_a_removal_never_goes_through_a_link(here: int, tmp_path: Path) -> None:
    """Links go themselves; what they lead to stays. Read-only folders go too."""
    (tmp_path / "base" / "t" / "e").chmod(0o500)
    remove(here, "t")

    assert os.listdir(here) == []
    assert (tmp_path / "outside" / "kept").exists()
    with pytest.raises(FileNotFoundError):
        remove(here, "t")


def test_without_hashing_a_file_is_its_size_and_time(here: int, tmp_path: Path) -> None:
    """What is only moved is not read; a changed file is still another."""
    before = _looked(here, rules=Rules(hashing=False))
    assert _looked(here, rules=Rules(hashing=False)) == before
    (tmp_path / "base" / "t" / "a.txt").write_text("b", encoding="utf-8")

    assert content_digest(_looked(here, rules=Rules(hashing=False))) != content_digest(before)


@pytest.mark.parametrize(
    ("rules", "code"),
    [(Rules(links=False), "ERR_PATH_LINK"), (Rules(most=4), "ERR_TREE_TOO_LARGE")],
)
def test_a_tree_against_the_rules_is_refused(here: int, rules: Rules, code: str) -> None:
    """Links where none are taken, and more than an action may take."""
    with pytest.raises(OperatorosError) as caught:
        _looked(here, rules=rules)
    assert caught.value.code == code
    assert _looked(here, rules=Rules(most=5)).children


def test_a_tree_that_is_too_deep_is_refused(tmp_path: Path) -> None:
    """A path is at most 1,024 bytes, also deep inside."""
    handle = os.open(tmp_path, os.O_RDONLY)
    deep = handle
    handles = [handle]
    for _ in range(12):
        os.mkdir("x" * 100, dir_fd=deep)
        deep = os.open("x" * 100, os.O_RDONLY, dir_fd=deep)
        handles.append(deep)
    try:
        with pytest.raises(OperatorosError) as caught:
            scan(handle, "x" * 100, "x" * 100, Rules())
        assert caught.value.code == "ERR_PATH_NOT_ALLOWED"
        remove(handle, "x" * 100)
    finally:
        for one in handles:
            os.close(one)


def test_nothing_is_nothing(here: int) -> None:
    """A name that is free is no node."""
    assert scan(here, "none", "none", Rules()) is None
