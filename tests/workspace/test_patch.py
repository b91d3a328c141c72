"""Strict unified diffs: exactly what git apply and GNU patch make of them, or refused."""

from __future__ import annotations

import difflib
import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.workspace.patch import apply_patch, is_creation
from operatoros.workspace.textfile import decode
from tests.workspace.desk import Desk, patch

HEAD = "--- a/f.txt\n+++ b/f.txt\n"


def patched(old: str | bytes, text: str) -> str:
    """Return the patched text with its real line ends, or the code of the refusal."""
    data = old.encode() if isinstance(old, str) else old
    try:
        after, _notes = apply_patch(decode(data, "f.txt"), text, path="f.txt")
    except OperatorosError as exc:
        return exc.code
    return after.encode().decode()


CORPUS = Path(__file__).parents[1] / "corpus" / "workspace" / "patches.json"
CASES = json.loads(CORPUS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_patch_is_applied_exactly_or_refused(case: Mapping[str, str]) -> None:
    """Context must match exactly; line ends, mark and final newline of the file stay."""
    assert patched(case["old"], HEAD + case["patch"]) == case["expect"]
    # The command names the file, so hunks alone are enough.
    assert patched(case["old"], case["patch"]) == case["expect"]


def test_a_mismatch_names_the_line_of_the_file() -> None:
    """ERR_PATCH_MISMATCH says which line has what instead."""
    with pytest.raises(OperatorosError) as caught:
        apply_patch(
            decode(b"a\nb\nc\n", ""), HEAD + "@@ -1,3 +1,3 @@\n a\n x\n-c\n+C\n", path="f.txt"
        )

    assert caught.value.code == "ERR_PATCH_MISMATCH"
    assert (caught.value.details["line"], caught.value.details["actual"]) == (2, "b")


@pytest.mark.parametrize(
    ("head", "works"),
    [
        ("--- a/f.txt\n+++ b/f.txt\n", True),
        ("--- f.txt\n+++ f.txt\n", True),
        ("diff --git a/f.txt b/f.txt\nindex 1..2 100644\n--- a/f.txt\n+++ b/f.txt\n", True),
        ("--- a/f.txt\t2026-01-01\n+++ b/f.txt\t2026-01-02\n", True),
        ("--- a/other.txt\n+++ b/other.txt\n", False),
        ("--- a/f.txt\n+++ b/other.txt\n", False),
        ("--- a/f.txt\n+++ /dev/null\n", False),
    ],
)
def test_a_patch_speaks_of_this_file_alone(head: str, works: bool) -> None:
    """A patch of another file, or one that deletes, is refused."""
    result = patched("a\n", head + "@@ -1 +1 @@\n-a\n+b\n")

    assert result == ("b\n" if works else "ERR_INVALID_PATCH")


def test_a_patch_of_two_files_is_refused() -> None:
    """One command, one file."""
    one = HEAD + "@@ -1 +1 @@\n-a\n+b\n"

    assert patched("a\n", one + one.replace("f.txt", "g.txt")) == "ERR_INVALID_PATCH"


def test_a_patch_from_dev_null_makes_a_new_file(at: Desk) -> None:
    """A creation is a creation: the file must not be there."""
    text = "--- /dev/null\n+++ b/n/new.txt\n@@ -0,0 +1,2 @@\n+a\n+b\n"
    assert is_creation(text)

    at.do(patch("n/new.txt", text))
    assert (at.folder / "n/new.txt").read_text() == "a\nb\n"
    with pytest.raises(OperatorosError) as caught:
        at.plan(patch("n/new.txt", text))
    assert caught.value.code == "ERR_INVALID_PATCH"


def test_a_patch_of_nothing_is_not_found(at: Desk) -> None:
    """A patch that expects lines needs a file."""
    with pytest.raises(OperatorosError) as caught:
        at.plan(patch("f.txt", HEAD + "@@ -1 +1 @@\n-a\n+b\n"))
    assert caught.value.code == "ERR_NOT_FOUND"


# -- against git apply and GNU patch ---------------------------------------------------------


def _lines(chance: random.Random, most: int = 30) -> list[str]:
    words = ("a", "b", "", "    c", "d = 1", "}", "# é", "tab\there")
    return chance.choices(words, k=chance.randint(1, most))


def _changed(lines: list[str], chance: random.Random) -> list[str]:
    new = list(lines)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(new))
        kind = chance.choice(("insert", "delete", "replace"))
        if kind == "insert":
            new.insert(at, chance.choice(("new", "", "x y")))
        elif new and at < len(new):
            new[at : at + 1] = [] if kind == "delete" else [chance.choice(("other", "z"))]
    return new


