"""A run made again from what was recorded, with the network blocked, and compared byte for byte.

Made again: what connectors read from their recorded calls, records, names, changes, facts, digest,
prompt, text and checks. Compared besides: whether the operator still declares what it declared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import anyio

from operatoros.app.offline import block_this_thread, blocked_network
from operatoros.app.recorded import (
    Recorded,
    answer_bytes,
    declared_of,
    recorded,
    without_places,
)
from operatoros.app.rerunning import CallNotRecorded, Rerun, can_rerun, rerun
from operatoros.app.wiring import World, goals_of, open_runs
from operatoros.briefing.brief import ask_for, find
from operatoros.briefing.proposing import TakenUp, draw_out
from operatoros.briefing.reader import reader_of
from operatoros.briefing.request import Found
from operatoros.briefing.settling import settle
from operatoros.catalog.declared import Operator
from operatoros.catalog.search import find_operator
from operatoros.errors import OperatorosError
from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import canonical, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part that is not what it was.

    Attributes:
        part: What differs: `facts`, `prompt.data`, `records of crm.deals`, `the task's prompt`.
        kind: `made` if the same input gave another result, `declared` if the input changed.
        was: SHA-256 (hex) then, or a word.
        now: The same now.
        says: The first place where they part, for people.
    """

    part: str
    kind: str
    was: str
    now: str
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to.

    Attributes:
        run: Id of the run.
        compared: Parts that were compared.
        differences: Those that differ; none means byte for byte the same.
        notes: What could not be compared, and why.
    """

    run: str
    compared: tuple[str, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()


def replay(world: World, wanted: str) -> Replayed:
    """Make a run again and compare.

    Raises:
        RunNotFound, RunAmbiguous, RunNotRecorded.
    """
    with open_runs(world) as store:
        kept = recorded(store, wanted)
    again = _connectors(world, kept)
    with blocked_network():
        fetched = tuple(again.fetched.get(one.source, one) for one in kept.fetched)
        pairs = [*again.pairs, *_made_again(replace(kept, fetched=fetched))]
    made = [_difference(part, "made", was, now) for part, was, now in pairs if was != now]
    declared, compared, notes = _declared(world, kept)
    return Replayed(
        run=kept.run.run,
        compared=(*(part for part, _, _ in pairs), *compared),
        differences=(*again.missing, *made, *declared),
        notes=(*again.notes, *notes),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """What connectors made of the recorded calls; see `Rerun`."""

    fetched: Mapping[str, Fetched]
    pairs: tuple[tuple[str, bytes, bytes], ...]
    missing: tuple[Difference, ...]
    notes: tuple[str, ...]


def _connectors(world: World, kept: Recorded) -> _Again:
    """Run the connectors that declare what they declared, over the recorded calls."""
    whole, notes = can_rerun(kept)
    try:
        here = find_operator(kept.run.operator, world.path)
        declared = declared_of(world, here, demo=kept.run.demo)
    except OperatorosError:
        return _Again(fetched={}, pairs=(), missing=(), notes=notes)
    sources = {
        source.id: source
        for source in here.sources
        if source.id in whole and declared[source.id] == kept.declared.get(source.id)
    }
    done = _alone(partial(rerun, world, kept, sources))
    answers = {item.source: item.response for item in kept.exchanges}
    left = [f"was asked then and not again: {what}" for what in done.left]
    return _Again(
        fetched=done.fetched,
        pairs=tuple(
            (f"answer of {name}", answers[name], answer_bytes(fetched))
            for name, fetched in done.fetched.items()
        ),
        missing=tuple(
            _missing(name, what) for name, calls in done.missing.items() for what in calls
        ),
        notes=(*notes, *left),
    )


def _missing(source: str, what: str) -> Difference:
    return Difference(
        part=f"calls of {source}",
        kind="made",
        was="not asked",
        now=CallNotRecorded.code,
        says=CallNotRecorded(source=source, what=what).message,
    )


def _alone(work: Callable[[], Awaitable[Rerun]]) -> Rerun:
    """Carry out asynchronous work with the network blocked, whether or not a loop runs here."""

    async def blocked() -> Rerun:
        # The loop is there by now: making one may use a socket of its own. Its look-ups would
        # happen in threads that know nothing of this one.
        asyncio.get_running_loop().set_default_executor(
            ThreadPoolExecutor(1, initializer=block_this_thread)
        )
        with blocked_network():
            return await work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, blocked).result()


def _made_again(kept: Recorded) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield each part's name, its bytes as they were kept, and its bytes made again."""
    run, request = kept.run, kept.request
    for one in kept.fetched:
        if one.source in kept.kept:
            again = (tuple(r.key for r in one.records), tuple(r.hash for r in one.records))
            yield f"records of {one.source}", canonical(kept.kept[one.source]), canonical(again)
    found = find(request, kept.fetched, kept.before)
    if kept.handles:
        names = {"\x00".join(key): name for key, name in found.handles.by_key.items()}
        were = {"\x00".join(key): name for key, name in kept.handles.items()}
        yield "handles", canonical(were), canonical(names)
    if run.briefing.digest:
        yield "changes", canonical(run.changes), canonical(found.changes)
        yield "facts", canonical(run.facts), canonical(found.facts)
        yield "digest", run.briefing.digest.encode(), found.digest.encode()
    if "prompt.system" in kept.texts:
        prompt, _ = ask_for(request, kept.fetched, found)
        for name in ("system", "data", "task"):
            yield (
                f"prompt.{name}",
                kept.texts[f"prompt.{name}"].encode(),
                getattr(prompt, name).encode(),
            )
    if "answer" in kept.texts:
        yield from _text_again(kept, found)


