"""Questions from a pipe, line by line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Verb


def _asks(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_questions_come_from_a_pipe_until_quit(
    verb: Verb, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is a question, /quit ends, earlier answers are shown when one comes back."""
    (project / "a.md").write_text("Red Sea [D-2] is €800, not €900.", encoding="utf-8")
    _asks(monkeypatch, "Which?\n\nSure?\n/quit\nNever asked\n")
    said = verb("run", "deals", "--model", "scripted:a.md", "--chat")
    assert said.status == 0, said.err
    assert said.out.count("Red Sea [D-2]") >= 3
    assert said.out.count("€900 [not found in the data]") == 3
    _asks(monkeypatch, "")
    run = json.loads(verb("runs", "list", "--json").out)[0]["run"]
    again = verb("runs", "chat", run)
    assert [line for line in again.out.splitlines() if line.startswith("> ")] == [
        "> Which?",
        "> Sure?",
    ]


def test_a_chat_that_cannot_begin_is_told_after_the_briefing(
    verb: Verb, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chat that cannot begin is an error with its code; the briefing is there all the same."""
    _asks(monkeypatch, "Why?\n")
    said = verb("run", "deals", "--model", "none", "--chat")
    assert said.status == 2
    assert "error[ERR_CHAT_NEEDS_MODEL]" in said.err
    assert "Blue Ocean" in said.out
