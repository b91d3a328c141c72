"""Execution checks everything again, happens once, and says what became of it (W11, P10)."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.review.approve import Approval, approve, look
from operatoros.review.execute import (
    ApprovalLapsed,
    ApprovalUsed,
    execute,
    note_copied,
    release,
)
from operatoros.workspace.log import read_lines
from operatoros.workspace.prepare import prepare
from tests.acting import block, desk_at, put_one, write

KEY = "ghp_" + "a1B2" * 9


def test_an_approved_write_is_done_and_answered(tmp_path: Path) -> None:
    """The file has exactly the bytes, the entry is done, the log knows who and what was shown."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        seen = look(desk, put_one(desk, write("a", "x\n")).number)
        outcome = execute(desk, approve(desk, seen))
        assert (tmp_path / "w" / "a").read_bytes() == b"x\n"
        assert outcome.entry.state == "done"
        assert outcome.answer is not None
        assert outcome.answer.result.ok
        (intent, *_rest) = read_lines(desk.workspace.places)
        assert seen.preview is not None
        assert intent.data["shown"] == seen.preview.shown
        assert (intent.data["who"], intent.data["decision"]) == ("tester", "person")
        assert (intent.data["chat"], intent.data["id"]) == ("chat-1", "w-1")


def test_an_approval_is_used_once(tmp_path: Path) -> None:
    """A replayed approval is refused and changes nothing, also after the file was removed."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        approval = approve(desk, look(desk, put_one(desk, write("a", "x")).number))
        execute(desk, approval)
        (root / "a").unlink()
        with pytest.raises(ApprovalUsed):
            execute(desk, approval)
        assert not (root / "a").exists()


def test_of_many_who_execute_at_once_one_does(tmp_path: Path) -> None:
    """Eight threads with the same approval: the change happens once."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        approval = approve(desk, look(desk, put_one(desk, write("a", "x")).number))
    done: list[str] = []
    late: list[str] = []
    gate = threading.Barrier(8)

    def run() -> None:
        with desk_at(root, tmp_path / "s") as mine:
            gate.wait()
            try:
                done.append(execute(mine, approval).entry.state)
            except OperatorosError as error:
                late.append(error.code)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["done"]
    assert len(late) == 7
    assert set(late) <= {"ERR_APPROVAL_USED", "ERR_ENTRY_STATE"}


def test_a_changed_file_makes_the_approval_stale(tmp_path: Path) -> None:
    """The file changes between approval and execution: nothing is written, a new look decides."""
    root = tmp_path / "w"
    root.mkdir()
    (root / "a").write_text("one\n")
    with desk_at(root, tmp_path / "s") as desk:
        number = put_one(desk, write("a", "new\n")).number
        approval = approve(desk, look(desk, number))
        (root / "a").write_text("somebody's work\n")
        outcome = execute(desk, approval)
        assert (outcome.entry.state, outcome.answer) == ("stale", None)
        assert (root / "a").read_text() == "somebody's work\n"
        outcome = execute(desk, approve(desk, look(desk, number)))
        assert outcome.entry.state == "done"
        assert (root / "a").read_text() == "new\n"


def test_a_file_that_appears_makes_the_approval_stale(tmp_path: Path) -> None:
    """Approved as new, but something is there now: it is not overwritten."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        approval = approve(desk, look(desk, put_one(desk, write("a", "new")).number))
        (root / "a").write_text("mine")
        assert execute(desk, approval).entry.state == "stale"
        assert (root / "a").read_text() == "mine"


def test_changed_rules_let_the_approval_lapse(tmp_path: Path) -> None:
    """policy.yaml changes after the approval: it no longer holds, the entry expires (W11)."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        number = put_one(desk, write("a", "x")).number
        approval = approve(desk, look(desk, number))
        Path(desk.policy_file).write_text(
            "version: 1\nrules:\n  - deny: fs.write\n", encoding="utf-8"
        )
        with pytest.raises(ApprovalLapsed) as caught:
            execute(desk, approval)
        assert caught.value.code == "ERR_APPROVAL_LAPSED"
        assert desk.inbox.entry(number).state == "expired"
        assert not (root / "a").exists()
        Path(desk.policy_file).write_text("version: 1\nrules: []\n", encoding="utf-8")
        assert execute(desk, approve(desk, look(desk, number))).entry.state == "done"


def test_another_plan_under_an_approval_is_refused(tmp_path: Path) -> None:
    """Slipping another plan under an approval, or another entry's, runs nothing (forged)."""
    root = tmp_path / "w"
    with desk_at(root, tmp_path / "s") as desk:
        good = approve(desk, look(desk, put_one(desk, write("a", "x")).number))
        evil = put_one(desk, write("b", "evil", name="evil"))
        plan = prepare(evil.command, desk.workspace)
        for forged in (
            replace(good, plan=plan),
            replace(good, plan=replace(plan, command=good.plan.command)),
            replace(good, plan=replace(good.plan, new=b"evil")),
        ):
            _nothing_runs(desk_root=root, run=lambda forged=forged: execute(desk, forged))
        unknown = replace(good, approval=99)
        with pytest.raises(ApprovalUsed):
            execute(desk, unknown)


