"""Deciding on a page: what was on the screen is what is done, or nothing is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from operatoros.app import deciding
from operatoros.app.deciding import AS_PROPOSED, Choice
from operatoros.app.wiring import World
from operatoros.errors import OperatorosError
from operatoros.workspace import chain
from operatoros.workspace import log as log_module
from tests.acting import block, edits, write

OLD = "".join(f"line {n}\n" for n in range(1, 31))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file of thirty lines."""
    made = tmp_path / "work"
    made.mkdir()
    (made / "a.txt").write_text(OLD, encoding="utf-8")
    return made


@pytest.fixture
def workspace(world: World, folder: Path) -> str:
    """The folder, opened."""
    return deciding.open_folder(world, str(folder))


def two_hunks() -> str:
    """Return a block that changes the second and the last line but one."""
    change: list[dict[str, object]] = [
        {"op": "replaceFirst", "find": "line 2\n", "text": "line two\n"},
        {"op": "replaceFirst", "find": "line 29\n", "text": "line twenty-nine\n"},
    ]
    return edits("a.txt", *change)


def scanned(world: World, workspace: str, text: str) -> int:
    """Scan a text; return the number of its first entry."""
    found = deciding.scan_text(world, workspace, text)
    return (*found.fresh, *found.known)[0].number


def plan_of(world: World, workspace: str, number: int, choice: Choice = AS_PROPOSED) -> str:
    """Return the digest of the plan that is on the screen."""
    preview = deciding.entry_of(world, workspace, number, choice).preview
    assert preview is not None
    return preview.plan


def refused(code: str) -> pytest.RaisesExc[OperatorosError]:
    """Expect an error of this code."""
    return pytest.RaisesExc(OperatorosError, check=lambda error: error.code == code)


def test_what_was_shown_is_written_and_taken_back(
    world: World, workspace: str, folder: Path
) -> None:
    """A scanned proposal is shown, approved by its plan, written, seen, undone and redone."""
    number = scanned(world, workspace, write("b/new.txt", "Alpha\nBeta\n"))
    shown = deciding.entry_of(world, workspace, number)
    assert shown.text == "Alpha\nBeta\n"
    assert not (folder / "b").exists()
    done = deciding.approve(world, workspace, number, plan=plan_of(world, workspace, number))
    assert done.entry.state == "done"
    assert done.result is not None
    assert done.result.ok
    assert "OPERATOR_RESULT" in done.paste
    assert (folder / "b" / "new.txt").read_text(encoding="utf-8") == "Alpha\nBeta\n"
    assert deciding.file_of(world, workspace, "b/new.txt") == "Alpha\nBeta\n"
    look = deciding.undo_of(world, workspace, None)
    deciding.undo(world, workspace, None, plan=look.plan.digest)
    assert not (folder / "b").exists()
    again = deciding.undo_of(world, workspace, None, redo=True)
    deciding.undo(world, workspace, None, plan=again.plan.digest, redo=True)
    assert (folder / "b" / "new.txt").is_file()


def test_looking_moves_nothing(world: World, workspace: str, folder: Path) -> None:
    """An entry that cannot be prepared keeps waiting while it is only looked at."""
    number = scanned(world, workspace, edits("gone.txt", {"op": "replaceAll", "find": "a",
                                                          "text": "b"}))  # fmt: skip
    for _ in range(2):
        seen = deciding.entry_of(world, workspace, number)
        assert seen.problem is not None
        assert seen.entry.state == "waiting"
    # The honest twin: saying yes answers it.
    told = deciding.approve(world, workspace, number, plan="x")
    assert told.entry.state == "failed"


def test_another_plan_than_the_one_shown_is_refused(
    world: World, workspace: str, folder: Path
) -> None:
    """If the file changes between the look and the answer, nothing is written."""
    number = scanned(world, workspace, write("a.txt", "all new\n"))
    plan = plan_of(world, workspace, number)
    (folder / "a.txt").write_text("somebody else\n", encoding="utf-8")
    with refused("ERR_PREVIEW_STALE"):
        deciding.approve(world, workspace, number, plan=plan)
    assert (folder / "a.txt").read_text(encoding="utf-8") == "somebody else\n"
    deciding.approve(world, workspace, number, plan=plan_of(world, workspace, number))
    assert (folder / "a.txt").read_text(encoding="utf-8") == "all new\n"


