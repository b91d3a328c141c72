"""Letting old content go, and setting a broken log aside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.workspace.log import read_lines
from operatoros.workspace.upkeep import let_go, set_aside
from operatoros.workspace.verify import verify
from tests.workspace.desk import NOW, Desk, desk, write


def test_only_old_content_goes_and_a_line_says_so(at: Desk) -> None:
    """Age counts from the last use; what is young can still be undone."""
    at.put("f.txt", "one\n")
    at.now = NOW - timedelta(days=60)
    at.do(write("f.txt", "two\n"))
    at.now = NOW
    young = at.do(write("f.txt", "three\n"))

    assert let_go(at.workspace, older_than=NOW - timedelta(days=30), now=NOW)[0] == 1
    assert let_go(at.workspace, older_than=NOW - timedelta(days=30), now=NOW) == (0, 0)
    assert [line.kind for line in read_lines(at.places)].count("let_go") == 1
    at.undo(young.seq)
    assert (at.folder / "f.txt").read_text() == "two\n"


def test_a_broken_log_is_kept_aside_and_a_new_one_begins(at: Desk, tmp_path: Path) -> None:
    """Nothing is deleted; the workspace can be worked in again."""
    at.do(write("f.txt", "one\n"))
    Path(at.places.log).write_bytes(b"broken\n")
    with pytest.raises(OperatorosError), desk(tmp_path):
        pass

    old = set_aside(at.places, now=NOW)

    assert Path(old).read_bytes() == b"broken\n"
    with desk(tmp_path) as again:
        again.do(write("f.txt", "two\n"))
        assert verify(again.places).state == "fine"


def test_where_there_is_no_log_there_is_nothing_to_set_aside(at: Desk) -> None:
    """A mistake is not taken for a success."""
    with pytest.raises(FileNotFoundError):
        set_aside(at.places, now=NOW)
