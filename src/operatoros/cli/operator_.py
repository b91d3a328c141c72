"""`operatoros operator ...`: one operator made, shown, checked, run."""

from __future__ import annotations

import click

from operatoros.cli.main import Verb, VerbGroup

_SECTION = "Verbs"


@click.command("new", epilog="\b\nExample:\n  operatoros operator new weekly-deals")
@click.argument("name")
def new(name: str) -> None:
    """Write a first operator file called NAME into config/operators/."""
    from operatoros.app import starting
    from operatoros.config import load

    where = starting.new_operator(load().project, name)
    click.echo(str(where))
    click.echo(f"next: operatoros run {name}", err=True)


@click.command("show", epilog="\b\nExample:\n  operatoros operator show deal-intelligence")
@click.argument("name")
def show_one(name: str) -> None:
    """Show NAME's YAML, as it is found on the search path."""
    from operatoros.app import catalogue
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.display import show

    file, text = catalogue.yaml_of(world_of(load()), name)
    click.echo(f"# {file}", err=True)
    click.echo(show(text), nl=False)


@click.command("validate", epilog="\b\nExample:\n  operatoros operator validate weekly-deals")
@click.argument("name")
@click.pass_context
def validate_one(ctx: click.Context, name: str) -> None:
    """Check one operator and the connectors that it asks."""
    from operatoros.cli.validate import check_and_print

    ctx.exit(check_and_print([name], as_json=False))


group = VerbGroup(
    name="operator",
    help="Make, show, check and run operators.",
    epilog="\b\nExample:\n  operatoros operator run deal-intelligence",
    verbs=(
        Verb(name="run", place="run:run", section=_SECTION, says="Run an operator's task"),
        Verb(name="new", place="operator_:new", section=_SECTION, says="Write a first file"),
        Verb(name="show", place="operator_:show_one", section=_SECTION, says="Show its YAML"),
        Verb(name="validate", place="operator_:validate_one", section=_SECTION, says="Check one"),
    ),
)
