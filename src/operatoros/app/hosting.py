"""Work that goes on in a server while pages come and go: runs, and answers to questions.

One event loop in a thread of its own carries all of it, so that a run that computes delays no
page. What happens is kept in order: whoever comes late (a second window, a reload) is told all
of it, and then what follows.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from operatoros.app.wiring import World, iso, open_runs
from operatoros.errors import Conflict, Exhausted, NotFound, OperatorosError
from operatoros.values.coverage import ErrorInfo
from operatoros.values.event import Event, RunStarted

if TYPE_CHECKING:
    from operatoros.app.briefings import AskConsent, Finished, Listener
    from operatoros.app.following import Followed
    from operatoros.briefing.request import Disclosure
    from operatoros.store.database import Store

# More at once would only wait for each other; a team on one server stays far below it.
MOST_AT_ONCE = 64
# Answers are kept a while after their end: the page that asked may connect only then.
_ANSWERS_KEPT = 200

CODES = {"ERR_RUN_CANCELLED": "A person cancelled the run."}


class TooMuchAtOnce(Exhausted):
    """So many runs are under way that another one would only wait. Raised by: Host."""

    code = "ERR_TOO_MANY_RUNS"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            f"{most} runs are under way already",
            hint="wait until one is done, or cancel one",
            details={"most": most},
        )


class NotRunningHere(Conflict):
    """A run is not under way in this server, so nothing can be done to it. Raised by: Host."""

    code = "ERR_RUN_NOT_RUNNING"

    def __init__(self, *, run: str) -> None:
        super().__init__(
            f"run {run!r} is not under way in this server",
            hint="reload the page to see what became of it",
            details={"run": run},
        )


class NothingAsked(Conflict):
    """Nobody asks for consent any more. Raised by: Host."""

    code = "ERR_NOTHING_ASKED"

    def __init__(self, *, work: str) -> None:
        super().__init__(
            f"{work!r} does not ask for consent",
            hint="reload the page; it was answered already",
        )


class TalkNotFound(NotFound):
    """The answer that a page wants to follow is not in this server. Raised by: Host."""

    code = "ERR_ANSWER_NOT_FOUND"

    def __init__(self, *, talk: str) -> None:
        super().__init__(
            f"there is no answer {talk!r} under way", hint="reload the run to see what was said"
        )


@dataclass(slots=True, eq=False)
class Work:
    """Something under way. Told in the host's thread, followed in any event loop.

    Attributes:
        id: Id of the run, or of the answer.
        told: What happened so far, in order: events of a run, pieces of an answer's text.
        asking: What it asks consent for; None if it does not.
        ended: Whether nothing follows any more.
        result: What came of it.
        error: Why nothing did.
    """

    id: str = ""
    told: list[Event | str] = field(default_factory=list)
    asking: Disclosure | None = None
    ended: bool = False
    result: Finished | Followed | None = None
    error: BaseException | None = None
    _version: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _wakers: set[Callable[[], object]] = field(default_factory=set)
    _end_wakers: set[Callable[[], object]] = field(default_factory=set)
    _begun: threading.Event = field(default_factory=threading.Event)
    _stop: bool = False
    _scope: anyio.CancelScope | None = None
    _answer: Callable[[bool], None] | None = None

    def tell(self, item: Event | str) -> None:
        """Add to what happened."""
        self.told.append(item)
        self.changed()

    def stop(self) -> None:
        """Stop it; called in the host's thread."""
        self._stop = True
        if self._scope is not None:
            self._scope.cancel()

    def changed(self) -> None:
        """Wake everybody who follows."""
        with self._lock:
            self._version += 1
            wakers = [*self._wakers, *(self._end_wakers if self.ended else ())]
        for wake in wakers:
            try:
                wake()
            except RuntimeError:  # the follower's event loop is closed: nobody is there
                continue

    async def news(self, seen: int) -> int:
        """Wait until something happened after version `seen`; return the present version."""
        happened = asyncio.Event()
        wake = partial(asyncio.get_running_loop().call_soon_threadsafe, happened.set)
        with self._lock:
            if self._version != seen or self.ended:
                return self._version
            self._wakers.add(wake)
        await self._woken(happened, self._wakers, wake)
        return self._version

    async def end(self, *, within_s: float) -> None:
        """Wait until it has ended, at most so long; what happens until then wakes nobody."""
        happened = asyncio.Event()
        loop = asyncio.get_running_loop()
        wake = partial(loop.call_soon_threadsafe, happened.set)
        with self._lock:
            if self.ended:
                return
            self._end_wakers.add(wake)
        # A timer that wakes costs a fraction of one that cancels, and each follower has many.
        timer = loop.call_later(within_s, happened.set)
        try:
            await self._woken(happened, self._end_wakers, wake)
        finally:
            timer.cancel()

    async def _woken(
        self,
        happened: asyncio.Event,
        wakers: set[Callable[[], object]],
        wake: Callable[[], object],
    ) -> None:
        try:
            await happened.wait()
        finally:
            with self._lock:
                wakers.discard(wake)


