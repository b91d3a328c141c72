"""The desk: an open workspace with its inbox, the rules, and what a decision needs besides.

Opening a desk brings inbox and log into agreement: what a killed process left `running` becomes
what the log says of it, approvals that were never used lapse, and an inbox that was lost learns
anew what was carried out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from operatoros.protocol.result import Result
from operatoros.review import ledger
from operatoros.review.entries import Entry
from operatoros.review.inbox import Inbox
from operatoros.review.ledger import Executed
from operatoros.review.policy import Policy
from operatoros.review.policy_file import load_policy
from operatoros.secrets import Redactor
from operatoros.store.owners import life_of
from operatoros.workspace.log import read_anchor, read_lines
from operatoros.workspace.opened import Workspace, stamp

_SYNCED = "log_seen"
_FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where decisions are made.

    Attributes:
        workspace: The open workspace.
        inbox: Its entries.
        policy_file: Where the rules are; read anew at every decision.
        redactor: Knows the values that this program was given.
        now: Tells the present, in UTC.
        token: Gives 16 random characters of 0-9 a-z, new each time.
        who: Who decides, for the log.
        owner: Name of this process.
        replaced: Whether another folder is at the workspace's path since the last time.
    """

    workspace: Workspace
    inbox: Inbox
    policy_file: str
    redactor: Redactor
    now: Callable[[], datetime]
    token: Callable[[], str]
    who: str
    owner: str
    replaced: bool = False

    @property
    def time(self) -> str:
        """The present, as the inbox and the log write it."""
        return stamp(self.now())

    def policy(self) -> Policy:
        """The rules as they are now."""
        return load_policy(self.policy_file)

    def session(self) -> str:
        """The token that the chat's own commands carry (P17)."""
        return self.inbox.meta("session", self.token()[:12])


@contextmanager
def open_desk(
    workspace: Workspace,
    *,
    policy_file: str,
    redactor: Redactor,
    now: Callable[[], datetime],
    token: Callable[[], str],
    who: str,
    owner: str,
) -> Iterator[Desk]:
    """Open the inbox of an open workspace and bring it into agreement with the log.

    Args:
        workspace: The open workspace.
        policy_file: Path of policy.yaml.
        redactor: Knows the values that this program was given.
        now: Tells the present, in UTC.
        token: Gives 16 random characters of 0-9 a-z, new each time.
        who: Who decides, for the log.
        owner: Name of this process (`store.owners.this_process`).

    Raises:
        StoreNewer: if the inbox was written by a newer version.
        LogBroken: if the log was altered.
    """
    path = os.path.join(workspace.places.folder, "inbox.db")
    inbox = Inbox.open(path, workspace=workspace.places.id)
    try:
        device, inode = workspace.root.identity
        identity = f"{device}:{inode}"
        known = inbox.meta(_FOLDER, identity)
        if known != identity:
            _lapse_all(inbox, stamp(now()))
            inbox.set_meta(_FOLDER, identity)
        desk = Desk(
            workspace=workspace,
            inbox=inbox,
            policy_file=policy_file,
            redactor=redactor,
            now=now,
            token=token,
            who=who,
            owner=owner,
            replaced=known != identity,
        )
        agree(desk)
        yield desk
        note_seen(desk)
    finally:
        inbox.close()


def _lapse_all(inbox: Inbox, now: str) -> None:
    """Let everything lapse that was scanned for the folder that was here before."""
    for entry in inbox.entries(("waiting", "conflict", "stale", "approved")):
        inbox.settle(entry.number, "expired", now=now, result=None, seq=None)


def agree(desk: Desk) -> None:
    """Bring the inbox into agreement with the log; the log wins (W8)."""
    left = [
        entry
        for entry in desk.inbox.entries(("running", "approved"))
        if life_of(desk.inbox.owner_of(entry.number)) != "alive"
    ]
    # A process that was killed may have logged an act without entering it, and another may have
    # gone on after that: then only the log itself is believed.
    _learn(desk, whole=bool(left))
    for entry in left:
        _settle_left(desk, entry)


def _learn(desk: Desk, *, whole: bool) -> None:
    """Enter what the log holds and the inbox has not seen; `whole`: read it in any case."""
    anchor = read_anchor(desk.workspace.places)
    seen = int(desk.inbox.meta(_SYNCED, "0"))
    if anchor is not None and anchor.seq == seen and not whole:
        return
    last = 0
    begun: dict[int, Executed] = {}
    found: list[Executed] = []
    for line in read_lines(desk.workspace.places):
        last = line.seq
        if line.kind == "read":
            found.append(_executed(line.seq, line.time, line.data))
        elif line.kind == "intent":
            begun[line.seq] = _executed(line.seq, line.time, line.data)
        elif line.kind == "outcome":
            act = begun.pop(int(line.data.get("of", 0)), None)
            # `partly` changed something too: it must not run a second time by itself.
            if act is not None and line.data.get("result", "done") in ("done", "partly"):
                found.append(act)
    ledger.record(desk.inbox, [act for act in found if act.id and act.chat])
    desk.inbox.set_meta(_SYNCED, str(last))


def _executed(seq: int, time: str, data: Mapping[str, object]) -> Executed:
    return Executed(
        chat=str(data.get("chat", "")),
        id=str(data.get("id", "")),
        digest=str(data.get("command", "")),
        seq=seq,
        at=time,
        summary=str(data.get("action", "")),
    )


def note_seen(desk: Desk) -> None:
    """Keep how far the inbox knows the log, so that the next start need not read all of it."""
    anchor = read_anchor(desk.workspace.places)
    if anchor is not None:
        desk.inbox.set_meta(_SYNCED, str(anchor.seq))


def _settle_left(desk: Desk, entry: Entry) -> None:
    """Say what became of an entry whose process is gone."""
    act = ledger.executed(desk.inbox, entry.origin.chat, entry.command)
    if entry.state == "running" and act is not None and act.at >= entry.changed_at:
        result = Result(
            id=entry.command.id,
            ok=True,
            summary=f"{entry.command.action} was carried out (log line {act.seq}); Operator was"
            " stopped before it could say so. Read the file to see how it is now.",
        )
        desk.inbox.settle(entry.number, "done", now=desk.time, result=result, seq=act.seq)
        return
    # Nothing happened: it waits again, and needs a new preview and a new approval.
    desk.inbox.settle(entry.number, "expired", now=desk.time, result=None, seq=None)
