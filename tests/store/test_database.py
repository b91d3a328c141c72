"""The contract of the store, the same on SQLite and on Postgres."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from tests.store.samples import NOW, a_run, deals, lines, text_event

from operatoros.errors import Conflict, NotFound
from operatoros.secrets import Redactor, Secret
from operatoros.store.calls import Call
from operatoros.store.database import Store
from operatoros.store.keeping import Exchange
from operatoros.store.opening import open_store
from operatoros.values.coverage import ErrorInfo
from operatoros.values.event import Event, RunFinished
from operatoros.values.jsonable import to_json


def test_a_run_comes_back_as_it_went_in(store: Store) -> None:
    """Everything that a run holds survives, whatever characters are in it."""
    run = replace(
        a_run(text="Half a \ud83d and a whole 😀\x00\u2028", coverage=lines(deals(1.0, 2.0))),
        error=ErrorInfo(code="ERR_X", message="m", details={"a": [1, {"b": None}]}),
    )
    store.begin(run)
    assert store.get(run.run) == run
    done = replace(run, state="done", finished_at=NOW)
    store.save(done)
    assert store.get(run.run) == done
    assert to_json(store.get(run.run)) == to_json(done)


def test_a_run_is_begun_once(store: Store) -> None:
    """ERR_RUN_EXISTS: two processes cannot own one run."""
    store.begin(a_run())
    with pytest.raises(Conflict) as caught:
        store.begin(a_run())
    assert caught.value.code == "ERR_RUN_EXISTS"


def test_only_a_run_that_was_begun_is_saved(store: Store) -> None:
    """ERR_RUN_NOT_FOUND instead of a run that appears from nowhere."""
    with pytest.raises(NotFound):
        store.save(a_run("r-1"))
    assert store.list() == ()


def test_a_run_is_found_by_a_beginning_of_its_id(store: Store) -> None:
    """A unique beginning is enough; a whole id wins over longer ones that begin with it."""
    for run in ("r-1", "r-12", "r-123", "r-2", "R-2"):
        store.begin(a_run(run))
    assert store.resolve("r-2") == "r-2"
    assert store.resolve("r-12") == "r-12"
    assert store.get("r-123").run == "r-123"
    assert store.resolve("R") == "R-2"
    with pytest.raises(Conflict) as caught:
        store.get("r-")
    assert caught.value.code == "ERR_RUN_AMBIGUOUS"
    assert caught.value.details["matches"] == ["r-1", "r-12", "r-123", "r-2"]


@pytest.mark.parametrize(
    "wanted",
    ["r-20261121-0002", "", "%", "_", "r-20261121-0001x", "\x00", "ü", "\ud800", "x" * 999],
)
def test_an_id_that_is_not_there_is_said_with_the_nearest(store: Store, wanted: str) -> None:
    """ERR_RUN_NOT_FOUND names ids that exist; no text breaks the look-up."""
    store.begin(a_run())
    with pytest.raises(NotFound) as caught:
        store.get(wanted)
    assert caught.value.code == "ERR_RUN_NOT_FOUND"
    assert caught.value.details["near"] == ["r-20261121-0001"]


def test_runs_are_listed_newest_first_and_page_by_page(store: Store) -> None:
    """By id, which sorts by time; by operator, by demo; `before` gives the next page."""
    for number in range(10):
        operator = "a" if number % 2 else "b"
        store.begin(a_run(f"r-{number:03}", operator=operator, demo=number == 9))
    assert [line.run for line in store.list(limit=3)] == ["r-009", "r-008", "r-007"]
    assert [line.run for line in store.list(limit=2, before="r-007")] == ["r-006", "r-005"]
    assert [line.run for line in store.list("b", limit=2)] == ["r-008", "r-006"]
    assert [line.run for line in store.list(demo=True)] == ["r-009"]
    assert len(store.list(limit=None)) == 10
    assert store.list("nobody") == ()


def test_a_line_says_what_a_list_shows(store: Store) -> None:
    """Counts, model, cost and code stand in the line, without reading the run."""
    run = a_run(coverage=lines(deals(1.0, 2.0), deals(state="failed", source="gong.recent_calls")))
    store.begin(run)
    store.save(replace(run, state="failed", error=ErrorInfo(code="ERR_X", message="m")))
    (line,) = store.list()
    assert (line.sources, line.sources_ok, line.records) == (2, 1, 2)
    assert (line.model, line.cost_usd, line.code) == ("claude:claude-sonnet-5-5", 0.01, "ERR_X")
    assert line.state == "failed"


def test_events_come_back_in_order_from_where_a_reader_stopped(store: Store) -> None:
    """A page that joins late, or again, reads what is after its last number."""
    events = [text_event(seq, f"w{seq}\u2028") for seq in range(1, 21)]
    store.append_events(events[:15])
    for event in events[15:]:
        store.append_event(event)
    store.append_event(text_event(1, run="another"))
    assert store.events("r-20261121-0001") == tuple(events)
    assert store.events("r-20261121-0001", 18) == tuple(events[18:])
    assert store.events("r-20261121-0001", 5, limit=2) == tuple(events[5:7])
    assert store.events("nothing") == ()
    store.append_events([])


def test_an_event_number_is_used_once_and_all_or_none_are_added(store: Store) -> None:
    """ERR_RUN_EVENT_EXISTS, and nothing of that batch is there."""
    store.append_event(text_event(2))
    with pytest.raises(Conflict) as caught:
        store.append_events([text_event(1), text_event(2), text_event(3)])
    assert caught.value.code == "ERR_RUN_EVENT_EXISTS"
    assert [event.seq for event in store.events("r-20261121-0001")] == [2]


def test_texts_and_stages_are_kept_by_name(store: Store) -> None:
    """The newest text of a name counts; any characters survive."""
    store.save_texts("r", {"prompt.system": "S", "prompt.data": "D\ud800\x00" * 99, "answer": ""})
    store.save_texts("r", {"answer": "A"})
    store.save_texts("r", {})
    store.save_stage("r", "facts", {"x": (1, 2)})
    store.save_stage("r", "facts", {"x": [3], "y": "\ud800"})
    assert store.texts("r") == {
        "answer": "A",
        "prompt.data": "D\ud800\x00" * 99,
        "prompt.system": "S",
    }
    assert store.stages("r") == {"facts": {"x": [3], "y": "\ud800"}}
    assert store.stage("r", "facts") == {"x": [3], "y": "\ud800"}
    assert store.texts("other") == {}
    assert store.stages("other") == {}
    assert store.stage("other", "facts") is None


def test_requests_and_responses_are_kept_byte_for_byte(store: Store) -> None:
    """Replay gets exactly the bytes that came."""
    exchanges = (
        Exchange(source="a", seq=1, request=b"GET /1", response=bytes(range(256)) * 9),
        Exchange(source="a", seq=2, request=b"GET /1", response=b""),
        Exchange(source="b", seq=1, request=b"", response=b"\xff" * 100_000),
    )
    calls = tuple(
        Call(source=source, seq=seq, asked=b"GET /1", head=b'{"status":200}', body=body)
        for source, seq, body in (("a", 0, bytes(range(256)) * 9), ("a", 1, b""), ("b", 0, b"\xff"))
    )
    store.save_calls("r", calls[::-1])
    store.save_calls("r", [])
    assert store.calls("r") == calls
    assert store.calls("other") == ()
    store.save_exchanges("r", reversed(exchanges))
    store.save_exchanges("r", [])
    assert store.exchanges("r") == exchanges


def test_a_snapshot_is_saved_once_for_a_run(store: Store) -> None:
    """A second snapshot of the same source in one run is a mistake of the caller, not a change."""
    store.save_snapshot("r", "op", [deals(1.0)], scope="", demo=False)
    with pytest.raises(IntegrityError):
        store.save_snapshot("r", "op", [deals(2.0)], scope="", demo=False)


def test_no_registered_secret_enters(address: str, tmp_path: Path) -> None:
    """Planted in every kind of thing that is stored: none is in any byte, each was noticed."""
    secret = "hunter2-token-0123456789"
    with open_store(address, now=NOW, redactor=Redactor([Secret(secret)])) as store:
        run = a_run(text=f"the token {secret}", params={"token": secret})
        store.begin(run)
        store.append_event(text_event(1, f"said {secret}"))
        store.save_texts(run.run, {"answer": f"x {secret} y" * 40})
        store.save_stage(run.run, "prompt", {"a": secret})
        fetched = deals(1.0)
        leaking = replace(fetched.records[0], data={"note": secret, "half": "\ud800"})
        store.save_snapshot(
            run.run, "op", [replace(fetched, records=(leaking,))], scope="", demo=False
        )
        raw = secret.encode()
        exchange = Exchange(source="s", seq=1, request=raw, response=b"\xff" + raw)
        store.save_exchanges(run.run, [exchange])
        store.save_calls(
            run.run,
            [Call(source="s", seq=0, asked=raw + b"?", head=raw + b"!", body=b"\xfe" + raw)],
        )
        assert store.caught == 10
        kept = store.snapshot(run.run, fetched.source)
        assert kept is not None
        everything = [
            to_json(store.get(run.run)),
            to_json(store.events(run.run)),
            store.texts(run.run),
            store.stages(run.run),
            [to_json(record.data) for record in store.records(kept)],
            [str(item) for item in store.exchanges(run.run)],
            [str(item) for item in store.calls(run.run)],
        ]
        assert secret not in json.dumps(everything)
        assert json.dumps(everything).count("[secret]") >= 10
    for file in tmp_path.rglob("operatoros.db*"):
        assert secret.encode() not in file.read_bytes()


def test_an_honest_run_is_not_touched_by_the_guard(address: str) -> None:
    """The positive control: without a planted secret nothing is caught or changed."""
    with open_store(address, now=NOW, redactor=Redactor([Secret("another-secret-value")])) as store:
        store.begin(a_run(text="plain"))
        assert store.caught == 0
        assert store.get("r-").briefing.text == "plain"


CHILD = """
import os, sys, time
from operatoros.store.opening import open_store
from tests.store.samples import NOW, a_run, deals, text_event
store = open_store(sys.argv[1], now=NOW)
run = sys.argv[2]
store.begin(a_run(run))
print("begun", flush=True)
seq = 0
while True:
    seq += 1
    store.append_events([text_event(seq * 10 + n, run=run) for n in range(10)])
    store.save_snapshot(run + str(seq), "op", [deals(*range(seq, seq + 50))], scope="", demo=False)
    print(seq, flush=True)
