"""Two runs side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.app import briefings
from operatoros.app.briefings import RunOptions
from operatoros.app.comparing import compare
from operatoros.app.wiring import World
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from tests.app.conftest import DEALS_CSV, MakeConfig

pytestmark = pytest.mark.anyio


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


async def _run(make_config: MakeConfig, project: Path, answer: str) -> str:
    (project / "answer.md").write_text(answer, encoding="utf-8")
    options = RunOptions(operator="deals", model="scripted:answer.md", allow_partial=True)
    return (await briefings.run(options, make_config(), _ignore, _no)).run.run


async def test_records_facts_text_and_coverage_are_compared(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """By key and with their names: what is new, gone, changed; facts that moved are no change."""
    first = await _run(make_config, project, "One.\nSame.")
    rows = DEALS_CSV.replace("800,", "900,").replace("1,Blue Ocean,1200.50", "3,White Lake,5")
    (project / "deals.csv").write_text(f"{rows}4,Dry Land,1,EUR,2031-03-01,Ada\n", encoding="utf-8")
    second = await _run(make_config, project, "Two.\nSame.")
    found = compare(world, first, second)
    records = {(r.change.kind, r.change.key, r.change.field, r.handle) for r in found.records}
    assert records == {
        ("gone", "1", None, "D-1"),
        ("new", "3", None, "D-3"),
        ("new", "4", None, "D-4"),
        ("changed", "2", "amount", "D-2"),
    }
    assert [(one.was, one.now) for one in found.coverage] == [("ok, 2 deals", "ok, 3 deals")]
    assert sorted(line[0] for line in found.told) == ["+", "+", "-", "~"]
    (changed,) = [line for line in found.told if line.startswith("~")]
    assert "amount €800 -> €900" in changed
    pairs = [(one.was.text, one.now.text) for one in found.facts if one.was and one.now]
    assert any("in all" in was and "in all" in now for was, now in pairs)
    assert all(was != now for was, now in pairs)
    assert "-One." in found.text
    assert "+Two." in found.text
    assert "-Same." not in found.text
    assert not found.same


async def test_a_run_does_not_differ_from_itself(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Positive control: the same run twice is the same."""
    run = await _run(make_config, project, "One.")
    assert compare(world, run, run).same


async def test_a_source_that_failed_is_unknown_not_gone(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Records of a failed source are never told as gone or new."""
    first = await _run(make_config, project, "One.")
    (project / "deals.csv").rename(project / "away.csv")
    second = await _run(make_config, project, "One.")
    (project / "away.csv").rename(project / "deals.csv")
    for pair in ((first, second), (second, first)):
        found = compare(world, *pair)
        assert found.unknown == ("exports.deals",)
        assert not found.records
        assert found.coverage
