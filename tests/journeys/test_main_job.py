"""The main job, as a stranger meets it: from nothing to a briefing, and every honest refusal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from operatoros.values.jsonable import schema
from operatoros.values.run import Run
from tests.journeys.conftest import REPOSITORY, Call

DEAL_NAMES = re.compile(r"Meridian|Halden|Tallis|Castellane|€|\$[0-9]")


def test_without_credentials_nothing_is_invented(call: Call) -> None:
    """No keys: exit 6, every missing variable named, and not one deal or amount printed."""
    said = call("run", "deal-intelligence")
    assert said.status == 6
    for name in ("HUBSPOT_ACCESS_TOKEN", "GONG_ACCESS_KEY", "GONG_ACCESS_SECRET"):
        assert name in said.err
    assert not DEAL_NAMES.search(said.out + said.err)
    assert "error[ERR_ALL_SOURCES_FAILED]" in said.err
    # Positive control: the same pattern finds the sample company where it was asked for.
    assert DEAL_NAMES.search(call("run", "deal-intelligence", "--demo", "--model", "none").out)


def test_the_sample_company_is_marked_everywhere(call: Call) -> None:
    """--demo succeeds without any key, and text, JSON and the list of runs all say DEMO."""
    said = call("run", "deal-intelligence", "--demo")
    assert said.status == 0, said.err
    assert "DEMO" in said.out
    assert "no model was called" in said.out
    as_json = json.loads(call("run", "deal-intelligence", "--demo", "--json").out)
    assert as_json["demo"] is True
    assert "DEMO" in as_json["briefing"]
    listed = call("runs", "list")
    assert listed.out.count("DEMO") == 2


def test_the_json_of_a_run_has_the_documented_fields(call: Call) -> None:
    """`run --json` carries the fields that every face shares, and they fit the Run's schema."""
    data = json.loads(call("run", "deal-intelligence", "--demo", "--json").out)
    wanted = {"run", "operator", "task", "state", "demo", "model", "briefing", "coverage"}
    wanted |= {"checks", "usage", "cost_usd", "egress", "proposed"}
    assert wanted <= set(data)
    row = {"source", "name", "state", "records", "bytes", "seconds", "code", "hint"}
    assert all(row <= set(line) for line in data["coverage"])
    jsonschema.validate({**data, "briefing": data["parts"]}, schema(Run))


def test_a_run_can_be_reopened(call: Call) -> None:
    """Runs show prints the same briefing again, by the beginning of its id, and its prompt."""
    first = call("run", "deal-intelligence", "--demo")
    identity = json.loads(call("runs", "list", "--json").out)[0]["run"]
    again = call("runs", "show", identity[:-2])
    assert again.status == 0, again.err
    assert again.out.strip() == first.out.strip()
    prompt = call("runs", "show", identity, "--prompt")
    assert "BEGIN" in prompt.out
    assert "D-1|" in prompt.out
    missing = call("runs", "show", "19990101")
    assert (missing.status, missing.out) == (3, "")
    assert "ERR_RUN_NOT_FOUND" in missing.err


def test_the_second_run_says_what_changed(call: Call) -> None:
    """The first run of an operator says so; the second compares with it."""
    first = call("run", "deal-intelligence", "--demo", "--model", "none")
    assert "first run" in first.out
    second = call("run", "deal-intelligence", "--demo", "--model", "none")
    assert "first run" not in second.out
    data = json.loads(call("run", "deal-intelligence", "--demo", "--model", "none", "--json").out)
    assert data["changes"]["items"] == []
    assert data["changes"]["first"] == []


def test_a_chat_without_a_key_can_write(call: Call) -> None:
    """--model chat prints the prompt and waits; the chat's reply finishes the run, checked."""
    asked = call("run", "deal-intelligence", "--demo", "--model", "chat", "--json")
    waiting = json.loads(asked.out)
    assert waiting["state"] == "waiting"
    shown = call("runs", "show", waiting["run"])
    assert "BEGIN" in shown.out
    reply = "Call Tallis Energy [D-5] first: €164,000 is overdue."
    done = call("run", "--run", waiting["run"], "--answer", "-", "--json", stdin=reply)
    finished = json.loads(done.out)
    assert (finished["state"], finished["model"]) == ("done", "chat")
    assert reply in finished["briefing"]
    again = call("run", "--run", waiting["run"], "--answer", "-", stdin=reply)
    assert again.status == 4
    assert "ERR_RUN_NOT_WAITING" in again.err


