from datetime import datetime
from pathlib import Path

import pytest

from operatoros.app import story
from operatoros.demo.answer import sample_answer
from operatoros.demo.clock import present
from operatoros.demo.company import planted_changes, sample
from operatoros.values.event import Event
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio


async def test_the_story_shows_what_was_planted(make_config: MakeConfig) -> None:
    """One source fails, yesterday's planted changes are found, and the wrong figure is caught."""
    told: list[Event] = []
    with story.own_folder(make_config()) as config:
        finished = await story.tell(config, told.append, pause_s=0)
        assert config.home.exists()
    assert not config.home.exists()
    run = finished.run
    states = {line.source: line.state for line in run.coverage}
    assert states["helpdesk.tickets"] == "failed"
    assert sorted(states.values()) == ["failed", "ok", "ok", "ok"]
    source = "hubspot.open_deals_with_owners"
    deals = {(c.kind, c.title) for c in run.changes.items if c.source == source}
    now = present(datetime.fromisoformat(told[0].at))
    planted = planted_changes(now)
    assert {name for _, name in deals} == {change.name for change in planted}
    assert {kind for kind, _ in deals} == {change.kind for change in planted}
    wrong = sample_answer("important-deals", sample(now)).wrong
    assert [miss.text for miss in run.briefing.checks.unmatched] == [wrong]
    assert run.briefing.checks.figures > 10


def test_the_samples_folder_is_our_own(
    make_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made once, for us alone, outside of the state folder; a link there is refused."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    config = make_config()
    folder = Path(story.sample_workspace(config))
    assert folder == Path(story.sample_workspace(config))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert config.home not in folder.parents
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(story.SampleFolderTaken) as caught:
        story.sample_workspace(config)
    assert caught.value.code == "ERR_DEMO_FOLDER"
