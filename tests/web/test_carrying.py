"""What a server carries on: each is the function of `app` that the command line calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.app.briefings import RunOptions
from operatoros.app.wiring import World
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from operatoros.web.carrying import Question, answer, carry_out, tell_story
from tests.app.conftest import make_config, project, world

pytestmark = pytest.mark.anyio
__all__ = ["make_config", "project", "world"]  # fixtures


async def _no(disclosure: Disclosure) -> bool:
    raise AssertionError(f"nothing here {disclosure.text}")


async def test_a_run_and_a_question_about_it(world: World, project: Path) -> None:
    """A run is carried out as asked, and a question is answered by who wrote it."""
    (project / "answer.md").write_text("Two deals.", encoding="utf-8")
    told: list[Event] = []
    options = RunOptions(operator="deals", model="scripted:answer.md")
    finished = await carry_out(options, world, told.append, _no)
    assert finished.run.state == "done"
    assert told[0].run == finished.run.run
    (project / "answer.md").write_text("There are 2.", encoding="utf-8")
    pieces: list[str] = []
    question = Question(run=finished.run.run, text="How many?")
    followed = await answer(question, world, pieces.append, _no)
    assert "".join(pieces) == followed.answer == "There are 2."


@pytest.mark.timeout(60)
async def test_the_story_is_told_with_a_proposal(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo needs no consent, is marked as sample data, and proposes into its own folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("operatoros.web.carrying._PAUSE_S", 0.0)
    told: list[Event] = []
    finished = await tell_story(world, told.append, _no)
    assert finished.run.demo
    assert finished.run.briefing.proposed
    assert {event.run for event in told} == {finished.run.run}
