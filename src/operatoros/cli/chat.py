"""`operatoros chat`: what to paste into a chat so that it can propose actions."""

from __future__ import annotations

import click

from operatoros.cli.acting import workspace_option
from operatoros.errors import EXIT_OK, NotFound

EPILOG = """\b
Examples:
  operatoros chat prompt --workspace ~/project | wl-copy
  operatoros chat spec
  operatoros chat templates fs.applyEdits
"""


class NoSuchAction(NotFound):
    """There is no action of that name."""

    code = "ERR_NO_SUCH_ACTION"

    def __init__(self, *, action: str) -> None:
        super().__init__(
            f"there is no action {action!r}", hint="`operatoros chat templates` prints all of them"
        )


@click.group(epilog=EPILOG)
def chat() -> None:
    """Print what a chat needs to know."""


@chat.command()
@workspace_option()
def prompt(workspace: str | None) -> int:
    """Print the first message, with the token of this workspace's inbox.

    operator_llm_bootstrap.txt in the project, or else in the state folder, replaces the shipped
    text; {session} in it stands for the token.
    """
    from operatoros.app.actions import chat_prompt, open_actions, workspace_for
    from operatoros.config import load

    config = load()
    with open_actions(config, workspace_for(config, workspace)) as desk:
        click.echo(chat_prompt(config, desk), nl=False)
    return EXIT_OK


@chat.command()
def spec() -> int:
    """Print the interface specification, as operator.getInterfaceSpec answers it."""
    from operatoros.protocol.spec import interface_spec

    click.echo(interface_spec(), nl=False)
    return EXIT_OK


@chat.command()
@click.argument("action", required=False)
@click.option("--b64", is_flag=True, help="Longer texts as base64 instead of | lines.")
def templates(action: str | None, b64: bool) -> int:
    """Print an example block for each action, or for one."""
    from operatoros.protocol.templates import templates as every

    blocks = every(form="b64" if b64 else "plain")
    if action is not None and action not in blocks:
        raise NoSuchAction(action=action)
    for name, block in blocks.items():
        if action in (None, name):
            click.echo(block)
    return EXIT_OK
