"""Undo: an act's change turned round, as a plan of its own (W9). Redo: the undo of the undo.

What an act did stands in the log; what it took away is in the store. An undo refuses when the
place is no longer as the act left it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from operatoros.errors import Conflict, NotFound, OperatorosError
from operatoros.rooted.changing import holding
from operatoros.rooted.paths import as_path
from operatoros.rooted.refusals import PathNotFound, TargetExists, translated
from operatoros.workspace import tree
from operatoros.workspace.commit import describe
from operatoros.workspace.facts import facts_of
from operatoros.workspace.log import read_lines_back
from operatoros.workspace.nodes import Node, blobs_of, same
from operatoros.workspace.opened import TEXT_LIMIT, Workspace
from operatoros.workspace.plan import BaseChanged, Change, Plan, sealed
from operatoros.workspace.recover import change_of
from operatoros.workspace.textfile import try_decode
from operatoros.workspace.tree import Rules

_DIFF_LINES = 200


class NothingToUndo(NotFound):
    """There is no such act, or it changed nothing."""

    code = "ERR_NOTHING_TO_UNDO"

    def __init__(self, *, seq: int, reason: str) -> None:
        super().__init__(
            f"act {seq} cannot be undone: {reason}",
            hint="see `operatoros audit list` for what can be undone",
            details={"seq": seq, "reason": reason},
        )


class AlreadyUndone(Conflict):
    """The act was undone before."""

    code = "ERR_ALREADY_UNDONE"

    def __init__(self, *, seq: int, by: int) -> None:
        super().__init__(
            f"act {seq} was undone by act {by}",
            hint=f"undo {by} to have it again",
            details={"seq": seq, "by": by},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One change in the log: its intent and what became of it.

    Attributes:
        seq: Number of its intent's line; what `undo` takes.
        time: When.
        action: The action, or `undo`.
        path: What was changed.
        path_to: Where a move ended.
        result: done, rolled_back, partly, unclear; empty while it is open.
        undoes: The act that it undid.
        undone_by: The act that undid it and stands; None if none does.
        data: The whole intent line.
        outcome: The whole outcome line.
    """

    seq: int
    time: str
    action: str
    path: str
    path_to: str | None
    result: str
    undoes: int | None
    undone_by: int | None
    data: Mapping[str, Any]
    outcome: Mapping[str, Any]

    @property
    def can_be_undone(self) -> bool:
        """Whether it happened and was not undone."""
        return self.result == "done" and self.undone_by is None


def acts(workspace: Workspace) -> tuple[Act, ...]:
    """Return every change in the log, oldest first.

    Raises:
        LogBroken: if a line was altered.
    """
    return tuple(reversed(list(acts_back(workspace))))


def acts_back(workspace: Workspace) -> Iterator[Act]:
    """Yield the changes in the log, newest first, reading only as far back as somebody asks.

    What became of an act, and whether an undo of it stands, is written after it: an undo stands if
    it happened and was not itself undone.

    Raises:
        LogBroken: if a line was altered.
    """
    outcomes: dict[int, Mapping[str, Any]] = {}
    standing: dict[int, int] = {}
    for line in read_lines_back(workspace.places):
        data = line.data
        if line.kind == "outcome":
            outcomes.setdefault(data["of"], data)
        if line.kind != "intent":
            continue
        outcome = outcomes.pop(line.seq, {})
        act = Act(
            seq=line.seq,
            time=line.time,
            action=data["action"],
            path=data["path"],
            path_to=data["path_to"],
            result=outcome.get("result", ""),
            undoes=data.get("undoes"),
            undone_by=standing.pop(line.seq, None),
            data=data,
            outcome=outcome,
        )
        if act.undoes is not None and act.can_be_undone:
            standing.setdefault(act.undoes, act.seq)
        yield act


def undo(seq: int, workspace: Workspace) -> Plan:
    """Return the plan that undoes an act (also an undo: that is a redo).

    Args:
        seq: The act's number, as `Done.seq` gave it.
        workspace: Where.

    Raises:
        NothingToUndo: if there is no such act, or it did not happen.
        AlreadyUndone: if it was undone.
        BaseChanged: if the place is no longer as the act left it; details hold the difference.
        BlobGone: if what it took away was let go since.
    """
    act = _find(seq, workspace)
    if act is None:
        raise NothingToUndo(seq=seq, reason="there is no such act")
    if act.result != "done":
        raise NothingToUndo(seq=seq, reason=f"it did not happen ({act.result or 'unfinished'})")
    if act.undone_by is not None:
        raise AlreadyUndone(seq=seq, by=act.undone_by)
    with translated(act.path):
        return _undo_plan(act, workspace)


def _find(seq: int, workspace: Workspace) -> Act | None:
    with translated(workspace.places.log):
        return next((one for one in acts_back(workspace) if one.seq == seq), None)


def redo(seq: int, workspace: Workspace) -> Plan:
    """Return the plan that does an undone act again: it undoes the undo that stands.

    Raises:
        NothingToUndo: if the act was not undone.
    """
    act = _find(seq, workspace)
    if act is None or act.undone_by is None:
        raise NothingToUndo(seq=seq, reason="it was not undone, so it cannot be redone")
    return undo(act.undone_by, workspace)


