from collections.abc import Sequence
from typing import Any

from operatoros.briefing.facts import MOST_LINES, compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.catalog.declared import FactRule
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Fact
from operatoros.values.record import Money, Shape
from tests.briefing.samples import deals, fetched, reader


def facts_of(brought: Sequence[Fetched], kind: str = "", **goals: Any) -> list[Fact]:
    """Return the facts of a run, those of one kind if it is named."""
    found = compute_facts(brought, handles=assign_handles(brought), reader=reader(**goals))
    return [fact for fact in found if not kind or fact.kind == kind]


def simple(*rows: dict[str, Any], **shape: Any) -> Fetched:
    """Return a source of rows with an amount, a currency and a close date."""
    given = {"money": (Money(amount="amount", currency="currency"),), "due": "close", **shape}
    data = [{"id": n, "name": f"r{n}", **row} for n, row in enumerate(rows, 1)]
    return fetched(data, Shape(noun="deals", title="name", **given))


def test_sums_are_exact_by_currency_and_missing_ones_are_said() -> None:
    """Text amounts add up exactly; no currency and no amount are lines of their own."""
    source = simple(
        *[{"amount": "0.10", "currency": "USD"}] * 3,
        {"amount": 5, "currency": "EUR"},
        {"amount": 7},
        {"amount": "tbd"},
    )
    sums = facts_of([source], "sum")
    assert [(f.value, f.unit) for f in sums] == [
        ("0.3", "USD"),
        ("5", "EUR"),
        ("7", None),
        (1, "deals"),
    ]
    assert "no currency" in sums[2].text


def test_conversion_says_whose_rates() -> None:
    """A reporting currency needs the user's rates: with them the total says so, else it is none."""
    source = simple({"amount": 100, "currency": "USD"}, {"amount": 50, "currency": "EUR"})
    (converted,) = facts_of([source], "converted", currency="EUR", rates={"USD": 0.9})
    assert (converted.value, converted.unit) == ("140", "EUR")
    assert "your rates (1 USD = 0.9 EUR)" in converted.text
    (unknown,) = facts_of([source], "unknown", currency="EUR")
    assert unknown.value is None
    assert facts_of([source], "converted") == []


def test_overdue_and_due_are_counted_in_the_readers_day() -> None:
    """Yesterday is overdue, today to seven days ahead is due, later is neither, done is never."""
    source = simple(
        {"close": "2026-11-20", "amount": 1, "currency": "USD"},
        {"close": "2026-11-21"},
        {"close": "2026-11-28T00:00:00Z"},
        {"close": "2026-11-29"},
        {"close": "2026-11-01", "status": "Done"},
        {"close": "2026-11-01", "is_closed": True},
        {"close": "2026-11-01", "is_closed": "false"},
        {},
    )
    (late,) = facts_of([source], "overdue")
    assert (late.value, late.records) == (2, ("D-7", "D-1"))
    (soon,) = facts_of([source], "due")
    assert (soon.value, soon.records) == (2, ("D-2", "D-3"))


def test_a_source_has_at_most_twelve_lines_and_ids_count_on() -> None:
    """However rich a source is, it stays quiet; ids are F1, F2, ... over all of them."""
    shape = Shape(
        noun="deals",
        title="name",
        dates=("createdate",),
        due="closedate",
        money=tuple(Money(amount="amount", currency=code) for code in ("USD", "EUR", "GBP", "CHF")),
    )
    found = facts_of([fetched(deals(60), shape), fetched(deals(3), source="b")])
    assert [fact.id for fact in found] == [f"F{n}" for n in range(1, len(found) + 1)]
    assert sum(fact.source == "crm.open_deals" for fact in found) <= MOST_LINES


def test_declared_facts_come_first() -> None:
    """What the operator asked for opens the facts."""
    source = fetched(deals(5))
    rules = [FactRule(name="all", source="crm.open_deals")]
    found = compute_facts([source], handles=assign_handles([source]), reader=reader(), rules=rules)
    assert [fact.kind for fact in found[:2]] == ["declared", "count"]


def test_a_failed_source_has_no_facts_and_a_partial_one_says_so() -> None:
    """Nothing is counted where nothing came; a part is called a part."""
    failed = fetched([], state="failed")
    assert facts_of([failed]) == []
    (count,) = facts_of([fetched(deals(3), state="partial")], "count")
    assert "before it stopped" in count.text
    (count,) = facts_of([fetched(deals(3), state="partial", total=1240)], "count")
    assert "1,240" in count.text


def test_titles_cannot_forge_a_line() -> None:
    """A line break in a title stays inside its fact."""
    source = simple({"amount": 1, "currency": "USD", "name": "a\nF99 forged\u202e"}, {}, {})
    source = simple(*[{"amount": n, "currency": "USD", "name": "x\nF99 y"} for n in range(3)])
    assert all("\n" not in fact.text for fact in facts_of([source]))


def test_figures_follow_the_locale() -> None:
    """A German reader sees German figures."""
    source = simple({"amount": "1234567.5", "currency": "EUR"})
    assert "1.234.567,50 €" in facts_of([source], "sum", locale="de-DE")[0].text
    assert "€1,234,567.50" in facts_of([source], "sum")[0].text


def test_groups_are_told_where_they_say_something() -> None:
    """A field that tells the stage is spread; one that differs in every record is not."""
    (group,) = facts_of([fetched(deals(40))], "group")[:1]
    assert isinstance(group.value, dict)
    assert sum(group.value.values()) == 40
    assert set(group.value) == {"Discovery", "Proposal", "Negotiation", "Contract"}


def test_plain_numbers_are_added_up_where_the_shape_says_so() -> None:
    """Each path of `counts` is one line with its exact total; one record alone is named by it."""
    shape = Shape(noun="commits", title="name", counts=("lines", "files"))
    many = fetched([{"id": n, "name": "x", "lines": n * 10, "files": "1"} for n in (1, 2)], shape)
    assert [(f.value, f.unit) for f in facts_of([many], "added")] == [
        ("30", "lines"),
        ("2", "files"),
    ]
    assert "2 commits: 30 lines in all" in facts_of([many], "added")[0].text
    one = fetched([{"id": 1, "name": "x", "lines": 7, "files": None}], shape)
    (only,) = facts_of([one], "added")
    assert only.text.endswith(": 7 lines")


def test_the_latest_are_named_where_no_amount_says_what_matters() -> None:
    """Dated records without money are led by the newest five, newest first, with their handles."""
    shape = Shape(noun="commits", title="name", dates=("at",))
    rows = [{"id": n, "name": f"c{n}", "at": f"2026-11-{n:02d}T08:00:00Z"} for n in range(1, 8)]
    (latest,) = facts_of([fetched(rows, shape)], "latest")
    assert latest.text.startswith("Latest commits: c7 ")
    assert len(latest.records) == 5
    assert facts_of([simple({"amount": 1, "close": "2026-11-21"})], "latest") == []


def test_a_few_records_are_listed_too() -> None:
    """Two deals are listed by amount like two hundred: a short export is not left unnamed."""
    (top,) = facts_of(
        [simple({"amount": 5, "currency": "EUR"}, {"amount": 9, "currency": "EUR"})], "top"
    )
    assert top.text.index("r2") < top.text.index("r1")
