"""Changes, facts, budget, prompt and checks on plain data: `python -m benchmarks.briefing`."""

from __future__ import annotations

import csv
import gc
import io
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from operatoros.briefing.budget import Offer
from operatoros.briefing.changes import compute_changes
from operatoros.briefing.check import check
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.prompt import fit_prompt
from operatoros.briefing.reader import Reader, reader_of
from operatoros.catalog.declared import Operator, Task
from operatoros.llm.tokens import estimated_tokens
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape, make_record

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
ROUNDS = 7
SHAPE = Shape(
    noun="deals",
    title="name",
    money=(Money(amount="amount", currency="currency"),),
    dates=("created",),
    due="close",
    noise=("updated",),
    fields=("name", "amount", "currency", "stage", "close", "owner"),
)


def deals(count: int, note: str = "") -> list[dict[str, Json]]:
    chance = random.Random(1)
    return [
        {
            "id": str(9_000_000_000 + n),
            "name": f"{chance.choice(('Acme', 'Globex', 'Initech', 'Hooli'))} renewal {n}",
            "amount": str(chance.randrange(5, 400) * 500),
            "currency": chance.choice(("USD", "USD", "EUR")),
            "stage": chance.choice(("Discovery", "Proposal", "Negotiation", "Contract")),
            "close": f"2026-{chance.choice((11, 12))}-{chance.randrange(10, 30)}",
            "owner": chance.choice(("Maria Keller", "Tom Ortiz", "Ana Silva")),
            "created": f"2026-0{chance.randrange(1, 9)}-10T08:11:02.345Z",
            "updated": "2026-11-20T10:00:00Z",
            **({"note": note} if note else {}),
        }
        for n in range(count)
    ]


def fetched(data: list[dict[str, Json]], shape: Shape = SHAPE) -> Fetched:
    records = tuple(
        make_record("crm.deals", item, shape, fetched_at="2026-11-21T06:30:00Z", position=n)
        for n, item in enumerate(data)
    )
    return Fetched(source="crm.deals", name="Deals", state="ok", records=records, shape=shape)


def median(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    run()
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def prompt_length(one: Fetched, reader: Reader) -> int:
    handles = assign_handles([one])
    prompt, _ = fit_prompt(
        sources={},
        budget_tokens=60_000,
        estimate=estimated_tokens,
        operator=Operator(id="deals", name="Deal intelligence"),
        task=Task(id="morning", name="Morning", prompt=""),
        task_prompt="Which deals need me today?",
        fetched=[one],
        changes=compute_changes({}, [one]),
        facts=compute_facts([one], handles=handles, reader=reader),
        handles=handles,
        reader=reader,
        nonce="7f3a9c2e51d04b66",
    )
    return len(prompt.text)


def as_csv(data: list[dict[str, Json]]) -> int:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SHAPE.fields)
    writer.writerows([item[name] for name in SHAPE.fields] for item in data)
    return len(out.getvalue())


def diffs() -> list[tuple[str, str, str]]:
    data = deals(100_000)
    before = fetched(data).records
    few = [dict(item) for item in data]
    for n in range(17):
        few[n * 1000]["amount"] = "1"
    noisy = [dict(item, updated="2026-11-21T10:00:00Z") for item in data]
    found = compute_changes({"crm.deals": before}, [fetched(few)]).items
    rows = []
    for label, now in (
        ("17 changed", fetched(few)),
        ("all changed, in noise only", fetched(noisy)),
    ):

        def run(now: Fetched = now) -> object:
            return compute_changes({"crm.deals": before}, [now])

        rows.append((f"diff of 100,000 records, {label}", f"{median(run, 3):.2f} s", "<= 1 s"))
    assert len(found) == 17, "the diff is wrong"
    return rows


def budgets(reader: Reader) -> list[tuple[str, str, str]]:
    data = deals(100)
    rows = [
        (
            "prompt for 100 deals, in characters",
            f"{prompt_length(fetched(data), reader):,}",
            "<= 12,000",
        ),
        ("the same deals as CSV of six fields", f"{as_csv(data):,}", ""),
    ]
    big = fetched(deals(5_000, note="lorem ipsum " * 70), replace(SHAPE, fields=()))
    size = sum(len(str(record.data)) for record in big.records)
    handles = assign_handles([big])
    for budget in (5_000, 50_000):

        def run(budget: int = budget) -> int:
            offer = Offer([big], handles=handles, sources={}, estimate=estimated_tokens)
            return offer.within(budget).tokens

        label = f"source of {size / 1e6:.1f} MB, budget {budget:,} tokens"
        rows.append((label, f"{run():,} tokens in {median(run, 3):.2f} s", "within its budget"))
    return rows


def checks(reader: Reader) -> list[tuple[str, str, str]]:
    rows = []
    for count in (100, 10_000):
        one = fetched(deals(count))
        handles = assign_handles([one])
        facts = compute_facts([one], handles=handles, reader=reader)
        shown = list(handles.records.items())[:100]
        text = "\n".join(
            f"- {record.data['name']} [{name}] is worth {record.data['amount']} "
            f"{record.data['currency']} and closes {record.data['close']}."
            for name, record in shown
        )

        def run(one: Fetched = one, text: str = text) -> object:
            return check(
                text,
                fetched=[one],
                facts=facts,  # noqa: B023  # the function runs before the loop goes on
                handles=handles,  # noqa: B023  # the same
                reader=reader,
                changes=Changes(),
            )

        label = f"check of 200 figures against {count:,} records"
        rows.append((label, f"{median(run, 3):.2f} s", ""))
    return rows


def main() -> None:
    reader = reader_of(None, NOW)
    rows = [("what", "ours", "bar"), *diffs(), *budgets(reader), *checks(reader)]
    for n, row in enumerate(rows):
        print(f"| {' | '.join(row)} |")
        if n == 0:
            print("|---|---|---|")


if __name__ == "__main__":
    main()
