"""The network and child processes, blocked for one piece of work and for nobody else.

A server makes a run again while other runs ask their sources: the block holds in the context that
set it (its tasks and the threads that anyio starts for it), not in the process.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from operatoros.errors import Refused


class NetworkInReplay(Refused):
    """Something reached for the network while a run was made again; it must not."""

    code = "ERR_REPLAY_NETWORK"

    def __init__(self, *, event: str) -> None:
        super().__init__(
            f"a replay tried to use the network ({event})",
            hint="this is a bug of ours; please report it",
            details={"event": event},
        )


_REACHING = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.bind",
     "subprocess.Popen", "os.posix_spawn", "os.exec"}
)  # fmt: skip
_BLOCKED: ContextVar[bool] = ContextVar("blocked", default=False)
_HERE = threading.local()
_LOCK = threading.Lock()
_INSTALLED: list[bool] = []


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _REACHING and (_BLOCKED.get() or getattr(_HERE, "blocked", False)):
        raise NetworkInReplay(event=event)


def _install() -> None:
    """Put the audit hook in, once: it cannot be taken out again."""
    with _LOCK:
        if not _INSTALLED:
            sys.addaudithook(_refuse)
            _INSTALLED.append(True)


@contextmanager
def blocked_network() -> Iterator[None]:
    """Refuse connections, look-ups and child processes inside the block, in this context."""
    _install()
    token = _BLOCKED.set(True)
    try:
        yield
    finally:
        _BLOCKED.reset(token)


def block_this_thread() -> None:
    """Refuse them in this thread for good: for helpers of work that is blocked."""
    _install()
    _HERE.blocked = True