def _text(lines: list[str], chance: random.Random) -> str:
    text = "\n".join(lines)
    return text + "\n" if lines and chance.random() < 0.8 else text


def _split(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _diff(old: str, new: str, context: int) -> str:
    """Return a unified diff as git writes it, with its marks of missing final newlines."""
    one, other = _split(old), _split(new)
    made = difflib.unified_diff(one, other, "a/f.txt", "b/f.txt", n=context)
    mark = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + mark for line in made)


def _oracle(tool: Sequence[str], folder: Path, old: bytes, text: str) -> bytes | None:
    """Return what a real tool makes of it; None if it refuses."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "f.txt").write_bytes(old)
    (folder / "p").write_bytes(text.encode())
    done = subprocess.run(tool, cwd=folder, capture_output=True, timeout=10, check=False)
    made = folder / "f.txt"
    if done.returncode:
        return None
    return made.read_bytes() if made.exists() else b""


def _uneven(text: str) -> bool:
    """Tell whether a hunk has not as much context after its changes as before them."""
    for hunk in text.split("\n@@ ")[1:]:
        kinds = "".join(line[:1] for line in hunk.rstrip("\n").split("\n")[1:]).replace("\\", "")
        before, after = len(kinds) - len(kinds.lstrip(" ")), len(kinds) - len(kinds.rstrip(" "))
        if before != after:
            return True
    return False


GIT = ("git", "apply", "--whitespace=nowarn", "--unidiff-zero", "p")
GNU = ("patch", "-p1", "-F0", "-s", "-N", "--binary", "-i", "p")


def against(tool: Sequence[str], folder: Path, seed: int) -> str:
    """Compare one generated case with a tool; return what was found."""
    chance = random.Random(seed)
    old_lines = _lines(chance)
    old = _text(old_lines, chance)
    new = _text(_changed(old_lines, chance), chance)
    drifted = seed % 3 == 1
    # Where the file is another one, an insertion without context is a guess; the tools differ.
    text = _diff(old, new, chance.choice((1, 3, 3) if drifted else (0, 1, 3, 3, 3)))
    target = old
    if drifted:
        # The file is not quite the one that the patch was made from.
        target = _text(_changed(old_lines, chance), chance)
    if not text:
        return "same"
    ours = patched(target, text)
    theirs = _oracle(tool, folder, target.encode(), text)
    if ours.startswith("ERR_"):
        return "both refuse" if theirs is None else "only we refuse"
    if theirs is None:
        # A tool takes uneven context for "at the end of the file" (or its beginning). We accept
        # the one place where all lines match, and a person sees the result before it is written.
        assert _uneven(text), f"seed {seed}: only {tool[0]} refuses"
        return "only the tool refuses"
    assert theirs.decode() == ours, f"seed {seed}: {tool[0]} makes another text"
    return "same result"


@pytest.mark.parametrize("tool", [GIT, GNU], ids=["git", "patch"])
def test_we_agree_with_a_real_tool(tmp_path: Path, tool: Sequence[str]) -> None:
    """300 generated cases each: the same text, or refused; never a text that a tool refuses."""
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not installed")
    found = Counter(against(tool, tmp_path / "o", seed) for seed in range(300))

    assert found["same result"] >= 150
    assert found["only the tool refuses"] <= 30
    assert found["both refuse"] >= 10
