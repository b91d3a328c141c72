"""One run from its sources to its briefing: the order of the stages, and what stops it.

Every stage is a function that can be called alone; this file only says what comes after what.
A run always ends in a Run: what went wrong is in its `error`, with what was found until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib import import_module

import anyio.to_thread

from operatoros.briefing.budget import Context
from operatoros.briefing.changes import compute_changes
from operatoros.briefing.digest import write_digest
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.gather import as_info, gather
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.masking import make_mask, persons
from operatoros.briefing.prompt import fit_prompt
from operatoros.briefing.proposing import INTERFACE, Drawing, TakenUp
from operatoros.briefing.ready import make_ready
from operatoros.briefing.request import (
    Before,
    Disclosure,
    Found,
    Outcome,
    Ports,
    RunRequest,
    Writer,
)
from operatoros.briefing.stops import (
    AllSourcesFailed,
    ConsentMissing,
    GapUnderStrict,
    NoSources,
    NothingWritten,
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
        made.error = error
        made.run = replace(made.run, state="failed")
    return await _end(ports, made)


@dataclass(slots=True)
class _Made:
    """What exists of a run so far; a failure keeps it."""

    run: Run
    prompt: Prompt | None = None
    parts: tuple[str, ...] = ()
    fetched: tuple[Fetched, ...] = ()
    taken: TakenUp | None = None
    error: OperatorosError | None = None


async def _stages(request: RunRequest, ports: Ports, made: _Made) -> None:
    if not request.asked:
        raise NoSources(operator=request.operator.id)
    found = await _find(request, ports, made)
    _stop_where_data_is_missing(request, made.fetched)
    writer = ports.writer
    if writer.refusal is not None and not request.dry_run:
        raise writer.refusal
    if writer.name == "none" and not request.dry_run:
        made.run = replace(made.run, state="done")
    else:
        prompt, context = ask_for(request, made.fetched, found)
        made.prompt = prompt
        await ports.keeper.keep_prompt(prompt)
        tokens = estimated_tokens(prompt.text)
        cost = writer.price(tokens)
        ports.emit(PromptReady(model=writer.name, tokens=tokens, cost_usd=cost, cuts=context.cuts))
        if request.dry_run:
            usage = Usage(model=writer.name, input_tokens=tokens, cost_usd=cost)
            made.run = replace(made.run, state="done", usage=usage)
        elif writer.model is None:
            _wait_for_chat(request, ports, made, prompt)
        else:
            stop_where_too_expensive(request.max_cost_usd, writer, cost)
            await _ask_consent(request, ports, made)
            await _write(request, ports, made, prompt, writer.model, found)
    gaps = [line.source for line in made.run.coverage if line.state not in {"ok", "cached"}]
    if request.strict and gaps and made.error is None:
        made.error = GapUnderStrict(gaps=gaps)


async def _find(request: RunRequest, ports: Ports, made: _Made) -> Found:
    """Fetch, and let code say what is there: changes, facts, digest."""
    before = await _gather(request, ports, made)
    await ports.keeper.keep_snapshot(request.asked, made.fetched)
    found = find(request, made.fetched, before)
    await ports.keeper.keep_handles(found.handles.by_key)
    made.run = replace(
        made.run,
        state="writing",
        coverage=tuple(source_line(item) for item in made.fetched),
        changes=found.changes,
        facts=found.facts,
        briefing=Briefing(digest=found.digest, model=ports.writer.name),
        egress=ports.receipt.rows(),
    )
    await ports.keeper.save(made.run)
    ports.emit(DigestReady(digest=found.digest))
    return found


def find(request: RunRequest, fetched: Sequence[Fetched], before: Mapping[str, Before]) -> Found:
    """Let code say what is in the records; the same input gives the same result, any day.

    Args:
        request: What was asked; its reader says which day it is.
        fetched: What the sources brought.
        before: The last complete fetch of each source.
    """
    reader = request.reader
    handles = assign_handles(fetched, _earlier(before))
    changes = compute_changes(
        {source: was.records for source, was in before.items()},
        fetched,
        since={source: was.fetched_at for source, was in before.items()},
    )
    facts = compute_facts(fetched, handles=handles, reader=reader, rules=request.operator.facts)
    digest = write_digest(
        fetched,
        changes=changes,
        facts=facts,
        handles=handles,
        reader=reader,
        demo=request.demo,
        title=request.operator.name,
    )
    mask = make_mask(fetched) if request.operator.mask == "people" else None
    return Found(handles=handles, mask=mask, changes=changes, facts=tuple(facts), digest=digest)


def ask_for(
    request: RunRequest, fetched: Sequence[Fetched], found: Found
) -> tuple[Prompt, Context]:
    """Return the prompt of a run, and which records it holds; as pure as `find`."""
    return fit_prompt(
        sources={item.source.id: item.source for item in request.asked},
        budget_tokens=request.budget_tokens,
        estimate=estimated_tokens,
        operator=request.operator,
        task=request.task,
        task_prompt=request.prompt,
        fetched=fetched,
        changes=found.changes,
        facts=found.facts,
        handles=found.handles,
        reader=request.reader,
        nonce=request.nonce,
        goals=request.goals,
        demo=request.demo,
        hide=found.mask.hide if found.mask else None,
        interface=INTERFACE,
    )


def _earlier(before: Mapping[str, Before]) -> dict[tuple[str, str], str]:
    """Names of the last runs: `D-17` is the same deal tomorrow."""
    return {
        (source, key): handle
        for source, was in before.items()
        for key, handle in was.handles.items()
    }


async def _gather(request: RunRequest, ports: Ports, made: _Made) -> Mapping[str, Before]:
    """Ask the sources; return their last complete fetches, read while they answer."""

    async def ask() -> tuple[Fetched, ...]:
        fetched = await gather(
            request.asked,
            asker=ports.asker,
            emit=ports.emit,
            now=lambda: _iso(ports.now()),
            monotonic=ports.monotonic,
        )
        ports.gathered()
        return fetched

    ready = await make_ready(
        ask,
        partial(ports.keeper.before, request.asked),
        None if request.dry_run or ports.writer.model is None else partial(_load, ports.writer),
    )
    made.fetched = tuple(ready.fetched)
    if isinstance(ready.before, OperatorosError):
        raise ready.before
    return ready.before


def _load(writer: Writer) -> None:
    """Import what writing and checking need."""
    if writer.preload is not None:
        writer.preload()
    import_module("operatoros.briefing.check")


def _stop_where_data_is_missing(request: RunRequest, fetched: Sequence[Fetched]) -> None:
    if all(item.state in {"failed", "skipped"} for item in fetched):
        raise AllSourcesFailed(fetched=fetched)
    failed = [item for item in fetched if item.required and item.state in {"failed", "skipped"}]
    if failed and not request.allow_partial:
        raise RequiredSourceFailed(failed=failed)


def stop_where_too_expensive(limit: float, writer: Writer, cost: float | None) -> None:
    """Refuse a call that may cost more than the person wants to pay.

    Args:
        limit: Most estimated dollars; 0 means no limit.
        writer: Who would write.
        cost: Its highest price; None if no price is known.

    Raises:
        PriceUnknown, TooExpensive.
    """
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


def _wait_for_chat(request: RunRequest, ports: Ports, made: _Made, prompt: Prompt) -> None:
    made.parts = pack(prompt, request.paste_limit)
    made.run = replace(made.run, state="waiting")
    ports.emit(Waiting(parts=len(made.parts)))


async def _write(
    request: RunRequest,
    ports: Ports,
    made: _Made,
    prompt: Prompt,
    model: Model,
    found: Found,
) -> None:
    drawing = Drawing(
        proposes=request.task.actions == "propose",
        restore=found.mask.restore if found.mask else None,
    )

    # Imported where a text is written: a run without a model needs none of it.
    from operatoros.briefing.declaring import Veil
    from operatoros.briefing.settling import settle

    veil = Veil()

    def told(piece: str) -> None:
        if shown := veil.feed(drawing.feed(piece)):
            ports.emit(TextDelta(delta=shown))

    written = await write_all(model, prompt, max_tokens=request.max_tokens, told=told)
    if rest := veil.feed(drawing.end()) + veil.end():
        ports.emit(TextDelta(delta=rest))
    await ports.keeper.keep_answer(written.text)
    finished, drawn = written.finished, drawing.drawn()
    taken = await ports.take_up(drawn.blocks, made.fetched) if drawn.proposals else TakenUp()
    made.taken = taken if drawn.proposals else None
    briefing = replace(made.run.briefing, stop_reason=finished.stop_reason, error=finished.error)
    # In a thread: a long text takes a tenth of a second to check, and other runs share this loop.
    made.run = await anyio.to_thread.run_sync(
        partial(
            settle,
            replace(made.run, briefing=briefing, usage=finished.usage),
            drawn,
            taken,
            fetched=made.fetched,
            handles=found.handles,
            reader=request.reader,
            asked=request.prompt,
        )
    )
    ports.emit(Checked(checks=made.run.briefing.checks))
    failed = finished.error is not None and not made.run.briefing.text.strip()
    made.run = replace(made.run, state="failed" if failed else "done")
    if failed and finished.error is not None:
        made.error = NothingWritten(model=model.name, error=finished.error)


async def _end(ports: Ports, made: _Made) -> Outcome:
    made.run = replace(
        made.run,
        error=as_info(made.error) if made.error else None,
        egress=ports.receipt.rows(),
        finished_at=None if made.run.state == "waiting" else _iso(ports.now()),
    )
    await ports.keeper.save(made.run)
    code = made.run.error.code if made.run.error else ""
    ports.emit(RunFinished(state=made.run.state, code=code))
    return Outcome(
        run=made.run,
        prompt=made.prompt,
        parts=made.parts,
        fetched=made.fetched,
        taken=made.taken,
        error=made.error,
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
