"""Small edits: all or none, each naming exactly one place; held against git apply."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Edit
from operatoros.workspace.edits import apply_edits, nearest
from operatoros.workspace.textfile import decode
from tests.growth import TIMES, assert_linear
from tests.workspace.desk import Desk, edits

CORPUS = Path(__file__).parents[1] / "corpus" / "workspace" / "edits.json"
CASES = json.loads(CORPUS.read_text(encoding="utf-8"))


def edited(old: str, *wanted: Edit) -> str:
    """Return the edited text with its real line ends, or the code of the refusal."""
    try:
        return apply_edits(decode(old.encode(), "f"), wanted).encode().decode()
    except OperatorosError as exc:
        return exc.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_an_edit_does_exactly_what_it_says(case: Mapping[str, object]) -> None:
    """The table of operations, places, counts and line ends."""
    wanted = case["edits"]
    assert isinstance(wanted, list)
    assert edited(str(case["old"]), *(Edit(**one) for one in wanted)) == case["expect"]


def test_all_edits_are_made_or_none(at: Desk) -> None:
    """The second edit fails, so the first is not made either."""
    at.put("f.txt", "a\nb\n")
    with pytest.raises(OperatorosError) as caught:
        at.plan(
            edits(
                "f.txt",
                Edit(op="replaceFirst", find="a", text="A"),
                Edit(op="replaceFirst", find="c", text="C"),
            )
        )
    assert caught.value.code == "ERR_EDIT_NOT_FOUND"
    assert caught.value.details["edit"] == 2
    assert (at.folder / "f.txt").read_text() == "a\nb\n"


def test_an_ambiguous_edit_tells_the_count_and_the_lines() -> None:
    """ERR_EDIT_AMBIGUOUS says how often and where."""
    text = decode(b"x = 1\ny = 1\nx = 1\n", "f")
    with pytest.raises(OperatorosError) as caught:
        apply_edits(text, [Edit(op="replaceFirst", find="x = 1", text="x = 2")])
    assert caught.value.code == "ERR_EDIT_AMBIGUOUS"
    assert caught.value.details["lines"] == [1, 3]


def test_an_edit_that_finds_nothing_tells_what_is_nearest() -> None:
    """ERR_EDIT_NOT_FOUND names the line that was probably meant."""
    text = "def f(a):\n    return a + 1\n\ndef g(b):\n    return b\n"
    assert nearest(text, "return a+1")[0][0] == 2
    assert nearest(text, "\treturn b")[0][0] == 5
    assert nearest(text, "nothing of the kind") == []


def test_a_huge_line_is_edited_quickly() -> None:
    """A file of one line with very many places costs no quadratic time."""

    def edit(places: range) -> None:
        text = decode(b"a," * len(places) + b"\r\n", "f")
        apply_edits(text, [Edit(op="replaceAll", find="a", text="b")])

    assert_linear(edit, range(80_000 // TIMES), range(80_000))


# -- against git apply -----------------------------------------------------------------------


def _case(seed: int) -> tuple[bytes, Edit, str]:
    """Return a file, an edit that replaces or adds one line, and the patch that means the same.

    The patch is put together from the file's own lines and ends, without any code of ours.
    """
    chance = random.Random(seed)
    count = chance.randint(1, 12)
    ends = [chance.choice(("\n", "\r\n")) if seed % 2 else "\n" for _ in range(count)]
    if seed % 4 == 1:
        ends = ["\r\n"] * count
    if seed % 5 == 0:
        ends[-1] = ""
    lines = [f"line {number} {chance.choice(('a', 'b', 'é', ''))}" for number in range(count)]
    at = chance.randrange(count)
    old = "".join(map("".join, zip(lines, ends, strict=True)))
    head = "--- a/f\n+++ b/f\n"

    def shown(sign: str, text: str, end: str) -> str:
        return f"{sign}{text}{end or chr(10)}" + ("" if end else "\\ No newline at end of file\n")

    kind = ("replaceFirst", "replaceRange", "insertBefore")[seed % 3]
    if kind == "insertBefore":
        edit = Edit(op="insertBefore", anchor=lines[at], text="new line\n")
        patch = f"@@ -{at},0 +{at + 1} @@\n" + shown("+", "new line", ends[at] or "\n")
        if not ends[at] and at:
            patch = f"@@ -{at},0 +{at + 1} @@\n" + shown("+", "new line", ends[at - 1])
    else:
        edit = (
            Edit(op="replaceFirst", find=lines[at], text="other")
            if kind == "replaceFirst"
            else Edit(op="replaceRange", start_line=at + 1, end_line=at + 1, text="other")
        )
        patch = f"@@ -{at + 1} +{at + 1} @@\n"
        patch += shown("-", lines[at], ends[at]) + shown("+", "other", ends[at])
    return old.encode(), edit, head + patch


def test_edits_are_what_git_apply_makes_of_the_same_change(tmp_path: Path) -> None:
    """500 generated cases with LF, CRLF, mixed ends and no final newline, byte for byte."""
    for seed in range(500):
        old, edit, text = _case(seed)
        ours = apply_edits(decode(old, "f"), [edit]).encode()
        (tmp_path / "f").write_bytes(old)
        (tmp_path / "p").write_bytes(text.encode())
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "--unidiff-zero", "p"],
            cwd=tmp_path,
            capture_output=True,
            timeout=10,
            check=False,
        )
        assert done.returncode == 0, (seed, done.stderr)
        assert (tmp_path / "f").read_bytes() == ours, f"seed {seed}"
