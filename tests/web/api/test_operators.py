"""Operators over the API."""

from __future__ import annotations

import json
from pathlib import Path

from operatoros.app import catalogue
from operatoros.app.wiring import world_of
from operatoros.values.jsonable import to_json
from tests.app.conftest import MakeConfig
from tests.web.api.conftest import Served


def test_operators_are_listed_like_on_the_command_line(
    served: Served, make_config: MakeConfig, project: Path
) -> None:
    """The list is what `operators --json` prints; a broken file is a line with its problem."""
    (project / "config" / "operators" / "broken.yaml").write_text("id: [", encoding="utf-8")
    told = served.get("/api/operators")
    same = to_json(catalogue.operators(world_of(make_config())))
    assert told == json.loads(json.dumps(same))
    by_id = {line["id"]: line for line in told}
    assert by_id["deals"]["tasks"] == ["main", "other"]
    assert by_id["broken"]["problem"].startswith("ERR_")


def test_one_operator_has_its_tasks_sources_and_parameters(served: Served) -> None:
    """What a form needs is there; a file is no name of an operator."""
    told = served.get("/api/operators/deals")
    assert [task["id"] for task in told["tasks"] if task["default"]] == ["main"]
    assert [(one["connector"], one["fetch"]) for one in told["sources"]] == [("exports", "deals")]
    (param,) = told["params"]
    assert (param["name"], param["type"], param["default"]) == ("top", "integer", 3)
    for name in ("nobody", "deals.yaml"):
        said = served.get(f"/api/operators/{name}", status=404)
        assert said["code"] == "ERR_OPERATOR_NOT_FOUND"
