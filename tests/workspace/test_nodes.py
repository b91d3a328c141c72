"""Nodes: what makes two of them the same, and their way into the log and back."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from operatoros.workspace.nodes import (
    Node,
    blobs_of,
    content_digest,
    everything,
    identity,
    node_from_json,
    node_to_json,
    same,
    total,
    within,
)

FILE = Node(kind="file", mode=0o644, size=3, sha256="ab" * 32)
LINK = Node(kind="link", mode=0o777, target="f")
FOLDER = Node(kind="folder", mode=0o755, children=(("f", FILE), ("l", LINK)))

names = st.text(min_size=1, max_size=4)
leaves = st.builds(
    Node,
    kind=st.sampled_from(["file", "link"]),
    mode=st.integers(0, 0o7777),
    size=st.integers(0, 9),
    sha256=st.sampled_from(["", "ab" * 32]),
    target=names,
    uid=st.none() | st.integers(0, 9),
    gid=st.none() | st.integers(0, 9),
    mtime_ns=st.none() | st.integers(),
    xattrs=st.lists(st.tuples(names, names), max_size=2).map(tuple),
    dev=st.integers(0, 9),
    inode=st.integers(0, 9),
    nlink=st.integers(1, 3),
)
nodes = st.recursive(
    leaves,
    lambda below: st.builds(
        Node,
        kind=st.just("folder"),
        mode=st.integers(0, 0o7777),
        children=st.lists(st.tuples(names, below), max_size=3).map(tuple),
    ),
    max_leaves=5,
)


@given(nodes)
def test_a_node_comes_back_from_the_log_as_it_was(node: Node) -> None:
    """Every field, all the way down; names that are no UTF-8 too."""
    text = json.dumps(node_to_json(node))
    assert text.isascii()
    assert node_from_json(json.loads(text)) == node


def test_what_makes_a_difference_and_what_does_not() -> None:
    """Kind, content, mode and names do; times, owners and inodes do not."""
    for other in (
        replace(FILE, mode=0o600),
        replace(FILE, sha256="cd" * 32),
        LINK,
        replace(FILE, sha256=""),
    ):
        assert not same(FILE, other)
    for other in (replace(FILE, mtime_ns=5), replace(FILE, uid=5), replace(FILE, inode=5)):
        assert same(FILE, other)
        assert content_digest(FILE) == content_digest(other)
    assert same(FILE, replace(FILE, mode=0o600), modes=False)
    assert same(None, None)
    assert not same(FILE, None)


def test_an_approval_binds_the_inode_as_well() -> None:
    """W11: the same bytes in another file are not what was approved."""
    assert identity(FILE) != identity(replace(FILE, inode=5))
    assert identity(None) == "absent"


def test_a_part_is_within_the_whole_only_if_nothing_in_it_is_new() -> None:
    """What may be removed is what is safe in the store, and nothing else."""
    part = replace(FOLDER, children=(("f", FILE),))
    assert within(part, FOLDER)
    assert within(None, FOLDER)
    assert not within(FOLDER, part)
    assert not within(replace(FOLDER, children=(("f", LINK),)), FOLDER)
    assert not within(FILE, FOLDER)


def test_a_folder_knows_what_is_in_it() -> None:
    """Paths below, files and bytes, and the content that is needed to make it again."""
    assert [path for path, _node in everything(FOLDER)] == ["", "f", "l"]
    assert total(FOLDER) == (2, 3)
    assert blobs_of(FOLDER) == {"ab" * 32}
    assert blobs_of(None) == frozenset()
    assert FILE.metadata is None
