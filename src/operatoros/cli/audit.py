"""`operatoros audit`: what was done here, and whether the log is what was written."""

from __future__ import annotations

import json

import click

from operatoros.cli.acting import workspace_option
from operatoros.cli.style import columns
from operatoros.display import show
from operatoros.errors import EXIT_OK, Conflict

EPILOG = """\b
Examples:
  operatoros audit list --last 20
  operatoros audit verify
"""
_PATH_WIDTH = 60


class AuditBad(Conflict):
    """The log is not what was written. Raised by: audit verify."""

    code = "ERR_AUDIT_BAD"

    def __init__(self, *, state: str, message: str, first_bad: int | None) -> None:
        where = f", first bad line {first_bad}" if first_bad is not None else ""
        super().__init__(
            f"the log is {state}{where}: {message}",
            hint="somebody or something changed it; look in a backup of the state folder",
            details={"state": state, "first_bad": first_bad},
        )


@click.group(epilog=EPILOG)
def audit() -> None:
    """Read the log of a workspace, and check it."""


@audit.command("list")
@workspace_option()
@click.option("--last", type=click.IntRange(min=1), default=50, help="How many lines.")
@click.option("--json", "as_json", is_flag=True, help="Print whole lines as JSON.")
def list_(workspace: str | None, last: int, as_json: bool) -> int:
    """List what was read, changed, decided and copied, oldest first."""
    from collections import deque

    from operatoros.app.actions import audit_json, workspace_for
    from operatoros.config import load

    config = load()
    lines = deque(audit_json(config, workspace_for(config, workspace)), maxlen=last)
    if as_json:
        click.echo(json.dumps(list(lines), indent=1))
        return EXIT_OK
    rows = [
        (
            str(line["seq"]),
            str(line["time"]),
            str(line["kind"]),
            str(line.get("action", "")),
            str(line.get("path") or "")[:_PATH_WIDTH],
            str(line.get("decision") or line.get("result") or ""),
            str(line.get("who", "")),
        )
        for line in lines
    ]
    for text in columns(rows) if rows else ():
        click.echo(text)
    if not rows:
        click.echo("nothing was done here", err=True)
    return EXIT_OK


@audit.command()
@workspace_option()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify(workspace: str | None, as_json: bool) -> int:
    """Check every line of the log against its hash, its place and the anchor.

    The exit status is 4 if a line was changed, moved or cut off.
    """
    from operatoros.app.actions import verify_log, workspace_for
    from operatoros.config import load

    config = load()
    verdict = verify_log(config, workspace_for(config, workspace))
    if as_json:
        told = {
            "state": verdict.state,
            "ok": verdict.ok,
            "lines": verdict.lines,
            "first_bad": verdict.first_bad,
            "half_line": verdict.half_line,
            "head": {"seq": verdict.head.seq, "hash": verdict.head.hash},
            "message": verdict.message,
        }
        click.echo(json.dumps(told, indent=1))
    if not verdict.ok:
        raise AuditBad(state=verdict.state, message=verdict.message, first_bad=verdict.first_bad)
    if not as_json:
        click.echo(show(verdict.message))
        click.echo(f"head {verdict.head.seq} {verdict.head.hash}")
    return EXIT_OK
