"""What is, was or shall be at a path: a file, folder or link as a value, and its JSON form.

Two nodes are the *same* if kind, content, mode and (for folders) names are: times, owners and
inodes come along for restoring and for binding an approval, but do not make a difference.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

from operatoros.rooted.metadata import Metadata

NodeKind: TypeAlias = Literal["file", "folder", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One file, folder or link.

    Attributes:
        kind: What it is.
        mode: Permission bits (0o7777).
        size: Bytes of a file; 0 for the rest.
        sha256: Hash (hex) of a file's bytes; empty for the rest, and for files of a folder that
            is only moved (then size and time stand for the content).
        target: A link's text.
        uid: Owner; None: whoever creates it.
        gid: Group; None: whoever creates it.
        mtime_ns: Time of the last change; None: when it is made.
        xattrs: Extended attributes as (name, base64), sorted.
        dev: Device when it was looked at; 0 for what is not there yet.
        inode: Inode when it was looked at; 0 for what is not there yet.
        nlink: Number of hard links when it was looked at.
        children: What a folder holds, as (name, node), sorted by name.
    """

    kind: NodeKind
    mode: int
    size: int = 0
    sha256: str = ""
    target: str = ""
    uid: int | None = None
    gid: int | None = None
    mtime_ns: int | None = None
    xattrs: tuple[tuple[str, str], ...] = ()
    dev: int = 0
    inode: int = 0
    nlink: int = 1
    children: tuple[tuple[str, Node], ...] = field(default=())

    @property
    def metadata(self) -> Metadata | None:
        """What to give to a new file that is this node; None if nothing but the mode is known."""
        if self.uid is None or self.gid is None:
            return None
        return Metadata(
            mode=self.mode,
            uid=self.uid,
            gid=self.gid,
            mtime_ns=self.mtime_ns,
            xattrs={name: base64.b64decode(value) for name, value in self.xattrs},
        )


def content_digest(node: Node, *, modes: bool = True) -> str:
    """Return one hash (hex) of kind, mode, content and names, all the way down.

    A file that was not hashed counts by size and time.

    Args:
        node: The node.
        modes: Whether modes count.
    """
    return hashlib.sha256(_canonical(_content(node, modes))).hexdigest()


def _content(node: Node, modes: bool) -> list[object]:
    mode = node.mode if modes else 0
    if node.kind == "link":
        return ["link", node.target]
    if node.kind == "folder":
        return ["folder", mode, [[name, _content(child, modes)] for name, child in node.children]]
    if node.sha256:
        return ["file", mode, node.sha256]
    return ["seen", mode, node.size, node.mtime_ns]


def same(one: Node | None, other: Node | None, *, modes: bool = True) -> bool:
    """Tell whether two nodes have the same kind, content, names and (if asked) modes."""
    if one is None or other is None:
        return one is other
    return content_digest(one, modes=modes) == content_digest(other, modes=modes)


def within(part: Node | None, whole: Node) -> bool:
    """Tell whether all of `part` is also in `whole`: nothing else, nothing different."""
    if part is None:
        return True
    if part.kind != "folder" or whole.kind != "folder":
        return same(part, whole, modes=False)
    names = dict(whole.children)
    return all(name in names and within(child, names[name]) for name, child in part.children)


def identity(node: Node | None) -> str:
    """Return what an approval binds: device, inode and content; `absent` for nothing.

    Source: rules W7, W11.
    """
    if node is None:
        return "absent"
    return f"{node.dev}:{node.inode}:{content_digest(node)}"


def everything(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Yield a node and all below it as (relative path, node), parents first."""
    yield path, node
    for name, child in node.children:
        yield from everything(child, f"{path}/{name}" if path else name)


def total(node: Node) -> tuple[int, int]:
    """Return how many files and links a node is, and how many bytes they have."""
    leaves = [item for _path, item in everything(node) if item.kind != "folder"]
    return len(leaves), sum(item.size for item in leaves)


def blobs_of(node: Node | None) -> frozenset[str]:
    """Return the content hashes that are needed to make the node again."""
    if node is None:
        return frozenset()
    return frozenset(item.sha256 for _path, item in everything(node) if item.sha256)


def node_to_json(node: Node) -> dict[str, object]:
    """Return a node as plain JSON; defaults are left out."""
    data: dict[str, object] = {"kind": node.kind, "mode": node.mode}
    for name, default in _DEFAULTS.items():
        value = getattr(node, name)
        if value != default:
            data[name] = value
    if node.xattrs:
        data["xattrs"] = [list(pair) for pair in node.xattrs]
    if node.kind == "folder":
        data["children"] = [[name, node_to_json(child)] for name, child in node.children]
    return data


_DEFAULTS: Mapping[str, object] = {
    "size": 0,
    "sha256": "",
    "target": "",
    "uid": None,
    "gid": None,
    "mtime_ns": None,
    "dev": 0,
    "inode": 0,
    "nlink": 1,
}


def node_from_json(data: Mapping[str, Any]) -> Node:
    """Read a node back; the log's own hash already vouches for its form.

    Raises:
        KeyError, TypeError: if it is no node after all.
    """
    return Node(
        kind=cast("NodeKind", data["kind"]),
        mode=int(data["mode"]),
        xattrs=tuple((str(name), str(value)) for name, value in data.get("xattrs", ())),
        children=tuple(
            (str(name), node_from_json(child)) for name, child in data.get("children", ())
        ),
        **{name: data.get(name, default) for name, default in _DEFAULTS.items()},
    )


def _canonical(value: object) -> bytes:
    """Return one byte form; names that are no UTF-8 are escaped surrogates."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
