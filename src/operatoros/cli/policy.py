"""`operatoros policy`: the rules that decide who must look at what."""

from __future__ import annotations

import json

import click

from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK

EPILOG = """\b
Examples:
  operatoros policy
  operatoros policy --check
"""


@click.command(epilog=EPILOG)
@click.option("--check", is_flag=True, help="Fail with every problem of the file.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def policy(check: bool, as_json: bool) -> int:
    """Show the rules of policy.yaml, each with file and line.

    deny wins over ask, ask over allow. Without a file every command waits for a person.
    """
    from operatoros.app.actions import checked_policy, policy_of
    from operatoros.config import load

    config = load()
    found = checked_policy(config) if check else policy_of(config)
    if as_json:
        told = {
            "file": found.file,
            "banner": found.banner,
            "auto_read_bytes": found.auto_read_bytes,
            "rules": [
                {
                    "effect": rule.effect,
                    "actions": list(rule.actions),
                    "paths": list(rule.paths),
                    "writes": "undoable" if rule.undoable_writes else None,
                    "because": rule.because,
                    "file": rule.place.file,
                    "line": rule.place.line,
                }
                for rule in found.rules
            ],
        }
        click.echo(json.dumps(told, indent=1))
        return EXIT_OK
    if found.banner:
        text = f"cannot be read, so everything asks: {found.banner}"
        click.echo(paint(show(text), "bad"), err=True)
    for effect in ("deny", "ask", "allow"):
        for rule in found.rules:
            if rule.effect == effect:
                click.echo(show(rule.text, one_line=True))
    if not found.rules and not found.banner:
        click.echo(f"no rules: every command waits for a person ({show(found.file)})", err=True)
    return EXIT_OK
