"""How a run is printed: the briefing to stdout, its circumstances to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import click

from operatoros.cli.live import LiveProgress, PlainProgress, cost_text
from operatoros.cli.style import paint
from operatoros.display import Streamed, show, show_composed
from operatoros.values.event import DigestReady, Event, PromptReady, TextDelta

if TYPE_CHECKING:
    from operatoros.app.briefings import Finished
    from operatoros.briefing.request import Disclosure
    from operatoros.values.findings import Checks
    from operatoros.values.run import Run


class Steps(Protocol):
    """Told before each part of a briefing is written (the demo puts headings there)."""

    def digest(self) -> None:
        """The digest comes now."""
        ...

    def text(self) -> None:
        """The model's text comes now."""
        ...


class Progress(Protocol):
    """Shows sources while they are asked."""

    def __call__(self, event: Event) -> None:
        """Take in an event."""
        ...

    def stop(self) -> None:
        """All sources have answered."""
        ...


class RunPrinter:
    """Takes a run's events and writes what a person should see now.

    Args:
        as_json: Whether the result is printed as JSON at the end, and nothing else is.
        verbose: Whether to say more while it runs.
        dry_run: Whether only the prompt is of interest.
        monotonic: Seconds of a clock that never jumps.
        steps: Told before each part.
        progress: How sources are shown while they are asked; by default live on a terminal and
            a line each elsewhere.
    """

    def __init__(
        self,
        *,
        as_json: bool,
        verbose: bool,
        dry_run: bool,
        monotonic: Callable[[], float],
        steps: Steps | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._steps = steps
        self._as_json = as_json
        self._dry_run = dry_run
        self._stream = sys.stdout.isatty() and not as_json
        self._text = Streamed()
        self.streamed = False
        live = sys.stderr.isatty() and not as_json
        self._progress: Progress = progress or (
            LiveProgress(sys.stderr, monotonic) if live else PlainProgress(verbose=verbose)
        )

    def __call__(self, event: Event) -> None:
        """Show an event."""
        what = event.what
        self._progress(event)
        if isinstance(what, DigestReady):
            self.stop()
            if not self._as_json and not self._dry_run:
                if self._steps:
                    self._steps.digest()
                click.echo(show_composed(what.digest).rstrip())
        elif isinstance(what, PromptReady) and self._steps:
            self._steps.text()
        elif isinstance(what, PromptReady) and not self._as_json:
            click.echo(cost_text(what.model, what.tokens, what.cost_usd), err=True)
        elif isinstance(what, TextDelta) and self._stream:
            if not self.streamed and not self._steps:
                click.echo()
            self.streamed = True
            click.echo(self._text.feed(what.delta), nl=False)

    def stop(self) -> None:
        """Take live lines off the screen and write what was held back of the text."""
        self._progress.stop()
        rest = self._text.end()
        if rest:
            click.echo(rest)

    async def ask_consent(self, disclosure: Disclosure) -> bool:
        """Ask on a terminal whether the records may be sent; anywhere else the answer is no."""
        return await ask_consent(disclosure)


async def ask_consent(disclosure: Disclosure) -> bool:
    """Ask on a terminal whether the records may be sent; anywhere else the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sentence = show(disclosure.text, one_line=True)
    return click.confirm(f"This {sentence}. Agree (asked once)?", err=True)


def print_rest(finished: Finished, *, streamed: bool, footer: bool = True) -> None:
    """Write what has not been written yet: text with its marks, checks, footer."""
    run = finished.run
    if finished.prompt_parts:
        _print_parts(finished)
        return
    if finished.dry_run:
        if finished.prompt_text:
            click.echo(show(finished.prompt_text))
        _footer(run)
        return
    if run.briefing.text and not streamed:
        click.echo()
        click.echo(show(finished.checked_text))
    elif streamed and run.briefing.checks.unmatched:
        click.echo()
        for miss in run.briefing.checks.unmatched:
            mark = paint(f"✗ {show(miss.text, one_line=True)}", "bad")
            click.echo(f"{mark}  {show(miss.why, one_line=True)}")
    if run.briefing.text and streamed:
        # A text that is printed whole ends with its own count.
        click.echo()
        click.echo(figures_line(run.briefing.checks))
    if run.briefing.error is not None and run.error is None:
        error = run.briefing.error
        click.echo(paint(f"the text is not whole: {show(error.message, one_line=True)}", "warn"))
    for note in finished.notes:
        click.echo(paint(show(note), "warn"), err=True)
    if footer:
        _footer(run)


def figures_line(checks: Checks) -> str:
    """Return how many figures of a text were found in the data, the number first."""
    from operatoros.app.briefings import checks_text

    if not checks.figures:
        return paint(checks_text(checks), "dim")
    return paint(checks_text(checks), "good" if checks.found == checks.figures else "bad")


def _print_parts(finished: Finished) -> None:
    parts = finished.prompt_parts
    for number, part in enumerate(parts, start=1):
        if len(parts) > 1:
            click.echo(paint(f"───── part {number} of {len(parts)} ─────", "dim"), err=True)
        click.echo(show(part))
    paste = "this" if len(parts) == 1 else f"these {len(parts)} parts, one after the other,"
    click.echo(
        f"\nPaste {paste} into any chat. Then bring the reply back:\n"
        f"  operatoros run --run {finished.run.run} --answer reply.txt   (or - to paste it)",
        err=True,
    )


def _footer(run: Run) -> None:
    good = sum(line.state in {"ok", "cached"} for line in run.coverage)
    parts = [f"{good} of {len(run.coverage)} sources ok"]
    if run.egress:
        contacted = ", ".join(
            f"{show(row.host, one_line=True)} ×{row.requests}" for row in run.egress
        )
        parts.append(f"contacted: {contacted}")
    else:
        parts.append("nobody was contacted")
    usage = run.usage
    if usage is not None and usage.cost_usd is not None and not usage.estimated:
        parts.append(f"${usage.cost_usd:.3f}")
    parts.append(f"run {run.run}")
    click.echo(paint(" · ".join(parts), "dim"), err=True)
