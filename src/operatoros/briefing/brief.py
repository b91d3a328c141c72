"""One run from its sources to its briefing: the order of the stages, and what stops it.

Every stage is a function that can be called alone; this file only says what comes after what.
A run always ends in a Run: what went wrong is in its `error`, with what was found until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import anyio

from operatoros.briefing.budget import Context, build_context
from operatoros.briefing.changes import compute_changes
from operatoros.briefing.check import check
from operatoros.briefing.digest import write_digest
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.gather import as_info, gather
from operatoros.briefing.prompt import build_prompt
from operatoros.briefing.request import Disclosure, Outcome, Ports, RunRequest, Writer
from operatoros.briefing.snapshot import take_snapshot
from operatoros.briefing.stops import (
    AllSourcesFailed,
    ConsentMissing,
    GapUnderStrict,
    NoSources,
    PriceUnknown,
    RequiredSourceFailed,
    TooExpensive,
)
from operatoros.catalog.declared import Operator
from operatoros.errors import OperatorosError
from operatoros.llm.chat import pack
from operatoros.llm.tokens import estimated_tokens
from operatoros.llm.writing import Model, Prompt, write_all
from operatoros.values.coverage import Fetched, source_line
from operatoros.values.event import (
    Checked,
    DigestReady,
    PromptReady,
    RunFinished,
    RunStarted,
    TextDelta,
    Waiting,
)
from operatoros.values.run import Briefing, Run, Usage


async def brief(request: RunRequest, *, ports: Ports) -> Outcome:
    """Run an operator's task: fetch, compare, count, write, check.

    Args:
        request: What was asked, looked up.
        ports: The world.

    Returns:
        The run in its last state (`done`, `failed`, or `waiting` for a chat's answer). A run
        that failed carries its error and everything found until then.

    Raises:
        Only bugs of ours; an OperatorosError ends up in the run.
    """
    run = Run(
        run=request.run,
        operator=request.operator.id,
        task=request.task.id,
        params=request.params,
        state="fetching",
        demo=request.demo,
        started_at=_iso(ports.now()),
    )
    await ports.keeper.begin(run)
    names = tuple(item.source.id for item in request.asked)
    ports.emit(RunStarted(operator=run.operator, task=run.task, demo=run.demo, sources=names))
    made = _Made(run=run)
    try:
        await _stages(request, ports, made)
    except OperatorosError as error:
        made.run = replace(made.run, state="failed", error=as_info(error))
    return await _end(ports, made)


@dataclass(slots=True)
class _Made:
    """What exists of a run so far; a failure keeps it."""

    run: Run
    prompt: Prompt | None = None
    fetched: tuple[Fetched, ...] = ()


async def _stages(request: RunRequest, ports: Ports, made: _Made) -> None:
    if not request.asked:
        raise NoSources(operator=request.operator.id)
    context = await _find(request, ports, made)
    _stop_where_data_is_missing(request, made.fetched)
    writer = ports.writer
    if writer.name == "none" and not request.dry_run:
        made.run = replace(made.run, state="done")
    else:
        prompt = build_prompt(
            operator=request.operator,
            task=request.task,
            task_prompt=request.prompt,
            coverage=made.run.coverage,
            changes=made.run.changes,
            facts=made.run.facts,
            context=context,
            goals=request.goals,
            nonce=request.nonce,
            demo=request.demo,
        )
        made.prompt = prompt
        await ports.keeper.keep_prompt(made.run.run, prompt)
        tokens = estimated_tokens(prompt.text)
        cost = writer.price(tokens)
        ports.emit(
            PromptReady(model=writer.name, tokens=tokens, cost_usd=cost, cuts=context.cuts)
        )
        if request.dry_run:
            usage = Usage(model=writer.name, input_tokens=tokens, cost_usd=cost)
            made.run = replace(made.run, state="done", usage=usage)
        elif writer.model is None:
            await _wait_for_chat(request, ports, made, prompt)
        else:
            _stop_where_too_expensive(request, writer, cost)
            await _ask_consent(request, ports, made)
            await _write(request, ports, made, prompt, writer.model, context)
    gaps = [line.source for line in made.run.coverage if line.state not in {"ok", "cached"}]
    if request.strict and gaps and made.run.error is None:
        made.run = replace(made.run, error=as_info(GapUnderStrict(gaps=gaps)))


async def _find(request: RunRequest, ports: Ports, made: _Made) -> Context:
    """Fetch, and let code say what is there: snapshot, changes, facts, digest."""
    made.fetched = await _gather_and_preload(request, ports)
    fetched = made.fetched
    before = await ports.keeper.last_complete(request.operator.id)
    snapshot = take_snapshot(fetched)
    await ports.keeper.keep_snapshot(request.run, request.operator.id, snapshot)
    today = ports.now()
    handles = give_handles(fetched)
    changes = compute_changes(before, fetched)
    facts = compute_facts(
        fetched, rules=request.operator.facts, handles=handles, today=today, goals=request.goals
    )
    coverage = tuple(source_line(item) for item in fetched)
    digest = write_digest(
        coverage=coverage,
        changes=changes,
        facts=facts,
        now=today,
        goals=request.goals,
        demo=request.demo,
    )
    made.run = replace(
        made.run,
        state="writing",
        coverage=coverage,
        changes=changes,
        facts=facts,
        briefing=Briefing(digest=digest, model=ports.writer.name),
        egress=ports.receipt.rows(),
    )
    await ports.keeper.save(made.run)
    ports.emit(DigestReady(digest=digest))
    return build_context(
        fetched,
        handles=handles,
        sources={item.source.id: item.source for item in request.asked},
        budget_tokens=request.budget_tokens,
        estimate=estimated_tokens,
    )


async def _gather_and_preload(request: RunRequest, ports: Ports) -> tuple[Fetched, ...]:
    """Ask the sources; import what writing needs while they answer."""
    fetched: tuple[Fetched, ...] = ()

    async def ask() -> None:
        nonlocal fetched
        fetched = await gather(
            request.asked,
            asker=ports.asker,
            emit=ports.emit,
            now=lambda: _iso(ports.now()),
            monotonic=ports.monotonic,
        )

    async with anyio.create_task_group() as group:
        group.start_soon(ask)
        if ports.writer.preload is not None and not request.dry_run:
            group.start_soon(anyio.to_thread.run_sync, ports.writer.preload)
    return fetched


def _stop_where_data_is_missing(request: RunRequest, fetched: Sequence[Fetched]) -> None:
    if all(item.state in {"failed", "skipped"} for item in fetched):
        raise AllSourcesFailed(fetched=fetched)
    failed = [item for item in fetched if item.required and item.state in {"failed", "skipped"}]
    if failed and not request.allow_partial:
        raise RequiredSourceFailed(failed=failed)


def _stop_where_too_expensive(request: RunRequest, writer: Writer, cost: float | None) -> None:
    limit = request.max_cost_usd
    if limit <= 0:
        return
    if cost is None:
        raise PriceUnknown(model=writer.name)
    if cost > limit:
        raise TooExpensive(estimate=cost, limit=limit, model=writer.name)


async def _ask_consent(request: RunRequest, ports: Ports, made: _Made) -> None:
    host = ports.writer.host
    if not host:
        return
    disclosure = disclose(request.operator, host, made.fetched)
    if not await ports.consent(disclosure):
        raise ConsentMissing(sends=disclosure.text)


def disclose(operator: Operator, host: str, fetched: Sequence[Fetched]) -> Disclosure:
    """Count what a run is about to send: records by noun, and distinct persons."""
    counts: dict[str, int] = {}
    people: set[str] = set()
    for item in fetched:
        if item.records:
            counts[item.shape.noun] = counts.get(item.shape.noun, 0) + len(item.records)
        people |= persons(item)
    return Disclosure(
        operator=operator.id,
        host=host,
        counts=tuple(counts.items()),
        people=len(people),
        masked=operator.mask == "people",
    )


async def _wait_for_chat(
    request: RunRequest, ports: Ports, made: _Made, prompt: Prompt
) -> None:
    parts = pack(prompt, request.paste_limit)
    made.run = replace(made.run, state="waiting")
    ports.emit(Waiting(parts=len(parts)))


async def _write(
    request: RunRequest,
    ports: Ports,
    made: _Made,
    prompt: Prompt,
    model: Model,
    context: Context,
) -> None:
    written = await write_all(
        model,
        prompt,
        max_tokens=request.max_tokens,
        told=lambda piece: ports.emit(TextDelta(delta=piece)),
    )
    finished = written.finished
    briefing = replace(
        made.run.briefing,
        text=written.text,
        stop_reason=finished.stop_reason,
        error=finished.error,
    )
    made.run = replace(made.run, briefing=briefing, usage=finished.usage)
    made.run = check_run(made.run, made.fetched, now=ports.now(), goals=request.goals)
    ports.emit(Checked(checks=made.run.briefing.checks))
    failed = finished.stop_reason in {"error", "refusal"} and not written.text.strip()
    made.run = replace(
        made.run, state="failed" if failed else "done", error=finished.error if failed else None
    )


async def _end(ports: Ports, made: _Made) -> Outcome:
    made.run = replace(
        made.run,
        egress=ports.receipt.rows(),
        finished_at=None if made.run.state == "waiting" else _iso(ports.now()),
    )
    await ports.keeper.save(made.run)
    code = made.run.error.code if made.run.error else ""
    ports.emit(RunFinished(state=made.run.state, code=code))
    return Outcome(run=made.run, prompt=made.prompt, fetched=made.fetched)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
