from tests.cli.conftest import Verb


def test_an_operator_is_made_shown_checked_and_run(verb: Verb) -> None:
    """New writes a file, show prints it, validate finds nothing, run accepts the name."""
    made = verb("operator", "new", "weekly")
    assert made.out.strip() == "config/operators/weekly.yaml"
    shown = verb("operator", "show", "weekly")
    assert "id: weekly" in shown.out
    assert verb("operator", "validate", "config/operators/weekly.yaml").status == 0
    assert "briefing" in verb("operator", "run", "weekly", "--list").out
    assert verb("operator", "show", "nosuch").status == 3
