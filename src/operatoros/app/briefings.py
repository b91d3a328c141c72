"""Running operators and reopening runs: what the faces call."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

import anyio

from operatoros.app.cleaning import CleanAsker
from operatoros.app.consents import agree, agreed
from operatoros.app.keeping import StoreKeeper, Telling
from operatoros.app.preparing import prepare
from operatoros.app.proposals import must_be_there, take_up
from operatoros.app.recorded import request_json
from operatoros.app.wiring import World, goals_of, iso, open_runs, world_of, zone_of
from operatoros.app.writers import Chosen, writer_of
from operatoros.briefing.brief import brief
from operatoros.briefing.marking import footer, render_checked
from operatoros.briefing.proposing import TakenUp
from operatoros.briefing.reader import reader_of
from operatoros.briefing.request import Disclosure, Outcome, Ports, RunRequest
from operatoros.briefing.untrusted import cell
from operatoros.catalog.params import bind
from operatoros.catalog.search import find_operator, task_of
from operatoros.catalog.templates import Scope, resolve_text
from operatoros.config import Config
from operatoros.errors import OperatorosError
from operatoros.net.receipt import Receipt
from operatoros.values.coverage import Fetched
from operatoros.values.event import Event
from operatoros.values.findings import Checks
from operatoros.values.jsonable import Json, to_json
from operatoros.values.run import Run

if TYPE_CHECKING:
    from operatoros.app.demo import DemoWorld
    from operatoros.catalog.declared import Operator

Listener = Callable[[Event], None]
AskConsent = Callable[[Disclosure], Awaitable[bool]]
_FLUSH_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a person asked for, as given.

    Attributes:
        operator: Id or file of an operator.
        task: Id of a task; None for the default one.
        params: Parameters as text, by name.
        replaced: File by source id, read instead of asking.
        demo: Whether the sample company answers.
        model: Who writes; None for the settings' choice.
        dry_run: Whether to stop before the model is called.
        allow_partial: Whether a required source may fail.
        strict: Whether any gap is an error.
        agreed: Whether the person agreed to send the records (`--yes`).
        interactive: Whether a person reads the result on a terminal.
        workspace: Folder whose inbox takes what the text proposes; empty for none.
    """

    operator: str
    task: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False
    model: str | None = None
    dry_run: bool = False
    allow_partial: bool = False
    strict: bool = False
    agreed: bool = False
    interactive: bool = False
    workspace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run that ended or waits, ready to be shown.

    Attributes:
        run: The run.
        checked_text: The model's text with what was not found marked in it.
        prompt_text: The exact prompt (for `--dry-run`).
        prompt_parts: The prompt packed for a chat, while the run waits.
        dry_run: Whether no model was to be called.
        notes: What the person should know besides.
        error: What went wrong; its kind decides the exit status.
    """

    run: Run
    checked_text: str = ""
    prompt_text: str = ""
    prompt_parts: tuple[str, ...] = ()
    dry_run: bool = False
    notes: tuple[str, ...] = ()
    error: OperatorosError | None = None

    def as_json(self) -> dict[str, Json]:
        """Return the JSON that every face gives for a run."""
        return run_json(self.run)


def run_json(run: Run) -> dict[str, Json]:
    """Return a run as the faces print it: the Run, with the briefing as a person reads it."""
    data = to_json(run)
    assert isinstance(data, dict)
    text = "\n\n".join(part for part in (run.briefing.digest, run.briefing.text) if part)
    return {
        **data,
        "briefing": text,
        "model": run.briefing.model,
        "coverage": data["coverage"],
        "checks": to_json(run.briefing.checks),
        "citations": to_json(run.briefing.citations),
        "cost_usd": run.usage.cost_usd if run.usage else None,
        "proposed": list(run.briefing.proposed),
        "parts": data["briefing"],
    }


async def run(
    options: RunOptions, config: Config, listener: Listener, ask_consent: AskConsent
) -> Finished:
    """Run an operator's task to its end.

    Args:
        options: What was asked for.
        config: The settings.
        listener: Told every event as it happens.
        ask_consent: Asks the person, the first time an operator's records leave for a host.

    Raises:
        OperatorosError: for what is wrong before anything runs (no such operator, a bad
            parameter). What goes wrong later is in the result, with what was found until then.
    """
    return await run_in(world_of(config), options, listener, ask_consent)


async def run_in(
    world: World, options: RunOptions, listener: Listener, ask_consent: AskConsent
) -> Finished:
    """Run an operator's task in a world that is there already; see `run`."""
    async with AsyncExitStack() as stack:
        demo = None
        if options.demo:
            from operatoros.app.demo import enter_demo

            demo = await stack.enter_async_context(enter_demo(world))
            world = demo.world
        operator = find_operator(options.operator, world.path)
        return await run_operator(world, operator, options, listener, ask_consent, demo=demo)


