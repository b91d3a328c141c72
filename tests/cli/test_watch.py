"""The verb `watch`: what is copied is asked about, results come back by the clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from operatoros.cli.clipboard import Clipboard, Programs
from operatoros.cli.reviewing import Review
from operatoros.cli.watch import Watcher
from operatoros.config import Config, load
from operatoros.protocol.render import read_results
from operatoros.review.desk import Desk
from operatoros.workspace.log import read_lines
from tests.acting import ScriptedKeys, block, desk_at, operatoros, write


class _Board(Clipboard):
    """A clipboard in memory."""

    def __init__(self, text: str = "") -> None:
        super().__init__(Programs(read=("none",), write=("none",)))
        self.text = text
        self.written: list[str] = []

    def read(self) -> str:
        return self.text

    def write(self, text: str) -> None:
        self.text = text
        self.written.append(text)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk."""
    with desk_at(tmp_path / "w", tmp_path / "s") as opened:
        yield opened


def _config(**more: str) -> Config:
    return load(environment={"OPERATOROS_HOME": "/nonexistent", **more}, project=Path("/"))


def _watcher(desk: Desk, board: _Board, *answers: str, **more: str) -> Watcher:
    review = Review(desk, ScriptedKeys(*answers), edit=None)
    return Watcher(_config(**more), desk, board, review, "clip", plain=False)


def test_a_copied_block_is_decided_and_its_result_put_back(desk: Desk, tmp_path: Path) -> None:
    """Copy, yes, paste: the file is there and the clipboard holds the result."""
    board = _Board("Do this:\n" + write("a", "x"))
    watcher = _watcher(desk, board, "y")
    assert watcher.look()
    assert (tmp_path / "w" / "a").read_text() == "x"
    (result,) = read_results(board.text)
    assert result.ok
    assert [line.kind for line in read_lines(desk.workspace.places)][-1] == "copied"


def test_the_same_text_and_our_own_result_are_looked_at_once(desk: Desk) -> None:
    """Neither the text that stays copied nor what we put back is asked about again."""
    text = write("a", "x")
    board = _Board(text)
    watcher = _watcher(desk, board, "y")
    assert watcher.look()
    assert not watcher.look()
    board.text = text
    assert not watcher.look()
    assert len(board.written) == 1


def test_text_without_commands_is_left_alone(desk: Desk) -> None:
    """Copying a password or a page changes nothing and asks nothing."""
    board = _Board("hunter2")
    assert not _watcher(desk, board).look()
    assert board.written == []
    assert desk.inbox.entries() == []


def test_rejections_are_answered_without_asking(desk: Desk) -> None:
    """A mangled block goes back with what to fix."""
    board = _Board(block("fs.nope", path="a"))
    assert _watcher(desk, board).look()
    assert read_results(board.text)[0].code == "ERR_UNKNOWN_ACTION"


def test_long_results_come_in_parts(desk: Desk, tmp_path: Path) -> None:
    """More than one paste: each waits for the person to have pasted the one before."""
    for name in "abc":
        (tmp_path / "w" / name).write_text("y" * 6_000)
    text = "".join(block("fs.read", path=name, name=name) for name in "abc")
    board = _Board(text)
    watcher = _watcher(desk, board, "y", "y", "y", "n", "n", OPERATOROS_PASTE_LIMIT="10000")
    assert watcher.look()
    assert len(board.written) == 3
    assert all(len(part) <= 10_000 for part in board.written)


def test_watching_needs_a_terminal(tmp_path: Path) -> None:
    """In a pipe it is refused before anything is read: ERR_NO_CLIPBOARD or ERR_NO_TERMINAL."""
    (tmp_path / "w").mkdir()
    done = operatoros("watch", "--workspace", str(tmp_path / "w"), home=tmp_path)
    assert done.returncode in (5, 6)
    assert "ERR_NO_CLIPBOARD" in done.stderr or "ERR_NO_TERMINAL" in done.stderr


def test_an_error_is_said_once_in_a_row(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A clipboard that fails at every look does not flood the screen."""
    from operatoros.cli.clipboard import ClipboardFailed

    watcher = _watcher(desk, _Board())
    for _ in range(5):
        watcher.say(ClipboardFailed(program="x", why="locked"))
    assert capsys.readouterr().err.count("ERR_CLIPBOARD") == 1
