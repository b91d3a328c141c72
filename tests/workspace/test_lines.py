"""Which lines differ: right for every pair of texts, and quick for every pair."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.workspace import lines as lines_module
from operatoros.workspace.lines import Block, differing
from tests.growth import TIMES, assert_linear

texts = st.lists(st.sampled_from("abcde"), max_size=30)


def rebuilt(old: list[str], new: list[str]) -> list[str]:
    """Return the new text put together from the old one and the differing runs."""
    made: list[str] = []
    kept = 0
    for block in differing(old, new):
        made += old[kept : block.a] + new[block.c : block.d]
        kept = block.b
    return made + old[kept:]


@given(texts, texts)
def test_the_differences_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    """The runs are in order, apart, not empty, and the lines between them are the same."""
    blocks = differing(old, new)

    assert rebuilt(old, new) == new
    assert all(block.b > block.a or block.d > block.c for block in blocks)
    for one, other in itertools.pairwise(blocks):
        assert one.b < other.a or one.d < other.c
        assert old[one.b : other.a] == new[one.d : other.c]


@given(texts, texts)
def test_small_differences_are_as_small_as_they_can_be(old: list[str], new: list[str]) -> None:
    """The exact way finds a longest common part (checked by the textbook's table)."""
    common = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            best = max(common[i][j + 1], common[i + 1][j])
            common[i + 1][j + 1] = common[i][j] + 1 if one == other else best
    kept = len(old) - sum(block.b - block.a for block in differing(old, new))

    assert kept == common[-1][-1]


@given(texts, texts)
def test_the_quick_way_is_right_too(old: list[str], new: list[str]) -> None:
    """Past the limit, lines that occur once are the anchors; the runs still lead to the text."""
    exact = lines_module._EXACT
    lines_module._EXACT = 1
    try:
        assert rebuilt(old, new) == new
    finally:
        lines_module._EXACT = exact


WORST: dict[str, Callable[[range], tuple[list[str], list[str]]]] = {
    "shuffled": lambda lines: (
        [str(line) for line in lines],
        [str(line) for line in random.Random(1).sample(lines, len(lines))],
    ),
    "two words": lambda lines: (
        random.Random(1).choices("ab", k=len(lines)),
        random.Random(2).choices("ab", k=len(lines)),
    ),
    "all different": lambda lines: (
        [str(line) for line in lines],
        [f"x{line}" for line in lines],
    ),
    "in turns": lambda lines: (["a", "b"] * (len(lines) // 2), ["b", "a"] * (len(lines) // 2)),
}


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_texts_take_a_moment(kind: str) -> None:
    """16,000 lines, all different, of two words, or shuffled, cost no square of their number."""

    def compare(lines: range) -> None:
        old, new = WORST[kind](lines)
        assert rebuilt(old, new) == new

    assert_linear(compare, range(16_000 // TIMES), range(16_000))


def test_two_edits_far_apart_stay_two() -> None:
    """A long text with two small changes has two small runs."""
    old = [str(number) for number in range(30_000)]
    new = [*old[:10], "new", *old[10:29_000], *old[29_001:]]

    assert differing(old, new) == [Block(10, 10, 10, 11), Block(29_000, 29_001, 29_001, 29_001)]
    assert differing(old, old) == []
