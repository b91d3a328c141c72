"""Start-up is a feature: a verb imports what it needs and nothing heavier."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("anthropic", "mcp", "fastapi", "sqlalchemy", "dbos", "PySide6", "rich", "httpx2")


def _imported(arguments: list[str], folder: Path) -> set[str]:
    code = (
        "import sys, json, io\n"
        "from operatoros.cli.main import _run\n"
        f"status = _run({arguments!r}, debug=False)\n"
        "sys.stderr.write('\\nMODULES ' + json.dumps([status, sorted(sys.modules)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=True
    )
    status, names = json.loads(done.stderr.rpartition("MODULES ")[2])
    assert status == 0, done.stderr[-500:]
    return set(names)


@pytest.mark.parametrize(
    ("arguments", "also_absent"),
    [
        (["--help"], ("pydantic", "yaml", "anyio")),
        (["operators"], ()),
        (["run", "deal-intelligence", "--list"], ()),
        (["version"], ("pydantic", "yaml")),
        (["config"], ("pydantic", "yaml")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_verb_imports_nothing_heavy(
    arguments: list[str], also_absent: tuple[str, ...], tmp_path: Path
) -> None:
    """Help and listings start without the SDKs, the database or the terminal library."""
    names = _imported(arguments, tmp_path)
    assert not names & {*HEAVY, *also_absent}
