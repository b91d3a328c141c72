"""`validate` and `schema`: everything wrong with YAML files at once, and their form."""

from __future__ import annotations

import json

import click

from operatoros.cli.style import paint
from operatoros.display import show


@click.command(epilog="\b\nExample:\n  operatoros validate config/operators/*.yaml")
@click.argument("files", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def validate(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Check FILES, or every operator and connector there is, and say everything that is wrong."""
    ctx.exit(check_and_print(list(files), as_json=as_json))


def check_and_print(files: list[str], *, as_json: bool) -> int:
    """Check and print; return the exit status: 2 if anything is an error."""
    from operatoros.app import checking
    from operatoros.app.wiring import world_of
    from operatoros.config import load

    report = checking.check_files(world_of(load()), files)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    else:
        text = report.render()
        if text:
            click.echo(show(text))
        total = f"{len(report.files)} files: {report.errors} errors, {report.warnings} warnings"
        click.echo(paint(total, "bad" if report.errors else "good"), err=True)
    return 2 if report.errors else 0


@click.command(epilog="\b\nExample:\n  operatoros schema operator > operator.json")
@click.argument("kind")
def schema(kind: str) -> None:
    """Print the JSON Schema of KIND (operator, connector, goals), for editors."""
    from operatoros.app import checking

    click.echo(json.dumps(checking.schema_of(kind), indent=2, ensure_ascii=False))
