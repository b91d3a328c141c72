"""What was carried out and what was answered, per chat: nothing happens twice by itself (P10).

The ledger outlives scans and restarts. It is kept beside the inbox and rebuilt from the log of
the workspace, which is the judge wherever the two disagree.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from operatoros.protocol.command import Command, Rejection
from operatoros.protocol.result import Result
from operatoros.review.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One command that was carried out.

    Attributes:
        chat: The conversation.
        id: The command's id.
        digest: The command's content.
        seq: Its line in the log.
        at: ISO 8601 time in UTC.
        summary: What the chat was told.
    """

    chat: str
    id: str
    digest: str
    seq: int
    at: str
    summary: str


def record(inbox: Inbox, executed: Iterable[Executed]) -> None:
    """Enter what was carried out; the latest act of a command counts."""
    rows = [(row.chat, row.id, row.digest, row.seq, row.at, row.summary) for row in executed]
    with inbox.writing() as db:
        db.executemany("INSERT OR REPLACE INTO executed VALUES (?, ?, ?, ?, ?, ?)", rows)


def executed(inbox: Inbox, chat: str, command: Command) -> Executed | None:
    """Return the act of the same chat, id and content; None if there was none."""
    rows = inbox.rows(
        "SELECT * FROM executed WHERE chat = ? AND id = ? AND digest = ?",
        (chat, command.id, command.digest),
    )
    if not rows:
        return None
    row = rows[0]
    return Executed(
        chat=row["chat"],
        id=row["id"],
        digest=row["digest"],
        seq=row["seq"],
        at=row["at"],
        summary=row["summary"],
    )


def used_for_another(inbox: Inbox, chat: str, command: Command) -> bool:
    """Say whether the chat used this id before for another command that was carried out."""
    return bool(
        inbox.rows(
            "SELECT 1 FROM executed WHERE chat = ? AND id = ? AND digest != ? LIMIT 1",
            (chat, command.id, command.digest),
        )
    )


def unanswered(inbox: Inbox, chat: str, rejections: Sequence[Rejection]) -> tuple[Rejection, ...]:
    """Return the rejections that this chat has not been told yet, and note that it now is.

    The same mistake made twice is answered twice; the same text scanned twice is not. So the
    n-th occurrence of a complaint in a text is new if fewer than n were answered before.
    """
    if not rejections:
        return ()
    seen: Counter[str] = Counter()
    fresh: list[Rejection] = []
    with inbox.writing() as db:
        before = {
            row["complaint"]: row["times"]
            for row in db.execute(
                "SELECT complaint, times FROM answered WHERE chat = ?", (chat,)
            ).fetchall()
        }
        for rejection in rejections:
            complaint = _complaint(rejection)
            seen[complaint] += 1
            if seen[complaint] > before.get(complaint, 0):
                fresh.append(rejection)
        db.executemany(
            "INSERT INTO answered VALUES (?, ?, ?)"
            " ON CONFLICT (chat, complaint) DO UPDATE SET times = max(times, excluded.times)",
            [(chat, complaint, times) for complaint, times in seen.items()],
        )
    return tuple(fresh)


def _complaint(rejection: Rejection) -> str:
    """Return what makes two rejections the same; lines shift when a text grows at its top."""
    parts = "\0".join((rejection.id or "", rejection.code, rejection.message))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def again_text(before: Executed) -> Result:
    """Return what is said of a command that was carried out already."""
    return Result(
        id=before.id,
        ok=True,
        summary=f"Already done at {before.at} (log line {before.seq}); not run again.",
    )
