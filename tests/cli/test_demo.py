from tests.cli.conftest import Verb


def test_the_first_minute_tells_its_five_steps(verb: Verb, project: object) -> None:
    """The demo succeeds without keys: a failure shown, a figure caught, an e-mail undone."""
    said = verb("demo", "--fast")
    assert said.status == 0, said.err
    at = [said.out.index(f"\n{number}  ") for number in range(1, 6)]
    assert at == sorted(at)
    assert "✗ helpdesk tickets" in said.out
    assert "since yesterday" in said.out
    assert "not found in the data" in said.out
    assert "no model was called" in said.out
    assert "approved" in said.out
    assert "the file is gone again" in said.out
    assert "operatoros run repo-pulse" in said.out
    # It leaves nothing behind: no run, no inbox, no file.
    assert "no runs yet" in verb("runs", "list").err
