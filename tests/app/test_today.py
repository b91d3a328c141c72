"""The first look: newest briefings with their changes, what waits, what failed since."""

from __future__ import annotations

from pathlib import Path

import anyio

from operatoros.app import briefings
from operatoros.app.actions import open_actions
from operatoros.app.briefings import RunOptions
from operatoros.app.deciding import scan_text
from operatoros.app.today import today
from operatoros.app.wiring import world_of
from operatoros.briefing.request import Disclosure
from operatoros.config import Config
from tests.acting import write
from tests.app.conftest import DEALS_CSV, MakeConfig


def run(config: Config, **options: object) -> str:
    """Run the project's operator; return the run's id."""

    async def no(disclosure: Disclosure) -> bool:
        return False

    wanted = RunOptions(operator="deals", **options)  # type: ignore[arg-type]  # its fields
    done = anyio.run(briefings.run, wanted, config, lambda event: None, no)
    return done.run.run


def test_a_first_visit_has_no_briefing_and_says_what_is_ready(make_config: MakeConfig) -> None:
    """Before any run there is nothing to show, and the operators that could run are named."""
    seen = today(world_of(make_config()))
    assert (seen.briefings, seen.runs) == ((), False)
    assert "deals" in seen.ready


def test_the_newest_briefing_shows_its_changes_and_a_later_failure(
    make_config: MakeConfig, project: Path
) -> None:
    """Changes are those of the newest whole run; a run that failed after it is named beside it."""
    config = make_config()
    run(config, model="none")
    (project / "deals.csv").write_text(DEALS_CSV.replace("800", "900"), encoding="utf-8")
    newest = run(config, model="none")
    seen = today(world_of(config))
    (one,) = seen.briefings
    assert (one.run.run, one.name, one.failed) == (newest, "Deals", None)
    assert "2,100.50" in one.headline
    assert any("Red Sea" in line and "€800 -> €900" in line for line in one.changes)
    (project / "deals.csv").unlink()
    failed = run(config, model="none")
    (one,) = today(world_of(config)).briefings
    assert one.run.run == newest
    assert one.failed is not None
    assert one.failed.run == failed


def test_what_waits_is_named(make_config: MakeConfig, tmp_path: Path) -> None:
    """A run that waits for a chat, and proposals in a folder's inbox, are there to be seen."""
    config = make_config()
    waiting = run(config, model="chat")
    folder = tmp_path / "work"
    folder.mkdir()
    with open_actions(config, str(folder)) as desk:
        workspace = desk.workspace.places.id
    scan_text(world_of(config), workspace, write("a.txt", "hello\n"))
    seen = today(world_of(config))
    assert [line.run for line in seen.waiting] == [waiting]
    assert [(one.id, one.waiting) for one in seen.inboxes] == [(workspace, 1)]
    assert seen.briefings == ()
