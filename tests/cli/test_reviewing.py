"""The review loop: what a person answers is what happens (W12, W14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operatoros.cli.reviewing import Review, editor
from operatoros.review.desk import Desk
from tests.acting import ScriptedKeys, block, desk_at, edits, put, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a workspace's folder."""
    folder = tmp_path / "w"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Iterator[Desk]:
    """Give a desk on the folder."""
    with desk_at(root, tmp_path / "s") as opened:
        yield opened


def _review(
    desk: Desk,
    text: str,
    *answers: str,
    edit: Callable[[str, str], str | None] | None = None,
) -> tuple[list[tuple[str, bool, str | None]], ScriptedKeys]:
    keys = ScriptedKeys(*answers)
    sitting = Review(desk, keys, edit=edit)
    told: list[tuple[str, bool, str | None]] = []
    for item in put(desk, text):
        assert item.entry is not None
        answered = sitting.one(item.entry.number)
        told.append((answered.entry.state, answered.result.ok, answered.result.code))
    assert keys.answers == [], "every answer was asked for"
    return told, keys


THREE = write("a", "1", name="1") + write("b", "2", name="2") + write("c", "3", name="3")


def test_yes_no_and_skip(desk: Desk, root: Path) -> None:
    """Yes writes, no tells the chat, skip leaves it waiting."""
    told, _keys = _review(desk, THREE, "y", "n", "s")
    assert told == [
        ("done", True, None),
        ("rejected", False, "ERR_REJECTED"),
        ("waiting", False, "ERR_APPROVAL_NEEDED"),
    ]
    assert [file.name for file in root.iterdir()] == ["a"]


def test_escape_rejects(desk: Desk, root: Path) -> None:
    """Escape is a no (W14)."""
    told, _keys = _review(desk, write("a", "1"), "\x1b")
    assert told[0][0] == "rejected"
    assert list(root.iterdir()) == []


def test_all_covers_what_follows_of_its_kind_and_no_delete(desk: Desk, root: Path) -> None:
    """One `all` writes three files; a delete and a dotfile after it are asked about."""
    (root / "old").write_text("x")
    text = THREE + block("fs.delete", path="old", name="4") + write(".profile", "x", name="5")
    told, keys = _review(desk, text, "a", "n", "n")
    assert [state for state, _ok, _code in told] == ["done"] * 3 + ["rejected"] * 2
    assert "a all" not in keys.asked[1]
    assert "a all" not in keys.asked[2]


def test_quit_leaves_the_rest_waiting(desk: Desk, root: Path) -> None:
    """After q nothing more is asked."""
    told, keys = _review(desk, THREE, "y", "q")
    assert [state for state, _ok, _code in told] == ["done", "waiting", "waiting"]
    assert len(keys.asked) == 2


