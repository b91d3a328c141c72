"""Opening a desk brings inbox and log into agreement; the log wins (W8, P10)."""

from __future__ import annotations

import shutil
from pathlib import Path

from operatoros.review.approve import approve, look
from operatoros.review.execute import execute
from operatoros.workspace.apply import apply
from tests.acting import Clock, Tokens, block, desk_at, put, put_one, write


def _gone(desk_state: Path) -> None:
    """Make it so that the process which approved is another one, now gone."""
    import sqlite3

    for file in (desk_state / "workspaces").glob("*/inbox.db"):
        db = sqlite3.connect(file)
        db.execute("UPDATE approvals SET owner = ''")
        db.commit()
        db.close()


def test_a_lost_inbox_learns_from_the_log_what_was_done(tmp_path: Path) -> None:
    """The inbox file is deleted: the same text then shows its commands as done, not as new."""
    clock = Clock()
    text = write("a", "x") + block("fs.list", path=".", name="l")
    with desk_at(tmp_path / "w", tmp_path / "s", clock=clock) as desk:
        for item in put(desk, text):
            assert item.entry is not None
            execute(desk, approve(desk, look(desk, item.entry.number)))
        folder = Path(desk.workspace.places.folder)
    for file in folder.glob("inbox.db*"):
        file.unlink()
    with desk_at(tmp_path / "w", tmp_path / "s", clock=clock) as desk:
        items = put(desk, text + write("b", "y", name="new"))
        states = [item.entry.state for item in items if item.entry]
        assert states == ["done", "done", "waiting"]


def test_an_approval_that_was_never_used_lapses(tmp_path: Path) -> None:
    """A process approves and dies: at the next start the entry waits for a new decision."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        number = put_one(desk, write("a", "x")).number
        approve(desk, look(desk, number))
    _gone(tmp_path / "s")
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        assert desk.inbox.entry(number).state == "expired"
        assert not (tmp_path / "w" / "a").exists()
        execute(desk, approve(desk, look(desk, number)))
        assert (tmp_path / "w" / "a").read_text() == "x"


def test_an_approval_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    """Opening a second desk does not take away what the first one is about to do."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        approval = approve(desk, look(desk, put_one(desk, write("a", "x")).number))
        with desk_at(tmp_path / "w", tmp_path / "s"):
            pass
        assert execute(desk, approval).entry.state == "done"


def test_killed_after_the_change_the_log_says_done(tmp_path: Path) -> None:
    """Logged, but the inbox still says running: the next start says done, with a result."""
    clock, tokens = Clock(), Tokens("kill")
    with desk_at(tmp_path / "w", tmp_path / "s", clock=clock, tokens=tokens) as desk:
        entry = put_one(desk, write("a", "x"))
        approval = approve(desk, look(desk, entry.number))
        desk.inbox.move(entry.number, "running", now=desk.time)
        context = {"chat": entry.origin.chat, "id": entry.command.id}
        plan = approval.plan
        apply(plan, plan.digest, desk.workspace, now=clock(), token=tokens(), context=context)
    _gone(tmp_path / "s")
    with desk_at(tmp_path / "w", tmp_path / "s", clock=clock) as desk:
        settled = desk.inbox.entry(entry.number)
        assert settled.state == "done"
        assert settled.result is not None
        assert settled.result.ok
        (item,) = put(desk, write("a", "x"))
        assert not item.fresh


def test_killed_after_the_change_while_others_went_on(tmp_path: Path) -> None:
    """Another process acted after the kill and knows the log to its end: it is still done once."""
    clock, tokens = Clock(), Tokens("both")
    with desk_at(tmp_path / "w", tmp_path / "s", clock=clock, tokens=tokens) as desk:
        entry = put_one(desk, write("a", "x"))
        approval = approve(desk, look(desk, entry.number))
        desk.inbox.move(entry.number, "running", now=desk.time)
        context = {"chat": entry.origin.chat, "id": entry.command.id}
        plan = approval.plan
        apply(plan, plan.digest, desk.workspace, now=clock(), token=tokens(), context=context)
        other = put_one(desk, write("b", "y", name="other"))
        execute(desk, approve(desk, look(desk, other.number)))
    _gone(tmp_path / "s")
    with desk_at(tmp_path / "w", tmp_path / "s", clock=clock) as desk:
        assert desk.inbox.entry(entry.number).state == "done"


def test_killed_before_the_change_it_waits_again(tmp_path: Path) -> None:
    """Nothing is in the log: the entry needs a new look and a new approval."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        number = put_one(desk, write("a", "x")).number
        approve(desk, look(desk, number))
        desk.inbox.move(number, "running", now=desk.time)
    _gone(tmp_path / "s")
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        assert desk.inbox.entry(number).state == "expired"
        assert look(desk, number).preview is not None


def test_another_folder_at_the_same_path_gets_nothing_old(tmp_path: Path) -> None:
    """The workspace's folder is replaced by another: what waited has lapsed, and that is said."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        number = put_one(desk, write("a", "x")).number
        look(desk, number)
    shutil.move(root, tmp_path / "elsewhere")
    with desk_at(root, tmp_path / "s") as desk:
        assert desk.replaced
        assert desk.inbox.entry(number).state == "expired"
    with desk_at(root, tmp_path / "s") as desk:
        assert not desk.replaced


def test_workspaces_have_their_own_inbox_and_token(tmp_path: Path) -> None:
    """Entries and session tokens of two workspaces never mix (W11, P17)."""
    with desk_at(tmp_path / "one", tmp_path / "s") as one:
        token = one.session()
        put_one(one, write("a", "x"))
    with desk_at(tmp_path / "two", tmp_path / "s") as two:
        assert two.inbox.entries() == []
        assert two.session() != token
    with desk_at(tmp_path / "one", tmp_path / "s") as one:
        assert one.session() == token