class Host:
    """Carries work for a server; a context manager that leaves nothing running.

    Args:
        world: Makes the world of a run: settings are read anew for each.

    Attributes:
        store: The runs database, open for as long as the host is.
    """

    def __init__(self, world: Callable[[], World]) -> None:
        self._world = world
        self._opening: AbstractContextManager[BlockingPortal] | None = None
        self._portal: BlockingPortal | None = None
        self.store: Store | None = None
        self._work: dict[str, Work] = {}
        self._answers: dict[str, Work] = {}
        self._count = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Host:
        # Opened once: to open it for each page would cost more than what the page reads.
        self.store = open_runs(self._world())
        self._opening = start_blocking_portal()
        self._portal = self._opening.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Cancel what is under way, and wait until it has written down how far it came."""
        for work in self.under_way():
            if self._portal is not None:
                self._portal.call(work.stop)
        if self._opening is not None:
            self._opening.__exit__(None, None, None)
        if self.store is not None:
            self.store.close()

    # What is there

    def under_way(self) -> tuple[Work, ...]:
        """Return all work, the oldest first."""
        with self._lock:
            return tuple(self._work.values())

    def find(self, identity: str) -> Work | None:
        """Return the work of this id; None if it is not under way here."""
        with self._lock:
            return self._work.get(identity)

    def answer(self, identity: str) -> Work:
        """Return an answer, under way or ended lately.

        Raises:
            TalkNotFound.
        """
        with self._lock:
            work = self._answers.get(identity)
        if work is None:
            raise TalkNotFound(talk=identity)
        return work

    # What can be done

    def start_run(
        self, carry_out: Callable[[World, Listener, AskConsent], Awaitable[Finished]]
    ) -> str:
        """Begin a run and return its id. Blocks until the run has one.

        Args:
            carry_out: Runs an operator to its end, telling events and asking for consent.

        Raises:
            TooMuchAtOnce; OperatorosError: what is wrong before anything runs.
        """
        work = self._begin(partial(self._run, carry_out), Work())
        work._begun.wait()
        if not work.id:
            assert work.error is not None, "a run that did not begin says why"
            raise work.error
        return work.id

    def start_answer(
        self,
        identity: str,
        carry_out: Callable[[World, Callable[[str], None], AskConsent], Awaitable[Followed]],
    ) -> Work:
        """Begin to answer a question about a run.

        Raises:
            TooMuchAtOnce.
        """
        work = self._begin(partial(self._talk, carry_out), Work(id=identity))
        with self._lock:
            self._answers[identity] = work
            while len(self._answers) > _ANSWERS_KEPT:
                del self._answers[next(iter(self._answers))]
        return work

    def cancel(self, identity: str) -> None:
        """Stop work; it ends once it has written down how far it came.

        Raises:
            NotRunningHere.
        """
        work = self.find(identity)
        if work is None or work.ended:
            raise NotRunningHere(run=identity)
        assert self._portal is not None
        self._portal.call(work.stop)

    def consent(self, identity: str, yes: bool) -> None:
        """Answer what work asks.

        Raises:
            NotRunningHere, NothingAsked.
        """
        work = self.find(identity)
        if work is None:
            raise NotRunningHere(run=identity)
        answer = work._answer
        if answer is None:
            raise NothingAsked(work=identity)
        assert self._portal is not None
        self._portal.call(answer, yes)

    # How it is carried

    def _begin(self, carry: Callable[[Work], Awaitable[None]], work: Work) -> Work:
        assert self._portal is not None, "a host is entered first"
        with self._lock:
            if self._count >= MOST_AT_ONCE:
                raise TooMuchAtOnce(most=MOST_AT_ONCE)
            self._count += 1
            if work.id:
                self._work[work.id] = work
        self._portal.start_task_soon(self._guarded, carry, work)
        return work

    async def _guarded(self, carry: Callable[[Work], Awaitable[None]], work: Work) -> None:
        """Carry work to its end; whatever happens, followers learn that it ended."""
        try:
            with anyio.CancelScope() as scope:
                work._scope = scope
                if work._stop:  # cancelled before it came to be carried
                    scope.cancel()
                await carry(work)
        except Exception as error:
            work.error = error
        finally:
            work.asking, work._answer = None, None
            work.ended = True
            with self._lock:
                self._count -= 1
                self._work.pop(work.id, None)
            work._begun.set()
            work.changed()

    async def _run(
        self,
        carry_out: Callable[[World, Listener, AskConsent], Awaitable[Finished]],
        work: Work,
    ) -> None:
        world = replace(self._world(), store=self.store)

        def listen(event: Event) -> None:
            if isinstance(event.what, RunStarted):
                work.id = event.run
                with self._lock:
                    self._work[event.run] = work
            work.tell(event)
            work._begun.set()

        try:
            work.result = await carry_out(world, listen, partial(self._ask, work))
        except anyio.get_cancelled_exc_class():
            if work.id:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(_write_cancelled, world, work.id)
            raise

    async def _talk(
        self,
        carry_out: Callable[[World, Callable[[str], None], AskConsent], Awaitable[Followed]],
        work: Work,
    ) -> None:
        world = replace(self._world(), store=self.store)
        work.result = await carry_out(world, work.tell, partial(self._ask, work))

    async def _ask(self, work: Work, disclosure: Disclosure) -> bool:
        """Ask whoever looks at the page, for as long as it takes."""
        said = False
        answered = anyio.Event()

        def answer(yes: bool) -> None:
            nonlocal said
            said = yes
            answered.set()

        work.asking, work._answer = disclosure, answer
        work.changed()
        try:
            await answered.wait()
        finally:
            work.asking, work._answer = None, None
        work.changed()
        return said


def _write_cancelled(world: World, run: str) -> None:
    """Write down that a person stopped a run; what it found until then stays."""
    error = ErrorInfo(
        code="ERR_RUN_CANCELLED",
        message="the run was cancelled before it was done",
        hint="run it again; what was fetched until then is kept",
    )
    with open_runs(world) as store:
        store.interrupt(run, error, now=iso(world.now()))


def error_of(work: Work) -> OperatorosError | None:
    """Return the error of work if it is one of ours; a bug of ours is raised.

    Raises:
        Exception: what is no OperatorosError.
    """
    if work.error is None or isinstance(work.error, OperatorosError):
        return work.error
    raise work.error
