"""A run as it happens, on stderr: live source lines on a terminal, plain lines otherwise.

The live lines vanish when the digest is ready, because the digest says the same and stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

import click

from operatoros.cli.style import MARKS, paint
from operatoros.display import show
from operatoros.values.coverage import SourceLine
from operatoros.values.event import (
    Event,
    SourceFinished,
    SourceProgress,
    SourceStarted,
    What,
)

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text


def source_text(line: SourceLine) -> str:
    """Return one source in one line: mark, name, count, time, and what went wrong."""
    parts = [MARKS[line.state], show(line.name, one_line=True).ljust(34)]
    if line.state == "failed":
        parts.append(f"{line.code}  {show(line.message, one_line=True)}")
        return " ".join(parts)
    count = f"{line.records:,}"
    if line.total is not None and line.total > line.records:
        count += f" of {line.total:,}"
    parts.append(f"{count:>7} {show(line.noun, one_line=True):<16} {line.seconds:6.2f} s")
    if line.state != "ok":
        parts.append(f"{line.state} {line.code}".rstrip())
    return " ".join(parts)


class PlainProgress:
    """One line when a source finishes: pipes, logs and screen readers."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose

    def __call__(self, event: Event) -> None:
        """Write what there is to say of an event."""
        what = event.what
        if isinstance(what, SourceFinished):
            click.echo(source_text(what.line), err=True)
            if what.line.hint and what.line.state != "ok":
                click.echo(f"    hint: {show(what.line.hint, one_line=True)}", err=True)
        elif self._verbose and isinstance(what, SourceStarted):
            click.echo(f"… asking {show(what.name, one_line=True)}", err=True)

    def stop(self) -> None:
        """Nothing is left on the screen to take away."""


class LiveProgress:
    """All sources at once, redrawn in place on a terminal."""

    def __init__(self, stream: TextIO, monotonic: Callable[[], float]) -> None:
        from rich.console import Console
        from rich.live import Live

        self._monotonic = monotonic
        self._started: dict[str, tuple[str, float]] = {}
        self._moved: dict[str, SourceProgress] = {}
        self._done: dict[str, SourceLine] = {}
        self._live: Live | None = Live(
            console=Console(file=stream, highlight=False, markup=False),
            get_renderable=self._draw,
            transient=True,
            refresh_per_second=12,
        )
        self._live.start()

    def __call__(self, event: Event) -> None:
        """Take in an event; the screen follows by itself."""
        self._take(event.what)

    def _take(self, what: What) -> None:
        if isinstance(what, SourceStarted):
            self._started[what.source] = (what.name, self._monotonic())
        elif isinstance(what, SourceProgress):
            self._moved[what.source] = what
        elif isinstance(what, SourceFinished):
            self._done[what.line.source] = what.line

    def stop(self) -> None:
        """Take the lines away."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _draw(self) -> Text:
        from rich.text import Text

        lines = [self._line(source) for source in self._started]
        return Text("\n".join(lines), no_wrap=True, overflow="ellipsis")

    def _line(self, source: str) -> str:
        if source in self._done:
            return source_text(self._done[source])
        name, started = self._started[source]
        moved = self._moved.get(source)
        count = f"{moved.records:,}" if moved else ""
        note = f"waiting {moved.wait_s:.0f} s for its rate limit" if moved and moved.wait_s else ""
        seconds = self._monotonic() - started
        spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[int(seconds * 10) % 10]
        return f"{spin} {show(name, one_line=True):<34} {count:>7} {note:<16} {seconds:6.2f} s"


def cost_text(model: str, tokens: int, cost_usd: float | None) -> str:
    """Return the line that announces a model call."""
    price = "no price known" if cost_usd is None else f"about ${cost_usd:.2f}"
    return paint(f"→ {show(model, one_line=True)}: {tokens:,} tokens to read, {price}", "dim")
