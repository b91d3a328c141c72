"""The first look of the day over the API, and the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acting import write
from tests.web.api.conftest import Served


def test_today_is_empty_before_the_first_run(served: Served) -> None:
    """A first visit sees which operators can run, and nothing that is not there."""
    told = served.get("/api/today")
    assert told["runs"] is False
    assert told["briefings"] == told["busy"] == told["waiting"] == told["inboxes"] == []
    assert "deals" in told["ready"]


def test_today_has_the_newest_briefing_and_what_waits(
    served: Served, workspace: str, project: Path
) -> None:
    """The newest whole briefing of an operator, a waiting run and a waiting entry are there."""
    served.run()
    file = project / "deals.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",800,", ",900,"), encoding="utf-8")
    newest = served.run()
    waiting = served.run(model="chat")
    served.post(f"/api/workspaces/{workspace}/scan", {"text": write("a.txt", "x")})
    told = served.get("/api/today")
    (briefing,) = told["briefings"]
    assert (briefing["operator"], briefing["run"]["run"]) == ("deals", newest)
    assert briefing["run"] == served.get(f"/api/runs/{newest}")
    assert any("900" in line for line in briefing["changes"])
    assert [line["run"] for line in told["waiting"]] == [waiting]
    assert [(one["id"], one["waiting"]) for one in told["inboxes"]] == [(workspace, 1)]


@pytest.mark.timeout(60)
def test_the_demo_runs_to_its_briefing(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """POST /api/demo runs the sample company, marked as sample data, with a proposal."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run = served.post("/api/demo", status=201)["run"]
    events = served.stream(f"/api/runs/{run}/events")
    assert events[-1].data == {"error": None}
    shown = served.get(f"/api/runs/{run}")
    assert (shown["state"], shown["demo"]) == ("done", True)
    assert shown["proposed"]
    taken = served.get(f"/api/runs/{run}/proposals")
    assert Path(taken["workspace"]).is_relative_to(tmp_path)
