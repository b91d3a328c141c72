"""Events over the API: live, late, taken up again, as a list; consent and cancelling."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from operatoros.app.hosting import Work
from operatoros.errors import Conflict
from operatoros.web.api.live import failure_of
from tests.conftest import REPOSITORY
from tests.llm.conftest import Host, stream_of
from tests.web.api.conftest import Served


def says(text: str) -> bytes:
    """Return an answer as an OpenAI-compatible host streams it."""
    chunks: list[dict[str, object]] = [
        {"choices": [{"index": 0, "delta": {"content": text[at : at + 9]}, "finish_reason": None}]}
        for at in range(0, len(text), 9)
    ]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    lines = [b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks]
    return b"".join([*lines, b"data: [DONE]\n\n"])


def test_events_are_those_of_the_schema_live_and_late(served: Served) -> None:
    """A run's stream has every event in order with its number, now and for whoever comes later."""
    made = served.post("/api/runs", {"operator": "deals", "model": "none"}, status=201)
    path = f"/api/runs/{made['run']}/events"
    live = served.stream(path)
    schema = json.loads((REPOSITORY / "docs/schemas/event.json").read_text(encoding="utf-8"))
    events = [one for one in live if not one.event]
    for one in events:
        Draft202012Validator(schema).validate(one.data)
        assert one.place == str(one.data["seq"])
    assert [one.data["seq"] for one in events] == list(range(1, len(events) + 1))
    kinds = [one.data["what"]["kind"] for one in events]
    assert (kinds[0], kinds[-1]) == ("run_started", "run_finished")
    assert {"source_finished", "digest_ready"} <= set(kinds)
    assert (live[-1].event, live[-1].data) == ("finished", {"error": None})
    assert served.stream(path) == live


def test_a_lost_line_is_taken_up_again(served: Served) -> None:
    """With Last-Event-ID, or `after`, only what follows is told; a senseless id counts as none."""
    run = served.run()
    path = f"/api/runs/{run}/events"
    whole = served.stream(path)
    assert served.stream(path, **{"Last-Event-ID": "2"}) == whole[2:]
    assert served.stream(f"{path}?after=2") == whole[2:]
    assert served.stream(f"{path}?after=1", **{"Last-Event-ID": "2"}) == whole[2:]
    assert served.stream(path, **{"Last-Event-ID": "-1"}) == whole
    assert served.stream(path, **{"Last-Event-ID": "9" * 20})[-1].event == "finished"


def test_events_until_now_are_a_list(served: Served) -> None:
    """A program that does not stream asks for JSON, and goes on from `place`."""
    run = served.run()
    wants = {"Accept": "application/json"}
    news = served.get(f"/api/runs/{run}/events", headers=wants)
    assert news["ended"] is True
    assert news["asking"] is None
    assert news["place"] == len(news["events"]) > 2
    rest = served.get(f"/api/runs/{run}/events?after=2", headers=wants)
    assert rest["events"] == news["events"][2:]
    beginning = served.get(f"/api/runs/{run[:-2]}/events", headers=wants)
    assert beginning == news


def test_events_of_no_run_are_not_found(served: Served) -> None:
    """An unknown run is said before a stream begins."""
    said = served.get("/api/runs/20200101-000000-00000/events", status=404)
    assert said["code"] == "ERR_RUN_NOT_FOUND"


@pytest.mark.parametrize("agree", [True, False])
def test_a_run_asks_before_records_leave(served: Served, host: Host, agree: bool) -> None:
    """The stream says who would receive what; nothing is sent before the yes, or after a no."""
    served.variables["OPENAI_BASE_URL"] = f"{host.url}/v1"
    host.says(stream_of(says("Blue Ocean: €1,200.50.")))
    body = {"operator": "deals", "model": "openai:local"}
    run = served.post("/api/runs", body, status=201)["run"]
    asked = []
    for one in served.following(f"/api/runs/{run}/events"):
        if one.event == "asking":
            asked.append(one.data)
            if one.data is not None:
                assert host.seen == []
                wants = {"Accept": "application/json"}
                news = served.get(f"/api/runs/{run}/events", headers=wants)
                assert (news["asking"], news["ended"]) == (one.data, False)
                served.post(f"/api/runs/{run}/consent", {"agree": agree}, status=204)
    (disclosure, answered) = asked
    assert answered is None
    assert disclosure["counts"] == [["deals", 2]]
    assert disclosure["text"].startswith("sends 2 deals")
    shown = served.get(f"/api/runs/{run}")
    assert len(host.seen) == agree
    if agree:
        assert shown["parts"]["text"] == "Blue Ocean: €1,200.50."
    else:
        assert shown["parts"]["text"] == ""
        assert shown["error"]["code"] == "ERR_CONSENT_MISSING"
    late = served.post(f"/api/runs/{run}/consent", {"agree": True}, status=409)
    assert late["code"] == "ERR_RUN_NOT_RUNNING"


@contextmanager
def _stuck_host() -> Iterator[tuple[str, threading.Event]]:
    """A model's host that takes a request and answers only once it is told to."""
    asked, go_on = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.set()
            go_on.wait(10)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_run_is_cancelled_and_keeps_what_it_found(served: Served) -> None:
    """Cancelling ends a run that waits for its model; its digest and records stay."""
    with _stuck_host() as (url, asked):
        served.variables["OPENAI_BASE_URL"] = url
        body = {"operator": "deals", "model": "openai:local"}
        run = served.post("/api/runs", body, status=201)["run"]
        events = served.following(f"/api/runs/{run}/events")
        ended = []
        for one in events:
            if one.event == "asking" and one.data is not None:
                served.post(f"/api/runs/{run}/consent", {"agree": True}, status=204)
                assert asked.wait(10)
                served.post(f"/api/runs/{run}/cancel", status=204)
            ended.append(one.event)
        assert ended[-1] == "finished"
    shown = served.get(f"/api/runs/{run}")
    assert (shown["state"], shown["error"]["code"]) == ("interrupted", "ERR_RUN_CANCELLED")
    assert shown["coverage"][0]["records"] == 2


def test_a_bug_under_way_is_told_without_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    """What failed by our mistake is logged whole and told as a bug; our errors as they are."""
    assert failure_of(None) is None
    assert failure_of(Work(id="one")) is None
    ours = failure_of(Work(error=Conflict("no", code="ERR_CONFLICT")))
    assert isinstance(ours, dict)
    assert ours["code"] == "ERR_CONFLICT"
    told = failure_of(Work(id="two", error=ZeroDivisionError("a secret of ours")))
    assert isinstance(told, dict)
    assert told["code"] == "ERR_INTERNAL"
    assert "secret" not in json.dumps(told)
    assert "ZeroDivisionError" in caplog.text


def test_a_source_that_fails_is_in_the_stream(served: Served, project: Path) -> None:
    """A broken export is that source's failure, with its code, and the run says so."""
    (project / "deals.csv").write_bytes(b"id,name\n1,\xff\xfe\x00broken")
    run = served.run()
    events = served.stream(f"/api/runs/{run}/events")
    (line,) = [
        one.data["what"]["line"]
        for one in events
        if not one.event and one.data["what"]["kind"] == "source_finished"
    ]
    assert line["state"] == "failed"
    assert line["code"].startswith("ERR_")
    assert served.get(f"/api/runs/{run}")["state"] == "failed"
