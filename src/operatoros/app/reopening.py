"""Earlier runs: listed, shown again, and waiting ones finished with a chat's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from operatoros.app.briefings import Finished, Listener, proposal_notes
from operatoros.app.proposals import must_be_there, take_up_now
from operatoros.app.recorded import ANSWERED, HANDLES, PROPOSALS, REQUEST, names_of, request_again
from operatoros.app.wiring import World, goals_of, iso, open_runs, world_of, zone_of
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.marking import render_checked
from operatoros.briefing.masking import make_mask
from operatoros.briefing.proposing import TakenUp, draw_out
from operatoros.briefing.reader import Reader, reader_of
from operatoros.briefing.settling import settle
from operatoros.config import Config
from operatoros.errors import Conflict, NotFound
from operatoros.llm.chat import pack
from operatoros.llm.tokens import estimated_tokens
from operatoros.llm.writing import Prompt
from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import from_json
from operatoros.values.run import Run, Usage

if TYPE_CHECKING:
    from operatoros.store.database import Store
    from operatoros.store.lines import RunLine


class RunNotWaiting(Conflict):
    """An answer was brought to a run that does not wait for one. Raised by: answer."""

    code = "ERR_RUN_NOT_WAITING"

    def __init__(self, *, run: str, state: str) -> None:
        super().__init__(
            f"run {run!r} is {state}, it does not wait for an answer",
            hint="`operatoros runs list` shows the waiting ones",
            details={"run": run, "state": state},
        )


class PromptMissing(NotFound):
    """A run never came to build a prompt. Raised by: prompt_of."""

    code = "ERR_RUN_HAS_NO_PROMPT"

    def __init__(self, *, run: str) -> None:
        super().__init__(
            f"run {run!r} has no prompt: no model was to write",
            hint="run it with --model chat, or look at a prompt first with --dry-run",
        )


class NothingProposed(NotFound):
    """A run's text holds no command. Raised by: propose."""

    code = "ERR_NOTHING_PROPOSED"

    def __init__(self, *, run: str) -> None:
        super().__init__(
            f"run {run!r} proposes nothing",
            hint="only tasks with `actions: propose` do, and only if the model saw a reason",
            details={"run": run},
        )


def list_runs(
    world: World, *, operator: str | None, limit: int, before: str | None = None
) -> tuple[RunLine, ...]:
    """Return runs, the newest first; ones whose process died show as interrupted.

    Args:
        world: The world.
        operator: Only of this operator.
        limit: At most so many.
        before: Only those older than this id.
    """
    with open_runs(world) as store:
        store.mark_interrupted(iso(world.now()))
        return store.list(operator, limit=limit, before=before)


def reopen(world: World, wanted: str) -> Finished:
    """Return a run as it was shown.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    with open_runs(world) as store:
        store.mark_interrupted(iso(world.now()))
        run = store.get(wanted)
        parts: tuple[str, ...] = ()
        if run.state == "waiting":
            prompt = _prompt(store, run.run)
            parts = pack(prompt, world.config.whole("paste_limit")) if prompt else ()
        notes = _notes(store, run)
    text = render_checked(run.briefing.text, run.briefing.checks)
    return Finished(run=run, checked_text=text, prompt_parts=parts, notes=notes)


def prompt_of(world: World, wanted: str) -> str:
    """Return the exact prompt of a run.

    Raises:
        RunNotFound, RunAmbiguous, PromptMissing.
    """
    with open_runs(world) as store:
        run = store.resolve(wanted)
        prompt = _prompt(store, run)
    if prompt is None:
        raise PromptMissing(run=run)
    return prompt.text


def taken_up(world: World, wanted: str) -> TakenUp | None:
    """Return what became of the commands that a run's text proposed; None if it proposed none.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    with open_runs(world) as store:
        kept = store.stage(store.resolve(wanted), PROPOSALS)
    return None if kept is None else from_json(TakenUp, kept)


async def answer(
    config: Config, wanted: str, text: str, listener: Listener, *, workspace: str = ""
) -> Finished:
    """Finish a waiting run with the reply that a chat gave.

    Args:
        config: The settings.
        wanted: The run's id, or its beginning.
        text: The reply.
        listener: Told what happens; nothing does meanwhile.
        workspace: Folder whose inbox takes what the reply proposes; empty for none.

    Raises:
        RunNotFound, RunAmbiguous, RunNotWaiting, WorkspaceMissing.
    """
    del listener
    world = world_of(config)
    return await run_sync(answer_now, world, wanted, text, workspace)


