"""Parts of a plan that can be accepted by themselves, and a plan with other bytes (W11, W12). Pure.

Accepting some hunks, or editing the text before it is applied, makes a new plan with a new
digest: an approval of the old one does not hold for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from operatoros.errors import InvalidInput
from operatoros.workspace.facts import facts_of
from operatoros.workspace.lines import Block, differing
from operatoros.workspace.plan import Plan, sealed
from operatoros.workspace.textfile import Text, try_decode


class NoHunks(InvalidInput):
    """The plan has no such part to accept."""

    code = "ERR_NO_SUCH_HUNK"

    def __init__(self, *, reason: str) -> None:
        super().__init__(
            f"these hunks cannot be accepted: {reason}",
            hint="choose among the numbers that the preview shows, or reject the command",
            details={"reason": reason},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One run of differing lines.

    Attributes:
        index: Its number, from 0.
        old_start: 1-based line of the old text where it begins (where it goes, if it only adds).
        old: The old lines with their line ends.
        new_start: 1-based line of the new text where it begins.
        new: The new lines with their line ends.
    """

    index: int
    old_start: int
    old: tuple[str, ...]
    new_start: int
    new: tuple[str, ...]


def hunks(plan: Plan) -> tuple[Hunk, ...]:
    """Return the parts of a plan that writes one text file; empty for every other plan."""
    pair = _texts(plan)
    if pair is None:
        return ()
    old, new = pair
    return tuple(
        Hunk(
            index=index,
            old_start=block.a + 1,
            old=tuple(old[block.a : block.b]),
            new_start=block.c + 1,
            new=tuple(new[block.c : block.d]),
        )
        for index, block in enumerate(differing(old, new))
    )


def accept(plan: Plan, indexes: Iterable[int]) -> Plan:
    """Return the plan that carries out only some hunks of a plan.

    Raises:
        NoHunks: if there is no such hunk, none is chosen, or the plan has none.
    """
    pair = _texts(plan)
    if pair is None:
        raise NoHunks(reason="the plan is not a change of one text file")
    old, new = pair
    blocks = differing(old, new)
    chosen = frozenset(indexes)
    unknown = sorted(chosen - set(range(len(blocks))))
    if unknown:
        raise NoHunks(reason=f"there is no hunk {unknown[0]}")
    if not chosen:
        raise NoHunks(reason="none is chosen")
    return plan_with_bytes(plan, _joined(plan, old, new, blocks, chosen))


def _joined(
    plan: Plan,
    old: Sequence[str],
    new: Sequence[str],
    blocks: Sequence[Block],
    chosen: frozenset[int],
) -> bytes:
    pieces: list[str] = []
    kept = 0
    for index, block in enumerate(blocks):
        pieces.extend(old[kept : block.a])
        pieces.extend(new[block.c : block.d] if index in chosen else old[block.a : block.b])
        kept = block.b
    pieces.extend(old[kept:])
    bom = (try_decode(plan.old) or try_decode(plan.new) or Text("")).bom
    return Text("".join(pieces), bom=bom).encode()


def plan_with_bytes(plan: Plan, new: bytes) -> Plan:
    """Return the plan that writes other bytes to the same place.

    Args:
        plan: A plan that writes one file.
        new: The exact bytes.

    Raises:
        NoHunks: if the plan does not write the bytes of one file.
    """
    change = plan.change
    if change is None or change.after is None or plan.new is None or change.after.kind != "file":
        raise NoHunks(reason="the plan does not write the bytes of one file")
    after = replace(change.after, size=len(new), sha256=hashlib.sha256(new).hexdigest())
    changed = replace(plan, change=replace(change, after=after), new=new)
    return sealed(replace(changed, facts=facts_of(changed, notes=plan.facts.notes)))


def _texts(plan: Plan) -> tuple[list[str], list[str]] | None:
    """Return old and new lines with their ends, if both sides are text."""
    if plan.change is None or plan.change.kind not in ("create", "replace") or plan.new is None:
        return None
    new = try_decode(plan.new)
    old = Text("") if plan.change.before is None else try_decode(plan.old)
    if old is None or new is None:
        return None
    return split_lines(old.real), split_lines(new.real)


def split_lines(text: str) -> list[str]:
    """Return the lines with their line ends; lines end at LF (a CR before it belongs to it)."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines
