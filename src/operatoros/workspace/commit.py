"""The four ways to change the disk, each with one moment at which it happens.

What is made is made whole under a temporary name beside its target; then one rename shows it:

    create   build tmp                    rename tmp -> name, refusing to replace
    replace  build part, rename to tmp    swap tmp and name, look at what came out, remove it
    remove                                rename name -> tmp, look at it, remove it
    move     make parents                 rename name -> name, refusing to replace

"Look at it" means: what was taken away must be what was approved, by device, inode and content;
else the rename is taken back. So even a change in the last microsecond is not lost. Where the
file system cannot swap, replace compares and renames over, as editors do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from operatoros.errors import OperatorosError
from operatoros.rooted import changing
from operatoros.rooted.changing import Held, holding
from operatoros.rooted.paths import RelPath, as_path
from operatoros.rooted.refusals import PathNotFound, PathUnsettled, TargetExists
from operatoros.rooted.root import Root
from operatoros.workspace import tree
from operatoros.workspace.nodes import Node, everything, identity
from operatoros.workspace.plan import BaseChanged, Change, base_of
from operatoros.workspace.tree import Content, Rules


def part_name(token: str) -> str:
    """Return the name under which something is still being made."""
    return f".operatoros-{token}.part"


def tmp_name(token: str) -> str:
    """Return the name of what is complete and about to be shown, or was just taken away."""
    return f".operatoros-{token}.tmp"


@dataclass(slots=True, kw_only=True)
class Commit:
    """One change being made.

    Attributes:
        root: Where.
        change: What.
        token: Makes temporary names this change's own.
        content: Gives the bytes of what is built.
        keep_powers: Whether set-user-ID bits come along (restoring, not rewriting).
        committed: Whether the moment has passed.
        durable: Whether every fsync after the moment succeeded.
        lost: What of mode, owner and attributes could not be kept.
        notes: What else to know.
        made: Folders that were made for it.
        held: The folder in which it happens, once it is open.
    """

    root: Root
    change: Change
    token: str
    content: Content
    keep_powers: bool
    committed: bool = False
    durable: bool = True
    lost: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    held: Held | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Commit:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def hold(self) -> Held:
        """Open the folder that holds the path; it stays open as long as this change.

        So that after a failure, temporaries are found by the handle even if somebody has given
        the folder another name meanwhile.
        """
        self.held = self._stack.enter_context(holding(self.root, self.path))
        return self.held

    @property
    def path(self) -> RelPath:
        """What is changed."""
        return as_path(self.change.path)

    def flush_folder(self, handle: int) -> None:
        """Ask that a folder's names be on the disk; a failure after the moment is only told."""
        try:
            changing.flush(handle)
        except OSError as exc:
            self.durable = False
            self.notes.append(f"the disk did not confirm a folder: {os.strerror(exc.errno or 0)}")


def commit(work: Commit) -> None:
    """Make the change, whole or not at all.

    Raises:
        OperatorosError, OSError or tree.ContentMoved: if it was not made, was taken back, or
            was not finished. `settle` then finds out which, by looking, and tidies up.
    """
    _KINDS[work.change.kind](work)
    for path in work.change.prune:
        why = prune(work.root, path)
        if why is not None:
            work.notes.append(f"the folder {path} was left: {why}")


def _create(work: Commit) -> None:
    assert work.change.after is not None
    _make_parents(work)
    tmp = tmp_name(work.token)
    held = work.hold()
    if held.look() is not None:
        raise TargetExists(path=work.path.text)
    work.lost += tree.build(
        held.folder, tmp, work.change.after, work.content, keep_powers=work.keep_powers
    )
    with _again(work.root, held) as now:
        changing.rename_new(held.folder, tmp, now.folder, now.name)
        work.committed = True
        work.flush_folder(now.folder)
    _flush_made(work)