def test_a_first_real_run_needs_no_administrator(call: Call, tmp_path: Path) -> None:
    """--from replaces a source by a CSV export; the others fail honestly, none is invented."""
    export = tmp_path / "deals.csv"
    export.write_text(
        "id,name,amount,currency,close_date,stage\n"
        "1,Blue Ocean,1200.50,EUR,2031-01-15,Proposal\n"
        "2,Red Sea,800,EUR,2031-02-01,Discovery\n",
        encoding="utf-8",
    )
    said = call(
        "run",
        "deal-intelligence",
        "--from",
        f"hubspot.open_deals_with_owners={export}",
        "--model",
        "none",
    )
    assert said.status == 0, said.err
    assert "Blue Ocean" in said.out
    assert "2,000.50" in said.out
    assert "GONG_ACCESS_KEY" in said.out
    strict = call(
        "run",
        "deal-intelligence",
        "--from",
        f"hubspot.open_deals_with_owners={export}",
        "--model",
        "none",
        "--strict",
    )
    assert strict.status == 6
    assert "ERR_SOURCE_GAP" in strict.err


def test_the_digest_is_there_when_nobody_can_write(call: Call, tmp_path: Path) -> None:
    """No model key and no terminal: the digest is printed, then exit 6 names the key."""
    export = tmp_path / "deals.json"
    export.write_text('[{"id": 1, "name": "Blue Ocean", "amount": 5}]', encoding="utf-8")
    said = call("run", "deal-intelligence", "--from", f"hubspot.open_deals_with_owners={export}")
    assert said.status == 6
    assert "Blue Ocean" in said.out
    assert "error[ERR_NO_MODEL]" in said.err
    assert "ANTHROPIC_API_KEY" in said.err


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["run", "deal-inteligence"], 3, "ERR_OPERATOR_NOT_FOUND"),
        (["run", "deal-intelligence", "gaps", "--demo"], 3, "ERR_TASK_NOT_FOUND"),
        (["run", "deal-intelligence", "--demo", "--model", "clod"], 2, "ERR_MODEL_NAME"),
        (["run", "deal-intelligence", "-p", "days"], 2, "ERR_OPTION_PAIR"),
        (["run", "deal-intelligence", "-p", "days=1", "--demo"], 2, "ERR_PARAM_UNKNOWN"),
        (["run", "deal-intelligence", "--from", "x=y.csv"], 3, "ERR_REPLACED_SOURCE_UNKNOWN"),
        (["run", "deal-intelligence", "--max-cost", "free"], 2, "ERR_SETTING_INVALID"),
        (["run", "--answer", "reply.txt"], 2, "ERR_ANSWER_NEEDS_RUN"),
        (["run"], 2, "ERR_USAGE"),
        (["run", "deal-intelligence", "--colour"], 2, "ERR_USAGE"),
        (["rum", "deal-intelligence"], 3, "ERR_UNKNOWN_VERB"),
        (["run", "../../etc/passwd"], 3, "ERR_OPERATOR_NOT_FOUND"),
        (["run", "\x1b[2Jx"], 3, "ERR_OPERATOR_NOT_FOUND"),
        (["schema", "opertor"], 2, "ERR_SCHEMA_UNKNOWN"),
        (["operator", "new", "../evil"], 2, "ERR_OPERATOR_NAME"),
        (["connector", "test", "nosuch"], 3, "ERR_CONNECTOR_NOT_FOUND"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
)
def test_a_mistake_ends_in_a_code_and_a_hint(
    call: Call, arguments: list[str], status: int, code: str
) -> None:
    """Every mistake on the command line has its code, its exit status and what to do."""
    said = call(*arguments)
    assert said.status == status, said.err
    assert f"error[{code}]" in said.err
    assert "hint: " in said.err
    assert said.out == ""
    assert "\x1b" not in said.err


def test_the_requirements_spelling_works(call: Call) -> None:
    """`operator run NAME` is the same as `run NAME`."""
    said = call("operator", "run", "deal-intelligence", "--list")
    assert said.status == 0
    assert "important-deals" in said.out
    assert "deal-gaps" in said.out


def test_a_project_starts_in_an_empty_folder(call: Call, tmp_path: Path) -> None:
    """Init writes a first operator that validates, hides secrets from git, overwrites nothing."""
    said = call("init")
    assert said.status == 0, said.err
    project = tmp_path / "project"
    assert (project / ".env.local").stat().st_mode & 0o777 == 0o600
    assert ".env.local" in (project / ".gitignore").read_text(encoding="utf-8")
    assert call("validate").status == 0
    (project / "config" / "operators" / "my-briefing.yaml").write_text("mine", encoding="utf-8")
    assert "kept" in call("init").out
    kept = (project / "config" / "operators" / "my-briefing.yaml").read_text(encoding="utf-8")
    assert kept == "mine"


def test_what_is_listed_says_what_is_missing(call: Call) -> None:
    """Listings and the doctor name the variables that are not set, and exit 0."""
    for verb in ("operators", "connectors", "doctor"):
        said = call(verb)
        assert said.status == 0, said.err
        assert "HUBSPOT_ACCESS_TOKEN" in said.out
        assert isinstance(json.loads(call(verb, "--json").out), list)


def test_the_shipped_files_are_valid(call: Call) -> None:
    """Validate finds no error in what the package ships."""
    said = call("validate", folder=REPOSITORY)
    assert said.status == 0, said.out
