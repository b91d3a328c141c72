"""`operatoros undo`: take back what was done, once it was shown."""

from __future__ import annotations

import json

import click

from operatoros.cli.acting import keys_here, lines_option, workspace_option
from operatoros.cli.style import columns
from operatoros.display import show
from operatoros.errors import EXIT_OK, Refused

EPILOG = """\b
Examples:
  operatoros undo              the latest change, after showing it
  operatoros undo 12 --yes     act 12 of the log
  operatoros undo --redo       take the latest undo back
  operatoros undo --list
"""


class NotConfirmed(Refused):
    """Nobody said yes to an undo."""

    code = "ERR_NOT_CONFIRMED"

    def __init__(self) -> None:
        super().__init__(
            "the undo was not confirmed; nothing was changed",
            hint="answer y in a terminal, or give --yes",
        )


@click.command(epilog=EPILOG)
@click.argument("seq", type=int, required=False)
@workspace_option()
@click.option("--redo", is_flag=True, help="Do again what was undone.")
@click.option("--list", "only_list", is_flag=True, help="List what can be undone.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@lines_option
def undo(
    seq: int | None,
    workspace: str | None,
    redo: bool,
    only_list: bool,
    yes: bool,
    as_json: bool,
    lines: bool,
) -> int:
    """Take a change back: the act SEQ, or the latest one that stands.

    It is refused if the file has changed since; then the difference is shown.
    """
    from operatoros.app import actions
    from operatoros.config import load

    config = load()
    with actions.open_actions(config, actions.workspace_for(config, workspace)) as desk:
        if only_list:
            _list(actions.acts_json(desk), as_json=as_json)
            return EXIT_OK
        seen = actions.look_undo(desk, seq, redo=redo)
        from operatoros.cli.previewing import diff_lines, head_lines

        for line in (*head_lines(seen.preview), *diff_lines(seen.preview)):
            click.echo(line, err=True)
        if not yes:
            keys = keys_here(config, lines=lines)
            answer = "" if keys is None else keys.key("y yes, n no: ", "yn")
            if keys is not None:
                click.echo({"y": "yes"}.get(answer, "no"), err=True)
            if answer != "y":
                raise NotConfirmed
        done = actions.apply_undo(desk, seen)
        told = {"seq": done.seq, "undoes": seen.plan.undoes, "state": done.state,
                "summary": done.summary}  # fmt: skip
        click.echo(json.dumps(told) if as_json else show(done.summary, one_line=True))
        for text in (*done.not_kept, *done.notes):
            click.echo(f"note: {show(text, one_line=True)}", err=True)
    return EXIT_OK


def _list(acts: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(acts, indent=1))
        return
    rows = []
    for act in acts:
        state = str(act["result"] or "unfinished")
        if act["undone_by"]:
            state = f"undone by {act['undone_by']}"
        path = str(act["path"]) + (f" -> {act['path_to']}" if act["path_to"] else "")
        rows.append((str(act["seq"]), str(act["time"]), str(act["action"]), path, state))
    for line in columns(rows) if rows else ():
        click.echo(line)
    if not rows:
        click.echo("nothing was changed here", err=True)
