"""`operatoros runs`: earlier runs, listed and reopened."""

from __future__ import annotations

import json

import click

from operatoros.cli.comparing import diff, export, replay
from operatoros.cli.keeping import forget, prune
from operatoros.cli.style import columns, paint


@click.group(epilog="\b\nExample:\n  operatoros runs list\n  operatoros runs show 20261121")
def runs() -> None:
    """List and reopen earlier runs."""


@runs.command("list", epilog="\b\nExample:\n  operatoros runs list --operator repo-pulse")
@click.option("--operator", metavar="NAME", help="Only runs of this operator.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_runs(operator: str | None, limit: int, as_json: bool) -> None:
    """List runs, the newest first."""
    from operatoros.app import reopening
    from operatoros.app.wiring import world_of
    from operatoros.config import load

    lines = reopening.list_runs(world_of(load()), operator=operator, limit=limit)
    if as_json:
        from operatoros.values.jsonable import to_json

        click.echo(json.dumps(to_json(lines), indent=2, ensure_ascii=False))
        return
    if not lines:
        click.echo("no runs yet; the first: operatoros run OPERATOR, or operatoros demo", err=True)
        return
    rows = [
        (
            line.run,
            f"{line.operator} {line.task}" + (" DEMO" if line.demo else ""),
            line.state,
            f"{line.sources_ok} of {line.sources} ok",
            line.model,
        )
        for line in lines
    ]
    head, *rest = columns([("run", "operator, task", "state", "sources", "model"), *rows])
    click.echo(paint(head, "dim"))
    for text in rest:
        click.echo(text)


@runs.command("show", epilog="\b\nExample:\n  operatoros runs show 20261121-0730")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
@click.option("--prompt", "only_prompt", is_flag=True, help="Print the exact prompt instead.")
def show_run(run: str, as_json: bool, only_prompt: bool) -> None:
    """Show a run again. RUN may be the beginning of its id."""
    from operatoros.app import reopening
    from operatoros.app.wiring import world_of
    from operatoros.cli.printing import print_rest
    from operatoros.config import load
    from operatoros.display import show, show_composed

    world = world_of(load())
    if only_prompt:
        click.echo(show(reopening.prompt_of(world, run)))
        return
    finished = reopening.reopen(world, run)
    if as_json:
        click.echo(json.dumps(finished.as_json(), indent=2, ensure_ascii=False))
        return
    if finished.run.briefing.digest:
        click.echo(show_composed(finished.run.briefing.digest).rstrip())
    print_rest(finished, streamed=False)
    if finished.run.error is not None:
        error = finished.run.error
        click.echo(f"the run {finished.run.state}: {error.code}: {show(error.message)}", err=True)


@runs.command("propose", epilog="\b\nExample:\n  operatoros runs propose 20261121 --workspace .")
@click.argument("run")
@click.option("--workspace", metavar="DIR", required=True, help="The folder they may touch.")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
def propose(run: str, workspace: str, as_json: bool) -> None:
    """Put what RUN's text proposes into the inbox of a workspace; nothing is carried out."""
    from operatoros.app import reopening
    from operatoros.app.wiring import world_of
    from operatoros.cli.printing import print_rest
    from operatoros.config import load

    finished = reopening.propose(world_of(load()), run, workspace)
    if as_json:
        click.echo(json.dumps(finished.as_json(), indent=2, ensure_ascii=False))
        return
    print_rest(finished, streamed=False)


@runs.command("chat", epilog="\b\nExample:\n  operatoros runs chat 20261121 --model claude")
@click.argument("run")
@click.option("--model", metavar="NAME", help="Who answers; by default who wrote the run.")
@click.option("--yes", is_flag=True, help="Agree to send the records to the model.")
@click.option("--workspace", metavar="DIR", default="", help="Its inbox takes proposed actions.")
@click.option("--max-cost", metavar="USD", help="Refuse to spend more than this on one answer.")
def chat(run: str, model: str | None, yes: bool, workspace: str, max_cost: str | None) -> None:
    """Ask about RUN: the same records, the same prompt, and what was said before.

    Questions are typed, or read line by line from a pipe; /quit ends it.
    """
    from operatoros.cli.following import chat_about
    from operatoros.config import load

    flags = {"max_cost_usd": max_cost} if max_cost else {}
    chat_about(load(flags=flags), run, model=model, yes=yes, workspace=workspace)


runs.add_command(diff)
runs.add_command(replay)
runs.add_command(export)
runs.add_command(prune)
runs.add_command(forget)
