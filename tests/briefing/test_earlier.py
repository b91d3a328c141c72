import pytest

from tests.briefing.workshop import missing

PAIRS = (
    (
        "Yesterday it was 75 hours, 2 more than today.",
        "Yesterday it was 79 hours, 2 more than today.",
        ["79"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_what_it_was_before_is_found(honest: str, wrong: str, marked: list[str]) -> None:
    """The total of the run before and how far it moved are found; another is marked."""
    assert missing(honest) == []
    assert missing(wrong) == marked
