"""What an action would do, exactly: Plan, Change, Facts, Done; and the digest that binds them.

A plan is made from what is on the disk now and from nothing else: no time, no chance. Preparing
the same command on the same disk gives the same digest, so an approval holds a digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from operatoros.errors import Conflict
from operatoros.workspace.nodes import Node, content_digest, identity, node_from_json, node_to_json

ChangeKind: TypeAlias = Literal["create", "replace", "remove", "move"]
Risk: TypeAlias = Literal["r", "w", "d"]
DoneState: TypeAlias = Literal["done", "durability_unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of the disk, with one moment at which it happens (a rename).

    Attributes:
        kind: create (nothing -> node), replace (file -> file), remove (node -> nothing), move.
        path: What is changed; for a move, what is moved.
        path_to: Where a move ends; else None.
        before: What is at `path` now; None for a creation.
        after: What will be at `path` (at `path_to` for a move); None for a removal.
        source: For a copy: the path whose content is copied.
        make: Folders to make first, topmost first.
        prune: Folders to remove afterwards if they are then empty, deepest first.
    """

    kind: ChangeKind
    path: str
    path_to: str | None = None
    before: Node | None = None
    after: Node | None = None
    source: str | None = None
    make: tuple[str, ...] = ()
    prune: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Something about a plan that a person should see before saying yes (W5).

    Attributes:
        code: A row of `deny.BADGES`.
        path: Which path it is about.
        text: One short sentence.
    """

    code: str
    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What code computed about a plan; never what the model says about it (W10, W12).

    Attributes:
        exists: Whether something is at the path now.
        kind: Kind of what is there, or of what will be.
        size_before: Bytes now; None if nothing is there or it is a folder.
        size_after: Bytes afterwards; None if nothing will be there or it is a folder.
        lines_before: Lines now, for text that can be shown.
        lines_after: Lines afterwards, for text.
        files: Files and links that a folder action touches; 1 for a single file.
        bytes: Bytes of those.
        executable: Whether an executable bit is on what is or will be there.
        secret_like: Whether a path looks like a secret.
        link: Whether what is there is a link.
        nlink: Hard links to the file now; more than 1: the other names keep the old content.
        replaced_percent: How much of the old text is replaced, 0 to 100; None if not text.
        line_ends_before: `lf`, `crlf`, `mixed` or `none`; None if not text.
        line_ends_after: The same, afterwards.
        badges: What to see first.
        notes: What else to know, in sentences (a hunk found lower down, ...).
    """

    exists: bool = False
    kind: str = "file"
    size_before: int | None = None
    size_after: int | None = None
    lines_before: int | None = None
    lines_after: int | None = None
    files: int = 1
    bytes: int = 0
    executable: bool = False
    secret_like: bool = False
    link: bool = False
    nlink: int = 1
    replaced_percent: int | None = None
    line_ends_before: str | None = None
    line_ends_after: str | None = None
    badges: tuple[Badge, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Exactly what a command would do.

    Attributes:
        workspace: Id of the workspace it was prepared for.
        action: Name in the action table, or `undo`.
        risk: r, w or d; an undo has the risk of what it does.
        command: Hash of the command (`Command.digest`); `undo:<seq>` for an undo.
        path: Path after resolving: what a reading really opens, what a change really changes;
            None for the operator.* actions.
        path_to: Target of copy, move and rename.
        asked: The path as the command gave it.
        args: Arguments of a reading.
        change: What happens to the disk; None for a reading, and if nothing would change.
        old: The bytes now, for a file small enough to show (2,000,000); else None.
        new: The exact bytes to be written, for a single file; else None.
        undoes: The act that this plan undoes; else None.
        facts: What to know before saying yes.
        digest: SHA-256 (hex) of everything that an approval binds.
    """

    workspace: str
    action: str
    risk: Risk
    command: str
    path: str | None
    path_to: str | None = None
    asked: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    change: Change | None = None
    old: bytes | None = None
    new: bytes | None = None
    undoes: int | None = None
    facts: Facts = field(default_factory=Facts)
    digest: str = ""

    @property
    def base(self) -> str | None:
        """First 8 hex digits of the hash of the file now; `new` if nothing is there (P16)."""
        return base_of(self.change.before if self.change else None)

    @property
    def base_after(self) -> str | None:
        """The same, once this plan is done."""
        return base_of(self.change.after if self.change else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What applying a plan came to.

    Attributes:
        seq: Number of its line in the log; what `undo` takes.
        action: The plan's action.
        path: The plan's path.
        state: done; durability_unknown: applied, but the disk did not confirm it.
        summary: One sentence for the chat.
        details: What the action's row promises as details; None for a change.
        base: First 8 hex digits of the file's hash now (reads and changes of files).
        not_kept: What of mode, owner and attributes could not be kept, in words.
        notes: What else to know.
    """

    seq: int
    action: str
    path: str | None
    state: DoneState
    summary: str
    details: str | None = None
    base: str | None = None
    not_kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class PlanMismatch(Conflict):
    """The plan at hand is not the plan that was approved."""

    code = "ERR_PLAN_CHANGED"

    def __init__(self, *, approved: str, actual: str) -> None:
        super().__init__(
            f"the plan {actual[:12]} is not the approved plan {approved[:12]}",
            hint="look at the new preview and decide again",
            details={"approved": approved, "actual": actual},
        )


class WrongWorkspace(Conflict):
    """The plan was made for another workspace."""

    code = "ERR_WRONG_WORKSPACE"

    def __init__(self, *, plan: str, here: str) -> None:
        super().__init__(
            f"the plan belongs to the workspace {plan}, not to {here}",
            hint="open the workspace in which the command was scanned",
            details={"plan": plan, "here": here},
        )


class BaseChanged(Conflict):
    """What is on the disk is no longer what the plan or the command saw (P16, W11)."""

    code = "ERR_BASE_CHANGED"

    def __init__(self, *, path: str, expected: str, actual: str, difference: str = "") -> None:
        super().__init__(
            f"{path!r} has changed: expected {expected}, found {actual}",
            hint="read the file again and decide on the new preview; nothing was written",
            details={
                "path": path,
                "expected": expected,
                "actual": actual,
                "difference": difference,
            },
        )


def base_of(node: Node | None) -> str | None:
    """Return the first 8 hex digits of a file's hash, `new` for nothing, None for the rest."""
    if node is None:
        return "new"
    return node.sha256[:8] if node.kind == "file" and node.sha256 else None


def sealed(plan: Plan) -> Plan:
    """Return the plan with its digest."""
    return replace(plan, digest=digest_of(plan))


def digest_of(plan: Plan) -> str:
    """Return the SHA-256 (hex) of what an approval binds (W11).

    That is workspace, command and paths, the base by device, inode and content, and the exact
    result.
    """
    change = plan.change
    bound: list[object] = [
        1,
        plan.workspace,
        plan.action,
        plan.command,
        plan.path,
        plan.path_to,
        plan.undoes,
        # A reading is bound by what it was asked; a change by what it does.
        [plan.asked, repr(sorted(plan.args.items()))] if change is None else _bound(change),
    ]
    return hashlib.sha256(json.dumps(bound, separators=(",", ":")).encode()).hexdigest()


def _bound(change: Change) -> list[object]:
    return [
        change.kind,
        change.path,
        change.path_to,
        identity(change.before),
        "absent" if change.after is None else content_digest(change.after),
        change.source,
        list(change.make),
        list(change.prune),
    ]


def change_to_json(change: Change) -> dict[str, object]:
    """Return a change as plain JSON, for the log."""
    return {
        "kind": change.kind,
        "path": change.path,
        "path_to": change.path_to,
        "before": None if change.before is None else node_to_json(change.before),
        "after": None if change.after is None else node_to_json(change.after),
        "source": change.source,
        "make": list(change.make),
        "prune": list(change.prune),
    }


def change_from_json(data: Mapping[str, Any]) -> Change:
    """Read a change back from the log."""
    before, after = data["before"], data["after"]
    return Change(
        kind=data["kind"],
        path=data["path"],
        path_to=data["path_to"],
        before=None if before is None else node_from_json(before),
        after=None if after is None else node_from_json(after),
        source=data["source"],
        make=tuple(data["make"]),
        prune=tuple(data["prune"]),
    )