async def run_operator(
    world: World,
    operator: Operator,
    options: RunOptions,
    listener: Listener,
    ask_consent: AskConsent,
    *,
    demo: DemoWorld | None = None,
    pause_s: float = 0.0,
) -> Finished:
    """Run an operator that was found already; see `run`.

    Args:
        world: Settings, credentials, clock.
        operator: The operator.
        options: What was asked for.
        listener: Told every event.
        ask_consent: Asks the person.
        demo: The sample company, if it answers.
        pause_s: Seconds between the pieces of a sample answer, so that people can watch it.
    """
    config = world.config
    must_be_there(options.workspace)
    goals = goals_of(world)
    zone = zone_of(goals)
    scope = Scope(now=world.now().astimezone(zone), zone=zone)
    owner = f"operator {operator.id!r}"
    params = bind(operator.params, options.params, scope=scope, owner=owner, open_ended=False)
    task = task_of(operator, options.task)
    identity = new_run_id(world.clock())
    request = RunRequest(
        run=identity,
        operator=operator,
        task=task,
        prompt=resolve_text(task.prompt, replace(scope, params=params)),
        params=params,
        asked=prepare(
            world,
            operator,
            params=params,
            zone=zone,
            replaced=options.replaced,
            stand_ins=demo.stand_ins if demo else None,
        ),
        goals=goals,
        demo=options.demo,
        allow_partial=options.allow_partial,
        strict=options.strict,
        dry_run=options.dry_run,
        max_cost_usd=config.number("max_cost_usd"),
        max_tokens=config.whole("max_output_tokens"),
        budget_tokens=config.whole("budget_tokens"),
        nonce=secrets.token_hex(8),
        paste_limit=config.whole("paste_limit"),
        reader=reader_of(goals, world.now().astimezone(zone)),
    )
    receipt = Receipt()
    if demo is not None and not options.model:
        from operatoros.app.demo import sample_writer

        writer = sample_writer(demo.company, operator=operator.id, task=task.id, pause_s=pause_s)
        chosen = Chosen(writer=writer)
    else:
        chosen = writer_of(
            world,
            named=options.model,
            interactive=options.interactive,
            dry_run=options.dry_run,
            receipt=receipt,
        )
    async with _ports(world, request, options, listener, ask_consent, chosen, receipt) as ports:
        outcome = await brief(request, ports=ports)
    return _finished(outcome, options, chosen)


@asynccontextmanager
async def _ports(
    world: World,
    request: RunRequest,
    options: RunOptions,
    listener: Listener,
    ask_consent: AskConsent,
    chosen: Chosen,
    receipt: Receipt,
) -> AsyncIterator[Ports]:
    """Open what a run needs, and leave nothing open: no child, no connection, no store."""
    from operatoros.connectors.sessions import Connections
    from operatoros.net.client import Client

    keeper = StoreKeeper(
        lambda: open_runs(world),
        run=request.run,
        operator=request.operator.id,
        demo=request.demo,
        redactor=world.redactor,
    )
    telling = Telling(
        run=request.run, now=lambda: iso(world.now()), listener=listener, keeper=keeper
    )

    async def consent(disclosure: Disclosure) -> bool:
        home = world.config.home
        if agreed(home, operator=disclosure.operator, host=disclosure.host):
            return True
        if not (options.agreed or await ask_consent(disclosure)):
            return False
        agree(home, operator=disclosure.operator, host=disclosure.host, at=iso(world.now()))
        return True

    async def propose(blocks: str, fetched: Sequence[Fetched]) -> TakenUp:
        taken = await take_up(
            world.config,
            options.workspace,
            blocks,
            fetched,
            run=request.run,
            operator=request.operator.id,
        )
        keeper.keep_proposals(taken)
        return taken

    keeper.keep_request(request_json(world, request))
    http = Client(receipt=receipt, max_in_flight=world.config.whole("max_in_flight"))
    connections = Connections(
        http=http,
        receipt=receipt,
        environ=world.config.environment,
        redactor=world.redactor,
        taping=keeper.recording,
    )
    try:
        async with http, connections, anyio.create_task_group() as group:
            group.start_soon(_flush_now_and_then, keeper, telling)
            yield Ports(
                asker=CleanAsker(connections, world.redactor),
                receipt=receipt,
                writer=chosen.writer,
                keeper=keeper,
                emit=telling,
                now=world.now,
                monotonic=monotonic,
                consent=consent,
                take_up=propose,
            )
            group.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            telling.flush()
            await keeper.flush()
            await keeper.close()


async def _flush_now_and_then(keeper: StoreKeeper, telling: Telling) -> None:
    """Let other processes follow a run that takes its time."""
    while True:
        await anyio.sleep(_FLUSH_EVERY_S)
        telling.flush()
        await keeper.flush()


def _finished(outcome: Outcome, options: RunOptions, chosen: Chosen) -> Finished:
    run = outcome.run
    return Finished(
        run=run,
        checked_text=render_checked(run.briefing.text, run.briefing.checks),
        prompt_text=outcome.prompt.text if outcome.prompt else "",
        prompt_parts=outcome.parts,
        dry_run=options.dry_run,
        notes=(*(chosen.notes if run.error is None else ()), *proposal_notes(run, outcome.taken)),
        error=outcome.error,
    )


def proposal_notes(run: Run, taken: TakenUp | None) -> tuple[str, ...]:
    """Say where proposed actions wait, or how to take them up."""
    if taken is None:
        return ()
    if taken.workspace:
        shown = "operatoros inbox list --workspace " + shlex.quote(taken.workspace)
        # Once more for whoever saw the text stream by, before the inbox could say it.
        echoes = tuple(
            f"Entry {entry.number} says what the data of {cell(entry.echo)} says: somebody may "
            "have written it there for the model to repeat."
            for entry in taken.entries
            if entry.echo
        )
        return (*echoes, f"Proposed actions wait for your decision: {shown}")
    why = f" ({taken.problem})" if taken.problem else ""
    return (
        f"Proposed actions were not taken up{why}; name the folder they may touch:\n"
        f"  operatoros runs propose {run.run} --workspace DIR",
    )


def checks_text(checks: Checks) -> str:
    """Return in words how many figures of a text were found in the data."""
    return footer(checks)


def new_run_id(now: datetime) -> str:
    """Return an id that sorts by time: `20261121-073000-4821f`, to the millisecond."""
    return f"{now:%Y%m%d-%H%M%S}-{now.microsecond // 1000:03d}{secrets.token_hex(1)}"