def _replace(work: Commit) -> None:
    before, after = work.change.before, work.change.after
    assert before is not None
    assert after is not None
    part, tmp = part_name(work.token), tmp_name(work.token)
    held = work.hold()
    work.lost += tree.build(held.folder, part, after, work.content, keep_powers=work.keep_powers)
    changing.rename_new(held.folder, part, held.folder, tmp)
    with _again(work.root, held) as now:
        expect(now.folder, now.name, before, work.path.text)
        if changing.exchange(now.folder, tmp, now.name):
            _keep_or_swap_back(work, now, before)
            work.committed = True
            changing.remove(now.folder, tmp, is_folder=False)
        else:
            changing.replace(now.folder, tmp, now.name)
            work.committed = True
        work.flush_folder(now.folder)


def _keep_or_swap_back(work: Commit, now: Held, before: Node) -> None:
    """Look at what the swap took away; if it is not what was approved, put it back."""
    tmp = tmp_name(work.token)
    try:
        expect(now.folder, tmp, before, work.path.text)
    except BaseException:
        changing.exchange(now.folder, tmp, now.name)
        raise


def _remove(work: Commit) -> None:
    before = work.change.before
    assert before is not None
    tmp = tmp_name(work.token)
    held = work.hold()
    changing.rename_new(held.folder, held.name, held.folder, tmp)
    try:
        expect(held.folder, tmp, before, work.path.text)
    except BaseException:
        changing.rename_new(held.folder, tmp, held.folder, held.name)
        raise
    work.committed = True
    work.flush_folder(held.folder)
    tree.remove(held.folder, tmp)


def _move(work: Commit) -> None:
    before = work.change.before
    assert before is not None
    assert work.change.path_to is not None
    target = as_path(work.change.path_to)
    _make_parents(work)
    held = work.hold()
    with holding(work.root, target) as there:
        expect(held.folder, held.name, before, work.path.text)
        changing.rename_new(held.folder, held.name, there.folder, there.name)
        try:
            expect(there.folder, there.name, before, target.text)
        except BaseException:
            changing.rename_new(there.folder, there.name, held.folder, held.name)
            raise
        work.committed = True
        work.flush_folder(there.folder)
        work.flush_folder(held.folder)
    _flush_made(work)


_KINDS: Mapping[str, Callable[[Commit], None]] = {
    "create": _create,
    "replace": _replace,
    "remove": _remove,
    "move": _move,
}


def expect(folder: int, name: str, node: Node, shown: str) -> None:
    """See that a name holds exactly a node: device, inode, content.

    Raises:
        BaseChanged: if not.
    """
    actual = tree.scan(folder, name, shown, rules_for(node))
    if identity(actual) != identity(node):
        raise BaseChanged(path=shown, expected=describe(node), actual=describe(actual))


def rules_for(node: Node) -> Rules:
    """Return how to look at what should be a node: files are hashed if the node's were."""
    hashed = all(item.sha256 for _path, item in everything(node) if item.kind == "file")
    return Rules(hashing=hashed)


def describe(node: Node | None) -> str:
    """Return a few words for a message."""
    if node is None:
        return "nothing"
    return base_of(node) or f"a {node.kind}"


@contextmanager
def _again(root: Root, held: Held) -> Iterator[Held]:
    """Open the folder anew beneath the root right before the rename (W6).

    Raises:
        PathUnsettled: if the path now leads to another folder.
    """
    with holding(root, held.path) as now:
        if now.identity != held.identity:
            raise PathUnsettled(path=held.path.text)
        yield now


def _make_parents(work: Commit) -> None:
    for path in work.change.make:
        with holding(work.root, as_path(path)) as held:
            changing.new_folder(held.folder, held.name)
            work.made.append(path)


def _flush_made(work: Commit) -> None:
    """See that the folders that were made are on the disk, each by the folder that holds it."""
    for path in work.made:
        with holding(work.root, as_path(path)) as held:
            work.flush_folder(held.folder)


def prune(root: Root, path: str) -> str | None:
    """Remove a folder if it is empty; say why if it is and could not be removed.

    An extra empty folder is no failure of what was asked, so nothing is raised.
    """
    try:
        with holding(root, as_path(path)) as held:
            os.rmdir(held.name, dir_fd=held.folder)
            changing.flush(held.folder)
    except (PathNotFound, TargetExists):
        return None  # it is gone, or somebody put something into it
    except OperatorosError as exc:
        return exc.message
    return None
