"""Five deals, two calls and a source that failed: small enough to know every figure by heart."""

from __future__ import annotations

from functools import cache

from operatoros.briefing.changes import compute_changes
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.figures import Figure, find_figures
from operatoros.briefing.handles import Handles, assign_handles
from operatoros.briefing.setting import Setting, Settings
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes, Fact
from operatoros.values.record import Money, Shape
from tests.briefing.samples import CALLS, fetched, reader

SHAPE = Shape(
    noun="deals",
    title="name",
    url="url",
    money=(Money(amount="amount", currency="currency"),),
    dates=("created",),
    due="close",
)
DEALS = [
    {"id": "70011", "name": "Acme renewal", "amount": "50000", "currency": "USD",
     "stage": "Contract", "owner": "Maria Keller", "close": "2026-11-24", "created": "2026-09-01",
     "url": "https://crm.test/1", "probability": "0.4"},
    {"id": "70012", "name": "Globex pilot", "amount": "40000", "currency": "USD",
     "stage": "Proposal", "owner": "Tom Ortiz", "close": "2026-11-14", "created": "2026-10-01"},
    {"id": "70013", "name": "Hooli expansion", "amount": "1200000", "currency": "USD",
     "stage": "Contract", "owner": "Maria Keller", "close": "2026-12-20", "created": "2026-10-10"},
    {"id": "70014", "name": "Stark 360 pilot", "amount": "7500.50", "currency": "EUR",
     "stage": "Proposal", "owner": "Tom Ortiz", "close": "2026-11-21", "created": "2026-11-02"},
    {"id": "70015", "name": "Wayne renewal", "amount": "90000", "currency": "USD",
     "stage": "Discovery", "owner": "Ana Silva", "close": "2026-11-10", "created": "2026-11-03"},
]  # fmt: skip
TALKS = [
    {"id": "c1", "title": "Acme - sync", "started": "2026-11-20T14:30:00Z"},
    {"id": "c2", "title": "Hooli - demo", "started": "2026-11-18T09:00:00Z"},
]


@cache
def company() -> tuple[list[Fetched], Handles, tuple[Fact, ...], Changes]:
    """Return five deals and two calls; Acme's amount rose from 40,000 since yesterday."""
    brought = [
        fetched(DEALS, SHAPE, source="crm", name="Open deals"),
        fetched(TALKS, CALLS, source="calls", name="Recent calls"),
        fetched([], Shape(noun="issues"), source="bugs", name="Issues", state="failed"),
    ]
    before = [dict(DEALS[0], amount="40000"), *DEALS[1:4]]
    handles = assign_handles(brought)
    changes = compute_changes({"crm": fetched(before, SHAPE, source="crm").records}, brought)
    return brought, handles, compute_facts(brought, handles=handles, reader=reader()), changes


def evidence() -> Evidence:
    """Return the company as evidence."""
    brought, handles, facts, changes = company()
    return Evidence(brought, facts, changes, handles, reader())


def placed(text: str) -> list[tuple[Figure, Setting]]:
    """Return the figures of a text with their settings."""
    known = evidence()
    figures = find_figures(
        text,
        style=reader().style,
        today=reader().today,
        nouns=sorted(known.nouns),
        labels=known.labels,
    )
    settings = Settings(text, figures, known)
    return [(figure, settings.at(figure)) for figure in figures]
