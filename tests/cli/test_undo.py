"""The verb `undo`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acting import operatoros, write


def _written(tmp_path: Path) -> Path:
    root = tmp_path / "w"
    root.mkdir()
    text = write("a", "one\n", name="1") + write("b", "two\n", name="2")
    done = operatoros("act", "-", "--workspace", str(root), "--yes", home=tmp_path, given=text)
    assert done.returncode == 0, done.stderr
    return root


def test_undo_and_redo_by_turns(tmp_path: Path) -> None:
    """The latest change goes first; redo brings it back; --list tells what stands."""
    root = _written(tmp_path)
    assert operatoros("undo", "--yes", home=tmp_path).returncode == 0
    assert [file.name for file in root.iterdir()] == ["a"]
    acts = json.loads(operatoros("undo", "--list", "--json", home=tmp_path).stdout)
    assert [(act["seq"], act["undone_by"]) for act in acts][:2] == [(1, None), (3, 5)]
    assert operatoros("undo", "--redo", "--yes", home=tmp_path).returncode == 0
    assert (root / "b").read_text() == "two\n"
    assert operatoros("undo", "1", "--yes", home=tmp_path).returncode == 0
    assert not (root / "a").exists()


def test_without_a_yes_nothing_is_undone(tmp_path: Path) -> None:
    """In a pipe without --yes the preview is shown and the undo refused with exit 5."""
    root = _written(tmp_path)
    done = operatoros("undo", home=tmp_path)
    assert (done.returncode, "ERR_NOT_CONFIRMED" in done.stderr) == (5, True)
    assert "-two" in done.stderr
    assert (root / "b").exists()


def test_a_file_that_changed_since_is_left_alone(tmp_path: Path) -> None:
    """Undo refuses with exit 4 when somebody worked on the file (W9)."""
    root = _written(tmp_path)
    (root / "b").write_text("mine\n")
    done = operatoros("undo", "--yes", home=tmp_path)
    assert (done.returncode, "ERR_BASE_CHANGED" in done.stderr) == (4, True)
    assert (root / "b").read_text() == "mine\n"


def test_nothing_to_undo_says_so(tmp_path: Path) -> None:
    """An empty workspace has nothing to undo: exit 3."""
    root = tmp_path / "w"
    root.mkdir()
    done = operatoros("undo", "--yes", "--workspace", str(root), home=tmp_path)
    assert (done.returncode, "ERR_NOTHING_TO_UNDO" in done.stderr) == (3, True)
