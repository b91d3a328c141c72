"""Finds processes by a mark in their command line, to see that none is left behind."""

from __future__ import annotations

import os
import time

import anyio


def marked(mark: str) -> list[int]:
    """Return the processes (not zombies) whose command line holds the mark."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                line = file.read()
        except OSError:
            continue
        if mark.encode() in line and int(name) != os.getpid():
            found.append(int(name))
    return found


def none_left(mark: str, *, within_s: float = 5.0) -> bool:
    """Say whether all marked processes are gone, at the latest after so many seconds."""
    end = time.monotonic() + within_s
    while marked(mark):
        if time.monotonic() > end:
            return False
        os.sched_yield()
    return True


async def appeared(mark: str, *, count: int = 1, within_s: float = 10.0) -> list[int]:
    """Wait until so many marked processes are there, and return them."""
    with anyio.fail_after(within_s):
        while len(found := await anyio.to_thread.run_sync(marked, mark)) < count:
            await anyio.lowlevel.checkpoint()
    return found
