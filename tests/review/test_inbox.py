"""The inbox file: outlives restarts, one winner, damage is set aside."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from operatoros.protocol.scanner import scan
from operatoros.review.entries import Entry, EntryMoved, EntryNotFound, Reason
from operatoros.review.inbox import Inbox, InboxTrouble
from operatoros.review.stored import EntryAltered
from operatoros.store.failures import StoreNewer
from tests.acting import CHAT, write

NOW = "2026-11-21T08:00:00.000Z"


def _inbox(tmp_path: Path) -> Inbox:
    return Inbox.open(str(tmp_path / "ws" / "inbox.db"), workspace="ws")


def _add(inbox: Inbox, name: str = "w-1") -> Entry:
    (command,) = scan(write("a.txt", "x", name=name)).commands
    return inbox.add(command, CHAT, state="waiting", echo="", group=(0, 1), now=NOW)


def test_entries_outlive_a_restart(tmp_path: Path) -> None:
    """What was put in, shown and decided is there after the file was closed and opened."""
    inbox = _inbox(tmp_path)
    entry = _add(inbox)
    inbox.note_shown(
        entry.number,
        lane="stop",
        reasons=[Reason(code="bulk", text="many")],
        plan="p" * 64,
        shown="s",
    )
    inbox.close()
    again = _inbox(tmp_path).entry(entry.number)
    assert again.command == entry.command
    assert (again.lane, again.plan, again.reasons[0].code) == ("stop", "p" * 64, "bulk")


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Database and side files are readable by their owner only (state folder rules)."""
    inbox = _inbox(tmp_path)
    _add(inbox)
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "ws").iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_the_same_command_is_one_entry(tmp_path: Path) -> None:
    """Putting the same chat, id and content in twice yields one entry (P10)."""
    inbox = _inbox(tmp_path)
    assert _add(inbox).number == _add(inbox).number
    assert _add(inbox, name="w-2").number != _add(inbox).number


def test_moves_follow_the_table(tmp_path: Path) -> None:
    """An entry that waits can be approved; from there it cannot be dismissed."""
    inbox = _inbox(tmp_path)
    number = _add(inbox).number
    assert inbox.move(number, "approved", now=NOW).state == "approved"
    with pytest.raises(EntryMoved):
        inbox.move(number, "dismissed", now=NOW)
    with pytest.raises(EntryNotFound):
        inbox.move(99, "approved", now=NOW)


def test_of_two_who_decide_at_once_one_wins(tmp_path: Path) -> None:
    """Twenty threads approve one entry at once: one succeeds, nineteen are told it is too late."""
    number = _add(_inbox(tmp_path)).number
    won: list[int] = []
    late: list[str] = []
    gate = threading.Barrier(20)

    def decide(nth: int) -> None:
        mine = _inbox(tmp_path)
        gate.wait()
        try:
            mine.move(number, "approved", now=NOW)
            won.append(nth)
        except EntryMoved as error:
            late.append(error.code)
        finally:
            mine.close()

    threads = [threading.Thread(target=decide, args=(nth,)) for nth in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert late == ["ERR_ENTRY_STATE"] * 19


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    """A file that is no database is kept beside and a new inbox begins."""
    path = tmp_path / "ws" / "inbox.db"
    path.parent.mkdir()
    path.write_bytes(b"this is no database, whatever its name says" * 40)
    inbox = _inbox(tmp_path)
    assert inbox.fresh
    assert Path(inbox.set_aside).read_bytes().startswith(b"this is no")
    assert _add(inbox).number == 1


def test_a_file_that_cannot_be_used_is_an_error_of_ours(tmp_path: Path) -> None:
    """A folder in its place, or a file that another process holds, is ERR_INBOX, and no bug."""
    path = tmp_path / "ws" / "inbox.db"
    path.mkdir(parents=True)
    with pytest.raises(InboxTrouble) as caught:
        _inbox(tmp_path)
    assert caught.value.code == "ERR_INBOX"
    path.rmdir()
    inbox = _inbox(tmp_path)
    number = _add(inbox).number
    inbox.rows("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InboxTrouble):
        inbox.move(number, "approved", now=NOW)
    other.execute("ROLLBACK")
    other.close()
    assert inbox.move(number, "approved", now=NOW).state == "approved"


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file of the first version gets its index and keeps its entries."""
    inbox = _inbox(tmp_path)
    entry = _add(inbox)
    inbox.close()
    db = sqlite3.connect(tmp_path / "ws" / "inbox.db")
    db.executescript("DROP INDEX entries_changed; PRAGMA user_version = 1;")
    db.close()
    again = _inbox(tmp_path)
    assert again.entries() == [entry]
    assert not again.fresh
    assert again.rows("SELECT name FROM sqlite_master WHERE name = 'entries_changed'")


def test_what_was_decided_last_comes_first(tmp_path: Path) -> None:
    """Of decided entries as many as asked for, the latest first; what waits is not among them."""
    inbox = _inbox(tmp_path)
    first, second, third, _waits = (_add(inbox, name=f"w-{n}").number for n in range(4))
    for minute, number in enumerate((second, third, first)):
        inbox.move(number, "dismissed", now=f"2026-11-21T09:0{minute}:00.000Z")
    assert [entry.number for entry in inbox.decided(2)] == [first, third]
    assert [entry.number for entry in inbox.decided(9)] == [first, third, second]


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file that a newer version wrote is left alone."""
    _inbox(tmp_path).close()
    db = sqlite3.connect(tmp_path / "ws" / "inbox.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreNewer):
        _inbox(tmp_path)


def test_an_altered_row_does_not_come_back(tmp_path: Path) -> None:
    """Somebody changes the stored path of a command: the entry is refused, others stay usable."""
    inbox = _inbox(tmp_path)
    bad, good = _add(inbox), _add(inbox, name="w-2")
    with inbox.writing() as db:
        db.execute(
            "UPDATE entries SET command = replace(command, 'a.txt', 'b.txt') WHERE number = ?",
            (bad.number,),
        )
    with pytest.raises(EntryAltered):
        inbox.entry(bad.number)
    assert inbox.entry(good.number).command.path == "a.txt"


def test_a_failure_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    """An error inside `writing` takes all of it back."""
    inbox = _inbox(tmp_path)
    number = _add(inbox).number

    def fail() -> None:
        with inbox.writing():
            inbox.move_within(number, "approved", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert inbox.entry(number).state == "waiting"


def test_spent_bytes_add_up_per_chat(tmp_path: Path) -> None:
    """What a chat read without a person is counted over restarts (W14)."""
    inbox = _inbox(tmp_path)
    inbox.spend("a", 10)
    inbox.spend("a", 5)
    inbox.close()
    inbox = _inbox(tmp_path)
    assert (inbox.spent("a"), inbox.spent("b")) == (15, 0)
    assert os.path.exists(tmp_path / "ws" / "inbox.db")
