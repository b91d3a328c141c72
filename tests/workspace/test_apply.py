"""apply: what was approved is what is written, or nothing is."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Edit
from operatoros.protocol.scanner import scan
from operatoros.workspace.apply import apply, note
from operatoros.workspace.log import read_lines
from operatoros.workspace.plan import Plan
from operatoros.workspace.undo import undo
from tests.workspace.desk import NOW, Desk, command, desk, edits, token, write

# The requirement's `edits_b64`, put together here because it is longer than a line.
EDITS = "eyJ2ZXJzaW9uIjoxLCJlZGl0cyI6W3sib3AiOiJpbnNlcnRBZnRlciIsImFuY2hvciI6IkJldGEiLCJ0ZXh0Ijoi"
GOLDEN = f"""OPERATOR_CMD
version: 1
id: write-001
action: fs.write
path: notes/plan.txt
content_b64: QWxwaGEKQmV0YQ==
END_OPERATOR_CMD

OPERATOR_CMD
version: 1
id: edits-001
action: fs.applyEdits
path: notes/plan.txt
edits_b64: {EDITS}XG5HYW1tYSJ9XX0=
END_OPERATOR_CMD
"""


def test_the_golden_path_yields_exactly_the_requirements_text(both: Desk) -> None:
    """The requirement's two examples, as written there, give Alpha, Beta, Gamma."""
    for wanted in scan(GOLDEN).commands:
        both.do(wanted)

    assert (both.folder / "notes/plan.txt").read_bytes() == b"Alpha\nBeta\nGamma"
    assert both.strays() == []


def test_every_kind_of_change_is_done_and_undone(both: Desk) -> None:
    """W9: write, edit, copy, move and delete are undone one by one to the same tree."""
    both.put("keep/run.sh", "#!/bin/sh\n", mode=0o755)
    start = both.tree()
    done = [
        both.do(wanted)
        for wanted in (
            write("notes/plan.txt", "Alpha\nBeta\n"),
            edits("notes/plan.txt", Edit(op="replaceFirst", find="Beta", text="Gamma")),
            command("fs.copy", "keep", path_to="a/b/keep"),
            command("fs.move", "a/b/keep", path_to="c/kept"),
            command("fs.rename", "keep/run.sh", path_to="keep/go.sh"),
            command("fs.delete", "keep"),
        )
    ]
    assert sorted(both.tree()) == [
        "a", "a/b", "c", "c/kept", "c/kept/run.sh", "notes", "notes/plan.txt",
    ]  # fmt: skip

    for one in reversed(done):
        both.undo(one.seq)

    assert both.tree() == start
    assert both.strays() == []


def test_another_digest_is_refused(at: Desk) -> None:
    """W11: an approval holds for exactly one plan."""
    plan = at.plan(write("a.txt", "a"))
    other = at.plan(write("a.txt", "b"))
    forged = replace(plan, new=other.new, change=other.change)

    for wanted, digest in ((plan, other.digest), (forged, plan.digest)):
        with pytest.raises(OperatorosError) as caught:
            apply(wanted, digest, at.workspace, now=NOW, token=token())
        assert caught.value.code == "ERR_PLAN_CHANGED"
    assert at.tree() == {}
    at.apply(plan)
    assert (at.folder / "a.txt").read_text() == "a"


def test_a_plan_of_another_workspace_is_refused(at: Desk, tmp_path: Path) -> None:
    """W11: a plan stays bound to the workspace it was made for."""
    plan = at.plan(write("a.txt", "a"))
    (tmp_path / "other").mkdir()
    with desk(tmp_path / "other") as other, pytest.raises(OperatorosError) as caught:
        other.apply(plan)
    assert caught.value.code == "ERR_WRONG_WORKSPACE"


def _stale(at: Desk, plan: Plan) -> str:
    with pytest.raises(OperatorosError) as caught:
        at.apply(plan)
    return caught.value.code


CHANGES_MEANWHILE = ["content", "inode", "mode", "gone", "link", "folder", "parent"]


