import pytest

from tests.briefing.workshop import missing

PAIRS = (
    (
        "Ada [R-1] needs 5 hours for £200, £40 an hour.",
        "Ada [R-1] needs 5 hours for £200, £90 an hour.",
        ["£90"],
    ),
    ("Ada [R-1] £200, Bo [R-2] £400.", "Ada [R-1] £400, Bo [R-2] £200.", ["£400", "£200"]),
    (
        "Gus [R-7] needs 21 hours, 11.9 above the mean.",
        "Gus [R-7] needs 21 hours, 13.9 above the mean.",
        ["13.9"],
    ),
    (
        "| Repair | Hours / parts |\n|---|---|\n| Ada [R-1] | 42% |",
        "| Repair | Hours / parts |\n|---|---|\n| Ada [R-1] | 52% |",
        ["52%"],
    ),
    (
        "| Bench | Balance / quote |\n|---|---|\n| oak | 28% |",
        "| Bench | Balance / quote |\n|---|---|\n| oak | 48% |",
        ["48%"],
    ),
    (
        "| Repair | Quote | Balance | Paid |\n|---|---|---|---|\n| Ada [R-1] | 200 | 150 | 50 |",
        "| Repair | Quote | Balance | Paid |\n|---|---|---|---|\n| Ada [R-1] | 200 | 150 | 57 |",
        ["57"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_numbers_of_one_record_belong_together(honest: str, wrong: str, marked: list[str]) -> None:
    """What one record comes to is found; the figure of the next one is marked."""
    assert missing(honest) == []
    assert missing(wrong) == marked
