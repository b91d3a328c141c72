"""A figure with a formula is what that comes to, or it is marked."""

from __future__ import annotations

import pytest

from operatoros.briefing.declaring import take_out
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import find_figures
from operatoros.briefing.formula_check import worked_out
from tests.briefing.company import company
from tests.briefing.samples import reader
from tests.briefing.test_check import checked
from tests.growth import TIMES, assert_linear


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('Two deals [= count(deals where owner = "Tom Ortiz")] wait for Tom.', {}),
        (
            'Three deals [= count(deals where owner = "Tom Ortiz")] wait for Tom.',
            {"Three": "its formula gives 2"},
        ),
        # It is the nearest that agrees: the other figure has support of its own.
        ("$90,000 in 2 deals [= D-1.amount + D-2.amount] [D-1, D-2]", {}),
        ("38 % of it [= D-5.amount / sum(deals.amount where currency = USD)]", {
            "38 %": "its formula gives 6.5%"}),
        ("6.5% of it [= D-5.amount / sum(deals.amount where currency = USD)]", {}),
        ("The next is due Nov 24 [= min(deals.close where close > today)].", {}),
        ("The next is due Nov 25 [= min(deals.close where close > today)].", {
            "Nov 25": "its formula gives Nov 24"}),
        ("It is worth €50,000 [= D-1.amount] [D-1].", {
            "€50,000": "its formula gives $50,000"}),
        # One that cannot be worked out says nothing: the figure is checked as any other.
        ("Acme renewal [D-1] is worth $50,000 [= D-1.weight].", {}),
        ("Acme renewal [D-1] is worth $52,000 [= D-1.weight].", {
            "$52,000": "not found in the data"}),
        # Of another line, too far away, or about nothing.
        ("There are 5 deals.\nThat is all [= count(calls)].", {}),
        ("[= count(deals)] There are 5 deals.", {}),
    ],
)  # fmt: skip
def test_a_formula_decides_about_its_figure(text: str, why: dict[str, str]) -> None:
    """A figure is what its formula comes to, or it is marked with that."""
    assert {item.text: item.why for item in checked(text).checks.unmatched} == why


def test_a_figure_that_its_formula_supports_is_cited_with_it() -> None:
    """The reader can see how a figure came about."""
    (found,) = checked('2 deals [= count(deals where owner = "Tom Ortiz")] wait.').citations
    assert (found.text, found.handle) == ("2", "")
    assert found.formula == 'count(deals where owner = "Tom Ortiz")'


@pytest.mark.parametrize("end", [" ", "\n"])
def test_a_formula_looks_only_around_itself(end: str) -> None:
    """What many formulas say of many figures costs what their number does, also in one line."""
    brought, handles, facts, changes = company()
    known = Evidence(brought, facts, changes, handles, reader())
    one = f"7 of 9 [= D-1.amount / D-2.amount]{end}"

    def work(text: str) -> None:
        read, _, declared = take_out(text)
        style, today = reader().style, reader().today
        figures = find_figures(read, style=style, today=today)
        worked = worked_out(declared, figures, read, known)
        assert not any(worked.says(figure) for figure in figures)

    assert_linear(work, one * 400, one * 400 * TIMES)
