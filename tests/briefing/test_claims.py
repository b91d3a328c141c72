import pytest

from operatoros.briefing.claims import is_doubtful, is_no_claim
from tests.briefing.company import evidence, placed


def left_out(text: str) -> bool:
    """Say whether the first figure besides handles claims nothing, or is better left alone."""
    figure, setting = next((f, s) for f, s in placed(text) if f.kind != "handle")
    known = evidence()
    return is_no_claim(figure, setting, text, known) or is_doubtful(figure, setting, known)


@pytest.mark.parametrize(
    "text",
    [
        "Offer 10% if they sign",
        "Call them on Friday",
        "Deals over $100,000 first",
        "Ask for 3 references",
        "Move $2,000 to search",
        "a discount of 10% off",
        "GPT-4 is not in the data",
        "It runs on Windows 11",
        "One deal stands out",
        "Meet at 10:00",
        "Negotiate for three months",
        "I would freeze it from December 1",
        "Anything above 900 hours deserves a look",
    ],
)
def test_advice_limits_names_and_plans_claim_nothing(text: str) -> None:
    """They speak of what to do or of other things, not of what was fetched."""
    assert left_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "12% of deals are late",
        "It closes on Friday",
        "[D-1] is over $100,000",
        "3 deals are late",
        "Call the 9 deals that are late",
        "[D-1] costs $2,000",
        "The call was at 10:00",
        "Two deals are late",
        "**Call.** 3 of 5 are late",
        "Stark 360 pilot has 3 files",
    ],
)
def test_statements_are_claims(text: str) -> None:
    """The twin of each: the same figure, stated of the data."""
    assert not left_out(text)
