import pytest

from operatoros.briefing.choosing import Choices
from tests.briefing.pantry import evidence, missing

CHOSEN = (
    ("not booked", {"V-1", "V-4", "V-5", "V-6"}),
    ("items below par", {"I-1", "I-3", "I-4", "I-5"}),
    ("items above par", {"I-2"}),
    ("nothing on hand", {"I-3"}),
    ("older than 30 days", {"I-3", "I-4"}),
    ("no older than 30 days", {"I-1", "I-2", "I-5"}),
    ("customers in Germany", {"V-1", "V-2"}),
    ("from today on", {"V-2", "V-3"}),
    ("before today", {"V-1", "V-4", "V-5", "V-6"}),
    ("booked or offered", {"V-2", "V-3", "V-5"}),
)


@pytest.mark.parametrize(("text", "names"), CHOSEN)
def test_words_choose_records(text: str, names: set[str]) -> None:
    """Comparisons, days, negations, countries and alternatives each name a set of records."""
    assert frozenset(names) in Choices(evidence()).of(text)


def test_a_label_that_is_only_negated_names_nothing() -> None:
    """`Not booked` is not about what is booked, unless the sentence counts that too."""
    choices = Choices(evidence())
    booked = evidence().values["booked"]
    assert choices.only_negated("four are not booked") == {booked}
    assert choices.only_negated("four are not booked, two are booked") == frozenset()


@pytest.mark.parametrize(
    ("honest", "wrong", "marked"),
    [
        ("4 of 5 items are below par.", "3 of 5 items are below par.", "3"),
        ("Not booked: 4 visits.", "Not booked: 2 visits.", "2"),
        ("Three visits are booked or offered.", "Two visits are booked or offered.", "Two"),
        ("Two visits start from today on.", "Three visits start from today on.", "Three"),
        ("Two visits are past due.", "Four visits are past due.", "Four"),
    ],
)
def test_counts_of_what_is_chosen_are_checked(honest: str, wrong: str, marked: str) -> None:
    """The right count of a chosen set is found, another one is marked."""
    assert missing(honest) == []
    assert missing(wrong) == [marked]
