"""The moment of a change: what somebody did in the last microsecond is not lost (W7)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.rooted import changing, kernel
from operatoros.workspace import commit as commit_module
from operatoros.workspace.undo import acts
from tests.workspace.desk import Desk, command, write


def _between(monkeypatch: pytest.MonkeyPatch, name: str, meddle: Callable[[], object]) -> None:
    """Do something right before a step of the change, once."""
    real = getattr(changing, name)
    done: list[int] = []

    def step(*arguments: object) -> object:
        if not done:
            done.append(1)
            meddle()
        return real(*arguments)

    monkeypatch.setattr(changing, name, step)


def _code(at: Desk, wanted: Callable[[], object]) -> str:
    with pytest.raises(OperatorosError) as caught:
        wanted()
    assert at.strays() == []
    return caught.value.code


def test_a_save_between_the_last_look_and_the_swap_is_kept(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The swap takes the newer file away, sees that it is another, and gives it back."""
    target = at.put("f.txt", "old\n")
    plan = at.plan(write("f.txt", "new\n"))
    _between(monkeypatch, "exchange", lambda: target.write_text("saved by an editor\n"))

    assert _code(at, lambda: at.apply(plan)) == "ERR_BASE_CHANGED"
    assert target.read_text() == "saved by an editor\n"
    assert [act.result for act in acts(at.workspace)] == ["rolled_back"]


def test_a_save_before_a_delete_is_kept(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was renamed away is looked at before it is removed."""
    target = at.put("f.txt", "old\n")
    plan = at.plan(command("fs.delete", "f.txt"))
    _between(monkeypatch, "rename_new", lambda: target.write_text("saved by an editor\n"))

    assert _code(at, lambda: at.apply(plan)) == "ERR_BASE_CHANGED"
    assert target.read_text() == "saved by an editor\n"


def test_a_new_file_in_a_folder_that_is_deleted_is_kept(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder comes back whole when something appeared in it."""
    at.put("d/a.txt", "a\n")
    plan = at.plan(command("fs.delete", "d"))
    _between(monkeypatch, "rename_new", lambda: at.put("d/new.txt", "mine\n"))

    assert _code(at, lambda: at.apply(plan)) == "ERR_BASE_CHANGED"
    assert sorted(at.tree()) == ["d", "d/a.txt", "d/new.txt"]


def test_a_name_taken_before_a_creation_is_kept(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rename refuses to replace, also in the last moment."""
    plan = at.plan(write("x/n.txt", "new\n"))
    _between(monkeypatch, "rename_new", lambda: at.put("x/n.txt", "mine\n"))

    assert _code(at, lambda: at.apply(plan)) == "ERR_TARGET_EXISTS"
    assert (at.folder / "x/n.txt").read_text() == "mine\n"


def test_another_file_in_the_place_of_what_is_moved_stays(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A move takes the approved inode or nothing."""
    target = at.put("f.txt", "old\n")
    plan = at.plan(command("fs.move", "f.txt", path_to="x/g.txt"))

    def meddle() -> None:
        other = Path(f"{target}.new")
        other.write_text("old\n", encoding="utf-8")
        other.rename(target)

    _between(monkeypatch, "rename_new", meddle)

    assert _code(at, lambda: at.apply(plan)) == "ERR_BASE_CHANGED"
    assert target.read_text() == "old\n"
    assert not (at.folder / "x").exists()


def test_a_folder_moved_away_before_the_rename_is_noticed(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W6: the folder is opened anew beneath the root right before the rename."""
    at.put("d/f.txt", "old\n")
    plan = at.plan(write("d/n.txt", "new\n"))
    away = at.folder.parent / "away"

    def meddle() -> None:
        (at.folder / "d").rename(away)
        (at.folder / "d").mkdir()

    real = commit_module._again

    def again(*arguments: object) -> object:
        if not away.exists():
            meddle()
        return real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(commit_module, "_again", again)

    assert _code(at, lambda: at.apply(plan)) == "ERR_PATH_UNSETTLED"
    assert os.listdir(away) == ["f.txt"]
    assert os.listdir(at.folder / "d") == []


def test_without_the_kernels_swap_a_change_is_compared_and_renamed_over(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system without RENAME_EXCHANGE still gets its change, and a stale one is refused."""

    def no(*_arguments: object) -> None:
        raise OSError(22, "not here")

    target = at.put("f.txt", "old\n")
    plan = at.plan(write("f.txt", "new\n"))
    monkeypatch.setattr(kernel, "rename", no)
    done = at.apply(plan)
    assert target.read_text() == "new\n"
    at.undo(done.seq)
    assert target.read_text() == "old\n"
    at.do(command("fs.move", "f.txt", path_to="g.txt"))
    at.do(command("fs.delete", "g.txt"))
    assert at.tree() == {}
    assert at.strays() == []


def test_a_folder_that_is_not_confirmed_is_answered_as_that(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W8: a failed folder fsync is "applied, durability unknown", never a plain ok."""
    plan = at.plan(write("n.txt", "new\n"))
    real = changing.flush

    def flush(handle: int) -> None:
        if os.path.realpath(f"/proc/self/fd/{handle}") == str(at.folder):
            raise OSError(5, "no")
        real(handle)

    monkeypatch.setattr(changing, "flush", flush)
    done = at.apply(plan)

    assert done.state == "durability_unknown"
    assert "durability unknown" in done.summary
    assert (at.folder / "n.txt").read_text() == "new\n"
