"""The pages as a person has them: `operatoros serve` as a process of its own, on a port of its own.

It has a state folder, a project and a folder for temporary files of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SAID = re.compile(r"OperatorOS is at (http://\S+)")


@dataclass(slots=True, kw_only=True)
class Served:
    """A server.

    Attributes:
        address: Where it is, without a slash at the end.
        base: The folder that holds everything of its own.
        process: Its process.
        said: What it printed to standard error.
    """

    address: str
    base: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The state folder."""
        return self.base / "state"

    @property
    def project(self) -> Path:
        """The folder with `config/` and `connectors/`, in which it was started."""
        return self.base / "project"

    @property
    def sample_folder(self) -> Path:
        """The folder whose inbox takes what the demo proposes."""
        (found,) = (self.base / "tmp").glob("operatoros-demo-????????????")
        return found

    def env(self) -> dict[str, str]:
        """Return the environment of its own, for calls of the command line beside it."""
        return environment(self.base)


def environment(base: Path) -> dict[str, str]:
    """Return the variables of a process whose folders all lie below one."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(base),
        "LANG": "C.UTF-8",
        "TMPDIR": str(base / "tmp"),
        "OPERATOROS_HOME": str(base / "state"),
        "PYTHONWARNINGS": "error::ResourceWarning",
    }


@contextmanager
def serving(
    base: Path, *arguments: str, variables: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve the pages until the block is left; whatever the server complains about fails it.

    Args:
        base: An empty folder for everything of its own.
        arguments: Further arguments of `operatoros serve`.
        variables: Further variables of its environment.
    """
    for name in ("project", "tmp"):
        (base / name).mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "operatoros", "serve", "--port", "0", "--no-open", *arguments],
        cwd=base / "project",
        env={**environment(base), **(variables or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    served = Served(address="", base=base, process=process)
    ready = threading.Event()

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            served.said.append(line)
            found = _SAID.search(line)
            if found:
                served.address = found[1].rstrip("/")
                ready.set()
        ready.set()

    ear = threading.Thread(target=listen, daemon=True)
    ear.start()
    try:
        ready.wait(30)
        assert served.address, "".join(served.said)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.wait()
            ear.join(5)
            assert process.stderr is not None
            process.stderr.close()
    text = "".join(served.said)
    assert "Traceback" not in text, text[-3000:]
    assert process.returncode in {0, -15}, text[-3000:]
