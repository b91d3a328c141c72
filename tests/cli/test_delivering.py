"""`run --deliver`: a briefing sent on from the command line, once."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Verb


def test_a_run_can_be_delivered_and_again(verb: Verb, project: Path, tmp_path: Path) -> None:
    """--deliver sends a run on; the same run to the same place is not sent twice."""
    said = verb("run", "deals", "--model", "none", "--deliver", "x/{date}.md")
    assert said.status == 0
    assert "✓ x/{date}.md" in said.err
    assert len(list((project / "x").iterdir())) == 1
    run = json.loads(verb("runs", "list", "--json").out)[0]["run"]
    assert "sent already" in verb("run", "--run", run, "--deliver", "x/{date}.md").err
    drafted = verb("run", "--run", run, "--deliver", "mail:me@x.example")
    assert (drafted.status, "draft" in drafted.err) == (0, True)
    assert len(list((tmp_path / "state" / "outbox").glob("*.eml"))) == 1


def test_targets_are_checked_before_anything_runs(verb: Verb) -> None:
    """A target that cannot work is refused before a source is asked; one that fails is told."""
    assert verb("run", "deals", "--model", "none", "--deliver", "slack").status == 2
    assert json.loads(verb("runs", "list", "--json").out) == []
    said = verb("run", "deals", "--model", "none", "--deliver", "deals.csv/x.md")
    assert (said.status, "ERR_OUT_UNWRITABLE" in said.err) == (2, True)
    assert "2,000.50" in said.out, "the briefing itself is printed all the same"


def test_a_run_that_is_not_done_is_not_delivered(verb: Verb, project: Path) -> None:
    """A failed run prints its error and sends nothing."""
    (project / "deals.csv").unlink()
    said = verb("run", "deals", "--model", "none", "--deliver", "x.md")
    assert said.status == 6
    assert not (project / "x.md").exists()
