"""`operatoros act`: a chat's text to approved changes; results on stdout, the rest on stderr."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

import click

from operatoros.cli.acting import (
    keys_here,
    lines_option,
    print_results,
    review_at,
    warn_of_policy,
    workspace_option,
)
from operatoros.display import show

if TYPE_CHECKING:
    from operatoros.app.actions import Desk, Entry, Proposed, Result
    from operatoros.cli.reviewing import Review

EPILOG = """\b
Examples:
  operatoros act chat.txt --workspace ~/project
  wl-paste | operatoros act - --workspace . --yes --json
"""

_Told = tuple["Entry | None", "Result", dict[str, object]]


@click.command(epilog=EPILOG)
@click.argument("file", type=click.File("rb"), default="-")
@workspace_option(required=True)
@click.option("--yes", is_flag=True, help="Say yes beforehand; never to the stop lane.")
@click.option("--yes-delete", is_flag=True, help="With --yes: to a single delete too.")
@click.option("--again", is_flag=True, help="Ask again about what was decided before.")
@click.option("--chat", metavar="NAME", help="The conversation; by default the file's path.")
@click.option("--send-secrets", is_flag=True, help="Do not withhold what looks like a secret.")
@click.option("--plain", is_flag=True, help="Write details as | lines instead of base64.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@lines_option
def act(
    file: BinaryIO,
    workspace: str,
    yes: bool,
    yes_delete: bool,
    again: bool,
    chat: str | None,
    send_secrets: bool,
    plain: bool,
    as_json: bool,
    lines: bool,
) -> int:
    """Carry out what a chat proposes, once you said yes to each.

    Each command is shown as exactly what it would do. Without a terminal nothing runs unless
    --yes is given; --yes obeys the policy file. The exit status is 1 if anything is not ok.
    """
    from operatoros.app.actions import Origin, open_actions, take_text
    from operatoros.app.chat_text import read_chat
    from operatoros.config import load

    config = load()
    text = read_chat(file, name=file.name)
    piped = file.name in ("-", "<stdin>")
    name = "stdin" if piped else os.path.abspath(file.name)
    told: list[_Told] = []
    with open_actions(config, workspace) as desk:
        warn_of_policy(desk)
        taken = take_text(
            desk,
            text,
            Origin(kind="file", name=name, chat=chat or name),
            source="file",
            require_session=config.yes("require_session"),
        )
        if taken.scan.trimmed:
            click.echo("only the end of this text was looked at: it is very long", err=True)
        if not taken.items:
            click.echo("nothing new in this text", err=True)
        keys = None if yes else keys_here(config, lines=lines)
        review = None if yes else review_at(config, desk, keys, send_secrets=send_secrets)
        try:
            for item in taken.items:
                one = _take(
                    desk,
                    item,
                    review,
                    deletes=yes_delete,
                    again=again,
                    send_secrets=send_secrets,
                    as_json=as_json,
                )
                if one is not None:
                    told.append(one)
        finally:
            # What was done is told, also if the person stops in the middle.
            status = print_results(config, told, as_json=as_json, plain=plain)
        _say_what_waits(desk)
    return status


def _take(
    desk: Desk,
    item: Proposed,
    review: Review | None,
    *,
    deletes: bool,
    again: bool,
    send_secrets: bool,
    as_json: bool,
) -> _Told | None:
    """Bring one item of the text to an end; None if there is nothing new to tell."""
    from operatoros.app import actions

    if item.entry is None:
        assert item.rejection is not None
        assert item.answer is not None
        return (
            None,
            item.answer,
            actions.result_json(None, item.rejection, item.answer),
        )
    entry = item.entry
    if entry.state not in actions.OPEN:
        if not again or entry.state in ("running", "approved"):
            what = f"{entry.command.id} is {entry.state} already"
            click.echo(f"{what}; --again asks once more", err=True)
            return _known(entry) if as_json else None
        entry = actions.again(desk, entry.number)
    if review is None:
        result = actions.run_unattended(
            desk, entry.number, deletes=deletes, send_secrets=send_secrets
        )
        click.echo(f"{entry.command.id}: {show(result.summary, one_line=True)}", err=True)
    else:
        result = review.one(entry.number).result
    return entry, result, actions.result_json(entry, None, result)


def _known(entry: Entry) -> _Told | None:
    """Return what a program is told of a command that was done before (P10); None for the rest.

    A chat is not told twice; a program that repeats a call wants to see that it holds.
    """
    from operatoros.app import actions

    if entry.state != "done":
        return None
    result = actions.Result(
        id=entry.command.id,
        ok=True,
        summary=f"Already done at {entry.changed_at} (log line {entry.seq}); not run again.",
    )
    return entry, result, actions.result_json(entry, None, result)


def _say_what_waits(desk: Desk) -> None:
    from operatoros.app.actions import OPEN

    waiting = len(desk.inbox.entries(tuple(OPEN)))
    if waiting:
        what = "entry waits" if waiting == 1 else "entries wait"
        folder = show(desk.workspace.root.path, one_line=True)
        click.echo(f"{waiting} {what}: operatoros inbox list --workspace {folder}", err=True)