def _undo_plan(act: Act, workspace: Workspace) -> Plan:
    change = change_of(act.data, workspace.before)
    mode = act.outcome.get("mode")
    after = change.after
    if after is not None and isinstance(mode, int):
        after = replace(after, mode=mode)
    back = _TURNED[change.kind](change, after, workspace)
    for sha256 in blobs_of(back.after) if back.kind != "move" else ():
        if sha256 not in workspace.before and sha256 not in workspace.trash:
            b"".join(workspace.before.pieces(sha256))  # raises BlobGone
    old = _bytes_here(back, workspace)
    new = _bytes_back(back, workspace)
    plan = Plan(
        workspace=workspace.places.id,
        action="undo",
        risk="d" if back.kind == "remove" else "w",
        command=f"undo:{act.seq}",
        path=back.path,
        path_to=back.path_to,
        change=back,
        old=old,
        new=new,
        undoes=act.seq,
    )
    what = f"undoes act {act.seq}, {act.action} of {act.time}"
    return sealed(replace(plan, facts=facts_of(plan, notes=(what,))))


def _undo_create(change: Change, after: Node | None, workspace: Workspace) -> Change:
    here = _unchanged(change.path, after, workspace)
    return Change(
        kind="remove",
        path=change.path,
        before=here,
        prune=tuple(reversed(change.make)),
    )


def _undo_replace(change: Change, after: Node | None, workspace: Workspace) -> Change:
    here = _unchanged(change.path, after, workspace)
    assert change.before is not None
    return Change(kind="replace", path=change.path, before=here, after=_again(change.before))


def _undo_remove(change: Change, _after: Node | None, workspace: Workspace) -> Change:
    _must_be_free(change.path, workspace)
    assert change.before is not None
    return Change(
        kind="create",
        path=change.path,
        after=_again(change.before),
        make=_to_make(change, workspace),
    )


def _undo_move(change: Change, _after: Node | None, workspace: Workspace) -> Change:
    assert change.path_to is not None
    assert change.before is not None
    before = change.before
    here = _unchanged(change.path_to, before, workspace)
    _must_be_free(change.path, workspace)
    return Change(
        kind="move",
        path=change.path_to,
        path_to=change.path,
        before=here,
        after=_again(before),
        make=_to_make(change, workspace),
        prune=tuple(reversed(change.make)),
    )


_TURNED = {
    "create": _undo_create,
    "replace": _undo_replace,
    "remove": _undo_remove,
    "move": _undo_move,
}


def _to_make(change: Change, workspace: Workspace) -> tuple[str, ...]:
    """Return the folders that this undo must make: those that the act pruned and that are gone."""
    missing: list[str] = []
    for path in reversed(change.prune):
        try:
            workspace.root.look(as_path(path))
        except PathNotFound:
            missing.append(path)
    return tuple(missing)


def _again(node: Node) -> Node:
    """Return a node as it shall be again: where it was and what it was, not which inode."""
    children = tuple((name, _again(child)) for name, child in node.children)
    return replace(node, dev=0, inode=0, nlink=1, children=children)


def _unchanged(path: str, left: Node | None, workspace: Workspace) -> Node:
    """Return what is at a path if it is as the act left it.

    Raises:
        BaseChanged: if it is not, with the difference where both are text.
    """
    assert left is not None
    here: Node | None
    try:
        with holding(workspace.root, as_path(path)) as held:
            hashed = bool(blobs_of(left)) or left.kind != "folder"
            here = tree.scan(held.folder, held.name, path, Rules(hashing=hashed))
    except PathNotFound:
        here = None
    if here is None or not same(here, left):
        raise BaseChanged(
            path=path,
            expected=describe(left),
            actual=describe(here),
            difference=_difference(path, left, here, workspace),
        )
    return here


def _difference(path: str, left: Node, here: Node | None, workspace: Workspace) -> str:
    """Return a short diff between what the act left and what is there; empty if not text."""
    if here is None or here.kind != "file" or left.kind != "file" or here.size > TEXT_LIMIT:
        return ""
    if here.sha256 == left.sha256:
        return f"mode {left.mode:04o} -> {here.mode:04o}"
    try:
        then = try_decode(_stored(left.sha256, workspace))
        now = try_decode(workspace.root.read(as_path(path), limit=TEXT_LIMIT))
    except OperatorosError:
        return ""
    if then is None or now is None:
        return ""
    lines = difflib.unified_diff(then.lines, now.lines, "left", "now", lineterm="", n=1)
    return "\n".join(line for _number, line in zip(range(_DIFF_LINES), lines, strict=False))


def _stored(sha256: str, workspace: Workspace) -> bytes:
    for store in (workspace.before, workspace.trash):
        if sha256 in store:
            return b"".join(store.pieces(sha256))
    return b"".join(workspace.before.pieces(sha256))


def _must_be_free(path: str, workspace: Workspace) -> None:
    try:
        workspace.root.look(as_path(path))
    except PathNotFound:
        return
    raise TargetExists(path=path)


def _bytes_here(change: Change, workspace: Workspace) -> bytes | None:
    node = change.before
    if node is None or node.kind != "file" or node.size > TEXT_LIMIT or change.kind == "move":
        return None
    return workspace.root.read_plain(as_path(change.path), limit=TEXT_LIMIT)


def _bytes_back(change: Change, workspace: Workspace) -> bytes | None:
    node = change.after
    if node is None or node.kind != "file" or node.size > TEXT_LIMIT or change.kind == "move":
        return None
    return _stored(node.sha256, workspace)
