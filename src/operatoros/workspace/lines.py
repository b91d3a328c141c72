"""Which lines differ between two texts. Pure, and bounded for any input.

Small differences are found exactly (Myers, "An O(ND) difference algorithm", 1986, the greedy
form). Past a fixed number of differing lines, texts are aligned on lines that occur once in
both, which is quick however different they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

# Differing lines up to which the exact way is taken; its work grows with the square.
_EXACT = 400


class Block(NamedTuple):
    """A run of differing lines: old lines [a, b) became new lines [c, d); 0-based."""

    a: int
    b: int
    c: int
    d: int


def differing(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return the differing runs in order; lines between them are the same in both."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    one, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if not one and not other:
        return []
    pairs = _exact(one, other) if one and other else []
    if pairs is None:
        pairs = _anchored(one, other)
    return _blocks(pairs, len(one), len(other), head)


def _blocks(pairs: list[tuple[int, int]], size: int, other: int, offset: int) -> list[Block]:
    """Return the runs between equal pairs."""
    found: list[Block] = []
    i = j = 0
    for x, y in [*pairs, (size, other)]:
        if (x, y) != (i, j):
            found.append(Block(i + offset, x + offset, j + offset, y + offset))
        i, j = x + 1, y + 1
    return found


def _exact(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return equal pairs of a shortest difference; None if it is longer than the limit."""
    ends: dict[int, int] = {1: 0}
    trail: list[dict[int, int]] = []
    for distance in range(_EXACT + 1):
        trail.append(dict(ends))
        for k in range(-distance, distance + 1, 2):
            down = k == -distance or (k != distance and ends[k - 1] < ends[k + 1])
            x = ends[k + 1] if down else ends[k - 1] + 1
            while x < len(old) and 0 <= x - k < len(new) and old[x] == new[x - k]:
                x += 1
            ends[k] = x
            if x >= len(old) and x - k >= len(new):
                return _walk_back(trail, len(old), len(new))
    return None


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for distance in range(len(trail) - 1, -1, -1):
        ends = trail[distance]
        k = x - y
        down = k == -distance or (k != distance and ends[k - 1] < ends[k + 1])
        from_k = k + 1 if down else k - 1
        from_x = ends[from_k] if distance else 0
        from_y = from_x - from_k if distance else 0
        while x > from_x and y > from_y and x > 0 and y > 0:
            # Until the step that begins this distance: one line down or one to the right.
            if distance and (x, y) == ((from_x, from_y + 1) if down else (from_x + 1, from_y)):
                break
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs[::-1]


def _anchored(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of lines that occur once in both, in rising order, grown to their neighbours."""
    once_old, once_new = Counter(old), Counter(new)
    places = {line: j for j, line in enumerate(new) if once_new[line] == 1}
    unique = [
        (i, places[line]) for i, line in enumerate(old) if once_old[line] == 1 and line in places
    ]
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for x, y in [*_rising(unique), (len(old), len(new))]:
        # Equal neighbours after the pair before and before this one.
        while i < x and j < y and old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        back = 0
        while x - back - 1 >= i and y - back - 1 >= j and old[x - back - 1] == new[y - back - 1]:
            back += 1
        pairs.extend((x - step, y - step) for step in range(back, 0, -1))
        if x < len(old) and y < len(new):
            pairs.append((x, y))
        i, j = x + 1, y + 1
    return pairs


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest run of pairs in which both numbers rise."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_i, j) in enumerate(pairs):
        place = bisect_left(tops, j)
        before.append(at[place - 1] if place else -1)
        tops[place : place + 1] = [j]
        at[place : place + 1] = [index]
    found: list[tuple[int, int]] = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
