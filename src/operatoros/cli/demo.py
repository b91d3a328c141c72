"""`operatoros demo`: the first minute, told in five steps."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import click

from operatoros.cli.live import source_text
from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.values.coverage import SourceLine
from operatoros.values.event import Event, SourceFinished

if TYPE_CHECKING:
    from operatoros.app.briefings import Finished
    from operatoros.config import Config


@click.command(epilog="\b\nExample:\n  operatoros demo")
@click.option("--fast", is_flag=True, help="Without pauses.")
def demo(fast: bool) -> None:
    """Show what OperatorOS does, with a sample company: no key, no account, no network."""
    import anyio

    from operatoros.app import story
    from operatoros.cli.printing import RunPrinter, print_rest
    from operatoros.config import load

    watched = sys.stdout.isatty() and not fast
    pause = 0.012 if watched else 0.0

    click.echo(paint("OperatorOS · the first minute", "bold"))
    click.echo(
        "DEMO: Brightwater Systems is a made-up company. Its tools run inside this process, with\n"
        "the routes, logins and limits of the real ones; nobody outside this machine is asked."
    )
    _step(1, "Ask every tool at once; one of them is down today")
    with story.own_folder(load()) as config:
        printer = RunPrinter(
            as_json=False,
            verbose=False,
            dry_run=False,
            monotonic=time.monotonic,
            steps=_Steps(),
            progress=_OneByOne(pause_s=0.4 if watched else 0.0),
        )

        try:
            finished = anyio.run(partial(story.tell, config, printer, pause_s=pause))
        finally:
            printer.stop()
        print_rest(finished, streamed=printer.streamed, footer=False)
        _step(4, "A proposed action: shown, approved, written, undone")
        _act(config)
    _step(5, "What happened")
    _account(finished)


def _step(number: int, title: str) -> None:
    click.echo(f"\n{paint(f'{number}  {title}', 'bold')}\n")


class _OneByOne:
    """Source lines that stay, told one after the other at reading speed.

    The sample company answers within milliseconds; the times in the lines are the true ones.
    """

    def __init__(self, *, pause_s: float) -> None:
        self._pause_s = pause_s
        self._lines: list[SourceLine] = []

    def __call__(self, event: Event) -> None:
        """Take in a finished source."""
        if isinstance(event.what, SourceFinished):
            self._lines.append(event.what.line)

    def stop(self) -> None:
        """Tell the lines, failures last."""
        lines, self._lines = self._lines, []
        for line in sorted(lines, key=lambda one: one.state == "failed"):
            time.sleep(self._pause_s)  # noqa: TID251 - a story is told at reading speed
            click.echo(source_text(line))


class _Steps:
    """Headings between the parts of a run."""

    def digest(self) -> None:
        """Before the digest."""
        _step(2, "What code found: coverage, changes since yesterday, facts")

    def text(self) -> None:
        """Before the text."""
        _step(3, "What a model would write, each figure checked against the records")


def _act(config: Config) -> None:
    """Show a proposed e-mail with its exact bytes, approve it, and take it back."""
    from operatoros.app import story
    from operatoros.app.rehearsal import Shown, Written
    from operatoros.cli.previewing import diff_lines, head_lines

    click.echo("The answer above proposed this. Nothing happens before a person says yes:\n")
    for step in story.act_out(config, story.proposal(config)):
        if isinstance(step, Shown):
            for line in (*head_lines(step.preview), *diff_lines(step.preview)):
                click.echo(f"  {line}")
        elif isinstance(step, Written):
            click.echo(f"\n{paint('approved', 'good')}  {show(step.result.summary, one_line=True)}")
        else:
            gone = "the file is gone again" if not step.there else "the file is still there"
            click.echo(f"{paint('undone', 'good')}    {show(step.summary, one_line=True)}; {gone}")


def _account(finished: Finished) -> None:
    run = finished.run
    good = sum(line.state in {"ok", "cached"} for line in run.coverage)
    failed = [show(line.name, one_line=True) for line in run.coverage if line.state == "failed"]
    click.echo(
        f"{good} of {len(run.coverage)} sources answered; failed: {', '.join(failed) or '-'}"
    )
    hosts = ", ".join(row.host for row in run.egress)
    click.echo(f"contacted: {hosts} (this machine), and nobody else; no model was called")
    click.echo(
        "\nNext, on real data:\n"
        "  operatoros run repo-pulse --model none\n"
        "      what happened in the git repository you are in\n"
        "  operatoros run deal-intelligence --from hubspot.open_deals_with_owners=deals.csv"
        " --model none\n"
        "      your own deals, from a CSV export"
    )
