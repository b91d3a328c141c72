import json

from tests.cli.conftest import Verb


def test_listings_are_tables_for_people_and_json_for_programs(verb: Verb) -> None:
    """operators, connectors and tasks print aligned lines, and the same as JSON."""
    shown = verb("operators")
    assert shown.status == 0
    (line,) = [line for line in shown.out.splitlines() if line.startswith("deals ")]
    assert "main, other" in line
    assert line.endswith("ready")
    assert {row["id"] for row in json.loads(verb("operators", "--json").out)} >= {"deals"}
    assert "exports" in verb("connectors").out
    assert {row["id"] for row in json.loads(verb("connectors", "--json").out)} >= {"exports"}


def test_tasks_are_listed_both_ways(verb: Verb) -> None:
    """`tasks X` and `run X --list` print the same, the default task marked."""
    shown = verb("tasks", "deals")
    assert shown == verb("run", "deals", "--list")
    assert "main   Main   default" in shown.out
    rows = json.loads(verb("tasks", "deals", "--json").out)
    assert [row["default"] for row in rows] == [True, False]


def test_a_broken_operator_says_how_to_find_out(verb: Verb) -> None:
    """A broken file is listed with the command that explains it."""
    with open("config/operators/bad.yaml", "w", encoding="utf-8") as stream:
        stream.write("id: [")
    assert "run `operatoros validate config/operators/bad.yaml`" in verb("operators").out
