"""The inbox of one workspace: a small SQLite file that outlives restarts.

One writer at a time (`BEGIN IMMEDIATE`); every move of an entry names the state it comes from,
so of two processes that decide at once, one is told that it was too late. The log of the
workspace stays the judge: what is lost here is rebuilt from it (see `ledger`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from operatoros.errors import Unavailable
from operatoros.protocol.command import Command
from operatoros.protocol.result import Result
from operatoros.review.entries import (
    MOVES,
    OPEN,
    Entry,
    EntryMoved,
    EntryNotFound,
    Lane,
    Origin,
    Reason,
    State,
)
from operatoros.review.stored import (
    command_from_json,
    command_to_json,
    result_from_json,
    result_to_json,
)
from operatoros.store.failures import StoreNewer

VERSION = 2


class InboxTrouble(Unavailable):
    """The inbox file cannot be used just now: busy, unreadable, or its disk is full."""

    code = "ERR_INBOX"

    def __init__(self, *, path: str, cause: str) -> None:
        super().__init__(
            f"the inbox {path!r} cannot be used: {cause}",
            hint="look at that file and its disk; what was carried out is safe in the log",
            details={"path": path, "cause": cause},
        )


_BUSY_MS = 15_000

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    chat TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL,
    command TEXT NOT NULL, origin_kind TEXT NOT NULL, origin_name TEXT NOT NULL,
    state TEXT NOT NULL, created_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    lane TEXT NOT NULL, reasons TEXT NOT NULL, echo TEXT NOT NULL,
    plan TEXT NOT NULL, shown TEXT NOT NULL, seq INTEGER, result TEXT,
    deletes INTEGER NOT NULL, changes INTEGER NOT NULL, again INTEGER NOT NULL DEFAULT 0,
    UNIQUE (chat, id, digest)
);
CREATE INDEX entries_state ON entries (state);
CREATE TABLE approvals (
    approval INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL, plan TEXT NOT NULL, command TEXT NOT NULL, shown TEXT NOT NULL,
    who TEXT NOT NULL, at TEXT NOT NULL, rule TEXT NOT NULL, policy TEXT NOT NULL,
    decision TEXT NOT NULL, owner TEXT NOT NULL, used_at TEXT
);
CREATE INDEX approvals_number ON approvals (number);
CREATE TABLE executed (
    chat TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL,
    seq INTEGER NOT NULL, at TEXT NOT NULL, summary TEXT NOT NULL,
    PRIMARY KEY (chat, id, digest)
) WITHOUT ROWID;
CREATE TABLE answered (
    chat TEXT NOT NULL, complaint TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (chat, complaint)
) WITHOUT ROWID;
CREATE TABLE spent (chat TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
"""
# By the version that they lead to.
_STEPS = {1: _TABLES, 2: "CREATE INDEX entries_changed ON entries (changed_at, number);"}


