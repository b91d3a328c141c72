"""The pages about acting say what is true: their commands run, their examples are no commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from operatoros.protocol.scanner import scan
from operatoros.review.policy_file import check_policy

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _blocks(page: str, kind: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.timeout(60)
def test_the_commands_of_the_page_run_as_they_stand(tmp_path: Path) -> None:
    """All shell blocks of docs/acting.md, in order, in an empty folder: none fails."""
    script = "\n".join(["set -e", *_blocks("acting.md", "sh")])
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "operatoros"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m operatoros "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env={
            "PATH": f"{programs}:{os.environ['PATH']}",
            "OPERATOROS_HOME": str(tmp_path / "state"),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert script.count("operatoros ") >= 10
    assert (tmp_path / "project" / "plan.txt").read_text() == "Alpha\nBeta\n"
    assert not (tmp_path / "project" / "notes").exists(), "what was written was undone"
    assert "fine:" in done.stdout


def test_the_policy_of_the_page_is_a_policy(tmp_path: Path) -> None:
    """The example of policy.yaml is read without a complaint, and has the four kinds of rule."""
    (text,) = _blocks("acting.md", "yaml")
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    rules = check_policy(str(file)).rules
    assert {rule.effect for rule in rules} == {"allow", "ask", "deny"}
    assert any(rule.undoable_writes for rule in rules)
    assert yaml.safe_load(text)["version"] == 1


@pytest.mark.parametrize("page", ["acting.md", "security.md"])
def test_the_pages_hold_no_live_command(page: str) -> None:
    """Pasting a page into a scan yields nothing (P17)."""
    assert scan((DOCS / page).read_text(encoding="utf-8")).items == ()
