import pytest

from tests.briefing.pantry import missing

PAIRS = (
    ("On hand in total: 71 units.", "On hand in total: 74 units.", "74"),
    ("The average visit takes 40 minutes.", "The average visit takes 43 minutes.", "43"),
    ("The median visit takes 40 minutes.", "The median visit takes 47 minutes.", "47"),
    ("All visits take 4 hours together.", "All visits take 17 hours together.", "17"),
    ("Unit costs run from $0.40 to $83.75.", "Unit costs run from $0.70 to $83.75.", "$0.70"),
    ("The dearest fee is £110.", "The dearest fee is £120.", "£120"),
    (
        "Flour [I-1] has 4 on hand, par 10, so 6 short.",
        "Flour [I-1] has 4 on hand, par 10, so 9 short.",
        "9",
    ),
    ("Ada [V-1] pays £40, £480 a year.", "Ada [V-1] pays £40, £840 a year.", "£840"),
    (
        "Bo [V-2] pays £60, which is £1.20 per minute.",
        "Bo [V-2] pays £60, which is £1.90 per minute.",
        "£1.90",
    ),
    (
        "The average is 3.5 stars over 2 rated visits.",
        "The average is 3.5 stars over 5 rated visits.",
        "5",
    ),
    (
        "Fay [V-6] pays £110, 1.6 times the average fee.",
        "Fay [V-6] pays £110, 2.6 times the average fee.",
        "2.6 times",
    ),
    ("Booked visits take 70 minutes in total.", "Booked visits take 80 minutes in total.", "80"),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_what_fields_come_to_is_found_and_nothing_else(
    honest: str, wrong: str, marked: str
) -> None:
    """Sums, averages, ends, differences and rates of any field are found; another value is not."""
    assert missing(honest) == []
    assert missing(wrong) == [marked]
