"""A kitchen's stock and visits: numbers that no source calls money, days, labels, countries."""

from __future__ import annotations

from operatoros.briefing.changes import compute_changes
from operatoros.briefing.check import check
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes
from operatoros.values.record import Money, Shape
from tests.briefing.samples import fetched, reader

ITEMS = Shape(noun="items", key="sku", title="item", counts=("onHand",), dates=("countedOn",))
VISITS = Shape(
    noun="visits", key="ref", title="name", dates=("start",),
    money=(Money(amount="fee", currency="GBP"),),
)  # fmt: skip
_STOCK_FIELDS = (
    "sku", "item", "onHand", "parLevel", "unitCost", "supplier", "countedOn",
)  # fmt: skip
_VISIT_FIELDS = (
    "ref", "name", "status", "entry", "minutes", "fee", "start", "country", "stars", "room",
)  # fmt: skip
_ITEMS = (
    ("ST-301", "Flour", 4, 10, 2.5, "Old Mill", "2026-11-20"),
    ("ST-302", "Sugar", 30, 20, 1.25, "Old Mill", "2026-11-18"),
    ("ST-303", "Capers", 0, 9, 83.75, "Harbor", "2026-09-01"),
    ("ST-304", "Truffle", 12, 40, 60.0, "Harbor", "2026-08-15"),
    ("ST-305", "Lemons", 25, 26, 0.4, "Harbor", "2026-11-19"),
)
_VISITS = (
    ("V/1", "Ada", "past_due", "Year 7", 30, 40, "2026-11-19T09:00:00Z", "DE", None, "loft"),
    ("V/2", "Bo", "booked", "Year 7", 50, 60, "2026-11-23T10:00:00Z", "DE", None, "hall"),
    ("V/3", "Cy", "booked", "Year 9", 20, 25, "2026-11-24T11:00:00Z", "US", None, "hall"),
    ("V/4", "Di", "held at desk", "Year 9", 45, 75, "2026-11-20T12:00:00Z", "US", 4, "hall"),
    ("V/5", "Ed", "offered", "Year 9", 35, 100, "2026-11-18T13:00:00Z", "US", 3, "hall"),
    ("V/6", "Fay", "past_due", "Year 7", 60, 110, "2026-11-17T13:00:00Z", "US", None, "hall"),
)


def brought() -> tuple[Fetched, ...]:
    """Return both sources."""
    stock = [
        dict(zip(_STOCK_FIELDS, row, strict=True))
        for row in _ITEMS
    ]  # fmt: skip
    visits = [
        dict(zip(_VISIT_FIELDS, row, strict=True))
        for row in _VISITS
    ]  # fmt: skip
    return (
        fetched(stock, ITEMS, source="kitchen.stock", name="Stock"),
        fetched(visits, VISITS, source="desk.visits", name="Visits"),
    )


def evidence(locale: str = "en-US") -> Evidence:
    """Return what the kitchen's records offer."""
    sources = brought()
    handles = assign_handles(sources)
    facts = compute_facts(sources, handles=handles, reader=reader(locale))
    return Evidence(sources, facts, Changes(), handles, reader(locale))


def missing(text: str, locale: str = "en-US") -> list[str]:
    """Return what of a text is not found in the kitchen's records."""
    sources = brought()
    handles = assign_handles(sources)
    found = check(
        text,
        fetched=sources,
        facts=compute_facts(sources, handles=handles, reader=reader(locale)),
        handles=handles,
        reader=reader(locale),
        changes=compute_changes({}, sources),
    )
    return [item.text for item in found.checks.unmatched]
