"""The verb `inbox`."""

from __future__ import annotations

import json
from pathlib import Path

from operatoros.protocol.render import read_results
from tests.acting import block, edits, operatoros, write


def _waiting(tmp_path: Path, text: str, files: dict[str, str] | None = None) -> Path:
    root = tmp_path / "w"
    root.mkdir()
    for name, content in (files or {}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    operatoros("act", "-", "--workspace", str(root), home=tmp_path, given=text)
    return root


def test_what_waits_is_listed_without_naming_the_only_workspace(tmp_path: Path) -> None:
    """The only known workspace need not be named; the list has state, lane, id and action."""
    _waiting(tmp_path, write("a", "x") + block("fs.list", path=".", name="l"))
    told = json.loads(operatoros("inbox", "list", "--json", home=tmp_path).stdout)
    assert [(one["number"], one["id"], one["state"]) for one in told] == [
        (1, "w-1", "waiting"),
        (2, "l", "waiting"),
    ]
    plain = operatoros("inbox", "list", home=tmp_path)
    assert plain.stdout.splitlines()[0].split()[:5] == ["1", "waiting", "review", "w-1", "fs.write"]


def test_an_entry_is_approved_by_the_plan_that_was_seen(tmp_path: Path) -> None:
    """`show` prints the plan's digest; approving with it runs exactly that."""
    root = _waiting(tmp_path, write("a", "x"))
    shown = json.loads(operatoros("inbox", "show", "1", "--json", home=tmp_path).stdout)
    plan = shown["preview"]["plan"]
    done = operatoros("inbox", "approve", "1", "--plan", plan[:12], home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (root / "a").read_text() == "x"
    assert read_results(done.stdout)[0].ok
    late = operatoros("inbox", "approve", "1", "--plan", plan, home=tmp_path)
    assert (late.returncode, "ERR_ENTRY_STATE" in late.stderr) == (4, True)


def test_a_stale_or_wrong_plan_runs_nothing(tmp_path: Path) -> None:
    """The file changed since `show`, or the digest is another: exit 4 and nothing is written."""
    root = _waiting(tmp_path, write("a", "x"), {"a": "old"})
    shown = json.loads(operatoros("inbox", "show", "1", "--json", home=tmp_path).stdout)
    (root / "a").write_text("mine")
    for plan in (shown["preview"]["plan"], "0" * 64, ""):
        done = operatoros("inbox", "approve", "1", "--plan", plan, home=tmp_path)
        assert (done.returncode, "ERR_PREVIEW_STALE" in done.stderr) == (4, True)
    assert (root / "a").read_text() == "mine"


def test_without_terminal_and_plan_nothing_is_approved(tmp_path: Path) -> None:
    """Nobody saw it, so it is ERR_PLAN_NOT_NAMED."""
    root = _waiting(tmp_path, write("a", "x"))
    done = operatoros("inbox", "approve", "1", home=tmp_path)
    assert (done.returncode, "ERR_PLAN_NOT_NAMED" in done.stderr) == (2, True)
    assert not (root / "a").exists()


def test_the_stop_lane_wants_its_words(tmp_path: Path) -> None:
    """A folder's delete needs --confirm with the words that `show` prints."""
    root = _waiting(tmp_path, block("fs.delete", path="d"), {"d/a": "1", "d/b": "2"})
    plan = json.loads(operatoros("inbox", "show", "1", "--json", home=tmp_path).stdout)["preview"]
    args = ("inbox", "approve", "1", "--plan", plan["plan"])
    wrong = operatoros(*args, home=tmp_path)
    assert (wrong.returncode, "ERR_CONFIRMATION" in wrong.stderr) == (2, True)
    assert (root / "d").exists()
    right = operatoros(*args, "--confirm", plan["confirm"], home=tmp_path)
    assert right.returncode == 0
    assert not (root / "d").exists()


def test_hunks_can_be_chosen(tmp_path: Path) -> None:
    """--hunks applies a part, and the result tells the chat the new base (W12)."""
    old = "".join(f"{number}\n" for number in range(30))
    text = edits(
        "a",
        {"op": "replaceFirst", "find": "\n3\n", "text": "\nthree\n"},
        {"op": "replaceFirst", "find": "\n23\n", "text": "\ntwenty-three\n"},
    )
    root = _waiting(tmp_path, text, {"a": old})
    plan = json.loads(operatoros("inbox", "show", "1", "--json", home=tmp_path).stdout)["preview"]
    done = operatoros(
        "inbox", "approve", "1", "--plan", plan["plan"], "--hunks", "2", home=tmp_path
    )
    (result,) = read_results(done.stdout)
    assert "1 of 2 hunks" in result.summary
    lines = (root / "a").read_text().split("\n")
    assert (lines[3], lines[23]) == ("3", "twenty-three")


def test_reject_and_dismiss(tmp_path: Path) -> None:
    """A rejection prints its result with the reason; a dismissal prints nothing for the chat."""
    _waiting(tmp_path, write("a", "x") + write("b", "x", name="w-2"))
    no = operatoros("inbox", "reject", "1", "--reason", "use c", home=tmp_path)
    assert "use c" in read_results(no.stdout)[0].summary
    aside = operatoros("inbox", "dismiss", "2", home=tmp_path)
    assert (aside.returncode, aside.stdout) == (0, "")
    told = json.loads(operatoros("inbox", "list", "--all", "--json", home=tmp_path).stdout)
    assert [one["state"] for one in told] == ["rejected", "dismissed"]
    again = operatoros("inbox", "result", "1", home=tmp_path)
    assert again.stdout == no.stdout


def test_an_unknown_entry_is_not_found(tmp_path: Path) -> None:
    """A number that is not there is exit 3 with its code."""
    _waiting(tmp_path, write("a", "x"))
    done = operatoros("inbox", "show", "9", home=tmp_path)
    assert (done.returncode, "ERR_ENTRY_NOT_FOUND" in done.stderr) == (3, True)


def test_with_two_workspaces_the_one_must_be_named(tmp_path: Path) -> None:
    """Two are known and we stand in neither: ERR_WORKSPACE_NOT_NAMED; inside one it is clear."""
    _waiting(tmp_path, write("a", "x"))
    other = tmp_path / "other"
    other.mkdir()
    operatoros("act", "-", "--workspace", str(other), home=tmp_path, given=write("a", "x"))
    done = operatoros("inbox", "list", home=tmp_path)
    assert (done.returncode, "ERR_WORKSPACE_NOT_NAMED" in done.stderr) == (2, True)
    inside = operatoros("inbox", "list", home=tmp_path, cwd=other)
    assert inside.returncode == 0
