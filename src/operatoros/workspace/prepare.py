"""From a command to a plan: what would happen, exactly, on the disk as it is now.

One row an action. A row reads what is there (through the root's handle), computes what would be
there (pure: edits, patch, regions), and hands both to `_planned`, which adds the facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.command import Command, Edit
from operatoros.rooted.changing import holding
from operatoros.rooted.metadata import default_mode
from operatoros.rooted.paths import RelPath, for_changing, for_reading
from operatoros.rooted.refusals import (
    FileTooLarge,
    NotAFile,
    NotAFolder,
    PathIsLink,
    PathNotAllowed,
    PathNotFound,
    TargetExists,
    translated,
)
from operatoros.rooted.root import kind_of
from operatoros.workspace import deny, tree
from operatoros.workspace.edits import apply_edits
from operatoros.workspace.facts import facts_of
from operatoros.workspace.nodes import Node, everything
from operatoros.workspace.opened import TEXT_LIMIT, Workspace
from operatoros.workspace.patch import apply_patch, is_creation
from operatoros.workspace.plan import BaseChanged, Change, Facts, Plan, base_of, sealed
from operatoros.workspace.regions import delete_region, insert_region, replace_region
from operatoros.workspace.textfile import Text, decode
from operatoros.workspace.tree import Rules

_POWERS = 0o6000


def prepare(command: Command, workspace: Workspace) -> Plan:
    """Return exactly what a command would do now; nothing is changed.

    Args:
        command: A valid command, as `protocol.scan` gives it.
        workspace: Where.

    Raises:
        OperatorosError: with the code that the action's row names, if it cannot be done.
    """
    row = ACTIONS[command.action]
    preparer = _PREPARERS.get(command.action, _read)
    with translated(command.path or "."):
        plan = preparer(command, workspace)
    return sealed(replace(plan, risk=row.risk))


# -- readings --------------------------------------------------------------------------------


def _read(command: Command, workspace: Workspace) -> Plan:
    """Plan a reading: bind where it really leads, so that a link swapped later is noticed."""
    if command.path is None:
        return _plan(command, workspace, path=None)
    where = workspace.root.resolve(for_reading(command.path))
    status = workspace.root.stat(where, follow=False)
    kind = kind_of(status.st_mode)
    secret = deny.secret_like(where.text)
    facts = Facts(
        exists=True,
        kind=kind,
        size_before=status.st_size if kind == "file" else None,
        bytes=status.st_size if kind == "file" else 0,
        executable=kind == "file" and bool(status.st_mode & 0o111),
        secret_like=secret,
        link=where.text != for_reading(command.path).text,
        nlink=status.st_nlink,
        badges=tuple(badge for badge in deny.badges(where.text) if badge.code == "secret"),
    )
    return replace(_plan(command, workspace, path=where), facts=facts)


def _plan(
    command: Command, workspace: Workspace, *, path: RelPath | None, path_to: RelPath | None = None
) -> Plan:
    return Plan(
        workspace=workspace.places.id,
        action=command.action,
        risk="r",
        command=command.digest,
        path=None if path is None else path.text,
        path_to=None if path_to is None else path_to.text,
        asked=command.path,
        args=command.args,
    )


# -- changes: what is shared -----------------------------------------------------------------


def _changing(text: str | None, workspace: Workspace) -> RelPath:
    """Check a path of something to be changed: rules of W2, W3 and W5."""
    assert text is not None, "a scan sees to it that fs actions have their paths"
    path = for_changing(text)
    if not path.parts:
        raise PathNotAllowed(path=text, reason="the workspace itself is never changed")
    why = deny.denied(path.text)
    if why is not None:
        raise PathNotAllowed(path=text, reason=why)
    _not_our_store(path, workspace)
    return path


def _not_our_store(path: RelPath, workspace: Workspace) -> None:
    """Refuse the product's own state folder, however it is spelled: by device and inode."""
    if workspace.store is None:
        return
    for length in range(1, len(path.parts) + 1):
        try:
            status = workspace.root.look(RelPath(path.parts[:length]))
        except PathNotFound:
            return
        if (status.st_dev, status.st_ino) == workspace.store:
            raise PathNotAllowed(path=path.text, reason="it is Operator's own state folder")


def _missing(path: RelPath, workspace: Workspace) -> tuple[str, ...]:
    """Return the folders that must be made for a path, topmost first."""
    for length in range(1, len(path.parts)):
        here = RelPath(path.parts[:length])
        try:
            status = workspace.root.look(here)
        except PathNotFound:
            return tuple("/".join(path.parts[:deeper]) for deeper in range(length, len(path.parts)))
        kind = kind_of(status.st_mode)
        if kind == "link":
            raise PathIsLink(path=here.text)
        if kind != "folder":
            raise NotAFolder(path=here.text)
    return ()