def answer_now(world: World, wanted: str, text: str, workspace: str) -> Finished:
    """Finish a waiting run; see `answer`."""
    must_be_there(workspace)
    goals = goals_of(world)
    with open_runs(world) as store:
        run = store.get(wanted)
        if run.state != "waiting":
            raise RunNotWaiting(run=run.run, state=run.state)
        now = world.now().astimezone(zone_of(goals))
        store.save_stage(run.run, ANSWERED, now.isoformat())
        store.save_texts(run.run, {"answer": text})
        run = replace(
            run,
            state="done",
            finished_at=iso(world.now()),
            briefing=replace(run.briefing, model="chat", stop_reason="end"),
            usage=Usage(model="chat", output_tokens=estimated_tokens(text), estimated=True),
        )
        return _settled(world, store, run, workspace, reader_of(goals, now))


def propose(world: World, wanted: str, workspace: str) -> Finished:
    """Put what a run's text proposes into the inbox of a workspace, as the run would have.

    Raises:
        RunNotFound, RunAmbiguous, WorkspaceMissing, NothingProposed.
    """
    must_be_there(workspace)
    with open_runs(world) as store:
        run = store.get(wanted)
        stages = store.stages(run.run)
        if PROPOSALS not in stages:
            raise NothingProposed(run=run.run)
        asked, answered = stages.get(REQUEST), stages.get(ANSWERED)
        assert isinstance(asked, Mapping), "proposals are kept after the request"
        request = request_again(run, asked)
        reader = request.reader
        if isinstance(answered, str):
            reader = reader_of(request.goals, datetime.fromisoformat(answered))
        return _settled(world, store, run, workspace, reader)


def _settled(world: World, store: Store, run: Run, workspace: str, reader: Reader) -> Finished:
    """Put the kept answer into a run: names restored, proposals taken up, checked, saved."""
    fetched = fetched_again(store, run)
    stages, texts = store.stages(run.run), store.texts(run.run)
    asked, text, proposes = stages.get(REQUEST), texts["answer"], False
    prompt = texts.get("prompt.task", "")
    if isinstance(asked, Mapping):
        request = request_again(run, asked)
        proposes, prompt = request.task.actions == "propose", request.prompt
        if request.operator.mask == "people":
            text = make_mask(fetched).restore(text)
    drawn = draw_out(text.strip(), proposes=proposes)
    taken = take_up_now(
        world.config, workspace, drawn.blocks, fetched, run=run.run, operator=run.operator
    )
    run = settle(
        run,
        drawn,
        taken,
        fetched=fetched,
        handles=assign_handles(fetched, names_of(stages.get(HANDLES))),
        reader=reader,
        asked=prompt,
    )
    if drawn.proposals:
        store.save_stage(run.run, PROPOSALS, taken)
    store.save(run)
    checked = render_checked(run.briefing.text, run.briefing.checks)
    notes = proposal_notes(run, taken if drawn.proposals else None)
    return Finished(run=run, checked_text=checked, notes=notes)


def _notes(store: Store, run: Run) -> tuple[str, ...]:
    """Say where a run's proposed actions are."""
    kept = store.stage(run.run, PROPOSALS)
    return () if kept is None else proposal_notes(run, from_json(TakenUp, kept))


def fetched_again(store: Store, run: Run) -> tuple[Fetched, ...]:
    """Return what the sources brought, from the store."""
    again = []
    for line in run.coverage:
        kept = store.snapshot(run.run, line.source)
        again.append(
            Fetched(
                source=line.source,
                name=line.name,
                state=line.state,
                records=store.records(kept) if kept else (),
                shape=kept.shape if kept else Fetched(source="", name="", state="ok").shape,
                total=line.total,
                as_of=line.as_of,
                notes=line.notes,
                required=line.required,
            )
        )
    return tuple(again)


def _prompt(store: Store, run: str) -> Prompt | None:
    texts = store.texts(run)
    if "prompt.system" not in texts:
        return None
    return Prompt(
        system=texts["prompt.system"], data=texts["prompt.data"], task=texts["prompt.task"]
    )
