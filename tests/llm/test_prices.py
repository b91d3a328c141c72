"""Dollars from counts, by a dated table."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.llm.prices import PRICES, PRICES_AS_OF, cost_usd, highest_cost_usd, price_of
from operatoros.llm.writing import DEFAULT_CLAUDE


def test_the_table_says_when_it_was_true() -> None:
    """The date is a date, and no price is nothing or upside down."""
    date.fromisoformat(PRICES_AS_OF)
    for model, price in PRICES.items():
        assert 0 < price.cache_read < price.input < price.cache_write < price.output, model


def test_the_default_model_has_a_price() -> None:
    """Whoever names no model gets an estimate in dollars."""
    assert price_of(DEFAULT_CLAUDE) is not None


def test_a_call_costs_what_its_four_counts_cost() -> None:
    """A million of each at Sonnet 5.5's list price: 2 + 10 + 0.10 + 2.50 dollars."""
    million = 1_000_000
    assert (
        cost_usd(
            "claude-sonnet-5-5",
            fresh=million,
            output=million,
            cache_read=million,
            cache_write=million,
        )
        == 14.6
    )


def test_a_dated_id_costs_what_its_model_costs() -> None:
    """`claude-haiku-4-5-20251001` is Haiku 4.5; a date in the middle of an id is not a date."""
    assert price_of("claude-haiku-4-5-20251001") == PRICES["claude-haiku-4-5"]
    assert price_of("claude-haiku-20251001-4-5") is None


@pytest.mark.parametrize("model", ["llama3", "", "claude", "claude-sonnet-9", "CLAUDE-OPUS-5"])
def test_an_unknown_model_has_no_cost(model: str) -> None:
    """No figure is better than a wrong one."""
    assert cost_usd(model, fresh=1, output=1) is None
    assert highest_cost_usd(model, prompt_tokens=1, max_tokens=1, cached=True) is None


def test_a_long_prompt_of_haiku_5_5_costs_its_second_price() -> None:
    """Above 100,000 tokens of prompt, cached ones included, every token costs five times more."""
    assert cost_usd("claude-haiku-5-5", fresh=100_000, output=1000) == 0.0105
    assert cost_usd("claude-haiku-5-5", fresh=2, cache_read=100_000, output=0) == 0.005001


@given(
    st.sampled_from(sorted(PRICES)),
    st.integers(0, 10**6),
    st.integers(0, 10**5),
    st.integers(0, 10**6),
)
def test_the_highest_cost_is_never_below_the_real_one(
    model: str, prompt: int, output: int, read: int
) -> None:
    """Whatever part of the prompt the cache takes, the estimate before the call holds."""
    read = min(read, prompt)
    for real in (
        cost_usd(model, fresh=prompt - read, cache_read=read, output=output),
        cost_usd(model, fresh=0, cache_write=prompt - read, cache_read=read, output=output),
    ):
        highest = highest_cost_usd(model, prompt_tokens=prompt, max_tokens=output, cached=True)
        assert real is not None
        assert highest is not None
        assert real <= highest
