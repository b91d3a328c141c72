"""prepare: exactly what would happen, for every action; and what is refused, for every path."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.command import Command, Edit
from operatoros.workspace.plan import digest_of
from tests.rooted.test_paths import NEVER, NOT_MADE
from tests.workspace.desk import Desk, command, edits, patch, tree_of, write

# Every action that takes a path, aimed at a path.
READS: Mapping[str, Callable[[str], Command]] = {
    "fs.list": lambda path: command("fs.list", path),
    "fs.read": lambda path: command("fs.read", path),
    "fs.readSlice": lambda path: command("fs.readSlice", path),
    "fs.search": lambda path: command("fs.search", path, query="SECRET"),
    "fs.searchTree": lambda path: command("fs.searchTree", path, query="SECRET"),
    "fs.stat": lambda path: command("fs.stat", path),
    "fs.listRegions": lambda path: command("fs.listRegions", path, language="py"),
    "fs.readRegion": lambda path: command("fs.readRegion", path, marker_id="a", language="py"),
}
CHANGES: Mapping[str, Callable[[str], Command]] = {
    "fs.write": lambda path: write(path, "new\n"),
    "fs.patch": lambda path: patch(path, "@@ -1 +1 @@\n-SECRET\n+x\n"),
    "fs.applyEdits": lambda path: edits(path, Edit(op="replaceAll", find="SECRET", text="x")),
    "fs.insertRegion": lambda path: command(
        "fs.insertRegion", path, marker_id="n", anchor="SECRET", content=b"x", language="py"
    ),
    "fs.replaceRegion": lambda path: command(
        "fs.replaceRegion", path, marker_id="a", content=b"x", language="py"
    ),
    "fs.deleteRegion": lambda path: command("fs.deleteRegion", path, marker_id="a", language="py"),
    "fs.copy": lambda path: command("fs.copy", path, path_to="fresh"),
    "fs.copy to": lambda path: command("fs.copy", "plain.txt", path_to=path),
    "fs.move": lambda path: command("fs.move", path, path_to="fresh"),
    "fs.move to": lambda path: command("fs.move", "plain.txt", path_to=path),
    "fs.rename": lambda path: command("fs.rename", path, path_to="fresh"),
    "fs.rename to": lambda path: command("fs.rename", "plain.txt", path_to=path),
    "fs.delete": lambda path: command("fs.delete", path),
}
# Where a link on the way is: names under which links lead somewhere.
LINKED = [
    "out", "out/", "out/secret.txt", "out/new", "out-file", "abs", "abs/passwd", "abs-file",
    "inner", "inner/plain.txt", "inner/new", "d/up", "d/up/plain.txt", "d/up/new", "proc/1/x",
    "loop", "loop/x",
]  # fmt: skip


def lay_out(at: Desk) -> Path:
    """Put a secret beside the workspace, and every kind of link into it; return the outside."""
    outside = at.folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.txt").write_text(
        "SECRET\n# OPERATOR_BEGIN a\n# OPERATOR_END a\n", encoding="utf-8"
    )
    at.put("plain.txt", "plain\n")
    at.put("d/x.txt", "x\n")
    for name, target in {
        "out": "../outside",
        "out-file": "../outside/secret.txt",
        "abs": "/etc",
        "abs-file": str(outside / "secret.txt"),
        "inner": ".",
        "d/up": "..",
        "proc": "/proc",
        "loop": "loop",
    }.items():
        os.symlink(target, at.folder / name)
    return outside


def attempt(at: Desk, wanted: Command) -> str:
    """Try a command; return its details, or the code with which it was refused."""
    try:
        return at.do(wanted).details or "done"
    except OperatorosError as exc:
        return exc.code


@pytest.mark.parametrize("action", CHANGES)
def test_no_hostile_path_changes_anything(both: Desk, action: str) -> None:
    """W2, W3: hundreds of paths at each changing action, both ways; 0 escapes, 0 changes."""
    outside = lay_out(both)
    before = (tree_of(outside), both.tree())
    for path in (*NEVER, *NOT_MADE, ".", "./", "inner/.", *LINKED):
        code = attempt(both, CHANGES[action](path))
        # A link itself may be deleted; that is undone by hand here, and all else is refused.
        if action == "fs.delete" and code == "done":
            link = both.folder / path.rstrip("/")
            assert path.rstrip("/") in before[1]
            assert before[1][path.rstrip("/")][0] == "link", path
            os.symlink(str(before[1][path.rstrip("/")][1]), link)
            continue
        assert code.startswith("ERR_"), path
    assert (tree_of(outside), both.tree()) == before
    assert both.strays() == []


@pytest.mark.parametrize("action", READS)
def test_no_hostile_path_reads_anything_outside(both: Desk, action: str) -> None:
    """W2, W3: nothing from outside in any answer; links that stay beneath are followed."""
    lay_out(both)
    for path in (*NEVER, *LINKED):
        told = attempt(both, READS[action](path))
        assert "SECRET" not in told.replace("# query: SECRET", ""), path
        assert "root:" not in told, path


def test_the_twins_of_the_hostile_paths_work(both: Desk) -> None:
    """The control: the same actions at ordinary paths do what they say."""
    lay_out(both)
    both.put("secret.txt", "SECRET\n# OPERATOR_BEGIN a\n# OPERATOR_END a\n")
    for action, make in READS.items():
        path = "." if action == "fs.list" else "inner/secret.txt"
        assert not attempt(both, make(path)).startswith("ERR_"), action
    for action, make in CHANGES.items():
        both.put("secret.txt", "SECRET\n# OPERATOR_BEGIN a\n# OPERATOR_END a\n")
        both.put("plain.txt", "plain\n")
        for name in ("fresh", "d/fresh"):
            (both.folder / name).unlink(missing_ok=True)
        path = "d/fresh" if action.endswith(" to") else "secret.txt"
        assert attempt(both, make(path)) == "done", action


def test_every_action_of_the_table_is_prepared() -> None:
    """No row is without a test here, and none is tested that has no row."""
    named = {name.split(" ")[0] for name in (*READS, *CHANGES)}
    assert named == {name for name, row in ACTIONS.items() if row.takes_path}


def test_preparing_changes_nothing_and_gives_the_same_digest_again(at: Desk) -> None:
    """A plan is made from the disk and the command alone."""
    at.put("plain.txt", "plain\n")
    before = at.tree()
    for make in (*READS.values(), *CHANGES.values()):
        try:
            one, other = at.plan(make("plain.txt")), at.plan(make("plain.txt"))
        except OperatorosError:
            continue
        assert one == other
        assert one.digest == digest_of(one)
    assert at.tree() == before
    assert not Path(at.places.folder).exists()


@pytest.mark.parametrize(
    ("there", "base", "fits"),
    [
        (None, "new", True),
        (None, "00000000", False),
        ("a\n", "new", False),
        ("a\n", "87428fc5", True),
        ("a\n", "00000000", False),
    ],
)
def test_a_base_must_be_the_file_that_was_read(
    at: Desk, there: str | None, base: str, fits: bool
) -> None:
    """P16: given and different is ERR_BASE_CHANGED, and nothing is written."""
    if there is not None:
        at.put("a.txt", there)
    if fits:
        at.do(write("a.txt", "b\n", base=base))
        return
    with pytest.raises(OperatorosError) as caught:
        at.plan(write("a.txt", "b\n", base=base))
    assert caught.value.code == "ERR_BASE_CHANGED"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (write("d", "x"), "ERR_NOT_A_FILE"),
        (write("d/", "x"), "ERR_NOT_A_FILE"),
        (write("pipe", "x"), "ERR_NOT_A_FILE"),
        (write("a.txt/b", "x"), "ERR_NOT_A_FOLDER"),
        (command("fs.delete", "none"), "ERR_NOT_FOUND"),
        (command("fs.delete", "a.txt/"), "ERR_NOT_A_FOLDER"),
        (command("fs.delete", "pipe"), "ERR_NOT_A_FILE"),
        (command("fs.delete", "piped"), "ERR_NOT_A_FILE"),
        (command("fs.copy", "piped", path_to="x"), "ERR_NOT_A_FILE"),
        (command("fs.copy", "linked", path_to="x"), "ERR_PATH_LINK"),
        (command("fs.copy", "link", path_to="x"), "ERR_PATH_LINK"),
        (command("fs.move", "link", path_to="x"), "ERR_PATH_LINK"),
        (command("fs.copy", "d", path_to="d/e"), "ERR_PATH_NOT_ALLOWED"),
        (command("fs.move", "d", path_to="d/e/f"), "ERR_PATH_NOT_ALLOWED"),
        (command("fs.move", "d", path_to="d"), "ERR_TARGET_EXISTS"),
        (command("fs.copy", "a.txt", path_to="d"), "ERR_TARGET_EXISTS"),
        (command("fs.rename", "a.txt", path_to="link"), "ERR_TARGET_EXISTS"),
        (command("fs.copy", "a.txt", path_to="big/b"), "ERR_NOT_A_FOLDER"),
        (edits("none", Edit(op="replaceAll", find="a", text="b")), "ERR_NOT_FOUND"),
        (edits("d", Edit(op="replaceAll", find="a", text="b")), "ERR_NOT_A_FILE"),
        (edits("big", Edit(op="replaceAll", find="a", text="b")), "ERR_FILE_TOO_LARGE"),
        (edits("latin", Edit(op="replaceAll", find="a", text="b")), "ERR_NOT_UTF8"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.action} {value.path}",
)
def test_what_cannot_be_done_is_refused_with_its_code(at: Desk, wanted: Command, code: str) -> None:
    """W3 and the action table: one code a reason, before anything is touched."""
    at.put("a.txt", "a\n")
    at.put("d/x", "x")
    at.put("linked/x", "x")
    at.put("big", b"a" * 2_000_001)
    at.put("latin", "Grüße".encode("latin-1"))
    (at.folder / "piped").mkdir()
    os.symlink("a.txt", at.folder / "link")
    os.symlink("x", at.folder / "linked" / "link")
    os.mkfifo(at.folder / "pipe")
    os.mkfifo(at.folder / "piped" / "pipe")

    with pytest.raises(OperatorosError) as caught:
        at.plan(wanted)

    assert caught.value.code == code


def test_the_products_own_store_is_never_changed(tmp_path: Path) -> None:
    """W5: also inside a workspace, by whatever path, and not with a folder that holds it."""
    from operatoros.workspace.opening import open_workspace
    from operatoros.workspace.places import places_for
    from tests.workspace.desk import NOW

    work = tmp_path / "work"
    (work / "home" / "state").mkdir(parents=True)
    (work / "home" / "state" / "x").write_text("x", encoding="utf-8")
    places = places_for(str(work / "home" / "state"), str(work))
    with open_workspace(str(work), places, now=NOW) as opened:
        at = Desk(workspace=opened, folder=work, places=places)
        for wanted in (
            write("home/state/x", "y"),
            write("home/state/new", "y"),
            command("fs.delete", "home/state"),
            command("fs.delete", "home"),
            command("fs.move", "home", path_to="away"),
            command("fs.copy", "home/state", path_to="away"),
        ):
            with pytest.raises(OperatorosError) as caught:
                at.plan(wanted)
            assert caught.value.code == "ERR_PATH_NOT_ALLOWED"
        at.do(write("home/other", "the twin"))
