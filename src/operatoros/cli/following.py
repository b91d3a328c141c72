"""Questions about a run, on a terminal or line by line from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

import click

from operatoros.cli.style import paint
from operatoros.config import Config
from operatoros.display import Streamed, show

QUIT = "/quit"


def chat_about(config: Config, run: str, *, model: str | None, yes: bool, workspace: str) -> None:
    """Ask about a run until there are no more questions; answers go to stdout.

    Args:
        config: The settings.
        run: The run's id, or its beginning.
        model: Who answers; None for who wrote the run.
        yes: Whether the person agreed to send the records.
        workspace: Folder whose inbox takes proposed actions; empty for none.
    """
    import anyio

    from operatoros.app.following import conversation, follow_up
    from operatoros.app.wiring import world_of
    from operatoros.cli.printing import ask_consent, figures_line

    world = world_of(config)
    identity, turns = conversation(world, run)
    for turn in turns:
        click.echo(paint(f"> {show(turn.question)}", "dim"))
        click.echo(f"{show(turn.checked_text)}\n")
    live = sys.stdout.isatty()
    for question in _questions():
        streamed = Streamed()

        def told(piece: str, streamed: Streamed = streamed) -> None:
            if live:
                click.echo(streamed.feed(piece), nl=False)

        ask = partial(
            follow_up,
            world,
            identity,
            question,
            model=model,
            agrees=yes,
            workspace=workspace,
            told=told,
            ask_consent=ask_consent,
        )
        followed = anyio.run(ask)
        if live:
            click.echo(streamed.end())
            for miss in followed.checks.unmatched:
                mark = paint(f"✗ {show(miss.text, one_line=True)}", "bad")
                click.echo(f"{mark}  {show(miss.why, one_line=True)}")
            click.echo(f"{figures_line(followed.checks)}\n")
        else:
            click.echo(f"{show(followed.checked_text)}\n")
        if followed.error is not None:
            why = show(followed.error.message, one_line=True)
            click.echo(paint(f"the answer is not whole: {why}", "warn"), err=True)
        for note in followed.notes:
            click.echo(paint(show(note, one_line=True), "warn"), err=True)


def _questions() -> Iterator[str]:
    """Yield what a person types, or the lines of a pipe, up to /quit."""
    person = sys.stdin.isatty()
    if person:
        click.echo(paint(f"Ask about this run; {QUIT} ends it.", "dim"), err=True)
    while True:
        if person:
            click.echo(paint("> ", "bold"), nl=False, err=True)
        line = sys.stdin.readline()
        text = line.strip()
        if not line or text == QUIT:
            return
        if text:
            yield text
