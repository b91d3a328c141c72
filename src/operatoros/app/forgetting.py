"""`runs forget`: a person taken out of what runs left behind, and what that cannot reach."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from operatoros.app.following import turns_of
from operatoros.app.recorded import CHAT, EXPORTS, PROPOSALS, TAPE
from operatoros.app.reopening import fetched_again
from operatoros.app.wiring import World, open_runs
from operatoros.briefing.masking import aliases
from operatoros.errors import InvalidInput

if TYPE_CHECKING:
    from operatoros.store.database import Store


_LONGEST = 200
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class NameTooVague(InvalidInput):
    """A single word would take out more than a person. Raised by: also_written, forget."""

    code = "ERR_FORGET_NAME"

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"{name[:_LONGEST]!r} may be many things besides a person",
            hint="give a full name (two words or more) or an e-mail address",
            details={"name": name},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetOutcome:
    """What was taken out, and what is left elsewhere.

    Attributes:
        names: Every way the person was written that was taken out.
        runs: Ids of the runs that held them.
        bodies: Records, texts and answers that were rewritten.
        calls: Ids of the runs whose recorded calls were thrown away.
        not_reached: What this cannot change, in sentences.
    """

    names: tuple[str, ...]
    runs: tuple[str, ...]
    bodies: int
    calls: tuple[str, ...]
    not_reached: tuple[str, ...]


def also_written(world: World, name: str) -> tuple[str, ...]:
    """Return a person's name and what stands beside it in the records: their addresses, say.

    Raises:
        NameTooVague.
    """
    _check(name)
    with open_runs(world) as store:
        known = {name.casefold(): name}
        runs = [store.get(line.run) for line in store.list(limit=None)]
        size = 0
        while len(known) > size:
            size = len(known)
            for run in runs:
                for fetched in fetched_again(store, run):
                    for text in aliases(fetched, frozenset(known)):
                        if _is_clear(text):
                            known.setdefault(text.casefold(), text)
    return tuple(known.values())


def forget(world: World, names: Sequence[str]) -> ForgetOutcome:
    """Take a person out of snapshots, answers, prompts, texts, runs and events.

    Args:
        world: The store.
        names: Every way the person is written (`also_written`).

    Raises:
        NameTooVague.
    """
    for name in names:
        _check(name)
    with open_runs(world) as store:
        gone = {"gone": "its calls were thrown away with a person that was forgotten"}
        done = store.forget(names, said=(TAPE, gone))
        elsewhere = _elsewhere(store, done.runs)
    left = [*elsewhere, *_backups(world)]
    if done.busy:
        left.append(f"runs under way, which may write them again: {', '.join(done.busy)}")
    left.append("the sources themselves: the next run fetches what is still there")
    left.append("files written by --out, and what was copied or forwarded by people")
    return ForgetOutcome(
        names=tuple(names),
        runs=done.runs,
        bodies=done.bodies,
        calls=done.calls,
        not_reached=tuple(left),
    )


def _is_clear(name: str) -> bool:
    words = [word for word in name.split() if any(letter.isalpha() for letter in word)]
    return 5 <= len(name) <= _LONGEST and (_ADDRESS.search(name) is not None or len(words) > 1)


def _check(name: str) -> None:
    if not _is_clear(name):
        raise NameTooVague(name=name)


def _elsewhere(store: Store, runs: Sequence[str]) -> list[str]:
    """Say what left these runs: to models, inboxes, files and people."""
    models: dict[str, int] = {}
    workspaces: set[str] = set()
    left: list[str] = []
    for identity in runs:
        run, stages = store.get(identity), store.stages(identity)
        asked = {turn.model for turn in turns_of(stages.get(CHAT))}
        if run.briefing.stop_reason or run.state == "waiting":
            asked.add(run.briefing.model)
        for model in asked:
            if not model.startswith("scripted:"):
                models[model] = models.get(model, 0) + 1
        taken, exports = stages.get(PROPOSALS), stages.get(EXPORTS)
        if isinstance(taken, Mapping) and taken.get("workspace"):
            workspaces.add(str(taken["workspace"]))
        if isinstance(exports, list):
            left += [f"an export of run {identity}: {file}" for file in exports]
        for line in store.ledger.deliveries(identity):
            left.append(f"a delivery of run {identity} to {line.target} ({line.state})")
    left += [f"prompts sent to {model} ({count} runs)" for model, count in models.items()]
    left += [f"inbox, log and files of the workspace {name}" for name in sorted(workspaces)]
    return left


def _backups(world: World) -> list[str]:
    folder: Path = world.config.home
    return [f"a backup of the store: {file}" for file in sorted(folder.glob("*.before-*"))]
