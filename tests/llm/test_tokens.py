"""The estimate of tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.growth import TIMES, assert_linear

from operatoros.llm.tokens import estimated_tokens

ANY = st.text(st.characters(codec=None))


@given(ANY, ANY, ANY)
def test_more_text_never_means_fewer_tokens(before: str, added: str, after: str) -> None:
    """Adding characters anywhere never lowers the estimate."""
    assert estimated_tokens(before + added + after) >= estimated_tokens(before + after)


@given(ANY, ANY)
def test_two_texts_together_are_at_most_their_sum(one: str, other: str) -> None:
    """Counting parts apart is on the safe side for the whole."""
    assert estimated_tokens(one + other) <= estimated_tokens(one) + estimated_tokens(other)


def test_prose_counts_as_the_provider_says() -> None:
    """English prose is between 2.2 and 3.5 characters a token: high, and not absurd."""
    prose = "Four deals closed this week, two of them a month before their date. " * 200
    assert len(prose) / 3.5 < estimated_tokens(prose) < len(prose) / 2.2


def test_figures_and_other_scripts_count_more_than_prose() -> None:
    """A table of amounts and Chinese text have more tokens a character than English."""
    per_char = [
        estimated_tokens(text * 500) / len(text * 500) for text in ("word ", "1,2|", "交易")
    ]
    assert per_char == sorted(per_char)
    assert per_char[2] > 1


def test_nothing_is_no_token() -> None:
    """The empty text costs nothing."""
    assert estimated_tokens("") == 0


def test_five_megabytes_are_counted_in_no_time() -> None:
    """The estimate is linear in the length of the text, up to 5 MB."""
    row = "| D-17 | Ächtung GmbH | 120,000.00 EUR | 2026-11-30 |\n"
    assert_linear(estimated_tokens, row * (100_000 // TIMES), row * 100_000)