def test_one_hunk_of_two_is_written_alone(world: World, workspace: str, folder: Path) -> None:
    """Keeping the second hunk changes that line only, and the chat is told."""
    number = scanned(world, workspace, two_hunks())
    choice = Choice(hunks=(2,))
    seen = deciding.entry_of(world, workspace, number, choice)
    assert seen.preview is not None
    assert seen.proposed is not None
    assert (len(seen.preview.hunks), len(seen.proposed.hunks)) == (1, 2)
    # The digest of the whole proposal is not the digest of the choice.
    with refused("ERR_PREVIEW_STALE"):
        deciding.approve(
            world, workspace, number, plan=plan_of(world, workspace, number), choice=choice
        )
    done = deciding.approve(world, workspace, number, plan=seen.preview.plan, choice=choice)
    text = (folder / "a.txt").read_text(encoding="utf-8")
    assert text == OLD.replace("line 29\n", "line twenty-nine\n")
    assert done.result is not None
    assert "1 of 2 hunks" in done.result.summary


def test_an_edited_text_is_written_exactly(world: World, workspace: str, folder: Path) -> None:
    """What was typed is previewed and written; the file's line ends are kept."""
    (folder / "win.txt").write_bytes(b"one\r\ntwo\r\nlast\n")
    number = scanned(world, workspace, edits("win.txt", {"op": "replaceFirst", "find": "two",
                                                         "text": "2"}))  # fmt: skip
    choice = Choice(text="one\nTWO\nthree\nlast\n")
    plan = plan_of(world, workspace, number, choice)
    done = deciding.approve(world, workspace, number, plan=plan, choice=choice)
    assert (folder / "win.txt").read_bytes() == b"one\r\nTWO\r\nthree\r\nlast\n"
    assert done.result is not None
    assert "an edited text" in done.result.summary


def test_a_group_leaves_the_stop_lane_out(world: World, workspace: str, folder: Path) -> None:
    """Entries of one screen are carried out; the one in the stop lane is not, and says why."""
    (folder / ".env").write_text("KEY=1\n", encoding="utf-8")
    texts = write("one.txt", "1\n", name="w-1") + write("two.txt", "2\n", name="w-2")
    deletes = "".join(
        block("fs.delete", name=f"d-{n}", path=name)
        for n, name in enumerate(("a.txt", ".env", "c.txt", "d.txt"))
    )
    for name in ("c.txt", "d.txt"):
        (folder / name).write_text("x\n", encoding="utf-8")
    found = deciding.scan_text(world, workspace, texts)
    bulk = deciding.scan_text(world, workspace, deletes)
    numbers = [entry.number for entry in (*found.fresh, *bulk.fresh)]
    shown = [(number, plan_of(world, workspace, number)) for number in numbers]
    lanes = {n: deciding.entry_of(world, workspace, n).entry.lane for n in numbers}
    done = deciding.approve_group(world, workspace, shown)
    by_lane = {one.entry.number: one for one in done}
    assert (folder / "one.txt").is_file()
    assert (folder / "two.txt").is_file()
    stopped = [number for number, lane in lanes.items() if lane == "stop"]
    assert stopped, "the harness has something in the stop lane"
    for number in stopped:
        error = by_lane[number].error
        assert error is not None
        assert error.code == "ERR_NOT_IN_GROUP"


def test_the_stop_lane_wants_its_words_and_every_line_seen(
    world: World, workspace: str, folder: Path
) -> None:
    """Neither unseen lines nor wrong words are enough; with both, it is done."""
    text = "".join(write(f"f{n}.txt", "x\n", name=f"w-{n}") for n in range(30))
    found = deciding.scan_text(world, workspace, text)
    number = next(
        entry.number
        for entry in found.fresh
        if deciding.entry_of(world, workspace, entry.number).entry.lane == "stop"
    )
    seen = deciding.entry_of(world, workspace, number)
    assert seen.preview is not None
    plan, words = seen.preview.plan, seen.preview.confirm
    with refused("ERR_NOT_ALL_SEEN"):
        deciding.approve(world, workspace, number, plan=plan, confirmation=words)
    with refused("ERR_CONFIRMATION"):
        deciding.approve(world, workspace, number, plan=plan, all_seen=True, confirmation="yes")
    done = deciding.approve(world, workspace, number, plan=plan, all_seen=True, confirmation=words)
    assert done.entry.state == "done"


