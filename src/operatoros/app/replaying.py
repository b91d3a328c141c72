"""A run made again from what was recorded, with the network blocked, and compared byte for byte.

Made again: records, names, changes, facts, digest, prompt, text and checks. Compared besides:
whether the operator still declares what it declared then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from operatoros.app.recorded import Recorded, declared_of, recorded, without_places
from operatoros.app.wiring import World, goals_of, open_runs
from operatoros.briefing.brief import ask_for, find, settle
from operatoros.briefing.proposing import TakenUp, draw_out
from operatoros.briefing.reader import reader_of
from operatoros.briefing.request import Found
from operatoros.catalog.search import find_operator
from operatoros.errors import OperatorosError, Refused
from operatoros.values.jsonable import canonical, digest


class NetworkInReplay(Refused):
    """Something reached for the network while a run was made again; it must not."""

    code = "ERR_REPLAY_NETWORK"

    def __init__(self, *, event: str) -> None:
        super().__init__(
            f"a replay tried to use the network ({event})",
            hint="this is a bug of ours; please report it",
            details={"event": event},
        )


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
    with blocked_network():
        pairs = [*_made_again(kept)]
    made = [_difference(part, "made", was, now) for part, was, now in pairs if was != now]
    declared, compared, notes = _declared(world, kept)
    return Replayed(
        run=kept.run.run,
        compared=(*(part for part, _, _ in pairs), *compared),
        differences=(*made, *declared),
        notes=notes,
    )


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
        pairs.append((f"the declaration of source {source}", was, is_now))
    pairs.append(("the declared facts", then.operator.facts, now.facts))
    pairs.append(("masking", then.operator.mask, now.mask))
    pairs.append(("the goals", then.goals, goals_of(world)))
    differences = [
        _difference(part, "declared", canonical(was), canonical(is_now))
        for part, was, is_now in pairs
        if canonical(was) != canonical(is_now)
    ]
    return differences, tuple(part for part, _, _ in pairs), ()


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


# -- the network, blocked ----------------------------------------------------------------------

_REACHING = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.bind",
     "subprocess.Popen", "os.posix_spawn", "os.exec"}
)  # fmt: skip


class _Guard:
    """Sees every use of the network in this process once installed; refuses while it is on."""

    def __init__(self) -> None:
        self.installed = False
        self.depth = 0

    def __call__(self, event: str, _arguments: tuple[object, ...]) -> None:
        if self.depth and event in _REACHING:
            raise NetworkInReplay(event=event)


_GUARD = _Guard()


@contextmanager
def blocked_network() -> Iterator[None]:
    """Refuse connections, look-ups and child processes inside the block.

    An audit hook cannot be taken out again, so it is put in by the first replay only.
    """
    if not _GUARD.installed:
        sys.addaudithook(_GUARD)
        _GUARD.installed = True
    _GUARD.depth += 1
    try:
        yield
    finally:
        _GUARD.depth -= 1
