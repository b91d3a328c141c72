"""Undo and redo: plans like any other, refused where the place has changed (W9)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Edit
from operatoros.workspace.undo import acts, redo, undo
from operatoros.workspace.upkeep import let_go
from tests.workspace.desk import NOW, Desk, command, desk, edits, write


def refused(at: Desk, seq: int, how: str = "undo") -> OperatorosError:
    """Return the refusal of an undo or redo."""
    with pytest.raises(OperatorosError) as caught:
        (undo if how == "undo" else redo)(seq, at.workspace)
    return caught.value


def test_an_undo_shows_what_it_will_do(at: Desk) -> None:
    """An undo is previewed: old and new bytes, facts, digest, and what it undoes."""
    at.put("f.txt", "one\n")
    done = at.do(write("f.txt", "two\n"))
    plan = undo(done.seq, at.workspace)

    assert (plan.action, plan.undoes, plan.risk) == ("undo", done.seq, "w")
    assert (plan.old, plan.new) == (b"two\n", b"one\n")
    assert f"act {done.seq}" in plan.facts.notes[0]
    assert (at.folder / "f.txt").read_text() == "two\n"


def test_an_undone_act_is_not_undone_twice_and_can_be_redone(at: Desk) -> None:
    """Redo is the undo of the undo; then the act can be undone again."""
    at.put("f.txt", "one\n")
    done = at.do(edits("f.txt", Edit(op="replaceFirst", find="one", text="two")))
    assert refused(at, done.seq, "redo").code == "ERR_NOTHING_TO_UNDO"
    first = at.undo(done.seq)
    assert refused(at, done.seq).code == "ERR_ALREADY_UNDONE"

    at.apply(redo(done.seq, at.workspace))
    assert (at.folder / "f.txt").read_text() == "two\n"
    assert refused(at, first.seq).code == "ERR_ALREADY_UNDONE"
    at.undo(done.seq)
    assert (at.folder / "f.txt").read_text() == "one\n"
    assert [act.can_be_undone for act in acts(at.workspace)] == [False, False, True, True]


def test_an_undo_outlives_the_process(at: Desk, tmp_path: Path) -> None:
    """W9: it needs the log and the store, nothing that was in memory."""
    at.put("f.txt", "one\n")
    done = at.do(command("fs.delete", "f.txt"))
    with desk(tmp_path) as again:
        again.undo(done.seq)
    assert (at.folder / "f.txt").read_text() == "one\n"


def test_a_refused_undo_shows_the_difference(at: Desk) -> None:
    """W9: what was changed since is shown, not overwritten."""
    at.put("f.txt", "one\n")
    done = at.do(write("f.txt", "two\nthree\n"))
    at.undo(at.do(write("f.txt", "kept in the store\n")).seq)
    redone = at.do(write("f.txt", "two\nthree\n"))
    at.put("f.txt", "two\nthree\nfour\n")
    error = refused(at, redone.seq)

    assert error.code == "ERR_BASE_CHANGED"
    assert "+four" in str(error.details["difference"]) or error.details["difference"] == ""
    assert refused(at, done.seq).code == "ERR_BASE_CHANGED"


def test_the_difference_of_a_mode_is_said(at: Desk) -> None:
    """A changed mode is a change since."""
    done = at.do(write("f.txt", "two\n"))
    (at.folder / "f.txt").chmod(0o600)

    assert "mode" in str(refused(at, done.seq).details["difference"])


@pytest.mark.parametrize("seq", [0, 99, 2])
def test_what_is_no_act_cannot_be_undone(at: Desk, seq: int) -> None:
    """A number that is none, or that of an outcome."""
    at.do(write("f.txt", "two\n"))
    assert refused(at, seq).code == "ERR_NOTHING_TO_UNDO"


def test_a_folder_that_an_act_made_goes_with_it_only_if_it_is_empty(at: Desk) -> None:
    """Undoing a new file takes its new folders along, but never what others put into them."""
    done = at.do(write("a/b/c.txt", "c\n"))
    at.put("a/other.txt", "mine\n")
    at.undo(done.seq)

    assert sorted(at.tree()) == ["a", "a/other.txt"]
    at.apply(redo(done.seq, at.workspace))
    assert (at.folder / "a/b/c.txt").read_text() == "c\n"


def test_what_was_let_go_cannot_be_undone_and_that_is_said_before(at: Desk) -> None:
    """ERR_UNDO_GONE comes when the undo is planned, before anything is touched."""
    at.put("f.txt", "one\n")
    done = at.do(write("f.txt", "two\n"))
    blobs, size = let_go(at.workspace, older_than=NOW + timedelta(days=1), now=at.now)

    assert (blobs, size > 0) == (1, True)
    assert refused(at, done.seq).code == "ERR_UNDO_GONE"
    assert (at.folder / "f.txt").read_text() == "two\n"


def test_a_damaged_before_image_is_not_written(at: Desk) -> None:
    """What does not have its hash never comes back as if it had."""
    at.put("f.bin", b"\0" * 100)
    done = at.do(write("f.bin", b"\1"))
    (blob,) = Path(at.places.before).iterdir()
    blob.write_bytes(b"damaged")

    assert refused(at, done.seq).code == "ERR_UNDO_DAMAGED"
    assert (at.folder / "f.bin").read_bytes() == b"\1"


def test_a_moved_folder_comes_back_after_its_files_were_changed_and_undone(at: Desk) -> None:
    """Undoing in order works whatever happened in between."""
    at.put("d/f.txt", "one\n")
    before = at.tree()
    moved = at.do(command("fs.move", "d", path_to="x/d"))
    edited = at.do(write("x/d/f.txt", "two\n"))
    assert refused(at, moved.seq).code == "ERR_BASE_CHANGED"
    at.undo(edited.seq)
    at.undo(moved.seq)

    assert at.tree() == before
