"""Earlier runs: listed, shown again, and waiting ones finished with a chat's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from operatoros.app.briefings import Finished, Listener
from operatoros.app.keeping import handles_of
from operatoros.app.wiring import World, goals_of, iso, open_runs, world_of, zone_of
from operatoros.briefing.brief import check_run
from operatoros.briefing.check import render_checked
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.reader import reader_of
from operatoros.config import Config
from operatoros.errors import Conflict, NotFound
from operatoros.llm.chat import pack
from operatoros.llm.tokens import estimated_tokens
from operatoros.llm.writing import Prompt
from operatoros.values.coverage import Fetched
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


def list_runs(world: World, *, operator: str | None, limit: int) -> tuple[RunLine, ...]:
    """Return runs, the newest first; ones whose process died show as interrupted."""
    with open_runs(world) as store:
        store.mark_interrupted(iso(world.now()))
        return store.list(operator, limit=limit)


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
    text = render_checked(run.briefing.text, run.briefing.checks)
    return Finished(run=run, checked_text=text, prompt_parts=parts)


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


async def answer(config: Config, wanted: str, text: str, listener: Listener) -> Finished:
    """Finish a waiting run with the reply that a chat gave.

    Raises:
        RunNotFound, RunAmbiguous, RunNotWaiting.
    """
    world = world_of(config)
    return await run_sync(_answer, world, wanted, text)


def _answer(world: World, wanted: str, text: str) -> Finished:
    goals = goals_of(world)
    with open_runs(world) as store:
        run = store.get(wanted)
        if run.state != "waiting":
            raise RunNotWaiting(run=run.run, state=run.state)
        fetched = fetched_again(store, run)
        usage = Usage(model="chat", output_tokens=estimated_tokens(text), estimated=True)
        run = replace(
            run,
            state="done",
            finished_at=iso(world.now()),
            briefing=replace(run.briefing, text=text.strip(), model="chat", stop_reason="end"),
            usage=usage,
        )
        reader = reader_of(goals, world.now().astimezone(zone_of(goals)))
        prompt = _prompt(store, run.run)
        run = check_run(
            run,
            fetched,
            handles=assign_handles(fetched, _by_key(handles_of(store, run.run))),
            reader=reader,
            asked=prompt.task if prompt else "",
        )
        store.save_texts(run.run, {"answer": text})
        store.save(run)
    checked = render_checked(run.briefing.text, run.briefing.checks)
    return Finished(run=run, checked_text=checked)


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


def _by_key(names: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {(source, key): handle for source, rows in names.items() for key, handle in rows.items()}


def _prompt(store: Store, run: str) -> Prompt | None:
    texts = store.texts(run)
    if "prompt.system" not in texts:
        return None
    return Prompt(
        system=texts["prompt.system"], data=texts["prompt.data"], task=texts["prompt.task"]
    )
