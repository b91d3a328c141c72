"""Operators, as pages: what is there, what is missing, the form that runs one."""

from __future__ import annotations

from pathlib import Path

from operatoros.app.reopening import reopen
from tests.web.conftest import Served


def test_cards_say_what_is_missing(served: Served, project: Path) -> None:
    """A ready operator says so, one without credentials names them, a broken one its code."""
    (project / "config" / "operators" / "bad.yaml").write_text("id: bad\nsauces: []\n")
    text = served.get("/operators").text
    assert "Ready: nothing is missing" in text
    assert "HUBSPOT_ACCESS_TOKEN" in text
    assert "operatoros validate" in text


def test_the_form_has_the_operators_own_fields(served: Served) -> None:
    """Tasks, parameters with their defaults, and who may write are on the page."""
    text = served.get("/operators/deals").text
    assert 'name="task" value="other"' in text
    assert 'name="param.top"' in text
    assert 'placeholder="3"' in text
    assert "scripted" not in text.partition("<select")[2].partition("</select>")[0]


def test_the_form_runs_what_was_chosen(served: Served) -> None:
    """Task, parameters and model of the form are those of the run."""
    run = served.finish(task="other", model="none", **{"param.top": "7"})
    kept = reopen(served.world, run).run
    assert (kept.task, kept.params, kept.briefing.model) == ("other", {"top": 7}, "none")
    assert f'href="/runs/{run}"' in served.get("/operators/deals").text


def test_what_cannot_run_is_said_before_a_run_exists(served: Served) -> None:
    """A parameter of the wrong type and an unknown operator end in codes, and no run is kept."""
    wrong = served.press("/operators/deals/run", **{"param.top": "many"})
    assert "ERR_PARAM_TYPE" in wrong.text
    assert "ERR_OPERATOR_NOT_FOUND" in served.press("/operators/nobody/run").text
    assert "No run yet" in served.get("/runs").text
