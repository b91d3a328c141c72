from tests.briefing.pantry import missing


def test_the_first_and_last_day_are_ends() -> None:
    """The latest day of a field is the last there is, and not any day."""
    assert missing("The latest visit is on Nov 24, the earliest was on Nov 17.") == []
    assert missing("The latest visit is on Nov 23, the earliest was on Nov 17.") == ["Nov 23"]


def test_a_day_that_chooses_is_held_against_the_count_beside_it() -> None:
    """`Three visits start by Nov 23` is right if so many do."""
    assert missing("One visit starts before Nov 18.") == []
    assert missing("Two visits start after Nov 22.") == []
