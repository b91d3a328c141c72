from decimal import Decimal

import pytest

from operatoros.briefing.counting import distinct, of_change_counts, of_coverage
from tests.briefing.company import evidence, placed
from tests.briefing.workshop import missing

PAIRS = (
    ("Three are oak, 5 are not oak.", "Three are oak, 3 are not oak.", ["3"]),
    ("There are 8 repairs.", "There are 7 repairs.", ["7"]),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_counts_are_of_what_the_clause_names(honest: str, wrong: str, marked: list[str]) -> None:
    """The set of its own clause is counted, and not what is left of it."""
    assert missing(honest) == []
    assert missing(wrong) == marked


def test_coverage_and_changes_are_counted() -> None:
    """Three sources of which two answered; one deal new, one changed."""
    figure, setting = placed("2 sources")[0]
    found = {value for value, _, _ in of_coverage(figure, setting, evidence())}
    assert {Decimal(3), Decimal(2), Decimal(1)} <= found
    totals = {value for value, _, _ in of_change_counts(setting, evidence())}
    assert totals == {Decimal(1), Decimal(2)}


def test_numbers_of_a_noun_are_counted_and_added() -> None:
    """Three owners; different numbers are no count."""
    figure, setting = placed("3 owners")[0]
    found = {value for value, _, _ in distinct(figure, "owners", setting, evidence())}
    assert Decimal(3) in found
