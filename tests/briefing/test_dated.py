from tests.briefing import workshop
from tests.briefing.pantry import missing


def test_the_first_and_last_day_are_ends() -> None:
    """The latest day of a field is the last there is, and not any day."""
    assert missing("The latest visit is on Nov 24, the earliest was on Nov 17.") == []
    assert missing("The latest visit is on Nov 23, the earliest was on Nov 17.") == ["Nov 23"]


def test_a_day_that_chooses_is_held_against_the_count_beside_it() -> None:
    """`Three visits start by Nov 23` is right if so many do."""
    assert missing("One visit starts before Nov 18.") == []
    assert missing("Two visits start after Nov 22.") == []


def test_what_lasts_ends_on_a_day() -> None:
    """A loan of four days that began on Nov 1 ends on Nov 5, and on no other day."""
    assert workshop.missing("Ada [R-1] keeps the loan bike until Nov 5.") == []
    assert workshop.missing("Ada [R-1] keeps the loan bike until Nov 7.") == ["Nov 7"]


def test_a_day_that_moved_is_not_what_it_was() -> None:
    """`Nov 28 instead of Nov 24` cannot be turned round or said of one day."""
    assert workshop.missing("Cy [R-3] is due Nov 28 instead of Nov 24.") == []
    assert workshop.missing("Cy [R-3] is due Nov 24 instead of Nov 24.") == ["Nov 24"]


def test_ages_have_an_average() -> None:
    """The average age is of all records; the age of one of them is none."""
    assert workshop.missing("Repairs are 23 days old on average.") == []
    assert workshop.missing("Repairs are 41 days old on average.") == ["41"]
