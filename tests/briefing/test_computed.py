from collections.abc import Callable, Iterator
from decimal import Decimal

from operatoros.briefing.computed import Candidate, differences, per_unit, ratios, summed
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.setting import Setting
from tests.briefing import workshop
from tests.briefing.company import evidence, placed

Compute = Callable[[Figure, Setting, Evidence], Iterator[Candidate]]


def values(text: str, compute: Compute) -> set[Decimal]:
    """Return what a computation yields for the first figure of a text besides handles."""
    figure, setting = next((f, s) for f, s in placed(text) if f.kind != "handle")
    return {value for value, _, _ in compute(figure, setting, evidence())}


def test_cited_records_are_added_up_and_compared() -> None:
    """The sum of two cited deals; difference and average only where the text says so."""

    def sums(figure: Figure, setting: Setting, known: Evidence) -> Iterator[Candidate]:
        return summed(setting, known)

    plain = values("[D-1] and [D-2] come to $5", sums)
    assert Decimal(90_000) in plain
    assert Decimal(10_000) not in plain
    assert Decimal(10_000) in values("the gap between [D-1] and [D-2] is $5", sums)
    assert Decimal(45_000) not in plain
    assert Decimal(45_000) in values("[D-1] and [D-2] average $5", sums)


def test_shares_are_of_the_source() -> None:
    """Two of five deals are overdue; their share of the money counts where money is spoken of."""
    figure, setting = placed("40% of deals are overdue")[0]
    assert Decimal("0.4") in set(ratios(figure, setting, evidence()))


def test_amounts_per_unit_divide_within_a_record() -> None:
    """$125,000 per probability point: odd, but what the record says."""
    assert Decimal(125_000) in values("[D-1] is $5 per unit", per_unit)
    assert values("[D-1] is $5 in all", per_unit) == set()


def test_differences_are_between_equal_fields() -> None:
    """Amounts of two cited deals differ by 10,000, and only a comparing sentence asks for it."""

    def between(figure: Figure, setting: Setting, known: Evidence) -> Iterator[Candidate]:
        return differences(setting, known)

    assert Decimal(10_000) in values("[D-1] is 5 more than [D-2]", between)
    assert values("[D-1] is 5 and [D-2]", between) == set()


def test_a_step_has_two_ends() -> None:
    """`from 12 to 9` is what it was and what it is; neither is the other."""
    assert workshop.missing("Hours went from 12 to 9 for Hal [R-8].") == []
    assert workshop.missing("Hours went from 9 to 9 for Hal [R-8].") == ["9"]


def test_the_last_row_of_a_table_adds_up() -> None:
    """A total that no set of records has may be that of the rows above it."""
    table = "| Bench | Hours |\n|---|---|\n| oak | 34 |\n| elm | 5 |\n| All | {} |"
    assert workshop.missing(table.format(39)) == []
    assert workshop.missing(table.format(93)) == ["93"]