"""


def _child(address: str, run: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, address, run],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent.parent,
        env={**os.environ, "PYTHONWARNINGS": ""},
    )


@pytest.mark.parametrize("steps", [0, 1, 7])
def test_a_killed_run_is_shown_as_interrupted_and_nothing_is_half_there(
    address: str, steps: int
) -> None:
    """After kill -9 in the middle of writing: it opens, batches are whole, the run is marked."""
    child = _child(address, "r-killed")
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == ("begun" if steps == 0 else str(steps)):
            break
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=5)
    child.stdout.close()
    with open_store(address, now=NOW) as store:
        events = store.events("r-killed")
        assert len(events) % 10 == 0
        assert len(events) >= steps * 10
        written = len(events) // 10
        for number in range(1, written + 2):
            kept = store.snapshot(f"r-killed{number}", "hubspot.open_deals")
            if kept is None:
                assert number >= written
            else:
                assert len(store.records(kept)) == 50
        assert store.get("r-killed").state == "fetching"
        assert store.mark_interrupted(NOW) == ("r-killed",)
        run = store.get("r-killed")
        assert run.state == "interrupted"
        assert run.error is not None
        assert run.error.code == "ERR_RUN_INTERRUPTED"
        last = store.events("r-killed", len(events) and events[-1].seq)[-1]
        assert last.what == RunFinished(state="interrupted", code="ERR_RUN_INTERRUPTED")
        assert store.mark_interrupted(NOW) == ()
        store.begin(a_run("r-next"))


def test_a_living_run_is_not_marked(store: Store, address: str) -> None:
    """The positive control: of two runs only the one whose process is gone is marked."""
    child = _child(address, "r-alive")
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "begun"
    store.begin(a_run("r-mine"))
    store.begin(a_run("r-waits"))
    store.save(a_run("r-waits", state="waiting"))
    try:
        assert store.mark_interrupted(NOW) == ()
        assert store.get("r-alive").state == "fetching"
    finally:
        child.kill()
        child.wait(timeout=5)
        child.stdout.close()
    assert store.mark_interrupted(NOW) == ("r-alive",)
    assert store.get("r-mine").state == "fetching"
    assert store.get("r-waits").state == "waiting"


def test_two_processes_write_at_once_and_lose_nothing(store: Store, address: str) -> None:
    """Three writers share one store: every batch of each is there, in order."""
    children = [_child(address, f"r-writer{number}") for number in range(2)]
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "begun"
        mine = 0
        for seq in range(1, 101):
            store.append_event(text_event(seq, run="r-mine"))
            mine += 1
        reached = []
        for child in children:
            assert child.stdout is not None
            reached.append(max(int(child.stdout.readline()) for _ in range(5)))
    finally:
        for child in children:
            child.kill()
            child.wait(timeout=5)
            assert child.stdout is not None
            child.stdout.close()
    assert [event.seq for event in store.events("r-mine")] == list(range(1, mine + 1))
    for number, steps in enumerate(reached):
        seqs = [event.seq for event in store.events(f"r-writer{number}")]
        assert seqs[: steps * 10] == list(range(10, 10 + steps * 10))


def test_threads_share_one_store(store: Store) -> None:
    """Callers wait in threads: eight of them write without an error."""
    from concurrent.futures import ThreadPoolExecutor

    def write(number: int) -> None:
        store.begin(a_run(f"r-{number}"))
        for seq in range(1, 11):
            store.append_event(text_event(seq, run=f"r-{number}"))
        store.save(a_run(f"r-{number}", state="done"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert [line.state for line in store.list()] == ["done"] * 8
    assert all(len(store.events(f"r-{number}")) == 10 for number in range(8))


def test_what_is_old_goes_and_what_is_shared_stays(store: Store) -> None:
    """Raw responses after 30 days, the rest after 400; a record that a kept run has stays."""
    for run, day, amounts in (
        ("r-1", "2025-01-01T00:00:00Z", (1.0, 2.0)),
        ("r-2", "2026-10-01T00:00:00Z", (1.0, 3.0)),
        ("r-3", NOW, (1.0, 4.0)),
    ):
        store.begin(a_run(run, started_at=day))
        store.save_snapshot(run, "op", [deals(*amounts)], scope="", demo=False)
        store.append_event(text_event(1, run=run))
        store.save_texts(run, {"answer": f"answer of {run}", "shared": "shared"})
        store.save_exchanges(
            run, [Exchange(source="s", seq=1, request=b"same", response=run.encode())]
        )
        store.save_calls(
            run, [Call(source="s", seq=0, asked=b"same", head=b"{}", body=run.encode())]
        )
        store.save(a_run(run, state="done", started_at=day))
    pruned = store.prune(NOW, raw_days=30, all_days=400)
    assert (pruned.runs, pruned.raw) == (1, 1)
    assert [line.run for line in store.list()] == ["r-3", "r-2"]
    assert store.events("r-2") == ()
    assert store.exchanges("r-2") == ()
    assert store.calls("r-2") == ()
    assert [call.body for call in store.calls("r-3")] == [b"r-3"]
    assert len(store.events("r-3")) == 1
    assert len(store.exchanges("r-3")) == 1
    assert store.texts("r-1") == {}
    assert store.texts("r-2") == {"answer": "answer of r-2", "shared": "shared"}
    assert store.snapshot("r-1", "hubspot.open_deals") is None
    for run, amount in (("r-2", 3.0), ("r-3", 4.0)):
        kept = store.snapshot(run, "hubspot.open_deals")
        assert kept is not None
        assert [record.data["amount"] for record in store.records(kept)] == [1.0, amount]
    # The deal at 2.0, its list, the answer of r-1, and the raw responses of r-1 and r-2.
    assert pruned.blobs == 5
    assert store.prune(NOW, raw_days=30, all_days=400).blobs == 0


def test_a_run_that_goes_on_is_never_pruned(store: Store) -> None:
    """However old: fetching, writing and waiting runs stay."""
    for state in ("fetching", "writing", "waiting"):
        run = a_run(f"r-{state}", started_at="2020-01-01T00:00:00Z")
        store.begin(run)
        store.save(replace(run, state=state))
    assert store.prune(NOW, raw_days=30, all_days=400).runs == 0
    assert len(store.list()) == 3


def test_an_event_needs_no_run(store: Store) -> None:
    """Events may come before the run is saved again; they are read by the run's id."""
    event = Event(run="r-x", seq=1, at=NOW, what=RunFinished(state="done"))
    store.append_event(event)
    assert store.events("r-x") == (event,)


def test_a_run_that_somebody_stopped_says_why(address: str) -> None:
    """Stopping one's own run keeps what it found and adds its end; a run that is over stays so."""
    error = ErrorInfo(code="ERR_RUN_CANCELLED", message="cancelled")
    with open_store(address, now=NOW) as store:
        store.begin(a_run("r-stopped"))
        assert store.interrupt("r-stopped", error, now=NOW)
        run = store.get("r-stopped")
        assert (run.state, run.error) == ("interrupted", error)
        (last,) = store.events("r-stopped")
        assert last.what == RunFinished(state="interrupted", code="ERR_RUN_CANCELLED")
        assert not store.interrupt("r-stopped", error, now=NOW)
        assert len(store.events("r-stopped")) == 1
