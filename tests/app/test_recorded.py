"""What a run leaves behind is enough to make it again, and no more than that."""

from __future__ import annotations

import json
from datetime import UTC, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from operatoros.app import briefings
from operatoros.app.briefings import RunOptions
from operatoros.app.recorded import (
    REQUEST,
    RunNotRecorded,
    declared_of,
    recorded,
    zone_again,
    zone_json,
)
from operatoros.app.wiring import World, open_runs
from operatoros.briefing.request import Disclosure
from operatoros.catalog.search import find_operator
from operatoros.values.event import Event
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


@pytest.mark.parametrize(
    "zone", [UTC, ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=-3, minutes=-30), "NST")]
)
def test_a_zone_comes_back_with_its_name(zone: timezone | ZoneInfo) -> None:
    """Prompts name the zone, so offset and name survive."""
    again = zone_again(json.loads(json.dumps(zone_json(zone))))
    assert str(again) == str(zone)


async def test_the_records_keep_the_order_of_their_fields(
    make_config: MakeConfig, world: World, project: Path
) -> None:
    """Columns of the prompt follow the order of the answer, so the order is kept."""
    finished = await briefings.run(
        RunOptions(operator="deals", model="none"), make_config(), _ignore, _no
    )
    with open_runs(world) as store:
        kept = recorded(store, finished.run.run)
        asked = json.dumps(store.stages(finished.run.run)[REQUEST])
    (fetched,) = kept.fetched
    assert list(fetched.records[0].data) == ["id", "name", "amount", "currency", "close_date",
                                             "owner"]  # fmt: skip
    assert str(project) not in asked


async def test_an_answer_that_stayed_the_same_is_kept_once(
    make_config: MakeConfig, world: World, project: Path
) -> None:
    """Two runs over the same thousand records cost little more than one."""
    rows = "".join(f"{n},Deal {n * 7919 % 1000},{n * 31},EUR,,Ada\n" for n in range(1000))
    head = (project / "deals.csv").read_text(encoding="utf-8").partition("\n")[0]
    (project / "deals.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    responses = []
    for _ in range(2):
        options = RunOptions(operator="deals", model="none")
        finished = await briefings.run(options, make_config(), _ignore, _no)
        with open_runs(world) as store:
            (exchange,) = store.exchanges(finished.run.run)
            responses.append(exchange.response)
    assert responses[0] == responses[1]
    assert len(responses[0]) > 50_000


async def test_a_run_from_before_recording_says_so(make_config: MakeConfig, world: World) -> None:
    """A run without its request, as older versions left them, is refused with a reason."""
    finished = await briefings.run(
        RunOptions(operator="deals", model="none"), make_config(), _ignore, _no
    )
    with open_runs(world) as store:
        store.save_stage(finished.run.run, REQUEST, None)
        with pytest.raises(RunNotRecorded) as told:
            recorded(store, finished.run.run)
    assert told.value.code == "ERR_RUN_NOT_RECORDED"


def test_a_declaration_has_one_digest_wherever_it_lies(world: World, project: Path) -> None:
    """A moved or commented file declares the same; another endpoint does not."""
    operator = find_operator("deals", world.path)
    before = declared_of(world, operator, demo=False)
    file = project / "connectors" / "exports.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# a comment\n\n{text}", encoding="utf-8")
    assert declared_of(world, operator, demo=False) == before
    file.write_text(text.replace("noun: deals", "noun: chances"), encoding="utf-8")
    assert declared_of(world, operator, demo=False) != before


async def test_an_inlined_connector_counts_and_its_settings_are_not_kept(
    make_config: MakeConfig, world: World, project: Path
) -> None:
    """A legacy source's own server may hold a token in its lines: a digest of it is all we keep."""
    file = project / "config" / "operators" / "deals.yaml"
    legacy = (
        "id: deals\nname: Deals\nsources:\n  - id: own\n    tool: list\n"
        "    connection: {command: no-such-server, args: [--token, tok-canary-1]}\n"
        "tasks:\n  main: {prompt: Say it.}\n"
    )
    file.write_text(legacy, encoding="utf-8")
    options = RunOptions(operator="deals", model="none")
    finished = await briefings.run(options, make_config(), _ignore, _no)
    with open_runs(world) as store:
        kept = recorded(store, finished.run.run)
        assert "canary" not in json.dumps(store.stages(finished.run.run))
    operator = find_operator("deals", world.path)
    assert declared_of(world, operator, demo=False) == kept.declared
    file.write_text(legacy.replace("canary-1", "canary-2"), encoding="utf-8")
    operator = find_operator("deals", world.path)
    assert declared_of(world, operator, demo=False) != kept.declared
