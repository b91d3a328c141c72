"""Runs over the API: a real operator over a table, to its end, and what waits answered."""

from __future__ import annotations

import json
from pathlib import Path

from operatoros.app import reopening
from operatoros.app.wiring import world_of
from tests.acting import block
from tests.app.conftest import MakeConfig
from tests.web.api.conftest import Served


def test_a_run_begins_and_is_shown_like_run_json(served: Served, make_config: MakeConfig) -> None:
    """POST names the run, its events end, and GET gives exactly what `run --json` gives."""
    run = served.run(params={"top": "7"})
    shown = served.get(f"/api/runs/{run}")
    same = reopening.reopen(world_of(make_config()), run).as_json()
    assert shown == json.loads(json.dumps(same))
    assert shown["state"] == "done"
    assert shown["params"] == {"top": 7}
    assert "2,000.50" in shown["briefing"]
    assert shown["coverage"][0]["records"] == 2


def test_a_run_is_found_from_its_first_moment(served: Served) -> None:
    """Whoever follows the Location of a run that has just begun finds it."""
    for _ in range(5):
        answer = served.client.post("/api/runs", json={"operator": "deals", "model": "none"})
        run = answer.json()["run"]
        assert answer.headers["location"] == f"/api/runs/{run}"
        shown = served.get(answer.headers["location"])
        assert (shown["run"], shown["operator"], shown["task"]) == (run, "deals", "main")
        served.stream(f"/api/runs/{run}/events")


def test_what_is_wrong_is_said_before_anything_runs(served: Served) -> None:
    """No such operator, task, workspace; a bad parameter; a model that reads files: each a code."""
    cases: list[tuple[dict[str, object], int, str]] = [
        ({"operator": "nobody"}, 404, "ERR_OPERATOR_NOT_FOUND"),
        ({"operator": "config/operators/deals.yaml"}, 404, "ERR_OPERATOR_NOT_FOUND"),
        ({"operator": "deals", "task": "none"}, 404, "ERR_TASK_NOT_FOUND"),
        ({"operator": "deals", "params": {"top": "many"}}, 400, "ERR_PARAM_TYPE"),
        ({"operator": "deals", "workspace": "nowhere"}, 404, "ERR_WORKSPACE_UNKNOWN"),
        ({"operator": "deals", "model": "scripted:/etc/passwd"}, 403, "ERR_MODEL_NOT_FROM_PAGES"),
        ({"operator": "deals", "model": "unheard"}, 400, "ERR_MODEL_NAME"),
        ({"operator": "deals", "replaced": {"x": "/etc/passwd"}}, 400, "ERR_REQUEST_INVALID"),
        ({"operator": "deals", "demo": "yes"}, 400, "ERR_REQUEST_INVALID"),
        ({}, 400, "ERR_REQUEST_INVALID"),
    ]
    for body, status, code in cases:
        said = served.post("/api/runs", body, status=status)
        assert said["code"] == code, body
    assert served.get("/api/runs") == []


def test_runs_are_listed_in_pages(served: Served) -> None:
    """The newest comes first; `before` goes on after a page; an operator's runs can be chosen."""
    runs = [served.run() for _ in range(3)]
    listed = served.get("/api/runs")
    assert [line["run"] for line in listed] == sorted(runs, reverse=True)
    assert listed[0]["sources_ok"] == 1
    first = served.get("/api/runs", params={"limit": 2})
    rest = served.get("/api/runs", params={"limit": 2, "before": first[-1]["run"]})
    assert first + rest == listed
    assert served.get("/api/runs", params={"operator": "deals"}) == listed
    assert served.get("/api/runs", params={"operator": "others"}) == []
    assert served.get("/api/runs", params={"limit": 0}, status=400)["code"] == "ERR_REQUEST_INVALID"


def test_a_run_that_is_over_cannot_be_cancelled(served: Served) -> None:
    """Cancelling or answering what is not under way is a conflict with a code."""
    run = served.run()
    assert served.post(f"/api/runs/{run}/cancel", status=409)["code"] == "ERR_RUN_NOT_RUNNING"
    said = served.post(f"/api/runs/{run}/consent", {"agree": True}, status=409)
    assert said["code"] == "ERR_RUN_NOT_RUNNING"


def test_a_waiting_run_takes_a_chats_answer(served: Served) -> None:
    """With the model `chat` a run waits; its prompt is there in parts; the answer is checked."""
    run = served.run(model="chat")
    assert served.get(f"/api/runs/{run}")["state"] == "waiting"
    prompt = served.get(f"/api/runs/{run}/prompt")
    assert "Blue Ocean" in prompt["prompt"]
    assert prompt["parts"]
    text = "Blue Ocean: €1,200.50.\r\nRed Sea: €900."
    done = served.post(f"/api/runs/{run}/answer", {"answer": text})
    assert done["state"] == "done"
    assert (done["checks"]["figures"], done["checks"]["found"]) == (2, 1)
    assert done["parts"]["text"] == text.replace("\r\n", "\n")
    again = served.post(f"/api/runs/{run}/answer", {"answer": text}, status=409)
    assert again["code"] == "ERR_RUN_NOT_WAITING"
    empty = served.post(f"/api/runs/{run}/answer", {"answer": ""}, status=400)
    assert empty["code"] == "ERR_REQUEST_INVALID"


def test_proposals_of_a_run_go_to_an_inbox_and_no_further(
    served: Served, project: Path, workspace: str, folder: Path
) -> None:
    """What a text proposes is drawn out, put into the inbox that is named, and not carried out."""
    file = project / "config" / "operators" / "deals.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    default: true", "    default: true\n    actions: propose"),
        encoding="utf-8",
    )
    run = served.run(model="chat")
    assert served.get(f"/api/runs/{run}/proposals", status=404)["code"] == "ERR_NOTHING_PROPOSED"
    said = served.post(f"/api/runs/{run}/propose", {"workspace": workspace}, status=404)
    assert said["code"] == "ERR_NOTHING_PROPOSED"
    reply = "A note.\n" + block("fs.write", name="w-1", path="a.txt", content="To Ada.")
    served.post(f"/api/runs/{run}/answer", {"answer": reply})
    assert served.get(f"/api/runs/{run}/proposals")["entries"] == []
    done = served.post(f"/api/runs/{run}/propose", {"workspace": workspace})
    assert done["proposed"] == ["1"]
    taken = served.get(f"/api/runs/{run}/proposals")
    assert taken["workspace"] == str(folder)
    assert taken["entries"][0]["number"] == 1
    (entry,) = served.get(f"/api/workspaces/{workspace}/entries")
    assert (entry["path"], entry["origin"]["kind"]) == ("a.txt", "run")
    assert not (folder / "a.txt").exists()
    unknown = served.post(f"/api/runs/{run}/propose", {"workspace": "x"}, status=404)
    assert unknown["code"] == "ERR_WORKSPACE_UNKNOWN"


def test_a_run_is_made_again(served: Served, project: Path) -> None:
    """A replay says that nothing differs, and what does once the declaration changed."""
    run = served.run()
    same = served.post(f"/api/runs/{run}/replay")
    assert same["differences"] == []
    assert "digest" in same["compared"]
    file = project / "config" / "operators" / "deals.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("that matter", "that do not"), encoding="utf-8")
    changed = served.post(f"/api/runs/{run}/replay")
    assert [one["kind"] for one in changed["differences"]] == ["declared"]
