import pytest

from operatoros.briefing.limits import threshold
from tests.briefing.company import placed
from tests.briefing.workshop import missing

PAIRS = (
    ("3 repairs stand at 90%.", "4 repairs stand at 90%.", ["4"]),
    ("4 repairs need more than 8 hours.", "6 repairs need more than 8 hours.", ["6"]),
    ("Repairs rated 2 or lower: 2.", "Repairs rated 2 or lower: 4.", ["4"]),
    (
        "The three largest repairs come to £3,080.",
        "The three largest repairs come to £3,800.",
        ["£3,800"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_numbers_choose_records(honest: str, wrong: str, marked: list[str]) -> None:
    """A limit, a level, a rank and `twice or more` each choose records; another count is marked."""
    assert missing(honest) == []
    assert missing(wrong) == marked


def test_limits_are_told_from_amounts() -> None:
    """`over $5` chooses, `add up to $5` states."""
    for text, limit in (("deals over $5", "above"), ("they add up to $5", "")):
        (figure, _), *_ = placed(text)
        assert threshold(text, figure) == limit
