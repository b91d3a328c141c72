"""A server's threads keep to one core; the programs that it starts do not."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="needs Linux and two cores",
)

# In a process of its own: what is tried here stays for the rest of a process's life.
TRIED = """\
import json, os, subprocess, sys, threading
import anyio
from operatoros import cores
from operatoros.connectors import children

WHERE = [sys.executable, "-c", "import os; input(); print(*os.sched_getaffinity(0))"]
seen, stop = {}, threading.Event()

def look(name):
    seen[name] = sorted(os.sched_getaffinity(0))

def wait_and_look():
    stop.wait()
    look("earlier thread")

async def started():
    async with children.started(WHERE, env={}, cwd="/") as child:
        await child.process.stdin.send(b"go\\n")
        return b"".join([piece async for piece in child.process.stdout])

look("before")
earlier = threading.Thread(target=wait_and_look)
earlier.start()
cores.keep_to_one()
cores.keep_to_one()
stop.set()
earlier.join()
look("main thread")
later = threading.Thread(target=look, args=["later thread"])
later.start()
later.join()
seen["program"] = sorted(map(int, anyio.run(started).split()))
seen["program not freed"] = sorted(map(int, subprocess.check_output(WHERE, input=b"go\\n").split()))
print(json.dumps(seen))
"""


def test_threads_share_one_core_and_programs_have_all() -> None:
    """Threads of before and after share a core; a connector's program runs wherever it may."""
    done = subprocess.run([sys.executable, "-c", TRIED], capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert len(seen["before"]) > 1
    one = seen["main thread"]
    assert len(one) == 1
    assert seen["earlier thread"] == seen["later thread"] == one
    assert seen["program"] == seen["before"]
    # Positive control: what is started past us stays on the server's core.
    assert seen["program not freed"] == one


def test_a_sandbox_that_tells_nothing_changes_nothing() -> None:
    """Where the system does not say on which core we are, everything runs anywhere."""
    tried = (
        "import os\nfrom operatoros import cores\nbefore = os.sched_getaffinity(0)\n"
        "cores._STAT = '/nowhere'\ncores.keep_to_one()\n"
        "assert os.sched_getaffinity(0) == before\ncores.free(os.getpid())\n"
    )
    subprocess.run([sys.executable, "-c", tried], check=True)