def _text_again(kept: Recorded, found: Found) -> Iterator[tuple[str, bytes, bytes]]:
    run, request = kept.run, kept.request
    text, reader = kept.texts["answer"], request.reader
    if kept.answered_at:
        reader = reader_of(request.goals, datetime.fromisoformat(kept.answered_at))
    if found.mask is not None:
        text = found.mask.restore(text)
    again = settle(
        replace(run, changes=found.changes, facts=found.facts),
        draw_out(text, proposes=request.task.actions == "propose"),
        kept.taken or TakenUp(),
        fetched=kept.fetched,
        handles=found.handles,
        reader=reader,
        asked=request.prompt,
    ).briefing
    yield "text", run.briefing.text.encode(), again.text.encode()
    yield "checks", canonical(run.briefing.checks), canonical(again.checks)
    yield "citations", canonical(run.briefing.citations), canonical(again.citations)


def _declared(
    world: World, kept: Recorded
) -> tuple[list[Difference], tuple[str, ...], tuple[str, ...]]:
    """Compare what was declared then with what is declared now."""
    run, then = kept.run, kept.request
    try:
        here = find_operator(run.operator, world.path)
    except OperatorosError as error:
        note = f"what is declared now was not compared: {error.code}, {error.message}"
        return [], (), (note,)
    now = without_places(here)
    pairs: list[tuple[str, object, object]] = []
    task = now.tasks.get(run.task)
    pairs.append(
        ("the task's prompt", then.task.prompt, task.prompt if task else "the task is gone")
    )
    declared = declared_of(world, here, demo=run.demo)
    for source in dict.fromkeys((*kept.declared, *declared)):
        was, is_now = kept.declared.get(source, "not there"), declared.get(source, "gone")
        pairs.append((_declaration_of(source), was, is_now))
    pairs.append(("the declared facts", then.operator.facts, now.facts))
    pairs.append(("masking", then.operator.mask, now.mask))
    pairs.append(("the goals", then.goals, goals_of(world)))
    differences = [
        _difference(part, "declared", canonical(was), canonical(is_now))
        for part, was, is_now in pairs
        if canonical(was) != canonical(is_now)
    ]
    effects = {
        _declaration_of(name): says for name, says in _effects(world, kept, here, declared).items()
    }
    told = [replace(one, says=effects.get(one.part, one.says)) for one in differences]
    return told, tuple(part for part, _, _ in pairs), ()


def _declaration_of(source: str) -> str:
    return f"the declaration of source {source}"


def _effects(
    world: World, kept: Recorded, here: Operator, declared: Mapping[str, str]
) -> Mapping[str, str]:
    """Say what each source that declares something else now makes of the recorded calls."""
    whole, _ = can_rerun(kept)
    found = {}
    for source in here.sources:
        if source.id not in whole or declared[source.id] == kept.declared.get(source.id):
            continue
        try:
            done = _alone(partial(rerun, world, kept, {source.id: source}, changed=True))
        except OperatorosError as error:
            found[source.id] = f"it cannot be asked: {error.message} ({error.code})"
            continue
        found[source.id] = _effect(kept, done, source.id)
    return found


def _effect(kept: Recorded, done: Rerun, source: str) -> str:
    if calls := done.missing.get(source):
        error = CallNotRecorded(source=source, what=calls[0])
        return f"{error.message} ({error.code})"
    was = next(one for one in kept.fetched if one.source == source)
    then, now = answer_bytes(was), answer_bytes(done.fetched[source])
    if then == now:
        return "over the recorded answers it brings the same"
    brings = done.fetched[source]
    count = f"{len(was.records):,} records then, {len(brings.records):,} now"
    if brings.error is not None and brings.error != was.error:
        why = f"{brings.error.message} ({brings.error.code})"
    else:
        why = _first_difference(then, now)
    return f"over the recorded answers it brings something else: {count}; {why}"


def _difference(part: str, kind: str, was: bytes, now: bytes) -> Difference:
    return Difference(
        part=part,
        kind=kind,
        was=digest(was.decode("utf-8", "surrogatepass")),
        now=digest(now.decode("utf-8", "surrogatepass")),
        says=_first_difference(was, now),
    )


def _first_difference(was: bytes, now: bytes, *, around: int = 40) -> str:
    at = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), None)
    if at is None:
        at = min(len(was), len(now))
    start = max(0, at - around)
    old, new = (
        part[start : at + around].decode("utf-8", "replace").replace("\n", " ⏎ ")
        for part in (was, now)
    )
    return f"at byte {at:,}: …{old}… is now …{new}…"
