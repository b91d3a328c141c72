import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.check import Checked, check
from operatoros.briefing.declaring import take_out
from operatoros.briefing.marking import render_checked
from operatoros.values.findings import Checks
from tests.briefing.company import company
from tests.briefing.measuring import measure
from tests.briefing.samples import reader
from tests.growth import TIMES, assert_linear


def checked(text: str, *, locale: str = "en-US", asked: str = "") -> Checked:
    """Check a text, from which its formulas are taken, against the company."""
    brought, handles, facts, changes = company()
    read, _, declared = take_out(text)
    return check(
        read,
        declared=declared,
        fetched=brought,
        facts=facts,
        handles=handles,
        reader=reader(locale),
        changes=changes,
        asked=asked,
    )


def missing(text: str, **more: str) -> list[str]:
    """Return what of a text was not found."""
    return [item.text for item in checked(text, **more).checks.unmatched]


TRUE = (
    "Acme renewal [D-1] is worth $50,000 and closes Nov 24.",
    "Acme renewal closes in three days; it is worth $50k [D-1].",
    "Hooli expansion [D-3]: $1.2M in Contract, due Sunday, Dec 20.",
    "Globex pilot [D-2] was due Nov 14, 7 days ago.",
    "Wayne renewal [D-5] is 11 days late.",
    "Two deals are overdue, $130,000 in all.",
    "There are 5 open deals: $1,380,000 and €7,500.50.",
    "2 of 5 deals (40%) are overdue.",
    "Acme renewal [D-1] went from $40,000 to $50,000, up $10,000 (25%).",
    "Together Acme [D-1] and Globex [D-2] come to $90,000.",
    "The gap between Acme [D-1] and Globex [D-2] is $10,000.",
    "Maria Keller has two deals worth $1,250,000.",
    "Contract holds 2 deals.",
    "Hooli expansion [D-3] is 30x Globex pilot [D-2].",
    "Hooli expansion [D-3] is 87% of the USD pipeline.",
    "The average deal is $345,000 in USD.",
    "Stark 360 pilot [D-4] closes today, €7,500.50.",
    "Acme renewal [D-1] has a probability of 40%.",
    "Acme renewal [D-1] is #70011 at https://crm.test/1.",
    "Two sources answered, one failed.",
    "There were 2 calls; the latest, on Nov 20 at 15:30, was with Acme [C-1].",
    "One deal is new and 1 deal changed since yesterday.",
    "Three deals have owners other than Maria Keller.",
    "Two deals to call first:\n- Acme renewal [D-1], $50,000\n- Globex pilot [D-2], $40,000",
    "### Acme renewal [D-1]\n- Amount: $50,000\n- Close date: 2026-11-24",
    "| Deal | Amount |\n|---|---|\n| Acme renewal [D-1] | $50,000 |",
    "See [D-1, D-2] and [F1].",
    "Nearly $1.4M is open, over $1.3M of it in USD.",
    "Four deals are in USD.",
    "Wayne renewal is $90,000.",
    "| Deal | Days left |\n|---|---|\n| Acme renewal [D-1] | 3 |",
    "Acme renewal [D-1] closes within 7 days.",
    "Two deals are more than 5 days past due.",
    "| Owner | Amount | Share |\n|---|---|---|\n| Maria Keller | $1,250,000 | 93% |\n"
    "| Ana Silva | $90,000 | 7% |",
    "Call Maria Keller: 2 deals are overdue.",
    "By stage: Contract 2, Proposal 2, Discovery 1.",
)
FALSE = (
    ("| Deal | Days left |\n|---|---|\n| Acme renewal [D-1] | 4 |", ["4"]),
    ("Acme renewal [D-1] closes within 2 days.", ["within 2 days"]),
    ("Acme renewal closes Nov 24. That is 5 days away.", ["5 days away"]),
    ("Call Maria Keller: 3 deals are overdue.", ["3"]),
    ("By stage: Contract 2 → Proposal 3 → Discovery 1.", ["3"]),
    (
        "| Owner | Amount | Share |\n|---|---|---|\n| Maria Keller | $1,250,000 | 39% |\n"
        "| Ana Silva | $90,000 | 7% |",
        ["39%"],
    ),
    ("Acme renewal [D-1] is worth $52,000.", ["$52,000"]),
    ("Acme renewal [D-1] is worth $40,001.", ["$40,001"]),
    ("Acme renewal [D-1] is worth $90,000.", ["$90,000"]),
    ("Acme renewal [D-1] is worth €50,000.", ["€50,000"]),
    ("Acme renewal [D-1] is worth $50M.", ["$50M"]),
    ("Acme renewal [D-1] closes Nov 25.", ["Nov 25"]),
    ("Acme renewal [D-1] closes in four days.", ["in four days"]),
    ("Acme renewal [D-1] closes on Friday.", ["Friday"]),
    ("Globex pilot [D-2] was due Friday, Nov 14.", ["Friday, Nov 14"]),
    ("Globex pilot [D-2] was due 8 days ago.", ["8 days ago"]),
    ("Wayne renewal [D-5] is 12 days late.", ["12"]),
    ("Three deals are overdue.", ["Three"]),
    ("There are 6 open deals.", ["6"]),
    ("2 of 5 deals (45%) are overdue.", ["45%"]),
    ("Acme renewal [D-1] went from $40,000 to $50,000, up $11,000.", ["$11,000"]),
    ("Acme renewal [D-1] went from $41,000 to $50,000.", ["$41,000"]),
    ("Together Acme [D-1] and Globex [D-2] come to $95,000.", ["$95,000"]),
    ("Maria Keller has three deals.", ["three"]),
    ("The pipeline is $1,480,000.", ["$1,480,000"]),
    ("See [D-9] and [F99].", ["D-9", "F99"]),
    ("Acme renewal [D-1] is #70019.", ["#70019"]),
    ("Details at https://crm.test/99.", ["https://crm.test/99"]),
    ("Wayne renewal is $91,000.", ["$91,000"]),
    ("Three deals to call:\n- Acme [D-1], $50,000\n- Globex [D-2], $40,000", ["Three"]),
    ("### Acme renewal [D-1]\n- Amount: $51,000", ["$51,000"]),
)
NO_CLAIMS = (
    "Call Maria Keller tomorrow and offer a 10% discount.",
    "1. First\n2. Second",
    "The top 5 matter in the next 30 days.",
    "Ask for 3 references within 48 hours.",
    "You could block 20 minutes for it on Monday.",
    "GPT-4 and Windows 11 are not in the data.",
)


