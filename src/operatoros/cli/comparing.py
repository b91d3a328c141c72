"""Runs compared, made again and exported: `runs diff`, `runs replay`, `runs export`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK, EXIT_SOME_NOT_OK

if TYPE_CHECKING:
    from operatoros.app.comparing import Comparison
    from operatoros.app.exporting import Form

_FORMS = ("md", "html", "json", "bundle")


@click.command("diff", epilog="\b\nExample:\n  operatoros runs diff 20261120 20261121")
@click.argument("first")
@click.argument("second")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
@click.pass_context
def diff(ctx: click.Context, first: str, second: str, as_json: bool) -> None:
    """Say what differs from run FIRST to run SECOND; exit 1 if anything does."""
    from operatoros.app.comparing import compare
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.values.jsonable import to_json

    found = compare(world_of(load()), first, second)
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2, ensure_ascii=False))
    else:
        _show(found)
    ctx.exit(EXIT_OK if found.same else EXIT_SOME_NOT_OK)


def _show(found: Comparison) -> None:
    if found.same:
        click.echo("nothing differs")
    for item in found.coverage:
        was, now = show(item.was, one_line=True), show(item.now, one_line=True)
        click.echo(f"source  {show(item.source, one_line=True)}: {was} -> {now}")
    for source in found.unknown:
        click.echo(f"source  {show(source, one_line=True)}: not whole in both, not compared")
    for line in found.told:
        click.echo(f"record  {show(line, one_line=True)}")
    for change in found.facts:
        for sign, fact in (("-", change.was), ("+", change.now)):
            if fact is not None:
                click.echo(f"fact    {sign} {show(fact.text, one_line=True)}")
    for line in found.text:
        shown = show(line, one_line=True)
        if line[:1] in {"+", "-"}:
            shown = paint(shown, "add" if line[0] == "+" else "remove")
        click.echo(f"text    {shown}")


@click.command("replay", epilog="\b\nExample:\n  operatoros runs replay 20261121")
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print what was compared as JSON.")
@click.pass_context
def replay(ctx: click.Context, run: str, as_json: bool) -> None:
    """Make RUN again from the recorded answers, without network; exit 1 if anything differs."""
    from operatoros.app.replaying import replay as replay_run
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.values.jsonable import to_json

    found = replay_run(world_of(load()), run)
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2, ensure_ascii=False))
    else:
        differing = {item.part for item in found.differences}
        same = len(found.compared) - len(differing)
        click.echo(f"run {found.run}: {same} of {len(found.compared)} parts are the same")
        for item in found.differences:
            what = "came out otherwise" if item.kind == "made" else "changed since"
            click.echo(paint(f"{show(item.part, one_line=True)} {what}", "bad"))
            click.echo(f"  {show(item.says, one_line=True)}")
        for note in found.notes:
            click.echo(paint(show(note, one_line=True), "warn"), err=True)
    ctx.exit(EXIT_SOME_NOT_OK if found.differences else EXIT_OK)


@click.command("export", epilog="\b\nExample:\n  operatoros runs export 20261121 --format bundle")
@click.argument("run")
@click.option("--format", "form", type=click.Choice(_FORMS), default="md", show_default=True)
@click.option("--out", metavar="FILE", help="Where to; by default stdout, RUN.zip for a bundle.")
def export(run: str, form: Form, out: str | None) -> None:
    """Write RUN as text, page or JSON, or as a bundle with all it was made of.

    A bundle holds the sources' answers, so it holds what is personal in them; secrets never are.
    """
    from operatoros.app.exporting import export as export_run
    from operatoros.app.exporting import note_export
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.delivery.files import write_whole

    world = world_of(load())
    identity, data = export_run(world, run, form)
    if out is None and form == "bundle":
        out = f"{identity}.zip"
    if out is not None and out != "-":
        where = write_whole(Path(out), data)
        note_export(world, identity, str(where.absolute()))
        click.echo(f"written to {where}", err=True)
    elif form in {"html", "bundle"}:
        sys.stdout.buffer.write(data)
    else:
        click.echo(show(data.decode("utf-8", "surrogatepass")).rstrip())