def test_help_is_printed_and_the_question_asked_again(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question mark explains the keys."""
    _review(desk, write("a", "1"), "?", "y")
    assert "choose hunks" in capsys.readouterr().err


def test_chosen_hunks_are_shown_again_before_they_are_written(desk: Desk, root: Path) -> None:
    """The key h asks hunk by hunk; the part is a new preview that wants its own yes."""
    (root / "a").write_text("".join(f"{number}\n" for number in range(30)))
    text = edits(
        "a",
        {"op": "replaceFirst", "find": "\n3\n", "text": "\nthree\n"},
        {"op": "replaceFirst", "find": "\n23\n", "text": "\ntwenty-three\n"},
    )
    told, keys = _review(desk, text, "h", "n", "y", "y")
    assert told[0][0] == "done"
    lines = (root / "a").read_text().split("\n")
    assert (lines[3], lines[23]) == ("3", "twenty-three")
    assert keys.asked[1].startswith("hunk 1:")
    assert "h hunks" not in keys.asked[3]


def test_an_edited_text_is_what_is_written_and_told(desk: Desk, root: Path) -> None:
    """The key e opens the editor on the exact text; the result tells the new base."""
    given: list[tuple[str, str]] = []

    def edit(text: str, suffix: str) -> str:
        given.append((text, suffix))
        return text.replace("draft", "final")

    keys = ScriptedKeys("e", "y")
    sitting = Review(desk, keys, edit=edit)
    (item,) = put(desk, write("a.md", "the draft"))
    assert item.entry is not None
    answered = sitting.one(item.entry.number)
    assert given == [("the draft", ".md")]
    assert (root / "a.md").read_text() == "the final"
    assert "edited" in answered.result.summary
    assert "new base" in answered.result.summary


def test_an_editor_that_changes_nothing_changes_nothing(desk: Desk, root: Path) -> None:
    """Leaving the editor without a change asks again about the same plan."""
    _review(desk, write("a", "1"), "e", "y", edit=lambda text, _suffix: text)
    assert (root / "a").read_text() == "1"


def test_the_editor_gets_the_exact_bytes(tmp_path: Path) -> None:
    """A real editor process sees no added line end, and the file is gone afterwards."""
    script = tmp_path / "ed.py"
    script.write_text(
        "import sys\nname = sys.argv[-1]\ntext = open(name, newline='').read()\n"
        "open(name, 'w', newline='').write(text.upper() + '|')\n"
    )
    import sys

    edit = editor(f"{sys.executable} {script}", str(tmp_path / "edits"))
    assert edit("a\r\nb", ".txt") == "A\r\nB|"
    assert list((tmp_path / "edits").iterdir()) == []
    assert editor("/nonexistent/editor", str(tmp_path / "edits"))("a", ".txt") is None


def test_the_stop_lane_is_typed(desk: Desk, root: Path) -> None:
    """No y is offered; the right words delete, wrong ones show the entry again."""
    (root / "d").mkdir()
    for name in "ab":
        (root / "d" / name).write_text(name)
    told, keys = _review(desk, block("fs.delete", path="d"), "t", "delete 9", "t", "delete 2")
    assert told[0][0] == "done"
    assert not (root / "d").exists()
    assert "y yes" not in keys.asked[0]


def test_unseen_screens_need_the_words_for_it(
    desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long stop-lane preview comes in screens; stopping early wants `approve unseen`."""
    monkeypatch.setenv("LINES", "12")
    monkeypatch.setenv("COLUMNS", "80")
    (root / "d").mkdir()
    for number in range(30):
        (root / "d" / f"f{number}").write_text("x")
    told, keys = _review(
        desk,
        block("fs.delete", path="d"),
        "o", "t", "",
        "o", "t", "approve unseen", "delete 30",
    )  # fmt: skip
    assert told[0][0] == "done"
    assert keys.asked[0].startswith("screen 1 of")
    from operatoros.workspace.log import read_lines

    decisions = [line.data.get("decision") for line in read_lines(desk.workspace.places)]
    assert "person, unseen" in decisions


def test_all_screens_seen_needs_no_such_words(
    desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking through every screen leads straight to the words of the command."""
    monkeypatch.setenv("LINES", "30")
    monkeypatch.setenv("COLUMNS", "80")
    (root / "d").mkdir()
    for number in range(30):
        (root / "d" / f"f{number}").write_text("x")
    told, keys = _review(desk, block("fs.delete", path="d"), "m", "t", "delete 30")
    assert told[0][0] == "done"
    assert not any("unseen" in prompt for prompt in keys.asked)


def test_a_file_that_changes_under_the_question_is_shown_anew(desk: Desk, root: Path) -> None:
    """Between preview and yes somebody writes the file: nothing happens until a second yes."""
    (root / "a").write_text("old")

    class Meddling(ScriptedKeys):
        def key(self, prompt: str, allowed: str) -> str:
            if len(self.asked) == 0:
                (root / "a").write_text("somebody's")
            return super().key(prompt, allowed)

    keys = Meddling("y", "y")
    (item,) = put(desk, write("a", "new"))
    assert item.entry is not None
    answered = Review(desk, keys, edit=None).one(item.entry.number)
    assert answered.entry.state == "done"
    assert len(keys.asked) == 2
    assert (root / "a").read_text() == "new"


def test_an_entry_that_was_decided_elsewhere_meanwhile_is_left(desk: Desk, root: Path) -> None:
    """While the question stands, another face rejects the entry: the yes does nothing."""
    from operatoros.review.approve import reject

    (item,) = put(desk, write("a", "new"))
    assert item.entry is not None
    number = item.entry.number

    class Elsewhere(ScriptedKeys):
        def key(self, prompt: str, allowed: str) -> str:
            reject(desk, number, reason="decided on the web page")
            return super().key(prompt, allowed)

    answered = Review(desk, Elsewhere("y"), edit=None).one(number)
    assert (answered.entry.state, answered.result.code) == ("rejected", "ERR_REJECTED")
    assert not (root / "a").exists()


def test_secrets_are_asked_about_before_they_are_copied(desk: Desk, root: Path) -> None:
    """The key w withholds, c copies; the question names what was found and where."""
    key = "ghp_" + "a1B2" * 9
    (root / "a").write_text(f"x {key}\n")
    results = []
    for nth, answer in enumerate(("w", "c")):
        keys = ScriptedKeys("y", answer)
        (item,) = put(desk, block("fs.read", path="a", name=f"r{nth}"))
        assert item.entry is not None
        results.append(Review(desk, keys, edit=None).one(item.entry.number).result.details)
    assert key not in results[0]
    assert key in results[1]


def test_with_nobody_there_only_rules_decide(desk: Desk, root: Path) -> None:
    """Without keys a plain write waits; the same write under a rule runs."""
    sitting = Review(desk, None, edit=None)
    (item,) = put(desk, write("notes/a", "1"))
    assert item.entry is not None
    assert sitting.one(item.entry.number).result.code == "ERR_APPROVAL_NEEDED"
    Path(desk.policy_file).write_text(
        "version: 1\nrules:\n  - allow: fs.write\n    path: notes/**\n    writes: undoable\n",
        encoding="utf-8",
    )
    from tests.acting import signed

    (item,) = put(desk, signed(desk, write("notes/b", "1", name="b")))
    assert item.entry is not None
    assert sitting.one(item.entry.number).entry.state == "done"
    assert (root / "notes" / "b").exists()


def test_each_entry_is_announced_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A screen reader hears each entry once: no redraw, no control characters (plain lines)."""
    _review(desk, THREE, "y", "n", "s")
    said = capsys.readouterr().err
    for number in (1, 2, 3):
        assert said.count(f"entry {number}: fs.write") == 1
    assert "\x1b" not in said
    assert "\r" not in said
