import pytest

from tests.briefing.workshop import missing

PAIRS = (
    (
        "Hal [R-8] has 9 hours, 12% of all hours.",
        "Hal [R-8] has 9 hours, 21% of all hours.",
        ["21%"],
    ),
    ("Balances are £2,035, 43% of the quotes.", "Balances are £2,035, 34% of the quotes.", ["34%"]),
    (
        "3 open and 2 waiting repairs, so 62% are left.",
        "3 open and 2 waiting repairs, so 26% are left.",
        ["26%"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_shares_are_of_the_field_beside_them(honest: str, wrong: str, marked: list[str]) -> None:
    """A share of a total, and of `9 of 17`, is found; a turned one is marked."""
    assert missing(honest) == []
    assert missing(wrong) == marked
