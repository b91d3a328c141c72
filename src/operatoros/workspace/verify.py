"""`audit verify`: is the log what was written, and all of it (W17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from operatoros.workspace.chain import Head, check
from operatoros.workspace.log import read_anchor
from operatoros.workspace.places import Places

VerdictState: TypeAlias = Literal["fine", "truncated", "rewritten", "cannot_tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a look at the whole log came to.

    Attributes:
        state: fine; truncated (lines at the end are missing that the anchor saw); rewritten (a
            line is not what was written there); cannot_tell (whole in itself, but there is no
            anchor that would tell whether the end was cut off).
        lines: Good lines from the beginning.
        first_bad: 1-based line that is the first bad one; None if none is.
        half_line: Bytes of a half last line, as a crash leaves it; it is cut off at the next
            start and is no sign of tampering.
        head: The last good line.
        message: One sentence for people.
    """

    state: VerdictState
    lines: int
    first_bad: int | None
    half_line: int
    head: Head
    message: str

    @property
    def ok(self) -> bool:
        """Whether nothing bad was found."""
        return self.state in ("fine", "cannot_tell")


def verify(places: Places) -> Verdict:
    """Read the log once from the beginning, keeping nothing, and compare it with its anchor.

    Raises:
        OSError: if the log is there and cannot be read.
    """
    anchor = read_anchor(places)
    head = Head()
    half = 0
    seen: str | None = head.hash if anchor is not None and anchor.seq == 0 else None
    try:
        with open(places.log, "rb", buffering=1 << 20) as log:
            for raw in log:
                if raw[-1:] != b"\n":
                    half = len(raw)
                    break
                follows = check(raw[:-1], head)
                if follows is None:
                    return _rewritten(head, half)
                head = follows
                if anchor is not None and head.seq == anchor.seq:
                    seen = head.hash
    except FileNotFoundError:
        pass  # no log is an empty log: the anchor tells whether that is true
    return _against_anchor(head, anchor, seen, half)


def _rewritten(head: Head, half: int) -> Verdict:
    bad = head.seq + 1
    return Verdict(
        state="rewritten",
        lines=head.seq,
        first_bad=bad,
        half_line=half,
        head=head,
        message=f"line {bad} is not what was written there",
    )


def _against_anchor(head: Head, anchor: Head | None, seen: str | None, half: int) -> Verdict:
    tail = f"; a half last line of {half} bytes, as a crash leaves it" if half else ""
    state: VerdictState
    bad: int | None = None
    if anchor is None:
        state = "cannot_tell" if head.seq or half else "fine"
        words = "whole in itself; cannot tell whether the tail was cut: no anchor"
        message = words if state == "cannot_tell" else "empty"
    elif anchor.seq > head.seq:
        state, bad = "truncated", head.seq + 1
        message = f"truncated: the anchor saw {anchor.seq} lines, {head.seq} are there"
    elif seen != anchor.hash:
        state, bad = "rewritten", anchor.seq
        message = f"rewritten at or before line {anchor.seq}: the anchor saw another line there"
    else:
        state = "fine"
        message = f"fine: {head.seq} lines, anchored at {anchor.seq}"
    return Verdict(
        state=state,
        lines=head.seq,
        first_bad=bad,
        half_line=half,
        head=head,
        message=message + tail,
    )
