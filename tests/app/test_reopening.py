import pytest

from operatoros.app import briefings, reopening
from operatoros.app.briefings import RunOptions
from operatoros.app.reopening import PromptMissing, RunNotWaiting
from operatoros.app.wiring import world_of
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


async def test_an_answer_is_checked_against_the_records_of_its_run(
    make_config: MakeConfig,
) -> None:
    """The reply of a chat is checked with the run's own records and handles, from the store."""
    config = make_config()
    options = RunOptions(operator="deals", model="chat")
    waiting = await briefings.run(options, config, _ignore, _no)
    world = world_of(config)
    again = reopening.reopen(world, waiting.run.run)
    assert again.prompt_parts == waiting.prompt_parts
    reply = "Red Sea [D-2] is €800; Blue Ocean [D-1] is €1,300."
    finished = await reopening.answer(config, waiting.run.run, reply, _ignore)
    checks = finished.run.briefing.checks
    assert "1,300" in checks.unmatched[0].text
    assert len(checks.unmatched) == 1
    handles = {citation.handle for citation in finished.run.briefing.citations}
    assert {"D-1", "D-2"} <= handles
    with pytest.raises(RunNotWaiting):
        await reopening.answer(config, waiting.run.run, reply, _ignore)


async def test_a_run_without_a_prompt_says_so(make_config: MakeConfig) -> None:
    """A digest alone never had a prompt; a dry run's prompt is kept."""
    config = make_config()
    none = await briefings.run(RunOptions(operator="deals", model="none"), config, _ignore, _no)
    with pytest.raises(PromptMissing):
        reopening.prompt_of(world_of(config), none.run.run)
    dry = await briefings.run(RunOptions(operator="deals", dry_run=True), config, _ignore, _no)
    assert reopening.prompt_of(world_of(config), dry.run.run) == dry.prompt_text
