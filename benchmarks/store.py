"""The runs database: how long a list takes with 10,000 runs, and how much a run adds.

    .venv/bin/python -m benchmarks.store

A run here is what an operator with one source of 300 deals leaves: 3 % of the deals change from
run to run, the model writes 600 words in 40 coalesced events, prompt and answer are kept. Raw
responses are left out: they go after 30 days, and their size is the vendor's.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from operatoros.errors import NotFound
from operatoros.store.database import Store
from operatoros.store.opening import open_store
from operatoros.values.coverage import Fetched, source_line
from operatoros.values.event import Event, RunStarted, TextDelta
from operatoros.values.findings import Change, Changes, Fact
from operatoros.values.record import Record, Shape, make_record
from operatoros.values.run import Briefing, Run, Usage

NOW = "2026-11-21T07:30:00Z"
RUNS = 10_000
DEALS = 300
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


def _leave_a_run(store: Store, number: int, amounts: list[int], chance: random.Random) -> None:
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


def _growth(folder: Path) -> list[tuple[str, str, str]]:
    file = folder / "growth" / "operatoros.db"
    chance = random.Random(1)
    amounts = [chance.randrange(1000, 500_000) for _ in range(DEALS)]
    with open_store(str(file), now=NOW) as store:
        _leave_a_run(store, 0, amounts, chance)
    first = _size(file)
    start = time.perf_counter()
    with open_store(str(file), now=NOW) as store:
        for number in range(1, 201):
            _leave_a_run(store, number, amounts, chance)
    seconds = time.perf_counter() - start
    grown = (_size(file) - first) / 200
    return [
        ("first run of 300 deals, store and all", f"{first / 1024:.0f} KiB", ""),
        ("each further run (3 % of deals changed)", f"{grown / 1024:.1f} KiB", ""),
        ("writing one such run, 44 transactions", f"{seconds / 200 * 1000:.1f} ms", ""),
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
