"""Looking and deciding: a look binds a plan to what was shown; an approval binds the look (W11).

An approval is for one plan: the bytes that result, the base they rest on, the resolved path, the
command. It is used once, and lapses when rules, text or workspace change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from operatoros.errors import Conflict, InvalidInput, OperatorosError, Refused
from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.result import Result
from operatoros.review import ledger
from operatoros.review.desk import Desk
from operatoros.review.entries import OPEN, Entry, EntryMoved, Reason
from operatoros.review.policy import Decision, Policy, Question, decide
from operatoros.review.preview import Preview, make_preview, unshown
from operatoros.review.results import failure, rejected_by_person, waits
from operatoros.rooted.refusals import PathNotAllowed
from operatoros.workspace.apply import note
from operatoros.workspace.nodes import everything
from operatoros.workspace.plan import Plan
from operatoros.workspace.prepare import prepare

# Badges that want a person's look, also where `--yes` was said (W5).
ASKING = frozenset({"secret", "ci", "runs", "lock", "dotfile", "executable", "powers"})
# How an approval came about; the log keeps it.
PERSON = "person"
UNSEEN = "person, unseen"
RULE = "rule"
ALL_YES = "--yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One entry with its plan, as a person sees it now.

    Attributes:
        entry: The entry.
        plan: What would happen; None if it cannot be prepared.
        preview: What to show; None if it cannot be prepared.
        decision: Its lane.
        policy: Fingerprint of the rules that it was decided by.
        problem: Why it cannot be prepared, as the chat is told; None if it can.
    """

    entry: Entry
    plan: Plan | None
    preview: Preview | None
    decision: Decision
    policy: str
    problem: Result | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who decided what about exactly which plan, when.

    Attributes:
        approval: Its number.
        entry: The entry, now approved.
        plan: The plan that was approved.
        command: Hash of the command's content.
        decision: person, person unseen, rule or --yes.
        rule: The rule that allowed it, with file and line; empty for a person.
        policy: Fingerprint of the rules.
        shown: Hash of what was shown.
    """

    approval: int
    entry: Entry
    plan: Plan
    command: str
    decision: str
    rule: str
    policy: str
    shown: str


class PolicyDenied(Refused):
    """A rule of policy.yaml forbids the command."""

    code = "ERR_POLICY_DENIED"

    def __init__(self, *, action: str, rule: str) -> None:
        super().__init__(
            f"{action} is forbidden by a rule of this person's policy ({rule})",
            hint="ask the person, or do it another way",
            details={"action": action, "rule": rule},
        )


class PlanNotShown(Conflict):
    """What is to be approved is not what was shown last."""

    code = "ERR_PREVIEW_STALE"

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"entry {number} would now do something else than what was shown",
            hint="look at the new preview and decide again; nothing was done",
            details={"entry": number},
        )


class ConfirmationWrong(InvalidInput):
    """The stop lane wants its words typed."""

    code = "ERR_CONFIRMATION"

    def __init__(self, *, wanted: str) -> None:
        super().__init__(
            "what was typed does not confirm this command",
            hint=f"type exactly: {wanted}",
            details={"wanted": wanted},
        )


class NotAllSeen(Refused):
    """The stop lane is approved only after everything was on the screen."""

    code = "ERR_NOT_ALL_SEEN"

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"not every changed line of entry {number} was on the screen",
            hint="look through all of it, or say `approve unseen`, which is logged",
            details={"entry": number},
        )


class PersonNeeded(Refused):
    """`--yes` does not cover this command; a person must look at it."""

    code = "ERR_PERSON_NEEDED"

    def __init__(self, *, number: int, why: str) -> None:
        super().__init__(
            f"entry {number} needs a person's look: {why}",
            hint=f"run `operatoros inbox approve {number}` in a terminal",
            details={"entry": number, "why": why},
        )


def look(desk: Desk, number: int, *, answer: bool = True) -> Look:
    """Prepare an entry and return what a person is to see; a stale one waits again.

    An entry that cannot be prepared (nothing at its path, an anchor that is not there, a rule
    that forbids it) is answered: it becomes failed, and `problem` says why. If an earlier change
    of the same chat still waits, it may be what is missing: then this one keeps waiting too.

    Args:
        desk: The desk.
        number: The entry.
        answer: Whether an entry that cannot be prepared is answered; without it the entry stays
            as it is, for faces that only show.

    Raises:
        EntryNotFound, EntryAltered: if there is no such entry, or its text was altered.
        EntryMoved: if nobody can decide about it any more.
    """
    entry = desk.inbox.entry(number)
    if entry.state not in OPEN:
        raise EntryMoved(number=number, state=entry.state, wanted="approved")
    policy = desk.policy()
    command = entry.command
    asked = tuple(path for path in (command.path, command.path_to) if path is not None)
    early = _question(desk, entry, None, asked)
    decision = decide(policy, early)
    if decision.denied:
        denial = _denial(command.action, decision)
        return _refused(desk, entry, decision, policy, denial, answer=answer)
    try:
        plan = prepare(command, desk.workspace)
    except OperatorosError as error:
        # What no path may look like will not be better later.
        if not isinstance(error, PathNotAllowed) and _rests_on_waiting(desk, entry):
            return _not_yet(entry, decision, policy, error)
        return _refused(desk, entry, decision, policy, error, answer=answer)
    return show_plan(desk, entry, plan, policy=policy, answer=answer)


def _rests_on_waiting(desk: Desk, entry: Entry) -> bool:
    """Say whether an earlier change of the same chat still waits: this one may need it."""
    return any(
        one.number < entry.number and ACTIONS[one.command.action].risk != "r"
        for one in desk.inbox.entries(tuple(OPEN), chat=entry.origin.chat)
    )


def _not_yet(entry: Entry, decision: Decision, policy: Policy, error: OperatorosError) -> Look:
    """Return a look at an entry that cannot be prepared before earlier ones are decided."""
    why = f"it cannot be prepared before the commands that came earlier ({error.code})"
    return Look(
        entry=entry,
        plan=None,
        preview=None,
        decision=decision,
        policy=policy.fingerprint,
        problem=waits(entry, why),
    )


def show_plan(
    desk: Desk, entry: Entry, plan: Plan, *, policy: Policy | None = None, answer: bool = True
) -> Look:
    """Return what a person is to see of a plan: the command's own, or one made from choices.

    Args:
        desk: The desk.
        entry: Its entry.
        plan: The plan.
        policy: The rules; read anew if None.
        answer: Whether an entry that a rule forbids is answered.
    """
    rules = policy or desk.policy()
    question = _question(desk, entry, plan, paths_of(plan))
    decision = decide(rules, question)
    if decision.denied:
        denial = _denial(plan.action, decision)
        return _refused(desk, entry, decision, rules, denial, answer=answer)
    preview = make_preview(
        plan, decision, number=entry.number, id=entry.command.id, command=entry.command
    )
    if entry.state in ("stale", "expired"):
        desk.inbox.move(entry.number, "waiting", now=desk.time)
    desk.inbox.note_shown(
        entry.number,
        lane=decision.lane,
        reasons=decision.reasons,
        plan=plan.digest,
        shown=preview.shown,
    )
    return Look(
        entry=desk.inbox.entry(entry.number),
        plan=plan,
        preview=preview,
        decision=decision,
        policy=rules.fingerprint,
    )


def _denial(action: str, decision: Decision) -> PolicyDenied:
    assert decision.rule is not None, "only a rule denies"
    where = decision.rule.place
    return PolicyDenied(action=action, rule=f"line {where.line}")


def _refused(
    desk: Desk,
    entry: Entry,
    decision: Decision,
    policy: Policy,
    error: OperatorosError,
    *,
    answer: bool,
) -> Look:
    problem = failure(entry, error)
    if answer:
        entry = desk.inbox.move(entry.number, "failed", now=desk.time, result=problem)
    return Look(
        entry=entry,
        plan=None,
        preview=None,
        decision=decision,
        policy=policy.fingerprint,
        problem=problem,
    )


def paths_of(plan: Plan) -> tuple[str, ...]:
    """Return every path that a plan touches: resolved, as asked, the target, all below."""
    found = dict.fromkeys(path for path in (plan.path, plan.path_to, plan.asked) if path)
    change = plan.change
    if change is not None:
        tops = (
            (change.before, change.path),
            (change.after, change.path_to or change.path),
            (change.after, change.source),
        )
        for node, top in tops:
            if node is not None and top is not None and node.kind == "folder":
                found.update(dict.fromkeys(path for path, _item in everything(node, top)))
    return tuple(found)


def _question(desk: Desk, entry: Entry, plan: Plan | None, paths: Sequence[str]) -> Question:
    command = entry.command
    facts = None if plan is None else plan.facts
    badges = () if facts is None else facts.badges
    # Others (hard links, line ends, ...) are shown, and no reason to ask.
    asking = [badge for badge in badges if badge.code in ASKING]
    return Question(
        action=command.action,
        risk=ACTIONS[command.action].risk,
        paths=tuple(paths),
        whole=command.action in ("fs.list", "fs.searchTree"),
        files=1 if facts is None else facts.files,
        badges=tuple(Reason(code=badge.code, text=badge.text) for badge in asking),
        signed=command.signed,
        echo=entry.echo,
        conflict=entry.state == "conflict",
        reused=ledger.used_for_another(desk.inbox, entry.origin.chat, command),
        again=entry.again,
        deletes=entry.deletes,
        changes=entry.changes,
        read_bytes=0 if facts is None else facts.bytes,
        spent=desk.inbox.spent(entry.origin.chat),
        unshown="" if plan is None else unshown(plan),
    )


def approve(
    desk: Desk, seen: Look, *, confirmation: str = "", all_seen: bool = True, unseen: bool = False
) -> Approval:
    """Write down that a person approved what they were shown.

    Args:
        desk: The desk.
        seen: What they were shown.
        confirmation: What they typed; in the stop lane it must be the preview's `confirm`.
        all_seen: Whether every changed line was on the screen.
        unseen: Whether they said `approve unseen`; it is logged.

    Raises:
        PlanNotShown: if something else was shown of the entry meanwhile.
        ConfirmationWrong, NotAllSeen: if the stop lane is not satisfied.
        EntryMoved: if somebody else was faster.
    """
    assert seen.preview is not None, "what cannot be shown cannot be approved"
    if seen.decision.lane == "stop":
        if not all_seen and not unseen:
            raise NotAllSeen(number=seen.entry.number)
        if confirmation.strip() != seen.preview.confirm:
            raise ConfirmationWrong(wanted=seen.preview.confirm)
    return _written(desk, seen, decision=UNSEEN if unseen else PERSON, rule="")


def approve_by_rule(desk: Desk, seen: Look) -> Approval | None:
    """Approve what the policy allows without a person; None if it does not."""
    if seen.plan is None or seen.decision.lane != "auto" or seen.decision.rule is None:
        return None
    return _written(desk, seen, decision=RULE, rule=seen.decision.rule.text)


def approve_unattended(desk: Desk, seen: Look, *, deletes: bool) -> Approval:
    """Approve because a person said `--yes` beforehand.

    Args:
        desk: The desk.
        seen: The entry, looked at now.
        deletes: Whether they also said `--yes-delete`.

    Raises:
        PersonNeeded: for the stop lane, for what a rule or a badge wants a person for, and for
            deletes without their switch.
    """
    number = seen.entry.number
    if seen.decision.lane == "stop" or seen.decision.attended:
        why = seen.decision.reasons[0].text if seen.decision.reasons else "it is in the stop lane"
        raise PersonNeeded(number=number, why=why)
    if ACTIONS[seen.entry.command.action].risk == "d" and not deletes:
        raise PersonNeeded(number=number, why="it deletes, and --yes-delete was not given")
    return _written(desk, seen, decision=ALL_YES, rule="")


def _written(desk: Desk, seen: Look, *, decision: str, rule: str) -> Approval:
    assert seen.plan is not None
    assert seen.preview is not None
    number = seen.entry.number
    shown = seen.preview.shown
    with desk.inbox.writing() as db:
        entry = desk.inbox.entry(number)
        if entry.plan != seen.plan.digest or entry.shown != shown:
            raise PlanNotShown(number=number)
        moved = desk.inbox.move_within(number, "approved", now=desk.time)
        row = db.execute(
            "INSERT INTO approvals (number, plan, command, shown, who, at, rule, policy, decision,"
            " owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                seen.plan.digest,
                entry.command.digest,
                shown,
                desk.who,
                desk.time,
                rule,
                seen.policy,
                decision,
                desk.owner,
            ),
        )
        assert row.lastrowid is not None
        return Approval(
            approval=row.lastrowid,
            entry=moved,
            plan=seen.plan,
            command=entry.command.digest,
            decision=decision,
            rule=rule,
            policy=seen.policy,
            shown=shown,
        )


def reject(desk: Desk, number: int, *, reason: str = "") -> Entry:
    """Say no to an entry; the chat is told, and the log keeps it."""
    entry = desk.inbox.entry(number)
    answer = rejected_by_person(entry, reason)
    moved = desk.inbox.move(number, "rejected", now=desk.time, result=answer)
    _note_decision(desk, moved, "rejected")
    return moved


def dismiss(desk: Desk, number: int) -> Entry:
    """Put an entry aside; the chat is not told."""
    moved = desk.inbox.move(number, "dismissed", now=desk.time)
    _note_decision(desk, moved, "dismissed")
    return moved


def again(desk: Desk, number: int) -> Entry:
    """Let an entry that was decided wait once more; running it twice needs exactly this (P10)."""
    entry = desk.inbox.entry(number)
    if entry.state in OPEN:
        return entry
    moved = desk.inbox.move(number, "waiting", now=desk.time)
    if entry.state == "done":
        desk.inbox.mark_again(number)
        moved = replace(moved, again=True)
    return moved


def _note_decision(desk: Desk, entry: Entry, decision: str) -> None:
    data = {
        "chat": entry.origin.chat,
        "who": desk.who,
        "id": entry.command.id,
        "command": entry.command.digest,
        "action": entry.command.action,
        "decision": decision,
        "shown": entry.shown,
    }
    note(desk.workspace, "decision", data, now=desk.now())
