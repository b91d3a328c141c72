"""Which commands need whom: the rules a person wrote, and the three lanes (W14).

deny wins over ask, ask over allow, whatever their order. As shipped there are no rules, so the
lane *auto* is empty and every command waits for a person. A policy that cannot be read asks for
everything, unattended runs included, and says so in a banner.

Globs: `*` within a name, `**` for any number of names. A deny or ask rule also hits another
spelling of a name (case, NFC); an allow rule takes the path exactly as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from operatoros.catalog.declared import Place
from operatoros.review.entries import Lane, Reason

Effect = Literal["deny", "ask", "allow"]

# A group of commands that does more than this is looked at in the stop lane.
BULK_FILES = 20
BULK_DELETES = 3
BULK_CHANGES = 25
# What a chat may read without a person, over all its commands, unless the policy says otherwise.
AUTO_READ_BYTES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as a person wrote it.

    Attributes:
        effect: deny, ask or allow.
        actions: Globs over the action's name.
        paths: Globs over the resolved path; empty means any.
        undoable_writes: For allow: whether changes that can be undone are allowed too.
        because: The reason, for people.
        place: Where it stands.
    """

    effect: Effect
    actions: tuple[str, ...]
    paths: tuple[str, ...] = ()
    undoable_writes: bool = False
    because: str = ""
    place: Place = field(default_factory=lambda: Place(file="policy.yaml"))

    @property
    def text(self) -> str:
        """The rule in one line, with file and line."""
        where = f"{self.place.file}:{self.place.line}"
        what = f"{self.effect} {', '.join(self.actions)}"
        if self.paths:
            what += f" in {', '.join(self.paths)}"
        if self.undoable_writes:
            what += " with undoable writes"
        return f"{where}: {what}" + (f" ({self.because})" if self.because else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All rules of a person.

    Attributes:
        file: Where they were read; also if there is no such file.
        rules: In the order of the file.
        auto_read_bytes: Most bytes that one chat may read without a person.
        banner: Why the file could not be read; empty if it could.
        fingerprint: Hash of the file's bytes; an approval holds it.
    """

    file: str
    rules: tuple[Rule, ...] = ()
    auto_read_bytes: int = AUTO_READ_BYTES
    banner: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a decision is about: computed by code, nothing of it from the model (W10).

    Attributes:
        action: Name in the action table.
        risk: r, w or d.
        paths: Every path that the plan touches, resolved and as asked.
        whole: Whether the action looks at all below its path (list, searchTree).
        files: Files and links that are touched.
        undoable: Whether it can be undone.
        badges: Codes and sentences of what the workspace found about the paths.
        signed: Whether the command carried the session's token.
        echo: The fetched source that holds the same text; empty for none.
        conflict: Whether another command of the same text has its id.
        reused: Whether its id was used before for another command.
        again: Whether it was carried out before and is run again.
        deletes: Deletes in its group.
        changes: Changes in its group.
        read_bytes: Bytes that would be copied to the chat, as far as known.
        spent: Bytes that the chat has read without a person.
        unshown: Why the preview cannot show all of it; empty if it can.
    """

    action: str
    risk: str
    paths: tuple[str, ...] = ()
    whole: bool = False
    files: int = 1
    undoable: bool = True
    badges: tuple[Reason, ...] = ()
    signed: bool = False
    echo: str = ""
    conflict: bool = False
    reused: bool = False
    again: bool = False
    deletes: int = 0
    changes: int = 0
    read_bytes: int = 0
    spent: int = 0
    unshown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which lane, and why.

    Attributes:
        lane: auto, review or stop.
        denied: Whether a rule forbids it altogether.
        attended: Whether a person must look at this one; `--yes` does not cover it.
        rule: The rule that decided; None if none did.
        reasons: What to say beside the entry, most important first.
    """

    lane: Lane
    denied: bool = False
    attended: bool = False
    rule: Rule | None = None
    reasons: tuple[Reason, ...] = ()


def decide(policy: Policy, question: Question) -> Decision:
    """Return the lane of a command.

    Args:
        policy: The rules.
        question: What code knows about the command and its plan.
    """
    denial = _first(policy, "deny", question)
    if denial is not None:
        reason = Reason(code="denied", text=f"a rule forbids it: {denial.text}")
        return Decision(lane="stop", denied=True, attended=True, rule=denial, reasons=(reason,))
    stops = tuple(_stops(question))
    asks = tuple(_asks(policy, question))
    if stops:
        return Decision(lane="stop", attended=True, reasons=(*stops, *asks))
    asked = _first(policy, "ask", question)
    if asked is not None:
        reason = Reason(code="ask_rule", text=f"a rule asks for a person: {asked.text}")
        return Decision(lane="review", attended=True, rule=asked, reasons=(reason, *asks))
    if asks:
        return Decision(lane="review", attended=True, reasons=asks)
    return _allowed(policy, question)


def _allowed(policy: Policy, question: Question) -> Decision:
    """Decide what nothing speaks against: auto if a rule allows it, else review."""
    notes: list[Reason] = []
    if not question.signed:
        notes.append(
            Reason(code="unsigned", text="unsigned: may be a quotation, not the chat's own command")
        )
    if question.reused:
        notes.append(
            Reason(code="reused_id", text="its id named another command before, which was done")
        )
    if question.risk == "d":
        notes.append(Reason(code="delete", text="deletes (it can be undone)"))
    rule = _first(policy, "allow", question)
    if rule is None or notes:
        return Decision(lane="review", reasons=tuple(notes))
    if question.risk == "r" and question.spent + question.read_bytes > policy.auto_read_bytes:
        text = (
            f"this chat has read {question.spent:,} of {policy.auto_read_bytes:,} bytes that it"
            " may read without a person"
        )
        return Decision(lane="review", reasons=(Reason(code="budget", text=text),))
    reason = Reason(code="allow_rule", text=f"a rule allows it: {rule.text}")
    return Decision(lane="auto", rule=rule, reasons=(reason,))


def _stops(question: Question) -> list[Reason]:
    """Return what puts a command into the stop lane."""
    found: list[Reason] = []
    if question.echo:
        text = f"this command comes from {question.echo}, not from the chat"
        found.append(Reason(code="echo", text=text))
    if question.conflict:
        text = "another command of the same text has this id and other content; choose one"
        found.append(Reason(code="conflict", text=text))
    near = next((name for path in question.paths if (name := near_miss(path))), "")
    if near and question.risk != "r":
        text = f"{near!r} looks like a name that is never changed"
        found.append(Reason(code="near_miss", text=text))
    if question.risk == "d" and question.files > 1:
        found.append(Reason(code="bulk", text=f"deletes {question.files:,} files at once"))
    elif question.risk == "w" and question.files > BULK_FILES:
        found.append(Reason(code="bulk", text=f"changes {question.files:,} files at once"))
    if question.risk == "d" and question.deletes > BULK_DELETES:
        found.append(Reason(code="bulk", text=f"one of {question.deletes} deletes in one text"))
    elif question.risk != "r" and question.changes > BULK_CHANGES:
        found.append(Reason(code="bulk", text=f"one of {question.changes} changes in one text"))
    if not question.undoable:
        found.append(Reason(code="not_undoable", text="it could not be undone"))
    return found


def _asks(policy: Policy, question: Question) -> list[Reason]:
    """Return what wants a person's look at this one command, whatever rules allow."""
    found: list[Reason] = []
    if policy.banner:
        found.append(Reason(code="policy", text=f"asks for everything: {policy.banner}"))
    if question.risk == "r":
        found.extend(badge for badge in question.badges if badge.code == "secret")
    else:
        found.extend(question.badges)
    if question.again:
        found.append(Reason(code="again", text="it was done before and would run again"))
    if question.unshown:
        found.append(Reason(code="unshown", text=question.unshown))
    return found


def _first(policy: Policy, effect: Effect, question: Question) -> Rule | None:
    return next(
        (rule for rule in policy.rules if rule.effect == effect and applies(rule, question)), None
    )


def applies(rule: Rule, question: Question) -> bool:
    """Say whether a rule is about a command.

    A deny or ask rule is, if any path that is touched lies in it. An allow rule is, if all do,
    for a folder all below it too; deletes are never allowed by rule, changes only by a rule that
    says `writes: undoable`.
    """
    if not any(_matches(pattern, question.action) for pattern in rule.actions):
        return False
    if rule.effect != "allow":
        return not rule.paths or any(_hits(rule.paths, path) for path in question.paths)
    if question.risk == "d" or (question.risk == "w" and not rule.undoable_writes):
        return False
    if not rule.paths:
        return True
    return bool(question.paths) and all(
        _covers(rule.paths, path, whole=question.whole) for path in question.paths
    )


def denied_below(policy: Policy, action: str, path: str) -> Rule | None:
    """Return the rule that forbids an action one file; for reads that look at a whole folder."""
    return _first(policy, "deny", Question(action=action, risk="r", paths=(path,)))


def _hits(patterns: Sequence[str], path: str) -> bool:
    name = _folded(path)
    return any(
        _matches(_folded(pattern), name) or _folded(pattern) == f"{name}/**" for pattern in patterns
    )


def _covers(patterns: Sequence[str], path: str, *, whole: bool) -> bool:
    name = unicodedata.normalize("NFC", path)
    if not whole:
        return any(_matches(pattern, name) for pattern in patterns)
    # Two names that nobody would write into a glob stand for all that may lie below.
    below = "\x00" if name == "." else f"{name}/\x00"
    return any(
        _matches(pattern, below) and _matches(pattern, f"{below}/\x00") for pattern in patterns
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _matches(pattern: str, path: str) -> bool:
    """Say whether a glob matches a whole path, in time linear in each of the two."""
    globs = pattern.split("/")
    # The globs that may come next; `**` may be passed over, except as the last.
    states = _closed({0}, globs)
    for name in path.split("/"):
        after: set[int] = set()
        for at in states:
            if at < len(globs) and globs[at] == "**":
                after |= {at, at + 1}
            elif at < len(globs) and _name_matches(globs[at], name):
                after.add(at + 1)
        states = _closed(after, globs)
        if not states:
            return False
    return len(globs) in states


def _closed(states: set[int], globs: Sequence[str]) -> set[int]:
    """Add the states that are reached by passing over `**`."""
    found = set(states)
    for at in sorted(states):
        while at < len(globs) - 1 and globs[at] == "**":
            at += 1
            found.add(at)
    return found


def _name_matches(glob: str, name: str) -> bool:
    """Match one name; each part between stars is looked for once, from the left."""
    first, *rest = glob.split("*")
    if not rest:
        return name == glob
    last = rest.pop()
    if len(name) < len(first) + len(last) or not name.startswith(first):
        return False
    if not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in rest:
        at = name.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


# Names that are written like git's own to be taken for something else, or that steer git.
_LIKE_GIT = frozenset({"git", "gitmodules", "gitattributes", "gitconfig"})
_NOT_A_LETTER = re.compile(r"[\W_]+")
# Letters of other alphabets that are drawn like the ones in `git`.
_DRAWN_ALIKE = str.maketrans({"ɡ": "g", "ց": "g", "і": "i", "ι": "i", "ı": "i", "т": "t", "τ": "t"})


def near_miss(path: str) -> str:
    """Return the name in a path that looks like one that is never changed; empty for none."""
    for name in path.split("/"):
        if not name or (name.isalnum() and name.isascii()):
            continue
        folded = unicodedata.normalize("NFKC", name).casefold().translate(_DRAWN_ALIKE)
        plain = _NOT_A_LETTER.sub("", folded)
        hidden = not name[0].isalnum() or not name.isascii()
        if hidden and plain in _LIKE_GIT and name != ".gitignore":
            return name
    return ""