@pytest.mark.parametrize("what", CHANGES_MEANWHILE)
@pytest.mark.parametrize("action", ["write", "edit", "delete", "move"])
def test_what_changed_since_the_preview_is_not_touched(at: Desk, what: str, action: str) -> None:
    """W7, W11: another device, inode, content, mode or kind makes the plan stale."""
    target = at.put("d/a.txt", "one\n")
    plan = at.plan(
        {
            "write": write("d/a.txt", "two\n"),
            "edit": edits("d/a.txt", Edit(op="replaceFirst", find="one", text="two")),
            "delete": command("fs.delete", "d/a.txt"),
            "move": command("fs.move", "d/a.txt", path_to="d/b.txt"),
        }[action]
    )
    _meddle(target, what)
    before = at.tree()

    code = _stale(at, plan)

    assert code in {"ERR_BASE_CHANGED", "ERR_NOT_FOUND", "ERR_PATH_LINK"}
    assert at.tree() == before
    assert at.strays() == []


def _meddle(target: Path, what: str) -> None:
    content = target.read_bytes()
    if what == "content":
        target.write_bytes(b"ONE\n")
    elif what == "inode":
        # The new file is made first, so that it cannot be given the old one's inode.
        other = target.with_suffix(".new")
        other.write_bytes(content)
        other.rename(target)
    elif what == "mode":
        target.chmod(0o600)
    elif what == "gone":
        target.unlink()
    elif what == "link":
        target.rename(target.with_suffix(".real"))
        target.symlink_to(target.with_suffix(".real").name)
    elif what == "folder":
        target.unlink()
        target.mkdir()
    else:
        target.parent.rename(target.parent.with_name("moved"))
        os.symlink("moved", target.parent)


@pytest.mark.parametrize("action", ["write", "copy", "move"])
def test_a_name_that_was_taken_meanwhile_is_not_replaced(at: Desk, action: str) -> None:
    """W7: new files never replace."""
    at.put("a.txt", "one\n")
    plan = at.plan(
        {
            "write": write("new.txt", "two\n"),
            "copy": command("fs.copy", "a.txt", path_to="new.txt"),
            "move": command("fs.move", "a.txt", path_to="new.txt"),
        }[action]
    )
    at.put("new.txt", "somebody's\n")

    assert _stale(at, plan) in {"ERR_BASE_CHANGED", "ERR_TARGET_EXISTS"}
    assert (at.folder / "new.txt").read_text() == "somebody's\n"
    assert at.strays() == []


def test_a_change_leaves_an_intent_and_an_outcome_with_what_the_caller_said(at: Desk) -> None:
    """W16: chat, who, rule and hashes stand in the log; payloads do not."""
    at.put("a.txt", "one\n")
    plan = at.plan(write("a.txt", "the payload\n"))
    done = at.apply(plan, chat="chatgpt", who="ada", rule="review", shown="ab" * 32)

    intent, outcome = list(read_lines(at.places))[-2:]
    assert (intent.kind, intent.seq, outcome.kind) == ("intent", done.seq, "outcome")
    assert intent.data["chat"] == "chatgpt"
    assert intent.data["new"] == hashlib.sha256(b"the payload\n").hexdigest()
    assert outcome.data["of"] == done.seq
    assert outcome.data["result"] == "done"
    assert b"the payload" not in Path(at.places.log).read_bytes()


def test_a_refused_change_leaves_no_line(at: Desk) -> None:
    """Nothing is logged as begun that was refused before it began."""
    at.put("a.txt", "one\n")
    plan = at.plan(write("a.txt", "two\n"))
    at.put("a.txt", "three\n")
    _stale(at, plan)

    assert [line.kind for line in read_lines(at.places)] == []


def test_a_read_is_answered_and_logged(at: Desk) -> None:
    """W16: readings stand in the log too, with the hash of what was told."""
    at.put("a.txt", "one\n")
    done = at.do(command("fs.read", "a.txt"))

    assert done.details == "one\n"
    (line,) = read_lines(at.places)
    assert (line.kind, line.data["bytes"]) == ("read", 4)


def test_a_caller_can_note_what_happened_around_an_act(at: Desk) -> None:
    """W16: decisions and what was copied to a chat are lines of the same chain."""
    seq = note(at.workspace, "copied", {"bytes": 120, "chat": "x"}, now=NOW)

    (line,) = read_lines(at.places)
    assert (line.seq, line.kind, line.data["bytes"]) == (seq, "copied", 120)


def test_an_undo_that_finds_another_file_is_refused_with_the_difference(at: Desk) -> None:
    """W9: an undo never overwrites what came after, and shows it."""
    at.put("a.txt", "one\n")
    done = at.do(write("a.txt", "two\n"))
    at.put("a.txt", "two\nand more\n")

    with pytest.raises(OperatorosError) as caught:
        undo(done.seq, at.workspace)

    assert caught.value.code == "ERR_BASE_CHANGED"
