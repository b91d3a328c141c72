"""`operatoros run`: a briefing on stdout, what happens meanwhile on stderr."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from operatoros.errors import EXIT_OK, InvalidInput, OperatorosError

if TYPE_CHECKING:
    from operatoros.app.briefings import Finished, RunOptions
    from operatoros.config import Config
    from operatoros.values.event import Event

EPILOG = """\b
Examples:
  operatoros run deal-intelligence
  operatoros run deal-intelligence deal-gaps --model none
  operatoros run deal-intelligence --from hubspot.open_deals_with_owners=deals.csv
  operatoros run repo-pulse --json > pulse.json
"""


class AnswerWithoutRun(InvalidInput):
    """--answer and --run go together. Raised by: run."""

    code = "ERR_ANSWER_NEEDS_RUN"

    def __init__(self) -> None:
        super().__init__(
            "--answer FILE brings a chat's reply to a waiting run, so it needs --run ID",
            hint="`operatoros runs list` shows the waiting ones",
        )


@click.command(epilog=EPILOG)
@click.argument("operator", required=False)
@click.argument("task", required=False)
@click.option("-l", "--list", "only_list", is_flag=True, help="List the tasks; run nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Say more while it runs.")
@click.option("-p", "--param", "params", multiple=True, metavar="K=V", help="A parameter.")
@click.option(
    "--from", "replaced", multiple=True, metavar="SOURCE=FILE", help="Read a source from an export."
)
@click.option("--demo", is_flag=True, help="Use the sample company instead of your tools.")
@click.option("--model", metavar="NAME", help="claude, claude:ID, openai:ID, chat or none.")
@click.option("--dry-run", is_flag=True, help="Fetch, print the exact prompt, call no model.")
@click.option("--answer", metavar="FILE", help="A chat's reply to a waiting run (- for stdin).")
@click.option("--run", "run_id", metavar="ID", help="The waiting run that --answer belongs to.")
@click.option(
    "--out", metavar="FILE", help="Write it to a file as well (.html to forward, .md, .json, .eml)."
)
@click.option(
    "--deliver", multiple=True, metavar="TARGET", help="file:NAME, mail:ADDRESS, slack, webhook."
)
@click.option("--due", is_flag=True, help="Run what schedules say is due now (timers call this).")
@click.option(
    "--workspace", metavar="DIR", default="", help="Folder whose inbox takes proposed actions."
)
@click.option("--chat", is_flag=True, help="Ask questions about it afterwards.")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
@click.option("--max-cost", metavar="USD", help="Refuse to spend more than this.")
@click.option("--allow-partial", is_flag=True, help="Go on without a required source.")
@click.option("--strict", is_flag=True, help="Exit 6 if any source has a gap.")
@click.option("--yes", is_flag=True, help="Agree to send the records to the model.")
@click.pass_context
def run(
    ctx: click.Context,
    operator: str | None,
    task: str | None,
    only_list: bool,
    verbose: bool,
    params: tuple[str, ...],
    replaced: tuple[str, ...],
    demo: bool,
    model: str | None,
    dry_run: bool,
    answer: str | None,
    run_id: str | None,
    out: str | None,
    deliver: tuple[str, ...],
    due: bool,
    workspace: str,
    chat: bool,
    as_json: bool,
    max_cost: str | None,
    allow_partial: bool,
    strict: bool,
    yes: bool,
) -> None:
    """Run OPERATOR (a name or a file), its default task or TASK, and print the briefing."""
    from operatoros import config as settings

    flags = {name: text for name, text in (("model", model), ("max_cost_usd", max_cost)) if text}
    config = settings.load(flags=flags)
    if due:
        from operatoros.cli.schedule import run_due_and_show

        ctx.exit(run_due_and_show(config, as_json=as_json, verbose=verbose))
    if deliver:
        from operatoros.cli.delivering import check_deliver

        check_deliver(config, deliver)
    if run_id is not None and answer is None and deliver:
        from operatoros.cli.delivering import deliver_again

        ctx.exit(deliver_again(config, run_id, deliver))
    if answer is not None or run_id is not None:
        if answer is None or run_id is None:
            raise AnswerWithoutRun
        finished = _answer(config, run_id=run_id, file=answer, workspace=workspace)
        status = conclude(config, finished, printer_streamed=False, as_json=as_json, out=out)
        ctx.exit(_deliver(config, finished, deliver) or status)
    if not operator:
        raise click.UsageError("name an operator (`operatoros operators` lists them)", ctx)
    if chat and as_json:
        raise click.UsageError("--chat talks and --json prints one document: choose one", ctx)
    if only_list:
        from operatoros.cli.listing import list_tasks

        list_tasks(config, operator, as_json=as_json)
        return
    from operatoros.app.briefings import RunOptions
    from operatoros.cli.pairs import pairs

    options = RunOptions(
        operator=operator,
        task=task,
        params=pairs("--param", params, "days=14"),
        replaced=pairs("--from", replaced, "hubspot.open_deals=deals.csv"),
        demo=demo,
        model=model,
        dry_run=dry_run,
        allow_partial=allow_partial,
        strict=strict,
        agreed=yes,
        workspace=workspace,
        interactive=sys.stdin.isatty() and sys.stdout.isatty() and not as_json,
    )
    status = run_and_show(
        config, options, verbose=verbose, as_json=as_json, out=out, chat=chat, deliver=deliver
    )
    ctx.exit(status)


def run_and_show(
    config: Config,
    options: RunOptions,
    *,
    verbose: bool,
    as_json: bool,
    out: str | None,
    chat: bool = False,
    deliver: tuple[str, ...] = (),
) -> int:
    """Run and show, then perhaps answer questions; return the exit status."""
    import anyio

    from operatoros.app import briefings
    from operatoros.cli.printing import RunPrinter

    printer = RunPrinter(
        as_json=as_json, verbose=verbose, dry_run=options.dry_run, monotonic=time.monotonic
    )
    try:
        finished = anyio.run(briefings.run, options, config, printer, printer.ask_consent)
    finally:
        printer.stop()
    status = conclude(config, finished, printer_streamed=printer.streamed, as_json=as_json, out=out)
    if not options.dry_run:
        status = _deliver(config, finished, deliver) or status
    if chat and status == EXIT_OK and finished.run.state == "done" and not options.dry_run:
        from operatoros.cli.following import chat_about

        chat_about(
            config,
            finished.run.run,
            model=options.model,
            yes=options.agreed,
            workspace=options.workspace,
        )
    return status


def conclude(
    config: Config, finished: Finished, *, printer_streamed: bool, as_json: bool, out: str | None
) -> int:
    """Write what is left to write once a run has ended; return the exit status."""
    from operatoros.cli.main import say_error
    from operatoros.cli.printing import print_rest

    if as_json:
        click.echo(json.dumps(finished.as_json(), indent=2, ensure_ascii=False))
    else:
        print_rest(finished, streamed=printer_streamed)
    if out is not None:
        from operatoros.app.delivering import write_out
        from operatoros.app.wiring import world_of

        where = write_out(world_of(config), finished, Path(out))
        click.echo(f"written to {where}", err=True)
    error: OperatorosError | None = finished.error
    if error is not None:
        say_error(error)
        return error.exit_status
    return EXIT_OK


def _deliver(config: Config, finished: Finished, deliver: tuple[str, ...]) -> int:
    if not deliver or finished.run.state != "done":
        return EXIT_OK
    from operatoros.cli.delivering import deliver_and_show

    return deliver_and_show(config, finished, deliver)


def _answer(config: Config, *, run_id: str, file: str, workspace: str) -> Finished:
    import anyio

    from operatoros.app import reopening
    from operatoros.app.inputs import read_text

    text = read_text(file, what="the chat's reply")

    def ignore(event: Event) -> None:
        """The answer is there at once: nothing happens meanwhile."""

    bring = partial(reopening.answer, workspace=workspace)
    return anyio.run(bring, config, run_id, text, ignore)
