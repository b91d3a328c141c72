"""`operatoros schedule`: a briefing that arrives by itself, and `run --due`, which timers call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from operatoros.cli.style import columns, paint
from operatoros.display import show
from operatoros.errors import EXIT_OK

if TYPE_CHECKING:
    from operatoros.app.planning import Added, Listed
    from operatoros.app.scheduling import SlotDone
    from operatoros.config import Config
    from operatoros.engine.installing import Installed

EPILOG = """\b
Examples:
  operatoros schedule add deal-intelligence --at 07:30 --days mon-fri \\
      --deliver "file:briefings/{date}.html" --deliver mail:me@company.example
  operatoros schedule list
  operatoros run --due
"""
_MARKS = {"delivered": "✓", "failed": "✗", "missed": "–"}


@click.group(epilog=EPILOG)
def schedule() -> None:
    """Have a briefing made and delivered by itself; no daemon is needed."""


@schedule.command("add", epilog=EPILOG)
@click.argument("operator")
@click.argument("task", required=False)
@click.option("--at", required=True, metavar="HH:MM", help="Time of day.")
@click.option("--days", default="daily", show_default=True, help="mon-fri, mon,wed, weekends, ...")
@click.option(
    "--time-zone", default="", metavar="NAME", help="Default: the goals', this machine's."
)
@click.option(
    "--misfire",
    type=click.Choice(["run_once", "skip"]),
    default="run_once",
    show_default=True,
    help="When the machine slept: the latest one on wake, or none.",
)
@click.option("--deliver", multiple=True, metavar="TARGET", help="file:, mail:, slack, webhook.")
@click.option("--model", metavar="NAME", default="", help="claude, claude:ID, openai:ID or none.")
@click.option("-p", "--param", "params", multiple=True, metavar="K=V", help="A parameter.")
@click.option("--id", "identity", default="", help="Its id; default: operator and time.")
@click.option("--demo", is_flag=True, help="Use the sample company.")
@click.option("--allow-partial", is_flag=True, help="Go on without a required source.")
@click.option("--yes", is_flag=True, help="Agree to send the records to the model.")
@click.option("--anyway", is_flag=True, help="Add it although it would fail as things are.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def add(
    operator: str,
    task: str | None,
    at: str,
    days: str,
    time_zone: str,
    misfire: str,
    deliver: tuple[str, ...],
    model: str,
    params: tuple[str, ...],
    identity: str,
    demo: bool,
    allow_partial: bool,
    yes: bool,
    anyway: bool,
    as_json: bool,
) -> None:
    """Have OPERATOR run at a time of day; what would fail then is refused now."""
    from operatoros.app import planning
    from operatoros.app.wiring import world_of
    from operatoros.cli.pairs import pairs
    from operatoros.config import load
    from operatoros.engine.installing import this_machine

    world = world_of(load())
    wish = planning.Wish(
        operator=operator,
        task=task,
        at=at,
        days=days,
        zone=time_zone,
        identity=identity,
        misfire="skip" if misfire == "skip" else "run_once",
        deliver=deliver,
        model=model,
        params=pairs("--param", params, "days=14"),
        demo=demo,
        allow_partial=allow_partial,
        agreed=yes,
        anyway=anyway,
    )
    added = planning.add(world, wish, this_machine(world.config.environment))
    if as_json:
        click.echo(json.dumps(_added_json(added), indent=2, ensure_ascii=False))
        return
    one = added.schedule
    click.echo(f"{paint('✓', 'good')} {one.id}: next {_when(added.next.name)} {one.zone}")
    for note in added.notes:
        click.echo(paint(f"! {show(note, one_line=True)}", "warn"), err=True)
    _say_timer(added.timer)


@schedule.command("list", epilog="\b\nExample:\n  operatoros schedule list --json")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_them(as_json: bool) -> None:
    """List the schedules, their next slot and how the last ones ended."""
    from operatoros.app import planning
    from operatoros.app.wiring import world_of
    from operatoros.config import load

    found = planning.list_schedules(world_of(load()))
    if as_json:
        click.echo(
            json.dumps([planning.listed_json(item) for item in found], indent=2, ensure_ascii=False)
        )
        return
    if not found:
        click.echo("no schedules yet: operatoros schedule add OPERATOR --at 07:30", err=True)
        return
    for line in columns([_row(item) for item in found]):
        click.echo(line)


@schedule.command("remove", epilog="\b\nExample:\n  operatoros schedule remove deals-0730")
@click.argument("identity", metavar="ID")
def remove(identity: str) -> None:
    """Remove a schedule and its timer; its runs stay."""
    from operatoros.app import planning
    from operatoros.app.wiring import world_of
    from operatoros.config import load
    from operatoros.engine.installing import this_machine

    world = world_of(load())
    timer = planning.remove(world, identity, this_machine(world.config.environment))
    click.echo(f"{paint('✓', 'good')} removed {show(identity, one_line=True)}")
    for line in timer.says:
        click.echo(show(line), err=True)


def run_due_and_show(config: Config, *, as_json: bool, verbose: bool) -> int:
    """Carry out what is due, one line a slot; return the exit status."""
    import anyio

    from operatoros.app import scheduling
    from operatoros.app.wiring import world_of
    from operatoros.cli.live import PlainProgress

    progress = PlainProgress(verbose=verbose)

    def told(item: SlotDone) -> None:
        if not as_json:
            click.echo(slot_text(item))

    done = anyio.run(scheduling.run_due, world_of(config), progress, told)
    if as_json:
        click.echo(json.dumps([_slot_json(item) for item in done], indent=2, ensure_ascii=False))
    elif not done:
        click.echo("nothing is due", err=True)
    failed = [item for item in done if item.state == "failed"]
    if not failed:
        return EXIT_OK
    return next((item.error.exit_status for item in failed if item.error), 1)


def slot_text(item: SlotDone) -> str:
    """Return one slot in one line: how it ended, which one, what became of it."""
    tone = {"delivered": "good", "failed": "bad", "missed": "warn"}[item.state]
    parts = [
        paint(f"{_MARKS[item.state]} {item.state}", tone),  # type: ignore[arg-type]  # tones of the table
        item.schedule,
        item.slot,
    ]
    if item.run:
        parts.append(f"run {item.run}")
    if item.late:
        parts.append("late")
    if item.where:
        parts.append("→ " + ", ".join(show(where, one_line=True) for where in item.where))
    if item.code:
        parts.append(f"{item.code} {show(item.message, one_line=True)}".rstrip())
    return "  ".join(parts)


def _row(item: Listed) -> tuple[str, ...]:
    from operatoros.engine.schedule import days_text

    one = item.schedule
    last = item.last[0] if item.last else None
    ended = (
        f"{_MARKS.get(last.state, '…')} {last.state} {_when(last.slot)} {last.code}" if last else ""
    )
    return (
        one.id,
        f"{one.operator} {one.task or ''}".strip() + (" DEMO" if one.demo else ""),
        f"{one.at:%H:%M} {days_text(one.days)} {one.zone}",
        f"next {_when(item.next.name)}",
        ended.strip() or "not run yet",
    )


def _say_timer(timer: Installed) -> None:
    if timer.done:
        click.echo(paint(f"timer registered with {timer.system}", "dim"), err=True)
    else:
        click.echo(paint("no timer was registered on this machine;", "warn"), err=True)
    for line in timer.says:
        click.echo(show(line), err=True)


def _when(slot: str) -> str:
    return slot.replace("T", " ")


def _added_json(added: Added) -> dict[str, object]:
    from operatoros.engine.schedule import to_body

    return {
        "schedule": added.schedule.id,
        **to_body(added.schedule),
        "next": added.next.name,
        "timer": {
            "system": added.timer.system,
            "installed": added.timer.done,
            "files": [{"name": file.name, "text": file.text} for file in added.timer.files],
        },
        "notes": [*added.notes, *added.timer.says],
    }


def _slot_json(item: SlotDone) -> dict[str, object]:
    return {
        "schedule": item.schedule,
        "operator": item.operator,
        "slot": item.slot,
        "state": item.state,
        "run": item.run,
        "code": item.code,
        "message": item.message,
        "where": list(item.where),
        "late": item.late,
    }
