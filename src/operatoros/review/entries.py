"""What waits for a person: an entry, where it came from, the states it goes through.

The table of moves is the only place that says which state may follow which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from operatoros.errors import Conflict, NotFound
from operatoros.protocol.command import Command
from operatoros.protocol.result import Result

OriginKind = Literal["chat", "clipboard", "file", "run", "mcp"]
Lane = Literal["auto", "review", "stop"]
State = Literal[
    "waiting",  # nobody has decided yet
    "conflict",  # two commands of one text share its id: a person must choose
    "approved",  # decided, not yet begun
    "running",  # begun; after a crash the log says what became of it
    "done",  # carried out
    "failed",  # tried or refused by code; nothing was changed
    "rejected",  # a person said no, and the chat is told
    "dismissed",  # a person put it aside, and the chat is not told
    "stale",  # what was approved is no longer what would happen
    "expired",  # the approval lapsed: rules, text or workspace changed
]

# A move that is not in this table does not happen, whoever asks for it.
MOVES: Mapping[State, frozenset[State]] = {
    "waiting": frozenset({"approved", "conflict", "failed", "rejected", "dismissed", "stale"}),
    "conflict": frozenset({"approved", "failed", "rejected", "dismissed", "stale"}),
    "approved": frozenset({"running", "stale", "expired", "rejected"}),
    "running": frozenset({"done", "failed", "stale", "waiting"}),
    "done": frozenset({"waiting"}),
    "failed": frozenset({"waiting", "dismissed"}),
    "rejected": frozenset({"waiting"}),
    "dismissed": frozenset({"waiting"}),
    "stale": frozenset({"waiting", "rejected", "dismissed", "failed"}),
    "expired": frozenset({"waiting", "rejected", "dismissed", "failed"}),
}

# States in which a person can still say yes.
OPEN: frozenset[State] = frozenset({"waiting", "conflict", "stale", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where commands came from.

    Attributes:
        kind: chat, clipboard, file, run or mcp.
        name: What a person calls it (a file, a profile, an operator).
        chat: The conversation that the ledger is kept for.
    """

    kind: OriginKind
    name: str
    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an entry is in its lane, or what to see before deciding.

    Attributes:
        code: One word for programs.
        text: One sentence for people.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command in the inbox of the workspace that it was scanned for.

    Attributes:
        number: Its number in this inbox; what a person types.
        workspace: Id of the workspace.
        command: What the chat asked for.
        origin: Where it came from.
        state: Where it stands.
        created_at: ISO 8601 time in UTC.
        changed_at: Time of the last move.
        lane: The lane when it was last looked at.
        reasons: Why it is there.
        echo: The fetched source that holds the same text; empty for none (W15).
        deletes: Deletes in the text that it came with.
        changes: Changes in that text, deletes included.
        again: Whether it was carried out before and is to run once more.
        plan: Digest of the plan that was last shown.
        shown: Hash of the text that was last shown.
        seq: Its line in the log, once carried out.
        result: What the chat is told.
    """

    number: int
    workspace: str
    command: Command
    origin: Origin
    state: State
    created_at: str
    changed_at: str
    lane: Lane = "review"
    reasons: tuple[Reason, ...] = field(default=())
    echo: str = ""
    deletes: int = 0
    changes: int = 0
    again: bool = False
    plan: str = ""
    shown: str = ""
    seq: int | None = None
    result: Result | None = None


class EntryNotFound(NotFound):
    """The inbox has no entry of that number."""

    code = "ERR_ENTRY_NOT_FOUND"

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"there is no entry {number} in this inbox",
            hint="run `operatoros inbox list`; numbers belong to one workspace",
            details={"entry": number},
        )


class EntryMoved(Conflict):
    """The entry is not in a state in which that can be done: somebody was faster."""

    code = "ERR_ENTRY_STATE"

    def __init__(self, *, number: int, state: str, wanted: str) -> None:
        hints = {
            "done": "it was carried out already; `operatoros inbox approve N --again` repeats it",
            "running": "wait until it is done",
            "approved": "it was approved already and is about to run",
        }
        super().__init__(
            f"entry {number} is {state} and cannot become {wanted}",
            hint=hints.get(state, "run `operatoros inbox show N` to see where it stands"),
            details={"entry": number, "state": state, "wanted": wanted},
        )
