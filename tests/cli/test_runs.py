import json

from tests.cli.conftest import Verb


def test_runs_are_listed_and_shown(verb: Verb) -> None:
    """The newest run comes first; show prints it again, as text and as JSON."""
    assert "no runs yet" in verb("runs", "list").err
    first = verb("run", "deals", "--model", "none")
    verb("run", "deals", "other", "--model", "none")
    rows = json.loads(verb("runs", "list", "--json").out)
    assert {row["task"] for row in rows} == {"main", "other"}
    run = next(row["run"] for row in rows if row["task"] == "main")
    assert verb("runs", "show", run).out == first.out
    assert json.loads(verb("runs", "show", run, "--json").out)["run"] == run
    assert "deals main" in verb("runs", "list", "--operator", "deals").out
    assert verb("runs", "list", "--operator", "others").out == ""


def test_a_failed_run_says_so_again(verb: Verb) -> None:
    """A run that failed shows its error when it is reopened, and has no prompt."""
    with open("deals.csv", "wb") as stream:
        stream.write(b"")
    verb("run", "deals", "--model", "none")
    run = json.loads(verb("runs", "list", "--json").out)[0]["run"]
    assert "ERR_ALL_SOURCES_FAILED" in verb("runs", "show", run).err
    prompt = verb("runs", "show", run, "--prompt")
    assert (prompt.status, "ERR_RUN_HAS_NO_PROMPT" in prompt.err) == (3, True)
