"""A difference in two columns: what is removed beside what is added, lines that stay on both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from operatoros.app.actions import ShownLine

Pair = tuple[ShownLine | None, ShownLine | None]


def pairs(lines: Sequence[ShownLine]) -> Iterator[Pair]:
    """Yield the rows of a hunk in two columns; a remark stands where its line stands."""
    left: list[ShownLine] = []
    right: list[ShownLine] = []
    side = left
    for line in lines:
        if line.kind == "remove":
            if right:
                yield from _flush(left, right)
            side = left
            left.append(line)
        elif line.kind == "add":
            side = right
            right.append(line)
        elif line.kind == "note" and (left or right):
            side.append(line)
        else:
            yield from _flush(left, right)
            yield line, line
    yield from _flush(left, right)


def _flush(left: list[ShownLine], right: list[ShownLine]) -> Iterator[Pair]:
    for place in range(max(len(left), len(right))):
        yield (
            left[place] if place < len(left) else None,
            right[place] if place < len(right) else None,
        )
    left.clear()
    right.clear()
