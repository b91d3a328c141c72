import json
from pathlib import Path

import pytest

from tests.cli.conftest import Verb


def test_the_briefing_is_on_stdout_and_the_rest_is_not(verb: Verb) -> None:
    """Stdout carries the briefing alone; source lines and the receipt are on stderr."""
    said = verb("run", "deals", "--model", "none")
    assert said.status == 0, said.err
    assert "Blue Ocean" in said.out
    assert "nobody was contacted" in said.err
    assert "nobody was contacted" not in said.out


def test_the_text_is_marked_where_it_is_wrong(verb: Verb, project: Path) -> None:
    """A figure that is not in the data is marked in the text, and the count of figures is said."""
    (project / "answer.txt").write_text("Blue Ocean is worth €9,999.", encoding="utf-8")
    said = verb("run", "deals", "--model", "scripted:answer.txt")
    assert "not found" in said.out
    assert "0 of 1 figures found in the data" in said.out


def test_json_is_all_there_is_on_stdout(verb: Verb) -> None:
    """--json prints one JSON value, even where the run fails."""
    good = verb("run", "deals", "--model", "none", "--json")
    assert json.loads(good.out)["state"] == "done"
    Path("deals.csv").unlink()
    bad = verb("run", "deals", "--model", "none", "--json")
    assert bad.status == 6
    assert json.loads(bad.out)["error"]["code"] == "ERR_ALL_SOURCES_FAILED"


def test_a_dry_run_prints_the_prompt(verb: Verb) -> None:
    """--dry-run prints the exact prompt on stdout and its price on stderr."""
    said = verb("run", "deals", "--dry-run")
    assert said.status == 0, said.err
    assert "Name the 3 deals" in said.out
    assert "tokens to read, about $" in said.err


def test_a_chat_gets_the_prompt_and_brings_the_answer(verb: Verb, project: Path) -> None:
    """--model chat prints the prompt and how to come back; --answer finishes the run."""
    said = verb("run", "deals", "--model", "chat")
    assert said.status == 0, said.err
    identity = said.err.partition("--run ")[2].split()[0]
    (project / "reply.txt").write_text("Blue Ocean: €1,200.50.", encoding="utf-8")
    done = verb("run", "--run", identity, "--answer", "reply.txt")
    assert done.status == 0, done.err
    assert "1 of 1 figures found in the data" in done.out
    missing = verb("run", "--run", identity, "--answer", "nosuch.txt")
    assert (missing.status, "ERR_INPUT_MISSING" in missing.err) == (3, True)


def test_records_do_not_leave_without_consent(
    verb: Verb, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal and without --yes nothing is sent to a model: exit 5, host named."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-123456")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    said = verb("run", "deals", "--model", "claude")
    assert said.status == 5
    assert "error[ERR_CONSENT_MISSING]" in said.err
    assert "2 deals, 2 people to 127.0.0.1:9" in said.err
    # Positive control: with consent the model is called, and nobody listens there.
    agreed = verb("run", "deals", "--model", "claude", "--yes")
    assert agreed.status == 6
    assert "ERR_CONSENT_MISSING" not in agreed.err


def test_out_writes_the_same_briefing(verb: Verb, project: Path) -> None:
    """--out writes the briefing into a file as well and says where."""
    said = verb("run", "deals", "--model", "none", "--out", "b.md")
    assert "written to b.md" in said.err
    assert (project / "b.md").read_text(encoding="utf-8").strip() == said.out.strip()