def _scan(path: RelPath, workspace: Workspace, rules: Rules) -> Node | None:
    """Look at what is at a path; None if nothing is, also if its folder is missing."""
    try:
        with holding(workspace.root, path) as held:
            return tree.scan(held.folder, held.name, path.text, rules)
    except PathNotFound:
        return None


def _there(path: RelPath, workspace: Workspace, rules: Rules) -> Node:
    """Look at what must be at a path, and see that no part of it is off limits."""
    node = _scan(path, workspace, rules)
    if node is None:
        raise PathNotFound(path=path.text)
    if path.folder and node.kind != "folder":
        raise NotAFolder(path=path.text)
    for below, item in everything(node):
        if below:
            inner = f"{path.text}/{below}"
            why = deny.denied(inner)
            if why is not None:
                raise PathNotAllowed(path=inner, reason=why)
        if (item.dev, item.inode) == workspace.store:
            raise PathNotAllowed(path=path.text, reason="Operator's own state folder is in it")
    return node


def _must_be_free(path: RelPath, workspace: Workspace) -> None:
    try:
        workspace.root.look(path)
    except PathNotFound:
        return
    raise TargetExists(path=path.text)


def _check_base(command: Command, path: RelPath, before: Node | None) -> None:
    """Compare with what the chat says it has read (P16)."""
    actual = base_of(before) or f"a {before.kind if before else 'folder'}"
    if command.base is not None and command.base != actual:
        raise BaseChanged(path=path.text, expected=command.base, actual=actual)


def _planned(
    command: Command,
    workspace: Workspace,
    path: RelPath,
    change: Change,
    *,
    old: bytes | None = None,
    new: bytes | None = None,
    notes: tuple[str, ...] = (),
) -> Plan:
    """Put a plan together with its facts."""
    target = None if change.path_to is None else RelPath(tuple(change.path_to.split("/")))
    if change.source is not None:
        target = RelPath(tuple(change.path.split("/")))
    plan = replace(
        _plan(command, workspace, path=path, path_to=target), change=change, old=old, new=new
    )
    return replace(plan, facts=facts_of(plan, notes=notes))


# -- one file --------------------------------------------------------------------------------


def _write(command: Command, workspace: Workspace) -> Plan:
    path = _changing(command.path, workspace)
    if path.folder:
        raise NotAFile(path=path.text, kind="folder")
    new = cast("bytes", command.args["content"])
    make = _missing(path, workspace)
    before = None if make else _file_or_nothing(path, workspace)
    _check_base(command, path, before)
    old: bytes | None = None
    if before is not None and before.size <= TEXT_LIMIT:
        old = _bytes(path, workspace, before)
    return _planned(command, workspace, path, _rewrite(path, before, new, make), old=old, new=new)


def _file_or_nothing(path: RelPath, workspace: Workspace) -> Node | None:
    """Return the regular file at a path, or None; a link or folder is refused."""
    try:
        status = workspace.root.look(path)
    except PathNotFound:
        return None
    kind = kind_of(status.st_mode)
    if kind == "link":
        raise PathIsLink(path=path.text)
    if kind != "file":
        raise NotAFile(path=path.text, kind=kind)
    return _scan(path, workspace, Rules())


def _bytes(path: RelPath, workspace: Workspace, node: Node) -> bytes:
    """Return the bytes that a node was just seen to have."""
    data = workspace.root.read_plain(path, limit=TEXT_LIMIT)
    if hashlib.sha256(data).hexdigest() != node.sha256:
        raise BaseChanged(path=path.text, expected=node.sha256[:8], actual="other bytes")
    return data


def _rewrite(path: RelPath, before: Node | None, new: bytes, make: tuple[str, ...] = ()) -> Change:
    """Return the change that gives a path new bytes: mode, owner and attributes stay."""
    sha256 = hashlib.sha256(new).hexdigest()
    if before is None:
        after = Node(kind="file", mode=default_mode(), size=len(new), sha256=sha256)
        return Change(kind="create", path=path.text, after=after, make=make)
    after = replace(
        before,
        mode=before.mode & ~_POWERS,
        size=len(new),
        sha256=sha256,
        mtime_ns=None,
        dev=0,
        inode=0,
        nlink=1,
    )
    return Change(kind="replace", path=path.text, before=before, after=after)


