"""Carrying out what was approved: checked once more, done once, answered (W11, P10, P19)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from operatoros.errors import Conflict, OperatorosError
from operatoros.protocol.result import Result
from operatoros.review import ledger
from operatoros.review.approve import Approval
from operatoros.review.desk import Desk
from operatoros.review.entries import Entry
from operatoros.review.ledger import Executed
from operatoros.review.policy import denied_below
from operatoros.review.results import Answer, failure, guarded
from operatoros.workspace.apply import NotFinished, NotLogged, apply, note
from operatoros.workspace.plan import Done, Plan

# The disk is no longer as the approved plan saw it: the person decides anew on a new preview.
_STALE = frozenset(
    {
        "ERR_BASE_CHANGED",
        "ERR_PLAN_CHANGED",
        "ERR_TARGET_EXISTS",
        "ERR_PATH_UNSETTLED",
        "ERR_NOT_FOUND",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an approved entry.

    Attributes:
        entry: The entry as it stands now.
        answer: What the chat is told; None if it waits for a new decision.
        done: What was done; None if nothing was.
        error: Why not, or why not whole.
        whole: The result with its secrets, kept in memory only, for `release`.
    """

    entry: Entry
    answer: Answer | None
    done: Done | None = None
    error: OperatorosError | None = None
    whole: Result | None = None


class ApprovalUsed(Conflict):
    """An approval is for one execution."""

    code = "ERR_APPROVAL_USED"

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"the approval of entry {number} was used already",
            hint="`operatoros inbox approve N --again` makes a new preview and asks again",
            details={"entry": number},
        )


class ApprovalLapsed(Conflict):
    """What an approval rests on changed before it was used."""

    code = "ERR_APPROVAL_LAPSED"

    def __init__(self, *, number: int, why: str) -> None:
        super().__init__(
            f"the approval of entry {number} no longer holds: {why}",
            hint="look at the new preview and decide again; nothing was done",
            details={"entry": number, "why": why},
        )


def execute(
    desk: Desk, approval: Approval, *, send_secrets: bool = False, differs: str = ""
) -> Outcome:
    """Do what was approved, if everything that the approval binds still holds.

    Args:
        desk: The desk.
        approval: The approval; it is used up, whatever comes of it.
        send_secrets: Whether a person said that secrets in the result go to the chat.
        differs: What was applied instead of what the chat asked for (hunks, an edited text).

    Raises:
        ApprovalUsed: if it was used before.
        ApprovalLapsed: if rules, command or workspace changed since.
        EntryMoved, EntryAltered: if the entry is no longer the one that was approved.
    """
    entry = _begin(desk, approval)
    context = {
        "chat": entry.origin.chat,
        "who": desk.who,
        "id": entry.command.id,
        "shown": approval.shown,
        "decision": approval.decision,
        "rule": approval.rule,
    }
    try:
        done = apply(
            approval.plan,
            approval.plan.digest,
            desk.workspace,
            now=desk.now(),
            token=desk.token(),
            context=context,
        )
    except OperatorosError as error:
        return _failed(desk, entry, error)
    return _done(desk, entry, approval, done, send_secrets=send_secrets, differs=differs)


def _begin(desk: Desk, approval: Approval) -> Entry:
    """Check what the approval binds and use it up, in one step that only one process wins."""
    number = approval.entry.number
    policy = desk.policy()
    lapsed = ""
    with desk.inbox.writing() as db:
        row = db.execute(
            "SELECT * FROM approvals WHERE approval = ? AND number = ?", (approval.approval, number)
        ).fetchone()
        if row is None or row["used_at"] is not None:
            raise ApprovalUsed(number=number)
        entry = desk.inbox.entry(number)
        bound = (row["plan"], row["command"], row["policy"])
        if bound[0] != approval.plan.digest or bound[1] != approval.plan.command:
            lapsed = "it was given for another plan"
        elif bound[1] != entry.command.digest:
            lapsed = "the command changed"
        elif bound[2] != policy.fingerprint:
            lapsed = "the rules changed"
        elif approval.plan.workspace != desk.workspace.places.id:
            lapsed = "it was given for another workspace"
        db.execute(
            "UPDATE approvals SET used_at = ? WHERE approval = ?", (desk.time, approval.approval)
        )
        if not lapsed:
            return desk.inbox.move_within(number, "running", now=desk.time)
        if entry.state == "approved":
            desk.inbox.move_within(number, "expired", now=desk.time)
    raise ApprovalLapsed(number=number, why=lapsed)


