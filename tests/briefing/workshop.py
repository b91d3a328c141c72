"""A repair workshop: yes and no, gaps, amounts still owed, and what moved since the run before."""

from __future__ import annotations

from functools import cache

from operatoros.briefing.changes import compute_changes
from operatoros.briefing.check import check
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.figures import Figure, find_figures
from operatoros.briefing.handles import Handles, assign_handles
from operatoros.briefing.setting import Setting, Settings
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes, Fact
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape
from tests.briefing.samples import fetched, reader

REPAIRS = Shape(
    noun="repairs", key="ref", title="customer", due="dueOn", dates=("startedOn",),
    counts=("hours", "parts"),
    money=(Money(amount="quote", currency="GBP"), Money(amount="balance", currency="GBP")),
)  # fmt: skip
_FIELDS = (
    "ref", "customer", "bench", "status", "quote", "balance", "hours", "parts", "rating",
    "mechanic", "collected", "startedOn", "dueOn", "loanDays", "odds",
)  # fmt: skip
_ROWS: tuple[tuple[Json, ...], ...] = (
    ("R1", "Ada", "oak", "open", 200, 150, 5, 12, None, "Kim", False, "11-01", "11-18", 4, 20),
    ("R2", "Bo", "oak", "waiting", 400, 400, 8, 0, None, None, False, "11-05", "11-25", 7, 90),
    ("R3", "Cy", "elm", "open", 340, 0, 3, 7, 4, "Raj", False, "11-10", "11-28", 3, 20),
    ("R4", "Di", "elm", "done", 125, 0, 2, 1, 5, "Kim", True, "10-20", "11-02", 2, 90),
    ("R5", "Ed", "ash", "done", 980, 490, 11, 31, 2, "Raj", True, "10-11", "11-09", 10, 40),
    ("R6", "Fay", "ash", "waiting", 615, 615, 14, 22, None, None, False, "11-15", "12-03", 5, 40),
    ("R7", "Gus", "oak", "done", 1340, 0, 21, 40, 5, "Kim", True, "09-28", "10-30", 14, 20),
    ("R8", "Hal", "ash", "open", 760, 380, 9, 17, 1, "Raj", False, "11-18", "12-10", 6, 90),
)


def _repair(row: tuple[Json, ...]) -> dict[str, Json]:
    repair = dict(zip(_FIELDS, row, strict=True))
    return repair | {name: f"2026-{repair[name]}" for name in ("startedOn", "dueOn")}


@cache
def workshop() -> tuple[list[Fetched], Handles, tuple[Fact, ...], Changes]:
    """Return eight repairs; since yesterday Ada's hours rose, Hal's fell and Cy's day moved."""
    now = [_repair(row) for row in _ROWS]
    before = [dict(row) for row in now]
    before[0]["hours"], before[7]["hours"], before[2]["dueOn"] = 4, 12, "2026-11-24"
    brought = [fetched(now, REPAIRS, source="shop", name="Repairs")]
    handles = assign_handles(brought)
    old = fetched(before, REPAIRS, source="shop").records
    changes = compute_changes({"shop": old}, brought)
    return brought, handles, compute_facts(brought, handles=handles, reader=reader()), changes


@cache
def evidence() -> Evidence:
    """Return the workshop as evidence."""
    brought, handles, facts, changes = workshop()
    return Evidence(brought, facts, changes, handles, reader())


def placed(text: str) -> list[tuple[Figure, Setting]]:
    """Return the figures of a text with their settings."""
    known = evidence()
    figures = find_figures(
        text,
        style=known.reader.style,
        today=known.reader.today,
        nouns=sorted(known.nouns),
        labels=known.labels,
    )
    settings = Settings(text, figures, known)
    return [(figure, settings.at(figure)) for figure in figures]


def missing(text: str) -> list[str]:
    """Return what of a text is not found in the workshop's records."""
    brought, handles, facts, changes = workshop()
    found = check(
        text, fetched=brought, facts=facts, handles=handles, reader=reader(), changes=changes
    )
    return [item.text for item in found.checks.unmatched]
