"""Flags that a system does not know are 0; such a system is refused, clearly."""

from __future__ import annotations

import subprocess
import sys

ELSEWHERE = """
import os, sys
for name in ("O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC", "O_PATH", "O_NONBLOCK", "O_NOCTTY"):
    delattr(os, name)
os.supports_dir_fd = set()
sys.modules["fcntl"] = None
import operatoros.workspace.apply, operatoros.workspace.undo, operatoros.workspace.prepare
from operatoros.errors import OperatorosError
from operatoros.rooted.root import Root
try:
    Root.open(".")
except OperatorosError as exc:
    print(exc.code)
"""


def test_a_system_without_directory_handles_imports_and_refuses() -> None:
    """Windows, as far as it can be played here: no crash on import, ERR_PLATFORM on opening."""
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, timeout=15, check=False
    )
    assert done.stdout.strip() == "ERR_PLATFORM", done.stderr
