"""Assertions of tasks, held against recorded runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from operatoros.app import briefings
from operatoros.app.asserting import Held, NothingToTest, Outcome, hold, hold_run, junit
from operatoros.app.briefings import RunOptions
from operatoros.app.wiring import World, world_of
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from operatoros.values.findings import Checks, Unmatched
from operatoros.values.jsonable import Json
from operatoros.values.run import Briefing, Run, Usage
from tests.app.conftest import OPERATOR, MakeConfig

ASSERTS = """\
    asserts:
      must_mention: [Red Sea, Blue Ocean]
      must_not_mention: guaranteed
      figures_grounded: true
      max_words: 8
      max_cost: 0.5
"""


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


def _made(text: str, **more: object) -> Run:
    return Run(
        run="r", operator="o", task="t", params={}, state="done", demo=False, started_at="",
        briefing=Briefing(digest="The digest", text=text, checks=more.get("checks", Checks())),  # type: ignore[arg-type]  # Checks
        usage=more.get("usage"),  # type: ignore[arg-type]  # Usage or None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asserts", "good", "bad"),
    [
        ({"must_mention": ("Red  sea",)}, "the RED\nSEA deal", "the reds"),
        ({"must_not_mention": "sure"}, "perhaps", "For Sure!"),
        ({"max_words": 3}, "one two three", "one two three four"),
    ],
)
def test_each_text_rule_holds_and_fails(asserts: Mapping[str, Json], good: str, bad: str) -> None:
    """Case and line breaks do not matter; each rule has a text that it refuses."""
    assert [item.wrong for item in hold_run(_made(good), asserts)] == [""]
    assert all(item.wrong for item in hold_run(_made(bad), asserts))


def test_figures_and_cost_are_held_too() -> None:
    """A figure that was not found and a call that cost more fail; an unknown price does, too."""
    wrong = Checks(figures=2, found=1, unmatched=(Unmatched(text="€9", start=0, end=2),))
    rules = {"figures_grounded": True, "max_cost": 0.01}
    dear = Usage(model="m", cost_usd=0.02)
    assert [bool(one.wrong) for one in hold_run(_made("x", checks=wrong, usage=dear), rules)] == [
        True,
        True,
    ]
    cheap = Usage(model="m", cost_usd=0.01)
    assert not any(one.wrong for one in hold_run(_made("x", usage=cheap), rules))
    unknown = hold_run(_made("x", usage=Usage(model="m")), {"max_cost": 1})
    assert "no price" in next(unknown).wrong
    assert not next(hold_run(_made("x"), {"max_cost": 0})).wrong
    assert not next(hold_run(_made("x", checks=wrong), {"figures_grounded": False})).wrong


@pytest.mark.anyio
async def test_the_newest_run_of_each_asserting_task_is_tested(
    make_config: MakeConfig, project: Path
) -> None:
    """By default one run a task counts, the newest that finished; others can be named."""
    file = project / "config" / "operators" / "deals.yaml"
    text = OPERATOR.replace("  other:\n", f"{ASSERTS}  other:\n")
    file.write_text(f"{text}    asserts: {{max_words: 5}}\n", encoding="utf-8")
    config = make_config()
    world = world_of(config)
    with pytest.raises(NothingToTest):
        hold(world)
    runs = []
    for answer in ("guaranteed 9,999 deals", "Red Sea €800, Blue Ocean €1,200.50"):
        (project / "answer.md").write_text(answer, encoding="utf-8")
        options = RunOptions(operator="deals", model="scripted:answer.md")
        runs.append((await briefings.run(options, config, _ignore, _no)).run.run)
    found = hold(world)
    assert {item.run for item in found.held} == {runs[1]}
    assert found.failed == ()
    assert found.untested == ("deals other",)
    bad = hold(world, runs)
    assert {item.run for item in bad.failed} == {runs[0]}
    assert {item.name.partition(":")[0] for item in bad.failed} == {
        "must_mention", "must_not_mention", "figures_grounded",
    }  # fmt: skip
    assert hold(world, operator="deals") == found


@pytest.mark.anyio
async def test_runs_about_which_nothing_is_asserted_are_no_test(
    make_config: MakeConfig, world: World
) -> None:
    """A test that cannot fail is refused, not passed."""
    options = RunOptions(operator="deals", model="none")
    run = (await briefings.run(options, make_config(), _ignore, _no)).run.run
    with pytest.raises(NothingToTest):
        hold(world, [run])


def test_the_junit_file_is_read_as_others_read_it() -> None:
    """Counts, names and messages are there; what XML cannot hold is shown as an escape."""
    held = (
        Held(operator="o", task="t", run="r1", name="must_mention: a<b>\x07"),
        Held(operator="o", task="t", run="r1", name="max_words: 3", wrong='it has "4" & more'),
        Held(operator="p", task="t", run="r2", name="max_words: 3"),
    )
    root = ElementTree.fromstring(junit(Outcome(held=held)))
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    suites = root.findall("testsuite")
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in suites] == [
        ("o.t", "2", "1"),
        ("p.t", "1", "0"),
    ]
    (failure,) = root.iter("failure")
    assert failure.get("message") == 'it has "4" & more'
    cases = [case.get("name") for case in root.iter("testcase")]
    assert cases[0] == "must_mention: a<b>\\u{7}"
