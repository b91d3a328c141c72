"""`operatoros inbox`: what waits for a decision, and deciding it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from operatoros.cli.acting import (
    keys_here,
    lines_option,
    print_results,
    review_at,
    warn_of_policy,
    workspace_option,
)
from operatoros.cli.style import columns, paint
from operatoros.display import show
from operatoros.errors import EXIT_OK, EXIT_SOME_NOT_OK, InvalidInput

if TYPE_CHECKING:
    from operatoros.app.actions import Desk, Entry, Result

EPILOG = """\b
Examples:
  operatoros inbox list
  operatoros inbox show 3
  operatoros inbox approve 3 4
  operatoros inbox approve 3 --plan 1f0c9a77
  operatoros inbox reject 5 --reason "use the other file"
"""


class PlanNotNamed(InvalidInput):
    """Nobody can be asked here, and it was not said which plan is approved."""

    code = "ERR_PLAN_NOT_NAMED"

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"entry {number} cannot be approved here without saying what was seen",
            hint=f"run it in a terminal, or give --plan with the digest that"
            f" `operatoros inbox show {number}` prints",
        )


@click.group(epilog=EPILOG)
def inbox() -> None:
    """Look at what waits, approve it, reject it."""


@inbox.command("list")
@workspace_option()
@click.option("--all", "everything", is_flag=True, help="Also what was decided.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_(workspace: str | None, everything: bool, as_json: bool) -> int:
    """List what waits for a decision."""
    from operatoros.app.actions import OPEN, entry_json, open_actions, workspace_for
    from operatoros.config import load

    config = load()
    with open_actions(config, workspace_for(config, workspace)) as desk:
        entries = desk.inbox.entries(() if everything else tuple(OPEN))
        if as_json:
            click.echo(json.dumps([entry_json(entry) for entry in entries], indent=1))
            return EXIT_OK
        warn_of_policy(desk)
        rows = [
            (
                str(entry.number),
                entry.state,
                entry.lane,
                entry.command.id,
                entry.command.action,
                entry.command.path or "",
                "" if entry.command.signed else "unsigned",
            )
            for entry in entries
        ]
        for line in columns(rows) if rows else ():
            click.echo(line)
        if not rows:
            click.echo("nothing waits here", err=True)
    return EXIT_OK


@inbox.command("show")
@click.argument("number", type=int)
@workspace_option()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show_(number: int, workspace: str | None, as_json: bool) -> int:
    """Show one entry: what it would do, or what became of it."""
    from operatoros.app.actions import (
        OPEN,
        entry_json,
        look,
        open_actions,
        preview_json,
        workspace_for,
    )
    from operatoros.cli.previewing import diff_lines, head_lines
    from operatoros.config import load

    config = load()
    with open_actions(config, workspace_for(config, workspace)) as desk:
        entry = desk.inbox.entry(number)
        seen = look(desk, number, answer=False) if entry.state in OPEN else None
        entry = desk.inbox.entry(number)
        preview = seen.preview if seen is not None else None
        problem = seen.problem if seen is not None else None
        if as_json:
            told = entry_json(entry) | {
                "preview": preview_json(preview) if preview else None,
                "problem": problem.summary if problem else None,
            }
            click.echo(json.dumps(told, indent=1))
            return EXIT_OK
        if preview is None:
            result = problem or entry.result
            click.echo(f"entry {entry.number}: {entry.command.action} {entry.command.id}")
            click.echo(f"  {entry.state} since {entry.changed_at}")
            if result is not None:
                click.echo(f"  {show(result.summary, one_line=True)}")
            return EXIT_OK
        for line in (*head_lines(preview), *diff_lines(preview)):
            click.echo(line)
        click.echo(paint(f"  plan {preview.plan}", "dim"))
        if preview.lane == "stop":
            click.echo(f"  to approve, confirm with: {preview.confirm}")
    return EXIT_OK


@inbox.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@workspace_option()
@click.option("--plan", metavar="DIGEST", help="The plan that was seen (8 letters or more).")
@click.option("--confirm", default="", metavar="TEXT", help="The words that the stop lane wants.")
@click.option("--hunks", metavar="N,N", help="Only these hunks, as `inbox show` numbers them.")
@click.option("--again", is_flag=True, help="Also what was decided before.")
@click.option("--send-secrets", is_flag=True, help="Do not withhold what looks like a secret.")
@click.option("--plain", is_flag=True, help="Write details as | lines instead of base64.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@lines_option
def approve(
    numbers: tuple[int, ...],
    workspace: str | None,
    plan: str | None,
    confirm: str,
    hunks: str | None,
    again: bool,
    send_secrets: bool,
    plain: bool,
    as_json: bool,
    lines: bool,
) -> int:
    """Look at entries once more and carry out those that you approve."""
    from operatoros.app import actions
    from operatoros.config import load

    config = load()
    told: list[tuple[Entry | None, Result, dict[str, object]]] = []
    with actions.open_actions(config, actions.workspace_for(config, workspace)) as desk:
        warn_of_policy(desk)
        keys = keys_here(config, lines=lines) if plan is None else None
        review = review_at(config, desk, keys, send_secrets=send_secrets)
        try:
            for number in numbers:
                entry = desk.inbox.entry(number)
                if again and entry.state not in actions.OPEN:
                    entry = actions.again(desk, number)
                if plan is not None:
                    result = _approve_plan(
                        desk, number, plan, confirm, _numbers(hunks), send_secrets=send_secrets
                    )
                elif keys is None:
                    raise PlanNotNamed(number=number)
                else:
                    result = review.one(number).result
                told.append((entry, result, actions.result_json(entry, None, result)))
        finally:
            status = print_results(config, told, as_json=as_json, plain=plain)
    return status


def _numbers(text: str | None) -> list[int] | None:
    if text is None:
        return None
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as exc:
        raise click.BadParameter("give numbers separated by commas", param_hint="--hunks") from exc


def _approve_plan(
    desk: Desk,
    number: int,
    plan: str,
    confirm: str,
    hunks: Sequence[int] | None,
    *,
    send_secrets: bool,
) -> Result:
    """Approve what was seen elsewhere, if it is still what would happen."""
    from operatoros.app import actions
    from operatoros.review.approve import PlanNotShown

    seen = actions.look(desk, number)
    if seen.problem is not None:
        return seen.problem
    assert seen.plan is not None
    if len(plan) < 8 or not seen.plan.digest.startswith(plan.lower()):
        raise PlanNotShown(number=number)
    differs = ""
    if hunks is not None:
        assert seen.preview is not None
        differs = f"{len(hunks)} of {len(seen.preview.hunks)} hunks"
        seen = actions.with_hunks(desk, seen, hunks)
    approval = actions.approve(desk, seen, confirmation=confirm)
    outcome = actions.execute(desk, approval, send_secrets=send_secrets, differs=differs)
    if outcome.answer is None:
        assert outcome.error is not None
        raise outcome.error
    return outcome.answer.result


@inbox.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@workspace_option()
@click.option("--reason", default="", help="What the chat is told.")
def reject(numbers: tuple[int, ...], workspace: str | None, reason: str) -> int:
    """Say no; the result to paste into the chat is printed."""
    from operatoros.app import actions
    from operatoros.config import load

    config = load()
    with actions.open_actions(config, actions.workspace_for(config, workspace)) as desk:
        told: list[tuple[Entry | None, Result, dict[str, object]]] = []
        for number in numbers:
            entry = actions.reject(desk, number, reason=reason)
            assert entry.result is not None
            told.append((entry, entry.result, {}))
        print_results(config, told, as_json=False, plain=False)
    return EXIT_OK


@inbox.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@workspace_option()
def dismiss(numbers: tuple[int, ...], workspace: str | None) -> int:
    """Put entries aside; the chat is not told."""
    from operatoros.app import actions
    from operatoros.config import load

    config = load()
    with actions.open_actions(config, actions.workspace_for(config, workspace)) as desk:
        for number in numbers:
            entry = actions.dismiss(desk, number)
            click.echo(f"entry {entry.number} is dismissed", err=True)
    return EXIT_OK


@inbox.command("result")
@click.argument("numbers", type=int, nargs=-1, required=True)
@workspace_option()
@click.option("--plain", is_flag=True, help="Write details as | lines instead of base64.")
def result_(numbers: tuple[int, ...], workspace: str | None, plain: bool) -> int:
    """Print the results of entries once more."""
    from operatoros.app import actions
    from operatoros.config import load

    config = load()
    with actions.open_actions(config, actions.workspace_for(config, workspace)) as desk:
        entries = [desk.inbox.entry(number) for number in numbers]
        nothing: dict[str, object] = {}
        told: list[tuple[Entry | None, Result, dict[str, object]]] = [
            (entry, entry.result, nothing) for entry in entries if entry.result is not None
        ]
        print_results(config, told, as_json=False, plain=plain)
        return EXIT_OK if len(told) == len(entries) else EXIT_SOME_NOT_OK
