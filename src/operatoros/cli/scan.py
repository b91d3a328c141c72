"""`operatoros scan`: what commands a text holds; nothing is kept and nothing runs."""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

import click

from operatoros.errors import EXIT_OK

EPILOG = """\b
Examples:
  operatoros scan chat.txt
  wl-paste | operatoros scan - --json
"""


@click.command(epilog=EPILOG)
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print commands and rejections as JSON.")
def scan(file: BinaryIO, as_json: bool) -> int:
    """Say what commands a chat's text holds; nothing is kept and nothing runs."""
    from operatoros.app.chat_text import read_chat, scan_json, scan_text
    from operatoros.display import show

    found = scan_text(read_chat(file, name=file.name))
    if as_json:
        click.echo(json.dumps(scan_json(found), indent=1))
        return EXIT_OK
    for command in found.commands:
        target = f" -> {command.path_to}" if command.path_to else ""
        path = f" {command.path}{target}" if command.path else ""
        click.echo(f"line {command.line}: {command.id} {command.action}{show(path, one_line=True)}")
    for rejection in found.rejections:
        name = f" {rejection.id}" if rejection.id else ""
        click.echo(f"line {rejection.line}:{name} {show(rejection.summary, one_line=True)}")
    if not found.items:
        click.echo("no commands in this text", err=True)
    if found.trimmed:
        click.echo("only the end of this text was looked at: it is very long", err=True)
    if sys.stdout.isatty() and found.commands:
        click.echo("run them with `operatoros act FILE --workspace DIR`", err=True)
    return EXIT_OK
