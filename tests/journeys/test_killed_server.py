"""A server that dies in the middle: what was acknowledged is there, what was not is told so."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import anyio
import httpx2
import pytest
from benchmarks.crowd import Crowd, Person, server, slow_model

from operatoros.app.actions import acts_json, open_actions
from operatoros.app.reopening import list_runs
from operatoros.app.wiring import open_runs, world_of
from operatoros.config import load

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.anyio]


@pytest.fixture
def anyio_backend() -> str:
    """The crowd speaks asyncio."""
    return "asyncio"


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    """Kill -9 while people run and approve: each written answer is on disk, each run has an end."""
    crowd, project, work = Crowd(), tmp_path / "project", tmp_path / "work"
    await anyio.Path(work).mkdir()
    async with slow_model() as model:
        with server(project, model) as (address, process):
            people = [Person(address, crowd) for _ in range(12)]
            for person in people:
                await person.come_in()
            opened = await people[0].press("/inbox", folder=str(work))
            inbox = opened.headers["hx-redirect"]

            async def decide(person: Person, number: int) -> None:
                turn = 0
                while True:
                    turn += 1
                    await person.decide(inbox, f"k{number}-{turn}", f"{number} {turn}\n")
                    if len(crowd.written) >= 20:
                        os.kill(process, signal.SIGKILL)

            async def work_on(person: Person, number: int) -> None:
                try:
                    await (person.read_along() if number < 6 else decide(person, number))
                except (httpx2.HTTPError, httpx2.StreamError):
                    return  # the server is gone

            await asyncio.gather(*(work_on(one, n) for n, one in enumerate(people)))
            for person in people:
                await person.browser.aclose()
        written = dict(crowd.written)
        assert len(written) >= 20
        config = load(environment={"OPERATOROS_HOME": str(project / "state")}, project=project)
        world = world_of(config)
        runs = list_runs(world, operator=None, limit=100)
        # Each run that was begun has come to an end that says so; none is busy for ever.
        assert runs
        assert {line.state for line in runs} <= {"done", "interrupted"}
        with open_runs(world) as store:
            for line in runs:
                events = store.events(line.run)
                assert [event.seq for event in events] == list(range(1, len(events) + 1))
        with open_actions(config, str(work)) as desk:
            logged = {str(act["path"]) for act in acts_json(desk) if act["result"] == "done"}
        on_disk = {path.name: path.read_text(encoding="utf-8") for path in work.iterdir()}
        # What was answered is written and logged; what is on the disk is whole and logged.
        assert written.items() <= on_disk.items()
        assert set(on_disk) == logged
        # And the server comes back over it.
        with server(project, model) as (address, _):
            async with httpx2.AsyncClient() as client:
                assert (await client.get(f"{address}{inbox}")).status_code == 200
