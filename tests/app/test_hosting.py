"""Work in a server: followed from anywhere, asked for consent, cancelled, never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import anyio
import pytest

from operatoros.app import briefings, hosting
from operatoros.app.briefings import AskConsent, Finished, Listener, RunOptions
from operatoros.app.following import Followed
from operatoros.app.hosting import Host, NothingAsked, NotRunningHere, TooMuchAtOnce, error_of
from operatoros.app.reopening import reopen
from operatoros.app.wiring import World, world_of
from operatoros.briefing.request import Disclosure
from operatoros.errors import NotFound
from operatoros.values.event import Event, RunFinished, SourceFinished
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio
SENDS = Disclosure(
    operator="deals", host="h.example", counts=(("deals", 2),), people=2, masked=False
)


@pytest.fixture
def host(make_config: MakeConfig) -> Iterator[Host]:
    """A host over the project."""
    with Host(lambda: world_of(make_config())) as made:
        yield made


async def run_deals(world: World, listener: Listener, ask: AskConsent) -> Finished:
    """Run the project's operator; code alone writes."""
    return await briefings.run(
        RunOptions(operator="deals", model="none"), world.config, listener, ask
    )


async def until(work: hosting.Work, true: Callable[[], bool]) -> None:
    """Follow work until something is true of it."""
    version = -1
    while not true():
        version = await work.news(version)


async def test_a_run_is_told_whole_to_whoever_comes_late(host: Host) -> None:
    """A follower that comes after the start is told every event, in order, to the end."""
    run = await anyio.to_thread.run_sync(host.start_run, run_deals)
    work = host.find(run)
    assert work is not None
    await until(work, lambda: work.ended)
    events = [item for item in work.told if isinstance(item, Event)]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert isinstance(events[-1].what, RunFinished)
    assert any(isinstance(event.what, SourceFinished) for event in events)
    assert isinstance(work.result, Finished)
    assert work.result.run.run == run


async def test_what_is_wrong_before_a_run_begins_is_raised(host: Host) -> None:
    """An operator that does not exist is an error of the call, not a run."""

    async def carry(world: World, listener: Listener, ask: AskConsent) -> Finished:
        return await briefings.run(RunOptions(operator="nobody"), world.config, listener, ask)

    with pytest.raises(NotFound) as caught:
        await anyio.to_thread.run_sync(host.start_run, carry)
    assert caught.value.code == "ERR_OPERATOR_NOT_FOUND"
    assert host.under_way() == ()


async def test_a_run_asks_for_consent_and_goes_on_with_the_answer(host: Host) -> None:
    """Work that asks waits; whoever answers is heard once, and nobody after that."""
    said: list[bool] = []

    async def carry(world: World, told: Callable[[str], None], ask: AskConsent) -> Followed:
        said.append(await ask(SENDS))
        told("done")
        return Followed(question="q", answer="a", raw="a", at="2026-11-28T08:00:00Z", model="m")

    work = host.start_answer("talk-1", carry)
    await until(work, lambda: work.asking is not None)
    assert work.asking == SENDS
    await anyio.to_thread.run_sync(host.consent, "talk-1", True)
    await until(work, lambda: work.ended)
    assert said == [True]
    assert work.told == ["done"]
    with pytest.raises(NotRunningHere):
        host.consent("talk-1", True)


async def test_nobody_can_answer_what_was_not_asked(host: Host) -> None:
    """Consent to work that asks nothing is a conflict."""

    async def carry(world: World, told: Callable[[str], None], ask: AskConsent) -> Followed:
        await anyio.sleep_forever()
        raise AssertionError

    work = host.start_answer("talk-2", carry)
    with pytest.raises(NothingAsked):
        host.consent("talk-2", True)
    await anyio.to_thread.run_sync(host.cancel, "talk-2")
    await until(work, lambda: work.ended)


async def test_a_cancelled_run_says_so_and_keeps_what_it_found(
    make_config: MakeConfig, host: Host
) -> None:
    """A run that is cancelled while it asks ends as interrupted, with its sources."""
    run = await anyio.to_thread.run_sync(host.start_run, asks)
    work = host.find(run)
    assert work is not None
    await until(work, lambda: work.asking is not None)
    await anyio.to_thread.run_sync(host.cancel, run)
    await until(work, lambda: work.ended)
    kept = reopen(world_of(make_config()), run).run
    assert kept.state == "interrupted"
    assert kept.error is not None
    assert kept.error.code == "ERR_RUN_CANCELLED"
    assert [line.records for line in kept.coverage] == [2]
    with pytest.raises(NotRunningHere):
        host.cancel(run)


async def asks(world: World, listener: Listener, ask: AskConsent) -> Finished:
    """Run with a model whose host was never agreed to: the run asks before it sends."""
    options = RunOptions(operator="deals", model="openai:m")
    return await briefings.run(options, world.config, listener, ask)


async def test_a_host_that_closes_leaves_no_run_busy(make_config: MakeConfig) -> None:
    """Stopping a server cancels its runs, and their state is written down before it is gone."""
    with Host(lambda: world_of(make_config())) as host:
        run = await anyio.to_thread.run_sync(host.start_run, asks)
        work = host.find(run)
        assert work is not None
        await until(work, lambda: work.asking is not None)
    assert reopen(world_of(make_config()), run).run.state == "interrupted"


async def test_more_than_a_server_carries_is_refused(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One run too many is refused with its code, and there is room again when one ends."""
    monkeypatch.setattr(hosting, "MOST_AT_ONCE", 1)

    async def carry(world: World, told: Callable[[str], None], ask: AskConsent) -> Followed:
        await anyio.sleep_forever()
        raise AssertionError

    work = host.start_answer("one", carry)
    with pytest.raises(TooMuchAtOnce) as caught:
        host.start_answer("two", carry)
    assert caught.value.code == "ERR_TOO_MANY_RUNS"
    await anyio.to_thread.run_sync(host.cancel, "one")
    await until(work, lambda: work.ended)
    assert host.start_answer("three", carry).id == "three"


async def test_a_bug_in_work_reaches_its_followers(host: Host) -> None:
    """Work that breaks ends, and what broke is raised where it is looked at."""

    async def carry(world: World, told: Callable[[str], None], ask: AskConsent) -> Followed:
        raise ZeroDivisionError

    work = host.start_answer("broken", carry)
    await until(work, lambda: work.ended)
    with pytest.raises(ZeroDivisionError):
        error_of(work)


async def test_who_waits_for_the_end_is_woken_by_it_alone() -> None:
    """What happens meanwhile reaches those who follow it; the end reaches both."""
    work = hosting.Work(id="r")
    woken: list[str] = []

    async def follow() -> None:
        version = await work.news(0)
        woken.append(f"news {version}")

    async def wait() -> None:
        await work.end(within_s=3600)
        woken.append("end")

    async with anyio.create_task_group() as group:
        group.start_soon(follow)
        group.start_soon(wait)
        await anyio.wait_all_tasks_blocked()
        work.tell("a piece")
        await anyio.wait_all_tasks_blocked()
        assert woken == ["news 1"]
        work.ended = True
        work.changed()
        await anyio.wait_all_tasks_blocked()
        assert woken == ["news 1", "end"]
        await work.end(within_s=3600)


async def test_waiting_for_the_end_has_an_end_of_its_own() -> None:
    """Work that goes on is waited for no longer than asked, and nobody is left to be woken."""
    work = hosting.Work(id="r")
    with anyio.fail_after(20):
        await work.end(within_s=0.01)
    assert not work.ended
    assert not work._end_wakers