def _text_change(
    compute: Callable[[Command, Text], tuple[Text, tuple[str, ...]]],
) -> Callable[[Command, Workspace], Plan]:
    """Make the preparer of an action that turns the text of one file into another."""

    def preparer(command: Command, workspace: Workspace) -> Plan:
        path = _changing(command.path, workspace)
        make = _missing(path, workspace)
        before = None if make else _file_or_nothing(path, workspace)
        if path.folder or (before is None and not _creates(command)):
            raise PathNotFound(path=path.text)
        _check_base(command, path, before)
        if before is not None and before.size > TEXT_LIMIT:
            raise FileTooLarge(path=path.text, size=before.size, limit=TEXT_LIMIT)
        old = None if before is None else _bytes(path, workspace, before)
        text = Text("") if old is None else decode(old, path.text)
        after, notes = compute(command, text)
        new = after.encode()
        change = _rewrite(path, before, new, make)
        return _planned(command, workspace, path, change, old=old, new=new, notes=notes)

    return preparer


def _creates(command: Command) -> bool:
    """Tell whether the action can make a file: only a patch that says so of itself."""
    return command.action == "fs.patch" and is_creation(str(command.args["patch"]))


def _edit(command: Command, text: Text) -> tuple[Text, tuple[str, ...]]:
    return apply_edits(text, cast("tuple[Edit, ...]", command.args["edits"])), ()


def _patch(command: Command, text: Text) -> tuple[Text, tuple[str, ...]]:
    assert command.path is not None
    return apply_patch(text, str(command.args["patch"]), path=for_reading(command.path).text)


# -- files and folders -----------------------------------------------------------------------


def _delete(command: Command, workspace: Workspace) -> Plan:
    path = _changing(command.path, workspace)
    before = _there(path, workspace, Rules())
    _check_base(command, path, before)
    old: bytes | None = None
    if before.kind == "file" and before.size <= TEXT_LIMIT:
        old = _bytes(path, workspace, before)
    change = Change(kind="remove", path=path.text, before=before)
    return _planned(command, workspace, path, change, old=old)


def _copy(command: Command, workspace: Workspace) -> Plan:
    path, target = _two_paths(command, workspace)
    source = _there(path, workspace, Rules(links=False))
    for below, _node in everything(source):
        # A copy makes every name in it anew: each must be one that may be made (W2).
        for_changing(f"{target.text}/{below}" if below else target.text)
    _check_base(command, path, source)
    make = _missing(target, workspace)
    if not make:
        _must_be_free(target, workspace)
    change = Change(
        kind="create", path=target.text, after=_fresh(source), source=path.text, make=make
    )
    return _planned(command, workspace, path, change)


def _fresh(node: Node) -> Node:
    """Return a copy's node: content and mode, but owner, times and powers of a new file."""
    return Node(
        kind=node.kind,
        mode=node.mode & ~_POWERS if node.kind == "file" else node.mode,
        size=node.size,
        sha256=node.sha256,
        children=tuple((name, _fresh(child)) for name, child in node.children),
    )


def _move(command: Command, workspace: Workspace) -> Plan:
    path, target = _two_paths(command, workspace)
    first = workspace.root.look(path)
    if kind_of(first.st_mode) == "link":
        raise PathIsLink(path=path.text, reason="a link is never moved")
    is_folder = kind_of(first.st_mode) == "folder"
    # A folder's files are not read to move it; size and time stand for their content.
    before = _there(path, workspace, Rules(hashing=not is_folder))
    _check_base(command, path, before)
    make = _missing(target, workspace)
    if not make:
        _must_be_free(target, workspace)
    after = replace(before, dev=0, inode=0)
    change = Change(
        kind="move",
        path=path.text,
        path_to=target.text,
        before=before,
        after=after,
        make=make,
    )
    return _planned(command, workspace, path, change)


def _two_paths(command: Command, workspace: Workspace) -> tuple[RelPath, RelPath]:
    path = _changing(command.path, workspace)
    target = _changing(command.path_to, workspace)
    if target.parts == path.parts:
        raise TargetExists(path=target.text)
    if target.parts[: len(path.parts)] == path.parts:
        raise PathNotAllowed(path=target.text, reason="a folder cannot be put into itself")
    return path, target


_PREPARERS: Mapping[str, Callable[[Command, Workspace], Plan]] = {
    "fs.write": _write,
    "fs.applyEdits": _text_change(_edit),
    "fs.patch": _text_change(_patch),
    "fs.insertRegion": _text_change(insert_region),
    "fs.replaceRegion": _text_change(replace_region),
    "fs.deleteRegion": _text_change(delete_region),
    "fs.copy": _copy,
    "fs.move": _move,
    "fs.rename": _move,
    "fs.delete": _delete,
}
