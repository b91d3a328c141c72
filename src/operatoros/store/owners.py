"""Who carries out a run: a process, named so that its end can be told after a crash.

A process id alone is reused; with the boot and the process's start it is unique. What another
machine's process does cannot be told from here.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Literal

Life = Literal["alive", "gone", "unknown"]


def this_process() -> str:
    """Return this process's name: `host/boot/pid/start`."""
    pid = os.getpid()
    return f"{_host()}/{_boot()}/{pid}/{_start(pid)}"


def life_of(owner: str) -> Life:
    """Say whether the process of that name still lives."""
    if not owner:
        return "gone"
    parts = owner.split("/")
    if len(parts) != 4 or not parts[2].isdigit():
        return "unknown"
    host, boot, pid, start = parts
    if host != _host() or not boot or not start:
        return "unknown"
    if boot != _boot():
        return "gone"
    return "alive" if _start(int(pid)) == start else "gone"


def _host() -> str:
    return socket.gethostname().replace("/", "_")


def _boot() -> str:
    """Return the id of this boot; empty where the system does not say."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def _start(pid: int) -> str:
    """Return when a process started (clock ticks since boot); empty if it is not there."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            stat = file.read()
    except OSError:
        return ""
    # The name in parentheses may hold anything, blanks and parentheses too; the state follows.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]
