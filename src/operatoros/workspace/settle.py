"""What became of a change that was begun: found out by looking, and tidied up (W8).

Used after a failure and after a crash alike. It needs the change and its token, both of which
are in the log, and nothing else; it can be repeated at any point and gives the same answer.
Only the two temporary names of that token are ever removed, and never with content in them that
is neither ours nor safe in the store: somebody else's bytes get their name back.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from operatoros.errors import OperatorosError
from operatoros.rooted import changing
from operatoros.rooted.changing import Held, holding
from operatoros.rooted.paths import as_path
from operatoros.rooted.refusals import NotAFolder, PathIsLink, PathNotFound, translated
from operatoros.rooted.root import Root
from operatoros.workspace import tree
from operatoros.workspace.commit import part_name, prune, tmp_name
from operatoros.workspace.nodes import Node, same, within
from operatoros.workspace.plan import Change
from operatoros.workspace.tree import Rules

# done: it happened. rolled_back: the disk is as it was. partly: some of it is gone (and safe in
# the store). unclear: somebody changed the place meanwhile; nothing was touched.
Settled: TypeAlias = Literal["done", "rolled_back", "partly", "unclear"]

_ALL = Rules(most=1_000_000)
_LOOKS = Rules(hashing=False, most=1_000_000)


def settle(root: Root, change: Change, token: str, *, held: Held | None = None) -> Settled:
    """Find out what became of a change, finish or undo what is half done, and say which.

    Args:
        root: Where.
        change: What was begun.
        token: What its temporaries are named by.
        held: The folder in which it was begun, if it is still open: then it is found even if
            its name now leads elsewhere.

    Raises:
        OperatorosError: if the disk does not let us; nothing is lost, and it can be repeated.
    """
    if held is not None:
        with translated(change.path):
            result = _KINDS[change.kind](root, held, change, token)
    else:
        result = _settle_by_path(root, change, token)
    if result == "done":
        for path in change.prune:
            prune(root, path)
    else:
        for path in reversed(change.make):
            prune(root, path)
    return result


def _settle_by_path(root: Root, change: Change, token: str) -> Settled:
    try:
        with holding(root, as_path(change.path)) as held:
            return _KINDS[change.kind](root, held, change, token)
    except PathNotFound:
        return _without_folder(root, change)
    except (PathIsLink, NotAFolder):
        # Somebody put something else in the folder's place. The folder is not searched for.
        return "unclear"


def _without_folder(root: Root, change: Change) -> Settled:
    """Say what became of a change whose folder is gone.

    A creation had its folder still to make; a removal or a move may have pruned it already.
    """
    if change.kind == "create":
        return "rolled_back"
    if change.kind == "remove":
        return "done"
    return "done" if change.kind == "move" and _has_arrived(root, change) else "unclear"


def _create(_root: Root, held: Held, change: Change, token: str) -> Settled:
    tmp = changing.look(held.folder, tmp_name(token))
    here = held.look()
    if tmp is not None:
        # Where renaming was done by a hard link, both names are one file: then it is done.
        linked = here is not None and not stat.S_ISDIR(here.st_mode) and _one(tmp, here)
        tree.remove(held.folder, tmp_name(token))
        return "done" if linked else "rolled_back"
    if here is None:
        return "rolled_back"
    return "done" if same(_scan(held, held.name), change.after, modes=False) else "unclear"


def _replace(_root: Root, held: Held, change: Change, token: str) -> Settled:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    part, tmp = part_name(token), tmp_name(token)
    if changing.look(held.folder, part) is not None:
        tree.remove(held.folder, part)
    taken = _scan(held, tmp)
    if taken is None:
        return _by_content(_scan(held, held.name), before, after)
    if _is(taken, before):
        tree.remove(held.folder, tmp)
        return "done"
    if not same(taken, after, modes=False):
        # Swapped, and what came out is somebody's newer work: it gets its name back.
        if not same(_scan(held, held.name), after, modes=False):
            return "unclear"
        changing.exchange(held.folder, tmp, held.name)
    tree.remove(held.folder, tmp)
    return "rolled_back"


def _by_content(here: Node | None, before: Node, after: Node) -> Settled:
    if same(here, after, modes=False):
        return "done"
    return "rolled_back" if same(here, before, modes=False) else "unclear"


def _remove(_root: Root, held: Held, change: Change, token: str) -> Settled:
    before = change.before
    assert before is not None
    tmp = tmp_name(token)
    taken = _scan(held, tmp)
    here = held.look()
    if taken is None:
        # Still there, or there again: either way it was not this change that removed it.
        return "done" if here is None else "rolled_back"
    if within(taken, before):
        # The same file under both names: a rename by hard link that was not finished.
        linked = here is not None and (here.st_dev, here.st_ino) == (taken.dev, taken.inode)
        tree.remove(held.folder, tmp)
        return "rolled_back" if linked else "done"
    if here is not None:
        return "unclear"
    whole = _leaves(before) <= _leaves(taken)
    changing.rename_new(held.folder, tmp, held.folder, held.name)
    return "rolled_back" if whole else "partly"


def _leaves(node: Node, path: str = "") -> frozenset[str]:
    """Return the paths of everything in a node."""
    below = (_leaves(child, f"{path}/{name}") for name, child in node.children)
    return frozenset({path}).union(*below)


def _move(root: Root, held: Held, change: Change, _token: str) -> Settled:
    before = change.before
    assert before is not None
    here = held.look()
    is_here = here is not None and (here.st_dev, here.st_ino) == (before.dev, before.inode)
    is_there = _has_arrived(root, change)
    if is_here and is_there:
        # Renamed by a hard link and not yet finished.
        os.unlink(held.name, dir_fd=held.folder)
        return "done"
    if is_there:
        return "done"
    # Whatever is at the old name now, it was not moved, or was put back.
    return "unclear" if here is None else "rolled_back"


def _has_arrived(root: Root, change: Change) -> bool:
    """Tell whether what a move moves is where it was to go."""
    before = change.before
    assert before is not None
    assert change.path_to is not None
    try:
        now = root.look(as_path(change.path_to))
    except PathNotFound:
        return False
    return (now.st_dev, now.st_ino) == (before.dev, before.inode)


_KINDS: Mapping[str, Callable[[Root, Held, Change, str], Settled]] = {
    "create": _create,
    "replace": _replace,
    "remove": _remove,
    "move": _move,
}


def _scan(held: Held, name: str) -> Node | None:
    """Look at a name; a pipe or device in it makes it somebody else's."""
    try:
        return tree.scan(held.folder, name, held.path.text, _ALL)
    except OperatorosError:
        return tree.scan(held.folder, name, held.path.text, _LOOKS)


def _is(node: Node, before: Node) -> bool:
    """Tell whether a node is the very one that was approved."""
    one = (node.dev, node.inode) == (before.dev, before.inode)
    return one and same(node, before, modes=False)


def _one(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
