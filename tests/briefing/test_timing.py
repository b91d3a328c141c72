import pytest

from tests.briefing.workshop import missing

PAIRS = (
    ("In the last 14 days 2 repairs started.", "In the last 14 days 5 repairs started.", ["5"]),
    ("Due through Nov 25: 5 repairs.", "Due through Nov 25: 3 repairs.", ["3"]),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_days_choose_records(honest: str, wrong: str, marked: list[str]) -> None:
    """Spans of days and a last day choose records; another count is marked."""
    assert missing(honest) == []
    assert missing(wrong) == marked
