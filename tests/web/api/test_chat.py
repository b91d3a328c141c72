"""Questions about a run over the API, answered by a host on loopback."""

from __future__ import annotations

import pytest

from tests.llm.conftest import Host, stream_of
from tests.web.api.conftest import Served
from tests.web.api.test_live import says


def _ask(served: Served, run: str, **body: str) -> str:
    made = served.post(f"/api/runs/{run}/chat", body, status=201)
    return str(made["talk"])


def test_an_answer_is_streamed_checked_and_kept(served: Served, host: Host) -> None:
    """The pieces add up to the answer; the whole turn comes last and is in the conversation."""
    served.variables["OPENAI_BASE_URL"] = f"{host.url}/v1"
    host.says(stream_of(says("Blue Ocean [D-1], €9,999.")))
    run = served.run()
    assert served.get(f"/api/runs/{run}/chat") == {"run": run, "turns": []}
    talk = _ask(served, run, question=" Which is larger? ", model="openai:local")
    pieces, last = "", None
    for one in served.following(f"/api/talks/{talk}/events"):
        if one.event == "asking" and one.data is not None:
            assert host.seen == []
            served.post(f"/api/talks/{talk}/consent", {"agree": True}, status=204)
        elif one.event == "finished":
            last = one.data
        elif not one.event:
            pieces += one.data["text"]
    assert last is not None
    assert last["error"] is None
    turn = last["turn"]
    assert pieces == turn["answer"] == "Blue Ocean [D-1], €9,999."
    assert turn["question"] == "Which is larger?"
    assert [miss["text"] for miss in turn["checks"]["unmatched"]] == ["€9,999"]
    assert served.get(f"/api/runs/{run}/chat")["turns"] == [turn]


def test_whoever_comes_late_still_hears_why_there_is_no_answer(served: Served) -> None:
    """An answer that failed at once is told after its end too: it is kept nowhere else."""
    run = served.run()
    talk = _ask(served, run, question="Why?")
    first = served.stream(f"/api/talks/{talk}/events")
    assert first[-1].data["error"]["code"] == "ERR_CHAT_NO_KEY"
    assert served.stream(f"/api/talks/{talk}/events") == first
    assert served.get(f"/api/runs/{run}/chat")["turns"] == []


def test_an_answer_is_not_asked_for_without_consent(served: Served, host: Host) -> None:
    """A no ends the answer with a code, and nothing was sent."""
    served.variables["OPENAI_BASE_URL"] = f"{host.url}/v1"
    run = served.run()
    talk = _ask(served, run, question="Why?", model="openai:local")
    events = []
    for one in served.following(f"/api/talks/{talk}/events"):
        events.append(one)
        if one.event == "asking" and one.data is not None:
            served.post(f"/api/talks/{talk}/consent", {"agree": False}, status=204)
    assert events[-1].data["error"]["code"] == "ERR_CONSENT_MISSING"
    assert host.seen == []
    said = served.post(f"/api/talks/{talk}/consent", {"agree": True}, status=409)
    assert said["code"] == "ERR_RUN_NOT_RUNNING"


def test_an_answer_is_cancelled(served: Served, host: Host) -> None:
    """Cancelling an answer that asks ends its stream; nothing is kept, nothing was sent."""
    served.variables["OPENAI_BASE_URL"] = f"{host.url}/v1"
    run = served.run()
    talk = _ask(served, run, question="Why?", model="openai:local")
    events = []
    for one in served.following(f"/api/talks/{talk}/events"):
        events.append(one)
        if one.event == "asking" and one.data is not None:
            served.post(f"/api/talks/{talk}/cancel", status=204)
    assert (events[-1].event, events[-1].data) == ("finished", {"turn": None, "error": None})
    assert host.seen == []
    assert served.get(f"/api/runs/{run}/chat")["turns"] == []
    assert served.post(f"/api/talks/{talk}/cancel", status=409)["code"] == "ERR_RUN_NOT_RUNNING"


def test_what_cannot_be_asked_is_refused(served: Served) -> None:
    """No such run or talk, an empty question, a model that reads files: each a code."""
    run = served.run()
    path = f"/api/runs/{run}/chat"
    nobody = served.post("/api/runs/2000/chat", {"question": "Why?"}, status=404)
    assert nobody["code"] == "ERR_RUN_NOT_FOUND"
    assert served.post(path, {"question": " \n"}, status=400)["code"] == "ERR_REQUEST_INVALID"
    body = {"question": "Why?", "model": "scripted:answer.md"}
    assert served.post(path, body, status=403)["code"] == "ERR_MODEL_NOT_FROM_PAGES"
    body = {"question": "Why?", "workspace": "nowhere"}
    assert served.post(path, body, status=404)["code"] == "ERR_WORKSPACE_UNKNOWN"
    assert served.get("/api/talks/none/events", status=404)["code"] == "ERR_ANSWER_NOT_FOUND"


@pytest.mark.parametrize("model", ["chat", "none"])
def test_a_model_that_cannot_answer_says_so(served: Served, model: str) -> None:
    """`chat` and `none` write nothing by themselves."""
    run = served.run()
    talk = _ask(served, run, question="Why?", model=model)
    (last,) = served.stream(f"/api/talks/{talk}/events")
    assert last.data["error"]["code"] == "ERR_CHAT_NEEDS_MODEL"
