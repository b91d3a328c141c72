"""What the acting verbs share: options, the desk, how results are printed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK, EXIT_SOME_NOT_OK

if TYPE_CHECKING:
    from operatoros.app.actions import Desk, Entry, Result
    from operatoros.cli.keys import Keys
    from operatoros.cli.reviewing import Review
    from operatoros.config import Config

F = TypeVar("F", bound=Callable[..., object])


def workspace_option(*, required: bool = False) -> Callable[[F], F]:
    """Return the option that names the workspace."""
    says = "The folder that actions may touch"
    return click.option(
        "--workspace",
        metavar="DIR",
        required=required,
        help=f"{says}." if required else f"{says}; by default the one you stand in.",
    )


lines_option = click.option(
    "--lines", is_flag=True, help="Answer with a line and Enter (screen readers, plain terminals)."
)


def keys_here(config: Config, *, lines: bool) -> Keys | None:
    """Return how a person can answer here; None if nobody can."""
    from operatoros.cli.keys import find_keys
    from operatoros.cli.reviewing import ask

    dumb = config.environment.get("TERM", "") in ("", "dumb")
    return find_keys(lines=lines, dumb=dumb, say=ask, clock=time.monotonic)


def review_at(
    config: Config, desk: Desk, keys: Keys | None, *, send_secrets: bool = False
) -> Review:
    """Return a sitting at a desk, with the person's own editor."""
    from operatoros.cli.reviewing import Review, editor

    command = config.environment.get("VISUAL") or config.environment.get("EDITOR") or ""
    edit = editor(command, str(config.home / "edits")) if command else None
    return Review(desk, keys, edit=edit, send_secrets=send_secrets)


def warn_of_policy(desk: Desk) -> None:
    """Say it if the rules cannot be read: then everything asks."""
    banner = desk.policy().banner
    if banner:
        click.echo(
            paint(f"the policy cannot be read, so everything asks: {show(banner)}", "bad"), err=True
        )
    if desk.inbox.set_aside:
        text = f"the inbox was damaged and set aside: {desk.inbox.set_aside}"
        click.echo(paint(show(text), "warn"), err=True)
    if desk.replaced:
        text = "another folder is in the workspace's place now: what waited for it has lapsed"
        click.echo(paint(text, "warn"), err=True)


def result_text(config: Config, entry: Entry | None, result: Result, *, plain: bool) -> str:
    """Return a result as it is pasted into the chat."""
    from operatoros.app.actions import render

    limit = config.whole("paste_limit")
    if plain:
        text = render(result, entry=entry, form="plain", limit=limit)
        # A terminal gets nothing that it could act on.
        if not sys.stdout.isatty() or show(text) == text:
            return text
    return render(result, entry=entry, limit=limit)


def print_results(
    config: Config,
    told: Sequence[tuple[Entry | None, Result, dict[str, object]]],
    *,
    as_json: bool,
    plain: bool,
) -> int:
    """Print results in order and return the exit status: 1 if any is not ok."""
    if as_json:
        click.echo(json.dumps([one for _entry, _result, one in told], indent=1))
    else:
        if told and sys.stdout.isatty():
            click.echo(paint("\nCopy this into the chat:", "bold"), err=True)
        for nth, (entry, result, _one) in enumerate(told):
            text = result_text(config, entry, result, plain=plain)
            click.echo(("\n" if nth else "") + text, nl=False)
    every = all(result.ok for _entry, result, _one in told)
    return EXIT_OK if every else EXIT_SOME_NOT_OK
