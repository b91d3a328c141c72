"""`--deliver`: a finished run sent on, one line for each target on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK

if TYPE_CHECKING:
    from operatoros.app.briefings import Finished
    from operatoros.config import Config


def check_deliver(config: Config, given: tuple[str, ...]) -> None:
    """Refuse targets that cannot work, before anything runs.

    Raises:
        TargetInvalid, TargetUnset, MailAddressInvalid.
    """
    from operatoros.app.delivering import check_targets
    from operatoros.app.wiring import world_of
    from operatoros.delivery.targets import parse_target

    check_targets(world_of(config), [parse_target(text) for text in given])


def deliver_and_show(config: Config, finished: Finished, given: tuple[str, ...]) -> int:
    """Send a run to every target and say what became of each; return the exit status."""
    import anyio

    from operatoros.app.delivering import deliver
    from operatoros.app.wiring import world_of
    from operatoros.cli.main import say_error
    from operatoros.delivery.targets import parse_target

    targets = [parse_target(text) for text in dict.fromkeys(given)]
    status = EXIT_OK
    for item in anyio.run(deliver, world_of(config), finished, targets):
        target = show(item.target, one_line=True)
        if item.error is not None:
            say_error(item.error)
            status = status or item.error.exit_status
        elif item.state == "already":
            click.echo(paint(f"· {target}: sent already", "dim"), err=True)
        else:
            where = f" ({show(item.where, one_line=True)})" if item.where else ""
            click.echo(f"{paint('✓', 'good')} {target}{where}", err=True)
    return status


def deliver_again(config: Config, wanted: str, given: tuple[str, ...]) -> int:
    """Send an earlier run; what was sent already is not sent again."""
    from operatoros.app import reopening
    from operatoros.app.wiring import world_of

    return deliver_and_show(config, reopening.reopen(world_of(config), wanted), given)
