"""What code says about a plan before anyone is asked (W10, W12)."""

from __future__ import annotations

import os

from operatoros.protocol.command import Edit
from tests.workspace.desk import Desk, command, edits, write


def test_a_new_file_has_its_facts(at: Desk) -> None:
    """New, how large, how many lines."""
    facts = at.plan(write("a/n.txt", "one\ntwo\n")).facts

    assert (facts.exists, facts.kind) == (False, "file")
    assert (facts.size_before, facts.size_after) == (None, 8)
    assert (facts.lines_before, facts.lines_after, facts.replaced_percent) == (None, 2, None)
    assert facts.badges == ()


def test_a_rewrite_says_how_much_of_the_old_text_goes(at: Desk) -> None:
    """W12: "98 % of the file replaced" is said."""
    at.put("f.txt", "".join(f"{number}\n" for number in range(50)))
    whole = at.plan(write("f.txt", "0\n" + "new\n" * 49)).facts
    one_line = Edit(op="replaceRange", start_line=1, end_line=1, text="x")
    small = at.plan(edits("f.txt", one_line)).facts

    assert whole.replaced_percent == 98
    assert [badge.code for badge in whole.badges] == ["whole"]
    assert (small.replaced_percent, small.badges) == (2, ())


def test_a_change_of_line_ends_is_said(at: Desk) -> None:
    """A whole write gives exactly its bytes; that all line ends change is worth a badge."""
    at.put("f.txt", "a\r\nb\r\n")
    facts = at.plan(write("f.txt", "a\nb\n")).facts

    assert (facts.line_ends_before, facts.line_ends_after) == ("crlf", "lf")
    assert "line_ends" in [badge.code for badge in facts.badges]


def test_a_folder_is_counted(at: Desk) -> None:
    """Files, links and bytes of a folder that would go; executables in it are named."""
    at.put("d/a.sh", "12345", mode=0o755)
    at.put("d/e/b.txt", "123")
    os.symlink("a.sh", at.folder / "d" / "l")
    facts = at.plan(command("fs.delete", "d")).facts

    assert (facts.kind, facts.files, facts.bytes, facts.executable) == ("folder", 3, 8, True)
    assert [(badge.code, badge.path) for badge in facts.badges] == [("executable", "d/a.sh")]


def test_a_secret_in_a_copied_folder_is_seen(at: Desk) -> None:
    """W5: badges look at everything that is touched, not only at the top."""
    at.put("d/e/.env", "KEY=1")
    facts = at.plan(command("fs.copy", "d", path_to="public")).facts

    assert facts.secret_like
    assert ("secret", "public/e/.env") in [(badge.code, badge.path) for badge in facts.badges]


def test_a_link_that_goes_is_called_a_link(at: Desk) -> None:
    """W3: the link itself is removed, not what it leads to."""
    os.symlink("nowhere", at.folder / "l")
    facts = at.plan(command("fs.delete", "l")).facts

    assert facts.link
    assert [badge.code for badge in facts.badges] == ["link"]


def test_what_is_no_text_has_no_lines(at: Desk) -> None:
    """Binary content is sizes only."""
    at.put("f.bin", b"\0\1\2")
    facts = at.plan(write("f.bin", b"\0\1")).facts

    assert (facts.lines_before, facts.lines_after, facts.line_ends_before) == (None, None, None)
    assert (facts.size_before, facts.size_after) == (3, 2)
