"""The sentence of a result is one line, whatever the file is called."""

from __future__ import annotations

import pytest

from operatoros.protocol.command import Command, Edit
from operatoros.workspace.words import summary_of
from tests.workspace.desk import Desk, command, edits, write

EDIT = edits("f.txt", Edit(op="replaceAll", find="old", text="new"))


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (write("n.txt", "new\n"), "Created n.txt (4 bytes, base 7aa7a535)."),
        (write("f.txt", "new\n"), "Changed f.txt (4 bytes, base 7aa7a535)."),
        (EDIT, "Changed f.txt (4 bytes, base 7aa7a535)."),
        (command("fs.copy", "f.txt", path_to="g.txt"), "Copied f.txt to g.txt."),
        (command("fs.rename", "f.txt", path_to="g.txt"), "Moved f.txt to g.txt."),
        (command("fs.delete", "f.txt"), "Deleted f.txt; it can be undone."),
    ],
    ids=lambda value: "" if isinstance(value, str) else value.action,
)  # fmt: skip
def test_each_change_says_what_it_did(at: Desk, wanted: Command, sentence: str) -> None:
    """A chat reads this; the base in it is what it sends with the next edit."""
    at.put("f.txt", "old\n")
    done = at.do(wanted)

    assert done.summary == sentence


def test_what_the_disk_did_not_confirm_is_said(at: Desk) -> None:
    """W8: "applied, durability unknown"."""
    plan = at.plan(write("n.txt", "new\n"))
    assert summary_of(plan, durable=False).endswith("Applied, durability unknown.")


def test_an_undo_says_so(at: Desk) -> None:
    """The path is as it was."""
    done = at.do(write("n.txt", "new\n"))
    assert at.undo(done.seq).summary == "Undone: n.txt is as it was."
    at.put("f.txt", "old\n")
    moved = at.do(command("fs.move", "f.txt", path_to="g.txt"))
    assert at.undo(moved.seq).summary == "Undone: f.txt is as it was."