def test_results_leave_as_a_chat_takes_them_and_that_is_logged(
    world: World, workspace: str, folder: Path
) -> None:
    """The result of a reading is handed out coded or decoded, and rejections answer too."""
    number = scanned(world, workspace, block("fs.read", path="a.txt"))
    deciding.approve(world, workspace, number, plan=plan_of(world, workspace, number))
    (coded,) = deciding.paste_of(world, workspace, [number])
    (decoded,) = deciding.paste_of(world, workspace, [number], decoded=True)
    assert "details_b64:" in coded
    assert "|line 7" in decoded
    second = scanned(world, workspace, write("no.txt", "no\n", name="w-9"))
    told = deciding.reject(world, workspace, second, reason="not this file")
    assert "not this file" in told.paste
    assert not (folder / "no.txt").exists()
    assert deciding.again(world, workspace, second).state == "waiting"
    assert deciding.dismiss(world, workspace, second).entry.state == "dismissed"


def test_a_folder_is_opened_by_its_whole_path_only(world: World, folder: Path) -> None:
    """A relative path, a missing folder and a NUL are refused with their codes."""
    for text in ("work", "./work", "", "\0/x", "/x\0"):
        with refused("ERR_FOLDER_NOT_ABSOLUTE"):
            deciding.open_folder(world, text)
    with refused("ERR_NO_WORKSPACE"):
        deciding.open_folder(world, str(folder / "nowhere"))


def test_a_page_shows_no_secret_and_nothing_outside(
    world: World, workspace: str, folder: Path
) -> None:
    """A file like a secret, a binary one and a link out are not shown; an honest one is."""
    (folder / ".env").write_text("KEY=1\n", encoding="utf-8")
    (folder / "b.bin").write_bytes(b"\xff\x00\xfe")
    os.symlink("/etc/hostname", folder / "out")
    assert deciding.file_of(world, workspace, "a.txt") == OLD
    for name in (".env", "b.bin"):
        with refused("ERR_FILE_NOT_SHOWN"):
            deciding.file_of(world, workspace, name)
    for name in ("../x", "/etc/hostname", "out"):
        with pytest.raises(OperatorosError):
            deciding.file_of(world, workspace, name)


def test_an_entry_is_in_its_lane_before_it_is_opened(
    world: World, workspace: str, folder: Path
) -> None:
    """What a proposal would do sorts it, not whether somebody opened it already."""
    text = write("plain.txt", "x\n", name="w-1") + write(".gitmodules", "x\n", name="w-2")
    deciding.scan_text(world, workspace, text)
    lanes = {one.command.id: one.lane for one in deciding.inbox_of(world, workspace).waiting}
    seen = {
        one.command.id: deciding.entry_of(world, workspace, one.number).entry.lane
        for one in deciding.inbox_of(world, workspace).waiting
    }
    assert lanes == seen
    assert set(lanes.values()) == {"review", "stop"}


def test_the_inbox_tells_what_waits_and_what_was_done(world: World, workspace: str) -> None:
    """Entries stand in the order they came, acts with the latest first, invalid blocks apart."""
    text = write("one.txt", "1\n", name="w-1") + "OPERATOR_CMD\nversion: 1\nEND_OPERATOR_CMD\n"
    found = deciding.scan_text(world, workspace, text)
    assert [code for code, _, _ in found.rejected] == ["ERR_MISSING_REQUIRED_FIELDS"]
    assert "ERR_MISSING_REQUIRED_FIELDS" in found.answers
    inbox = deciding.inbox_of(world, workspace)
    assert [entry.command.id for entry in inbox.waiting] == ["w-1"]
    number = inbox.waiting[0].number
    deciding.approve(world, workspace, number, plan=plan_of(world, workspace, number))
    inbox = deciding.inbox_of(world, workspace)
    assert inbox.waiting == ()
    assert [entry.state for entry in inbox.decided] == ["done"]
    assert [act["path"] for act in inbox.acts] == ["one.txt"]
    assert inbox.session in deciding.first_message(world, workspace)


def test_an_inbox_reads_only_the_end_of_a_long_log(
    world: World, workspace: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much was done in a folder, its page reads the last acts; the list has them all."""
    for number in range(40):
        entry = scanned(world, workspace, write(f"{number}.txt", "x", name=f"w-{number}"))
        deciding.approve(world, workspace, entry, plan=plan_of(world, workspace, entry))
    read: list[int] = []
    told = chain.parse

    def parse(raw: bytes) -> chain.Line:
        line = told(raw)
        read.append(line.seq)
        return line

    with monkeypatch.context() as patched:
        patched.setattr(log_module, "parse", parse)
        shown = deciding.inbox_of(world, workspace)
    every = deciding.acts_of(world, workspace)
    assert len(every) == 40
    assert list(shown.acts) == every[:30]
    assert [entry.number for entry in shown.decided] == list(range(40, 10, -1))
    assert min(read) > 10
