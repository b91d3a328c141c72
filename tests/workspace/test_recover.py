"""At the start: what a killed process left is finished, from the log alone (W8)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.workspace import apply as apply_module
from operatoros.workspace.log import read_lines
from operatoros.workspace.recover import recover_at_start
from operatoros.workspace.verify import verify
from tests.workspace.desk import NOW, Desk, command, desk, write


class Killed(BaseException):
    """The process ends here."""


def _die(*_arguments: object, **_named: object) -> None:
    raise Killed


def _killed_before_the_outcome(at: Desk, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Leave a change that was made and has no outcome in the log."""
    with monkeypatch.context() as patched:
        patched.setattr(apply_module._Act, "_finish", _die)
        with pytest.raises(Killed):
            at.do(write(path, "new\n"))


def test_a_change_without_an_outcome_gets_one(
    at: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next start finds it done, says so in the log, and it can be undone."""
    at.put("f.txt", "old\n")
    _killed_before_the_outcome(at, monkeypatch, "f.txt")
    with desk(tmp_path) as again:
        *_rest, intent, outcome = read_lines(again.places)
        assert (outcome.data["of"], outcome.data["result"]) == (intent.seq, "done")
        assert outcome.data["recovered"]
        again.undo(intent.seq)
        assert (again.folder / "f.txt").read_text() == "old\n"


def test_the_next_change_settles_the_last_one_first(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without a new start: whoever holds the log looks at its last line."""
    _killed_before_the_outcome(at, monkeypatch, "a.txt")
    at.do(write("b.txt", "b\n"))

    kinds = [line.kind for line in read_lines(at.places)]
    assert kinds == ["intent", "outcome", "intent", "outcome"]
    assert verify(at.places).state == "fine"


def test_a_second_recovery_finds_nothing_to_do(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """W8: idempotent."""
    _killed_before_the_outcome(at, monkeypatch, "a.txt")
    assert recover_at_start(at.workspace, now=NOW) == "done"
    lines = list(read_lines(at.places))
    assert recover_at_start(at.workspace, now=NOW) is None
    assert list(read_lines(at.places)) == lines


def test_a_half_line_after_an_intent_hides_no_intent(
    at: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while the outcome was written: the half is cut, the change is settled, both stand."""
    _killed_before_the_outcome(at, monkeypatch, "a.txt")
    with open(at.places.log, "ab") as log:
        log.write(b'{"prev":"half')
    with desk(tmp_path) as again:
        kinds = [line.kind for line in read_lines(again.places)]
        assert kinds == ["intent", "outcome", "half_line"]
        assert verify(again.places).state == "fine"


def test_a_big_change_is_recovered_from_the_store(
    at: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list of files is not in the line but beside it."""
    for number in range(200):
        at.put(f"d/{number:03}", "x")
    before = at.tree()
    with monkeypatch.context() as patched:
        patched.setattr(apply_module._Act, "_finish", _die)
        with pytest.raises(Killed):
            at.do(command("fs.delete", "d"))
    with desk(tmp_path) as again:
        *_rest, intent, outcome = read_lines(again.places)
        assert "change" not in intent.data
        assert outcome.data["result"] == "done"
        again.undo(intent.seq)
        assert again.tree() == before


def test_opening_a_workspace_in_which_nothing_was_done_leaves_no_trace(tmp_path: Path) -> None:
    """Looking at a folder makes no state."""
    with desk(tmp_path) as at:
        at.plan(write("a.txt", "a"))
    assert not os.path.exists(tmp_path / "state")


def test_a_broken_log_is_not_recovered_from(at: Desk, tmp_path: Path) -> None:
    """Nothing is done on the word of a line that was altered."""
    at.do(write("a.txt", "a\n"))
    path = Path(at.places.log)
    path.write_bytes(path.read_bytes().replace(b'"result":"done"', b'"result":"nope"'))

    with pytest.raises(OperatorosError) as caught, desk(tmp_path):
        pass
    assert caught.value.code == "ERR_AUDIT_BROKEN"