class Inbox:
    """The entries of one workspace.

    Attributes:
        workspace: Id of the workspace; entries never leave it.
        fresh: Whether the file was made just now, so that it knows nothing of earlier acts.
        set_aside: Where a damaged file was moved to; empty if there was none.
    """

    def __init__(self, connection: sqlite3.Connection, workspace: str, *, path: str) -> None:
        self._db = connection
        self._path = path
        self.workspace = workspace
        self.fresh = False
        self.set_aside = ""

    @classmethod
    def open(cls, path: str, *, workspace: str) -> Inbox:
        """Open an inbox, making it if it is not there; a damaged one is set aside.

        Args:
            path: The file, in the workspace's folder of the state folder.
            workspace: Id of the workspace.

        Raises:
            StoreNewer: if a newer version of the program wrote it.
            InboxTrouble: if it cannot be opened.
        """
        try:
            return cls._open(path, workspace)
        except OSError as exc:
            raise InboxTrouble(path=path, cause=os.strerror(exc.errno or 0)) from exc
        except sqlite3.OperationalError as exc:
            raise InboxTrouble(path=path, cause=str(exc)) from exc
        except sqlite3.DatabaseError:
            # No database, or one whose pages are broken.
            aside = _set_aside(path)
            inbox = cls._open(path, workspace)
            inbox.set_aside = aside
            return inbox

    @classmethod
    def _open(cls, path: str, workspace: str) -> Inbox:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        # SQLite gives its side files the mode of the database.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        # A face may open the inbox in one thread and use it in another, one at a time.
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            db.row_factory = sqlite3.Row
            db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            inbox = cls(db, workspace, path=path)
            with inbox.writing():
                inbox.fresh = inbox._migrate(path)
        except BaseException:
            db.close()
            raise
        return inbox

    def _migrate(self, path: str) -> bool:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StoreNewer(path, found=version, known=VERSION)
        if version == VERSION:
            return False
        for step in range(version + 1, VERSION + 1):
            for statement in _STEPS[step].split(";"):
                if statement.strip():
                    self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version = {VERSION}")
        return bool(version == 0)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the file alone for some changes that belong together: all of them or none."""
        with self._translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLite says of the file into our error."""
        try:
            yield
        except sqlite3.DatabaseError as exc:
            if isinstance(exc, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise  # a mistake of ours
            raise InboxTrouble(path=self._path, cause=str(exc)) from exc

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return what a question to the file brings, without holding it."""
        with self._translated():
            return self._db.execute(query, tuple(values)).fetchall()

    def meta(self, name: str, default: str) -> str:
        """Return a value that belongs to the inbox; the first default that is given stays."""
        with self.writing() as db:
            db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, default))
            return str(
                db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()["value"]
            )

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value that belongs to the inbox."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def entry(self, number: int) -> Entry:
        """Return one entry.

        Raises:
            EntryNotFound: if there is none of that number.
            EntryAltered: if its command is no longer the one that was scanned.
        """
        found = self.rows("SELECT * FROM entries WHERE number = ?", (number,))
        if not found:
            raise EntryNotFound(number=number)
        return self._entry(found[0])

    def find(self, chat: str, command: Command) -> Entry | None:
        """Return the entry of the same chat, id and content (P10)."""
        found = self.rows(
            "SELECT * FROM entries WHERE chat = ? AND id = ? AND digest = ?",
            (chat, command.id, command.digest),
        )
        return self._entry(found[0]) if found else None

    def entries(self, states: Sequence[State] = (), *, chat: str | None = None) -> list[Entry]:
        """Return entries in the order of their numbers.

        Args:
            states: Only these; empty means all.
            chat: Only of this conversation.
        """
        wanted = " AND ".join(
            [f"state IN ({', '.join('?' * len(states))})"] * bool(states)
            + ["chat = ?"] * (chat is not None)
        )
        rows = self.rows(
            f"SELECT * FROM entries {'WHERE ' * bool(wanted)}{wanted} ORDER BY number",  # noqa: S608  # only question marks are put in
            (*states, *([] if chat is None else [chat])),
        )
        return [self._entry(row) for row in rows]

    def decided(self, most: int) -> list[Entry]:
        """Return the entries that were decided last, the latest first."""
        rows = self.rows(
            f"SELECT * FROM entries WHERE state NOT IN ({', '.join('?' * len(OPEN))})"  # noqa: S608  # only question marks are put in
            " ORDER BY changed_at DESC, number DESC LIMIT ?",
            (*OPEN, most),
        )
        return [self._entry(row) for row in rows]

    def add(
        self,
        command: Command,
        origin: Origin,
        *,
        state: State,
        echo: str,
        group: tuple[int, int],
        now: str,
        seq: int | None = None,
        result: Result | None = None,
    ) -> Entry:
        """Put a command in; the caller has looked that it is not there yet.

        Args:
            command: What the chat asked for.
            origin: Where it came from.
            state: waiting, conflict, or done if the log knows that it was carried out.
            echo: The fetched source that holds the same text.
            group: How many deletes and how many changes its text holds.
            now: ISO 8601 time in UTC.
            seq: Its line in the log, if it is done.
            result: What the chat is told, if it is done.
        """
        with self.writing() as db:
            db.execute(
                "INSERT INTO entries (chat, id, digest, command, origin_kind, origin_name, state,"
                " created_at, changed_at, lane, reasons, echo, plan, shown, deletes, changes, seq,"
                " result)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'review', '[]', ?, '', '', ?, ?, ?, ?)"
                " ON CONFLICT (chat, id, digest) DO NOTHING",
                (
                    origin.chat,
                    command.id,
                    command.digest,
                    json.dumps(command_to_json(command)),
                    origin.kind,
                    origin.name,
                    state,
                    now,
                    now,
                    echo,
                    *group,
                    seq,
                    None if result is None else json.dumps(result_to_json(result)),
                ),
            )
        found = self.find(origin.chat, command)
        assert found is not None, "it was put in, or another process had just done so"
        return found

    def move(
        self,
        number: int,
        wanted: State,
        *,
        now: str,
        result: Result | None = None,
        seq: int | None = None,
    ) -> Entry:
        """Bring an entry into another state.

        Raises:
            EntryNotFound: if there is none of that number.
            EntryMoved: if the table of moves does not allow it from where the entry is now.
        """
        with self.writing():
            return self.move_within(number, wanted, now=now, result=result, seq=seq)

    def move_within(
        self,
        number: int,
        wanted: State,
        *,
        now: str,
        result: Result | None = None,
        seq: int | None = None,
    ) -> Entry:
        """Do what `move` does inside a `writing` that the caller holds."""
        row = self._db.execute("SELECT state FROM entries WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise EntryNotFound(number=number)
        if wanted not in MOVES[row["state"]]:
            raise EntryMoved(number=number, state=row["state"], wanted=wanted)
        return self._put(number, wanted, now=now, result=result, seq=seq)

    def settle(
        self, number: int, state: State, *, now: str, result: Result | None, seq: int | None
    ) -> Entry:
        """Write down what became of an entry, wherever it stood: the log is the judge."""
        with self.writing():
            return self._put(number, state, now=now, result=result, seq=seq)

    def _put(
        self, number: int, state: State, *, now: str, result: Result | None, seq: int | None
    ) -> Entry:
        self._db.execute(
            "UPDATE entries SET state = ?, changed_at = ?, result = ?, seq = coalesce(?, seq)"
            " WHERE number = ?",
            (
                state,
                now,
                None if result is None else json.dumps(result_to_json(result)),
                seq,
                number,
            ),
        )
        return self.entry(number)

    def owner_of(self, number: int) -> str:
        """Return the process that approved an entry last; empty if none did."""
        found = self.rows(
            "SELECT owner FROM approvals WHERE number = ? ORDER BY approval DESC LIMIT 1", (number,)
        )
        return str(found[0]["owner"]) if found else ""

    def note_shown(
        self, number: int, *, lane: Lane, reasons: Sequence[Reason], plan: str, shown: str
    ) -> None:
        """Keep what a person was shown of an entry, and in which lane it was."""
        with self.writing() as db:
            db.execute(
                "UPDATE entries SET lane = ?, reasons = ?, plan = ?, shown = ? WHERE number = ?",
                (
                    lane,
                    json.dumps([[reason.code, reason.text] for reason in reasons]),
                    plan,
                    shown,
                    number,
                ),
            )

    def mark_again(self, number: int) -> None:
        """Keep that an entry which was carried out is to run once more."""
        with self.writing() as db:
            db.execute("UPDATE entries SET again = 1 WHERE number = ?", (number,))

    def mark_signed(self, number: int, command: Command) -> None:
        """Keep that the chat's own, signed block came after a quotation of it (P17)."""
        with self.writing() as db:
            db.execute(
                "UPDATE entries SET command = ? WHERE number = ? AND digest = ?",
                (json.dumps(command_to_json(command)), number, command.digest),
            )

    def mark_echo(self, number: int, source: str) -> None:
        """Keep that the same text was found in fetched data (W15)."""
        with self.writing() as db:
            db.execute("UPDATE entries SET echo = ? WHERE number = ?", (source, number))

    def spent(self, chat: str) -> int:
        """Return how many bytes a chat has read without a person."""
        found = self.rows("SELECT bytes FROM spent WHERE chat = ?", (chat,))
        return int(found[0]["bytes"]) if found else 0

    def spend(self, chat: str, size: int) -> None:
        """Add to what a chat has read without a person."""
        with self.writing() as db:
            db.execute(
                "INSERT INTO spent VALUES (?, ?)"
                " ON CONFLICT (chat) DO UPDATE SET bytes = bytes + excluded.bytes",
                (chat, size),
            )

    def _entry(self, row: sqlite3.Row) -> Entry:
        result: dict[str, Any] | None = None if row["result"] is None else json.loads(row["result"])
        reasons = json.loads(row["reasons"])
        return Entry(
            number=row["number"],
            workspace=self.workspace,
            command=command_from_json(json.loads(row["command"])),
            origin=Origin(kind=row["origin_kind"], name=row["origin_name"], chat=row["chat"]),
            state=row["state"],
            created_at=row["created_at"],
            changed_at=row["changed_at"],
            lane=row["lane"],
            reasons=tuple(Reason(code=code, text=text) for code, text in reasons),
            echo=row["echo"],
            deletes=row["deletes"],
            changes=row["changes"],
            again=bool(row["again"]),
            plan=row["plan"],
            shown=row["shown"],
            seq=row["seq"],
            result=None if result is None else result_from_json(result),
        )


def _set_aside(path: str) -> str:
    """Move a damaged database and its side files out of the way; return where to."""
    nth = 1
    while os.path.exists(aside := f"{path}.damaged-{nth}"):
        nth += 1
    os.rename(path, aside)
    for side in ("-wal", "-shm"):
        try:
            os.rename(path + side, aside + side)
        except FileNotFoundError:
            pass  # SQLite removes them when it closes properly
    return aside