def _failed(desk: Desk, entry: Entry, error: OperatorosError) -> Outcome:
    if error.code in _STALE:
        moved = desk.inbox.move(entry.number, "stale", now=desk.time)
        return Outcome(entry=moved, answer=None, error=error)
    answer = guarded(failure(entry, error), redactor=desk.redactor)
    if isinstance(error, NotFinished | NotLogged):
        # Something stands on the disk: the log is settled at the next start, and it decides.
        return Outcome(entry=desk.inbox.entry(entry.number), answer=answer, error=error)
    moved = desk.inbox.move(entry.number, "failed", now=desk.time, result=answer.result)
    return Outcome(entry=moved, answer=answer, error=error)


def _done(
    desk: Desk,
    entry: Entry,
    approval: Approval,
    done: Done,
    *,
    send_secrets: bool,
    differs: str,
) -> Outcome:
    ledger.record(
        desk.inbox,
        [
            Executed(
                chat=entry.origin.chat,
                id=entry.command.id,
                digest=entry.command.digest,
                seq=done.seq,
                at=desk.time,
                summary=done.summary,
            )
        ],
    )
    details = done.details or ""
    if done.action in ("fs.searchTree", "fs.list"):
        details = _without_denied(desk, approval.plan, details)
    notes = [*done.notes]
    if done.not_kept:
        notes.append(f"not kept: {', '.join(done.not_kept)}")
    if differs:
        base = f"; the new base is {done.base}" if done.base else ""
        notes.insert(0, f"Applied with changes by the person: {differs}{base}. Read it again")
    summary = " ".join([done.summary, *(f"{text.rstrip('.')}." for text in notes)])
    whole = Result(id=entry.command.id, ok=True, summary=summary, details=details)
    answer = guarded(whole, redactor=desk.redactor, send_secrets=send_secrets)
    if answer.secrets:
        _note_secrets(desk, entry, answer)
    if approval.decision == "rule" and done.details:
        desk.inbox.spend(entry.origin.chat, len(done.details.encode("utf-8", "surrogatepass")))
    moved = desk.inbox.settle(
        entry.number, "done", now=desk.time, result=answer.result, seq=done.seq
    )
    return Outcome(entry=moved, answer=answer, done=done, whole=whole)


def release(desk: Desk, outcome: Outcome) -> Outcome:
    """Let a result go to the chat with what looks like a secret: a person said so; it is logged."""
    assert outcome.whole is not None, "only what was carried out has a result to release"
    answer = guarded(outcome.whole, redactor=desk.redactor, send_secrets=True)
    _note_secrets(desk, outcome.entry, answer)
    moved = desk.inbox.settle(
        outcome.entry.number, "done", now=desk.time, result=answer.result, seq=None
    )
    return Outcome(entry=moved, answer=answer, done=outcome.done, whole=outcome.whole)


def _note_secrets(desk: Desk, entry: Entry, answer: Answer) -> None:
    data = {
        "chat": entry.origin.chat,
        "who": desk.who,
        "id": entry.command.id,
        "command": entry.command.digest,
        "kinds": sorted({place.kind for place in answer.secrets}),
        "sent": answer.sent,
    }
    note(desk.workspace, "secrets", data, now=desk.now())


def _without_denied(desk: Desk, plan: Plan, details: str) -> str:
    """Leave out what a deny rule keeps from the chat, and say how much."""
    policy = desk.policy()
    if not any(rule.effect == "deny" for rule in policy.rules):
        return details
    top = "" if plan.path in (None, ".") else f"{plan.path}/"
    kept: list[str] = []
    left_out = 0
    for line in details.split("\n"):
        if plan.action == "fs.list":
            name = line.removeprefix("[DIR] ").removeprefix("[LINK] ").split(" -> ")[0]
            path = f"{top}{name}"
        else:
            path = line.split(":", maxsplit=1)[0]
        if not line.startswith("#") and line and denied_below(policy, plan.action, path):
            left_out += 1
        else:
            kept.append(line)
    if left_out:
        kept.append(f"# {left_out} lines left out by a rule of the person")
    return "\n".join(kept)


def note_copied(desk: Desk, entry: Entry | None, text: str) -> None:
    """Write down that a result was put where the chat gets it: bytes and hash, not the text."""
    raw = text.encode("utf-8", "surrogatepass")
    data: dict[str, object] = {
        "who": desk.who,
        "bytes": len(raw),
        "text_sha256": hashlib.sha256(raw).hexdigest(),
    }
    if entry is not None:
        data |= {"chat": entry.origin.chat, "id": entry.command.id}
    note(desk.workspace, "copied", data, now=desk.now())
