"""The command line as a person uses it: a process of its own, an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a call printed and how it ended."""

    status: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Call `operatoros` with arguments, in a folder, with variables and standard input."""
    home = tmp_path / "state"
    project = tmp_path / "project"
    project.mkdir(exist_ok=True)

    def run(
        *arguments: str,
        folder: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        timeout: float = 60,
    ) -> Said:
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "OPERATOROS_HOME": str(home),
            "PYTHONWARNINGS": "error::ResourceWarning",
            **(env or {}),
        }
        done = subprocess.run(
            [sys.executable, "-m", "operatoros", *arguments],
            cwd=folder or project,
            env=variables,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
        )
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        return Said(status=done.returncode, out=done.stdout, err=done.stderr)

    return run
