"""Runs, records and events to put into a store."""

from __future__ import annotations

from collections.abc import Mapping

from operatoros.values.coverage import Fetched, SourceLine, SourceState, source_line
from operatoros.values.event import Event, TextDelta
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape, make_record
from operatoros.values.run import Briefing, Run, RunState, Usage

NOW = "2026-11-21T07:30:00Z"
DEALS = Shape(
    noun="deals",
    key="id",
    title="name",
    url="link",
    money=(Money(amount="amount", currency="currency"),),
)


def a_run(
    run: str = "r-20261121-0001",
    *,
    operator: str = "deal-intelligence",
    state: RunState = "fetching",
    demo: bool = False,
    started_at: str = NOW,
    text: str = "",
    coverage: tuple[SourceLine, ...] = (),
    params: Mapping[str, Json] | None = None,
) -> Run:
    """Return a run."""
    return Run(
        run=run,
        operator=operator,
        task="daily",
        params=params or {"days": 7, "who": "Zoë", "deep": {"list": [1, None, 2.5]}},
        state=state,
        demo=demo,
        started_at=started_at,
        coverage=coverage,
        briefing=Briefing(digest="# Digest", text=text, model="claude:claude-sonnet-5-5"),
        usage=Usage(model="claude-sonnet-5-5", input_tokens=10, cost_usd=0.01),
    )


def a_deal(number: int, amount: float = 100.0) -> dict[str, Json]:
    """Return a deal's data."""
    return {
        "id": str(number),
        "name": f"Deal {number} — Ächtung",
        "amount": amount,
        "currency": "EUR",
        "link": f"https://crm.example/deals/{number}",
    }


def deals(
    *amounts: float, state: SourceState = "ok", source: str = "hubspot.open_deals"
) -> Fetched:
    """Return what a source brought: one deal for each amount."""
    records = tuple(
        make_record(source, a_deal(number, amount), DEALS, fetched_at=NOW, position=number)
        for number, amount in enumerate(amounts)
    )
    return Fetched(
        source=source, name="Open deals", state=state, records=records, shape=DEALS, as_of=NOW
    )


def lines(*sources: Fetched) -> tuple[SourceLine, ...]:
    """Return the coverage of sources."""
    return tuple(source_line(source) for source in sources)


def text_event(seq: int, delta: str = "word ", run: str = "r-20261121-0001") -> Event:
    """Return an event of text."""
    return Event(run=run, seq=seq, at=NOW, what=TextDelta(delta=delta))
