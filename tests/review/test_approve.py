"""An approval is for exactly what was shown (W11, W14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.review.approve import (
    ConfirmationWrong,
    NotAllSeen,
    PersonNeeded,
    PlanNotShown,
    again,
    approve,
    approve_by_rule,
    approve_unattended,
    dismiss,
    look,
    reject,
    show_plan,
)
from operatoros.review.entries import EntryMoved
from operatoros.review.execute import execute
from operatoros.workspace.hunks import accept
from operatoros.workspace.log import read_lines
from tests.acting import block, desk_at, edits, put, put_one, signed, write


def test_what_was_shown_can_be_approved_once(tmp_path: Path) -> None:
    """The first approval holds; a second of the same look is too late."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        seen = look(desk, put_one(desk, write("a", "x")).number)
        assert approve(desk, seen).entry.state == "approved"
        with pytest.raises(EntryMoved):
            approve(desk, seen)


def test_an_older_preview_cannot_be_approved(tmp_path: Path) -> None:
    """After the file changed and was shown anew, only the new preview can be approved."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        (root / "a").write_text("one\n")
        number = put_one(desk, write("a", "new\n")).number
        first = look(desk, number)
        (root / "a").write_text("two\n")
        second = look(desk, number)
        with pytest.raises(PlanNotShown):
            approve(desk, first)
        assert approve(desk, second).plan.digest == second.preview.plan  # type: ignore[union-attr]  # it was shown


def test_what_cannot_be_prepared_is_answered(tmp_path: Path) -> None:
    """A path outside, a missing file and a wrong base become failed with their codes."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        (tmp_path / "w" / "a").write_text("x")
        cases = {
            block("fs.read", path="../../etc/passwd", name="1"): "ERR_PATH_NOT_ALLOWED",
            block("fs.read", path="none", name="2"): "ERR_NOT_FOUND",
            write("a", "y", name="3", base="00000000"): "ERR_BASE_CHANGED",
            write(".git/config", "y", name="4"): "ERR_PATH_NOT_ALLOWED",
        }
        for text, code in cases.items():
            seen = look(desk, put_one(desk, text).number)
            assert seen.problem is not None
            assert (seen.problem.code, seen.entry.state) == (code, "failed")


def test_showing_alone_answers_nothing(tmp_path: Path) -> None:
    """A face that only shows leaves an entry waiting that cannot be prepared just now."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        number = put_one(desk, block("fs.read", path="later")).number
        seen = look(desk, number, answer=False)
        assert seen.problem is not None
        assert (seen.problem.code, desk.inbox.entry(number).state) == ("ERR_NOT_FOUND", "waiting")
        (tmp_path / "w" / "later").write_text("x")
        assert look(desk, number, answer=False).preview is not None


def test_what_rests_on_an_earlier_command_keeps_waiting(tmp_path: Path) -> None:
    """An edit of a file that a waiting command would make is not failed before its time."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        first, second = put(
            desk,
            write("a", "x\n") + edits("a", {"op": "replaceFirst", "find": "x", "text": "y"}),
        )
        assert first.entry
        assert second.entry
        early = look(desk, second.entry.number)
        assert early.problem is not None
        assert (early.problem.code, early.entry.state) == ("ERR_APPROVAL_NEEDED", "waiting")
        execute(desk, approve(desk, look(desk, first.entry.number)))
        assert look(desk, second.entry.number).preview is not None


