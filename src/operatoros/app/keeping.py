"""Keeps a run while it happens: one worker writes to the store, in order, off the event loop.

Opening the store costs a fifth of a second of imports, so it happens in the worker while sources
are being asked. What a run must know (the last complete fetch) is awaited; what it only leaves
behind (events, prompts) is handed over and flushed at the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio.to_thread import run_sync

from operatoros.app.recorded import (
    BEFORE,
    HANDLES,
    PROPOSALS,
    REQUEST,
    TAPE,
    answers_of,
    handles_of,
)
from operatoros.app.taping import Recording, Taken, asked_bytes, body_bytes, head_bytes
from operatoros.briefing.gather import Asked
from operatoros.briefing.proposing import TakenUp
from operatoros.briefing.request import Before
from operatoros.llm.writing import Prompt
from operatoros.secrets import Redactor
from operatoros.values.coverage import Fetched
from operatoros.values.event import Event, TextDelta, What
from operatoros.values.jsonable import Json, digest
from operatoros.values.run import Run

if TYPE_CHECKING:
    from operatoros.store.database import Store

T = TypeVar("T")


class StoreKeeper:
    """A Keeper over the runs database; see `keeping`.

    Attributes:
        recording: What the run's connectors ask and get goes past it.
    """

    def __init__(
        self,
        open_it: Callable[[], Store],
        *,
        run: str,
        operator: str,
        demo: bool,
        redactor: Redactor | None = None,
    ) -> None:
        self._redactor = redactor or Redactor()
        self._calls: deque[Taken] = deque()
        self.recording = Recording(self._keep_call)
        self._open = open_it
        self._store: Store | None = None
        self._run = run
        self._operator = operator
        self._demo = demo
        self._one = anyio.CapacityLimiter(1)
        # Taken by the worker itself, one by one: a flush that is cancelled while it waits for
        # its turn leaves everything to the next one.
        # None stands for calls: what there is of them is written.
        self._pending: deque[Callable[[Store], object] | Event | None] = deque()

    async def begin(self, run: Run) -> None:
        """Keep a run that starts; written with the first flush."""
        self._pending.append(lambda store: store.begin(run))

    async def before(self, asked: Sequence[Asked]) -> Mapping[str, Before]:
        """Return the last complete fetch of each source that is asked the same question."""
        scopes = {item.source.id: identity_of(item) for item in asked}

        def look(store: Store) -> dict[str, Before]:
            kept = store.last_complete_of(self._operator, scopes, demo=self._demo, before=self._run)
            compared = {source: one.run for source, one in kept.items()}
            names = {run: handles_of(store, run) for run in {*compared.values()}}
            found = {
                source: Before(
                    fetched_at=one.fetched_at,
                    records=records,
                    handles=names[one.run].get(source, {}),
                )
                for (source, one), records in zip(
                    kept.items(), store.records_of(list(kept.values())), strict=True
                )
            }
            store.save_stage(self._run, BEFORE, compared)
            return found

        return await self._now(look)

    def keep_request(self, request: Mapping[str, Json]) -> None:
        """Keep what was asked, as `recorded.request_json` gives it."""
        self._pending.append(lambda store: store.save_stage(self._run, REQUEST, request))

    async def keep_snapshot(self, asked: Sequence[Asked], fetched: Sequence[Fetched]) -> None:
        """Keep what the sources brought."""
        operator, run, demo = self._operator, self._run, self._demo
        scopes = {item.source.id: identity_of(item) for item in asked}
        answers = answers_of(asked, fetched, demo=demo)
        cut = dict(self.recording.cut)

        def keep(store: Store) -> None:
            store.save_stage(run, TAPE, {"cut": cut})
            store.save_exchanges(run, answers)
            brought = [item for item in fetched if item.state in {"ok", "partial"}]
            store.save_snapshot(run, operator, brought, scope=scopes, demo=demo)

        self._pending.append(keep)

    def _keep_call(self, call: Taken) -> None:
        """Keep one call of a connector; those that end between two flushes are written at once."""
        self._calls.append(call)
        self._pending.append(None)

    def _write_calls(self, store: Store) -> None:
        from operatoros.store.calls import Call

        ready: list[Call] = []
        while self._calls:
            one = self._calls.popleft()
            ready.append(
                Call(
                    source=one.source,
                    seq=one.seq,
                    asked=asked_bytes(one.asked, self._redactor),
                    head=head_bytes(one.head, self._redactor),
                    body=body_bytes(one.body, self._redactor),
                )
            )
        if ready:
            store.save_calls(self._run, ready)

    async def keep_handles(self, by_key: Mapping[tuple[str, str], str]) -> None:
        """Keep the records' names, by source and key."""
        by_source: dict[str, dict[str, str]] = {}
        for (source, key), handle in by_key.items():
            by_source.setdefault(source, {})[key] = handle
        self._pending.append(lambda store: store.save_stage(self._run, HANDLES, by_source))

    async def keep_prompt(self, prompt: Prompt) -> None:
        """Keep the exact prompt."""
        texts = {
            "prompt.system": prompt.system,
            "prompt.data": prompt.data,
            "prompt.task": prompt.task,
        }
        self._pending.append(lambda store: store.save_texts(self._run, texts))

    def keep_proposals(self, taken: TakenUp) -> None:
        """Keep what became of the commands that the text proposed."""
        self._pending.append(lambda store: store.save_stage(self._run, PROPOSALS, taken))

    async def keep_answer(self, text: str) -> None:
        """Keep what the model wrote, as it wrote it."""
        self._pending.append(lambda store: store.save_texts(self._run, {"answer": text}))

    async def save(self, run: Run) -> None:
        """Keep the run as it is now."""
        self._pending.append(lambda store: store.save(run))

    def tell(self, event: Event) -> None:
        """Keep an event."""
        self._pending.append(event)

    async def flush(self) -> None:
        """Write all that was handed over."""
        await self._now(lambda store: None)

    async def close(self) -> None:
        """Close the store, if it was opened."""
        if self._store is not None:
            await run_sync(self._store.close, limiter=self._one)

    async def _now(self, act: Callable[[Store], T]) -> T:
        def work() -> T:
            if self._store is None:
                self._store = self._open()
            while self._pending:
                first = self._pending[0]
                if first is None or isinstance(first, Event):
                    self._write_told(self._store)
                else:
                    self._pending.popleft()
                    first(self._store)
            return act(self._store)

        return await run_sync(work, limiter=self._one)

    def _write_told(self, store: Store) -> None:
        """Write the events and calls that come next, up to what was handed over after them.

        Many at once cost little more than one.
        """
        events: list[Event] = []
        while self._pending:
            first = self._pending[0]
            if isinstance(first, Event):
                events.append(first)
            elif first is not None:
                break
            self._pending.popleft()
        self._write_calls(store)
        store.append_events(events)


