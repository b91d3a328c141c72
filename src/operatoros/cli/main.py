"""The entry: a table of verbs, imported only when they run, and the one place that shows errors.

stdout carries results only; notes, progress and errors go to stderr. An error of ours is two
lines (`error[ERR_X]: what, where` and `hint: what to do`) and an exit status by its kind; a bug
of ours is a report with exit status 70. A stack trace appears only with `--debug`.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

import click

from operatoros import errors
from operatoros.errors import OperatorosError


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One row of the verbs: where its command lives, and what `--help` says of it."""

    name: str
    place: str
    section: str
    says: str


BRIEF = "Brief"
ACT = "Act"
SET_UP = "Set up"

VERBS: tuple[Verb, ...] = (
    Verb(name="demo", place="demo:demo", section=BRIEF, says="The first minute: a sample company"),
    Verb(name="run", place="run:run", section=BRIEF, says="Run an operator's task"),
    Verb(name="runs", place="runs:runs", section=BRIEF, says="List and reopen earlier runs"),
    Verb(name="test", place="testing:test", section=BRIEF, says="Hold assertions to recorded runs"),
    Verb(name="schedule", place="schedule:schedule", section=BRIEF, says="Have it every morning"),
    Verb(name="serve", place="serve:serve", section=BRIEF, says="Serve the pages and open them"),
    Verb(name="dev", place="serve:serve", section=BRIEF, says="The same as serve"),
    Verb(name="operators", place="listing:operators", section=BRIEF, says="List the operators"),
    Verb(name="tasks", place="listing:tasks", section=BRIEF, says="List an operator's tasks"),
    Verb(name="connectors", place="listing:connectors", section=BRIEF, says="List the connectors"),
    Verb(name="operator", place="operator_:group", section=BRIEF, says="Make, show, check one"),
    Verb(name="connector", place="connector:group", section=BRIEF, says="Log in to one, test one"),
    Verb(name="scan", place="scan:scan", section=ACT, says="See what a chat's text proposes"),
    Verb(name="act", place="act:act", section=ACT, says="Carry out what a chat proposes"),
    Verb(name="inbox", place="inbox:inbox", section=ACT, says="See and decide what waits"),
    Verb(name="watch", place="watch:watch", section=ACT, says="Work with a chat by the clipboard"),
    Verb(name="undo", place="undo:undo", section=ACT, says="Take a change back"),
    Verb(name="audit", place="audit:audit", section=ACT, says="See what was done; check the log"),
    Verb(name="chat", place="chat:chat", section=ACT, says="Print what a chat needs to know"),
    Verb(name="policy", place="policy:policy", section=ACT, says="Show the rules of approval"),
    Verb(name="validate", place="validate:validate", section=SET_UP, says="Check YAML files"),
    Verb(name="schema", place="validate:schema", section=SET_UP, says="Print a JSON Schema"),
    Verb(name="goals", place="setup:goals", section=SET_UP, says="Show the goals used in prompts"),
    Verb(name="init", place="setup:init", section=SET_UP, says="Start a project in this folder"),
    Verb(name="doctor", place="setup:doctor", section=SET_UP, says="Say what is missing here"),
    Verb(name="config", place="setup:config", section=SET_UP, says="Show the settings"),
    Verb(name="version", place="setup:version", section=SET_UP, says="Show the version"),
)


