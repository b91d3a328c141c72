import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.setting import lines_of, threshold, unwrapped
from tests.briefing.company import placed


def scope_of(text: str) -> set[str]:
    """Return the scope of the last figure that is no handle."""
    return set([s for f, s in placed(text) if f.kind != "handle"][-1].scope)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Acme renewal [D-1] is $5.", {"D-1"}),
        ("Acme renewal is $5.", {"D-1"}),
        ("It is late [D-2]. It costs $5.", {"D-2"}),
        ("### Acme renewal [D-1]\n- Amount: $5", {"D-1"}),
        ("- Wayne renewal [D-5]\n  - worth $5", {"D-5"}),
        ("Deals [D-1].\n\nThe total is $5.", set()),
        ("- Acme [D-1]\n- Other: $5", set()),
    ],
)
def test_a_sentence_is_about_what_it_or_its_surroundings_cite(text: str, scope: set[str]) -> None:
    """Handles in the sentence come first, then its line, then the heading or item above."""
    assert scope_of(text) == scope


def test_an_introduction_counts_the_list_beneath_it() -> None:
    """A line with a colon names the records of the list that follows; the next list is another."""
    text = "Two deals, $5 in all:\n- A [D-1]\n- B [D-2]\n\n| x |\n|---|\n| C [D-3] |"
    (_, setting), *_ = placed(text)
    assert frozenset({"D-1", "D-2"}) in setting.sets
    assert frozenset({"D-1", "D-2", "D-3"}) not in setting.sets


def test_words_point_at_facts() -> None:
    """A sentence about what is overdue rests on the fact that counts it."""
    (_, setting), *_ = placed("Two deals are overdue.")
    assert [fact.kind for fact in setting.hinted] == ["overdue"]


def test_lines_of_a_paragraph_are_joined_in_place() -> None:
    """Wrapped prose is one line, lists, headings, tables and code keep theirs."""
    text = "# A\none\ntwo\n- item\n  goes on\n- next\n| a |\n| b |\n```\nx\ny\n```\nlast"
    assert unwrapped(text).split("\n") == [
        "# A", "one two", "- item   goes on", "- next", "| a |", "| b |", "```", "x", "y", "```",
        "last",
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("ab \n-#|`1.*")))
def test_joining_keeps_every_place(text: str) -> None:
    """Offsets stay valid: only line feeds change, into blanks; lines tile the text."""
    flat = unwrapped(text)
    assert len(flat) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, flat, strict=True))
    assert "\n".join(text[line.start : line.end] for line in lines_of(text)) == text


def test_limits_are_told_from_amounts() -> None:
    """`over $5` chooses, `add up to $5` states."""
    (figure, _), *_ = placed("deals over $5")
    assert threshold("deals over $5", figure) == "above"
    text = "they add up to $5"
    (figure, _), *_ = placed(text)
    assert threshold(text, figure) == ""
