import pytest

from tests.briefing.workshop import missing

PAIRS = (
    ("On the rack: 2 worth £1,015.", "On the rack: 4 worth £1,015.", ["4"]),
    (
        "On the rack: £1,300 in all, £530 to come.",
        "On the rack: £1,300 in all, £350 to come.",
        ["£1,300", "£350"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_what_no_word_names_is_found_by_its_figures(
    honest: str, wrong: str, marked: list[str]
) -> None:
    """A count and an amount, or two totals, of one unnamed set support each other."""
    assert missing(honest) == []
    assert missing(wrong) == marked
