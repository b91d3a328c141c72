"""`operatoros test`: a task's assertions, held against recorded runs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK, EXIT_SOME_NOT_OK


@click.command(epilog="\b\nExamples:\n  operatoros test\n  operatoros test --junit briefings.xml")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--operator", metavar="NAME", help="Only tasks of this operator.")
@click.option("--junit", metavar="FILE", help="Write JUnit XML as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_context
def test(
    ctx: click.Context,
    runs: tuple[str, ...],
    operator: str | None,
    junit: str | None,
    as_json: bool,
) -> None:
    """Hold the assertions of tasks against RUNs, or against the newest run of each task.

    Nothing is fetched and no model is called. Exit 1 if an assertion does not hold.
    """
    from operatoros.app import asserting
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.delivery.files import write_whole
    from operatoros.values.jsonable import to_json

    outcome = asserting.hold(world_of(load()), runs, operator=operator)
    if junit is not None:
        write_whole(Path(junit), asserting.junit(outcome))
    if as_json:
        click.echo(json.dumps(to_json(outcome), indent=2, ensure_ascii=False))
    else:
        last = ""
        for item in outcome.held:
            if item.run != last:
                click.echo(paint(f"{item.operator} {item.task}, run {item.run}", "bold"))
                last = item.run
            name, wrong = show(item.name, one_line=True), show(item.wrong, one_line=True)
            line = paint(f"✗ {name}: {wrong}", "bad") if wrong else f"{paint('✓', 'good')} {name}"
            click.echo(f"  {line}")
        good = len(outcome.held) - len(outcome.failed)
        click.echo(f"{good} of {len(outcome.held)} assertions hold")
    for task in outcome.untested:
        click.echo(f"not tested, no finished run: {show(task, one_line=True)}", err=True)
    ctx.exit(EXIT_SOME_NOT_OK if outcome.failed else EXIT_OK)
