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
        "**Closing within 7 days**",
        "Can we take 15 minutes on Thursday?",
        "Timebox it to 10 minutes",
        "Those at 90% or more",
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


def test_a_round_limit_only_says_which_are_counted() -> None:
    """Of `2 deals stand below 60%` the count is a claim; where one record stands is one, too."""
    known = evidence()
    text = "2 deals stand below 60%"
    claims = [f.text for f, s in placed(text) if not is_no_claim(f, s, text, known)]
    assert claims == ["2"]
    own = "Acme renewal [D-1] stands below 60%"
    figure, setting = next((f, s) for f, s in placed(own) if f.kind != "handle")
    assert not is_no_claim(figure, setting, own, known)


@pytest.mark.parametrize(
    "text",
    [
        "Call Maria: 2 deals are overdue",
        "Assign owners: 2 of 5 deals have none",
        "Contract: 2",
        "It should have closed on Nov 10",
        "The whole budget is 900 hours",
    ],
)
def test_a_statement_behind_an_order_is_a_claim(text: str) -> None:
    """What follows the colon, or says what is, is about the data."""
    assert not left_out(text)
