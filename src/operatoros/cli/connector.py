"""`operatoros connector ...`: log in to one, try one for real."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import anyio
import click

from operatoros.cli.main import Verb, VerbGroup
from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK, EXIT_SOME_NOT_OK

if TYPE_CHECKING:
    from operatoros.app.checking import Tried

_SECTION = "Verbs"


@click.command("test", epilog="\b\nExample:\n  operatoros connector test git --sample log")
@click.argument("name")
@click.option("--sample", "fetch", metavar="FETCH", help="Try this fetch and show some records.")
@click.option("-p", "--param", "params", multiple=True, metavar="K=V", help="A parameter.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_context
def test_one(
    ctx: click.Context, name: str, fetch: str | None, params: tuple[str, ...], as_json: bool
) -> None:
    """Ask connector NAME for real and say what came back."""
    from operatoros.app import checking
    from operatoros.app.wiring import world_of
    from operatoros.cli.pairs import pairs
    from operatoros.config import load

    given = pairs("--param", params, "days_back=7")

    async def ask() -> tuple[Tried, ...]:
        return await checking.try_connector(
            world_of(load()), name, fetch=fetch, params=given, most=3
        )

    tried = anyio.run(ask)
    if as_json:
        from operatoros.values.jsonable import to_json

        click.echo(json.dumps(to_json(tried), indent=2, ensure_ascii=False))
    else:
        for item in tried:
            _print(item, sample=fetch is not None)
    ctx.exit(EXIT_SOME_NOT_OK if any(item.error for item in tried) else EXIT_OK)


def _print(item: Tried, *, sample: bool) -> None:
    if item.error is None:
        click.echo(f"✓ {item.fetch:<28} {item.records:>7,} {item.noun}  {item.seconds:.2f} s")
    else:
        what = show(f"{item.error['code']}: {item.error['message']}", one_line=True)
        click.echo(f"✗ {item.fetch:<28} {what}")
        if item.error.get("hint"):
            click.echo(f"    hint: {show(str(item.error['hint']), one_line=True)}")
    for note in item.notes:
        click.echo(paint(f"    {show(note, one_line=True)}", "dim"))
    if sample:
        for record in item.sample:
            text = json.dumps(record, indent=2, ensure_ascii=False)
            click.echo(show(text))


@click.command("login", epilog="\b\nExample:\n  operatoros connector login hubspot")
@click.argument("name")
def login(name: str) -> None:
    """Ask for connector NAME's credentials and store them for you alone (mode 0600)."""
    from operatoros.app import catalogue, checking
    from operatoros.app.wiring import world_of
    from operatoros.config import load

    world = world_of(load())
    connector = catalogue.connector(world, name)
    if not connector.credentials:
        click.echo(f"{show(connector.name, one_line=True)} needs no credentials", err=True)
        return
    values: dict[str, str] = {}
    for field in connector.credentials:
        label = show(field.label or field.name, one_line=True)
        if field.description:
            click.echo(paint(show(field.description), "dim"), err=True)
        if not field.required and field.default is not None:
            continue
        if sys.stdin.isatty():
            values[field.name] = click.prompt(label, hide_input=field.secret, err=True)
        else:
            # One value a line, in the order of the fields: for scripts.
            values[field.name] = sys.stdin.readline().rstrip("\r\n")
    where = checking.login(world, connector, values)
    click.echo(f"stored in {where}", err=True)
    click.echo(f"next: operatoros connector test {connector.id}", err=True)


group = VerbGroup(
    name="connector",
    help="Log in to connectors and try them.",
    epilog="\b\nExample:\n  operatoros connector test git",
    verbs=(
        Verb(name="test", place="connector:test_one", section=_SECTION, says="Ask it for real"),
        Verb(name="login", place="connector:login", section=_SECTION, says="Store credentials"),
    ),
)
