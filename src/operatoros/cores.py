"""On which cores a server's threads run, and the programs that it starts.

Python's threads take turns: one runs at a time, and gives its turn up at every look at a file. On
several cores the next one is on another core by then and has to be woken there, and the first one
after it: with many people at once a server spends more time on that than on its work. On one core
a thread whose look took no time simply goes on. `docs/performance.md` has the figures.

Only Linux lets a program choose; elsewhere nothing happens here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from contextlib import suppress

_STAT = "/proc/thread-self/stat"
# Where this process could run before it was kept to one core; empty as long as it is not.
_allowed: frozenset[int] = frozenset()


def keep_to_one() -> None:
    """Keep all threads of this process, and those to come, on the core that it runs on now."""
    global _allowed
    if sys.platform != "linux" or _allowed:
        return
    allowed = frozenset(os.sched_getaffinity(0))
    # A sandbox may not tell where we run: then we run anywhere, as before.
    with suppress(OSError, ValueError, IndexError):
        if len(allowed) > 1:
            _put(os.getpid(), {_present()})
            _allowed = allowed


def free(pid: int) -> None:
    """Let a program that this process started run where this process once could."""
    if _allowed:
        _put(pid, _allowed)


def _present() -> int:
    """Return the core that this thread runs on: field 39 of `proc_pid_stat(5)`."""
    with open(_STAT, encoding="utf-8", errors="replace") as stat:
        # The name of the program stands in brackets and may hold blanks and brackets itself.
        return int(stat.read().rpartition(")")[2].split()[36])


def _put(pid: int, cores: Collection[int]) -> None:
    """Put every thread of a process on these cores."""
    if sys.platform != "linux":
        return
    with suppress(OSError):  # it ended meanwhile, or is not shown to us
        for thread in os.listdir(f"/proc/{pid}/task"):
            # A thread may end meanwhile, and a sandbox may refuse: then it runs where it ran.
            with suppress(OSError):
                os.sched_setaffinity(int(thread), cores)
