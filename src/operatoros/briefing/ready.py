"""What a run needs besides its sources, made ready while they answer.

Importing what writes the text and reading the last fetch take up to a second, and asking is mostly
waiting: done side by side, the longer of the two is what a person waits for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import anyio

from operatoros.briefing.request import Before
from operatoros.errors import OperatorosError
from operatoros.values.coverage import Fetched

# Python carries out one thread at a time. Requests that have left wait by themselves, so what
# sends them goes first: at 100 ms a call this is worth 130 ms of 740.
HEAD_START_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What is there once all sources have answered.

    Attributes:
        fetched: What the sources brought.
        before: The last complete fetch of each source, or why it could not be read, which is
            told after the sources.
    """

    fetched: Sequence[Fetched]
    before: Mapping[str, Before] | OperatorosError


async def make_ready(
    ask: Callable[[], Awaitable[Sequence[Fetched]]],
    look_back: Callable[[], Awaitable[Mapping[str, Before]]],
    preload: Callable[[], None] | None,
) -> Ready:
    """Ask the sources and meanwhile, after a head start of theirs, make ready what comes next.

    Args:
        ask: Asks the sources.
        look_back: Reads the last complete fetch of each.
        preload: Imports what writing needs; called in a thread. None if nobody writes.
    """
    fetched: Sequence[Fetched] = ()
    before: Mapping[str, Before] | OperatorosError = {}
    answered = anyio.Event()

    async def first() -> None:
        nonlocal fetched
        fetched = await ask()
        answered.set()

    async def meanwhile() -> None:
        nonlocal before
        with anyio.move_on_after(HEAD_START_S):
            await answered.wait()
        # One after the other: two imports at once are no faster, and may wait for each other.
        if preload is not None:
            await anyio.to_thread.run_sync(preload)
        try:
            before = await look_back()
        except OperatorosError as error:
            before = error

    async with anyio.create_task_group() as group:
        group.start_soon(first)
        group.start_soon(meanwhile)
    return Ready(fetched=fetched, before=before)