@pytest.mark.parametrize("text", TRUE)
def test_what_the_data_says_is_found(text: str) -> None:
    """Values, sums, shares, counts, days and ids that the data supports are not marked."""
    assert missing(text) == []
    assert checked(text).checks.figures + len(checked(text).citations) > 0


@pytest.mark.parametrize(("text", "wrong"), FALSE)
def test_what_the_data_does_not_say_is_marked(text: str, wrong: list[str]) -> None:
    """A changed digit, another's amount, another currency, day, count or handle is marked."""
    assert missing(text) == wrong


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_advice_and_numbering_are_no_claims(text: str) -> None:
    """What does not speak of the data is neither found nor missing."""
    assert checked(text).checks == Checks()


def test_what_the_user_named_is_no_claim() -> None:
    """A figure of the task's own prompt may be repeated; the same figure unasked is marked."""
    text = "No deal is larger than the $5,000,000 you asked about."
    assert missing(text) == ["$5,000,000"]
    assert missing(text, asked="Is any deal larger than $5,000,000?") == []


def test_figures_are_read_in_the_readers_locale() -> None:
    """A German text is checked with German separators, and German errors are seen."""
    assert missing("Acme renewal [D-1]: 50.000 $, Schluss 24.11.2026", locale="de-DE") == []
    assert missing("Acme renewal [D-1]: 50,000 $", locale="de-DE") == ["50,000 $"]


def test_citations_lead_to_records_and_facts() -> None:
    """A handle, and a figure of its record, carry source, key and link; offsets fit the text."""
    text = "Acme renewal [D-1] is worth $50,000 [F2]."
    found = checked(text).citations
    assert [(c.text, c.handle, c.source, c.key, c.url) for c in found] == [
        ("D-1", "D-1", "crm", "70011", "https://crm.test/1"),
        ("$50,000", "D-1", "crm", "70011", "https://crm.test/1"),
        ("F2", "F2", "crm", "", None),
    ]
    assert all(text[c.start : c.end] == c.text for c in found)


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    """No text fails; counts agree and every place quotes the text."""
    result = checked(text)
    checks = result.checks
    assert checks.figures == checks.found + len(checks.unmatched)
    places = [(item.text, item.start, item.end) for item in checks.unmatched]
    places += [(item.text, item.start, item.end) for item in result.citations]
    assert all(text[start:end] == quoted for quoted, start, end in places)
    assert render_checked(text, checks)


@pytest.mark.parametrize(
    "piece",
    [
        "Acme [D-1] is $50,000. ",
        "$50,000 and ",
        "- [D-1] $50,000\n",
        "| [D-1] | $5 |\n",
        "$90,000 [= D-1.amount + D-2.amount] ",
        "$91,000 [= D-1.amount + D-2.amount]\n",
    ],
)
def test_long_texts_are_checked_in_linear_time(piece: str) -> None:
    """Eight times the figures take about eight times as long, without a full stop or as a table."""

    def check(text: str) -> None:
        assert checked(text).checks.figures > len(text) // 60

    small = piece * (2_000 // len(piece))
    assert_linear(check, small, small * TIMES)


# Parts that the checks were tuned with; each was run once before anybody looked at it.
SEEN = ("built", "held_out", "fresh", "unseen", "final", "blind_a", "blind_b")
# Parts that the checks were not tuned with: planted, least caught, most marked. Nobody who builds
# the checks has read `blind_c`, `blind_e`, `blind_h` and `blind_i`; the others were read once.
UNSEEN = (
    ("blind_c", 71, 66, 110),
    ("blind_d", 79, 75, 174),
    ("blind_e", 76, 67, 133),
    ("blind_f", 76, 72, 32),
    ("blind_g", 86, 80, 81),
    ("blind_h", 73, 67, 39),
    ("blind_i", 84, 78, 64),
)


@pytest.mark.parametrize("name", SEEN)
def test_planted_errors_are_caught_and_honest_figures_left_alone(name: str) -> None:
    """On every part of the labelled corpus, recall is >= 95 % at <= 5 % false alarms.

    This keeps what was reached. How the checks did on each part before it was looked at stands in
    docs/checking.md.
    """
    score = measure(f"{name}.jsonl")
    assert score.briefings >= 50
    assert score.recall >= 0.95, score.details
    assert score.false_alarms <= 0.05, score.details


@pytest.mark.parametrize(("name", "planted", "caught", "alarms"), UNSEEN)
def test_texts_that_nobody_tuned_with_do_not_get_worse(
    name: str, planted: int, caught: int, alarms: int
) -> None:
    """On a part that is new to them the checks do at least as well as docs/checking.md says.

    Only numbers are compared, so that a failure shows none of its texts.
    """
    score = measure(f"{name}.jsonl")
    found = (score.planted, score.caught, score.alarms)
    del score
    assert found[0] == planted
    assert found[1] >= caught
    assert found[2] <= alarms
