"""What a change keeps and what an undo brings back: the metadata matrix (W4, W7, W9)."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Edit
from tests.workspace.desk import Desk, command, edits, write

CHANGES = {
    "write": lambda: write("d/f.txt", "new\n"),
    "edit": lambda: edits("d/f.txt", Edit(op="replaceFirst", find="old", text="new")),
    "delete": lambda: command("fs.delete", "d/f.txt"),
    "delete folder": lambda: command("fs.delete", "d"),
    "move": lambda: command("fs.move", "d/f.txt", path_to="e/g.txt"),
    "move folder": lambda: command("fs.move", "d", path_to="e/g"),
}


def _seen(path: Path) -> tuple[object, ...]:
    status = os.lstat(path)
    names = sorted(os.listxattr(path, follow_symlinks=False))
    return (
        stat.S_IMODE(status.st_mode),
        status.st_uid,
        status.st_gid,
        status.st_mtime_ns,
        tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in names),
        path.read_bytes() if path.is_file() else b"",
    )


def _furnish(at: Desk, mode: int) -> Path:
    target = at.put("d/f.txt", "old\n", mode=mode)
    try:
        os.setxattr(target, "user.note", b"\x00\xff binary")
        os.setxattr(target.parent, "user.folder", b"kept")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    if os.geteuid() == 0:
        os.chown(target, 1234, 5678)
        os.chmod(target, mode)
    os.chmod(target.parent, 0o750)
    os.utime(target, ns=(1, 1_111_111_111_111_111_111))
    os.utime(target.parent, ns=(2, 1_222_222_222_222_222_222))
    return target


@pytest.mark.parametrize(
    "mode", [0o644, 0o600, 0o444, 0o755, 0o700, 0o4755, 0o2750, 0o000], ids=oct
)
@pytest.mark.parametrize("change", CHANGES)
def test_an_undo_brings_back_mode_owner_times_and_attributes(
    at: Desk, change: str, mode: int
) -> None:
    """W9: whatever the change was, the file is what it was, attribute for attribute."""
    if mode == 0o000 and os.geteuid() != 0:
        pytest.skip("only root reads a file that nobody may read")
    target = _furnish(at, mode)
    before = _seen(target)

    done = at.do(CHANGES[change]())
    at.undo(done.seq)

    assert _seen(target) == before
    assert at.strays() == []


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o444, 0o755], ids=oct)
@pytest.mark.parametrize("change", ["write", "edit"])
def test_a_change_keeps_mode_owner_and_attributes(at: Desk, change: str, mode: int) -> None:
    """W7: only content and time are new; a read-only file stays one, and says so before."""
    target = _furnish(at, mode)
    before = _seen(target)
    plan = at.plan(CHANGES[change]())
    done = at.apply(plan)
    after = _seen(target)

    assert after[:3] == before[:3]
    assert after[4] == before[4]
    assert after[5] == b"new\n"
    assert done.not_kept == ()
    assert ("read_only" in [badge.code for badge in plan.facts.badges]) is (mode == 0o444)


def test_new_content_does_not_inherit_powers_and_that_is_said(at: Desk) -> None:
    """A set-user-ID program that a chat rewrites is no longer one; the undo gives it back."""
    target = at.put("d/f.txt", "old\n")
    target.chmod(0o4755)
    plan = at.plan(write("d/f.txt", "new\n"))
    done = at.apply(plan)

    assert stat.S_IMODE(target.stat().st_mode) == 0o755
    assert "powers" in [badge.code for badge in plan.facts.badges]
    at.undo(done.seq)
    assert stat.S_IMODE(target.stat().st_mode) == 0o4755


def test_a_hard_link_is_left_alone(at: Desk) -> None:
    """W4: the name is replaced, never the shared inode; the preview says so."""
    target = at.put("f.txt", "old\n")
    os.link(target, at.folder / "other.txt")
    plan = at.plan(write("f.txt", "new\n"))
    at.apply(plan)

    assert target.read_text() == "new\n"
    assert (at.folder / "other.txt").read_text() == "old\n"
    assert plan.facts.nlink == 2
    assert "hard_link" in [badge.code for badge in plan.facts.badges]


def test_a_hard_link_to_a_file_outside_is_not_written_through(at: Desk) -> None:
    """W4: the file outside keeps its bytes and its inode."""
    outside = at.folder.parent / "outside.txt"
    outside.write_text("outside\n", encoding="utf-8")
    os.link(outside, at.folder / "f.txt")
    for wanted in (write("f.txt", "x\n"), command("fs.delete", "f.txt")):
        at.do(wanted)
        assert outside.read_text(encoding="utf-8") == "outside\n"


TEXTS = {
    "lf": b"one\ntwo\n",
    "crlf": b"one\r\ntwo\r\n",
    "mixed": b"one\r\ntwo\nthree\r\n",
    "bom": b"\xef\xbb\xbfone\ntwo\n",
    "bom crlf": b"\xef\xbb\xbfone\r\ntwo\r\n",
    "no final newline": b"one\ntwo",
    "crlf, no final newline": b"one\r\ntwo",
    "unicode": "one\ntwö\u2028 still two\n".encode(),
}


@pytest.mark.parametrize("name", TEXTS)
def test_an_edit_keeps_every_other_byte(at: Desk, name: str) -> None:
    """Line ends, mark and missing final newline stay; only the edited word is another."""
    target = at.put("f.txt", TEXTS[name])
    at.do(edits("f.txt", Edit(op="replaceFirst", find="one", text="ONE")))

    assert target.read_bytes() == TEXTS[name].replace(b"one", b"ONE")


@pytest.mark.parametrize(
    "content", ["Grüße one".encode("latin-1"), "one".encode("utf-16"), b"one\0"], ids=repr
)
def test_other_encodings_are_refused_for_edits_and_taken_whole(at: Desk, content: bytes) -> None:
    """Text edits want UTF-8; a whole write over such a file is undone byte for byte."""
    target = at.put("f.txt", content)
    with pytest.raises(OperatorosError) as caught:
        at.plan(edits("f.txt", Edit(op="replaceFirst", find="one", text="two")))
    assert caught.value.code == "ERR_NOT_UTF8"

    done = at.do(write("f.txt", "new\n"))
    at.undo(done.seq)
    assert target.read_bytes() == content


def test_a_link_is_deleted_and_brought_back_as_a_link(at: Desk) -> None:
    """W3, W9: what it leads to is not touched."""
    at.put("f.txt", "x\n")
    os.symlink("f.txt", at.folder / "l")
    os.symlink("/nowhere", at.folder / "dangling")
    for name in ("l", "dangling"):
        done = at.do(command("fs.delete", name))
        assert not os.path.lexists(at.folder / name)
        at.undo(done.seq)
    assert os.readlink(at.folder / "l") == "f.txt"
    assert os.readlink(at.folder / "dangling") == "/nowhere"
    assert (at.folder / "f.txt").read_text() == "x\n"


def test_what_cannot_be_kept_is_told(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """W7: an owner that may not be given is named in the answer and in the log."""
    target = at.put("f.txt", "old\n")
    if os.geteuid() != 0:
        pytest.skip("only root can make a file of another owner")
    os.chown(target, 1234, 5678)

    def no(*_arguments: object) -> None:
        raise PermissionError(1, "no")

    monkeypatch.setattr(os, "fchown", no)
    done = at.do(write("f.txt", "new\n"))

    assert done.state == "done"
    assert "owner 1234:5678" in done.not_kept[0]
