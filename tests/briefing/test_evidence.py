from datetime import date
from decimal import Decimal

import pytest

from operatoros.briefing.evidence import Evidence, form_of, sets_by_currency
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.naming import phrases
from operatoros.values.findings import Changes
from operatoros.values.record import Shape
from tests.briefing.company import evidence
from tests.briefing.samples import fetched, reader

TODAY = date(2026, 11, 21)  # a Saturday


def test_a_record_offers_its_numbers_days_and_text() -> None:
    """Amounts carry their currency, days are days, and what it was before is known."""
    known = evidence()
    assert (Decimal(50000), "USD") in [(n.value, n.currency) for n in known.numbers("D-1")]
    assert date(2026, 11, 24) in known.days("D-1")
    assert known.changed("D-1") == [("amount", "40000", "50000")]
    assert known.changed("D-2") == []


def test_numbers_inside_a_title_may_be_quoted() -> None:
    """Stark 360 pilot holds a 360; the digits of its key are no number of it."""
    values = [n.value for n in evidence().numbers("D-4")]
    assert Decimal(360) in values


@pytest.mark.parametrize(
    ("needle", "found"),
    [("70011", True), ("7001", False), ("https://crm.test/1", True), ("99999", False)],
)
def test_ids_are_found_as_whole_words(needle: str, found: bool) -> None:
    """Part of an id is no id."""
    assert bool(evidence().has_text(needle)) is found


def test_titles_and_values_lead_to_records() -> None:
    """A deal is named by its title or by whom it is about; a stage names all that are in it."""
    known = evidence()
    assert known.titles["acme renewal"] == {"D-1"}
    assert known.titles["acme"] >= {"D-1", "C-1"}
    assert known.values["contract"] == {"D-1", "D-3"}
    assert [p for p, _ in phrases("Maria Keller and the Contracts", known.values)] == [
        "maria keller",
        "contract",
    ]


def test_what_records_can_be_is_known() -> None:
    """Fields of few values are labels: seven in Contract counts, seven in 70011 does not."""
    labels = evidence().labels
    assert {"contract", "proposal"} <= set(labels)
    assert "acme renewal" not in labels


def test_sums_are_by_currency() -> None:
    """Sets of records come to one sum per currency."""
    sums = evidence().sums(frozenset({"D-1", "D-2", "D-4"}))
    assert [(str(s.total), s.currency) for s in sums] == [("90000", "USD"), ("7500.50", "EUR")]


def test_currencies_in_words_name_records() -> None:
    """Dollars and codes both name the records whose amounts are in that currency."""
    known = evidence()
    assert sets_by_currency("those in dollars", known) == sets_by_currency("USD only", known)
    assert sets_by_currency("those in euros", known) == [frozenset({"D-4"})]


def test_codes_have_forms() -> None:
    """Codes of one letter and four digits tell what else may be such a code."""
    assert form_of("E4130") == form_of("G0007") == "A9999"
    meters = [{"id": 1, "meter": "E4130"}, {"id": 2, "meter": "E41"}, {"id": 3, "meter": "x4130"}]
    brought = [fetched(meters, Shape(noun="meters"))]
    known = Evidence(brought, (), Changes(), assign_handles(brought), reader())
    assert known.forms == {"A9999"}
    assert evidence().forms == frozenset()
