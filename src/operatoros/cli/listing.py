"""`operators`, `connectors`, `tasks`: what is there, one line each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from operatoros.cli.style import columns, paint

if TYPE_CHECKING:
    from operatoros.config import Config


@click.command(epilog="\b\nExample:\n  operatoros operators")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def operators(as_json: bool) -> None:
    """List the operators, and what must be set before they can run."""
    from operatoros.app import catalogue
    from operatoros.app.wiring import world_of
    from operatoros.config import load

    lines = catalogue.operators(world_of(load()))
    if as_json:
        _print_json(lines)
        return
    if not lines:
        click.echo("no operators yet; make one: operatoros operator new my-briefing", err=True)
        return
    rows = []
    for line in lines:
        if line.problem:
            state = f"broken: {line.problem}, run `operatoros validate {line.file}`"
        elif line.missing:
            state = f"needs {', '.join(line.missing)}"
        else:
            state = "ready"
        rows.append((line.id, ", ".join(line.tasks), state))
    _print_rows(("operator", "tasks", "state"), rows)


@click.command(epilog="\b\nExample:\n  operatoros connectors")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def connectors(as_json: bool) -> None:
    """List the connectors, their fetches and the state of their credentials."""
    from operatoros.app import catalogue
    from operatoros.app.wiring import world_of
    from operatoros.config import load

    lines = catalogue.connectors(world_of(load()))
    if as_json:
        _print_json(lines)
        return
    rows = []
    for line in lines:
        if line.problem:
            state = f"broken: {line.problem}, run `operatoros validate {line.file}`"
        elif line.missing:
            state = f"needs {', '.join(line.missing)}"
        else:
            state = "ready"
        rows.append((line.id, line.kind, ", ".join(line.fetches), state))
    _print_rows(("connector", "kind", "fetches", "state"), rows)


@click.command(epilog="\b\nExample:\n  operatoros tasks deal-intelligence")
@click.argument("operator")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def tasks(operator: str, as_json: bool) -> None:
    """List the tasks of OPERATOR."""
    from operatoros.config import load

    list_tasks(load(), operator, as_json=as_json)


def list_tasks(config: Config, operator: str, *, as_json: bool) -> None:
    """Print an operator's tasks."""
    from operatoros.app import catalogue
    from operatoros.app.wiring import world_of

    lines = catalogue.tasks(world_of(config), operator)
    if as_json:
        _print_json(lines)
        return
    rows = [(line.id, line.name, "default" if line.default else "") for line in lines]
    _print_rows(("task", "name", ""), rows)


def _print_rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    first, *rest = columns([head, *rows])
    click.echo(paint(first, "dim"))
    for line in rest:
        click.echo(line)


def _print_json(lines: tuple[object, ...]) -> None:
    from operatoros.values.jsonable import to_json

    click.echo(json.dumps(to_json(lines), indent=2, ensure_ascii=False))
