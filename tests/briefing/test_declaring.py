"""Formulas leave the text that is read, whole or while it streams, and keep their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.declaring import Veil, take_out
from tests.growth import TIMES, assert_linear

WON = '[= count(deals where stage = "Won")]'


def test_a_formula_is_taken_out_and_kept_with_its_place() -> None:
    """The text reads as if it had never been there; its place is the end of what it is about."""
    text, beside, declared = take_out(f"There are 14 {WON} deals.", "_" * (20 + len(WON)))
    assert text == "There are 14 deals."
    assert beside == "_" * len(text)
    (one,) = declared
    assert text[: one.place] == "There are 14"
    assert one.written == 'count(deals where stage = "Won")'


def test_brackets_and_marks_in_values_end_nothing() -> None:
    """A value may hold what ends a formula."""
    text, _, declared = take_out('2 [= count(deals where name = "a] [b")], 3')
    assert text == "2, 3"
    assert len(declared) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("14 [= rank(deals) / 2] deals", "14 deals"),
        ("14 [= see above] deals", "14 [= see above] deals"),
        ("[D-17] and [ = F1 - F2]", "[D-17] and [ = F1 - F2]"),
        ("14 [= count(deals where\nstage = Won)]", "14 [= count(deals where\nstage = Won)]"),
        ("14 [= count(deals", "14 [= count(deals"),
        (f"14 [= {'F1 + ' * 200}F1]", f"14 [= {'F1 + ' * 200}F1]"),
    ],
)
def test_what_cannot_be_read_says_nothing(text: str, read: str) -> None:
    """What is meant as a formula goes all the same; remarks, halves and giants stay text."""
    assert take_out(text)[0] == read
    assert take_out(text)[2] == ()


@given(
    st.lists(
        st.sampled_from(
            ["14", " ", "[", "[=", "= ", WON, "]", "\n", "[D-1]", "count(deals)", '"', "word", "["]
        )
    ),
    st.data(),
)
def test_a_stream_shows_what_is_read_in_the_end(parts: list[str], data: st.DataObject) -> None:
    """However a text is cut into pieces, what was shown is the text without its formulas."""
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    veil, shown = Veil(), ""
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        shown += veil.feed(text[start:end])
    assert shown + veil.end() == take_out(text)[0]


def test_words_are_shown_as_they_come() -> None:
    """Only what may become a formula waits."""
    veil = Veil()
    assert veil.feed("There are 14 deals, see [D") == "There are 14 deals, see [D"
    assert veil.feed("-3] and [= co") == "-3] and"
    assert veil.feed('unt(deals where stage = "Won")') == ""
    assert veil.feed("] more") == " more"
    assert veil.end() == ""


@pytest.mark.parametrize("piece", ["[=", "[= ", '[= "', "[= count(", "[", WON])
def test_hostile_texts_are_linear(piece: str) -> None:
    """A text full of beginnings costs what its length does."""
    small = piece * (4_000 // len(piece))
    assert_linear(take_out, small, small * TIMES)
