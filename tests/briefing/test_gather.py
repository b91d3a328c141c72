"""Gather with askers that fail in every way a source can; the real ones have tests of their own."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import pytest

from operatoros.briefing.gather import Asked, fetch_source, gather
from operatoros.catalog.declared import Connector, Fetch, Source
from operatoros.connectors.asking import Answer, Progress, Question
from operatoros.errors import Unavailable
from operatoros.values.coverage import ErrorInfo, Fetched
from operatoros.values.event import SourceFinished, SourceProgress, SourceStarted, What
from operatoros.values.record import Shape

pytestmark = pytest.mark.anyio
NOW = "2026-01-02T03:04:05Z"
SHAPE = Shape(noun="deals", key="id")


def _source(name: str, **more: object) -> Source:
    return Source(id=name, name=name.upper(), connector="c", fetch="f", **more)  # type: ignore[arg-type]  # keywords of Source


def _asked(name: str, **more: object) -> Asked:
    source = _source(name, **more)
    question = Question(
        source=name,
        connector=Connector(id="c", name="C", kind="api"),
        fetch=Fetch(name="f"),
        params={},
        credentials={},
        folder="",
        now=NOW,
        max_records=10,
        timeout_s=1,
    )
    return Asked(source=source, question=question)


class _Script:
    """Answers by source id; a value is an answer, an error, or something to await."""

    def __init__(self, **answers: object) -> None:
        self._answers = answers
        self.together = 0
        self.most = 0

    async def ask(self, question: Question, progress: Progress) -> Answer:
        self.together += 1
        self.most = max(self.most, self.together)
        await anyio.lowlevel.checkpoint()
        self.together -= 1
        answer = self._answers[question.source]
        if callable(answer):
            answer = answer(progress)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Answer)
        return answer


def _clock() -> Callable[[], float]:
    ticks = iter(range(1000))
    return lambda: float(next(ticks))


async def _gather(asked: list[Asked], script: _Script) -> tuple[tuple[Fetched, ...], list[What]]:
    told: list[What] = []
    with anyio.fail_after(5):
        found = await gather(
            asked, asker=script, emit=told.append, now=lambda: NOW, monotonic=_clock()
        )
    return found, told


def _items(count: int) -> tuple[dict[str, object], ...]:
    return tuple({"id": number, "name": f"deal {number}"} for number in range(count))


async def test_one_failure_leaves_the_others_alone() -> None:
    """A source that fails is a value with its code and hint; its neighbours bring their records."""
    script = _Script(
        good=Answer(items=_items(3), shape=SHAPE, total=3, bytes=99, requests=1),
        bad=Unavailable("no answer", hint="look", code="ERR_SOURCE_TIMEOUT"),
    )
    found, _ = await _gather([_asked("good"), _asked("bad", required=True)], script)
    good, bad = found
    assert (good.state, len(good.records), good.records[0].key) == ("ok", 3, "0")
    assert (bad.state, bad.required, bad.records) == ("failed", True, ())
    assert bad.error == ErrorInfo(code="ERR_SOURCE_TIMEOUT", message="no answer", hint="look")


@pytest.mark.parametrize(("count", "state"), [(2, "partial"), (0, "failed")])
async def test_something_before_a_failure_is_partial(count: int, state: str) -> None:
    """An answer with an error is partial if records came before it, and failed if none did."""
    error = ErrorInfo(code="ERR_HTTP_STATUS", message="page 2 failed")
    script = _Script(a=Answer(items=_items(count), shape=SHAPE, error=error))
    (fetched,), _ = await _gather([_asked("a")], script)
    assert (fetched.state, fetched.error) == (state, error)


async def test_all_sources_are_asked_at_once() -> None:
    """Sources do not wait for each other, and the result keeps the operator's order."""
    names = [f"s{number}" for number in range(20)]
    script = _Script(**{name: Answer(items=_items(1), shape=SHAPE) for name in names})
    found, _ = await _gather([_asked(name) for name in names], script)
    assert script.most == 20
    assert [item.source for item in found] == names


async def test_what_cannot_be_asked_and_what_is_still_good_ask_nobody() -> None:
    """A missing credential fails its source, a young complete fetch serves, both without a call."""
    problem = ErrorInfo(code="ERR_CREDENTIAL_MISSING", message="set X")
    earlier = Fetched(source="b", name="B", state="cached", as_of=NOW)
    found, _ = await _gather(
        [
            Asked(source=_source("a"), problem=problem),
            Asked(source=_source("b"), earlier=earlier),
        ],
        _Script(),
    )
    assert [item.state for item in found] == ["failed", "cached"]
    assert found[0].error == problem


async def test_each_source_tells_its_start_and_its_finish() -> None:
    """Every source tells when it starts, how it moves and what became of it, in that order."""

    def answer(progress: Progress) -> Answer:
        progress(records=1, size=10)
        progress(records=2, size=20)
        progress(records=2, size=20, wait_s=3)
        return Answer(items=_items(2), shape=SHAPE)

    told: list[What] = []
    fetched = await fetch_source(
        _asked("a"),
        asker=_Script(a=answer),
        emit=told.append,
        now=lambda: NOW,
        monotonic=lambda: 7.0,
    )
    assert [type(what) for what in told] == [
        SourceStarted,
        SourceProgress,
        SourceProgress,
        SourceFinished,
    ]
    assert isinstance(told[2], SourceProgress)
    # The second move came too soon after the first to be worth telling; a wait always is.
    assert told[2].wait_s == 3
    assert fetched.seconds == 0


async def test_a_bug_is_not_taken_for_a_failed_source() -> None:
    """An exception that is not ours ends the run loudly instead of passing as a gap."""
    with pytest.raises(ExceptionGroup):
        await _gather([_asked("a")], _Script(a=ZeroDivisionError("bug")))
