"""`schedule` and `run --due` as a person and a timer call them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from operatoros.cli.main import _run
from tests.app.conftest import CONNECTOR, DEALS_CSV, OPERATOR

Say = Callable[..., tuple[int, str, str]]
ADD = ("schedule", "add", "deals", "--at", "07:30", "--model", "none", "--time-zone", "UTC")


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Call the command line in a project with one operator; returns status, stdout, stderr."""
    (tmp_path / "connectors").mkdir()
    (tmp_path / "config" / "operators").mkdir(parents=True)
    (tmp_path / "deals.csv").write_text(DEALS_CSV, encoding="utf-8")
    (tmp_path / "connectors" / "exports.yaml").write_text(CONNECTOR, encoding="utf-8")
    (tmp_path / "config" / "operators" / "deals.yaml").write_text(OPERATOR, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # No tool of this machine may get a timer from a test.
    monkeypatch.setenv("PATH", str(tmp_path / "no-tools"))
    monkeypatch.setenv("HOME", str(tmp_path))

    def call(*arguments: str) -> tuple[int, str, str]:
        status = _run(list(arguments), debug=False)
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def _make_due(tmp_path: Path) -> None:
    """Let every schedule be three days old."""
    connection = sqlite3.connect(tmp_path / "state" / "operatoros.db")
    connection.execute("UPDATE schedules SET added_at = datetime('now', '-3 days') || 'Z'")
    connection.commit()
    connection.close()


def test_a_schedule_from_first_to_last(say: Say, tmp_path: Path) -> None:
    """Added, listed, due, delivered, due no more, removed: each said in one line."""
    status, out, err = say(*ADD, "--deliver", "file:{operator}.html")
    assert (status, out.startswith("✓ deals-0730: next ")) == (0, True)
    assert "crontab -e" in err
    assert "not run yet" in say("schedule", "list")[1]
    assert say("run", "--due")[1:] == ("", "nothing is due\n")
    _make_due(tmp_path)
    status, out, _ = say("run", "--due")
    assert status == 0
    lines = out.splitlines()
    assert all("missed" in line for line in lines[:-1])
    assert lines[-1].startswith("✓ delivered  deals-0730  ")
    assert lines[-1].count("run 20") == 1
    assert (tmp_path / "deals.html").is_file()
    assert say("run", "--due")[2] == "nothing is due\n"
    assert "✓ delivered" in say("schedule", "list")[1]
    assert say("schedule", "remove", "deals-0730")[0] == 0
    assert say("schedule", "list")[2].startswith("no schedules yet")


def test_json_for_programs(say: Say, tmp_path: Path) -> None:
    """Each of the three prints what it knows as JSON, with the timer's text and the slots."""
    added = json.loads(say(*ADD, "--json")[1])
    assert added["schedule"] == "deals-0730"
    assert added["timer"]["installed"] is False
    assert added["timer"]["files"][0]["name"] == "crontab"
    _make_due(tmp_path)
    done = json.loads(say("run", "--due", "--json")[1])
    assert done[-1]["state"] == "delivered"
    (listed,) = json.loads(say("schedule", "list", "--json")[1])
    assert listed["last"][0]["run"] == done[-1]["run"]
    assert json.loads(say("run", "--due", "--json")[1]) == []


def test_a_failure_is_told_by_the_status(say: Say, tmp_path: Path) -> None:
    """A slot that fails makes the timer's call fail with the kind of its error."""
    say(*ADD)
    _make_due(tmp_path)
    (tmp_path / "deals.csv").unlink()
    status, out, _ = say("run", "--due")
    assert status == 6
    assert "✗ failed" in out
    assert "ERR_ALL_SOURCES_FAILED" in out