def _nothing_runs(desk_root: Path, run: object) -> None:
    assert callable(run)
    try:
        outcome = run()
    except OperatorosError:
        pass
    else:
        assert outcome.done is None
    assert not (desk_root / "b").exists()
    assert not (desk_root / "a").exists() or (desk_root / "a").read_text() == "x"


def test_another_workspace_is_refused(tmp_path: Path) -> None:
    """An approval of one workspace does nothing in another; there is no such entry there."""
    with desk_at(tmp_path / "w1", tmp_path / "s") as one:
        approval = approve(one, look(one, put_one(one, write("a", "x")).number))
    with desk_at(tmp_path / "w2", tmp_path / "s") as two:
        put_one(two, write("a", "x"))
        with pytest.raises(OperatorosError):
            execute(two, approval)
        seen = look(two, 1)
        other = approve(two, seen)
        with pytest.raises(ApprovalLapsed):
            execute(two, replace(other, plan=approval.plan))
    assert not (tmp_path / "w1" / "a").exists()
    assert not (tmp_path / "w2" / "a").exists()


def test_a_failure_at_execution_is_told_and_nothing_changed(tmp_path: Path) -> None:
    """A read that turns out too large fails with its code; the entry says so."""
    root = tmp_path / "w"
    root.mkdir()
    (root / "big").write_text("x" * 200_001)
    with desk_at(root, tmp_path / "s") as desk:
        outcome = execute(desk, approve(desk, look(desk, put_one(desk, block("fs.read", path="big")).number)))  # fmt: skip  # noqa: E501
        assert outcome.entry.state == "failed"
        assert outcome.answer is not None
        assert outcome.answer.result.code == "ERR_FILE_TOO_LARGE"


def test_secrets_are_withheld_stored_and_logged(tmp_path: Path) -> None:
    """What looks like a key is in neither answer nor inbox; a person's word lets it through."""
    root = tmp_path / "w"
    root.mkdir()
    (root / "notes").write_text(f"token {KEY}\n")
    with desk_at(root, tmp_path / "s") as desk:
        number = put_one(desk, block("fs.read", path="notes")).number
        outcome = execute(desk, approve(desk, look(desk, number)))
        assert outcome.answer is not None
        assert KEY not in outcome.answer.result.details
        assert KEY.encode() not in b"".join(
            file.read_bytes() for file in (tmp_path / "s").rglob("*") if file.is_file()
        )
        sent = release(desk, outcome)
        assert sent.answer is not None
        assert KEY in sent.answer.result.details
        kinds = [line.data for line in read_lines(desk.workspace.places) if line.kind == "secrets"]
        assert [line["sent"] for line in kinds] == [False, True]


def test_denied_files_are_left_out_of_folder_reads(tmp_path: Path) -> None:
    """A search and a listing do not tell what a deny rule keeps; the rest is told."""
    root = tmp_path / "w"
    (root / "private").mkdir(parents=True)
    (root / "private" / "x").write_text("needle one\n")
    (root / "public").write_text("needle two\n")
    policy = "version: 1\nrules:\n  - deny: [fs.searchTree, fs.list]\n    path: private/**\n"
    with desk_at(root, tmp_path / "s", policy=policy) as desk:
        details = []
        for text in (
            block("fs.searchTree", path=".", query="needle", name="1"),
            block("fs.list", path=".", name="2"),
        ):
            outcome = execute(desk, approve(desk, look(desk, put_one(desk, text).number)))
            assert outcome.answer is not None
            details.append(outcome.answer.result.details)
        assert all("private" not in text for text in details)
        assert all("public" in text for text in details)
        assert all("left out by a rule" in text for text in details)


def test_what_is_copied_is_logged_by_hash(tmp_path: Path) -> None:
    """Bytes and hash of a copied text are in the log, the text is not (W16)."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        note_copied(desk, put_one(desk, block("fs.list", path=".")), "secret words")
        (line,) = read_lines(desk.workspace.places)
        assert (line.kind, line.data["bytes"]) == ("copied", 12)
        assert "secret words" not in Path(desk.workspace.places.log).read_text(encoding="utf-8")


def test_approvals_are_bound_to_a_value(tmp_path: Path) -> None:
    """An approval carries what it binds: plan, command, rules, what was shown."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        seen = look(desk, put_one(desk, write("a", "x")).number)
        approval: Approval = approve(desk, seen)
        assert seen.plan is not None
        assert approval.plan.digest == seen.plan.digest
        assert approval.command == seen.entry.command.digest
        assert approval.policy == desk.policy().fingerprint