def identity_of(asked: Asked) -> str:
    """Return what makes two fetches of a source comparable: connector, fetch and parameters."""
    question = asked.question
    if question is None:
        return ""
    return digest([question.connector.id, question.fetch.name, dict(question.params)])


class Telling:
    """Numbers events, hands them to the listener at once and to the keeper in order.

    Pieces of text that arrive between two flushes are kept as one event; they share its number.
    """

    def __init__(
        self,
        *,
        run: str,
        now: Callable[[], str],
        listener: Callable[[Event], None],
        keeper: StoreKeeper,
    ) -> None:
        self._run = run
        self._now = now
        self._listener = listener
        self._keeper = keeper
        self._seq = 0
        self._text: list[str] = []

    def __call__(self, what: What) -> None:
        """Tell one event."""
        if not isinstance(what, TextDelta):
            self.flush()
        event = Event(run=self._run, seq=self._seq + 1, at=self._now(), what=what)
        self._listener(event)
        if isinstance(what, TextDelta):
            self._text.append(what.delta)
        else:
            self._seq += 1
            self._keeper.tell(event)

    def flush(self) -> None:
        """Hand gathered text to the keeper as one event."""
        if self._text:
            self._seq += 1
            text = TextDelta(delta="".join(self._text))
            self._text.clear()
            self._keeper.tell(Event(run=self._run, seq=self._seq, at=self._now(), what=text))
