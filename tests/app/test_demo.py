from dataclasses import replace
from datetime import UTC

import pytest

from operatoros.app import briefings
from operatoros.app.briefings import RunOptions
from operatoros.app.demo import SampleModel, enter_demo, sample_writer
from operatoros.app.preparing import prepare
from operatoros.app.wiring import World, world_of
from operatoros.briefing.prompt import PROPOSING
from operatoros.briefing.proposing import draw_out
from operatoros.briefing.request import Disclosure
from operatoros.catalog.search import find_operator
from operatoros.demo.answer import sample_answer
from operatoros.llm.writing import Prompt, write_all
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio


async def test_inside_the_demo_only_its_own_credentials_exist(make_config: MakeConfig) -> None:
    """A person's real tokens are not even looked at inside the demo."""
    world = world_of(make_config(HUBSPOT_ACCESS_TOKEN="pat-na1-real-canary"))
    async with enter_demo(world) as demo:
        operator = find_operator("deal-intelligence", demo.world.path)
        asked = prepare(
            demo.world, operator, params={}, zone=UTC, replaced={}, stand_ins=demo.stand_ins
        )
        for item in asked:
            assert item.question is not None
            for secret in item.question.credentials.values():
                assert "canary" not in secret.reveal()
            module = item.question.connector.module
            assert module is not None
            assert module.base_url.startswith("http://127.0.0.1:")


async def test_two_demos_of_one_day_are_alike(world: World) -> None:
    """The sample company stands at half past seven of the day, and yesterday's differs."""
    async with enter_demo(world) as one, enter_demo(world) as two:
        assert one.company == two.company
        assert one.world.now().hour == 7
    async with enter_demo(world, yesterday=True) as before:
        assert before.company != one.company
        assert (one.world.now() - before.world.now()).days == 1


async def test_the_sample_answer_says_that_nobody_wrote_it(world: World) -> None:
    """The sample names itself, and ends with a command only if the task proposes."""
    async with enter_demo(world) as demo:
        deal = demo.company.open_deals[0]
        prompt = Prompt(system="", data=f"D-7|{deal.name}|1\n", task="")
        for task in ("important-deals", "deal-gaps"):
            written = await write_all(
                SampleModel(demo.company, task), prompt, max_tokens=9, told=lambda text: None
            )
            assert "no model was called" in written.text
            assert "OPERATOR_CMD" not in written.text
        written = await write_all(
            SampleModel(demo.company, "important-deals"),
            replace(prompt, system=PROPOSING),
            max_tokens=9,
            told=lambda text: None,
        )
        assert len(draw_out(written.text, proposes=True).proposals) == 1
        assert "END_OPERATOR_CMD" in written.text
    assert sample_writer(demo.company, operator="mine", task="important-deals").name == "none"
    assert sample_writer(demo.company, operator="deal-intelligence", task="x").model is None


@pytest.mark.parametrize("task", ["important-deals", "deal-gaps"])
async def test_the_check_finds_the_planted_figure_and_nothing_else(
    make_config: MakeConfig, task: str
) -> None:
    """Who sees the demo sees one mark: the amount that is another deal's."""
    options = RunOptions(operator="deal-intelligence", task=task, demo=True)
    done = await briefings.run(options, make_config(), lambda event: None, _agree)
    wrong = [item.text for item in done.run.briefing.checks.unmatched]
    async with enter_demo(world_of(make_config())) as demo:
        assert wrong == [sample_answer(task, demo.company).wrong]


async def _agree(disclosure: Disclosure) -> bool:
    return True
