"""How long runs are kept, and who is forgotten in them: `runs prune`, `runs forget`."""

from __future__ import annotations

import json
import sys

import click

from operatoros.display import show
from operatoros.errors import Refused


class ForgetNotAgreed(Refused):
    """Nobody said yes to something that cannot be taken back. Raised by: forget."""

    code = "ERR_FORGET_NOT_AGREED"

    def __init__(self) -> None:
        super().__init__(
            "nothing was changed: forgetting a person cannot be taken back",
            hint="say yes to the question, or add --yes",
        )


_DAYS = click.IntRange(0, 100_000)


@click.command("prune", epilog="\b\nExample:\n  operatoros runs prune --raw-days 7")
@click.option("--raw-days", type=_DAYS, help="Instead of the setting `raw_days` (30).")
@click.option("--all-days", type=_DAYS, help="Instead of the setting `all_days` (400).")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def prune(raw_days: int | None, all_days: int | None, as_json: bool) -> None:
    """Throw away what is old: sources' answers and events first, later whole runs.

    Runs under way or waiting are kept, however old they are. Lines of slots and deliveries go
    with their run, once no schedule looks back at them.
    """
    from operatoros.app.wiring import iso, open_runs, world_of
    from operatoros.config import load
    from operatoros.values.jsonable import to_json

    given = {"raw_days": raw_days, "all_days": all_days}
    flags = {name: str(days) for name, days in given.items() if days is not None}
    world = world_of(load(flags=flags))
    raw, whole = world.config.whole("raw_days"), world.config.whole("all_days")
    with open_runs(world) as store:
        done = store.prune(iso(world.now()), raw_days=raw, all_days=whole)
    if as_json:
        click.echo(json.dumps(to_json(done)))
        return
    click.echo(f"{done.runs:,} runs thrown away; answers and events of {done.raw:,} more")
    if done.lines:
        click.echo(f"{done.lines:,} old lines of slots and deliveries thrown away")


@click.command("forget", epilog="\b\nExample:\n  operatoros runs forget ada@example.com")
@click.argument("who", metavar="NAME|EMAIL")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def forget(who: str, yes: bool, as_json: bool) -> None:
    """Take a person out of all runs: records, answers, prompts, texts, events.

    What stands beside the name in the records (an address, say) is taken out, too. What left this
    machine cannot be reached; it is listed.
    """
    from operatoros.app import forgetting
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.values.jsonable import to_json

    world = world_of(load())
    names = forgetting.also_written(world, who)
    shown = ", ".join(show(name, one_line=True) for name in names)
    if not yes:
        person = sys.stdin.isatty() and sys.stderr.isatty()
        ask = f"Take {shown} out of all runs? This cannot be taken back."
        if not person or not click.confirm(ask, err=True):
            raise ForgetNotAgreed
    outcome = forgetting.forget(world, names)
    if as_json:
        click.echo(json.dumps(to_json(outcome), indent=2, ensure_ascii=False))
        return
    click.echo(f"taken out of {len(outcome.runs):,} runs: {shown}")
    if outcome.calls:
        several = "1 run" if len(outcome.calls) == 1 else f"{len(outcome.calls):,} runs"
        click.echo(f"recorded calls of {several} thrown away; a replay starts at the answers")
    click.echo("not reached:")
    for left in outcome.not_reached:
        click.echo(f"  {show(left, one_line=True)}")
