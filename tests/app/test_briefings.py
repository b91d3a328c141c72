"""Runs over a project's own files, through the same function that every face calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from operatoros.app import briefings, reopening
from operatoros.app.briefings import Finished, RunOptions, new_run_id
from operatoros.app.delivering import write_out
from operatoros.app.wiring import open_runs, world_of
from operatoros.briefing.request import Disclosure
from operatoros.config import Config
from operatoros.delivery.files import OutUnwritable
from operatoros.errors import OperatorosError
from operatoros.values.event import Event
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio


async def _no(disclosure: Disclosure) -> bool:
    return False


async def _run(config: Config, told: list[Event] | None = None, **options: object) -> Finished:
    listener = told.append if told is not None else lambda event: None
    wanted = RunOptions(operator="deals", **options)  # type: ignore[arg-type]  # fields of RunOptions
    return await briefings.run(wanted, config, listener, _no)


async def test_a_run_over_a_table_is_kept_and_reopened(make_config: MakeConfig) -> None:
    """A finished run is in the store as it was shown, with its events in order."""
    told: list[Event] = []
    finished = await _run(make_config(), told, model="none")
    assert finished.error is None
    assert "2,000.50" in finished.run.briefing.digest
    again = reopening.reopen(world_of(make_config()), finished.run.run)
    assert again.run == finished.run
    with open_runs(world_of(make_config())) as store:
        kept = store.events(finished.run.run)
    assert [event.seq for event in kept] == list(range(1, len(kept) + 1))
    assert [event.what for event in kept] == [event.what for event in told]


async def test_a_script_writes_and_is_checked(project: Path, make_config: MakeConfig) -> None:
    """The text of a scripted model is checked against the export, and the miss is marked."""
    (project / "answer.txt").write_text("Blue Ocean: €1,200.50. Red Sea: €900.", encoding="utf-8")
    finished = await _run(make_config(), model="scripted:answer.txt")
    checks = finished.run.briefing.checks
    assert (checks.figures, checks.found) == (2, 1)
    assert "not found" in finished.checked_text
    data = finished.as_json()
    assert data["model"] == "scripted:answer.txt"
    assert str(data["briefing"]).endswith("Red Sea: €900.")


async def test_parameters_reach_the_prompt(make_config: MakeConfig) -> None:
    """A parameter is typed by its declaration and stands in the prompt; a bad one is refused."""
    finished = await _run(make_config(), params={"top": "7"}, model="chat")
    assert "Name the 7 deals" in "".join(finished.prompt_parts)
    with pytest.raises(OperatorosError) as caught:
        await _run(make_config(), params={"top": "many"}, model="chat")
    assert caught.value.code == "ERR_PARAM_TYPE"


async def test_a_dry_run_needs_no_key(make_config: MakeConfig) -> None:
    """--dry-run without a key shows the prompt and what the default model would cost."""
    finished = await _run(make_config(), dry_run=True)
    assert "Blue Ocean" in finished.prompt_text
    assert finished.run.usage is not None
    assert finished.run.usage.cost_usd is not None
    assert finished.run.usage.model.startswith("claude:")


async def test_a_person_is_told_what_was_not_done(make_config: MakeConfig) -> None:
    """On a terminal without a key the digest comes with a note that names the variable."""
    finished = await _run(make_config(), interactive=True)
    assert finished.error is None
    assert "ANTHROPIC_API_KEY" in finished.notes[0]


async def test_a_broken_source_file_is_that_sources_failure(
    project: Path, make_config: MakeConfig
) -> None:
    """An export that cannot be read fails its source with a code; the run says so and ends."""
    (project / "deals.csv").write_bytes(b"id,name\n1,\xff\xfe\x00broken")
    finished = await _run(make_config(), model="none")
    assert finished.run.state == "failed"
    assert finished.run.coverage[0].state == "failed"
    assert finished.run.coverage[0].code.startswith("ERR_")


async def test_the_demo_asks_nobody_else(make_config: MakeConfig) -> None:
    """Inside --demo a connector that the sample company lacks fails; no file is read."""
    finished = await _run(make_config(), demo=True, model="none")
    assert finished.run.demo
    assert finished.run.coverage[0].code == "ERR_NOT_IN_DEMO"
    assert "Blue Ocean" not in finished.run.briefing.digest


async def test_runs_sort_by_time(make_config: MakeConfig) -> None:
    """Ids sort by time, and the newest run is listed first."""
    first = await _run(make_config(), model="none")
    second = await _run(make_config(), model="none", task="other")
    lines = reopening.list_runs(world_of(make_config()), operator=None, limit=10)
    assert {line.run for line in lines} == {first.run.run, second.run.run}
    assert sorted((line.run for line in lines), reverse=True) == [line.run for line in lines]
    assert len(new_run_id(world_of(make_config()).clock())) == 21


@pytest.mark.parametrize("name", ["out.md", "out.json"])
async def test_a_briefing_is_written_to_a_file(
    make_config: MakeConfig, tmp_path: Path, name: str
) -> None:
    """--out writes text or JSON by the suffix, whole."""
    finished = await _run(make_config(), model="none")
    where = write_out(world_of(make_config()), finished, tmp_path / name)
    text = where.read_text(encoding="utf-8")
    assert "Blue Ocean" in text
    if name.endswith(".json"):
        assert json.loads(text)["run"] == finished.run.run
    with pytest.raises(OutUnwritable) as caught:
        write_out(world_of(make_config()), finished, tmp_path / "no" / name)
    assert caught.value.code == "ERR_OUT_UNWRITABLE"