def test_a_path_that_is_never_allowed_waits_for_nothing(tmp_path: Path) -> None:
    """Whatever earlier commands would do, `..` is told at once and not put off."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        _, second = put(desk, write("a", "x\n") + write("../b", "y", name="2"))
        assert second.entry
        seen = look(desk, second.entry.number)
        assert seen.problem is not None
        assert (seen.problem.code, seen.entry.state) == ("ERR_PATH_NOT_ALLOWED", "failed")


def test_a_denied_command_is_answered_and_nothing_is_shown(tmp_path: Path) -> None:
    """A deny rule ends the entry with ERR_POLICY_DENIED; the chat learns no path of the policy."""
    policy = "version: 1\nrules:\n  - deny: fs.write\n    path: archive/**\n"
    with desk_at(tmp_path / "w", tmp_path / "s", policy=policy) as desk:
        seen = look(desk, put_one(desk, write("archive/a", "x")).number)
        assert seen.problem is not None
        assert (seen.problem.code, seen.preview) == ("ERR_POLICY_DENIED", None)
        assert str(tmp_path) not in seen.problem.summary
        twin = look(desk, put_one(desk, write("open/a", "x", name="t")).number)
        assert twin.preview is not None


def test_a_denied_path_is_found_behind_a_link(tmp_path: Path) -> None:
    """Reading through a link is judged by the path it resolves to (W5)."""
    root = tmp_path / "w"
    (root / "archive").mkdir(parents=True)
    (root / "archive" / "a").write_text("x")
    (root / "open").symlink_to("archive")
    policy = "version: 1\nrules:\n  - deny: fs.read\n    path: archive/**\n"
    with desk_at(root, tmp_path / "s", policy=policy) as desk:
        seen = look(desk, put_one(desk, block("fs.read", path="open/a")).number)
        assert seen.problem is not None
        assert seen.problem.code == "ERR_POLICY_DENIED"


def test_the_stop_lane_wants_its_words_and_all_of_it_seen(tmp_path: Path) -> None:
    """Wrong words and unseen lines are refused; the words, or `unseen` with them, approve."""
    root = tmp_path / "w"
    (root / "d").mkdir(parents=True)
    for name in "abc":
        (root / "d" / name).write_text(name)
    with desk_at(root, tmp_path / "s") as desk:
        number = put_one(desk, block("fs.delete", path="d")).number
        seen = look(desk, number)
        assert seen.preview is not None
        assert seen.preview.confirm == "delete 3"
        for words in ("", "y", "delete 2", "DELETE 3"):
            with pytest.raises(ConfirmationWrong):
                approve(desk, seen, confirmation=words)
        with pytest.raises(NotAllSeen) as caught:
            approve(desk, seen, confirmation="delete 3", all_seen=False)
        assert caught.value.code == "ERR_NOT_ALL_SEEN"
        approval = approve(desk, seen, confirmation="delete 3", all_seen=False, unseen=True)
        assert execute(desk, approval).entry.state == "done"
        decisions = [line.data.get("decision") for line in read_lines(desk.workspace.places)]
        assert "person, unseen" in decisions


def test_yes_covers_plain_changes_and_nothing_else(tmp_path: Path) -> None:
    """`--yes` runs a plain write; deletes need their switch; stop, badges and rules a person."""
    root = tmp_path / "w"
    (root / "many").mkdir(parents=True)
    for name in "abc":
        (root / "many" / name).write_text(name)
    (root / "one").write_text("1")
    (root / ".env").write_text("A=1")
    policy = "version: 1\nrules:\n  - ask: fs.write\n    path: asked/**\n"
    with desk_at(root, tmp_path / "s", policy=policy) as desk:

        def runs(text: str, *, deletes: bool = False) -> bool:
            seen = look(desk, put_one(desk, text).number)
            try:
                approval = approve_unattended(desk, seen, deletes=deletes)
            except PersonNeeded:
                return False
            return execute(desk, approval).entry.state == "done"

        assert runs(write("plain.txt", "x", name="1"))
        assert not runs(write("asked/a.txt", "x", name="2"))
        assert not runs(write(".bashrc", "x", name="3"))
        assert not runs(write("package-lock.json", "{}", name="4"))
        assert not runs(write(".github/workflows/ci.yml", "x", name="5"))
        assert not runs(block("fs.read", path=".env", name="6"))
        assert not runs(block("fs.delete", path="one", name="7"))
        assert runs(block("fs.delete", path="one", name="7"), deletes=True)
        assert not runs(block("fs.delete", path="many", name="8"), deletes=True)
        assert runs(block("fs.read", path="plain.txt", name="9"))


def test_under_an_unreadable_policy_nothing_runs_unattended(tmp_path: Path) -> None:
    """With a broken policy.yaml `--yes` runs nothing; mended, the same command runs (W14)."""
    with desk_at(tmp_path / "w", tmp_path / "s", policy="version: 1\nrules: [") as desk:
        number = put_one(desk, write("a", "x")).number
        seen = look(desk, number)
        assert seen.decision.attended
        with pytest.raises(PersonNeeded):
            approve_unattended(desk, seen, deletes=True)
        assert not (tmp_path / "w" / "a").exists()
        Path(desk.policy_file).write_text("version: 1\nrules: []\n", encoding="utf-8")
        approval = approve_unattended(desk, look(desk, number), deletes=False)
        assert execute(desk, approval).entry.state == "done"


def test_a_rule_approves_signed_reads_and_named_writes(tmp_path: Path) -> None:
    """Auto runs only what carries the token and lies in the glob (W14, P17)."""
    policy = (
        "version: 1\nrules:\n  - allow: fs.read\n    path: docs/**\n"
        "  - allow: fs.write\n    path: notes/**\n    writes: undoable\n"
    )
    root = tmp_path / "w"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "a").write_text("hello")
    with desk_at(root, tmp_path / "s", policy=policy) as desk:

        def auto(text: str) -> bool:
            approval = approve_by_rule(desk, look(desk, put_one(desk, text).number))
            return approval is not None and execute(desk, approval).entry.state == "done"

        assert not auto(block("fs.read", path="docs/a", name="1"))
        assert auto(signed(desk, block("fs.read", path="docs/a", name="2")))
        assert desk.inbox.spent("chat-1") == 5
        assert auto(signed(desk, write("notes/n", "x", name="3")))
        assert not auto(signed(desk, write("src/n", "x", name="4")))
        rules = [line.data.get("rule", "") for line in read_lines(desk.workspace.places)]
        assert any("policy.yaml:3" in str(rule) for rule in rules)


def test_the_byte_budget_of_a_chat_is_kept(tmp_path: Path) -> None:
    """When the budget of auto reads is used up, the next read waits for a person."""
    policy = "version: 1\nauto_read_bytes: 12\nrules:\n  - allow: fs.read\n"
    root = tmp_path / "w"
    root.mkdir()
    (root / "a").write_text("12345")
    with desk_at(root, tmp_path / "s", policy=policy) as desk:
        lanes = []
        for nth in range(3):
            text = signed(desk, block("fs.read", path="a", name=f"r{nth}"))
            seen = look(desk, put_one(desk, text).number)
            lanes.append(seen.decision.lane)
            approval = approve_by_rule(desk, seen)
            if approval is not None:
                execute(desk, approval)
        assert lanes == ["auto", "auto", "review"]


def test_rejecting_tells_the_chat_and_the_log(tmp_path: Path) -> None:
    """A no is a result with the reason, and a line of the log; a dismissal tells nobody."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        entry = reject(desk, put_one(desk, write("a", "x")).number, reason="other file")
        assert entry.result is not None
        assert (entry.result.code, entry.result.ok) == ("ERR_REJECTED", False)
        assert "other file" in entry.result.summary
        other = dismiss(desk, put_one(desk, write("b", "x", name="b")).number)
        assert other.result is None
        lines = list(read_lines(desk.workspace.places))
        assert [line.data["decision"] for line in lines] == ["rejected", "dismissed"]
        assert not (tmp_path / "w" / "a").exists()


