"""A process that has everything imported and forks one child a scenario.

Each child stops itself before it begins, so that strace can be attached to it without watching
Python start. One JSON object a line comes in, one goes out: the child's pid when it has stopped,
then its wait status when it has ended.
"""

from __future__ import annotations

import fcntl  # noqa: F401
import json
import os
import signal
import sys

import pathspec  # noqa: F401  # imported here, so that no child reads modules while it is watched
import unidiff.patch  # noqa: F401

from tests.workspace.scenarios import run


def _tell(told: int, answer: bytes) -> None:
    """Write down the answer; a second time if the kernel was told to fail the first."""
    try:
        os.write(told, answer)
    except OSError:
        os.write(told, answer)


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            status = 70
            try:
                told = os.open(wanted["base"] + "/told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.kill(os.getpid(), signal.SIGSTOP)
                answer = run(wanted["scenario"], wanted["base"], wanted["seq"], walk=wanted["walk"])
                _tell(told, json.dumps(answer).encode())
                status = 0
            except BaseException as exc:  # told to the test as it is
                sys.stderr.write(f"{type(exc).__name__}: {exc}\n")
            finally:
                os._exit(status)
        os.waitpid(pid, os.WUNTRACED)
        print(json.dumps({"pid": pid}), flush=True)  # noqa: T201  # the protocol of this process
        _pid, status = os.waitpid(pid, 0)
        print(json.dumps({"status": status}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
