import errno
import json
import subprocess
import sys

import click
import pytest

from operatoros.cli import main as entry
from operatoros.cli.main import VERBS, _run, cli
from operatoros.errors import Refused


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_help_with_an_example(
    verb: entry.Verb, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row of the verbs leads to a command whose --help says what it does, by example."""
    assert _run([verb.name, "--help"], debug=False) == 0
    said = capsys.readouterr().out
    assert "Example" in said
    assert f"operatoros {verb.name}" in said


def test_help_lists_the_verbs_by_section(capsys: pytest.CaptureFixture[str]) -> None:
    """--help shows every verb once, under its section, in at most 80 columns."""
    assert _run(["--help"], debug=False) == 0
    said = capsys.readouterr().out
    for verb in VERBS:
        assert f"\n  {verb.name} " in said
    assert max(map(len, said.splitlines())) <= 80


def _failing(error: BaseException) -> click.Command:
    @click.command("fails")
    def fails() -> None:
        raise error

    return fails


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        (Refused("no, really", hint="ask again"), 5, "error[ERR_REFUSED]: no, really\nhint: ask"),
        (click.UsageError("what?"), 2, "error[ERR_USAGE]: what?"),
        (KeyboardInterrupt(), 130, "stopped"),
        (ZeroDivisionError("secret"), 70, "error[ERR_INTERNAL]: ZeroDivisionError in operatoros"),
        (ExceptionGroup("x", [ExceptionGroup("y", [Refused("inner")])]), 5, "inner"),
        (Refused("an \x1b[2J escape"), 5, "an \\u{1b}[2J escape"),
    ],
    ids=["ours", "usage", "interrupt", "bug", "wrapped", "escape"],
)
def test_each_kind_of_end_has_its_status_and_words(
    error: BaseException,
    status: int,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Our errors, usage, Ctrl-C and bugs each end with their status; no stack trace is shown."""
    monkeypatch.setattr(type(cli), "get_command", lambda self, ctx, name: _failing(error))
    assert _run(["version"], debug=False) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert shown in said.err
    assert "Traceback" not in said.err


def test_a_full_disk_behind_the_output_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Output that cannot be written is an error of the outside world, with what to do."""
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(type(cli), "get_command", lambda self, ctx, name: _failing(full))
    assert _run(["version"], debug=False) == 6
    assert "error[ERR_OUTPUT_LOST]" in capsys.readouterr().err


def test_debug_shows_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --debug an error comes as the exception it is."""
    monkeypatch.setattr(type(cli), "get_command", lambda self, ctx, name: _failing(Refused("x")))
    with pytest.raises(Refused):
        _run(["version"], debug=True)


def test_a_verb_that_is_nearly_right_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown verb is answered with the nearest one."""
    assert _run(["operater"], debug=False) == 3
    assert "did you mean 'operator'" in capsys.readouterr().err


def test_a_process_ends_in_order_without_a_last_look_for_cycles() -> None:
    """What was imported is frozen before the end; exit handlers still run, streams are flushed."""
    code = (
        "import atexit, gc, json, sys\n"
        "from operatoros.cli.main import main\n"
        "seen = lambda: print(json.dumps([gc.get_freeze_count(), gc.isenabled()]))\n"
        "atexit.register(seen)\n"
        "main(['version'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, seen = done.stdout.splitlines()
    frozen, enabled = json.loads(seen)
    assert version
    # Collection itself stays on: a verb that lives long must not grow.
    assert (frozen > 10_000, enabled) == (True, True)
