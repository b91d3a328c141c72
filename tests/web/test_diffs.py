"""Differences in two columns."""

from __future__ import annotations

from operatoros.app.actions import ShownLine
from operatoros.web.diffs import pairs


def lines(text: str) -> list[ShownLine]:
    """Return lines from a notation: a sign and a letter each."""
    kinds = {" ": "same", "-": "remove", "+": "add", "\\": "note"}
    return [ShownLine(kind=kinds[one[0]], text=one[1:]) for one in text.split("|")]  # type: ignore[arg-type]  # the table's values


def shown(text: str) -> list[str]:
    """Return the rows as `left/right`."""
    rows = pairs(lines(text))
    return [f"{left.text if left else ''}/{right.text if right else ''}" for left, right in rows]


def test_what_is_removed_stands_beside_what_is_added() -> None:
    """Lines that stay are on both sides; the longer side leaves empty cells on the other."""
    assert shown(" a|-b|-c|+B| d") == ["a/a", "b/B", "c/", "d/d"]
    assert shown("+x|+y") == ["/x", "/y"]
    assert shown("-x|+y|-z") == ["x/y", "z/"]


def test_a_remark_stays_on_its_side() -> None:
    """`no line end` stands below the line that it is about."""
    assert shown("-a|\\no end|+b") == ["a/b", "no end/"]
    assert shown(" a|\\no end") == ["a/a", "no end/no end"]
