"""The runs database: how long a list takes with 10,000 runs, and how much a run adds.

    .venv/bin/python -m benchmarks.store

A run here is what an operator with one source of 300 deals leaves: 3 % of the deals change from
run to run, the model writes 600 words in 40 coalesced events, prompt and answer are kept. What is
raw goes after 30 days: the source's answer, and the two pages of a vendor's JSON that it came from.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from operatoros.app.recorded import answer_bytes
from operatoros.app.taping import asked_bytes, body_bytes, head_bytes
from operatoros.errors import NotFound
from operatoros.secrets import Redactor, Secret
from operatoros.store.calls import Call
from operatoros.store.database import Store
from operatoros.store.keeping import Exchange
from operatoros.store.opening import open_store
from operatoros.values.coverage import Fetched, source_line
from operatoros.values.event import Event, RunStarted, TextDelta
from operatoros.values.findings import Change, Changes, Fact
from operatoros.values.record import Record, Shape, make_record
from operatoros.values.run import Briefing, Run, Usage

NOW = "2026-11-21T07:30:00Z"
RUNS = 10_000
DEALS = 300
PAGE = 200
REDACTOR = Redactor(Secret(f"pat-na1-0000-{number:04}-canary") for number in range(4))
SHAPE = Shape(noun="deals", key="id", title="name", url="url")
WORDS = (
    *("deal", "moved", "stage", "owner", "closed", "amount"),
    *("quarter", "review", "renewal", "risk", "call", "pipeline"),
)


def _deals(amounts: list[int]) -> Fetched:
    records: tuple[Record, ...] = tuple(
        make_record(
            "hubspot.open_deals",
            {
                "id": str(10_000 + number),
                "name": f"{WORDS[number % 12].title()} {number} GmbH",
                "amount": amount,
                "currency": "EUR",
                "stage": WORDS[amount % 12],
                "owner": {"name": f"Person {number % 9}", "email": f"p{number % 9}@example.com"},
                "url": f"https://app.hubspot.com/contacts/1/deal/{10_000 + number}",
            },
            SHAPE,
            fetched_at=NOW,
            position=number,
        )
        for number, amount in enumerate(amounts)
    )
    return Fetched(
        source="hubspot.open_deals",
        name="Open deals",
        state="ok",
        records=records,
        shape=SHAPE,
        as_of=NOW,
    )


def _run(number: int) -> Run:
    return Run(
        run=f"r-{number:08}",
        operator=f"operator-{number % 5}",
        task="daily",
        params={"days": 7},
        state="fetching",
        demo=False,
        started_at=NOW,
    )


def _finished(run: Run, fetched: Fetched, text: str) -> Run:
    facts = tuple(
        Fact(id=f"F{n}", text=f"{n * 7} deals are worth {n * 13_457} EUR", value=n * 13_457)
        for n in range(20)
    )
    changes = tuple(
        Change(source=fetched.source, kind="changed", key=str(n), field="amount", old=n, new=n + 1)
        for n in range(9)
    )
    return replace(
        run,
        state="done",
        finished_at=NOW,
        coverage=(source_line(fetched),),
        facts=facts,
        changes=Changes(items=changes),
        briefing=Briefing(digest="# Digest\n" * 20, text=text, model="claude:x", stop_reason="end"),
        usage=Usage(model="x", input_tokens=9000, output_tokens=900, cost_usd=0.03),
    )


def _pages(fetched: Fetched) -> list[bytes]:
    """Return what a vendor would have sent for these records: an envelope around each."""
    results = [
        {
            "id": record.key,
            "properties": {**record.data, "hs_object_id": record.key, "hs_lastmodifieddate": NOW},
            "createdAt": "2026-01-10T08:00:00Z",
            "updatedAt": NOW,
            "archived": False,
        }
        for record in fetched.records
    ]
    return [
        json.dumps({"total": len(results), "results": results[start : start + PAGE]}).encode()
        for start in range(0, len(results), PAGE)
    ]


def _call(seq: int, body: bytes) -> Call:
    """Return a call as a run records it."""
    asked = {
        "connector": "hubspot",
        "kind": "http",
        "method": "POST",
        "url": "https://api.hubapi.com/crm/v3/objects/deals/search",
        "query": [],
        "headers": {},
        "secret": ["Authorization"],
        "body": json.dumps({"limit": PAGE, "after": str(seq * PAGE)}),
    }
    head = {
        "status": 200,
        "headers": {"content-type": "application/json"},
        "attempts": 1,
        "received": len(body),
        "sent": 1,
    }
    return Call(
        source="hubspot.open_deals",
        seq=seq,
        asked=asked_bytes(asked, REDACTOR),
        head=head_bytes(head, REDACTOR),
        body=body_bytes(body, REDACTOR),
    )


def _leave_a_run(
    store: Store,
    number: int,
    amounts: list[int],
    chance: random.Random,
    *,
    answers: bool,
    calls: bool,
) -> None:
    for _ in range(DEALS * 3 // 100):
        amounts[chance.randrange(DEALS)] = chance.randrange(1000, 500_000)
    fetched = _deals(amounts)
    run = _run(number)
    text = " ".join(chance.choice(WORDS) for _ in range(600))
    store.begin(run)
    store.append_event(
        Event(
            run=run.run,
            seq=1,
            at=NOW,
            what=RunStarted(operator=run.operator, task="daily", demo=False, sources=("s",)),
        )
    )
    store.save_snapshot(run.run, run.operator, [fetched], scope="", demo=False)
    if answers:
        answer = Exchange(
            source=fetched.source, seq=0, request=b"{}", response=answer_bytes(fetched)
        )
        store.save_exchanges(run.run, [answer])
    if calls:
        store.save_calls(run.run, [_call(seq, body) for seq, body in enumerate(_pages(fetched))])
    data = "\n".join(f"[D] {item.data['name']} {item.data['amount']}" for item in fetched.records)
    texts = {"prompt.system": "rules " * 200, "prompt.data": data, "answer": text}
    store.save_texts(run.run, texts)
    step = len(text) // 40
    for seq in range(40):
        delta = TextDelta(delta=text[seq * step : (seq + 1) * step])
        store.append_event(Event(run=run.run, seq=seq + 2, at=NOW, what=delta))
    store.save(_finished(run, fetched, text))


def _median_ms(do: Callable[[], object], times: int = 15) -> float:
    do()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _size(file: Path) -> int:
    return sum(item.stat().st_size for item in file.parent.iterdir())


def _grow(file: Path, *, answers: bool, calls: bool) -> tuple[float, float, float]:
    """Return the size after one run, what each further run adds, and seconds to write one."""
    chance = random.Random(1)
    amounts = [chance.randrange(1000, 500_000) for _ in range(DEALS)]
    with open_store(str(file), now=NOW, redactor=REDACTOR) as store:
        _leave_a_run(store, 0, amounts, chance, answers=answers, calls=calls)
    first = _size(file)
    taken = []
    with open_store(str(file), now=NOW, redactor=REDACTOR) as store:
        for number in range(1, 201):
            start = time.perf_counter()
            _leave_a_run(store, number, amounts, chance, answers=answers, calls=calls)
            taken.append(time.perf_counter() - start)
    return first, (_size(file) - first) / 200, statistics.median(taken)


def _growth(folder: Path) -> list[tuple[str, str, str]]:
    bare = _grow(folder / "bare" / "operatoros.db", answers=False, calls=False)
    answers = _grow(folder / "answers" / "operatoros.db", answers=True, calls=False)
    whole = _grow(folder / "whole" / "operatoros.db", answers=True, calls=True)
    pages = _pages(_deals([number * 317 % 500_000 for number in range(10_000)]))
    start = time.perf_counter()
    made = [_call(seq, body) for seq, body in enumerate(pages)]
    cleaned = time.perf_counter() - start
    file = folder / "large" / "operatoros.db"
    with open_store(str(file), now=NOW, redactor=REDACTOR) as store:
        start = time.perf_counter()
        store.save_calls("r", made)
        kept = time.perf_counter() - start
    size = sum(map(len, pages))
    return [
        ("first run of 300 deals, store and all", f"{whole[0] / 1024:.0f} KiB", ""),
        ("each further run (3 % of deals changed)", f"{whole[1] / 1024:.1f} KiB", ""),
        ("  of that for 400 days", f"{bare[1] / 1024:.1f} KiB", ""),
        ("  of that for 30 days, the answer", f"{(answers[1] - bare[1]) / 1024:.1f} KiB", ""),
        ("  of that for 30 days, the calls", f"{(whole[1] - answers[1]) / 1024:.1f} KiB", ""),
        ("writing one such run, 46 transactions", f"{whole[2] * 1000:.1f} ms", ""),
        ("  of that the calls", f"{(whole[2] - answers[2]) * 1000:.1f} ms", ""),
        (f"take secrets out of calls of {size / 1e6:.1f} MB", f"{cleaned * 1000:.0f} ms", ""),
        ("write them, compressed", f"{kept * 1000:.0f} ms", ""),
        ("  their size in the store", f"{_size(file) / 1e6:.2f} MB", ""),
    ]


def _lists(folder: Path) -> list[tuple[str, str, str]]:
    file = folder / "lists" / "operatoros.db"
    with open_store(str(file), now=NOW) as store:
        text = "word " * 600
        fetched = _deals([1000] * 50)
        for number in range(RUNS):
            run = _run(number)
            store.begin(_finished(run, fetched, text))
        last = f"r-{RUNS - 1:08}"
        rows = [
            ("list 50 of 10,000 runs", _median_ms(lambda: store.list()), "<= 50 ms"),
            ("list 50 of one operator", _median_ms(lambda: store.list("operator-3")), "<= 50 ms"),
            ("list all 10,000", _median_ms(lambda: store.list(limit=None), 5), ""),
            ("get one run by its whole id", _median_ms(lambda: store.get(last)), ""),
            ("an id that is not there", _median_ms(lambda: _missing(store)), ""),
            (
                "look for interrupted runs",
                _median_ms(lambda: store.mark_interrupted(NOW)),
                "",
            ),
        ]

    def open_again() -> None:
        open_store(str(file), now=NOW).close()

    rows.append(("open the store again", _median_ms(open_again), ""))
    return [(what, f"{ms:.2f} ms", bar) for what, ms, bar in rows]


def _missing(store: Store) -> None:
    with suppress(NotFound):
        store.get("r-nothing")


def _snapshots(folder: Path) -> list[tuple[str, str, str]]:
    many = [number for number in range(100_000)]
    fetched = _deals(many)
    with open_store(str(folder / "many" / "operatoros.db"), now=NOW) as store:
        start = time.perf_counter()
        store.save_snapshot("r-1", "o", [fetched], scope="", demo=False)
        first = time.perf_counter() - start
        start = time.perf_counter()
        store.save_snapshot("r-2", "o", [fetched], scope="", demo=False)
        again = time.perf_counter() - start
        kept = store.last_complete("o", fetched.source, scope="", demo=False)
        assert kept is not None
        hashes = _median_ms(lambda: store.hashes(kept), 3)
        records = _median_ms(lambda: store.records(kept), 3)
    return [
        ("keep 100,000 new records", f"{first:.2f} s", ""),
        ("keep the same 100,000 again", f"{again:.2f} s", ""),
        ("hashes of 100,000 (what a diff reads)", f"{hashes / 1000:.2f} s", ""),
        ("read all 100,000 records, verified", f"{records / 1000:.2f} s", ""),
    ]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, rows in (
            ("lists", _lists(folder)),
            ("growth", _growth(folder)),
            ("snapshots", _snapshots(folder)),
        ):
            print(f"\n{title}")
            for what, figure, bar in rows:
                print(f"  {what:<44}{figure:>12}  {bar}")


if __name__ == "__main__":
    main()
