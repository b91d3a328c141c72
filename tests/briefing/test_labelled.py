import pytest

from operatoros.briefing.figures import find_figures
from operatoros.briefing.labelled import by_foreign_label
from operatoros.briefing.setting import Settings
from tests.briefing.company import company
from tests.briefing.pantry import evidence, missing
from tests.briefing.test_check import missing as of_company

PAIRS = (
    ("Year 9: 3 (50%).", "Year 9: 3 (60%).", "60%"),
    ("Year 7: 3 (£210), Year 9: 3 (£200).", "Year 7: 3 (£200), Year 9: 3 (£200).", "£200"),
    ("Two people worth £85 are booked.", "Two people worth £58 are booked.", "£58"),
)


def test_a_number_in_a_name_claims_nothing() -> None:
    """`Year 7` is what the data calls it; the count before it is a claim."""
    assert missing("3 visits are for Year 7.") == []
    assert missing("5 visits are for Year 7.") == ["5"]


def test_a_key_may_stand_where_a_handle_does() -> None:
    """A record's own key cites it; one that no record has is marked."""
    assert missing("Flour [ST-301] has 4 on hand.") == []
    assert missing("Flour [ST-399] has 4 on hand.") == ["ST-399"]
    assert missing("ST-304 has 12 on hand and ST-301 4.") == []


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_labels_counts_and_amounts_go_together(honest: str, wrong: str, marked: str) -> None:
    """A share or an amount in brackets is that of the label before it."""
    assert missing(honest) == []
    assert missing(wrong) == [marked]


def test_a_label_that_no_dictionary_knows_may_be_any() -> None:
    """In a German text a count behind an unknown label has to be that of some label."""
    text = "Im Flur und davor: 5, mehr nicht."
    for locale, wanted in (("de-DE", {2, 3, 5}), ("en-US", set())):
        known = evidence(locale)
        figures = find_figures(text, style=known.reader.style, today=known.reader.today)
        setting = Settings(text, figures, known).at(figures[0])
        found = {int(value) for value, _, _ in by_foreign_label(figures[0], setting, known)}
        assert wanted <= found
        assert bool(wanted) == bool(found)


def test_a_label_rests_on_its_own_count_of_a_computed_line() -> None:
    """`Contract 2` is the 2 of Contract in `by stage`, not that of another stage or line."""
    _, _, facts, _ = company()
    groups = [fact for fact in facts if fact.kind == "group"]
    stages = next(fact for fact in groups if "stage" in fact.text)
    owners = next(fact for fact in groups if "owner" in fact.text)
    assert of_company(f"Contract 2, Discovery 1 [{stages.id}].") == []
    assert of_company(f"Contract 2, Discovery 2 [{stages.id}].") == ["2"]
    assert of_company(f"Ana Silva 1, Tom Ortiz 2 [{owners.id}].") == []
    assert of_company(f"Ana Silva 2, Tom Ortiz 2 [{owners.id}].") == ["2"]
