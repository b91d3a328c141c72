"""Every part is included, and what hostile programs send ends in a code: never in our failure."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from operatoros.app.offline import blocked_network
from operatoros.web.api.parts import ROUTERS
from tests.llm.conftest import Host, stream_of
from tests.web.api.conftest import Served, closed
from tests.web.api.test_live import says

BIG = "9" * 5_000
DEEP = "[" * 100_000 + "]" * 100_000
HALF = '{"text": "\\ud800"}'


def test_every_part_is_included_once() -> None:
    """No two routers are the same, and each has a tag that the description shows."""
    tags = [router.tags[0] for router in ROUTERS]
    assert len(set(tags)) == len(ROUTERS)
    shown = {
        tag
        for methods in closed()["paths"].values()
        for operation in methods.values()
        for tag in operation["tags"]
    }
    assert shown == set(tags)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (DEEP, "application/json"),
        (f'{{"text": {BIG}}}', "application/json"),
        (HALF, "application/json"),
        ('{"text": "a", "text2": 1}', "application/json"),
        (f'{{"{"k" * 300_000}": 1, "text": ""}}', "application/json"),
        ('{"text": NaN}', "application/json"),
        ('{"text": 1e999}', "application/json"),
        ("null", "application/json"),
        ("[]", "application/json"),
        ('{"text": ', "application/json"),
        (b'{"text": "\xff\xfe"}', "application/json"),
        ('{"text": "a"}', "text/plain"),
        ("text=a", "application/x-www-form-urlencoded"),
        ("", "application/json"),
    ],
    ids=lambda value: str(value)[:16],
)
def test_a_body_of_the_wrong_form_is_refused(served: Served, body: str | bytes, kind: str) -> None:
    """Deep, huge, half, misspelt or no JSON: 400 (or 415), one form of error, nothing echoed."""
    answer = served.client.post("/api/scan", content=body, headers={"Content-Type": kind})
    assert answer.status_code in {400, 415}, answer.text[:500]
    said = served.held("POST", answer)
    assert said["code"] in {"ERR_REQUEST_INVALID", "ERR_CONTENT_TYPE"}
    assert len(answer.content) < 2_000
    assert "kkk" * 100 not in answer.text


def test_a_refused_body_does_not_echo_what_was_sent(served: Served) -> None:
    """What a person typed into the wrong field, a key say, is in no error."""
    body = {"operator": 7, "model": ["sk-secret-canary"], "sk-secret-name" * 30: "sk-secret-canary"}
    answer = served.client.post("/api/runs", json=body)
    assert answer.status_code == 400
    assert "canary" not in answer.text
    assert len(answer.content) < 3_000


def test_a_large_body_is_refused_before_it_is_read(served: Served) -> None:
    """10 MiB are answered with 413 and the one form of error."""
    big = json.dumps({"text": "a" * 10_485_760}).encode()
    answer = served.client.post(
        "/api/scan", content=big, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert served.held("POST", answer)["code"].startswith("ERR_")


@pytest.mark.parametrize(
    "path",
    [
        "/api/runs/..%2f..%2fetc%2fpasswd",
        "/api/runs/%00",
        "/api/runs/%ff%fe",
        "/api/runs/x'%20OR%201=1--",
        "/api/runs/%2e%2e/records",
        f"/api/runs/{'9' * 4_000}",
        "/api/runs?before=%00",
        f"/api/runs?limit={BIG}",
        "/api/runs?limit=1e3",
        "/api/runs?limit=-1",
        "/api/operators/..%2fdeals.yaml",
        "/api/operators/%00",
        "/api/workspaces/%00",
        "/api/workspaces/%2e%2e%2fx",
        "/api/workspaces/WS/entries/99999999999999999999",
        "/api/workspaces/WS/entries/-1",
        "/api/workspaces/WS/entries/0x1",
        "/api/workspaces/WS/entries/1?hunks=99999999999999999999",
        "/api/workspaces/WS/undo?seq=99999999999999999999",
        "/api/workspaces/WS/undo?seq=2147483647",
        "/api/workspaces/WS/file?path=%00",
        "/api/workspaces/WS/file?path=..%2f..%2fetc%2fpasswd",
        "/api/workspaces/WS/file?path=%ff",
        f"/api/workspaces/WS/file?path={'a/' * 2_000}b",
        "/api/talks/%00/events",
        "/api/talks/..%2f/events",
        "/api/nothing",
    ],
)
def test_a_hostile_address_ends_in_a_code(served: Served, workspace: str, path: str) -> None:
    """Paths upwards, NUL, numbers beyond any database, broken UTF-8: 4xx with a code."""
    answer = served.client.get(path.replace("WS", workspace))
    assert 400 <= answer.status_code < 500, answer.text[:500]
    said = answer.json()
    assert sorted(said) == ["code", "details", "hint", "message"]
    assert said["code"].startswith("ERR_")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_there_is_refused(served: Served, method: str) -> None:
    """Only what the description names is done."""
    answer = served.client.request(method, "/api/runs")
    assert answer.status_code in {403, 405}
    assert answer.json()["code"].startswith("ERR_")


def test_reading_changes_nothing(served: Served, workspace: str, folder: Path) -> None:
    """No GET of an inbox moves an entry, writes a file or is in the log of acts."""
    before = served.get(f"/api/workspaces/{workspace}")
    for path in ("", "/entries", "/acts", "/first-message", "/file?path=notes.txt"):
        served.get(f"/api/workspaces/{workspace}{path}")
    assert served.get(f"/api/workspaces/{workspace}") == before
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_replay_leaves_the_network_to_everybody_else(served: Served, host: Host) -> None:
    """While a run is made again, another one reaches its model: only the replay is blocked."""
    served.variables["OPENAI_BASE_URL"] = f"{host.url}/v1"
    host.says(stream_of(says("Two deals.")), stream_of(says("Two deals.")))
    body = {"operator": "deals", "model": "openai:local"}

    def carried_out() -> object:
        run = served.post("/api/runs", body, status=201)["run"]
        for one in served.following(f"/api/runs/{run}/events"):
            if one.event == "asking" and one.data is not None:
                served.post(f"/api/runs/{run}/consent", {"agree": True}, status=204)
        return served.get(f"/api/runs/{run}")["parts"]["text"]

    assert carried_out() == "Two deals."
    begun, done = threading.Event(), threading.Event()

    def replay() -> None:
        with blocked_network():
            begun.set()
            done.wait(15)

    thread = threading.Thread(target=replay)
    thread.start()
    try:
        assert begun.wait(5)
        assert carried_out() == "Two deals."
    finally:
        done.set()
        thread.join()
