"""`init`, `doctor`, `config`, `goals`, `version`: getting started and finding out."""

from __future__ import annotations

import json

import click

from operatoros.cli.style import columns, paint


@click.command(epilog="\b\nExample:\n  operatoros config --show-origin")
@click.option("--show-origin", is_flag=True, help="Say where each value came from.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def config(show_origin: bool, as_json: bool) -> None:
    """Show the settings. Secrets are shown as set or not set."""
    from operatoros.config import SETTINGS, load
    from operatoros.secrets import Secret

    found = load()
    rows = []
    for row in SETTINGS:
        value = found.values[row.name]
        if isinstance(value, Secret):
            text = "(set)" if value else "(not set)"
        else:
            text = str(value) if value != "" else "-"
        rows.append((row.name, f"{text} {row.unit}".strip(), found.origins[row.name]))
    if as_json:
        data = [{"setting": name, "value": text, "origin": origin} for name, text, origin in rows]
        click.echo(json.dumps(data, indent=2))
        return
    folders = [
        ("project", str(found.project), "the working folder"),
        ("home", str(found.home), "OPERATOROS_HOME, or the system's data folder"),
    ]
    table = [*folders, *rows]
    for line in columns(table if show_origin else [row[:2] for row in table]):
        click.echo(line)


@click.command(epilog="\b\nExample:\n  operatoros version")
def version() -> None:
    """Show the version."""
    import operatoros

    click.echo(operatoros.__version__)


@click.command(epilog="\b\nExample:\n  operatoros goals")
def goals() -> None:
    """Show the goals that go into every prompt: config/goals.yaml, yours alone."""
    from operatoros.app.wiring import goals_of, world_of
    from operatoros.config import load
    from operatoros.display import show

    found = goals_of(world_of(load()))
    if found is None:
        click.echo("no goals yet; `operatoros init` writes config/goals.yaml to fill in", err=True)
        return
    head = ", ".join(part for part in (found.organization, found.role) if part)
    if head:
        click.echo(paint(show(head, one_line=True), "bold"))
    rows = [(goal.id, goal.description, goal.target, goal.deadline) for goal in found.goals]
    for line in columns(rows):
        click.echo(line)
    for name, value in (
        ("time zone", found.time_zone),
        ("locale", found.locale),
        ("currency", found.currency),
    ):
        if value:
            click.echo(f"{name}: {show(value, one_line=True)}")
    if found.context:
        click.echo(show(found.context))


@click.command(epilog="\b\nExample:\n  mkdir briefings && cd briefings && operatoros init")
def init() -> None:
    """Start a project in this folder: an operator, .env.local, goals. What is there stays."""
    from operatoros.app import starting
    from operatoros.config import load

    for path, made in starting.start_project(load().project):
        click.echo(f"{'made' if made else 'kept'}  {path}")
    click.echo("next: put your keys into .env.local, then `operatoros run my-briefing`", err=True)


@click.command(epilog="\b\nExample:\n  operatoros doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say what works here and what is missing, without asking anybody outside."""
    from operatoros.app import starting
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.values.jsonable import to_json

    findings = starting.examine(world_of(load()))
    if as_json:
        click.echo(json.dumps(to_json(findings), indent=2, ensure_ascii=False))
    else:
        marks = {"good": "✓", "note": "·", "bad": "✗"}
        rows = [(marks[item.state], item.what, item.says) for item in findings]
        for line in columns(rows):
            click.echo(line)
    if any(item.state == "bad" for item in findings):
        ctx.exit(1)
