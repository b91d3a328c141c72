"""Whether work grows with its input or with its square: ratios of CPU, never seconds.

A bound in seconds says something of the machine and of the hour. Eight times the input costs about
eight times as much where work is linear and sixty-four times where it is a square; between the two
there is room for any machine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sized
from time import process_time
from typing import TypeVar

INPUT = TypeVar("INPUT", bound=Sized)

TIMES = 8
"""How many times larger the large input is: `small_of` and its callers agree on it."""

_ROOM = 3
# What is too fast to be measured, in seconds.
_TICK = 0.002


def cpu_of(work: Callable[[], object], rounds: int = 2) -> float:
    """Return the least CPU in seconds of so many rounds.

    The collector rests meanwhile: its passes over all that a test process holds are not the work.
    """
    gc.disable()
    try:
        taken = []
        for _ in range(rounds):
            start = process_time()
            work()
            taken.append(process_time() - start)
        return min(taken)
    finally:
        gc.enable()


def assert_linear(work: Callable[[INPUT], object], small: INPUT, large: INPUT) -> None:
    """Fail where the large input costs more than three times what its length allows."""
    times = len(large) / len(small)
    assert times > TIMES * 0.8, "too near each other to tell a line from a square"
    least = cpu_of(lambda: work(small), rounds=4)
    most = cpu_of(lambda: work(large))
    assert most < least * times * _ROOM + _TICK, (least, most, times)
