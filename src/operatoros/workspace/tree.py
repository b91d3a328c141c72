"""Trees on disk and nodes: looking at one, building one under a temporary name, removing one.

Everything works from the handle of the folder that holds the name; no link is followed.
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from operatoros.errors import Exhausted
from operatoros.rooted import changing, flags
from operatoros.rooted.handles import shut
from operatoros.rooted.metadata import give, read_metadata
from operatoros.rooted.paths import MAX_PATH_BYTES
from operatoros.rooted.refusals import NotAFile, PathIsLink, PathNotAllowed
from operatoros.rooted.root import Kind, chunks, entries, kind_of
from operatoros.workspace.nodes import Node

MAX_ENTRIES = 20_000

Content = Callable[[str, Node], Iterator[bytes]]


class TreeTooLarge(Exhausted):
    """A folder holds more than one action may take."""

    code = "ERR_TREE_TOO_LARGE"

    def __init__(self, *, path: str, limit: int) -> None:
        super().__init__(
            f"{path!r} holds more than {limit:,} files and folders",
            hint="act on the folders inside it one by one",
            details={"path": path, "limit": limit},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a scan takes.

    Attributes:
        links: Whether links may be in the tree (they are never followed).
        hashing: Whether files are read and hashed; without it size and time stand for
            the content.
        most: Most files, links and folders.
    """

    links: bool = True
    hashing: bool = True
    most: int = MAX_ENTRIES


def scan(folder: int, name: str, shown: str, rules: Rules) -> Node | None:
    """Look at what is at a name, all the way down; None if nothing is there.

    Args:
        folder: Handle of the folder that holds the name.
        name: The name.
        shown: Its path, for messages.
        rules: What is taken.

    Raises:
        NotAFile: for a pipe, socket or device anywhere.
        PathIsLink: for a link anywhere, if the rules take none.
        TreeTooLarge: for more than the rules take.
        OSError: as the system gives it.
    """
    return _Scan(rules, shown).node(folder, name, shown, frozenset())


class _Scan:
    """One look at a tree; counts what it saw."""

    def __init__(self, rules: Rules, top: str) -> None:
        self._rules = rules
        self._top = top
        self._seen = 0

    def node(
        self, folder: int, name: str, shown: str, above: frozenset[tuple[int, int]]
    ) -> Node | None:
        self._seen += 1
        if self._seen > self._rules.most:
            raise TreeTooLarge(path=self._top, limit=self._rules.most)
        status = changing.look(folder, name)
        if status is None:
            return None
        kind = kind_of(status.st_mode)
        if kind == "link":
            if not self._rules.links:
                raise PathIsLink(path=shown, reason="links are neither moved nor copied")
            return _link_node(status, os.readlink(name, dir_fd=folder))
        if kind == "file":
            return self._file(folder, name, shown, status)
        if kind == "folder":
            return self._folder(folder, name, shown, above)
        raise NotAFile(path=shown, kind=kind)

    def _file(self, folder: int, name: str, shown: str, seen: os.stat_result) -> Node:
        if not self._rules.hashing:
            return _bare_node("file", seen, size=seen.st_size)
        handle = os.open(name, flags.READ | flags.NOFOLLOW, dir_fd=folder)
        try:
            return file_node(handle, shown)
        finally:
            shut(handle)

    def _folder(
        self, folder: int, name: str, shown: str, above: frozenset[tuple[int, int]]
    ) -> Node:
        if len(os.fsencode(shown)) > MAX_PATH_BYTES:
            raise PathNotAllowed(path=shown, reason=f"it is longer than {MAX_PATH_BYTES} bytes")
        handle = changing.open_folder(folder, name)
        try:
            status = os.fstat(handle)
            me = (status.st_dev, status.st_ino)
            if me in above:
                raise PathNotAllowed(path=shown, reason="the folder contains itself")
            children: list[tuple[str, Node]] = []
            for entry in entries(handle):
                child = self.node(handle, entry.name, f"{shown}/{entry.name}", above | {me})
                if child is not None:
                    children.append((entry.name, child))
            return _full_node("folder", handle, status, children=tuple(children))
        finally:
            shut(handle)


def file_node(handle: int, shown: str) -> Node:
    """Return the node of an open regular file, hashed."""
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise NotAFile(path=shown, kind=kind_of(status.st_mode))
    digest = hashlib.sha256()
    size = 0
    for piece in chunks(handle):
        digest.update(piece)
        size += len(piece)
    return _full_node("file", handle, status, size=size, sha256=digest.hexdigest())


