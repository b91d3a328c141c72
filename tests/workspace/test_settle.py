"""What became of a change that was begun: every half-way state, put together by hand (W8)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from operatoros.rooted.changing import holding
from operatoros.rooted.paths import as_path
from operatoros.workspace.commit import part_name, tmp_name
from operatoros.workspace.plan import Change
from operatoros.workspace.settle import settle
from tests.workspace.desk import Desk, command, write

TOKEN = "0123456789abcdef"
PART, TMP = part_name(TOKEN), tmp_name(TOKEN)


def _change(at: Desk, action: str) -> Change:
    at.put("d/f.txt", "old\n")
    at.put("d/g/h.txt", "below\n")
    plan = at.plan(
        {
            "create": write("d/n.txt", "new\n"),
            "replace": write("d/f.txt", "new\n"),
            "remove": command("fs.delete", "d/f.txt"),
            "remove folder": command("fs.delete", "d/g"),
            "move": command("fs.move", "d/f.txt", path_to="e/f.txt"),
        }[action]
    )
    assert plan.change is not None
    return plan.change


def _disk(at: Desk) -> Mapping[str, str]:
    return {
        str(path.relative_to(at.folder)): path.read_text()
        for path in sorted(at.folder.rglob("*"))
        if path.is_file()
    }


ALL = {"d/f.txt": "old\n", "d/g/h.txt": "below\n"}
BELOW, HIS = {"d/g/h.txt": "below\n"}, {**ALL, "d/f.txt": "his\n"}
MOVED = {**BELOW, "e/f.txt": "old\n"}
# action, what was done to the disk, what settling says, what then lies there
STATES = [
    ("create", "", "rolled_back", ALL),
    ("create", "w TMP half", "rolled_back", ALL),
    ("create", "w TMP new\n", "rolled_back", ALL),
    ("create", "w n.txt new\n", "done", {**ALL, "d/n.txt": "new\n"}),
    ("create", "w n.txt new\n;ln n.txt TMP", "done", {**ALL, "d/n.txt": "new\n"}),
    ("create", "w n.txt other\n;w TMP new\n", "rolled_back", {**ALL, "d/n.txt": "other\n"}),
    ("create", "w n.txt other\n", "unclear", {**ALL, "d/n.txt": "other\n"}),
    ("replace", "", "rolled_back", ALL),
    ("replace", "w PART ne", "rolled_back", ALL),
    ("replace", "w TMP new\n", "rolled_back", ALL),
    ("replace", "w TMP new\n;swap TMP f.txt", "done", {**ALL, "d/f.txt": "new\n"}),
    ("replace", "w TMP new\n;mv TMP f.txt", "done", {**ALL, "d/f.txt": "new\n"}),
    # Somebody saved in the last moment: the swap took his work away, and gives it back.
    ("replace", "w f.txt his\n;w TMP new\n;swap TMP f.txt", "rolled_back", HIS),
    ("replace", "w f.txt his\n", "unclear", HIS),
    ("remove", "", "rolled_back", ALL),
    ("remove", "mv f.txt TMP", "done", BELOW),
    ("remove", "rm f.txt", "done", BELOW),
    ("remove", "ln f.txt TMP", "rolled_back", ALL),
    ("remove", "mv f.txt TMP;w f.txt his\n", "done", HIS),
    ("remove", "w f.txt his\n;mv f.txt TMP", "rolled_back", HIS),
    ("remove folder", "mv g TMP", "done", {"d/f.txt": "old\n"}),
    ("remove folder", "mv g TMP;rm TMP/h.txt", "done", {"d/f.txt": "old\n"}),
    ("remove folder", "mv g TMP;w TMP/his his\n", "rolled_back", {**ALL, "d/g/his": "his\n"}),
    (
        "remove folder",
        "mv g TMP;rm TMP/h.txt;w TMP/his his\n",
        "partly",
        {"d/f.txt": "old\n", "d/g/his": "his\n"},
    ),
    ("move", "", "rolled_back", ALL),
    ("move", "mkdir ../e", "rolled_back", ALL),
    ("move", "mkdir ../e;mv f.txt ../e/f.txt", "done", MOVED),
    ("move", "mkdir ../e;ln f.txt ../e/f.txt", "done", MOVED),
    ("move", "rm f.txt", "unclear", BELOW),
]  # fmt: skip


def _do(folder: Path, steps: str) -> None:
    """Carry out a few steps in the folder `d`: w(rite), mv, ln, rm, mkdir, swap."""
    for step in filter(None, steps.split(";")):
        verb, _, rest = step.replace("TMP", TMP).replace("PART", PART).partition(" ")
        one, _, other = rest.partition(" ")
        if verb == "w":
            (folder / one).write_text(other)
        elif verb == "mv":
            os.rename(folder / one, folder / other)
        elif verb == "ln":
            os.link(folder / one, folder / other)
        elif verb == "rm":
            os.unlink(folder / one)
        elif verb == "mkdir":
            (folder / one).mkdir()
        else:
            os.rename(folder / one, folder / "third")
            os.rename(folder / other, folder / one)
            os.rename(folder / "third", folder / other)


@pytest.mark.parametrize(("action", "steps", "result", "left"), STATES)
def test_every_half_way_state_is_settled_and_a_second_time_is_the_same(
    at: Desk, action: str, steps: str, result: str, left: Mapping[str, str]
) -> None:
    """W8: completed or taken back by looking; somebody else's bytes are never lost."""
    change = _change(at, action)
    _do(at.folder / "d", steps)

    assert settle(at.workspace.root, change, TOKEN) == result
    assert _disk(at) == left
    assert at.strays() == []
    again = settle(at.workspace.root, change, TOKEN)
    assert _disk(at) == left
    assert again in (result, "unclear", "done", "rolled_back")


def test_only_temporaries_of_its_own_token_are_removed(at: Desk) -> None:
    """W8: a file that only looks like ours stays."""
    change = _change(at, "replace")
    at.put("d/.operatoros-ffffffffffffffff.tmp", "somebody's")
    settle(at.workspace.root, change, TOKEN)

    assert (at.folder / "d/.operatoros-ffffffffffffffff.tmp").exists()


def test_a_folder_that_is_gone_or_is_now_a_link_blocks_nothing(at: Desk) -> None:
    """The workspace opens again; what cannot be found is called unclear."""
    change = _change(at, "replace")
    (at.folder / "d").rename(at.folder / "moved")
    assert settle(at.workspace.root, change, TOKEN) == "unclear"
    os.symlink("moved", at.folder / "d")
    assert settle(at.workspace.root, change, TOKEN) == "unclear"
    assert (at.folder / "moved/f.txt").read_text() == "old\n"


def test_a_folder_is_found_by_its_handle_when_its_name_is_gone(at: Desk) -> None:
    """While the process lives, it tidies up in the folder that it holds."""
    change = _change(at, "replace")
    _do(at.folder / "d", "w TMP new\n")
    with holding(at.workspace.root, as_path(change.path)) as held:
        (at.folder / "d").rename(at.folder / "moved")
        assert settle(at.workspace.root, change, TOKEN, held=held) == "rolled_back"
    assert at.strays() == []
