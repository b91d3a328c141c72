"""Questions after a briefing: the same records and the same prompt before them, and what was said.

Each question stands alone here: it is answered from what the run left behind, so a conversation
can go on tomorrow, from another face, or after a crash.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from anyio.to_thread import run_sync

from operatoros.app.briefings import proposal_notes
from operatoros.app.consents import agree, agreed
from operatoros.app.proposals import must_be_there, take_up
from operatoros.app.recorded import CHAT, HANDLES, REQUEST, RunNotRecorded, names_of, request_again
from operatoros.app.reopening import fetched_again
from operatoros.app.wiring import World, iso, open_runs
from operatoros.app.writers import writer_of
from operatoros.briefing.brief import ask_for, disclose, stop_where_too_expensive
from operatoros.briefing.declaring import Veil
from operatoros.briefing.handles import Handles, assign_handles
from operatoros.briefing.marking import render_checked
from operatoros.briefing.masking import Mask, make_mask
from operatoros.briefing.proposing import Drawing, TakenUp
from operatoros.briefing.request import Disclosure, Found, RunRequest, Writer
from operatoros.briefing.settling import settle
from operatoros.briefing.stops import ConsentMissing, NothingWritten
from operatoros.errors import InvalidInput, Unavailable
from operatoros.llm.tokens import estimated_tokens
from operatoros.llm.writing import Prompt, Turn, write_all
from operatoros.net.receipt import Receipt
from operatoros.values.coverage import Egress, ErrorInfo, Fetched
from operatoros.values.findings import Checks
from operatoros.values.jsonable import from_json
from operatoros.values.run import Run, StopReason, Usage

AskConsent = Callable[[Disclosure], Awaitable[bool]]


class ChatNeedsModel(InvalidInput):
    """Nobody is there to answer: `chat` and `none` write nothing by themselves."""

    code = "ERR_CHAT_NEEDS_MODEL"

    def __init__(self, *, model: str) -> None:
        super().__init__(
            f"{model!r} cannot answer a question by itself",
            hint="choose --model claude, claude:ID or openai:ID",
            details={"model": model},
        )


class ChatKeyMissing(Unavailable):
    """No model is chosen and there is no key for the usual one."""

    code = "ERR_CHAT_NO_KEY"

    def __init__(self) -> None:
        super().__init__(
            "ANTHROPIC_API_KEY is not set, so no model can answer",
            hint="set it in the environment or .env.local, or choose --model openai:ID (a local "
            "model, say)",
            details={"variables": ["ANTHROPIC_API_KEY"]},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One question about a run and its answer.

    Attributes:
        question: What the person asked.
        answer: What is read: names put back, commands taken out.
        raw: What the model wrote.
        at: ISO 8601 time in UTC.
        model: Who wrote.
        checks: How far its figures were found in the run's data.
        usage: What the call used.
        stop_reason: How it ended.
        error: Why it is not whole.
        proposed: Ids of inbox entries that it proposed.
        egress: Who was contacted.
        notes: Where proposed actions wait, and which of them repeat fetched data.
    """

    question: str
    answer: str
    raw: str
    at: str
    model: str
    checks: Checks = field(default_factory=Checks)
    usage: Usage | None = None
    stop_reason: StopReason = ""
    error: ErrorInfo | None = None
    proposed: tuple[str, ...] = ()
    egress: tuple[Egress, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def checked_text(self) -> str:
        """The answer with what was not found marked in it."""
        return render_checked(self.answer, self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A run as a conversation needs it."""

    run: Run
    request: RunRequest
    fetched: tuple[Fetched, ...]
    handles: Handles
    mask: Mask
    prompt: Prompt
    turns: tuple[Followed, ...]


def conversation(world: World, wanted: str) -> tuple[str, tuple[Followed, ...]]:
    """Return a run's whole id and what was asked after it, oldest first.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    with open_runs(world) as store:
        run = store.resolve(wanted)
        return run, turns_of(store.stage(run, CHAT))


def turns_of(data: object) -> tuple[Followed, ...]:
    """Return the questions and answers of a run from their JSON form."""
    return from_json(tuple[Followed, ...], data) if isinstance(data, list) else ()


async def follow_up(
    world: World,
    wanted: str,
    question: str,
    *,
    model: str | None,
    agrees: bool,
    workspace: str,
    told: Callable[[str], None],
    ask_consent: AskConsent,
) -> Followed:
    """Ask about a run; the answer is streamed, checked and kept.

    Args:
        world: Settings, clock, store.
        wanted: The run's id, or its beginning.
        question: What to ask.
        model: Who answers; None for who wrote the run, else the settings' choice.
        agrees: Whether the person agreed to send the records (`--yes`).
        workspace: Folder whose inbox takes what the answer proposes; empty for none.
        told: Called with each piece that may be shown.
        ask_consent: Asks the person, the first time an operator's records leave for a host.

    Raises:
        RunNotFound, RunAmbiguous, RunNotRecorded, WorkspaceMissing; ChatNeedsModel, ChatKeyMissing,
        ConsentMissing, TooExpensive, PriceUnknown; NothingWritten, and what the model raises if
        it never began.
    """
    must_be_there(workspace)
    kept = await run_sync(_kept, world, wanted)
    receipt = Receipt()
    writer = _writer(world, kept, model, receipt)
    assert writer.model is not None
    prompt = replace(kept.prompt, task=kept.mask.hide(question))
    stop_where_too_expensive(
        world.config.number("max_cost_usd"), writer, writer.price(estimated_tokens(prompt.text))
    )
    await _agreed(world, kept, writer, agrees, ask_consent)
    proposes = kept.request.task.actions == "propose"
    masked = kept.request.operator.mask == "people"
    drawing = Drawing(proposes=proposes, restore=kept.mask.restore if masked else None)
    veil = Veil()

    def piece(text: str) -> None:
        if shown := veil.feed(drawing.feed(text)):
            told(shown)

    written = await write_all(
        writer.model, prompt, max_tokens=world.config.whole("max_output_tokens"), told=piece
    )
    if rest := veil.feed(drawing.end()) + veil.end():
        told(rest)
    finished, drawn = written.finished, drawing.drawn()
    if finished.error is not None and not written.text.strip():
        raise NothingWritten(model=writer.name, error=finished.error)
    taken = TakenUp()
    if drawn.proposals:
        taken = await take_up(
            world.config,
            workspace,
            drawn.blocks,
            kept.fetched,
            run=kept.run.run,
            operator=kept.run.operator,
        )
    # In a thread, as in a run: others share this loop.
    answered = await run_sync(
        partial(
            settle,
            kept.run,
            drawn,
            taken,
            fetched=kept.fetched,
            handles=kept.handles,
            reader=kept.request.reader,
            asked=f"{kept.request.prompt}\n{question}",
        )
    )
    settled = answered.briefing
    followed = Followed(
        question=question,
        answer=settled.text,
        raw=written.text,
        at=iso(world.now()),
        model=writer.name,
        checks=settled.checks,
        usage=finished.usage,
        stop_reason=finished.stop_reason,
        error=finished.error,
        proposed=settled.proposed,
        egress=receipt.rows(),
        notes=_notes(kept.run, taken) if drawn.proposals else (),
    )
    await run_sync(_keep, world, kept.run.run, followed)
    return followed


def _kept(world: World, wanted: str) -> _Kept:
    with open_runs(world) as store:
        run = store.get(wanted)
        stages, texts = store.stages(run.run), store.texts(run.run)
        asked = stages.get(REQUEST)
        if not isinstance(asked, Mapping):
            raise RunNotRecorded(run=run.run, missing="its request was not kept")
        fetched = fetched_again(store, run)
    request = request_again(run, asked)
    handles = assign_handles(fetched, names_of(stages.get(HANDLES)))
    mask = make_mask(fetched) if request.operator.mask == "people" else Mask()
    if "prompt.system" in texts:
        first = Prompt(
            system=texts["prompt.system"], data=texts["prompt.data"], task=texts["prompt.task"]
        )
    else:
        # Nobody wrote then, so no prompt was built; it is made from the same records now.
        found = Found(
            handles=handles,
            mask=mask if request.operator.mask == "people" else None,
            changes=run.changes,
            facts=run.facts,
            digest=run.briefing.digest,
        )
        first, _ = ask_for(request, fetched, found)
    turns = turns_of(stages.get(CHAT))
    said = mask.hide(run.briefing.text or run.briefing.digest) or "(nothing was written)"
    history = [Turn(role="user", text=first.task), Turn(role="assistant", text=said)]
    for turn in turns:
        history.append(Turn(role="user", text=mask.hide(turn.question)))
        history.append(Turn(role="assistant", text=mask.hide(turn.answer) or "(nothing)"))
    return _Kept(
        run=run,
        request=request,
        fetched=fetched,
        handles=handles,
        mask=mask,
        prompt=replace(first, history=tuple(history)),
        turns=turns,
    )


def _writer(world: World, kept: _Kept, model: str | None, receipt: Receipt) -> Writer:
    wrote = kept.run.briefing.model
    # The demo's sample writer has no file behind it.
    named = model or (None if wrote in {"none", "chat", "scripted:sample"} else wrote)
    writer = writer_of(
        world, named=named, interactive=False, dry_run=False, receipt=receipt, cache_prefix=True
    ).writer
    if writer.refusal is not None:
        raise ChatKeyMissing
    if writer.model is None:
        raise ChatNeedsModel(model=writer.name)
    return writer


async def _agreed(world: World, kept: _Kept, writer: Writer, agrees: bool, ask: AskConsent) -> None:
    host, home = writer.host, world.config.home
    if not host or agreed(home, operator=kept.run.operator, host=host):
        return
    disclosure = disclose(kept.request.operator, host, kept.fetched)
    if not (agrees or await ask(disclosure)):
        raise ConsentMissing(sends=disclosure.text)
    agree(home, operator=kept.run.operator, host=host, at=iso(world.now()))


def _notes(run: Run, taken: TakenUp) -> tuple[str, ...]:
    if taken.workspace:
        return proposal_notes(run, taken)
    return ("Proposed actions were not taken up; ask again with --workspace DIR.",)


def _keep(world: World, run: str, followed: Followed) -> None:
    with open_runs(world) as store:
        # Read again: somebody else may have asked meanwhile.
        store.save_stage(run, CHAT, (*turns_of(store.stage(run, CHAT)), followed))