def test_what_was_done_runs_again_only_when_asked(tmp_path: Path) -> None:
    """A done entry cannot be looked at for approval; `again` brings it back, and says so (P10)."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        number = put_one(desk, write("a", "x")).number
        execute(desk, approve(desk, look(desk, number)))
        with pytest.raises(EntryMoved):
            look(desk, number)
        (root / "a").unlink()
        assert again(desk, number).state == "waiting"
        seen = look(desk, number)
        assert "again" in {reason.code for reason in seen.decision.reasons}
        with pytest.raises(PersonNeeded):
            approve_unattended(desk, seen, deletes=True)
        execute(desk, approve(desk, seen))
        assert (root / "a").read_text() == "x"


def test_an_id_used_before_for_another_command_is_said(tmp_path: Path) -> None:
    """A new command under an executed id is shown as such and never runs by rule."""
    policy = "version: 1\nrules:\n  - allow: fs.write\n    path: n/**\n    writes: undoable\n"
    with desk_at(tmp_path / "w", tmp_path / "s", policy=policy) as desk:
        first = look(desk, put_one(desk, signed(desk, write("n/a", "x", name="i"))).number)
        approval = approve_by_rule(desk, first)
        assert approval is not None
        execute(desk, approval)
        forged = look(desk, put_one(desk, signed(desk, write("n/b", "y", name="i"))).number)
        assert "reused_id" in {reason.code for reason in forged.decision.reasons}
        assert approve_by_rule(desk, forged) is None
        assert not (tmp_path / "w" / "n" / "b").exists()


def test_chosen_hunks_are_a_new_plan_that_must_be_shown(tmp_path: Path) -> None:
    """Accepting one of two hunks makes another digest; the first look no longer holds."""
    root = tmp_path / "w"
    root.mkdir()
    (root / "a").write_text("".join(f"{number}\n" for number in range(30)))
    with desk_at(root, tmp_path / "s") as desk:
        text = edits(
            "a",
            {"op": "replaceFirst", "find": "\n3\n", "text": "\nthree\n"},
            {"op": "replaceFirst", "find": "\n23\n", "text": "\ntwenty-three\n"},
        )
        whole = look(desk, put_one(desk, text).number)
        assert whole.plan is not None
        part = show_plan(desk, whole.entry, accept(whole.plan, [1]))
        with pytest.raises(PlanNotShown):
            approve(desk, whole)
        outcome = execute(desk, approve(desk, part), differs="1 of 2 hunks")
        assert outcome.answer is not None
        summary = outcome.answer.result.summary
        assert "1 of 2 hunks" in summary
        assert f"new base is {outcome.done.base}" in summary if outcome.done else False
        lines = (root / "a").read_text().split("\n")
        assert (lines[3], lines[23]) == ("3", "twenty-three")
