"""What an approval binds (W11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operatoros.workspace.nodes import Node
from operatoros.workspace.plan import (
    Change,
    Plan,
    base_of,
    change_from_json,
    change_to_json,
    digest_of,
    sealed,
)

BEFORE = Node(kind="file", mode=0o644, size=1, sha256="ab" * 32, dev=1, inode=2)
AFTER = Node(kind="file", mode=0o644, size=2, sha256="cd" * 32)
CHANGE = Change(kind="replace", path="a", before=BEFORE, after=AFTER, make=("x",), prune=("y",))
PLAN = sealed(
    Plan(workspace="w", action="fs.write", risk="w", command="c", path="a", change=CHANGE)
)

OTHERS = {
    "workspace": replace(PLAN, workspace="v"),
    "action": replace(PLAN, action="fs.patch"),
    "command": replace(PLAN, command="d"),
    "path": replace(PLAN, path="b"),
    "target": replace(PLAN, path_to="b"),
    "undoes": replace(PLAN, undoes=1),
    "no change": replace(PLAN, change=None),
    "base content": replace(PLAN, change=replace(CHANGE, before=replace(BEFORE, sha256="ef" * 32))),
    "base inode": replace(PLAN, change=replace(CHANGE, before=replace(BEFORE, inode=3))),
    "base device": replace(PLAN, change=replace(CHANGE, before=replace(BEFORE, dev=3))),
    "base mode": replace(PLAN, change=replace(CHANGE, before=replace(BEFORE, mode=0o600))),
    "nothing before": replace(PLAN, change=replace(CHANGE, before=None)),
    "result": replace(PLAN, change=replace(CHANGE, after=replace(AFTER, sha256="ef" * 32))),
    "mode": replace(PLAN, change=replace(CHANGE, after=replace(AFTER, mode=0o755))),
    "kind": replace(PLAN, change=replace(CHANGE, kind="create")),
    "changed path": replace(PLAN, change=replace(CHANGE, path="b")),
    "source": replace(PLAN, change=replace(CHANGE, source="b")),
    "folders made": replace(PLAN, change=replace(CHANGE, make=())),
    "folders removed": replace(PLAN, change=replace(CHANGE, prune=())),
}


@pytest.mark.parametrize("what", OTHERS)
def test_a_plan_that_differs_in_anything_has_another_digest(what: str) -> None:
    """W11: resulting bytes, base, resolved paths and the command are all bound."""
    assert digest_of(OTHERS[what]) != PLAN.digest


def test_a_reading_is_bound_by_what_it_was_asked() -> None:
    """A plan to read some lines does not read others under the same approval."""
    plan = sealed(Plan(workspace="w", action="fs.readSlice", risk="r", command="c", path="a"))
    assert digest_of(replace(plan, args={"start": 2})) != plan.digest
    assert digest_of(replace(plan, asked="b")) != plan.digest


def test_what_is_only_shown_is_not_bound() -> None:
    """Facts come from the same disk; a time of the base is not part of what is approved."""
    shown = replace(PLAN, change=replace(CHANGE, before=replace(BEFORE, mtime_ns=5, nlink=2)))
    assert digest_of(shown) == PLAN.digest


def test_a_change_comes_back_from_the_log() -> None:
    """Undo and recovery work from this."""
    assert change_from_json(change_to_json(CHANGE)) == CHANGE


def test_a_base_is_eight_digits_or_new_or_nothing() -> None:
    """P16: files have one, folders have none."""
    assert (base_of(None), base_of(BEFORE)) == ("new", "abababab")
    assert base_of(Node(kind="folder", mode=0o755)) is None
    assert (PLAN.base, PLAN.base_after) == ("abababab", "cdcdcdcd")