def _link_node(status: os.stat_result, target: str) -> Node:
    node = _bare_node("link", status, size=0)
    return replace(node, mode=0o777, target=target)


def _bare_node(kind: Kind, status: os.stat_result, *, size: int) -> Node:
    assert kind != "other"
    return Node(
        kind=kind,
        mode=stat.S_IMODE(status.st_mode),
        size=size,
        uid=status.st_uid,
        gid=status.st_gid,
        mtime_ns=status.st_mtime_ns,
        dev=status.st_dev,
        inode=status.st_ino,
        nlink=status.st_nlink,
    )


def _full_node(
    kind: Kind,
    handle: int,
    status: os.stat_result,
    *,
    size: int = 0,
    sha256: str = "",
    children: tuple[tuple[str, Node], ...] = (),
) -> Node:
    xattrs = read_metadata(handle, status).xattrs
    return replace(
        _bare_node(kind, status, size=size),
        sha256=sha256,
        children=children,
        xattrs=tuple(
            (name, base64.b64encode(value).decode()) for name, value in sorted(xattrs.items())
        ),
    )


class ContentMoved(Exception):
    """The bytes that came are not the bytes that were approved."""


def build(
    folder: int, name: str, node: Node, content: Content, *, keep_powers: bool, path: str = ""
) -> tuple[str, ...]:
    """Make a node under a name that must be free, down to the disk.

    Args:
        folder: Handle of the folder that shall hold it.
        name: The (temporary) name.
        node: What to make.
        content: Gives a file's bytes: called with its path inside the node and its node.
        keep_powers: Whether set-user-ID bits come along (see `metadata.give`).
        path: Where in the node we are.

    Returns:
        What could not be kept, in words.

    Raises:
        ContentMoved: if the bytes of a file do not have the node's hash.
        OSError: as the system gives it; what was made so far stays under the name.
    """
    if node.kind == "link":
        os.symlink(node.target, name, dir_fd=folder)
        if node.mtime_ns is not None:
            times = (node.mtime_ns, node.mtime_ns)
            os.utime(name, ns=times, dir_fd=folder, follow_symlinks=False)
        return ()
    if node.kind == "file":
        handle = changing.new_file(folder, name)
        try:
            _fill(handle, node, content(path, node))
            lost = _finish(handle, node, keep_powers)
            changing.flush(handle)
        finally:
            shut(handle)
        return lost
    return _build_folder(folder, name, node, content, keep_powers=keep_powers, path=path)


def _build_folder(
    folder: int, name: str, node: Node, content: Content, *, keep_powers: bool, path: str
) -> tuple[str, ...]:
    changing.new_folder(folder, name, 0o700)
    handle = changing.open_folder(folder, name)
    lost: list[str] = []
    try:
        for child_name, child in node.children:
            below = f"{path}/{child_name}" if path else child_name
            lost.extend(
                build(handle, child_name, child, content, keep_powers=keep_powers, path=below)
            )
        # Mode and times last: a read-only folder takes no children, and children change its time.
        lost.extend(_finish(handle, node, keep_powers))
        changing.flush(handle)
    finally:
        shut(handle)
    return tuple(lost)


def _fill(handle: int, node: Node, pieces: Iterator[bytes]) -> None:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        changing.write_all(handle, piece)
    if digest.hexdigest() != node.sha256:
        raise ContentMoved


def _finish(handle: int, node: Node, keep_powers: bool) -> tuple[str, ...]:
    wanted = node.metadata
    if wanted is None:
        os.fchmod(handle, node.mode)
        return ()
    return give(handle, wanted, keep_powers=keep_powers)


def remove(folder: int, name: str) -> None:
    """Remove whatever is at a name, all the way down, without following a link.

    Raises:
        FileNotFoundError: if nothing is there.
        OSError: as the system gives it; what was removed so far is gone.
    """
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISDIR(status.st_mode):
        changing.remove(folder, name, is_folder=False)
        return
    handle = changing.open_folder(folder, name)
    try:
        if status.st_mode & 0o700 != 0o700:
            # A folder that its owner may not change: it was approved to go, so make way.
            os.fchmod(handle, stat.S_IMODE(status.st_mode) | 0o700)
        for entry in entries(handle):
            remove(handle, entry.name)
    finally:
        shut(handle)
    changing.remove(folder, name, is_folder=True)