class VerbGroup(click.Group):
    """A group whose commands are rows of a table and are imported when they are called."""

    def __init__(self, *args: Any, verbs: tuple[Verb, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._verbs = {verb.name: verb for verb in verbs}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the table's order."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        verb = self._verbs.get(cmd_name)
        if verb is None:
            return None
        module, attribute = verb.place.split(":")
        command = getattr(import_module(f"operatoros.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest verb when there is none of that name."""
        if args and args[0] not in self._verbs and not args[0].startswith("-"):
            raise _no_such_verb(args[0], list(self._verbs))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs by section, without importing any."""
        for section in dict.fromkeys(verb.section for verb in self._verbs.values()):
            rows = [
                (verb.name, verb.says) for verb in self._verbs.values() if verb.section == section
            ]
            with formatter.section(section):
                formatter.write_dl(rows)


def _no_such_verb(given: str, names: list[str]) -> errors.NotFound:
    from difflib import get_close_matches

    from operatoros.display import show

    near = get_close_matches(given, names, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return errors.NotFound(
        f"there is no verb '{show(given, one_line=True)}'",
        hint=f"{hint}run `operatoros --help` for all verbs",
        code="ERR_UNKNOWN_VERB",
    )


class OutputLost(errors.Unavailable):
    """Standard output takes no more (a full disk, a closed terminal). Raised by: main."""

    code = "ERR_OUTPUT_LOST"

    def __init__(self, *, why: str) -> None:
        super().__init__(
            f"the output could not be written: {why}",
            hint="make room, or send the output elsewhere; the run itself is kept (`runs list`)",
        )


_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
CODES = {"ERR_UNKNOWN_VERB": "The command line names a verb that does not exist."}


@click.group(
    cls=VerbGroup,
    verbs=VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `operatoros demo`. Every verb has --help with an example.",
)
@click.option("--debug", is_flag=True, help="Show stack traces of errors.")
@click.version_option(package_name="operatoros", message="%(version)s")
def cli(debug: bool) -> None:
    """OperatorOS: briefings in, approved actions out."""


# Python looks for unused cycles whenever 700 objects more are alive, and an import makes 200,000
# that stay. Looking less often is worth a fifth of a second in a run with Claude.
_OBJECTS_BETWEEN_COLLECTIONS = 200_000


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with the status of its kind of outcome."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    args = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in args
    # The flag is understood anywhere, so that a failed command can be repeated with it.
    args = [arg for arg in args if arg != "--debug"]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A name that the terminal's encoding cannot show must not end a run.
            stream.reconfigure(errors="backslashreplace")
    status = _run(args, debug=debug)
    try:
        sys.stdout.flush()
    except OSError:
        # The reader (`| head`) has seen enough, or the disk behind `>` is full; that was said.
        # Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # The interpreter ends by looking for cycles among all that was ever imported, which takes a
    # third of a second. What is frozen is not looked at; all else of an orderly end still happens:
    # exit handlers, joined threads, flushed streams.
    gc.freeze()
    sys.exit(status)


def _run(args: list[str], *, debug: bool) -> int:
    try:
        try:
            outcome = cli.main(args, standalone_mode=False)
        except BaseExceptionGroup as group:
            # Leaving a task group wraps what went through it; one cause is one error.
            raise _only_cause(group) from group
        return outcome if isinstance(outcome, int) else errors.EXIT_OK
    except OperatorosError as error:
        if debug:
            raise
        say_error(error)
        return error.exit_status
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return 130
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        say_usage(error)
        return 2
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader (`| head`) has seen enough; click leaves by SystemExit for that alone.
        return errors.EXIT_OK
    except Exception as bug:  # top level: the one place that turns a bug into a report
        if debug:
            raise
        if isinstance(bug, OSError) and bug.errno in _CANNOT_WRITE:
            # The terminal or the file behind `>` is full or gone; files of ours have own errors.
            say_error(OutputLost(why=bug.strerror or "an error"))
            return OutputLost.exit_status
        say_bug(bug)
        return errors.EXIT_BUG


def _only_cause(group: BaseExceptionGroup[BaseException]) -> BaseException:
    cause: BaseException = group
    while isinstance(cause, BaseExceptionGroup) and len(cause.exceptions) == 1:
        cause = cause.exceptions[0]
    return cause


def say_error(error: OperatorosError) -> None:
    """Write an error of ours to stderr."""
    from operatoros.display import show

    click.echo(f"error[{error.code}]: {show(error.message)}", err=True)
    if error.hint:
        click.echo(f"hint: {show(error.hint)}", err=True)


def say_usage(error: click.ClickException) -> None:
    """Write a mistake in the command line to stderr, with the verb's usage."""
    from operatoros.display import show

    context = getattr(error, "ctx", None)
    click.echo(f"error[ERR_USAGE]: {show(error.format_message(), one_line=True)}", err=True)
    path = context.command_path if context else "operatoros"
    click.echo(f"hint: run `{path} --help`", err=True)


def say_bug(bug: Exception) -> None:
    """Write a report of a bug of ours to stderr: what a maintainer needs, no secrets."""
    import platform
    import traceback

    import operatoros
    from operatoros.display import show

    frames = traceback.extract_tb(bug.__traceback__)
    ours = [frame for frame in frames if "operatoros" in frame.filename] or frames
    where = f"{ours[-1].filename.rpartition('operatoros')[2]}:{ours[-1].lineno}"
    click.echo(f"error[ERR_INTERNAL]: {type(bug).__name__} in operatoros{show(where)}", err=True)
    click.echo(
        "hint: this is a bug of ours, nothing you did; please report it with these lines:\n"
        f"  operatoros {operatoros.__version__}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}\n"
        f"  {type(bug).__name__} in operatoros{show(where)} (repeat with --debug for the trace)",
        err=True,
    )
