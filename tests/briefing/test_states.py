import pytest

from tests.briefing.workshop import missing

PAIRS = (
    ("Three repairs have been collected.", "Five repairs have been collected.", ["Five"]),
    ("Two repairs have no mechanic.", "Three repairs have no mechanic.", ["Three"]),
    ("Nobody's: 2 repairs.", "Nobody's: 4 repairs.", ["4"]),
    (
        "Five repairs still owe money, £2,035 together.",
        "Four repairs still owe money, £2,053 together.",
        ["Four", "£2,053"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_what_records_are_is_counted(honest: str, wrong: str, marked: list[str]) -> None:
    """Yes and no, gaps, what is owed and what rose each choose records; another count is marked."""
    assert missing(honest) == []
    assert missing(wrong) == marked
