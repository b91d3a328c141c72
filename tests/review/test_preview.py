"""What a person sees is what would be written, all of it, and nothing that could act (W12, W13)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from operatoros.display import decode
from operatoros.review.approve import look
from operatoros.review.preview import Preview, plain_lines
from tests.acting import block, desk_at, edits, put_one, write


def _preview(tmp_path: Path, text: str, files: dict[str, str | bytes] | None = None) -> Preview:
    root = tmp_path / "w"
    root.mkdir(exist_ok=True)
    for name, content in (files or {}).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with desk_at(root, tmp_path / "s") as desk:
        seen = look(desk, put_one(desk, text).number)
        assert seen.preview is not None, seen.problem
        return seen.preview


def _kinds(preview: Preview, kind: str) -> list[str]:
    return [line.text for hunk in preview.hunks for line in hunk.lines if line.kind == kind]


def test_facts_come_first_and_name_the_resolved_path(tmp_path: Path) -> None:
    """A new file: action, path, that it is new, the folders that are made, size and lines."""
    preview = _preview(tmp_path, write("./notes//plan.txt", "Alpha\nBeta"))
    facts = dict(preview.facts)
    assert next(iter(facts)) == "action"
    assert facts["path"] == "notes/plan.txt"
    assert facts["asked for"] == "./notes//plan.txt"
    assert facts["is there"].startswith("nothing")
    assert (facts["new folders"], facts["size"], facts["lines"]) == (
        "notes", "10 bytes", "2 lines",
    )  # fmt: skip
    assert _kinds(preview, "add") == ["Alpha", "Beta"]


def test_an_edit_shows_old_and_new_with_their_line_numbers(tmp_path: Path) -> None:
    """Changed lines carry numbers on both sides, with three lines that stay around them."""
    old = "".join(f"line {number}\n" for number in range(1, 21))
    preview = _preview(
        tmp_path,
        edits(
            "a.txt",
            {"op": "replaceFirst", "find": "line 5\n", "text": "LINE 5\n"},
            {"op": "replaceFirst", "find": "line 15\n", "text": "LINE 15\nmore\n"},
        ),
        {"a.txt": old},
    )
    first, second = preview.hunks
    assert (first.number, first.head) == (1, "@@ -2,7 +2,7 @@")
    assert (second.number, second.head) == (2, "@@ -12,7 +12,8 @@")
    added = [line for line in second.lines if line.kind == "add"]
    assert [(line.text, line.new, line.old) for line in added] == [
        ("LINE 15", 15, None),
        ("more", 16, None),
    ]
    assert [line.new for line in second.lines if line.kind == "same"] == [12, 13, 14, 17, 18, 19]
    assert (preview.added, preview.removed) == (3, 2)


def test_changed_lines_are_never_folded(tmp_path: Path) -> None:
    """Four thousand new lines are four thousand lines of preview (W12)."""
    text = "\n".join(f"row {number}" for number in range(4_000))
    preview = _preview(tmp_path, block("fs.write", path="a", payload_content=text))
    assert _kinds(preview, "add") == text.split("\n")


def test_almost_all_replaced_is_said(tmp_path: Path) -> None:
    """Replacing 49 of 50 lines is flagged with the figure; a small edit is not."""
    old = "".join(f"line {number}\n" for number in range(50))
    new = "line 0\n" + "".join(f"other {number}\n" for number in range(49))
    preview = _preview(tmp_path, write("a.txt", new), {"a.txt": old})
    assert any("98 % of the file replaced" in flag for flag in preview.flags)
    small = _preview(
        tmp_path, write("b.txt", old.replace("line 7\n", "x\n"), name="s"), {"b.txt": old}
    )
    assert small.flags == ()


def test_look_alikes_are_flagged_letter_by_letter(tmp_path: Path) -> None:
    """A Cyrillic letter in a Latin word is named with its code point, in text and in path."""
    preview = _preview(tmp_path, write("a.py", "if user == '\u0430dmin':\n"))
    assert any("U+0430" in flag for flag in preview.flags)
    honest = _preview(tmp_path, write("b.py", "Привет, мир\n", name="h"))
    assert honest.flags == ()


@pytest.mark.parametrize(
    "text",
    [
        "a\u202eb",
        "\x1b[2J\x1b[31mred",
        "x\rall gone",
        "zero\u200bwidth",
        "tag\U000e0041",
        "nul\x00byte",
        " " * 200 + "far right",
        "no end",
        "crlf\r\nline\r\n",
        "\ufeffbom",
        "\\u{202e} written out",
    ],
    ids=lambda text: ascii(text)[:16],
)
def test_what_is_shown_decodes_to_the_exact_bytes(tmp_path: Path, text: str) -> None:
    """Nothing that hides or moves text reaches the screen, and nothing is lost (W13)."""
    preview = _preview(tmp_path, write("a.txt", text))
    shown = _kinds(preview, "add")
    assert all(letter.isprintable() or letter == "\t" for line in shown for letter in line)
    real = "\n".join(decode(line) for line in shown)
    ends = "no line end" not in "".join(_kinds(preview, "note"))
    assert (real + "\n" * ends).encode() == text.encode()


@settings(max_examples=60, deadline=None)
@given(
    old=st.lists(st.sampled_from(["a", "b", "c", ""])),
    new=st.lists(st.sampled_from(["a", "b", "c", ""]), min_size=1),
)
def test_old_and_new_can_be_rebuilt_from_what_is_shown(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str]
) -> None:
    """Applying the shown hunks to the old text gives exactly the new text, for any two texts."""
    before, after = "\n".join(old), "\n".join(new)
    assume(before != after and after != "")
    tmp_path = tmp_path_factory.mktemp("rebuilt")
    preview = _preview(tmp_path, write("a.txt", after), {"a.txt": before})
    lines = before.split("\n")
    result: list[str] = []
    at = 0
    for hunk in preview.hunks:
        for line in hunk.lines:
            if line.old is not None:
                result += lines[at : line.old - 1]
                at = line.old
                assert decode(line.text) == lines[line.old - 1]
            if line.kind in ("add", "same"):
                result.append(decode(line.text))
    rest = before.split("\n")[at:]
    rebuilt = "\n".join([*result, *rest])
    assert rebuilt.rstrip("\n") == after.rstrip("\n")


def test_a_folder_names_everything_in_it(tmp_path: Path) -> None:
    """Deleting a folder lists every file with its size, and needs its words typed."""
    files: dict[str, str | bytes] = {f"d/{name}": "xyz" for name in ("a", "b", "sub/c")}
    preview = _preview(tmp_path, block("fs.delete", path="d"), files)
    assert preview.names == ("d/", "d/a (3 bytes)", "d/b (3 bytes)", "d/sub/", "d/sub/c (3 bytes)")
    assert (preview.lane, preview.confirm) == ("stop", "delete 3")


def test_links_hard_links_and_executables_are_said(tmp_path: Path) -> None:
    """Hard links, an executable bit and a secret-like name stand among the facts (W4, W5)."""
    root = tmp_path / "w"
    root.mkdir()
    (root / ".env").write_text("A=1\n")
    (root / ".env").chmod(0o755)
    os.link(root / ".env", root / "other")
    preview = _preview(tmp_path, write(".env", "A=2\n"))
    facts = dict(preview.facts)
    assert facts["hard links"].startswith("2;")
    assert facts["executable"] == "yes"
    assert facts["secret-like"].startswith("yes")
    assert preview.attended


def test_old_bytes_that_are_no_text_are_shown_as_escapes(tmp_path: Path) -> None:
    """Latin-1 bytes that would be replaced appear as visible escapes, the new text as text."""
    preview = _preview(tmp_path, write("a.txt", "neu\n"), {"a.txt": b"gr\xfc\xdfe\n"})
    assert _kinds(preview, "remove") == ["gr\\u{dcfc}\\u{dcdf}e"]
    assert _kinds(preview, "add") == ["neu"]
    assert not any("\\u{" in line for line in _kinds(preview, "add"))


def test_the_hash_of_what_was_shown_follows_every_part(tmp_path: Path) -> None:
    """Another byte, another fact or another reason is another hash for the log."""
    one = _preview(tmp_path, write("a.txt", "x\n", name="1"))
    two = _preview(tmp_path, write("a.txt", "y\n", name="2"))
    assert one.shown != two.shown
    assert one.shown == _preview(tmp_path, write("a.txt", "x\n", name="1")).shown
    assert "\n".join(plain_lines(one)).isprintable() is False  # line feeds only
    assert all(letter.isprintable() for line in plain_lines(one) for letter in line)


def test_a_move_shows_both_ends(tmp_path: Path) -> None:
    """A move names where from and where to, and shows no lines."""
    preview = _preview(tmp_path, block("fs.move", path="a", path_to="b/c"), {"a": "x"})
    facts = dict(preview.facts)
    assert (facts["path"], facts["to"], facts["new folders"]) == ("a", "b/c", "b")
    assert preview.hunks == ()
    assert not preview.editable


def test_a_reading_shows_what_would_be_read(tmp_path: Path) -> None:
    """A slice names its file, size and lines; nothing of the content is shown before a yes."""
    preview = _preview(tmp_path, block("fs.readSlice", path="a", start="5"), {"a": "secret text"})
    assert dict(preview.facts)["start"] == "5"
    assert "secret text" not in "\n".join(plain_lines(preview))
