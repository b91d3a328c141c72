import pytest

from tests.briefing.workshop import missing

PAIRS = (
    ("Repairs take 9.1 hours on average.", "Repairs take 73 hours on average.", ["73"]),
    ("The largest quote is £1,340.", "The largest quote is £4,760.", ["£4,760"]),
    ("Hours: 73 together, on average 9.1.", "Hours: 9.1 together, on average 9.1.", ["9.1"]),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_the_measure_named_is_the_one_that_counts(
    honest: str, wrong: str, marked: list[str]
) -> None:
    """An average is no total, the largest no sum; each is marked where the other is meant."""
    assert missing(honest) == []
    assert missing(wrong) == marked
