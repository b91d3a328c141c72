"""What models cost: one dated table, dollars per million tokens.

A model that is not in the table costs None, and whoever shows it says so: a wrong figure would
be worse. Prices are list prices of the provider's own API on `PRICES_AS_OF`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PRICES_AS_OF = "2026-11-10"
_MILLION = 1_000_000
_DATED = re.compile(r"-20\d{6}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Dollars per million tokens.

    Attributes:
        input: Prompt tokens that touch no cache.
        output: Tokens written, thinking included.
        cache_read: Prompt tokens read from the cache.
        cache_write: Prompt tokens written to the cache (kept five minutes).
        long: The price of a call whose prompt is longer than `long_from`, if it differs.
        long_from: Tokens of the prompt, cached ones included; 0 means never.
    """

    input: float
    output: float
    cache_read: float
    cache_write: float
    long: Price | None = None
    long_from: int = 0


def _price(given: float, written: float, read: float) -> Price:
    """Return a row; writing to the cache costs a quarter more than input throughout."""
    return Price(input=given, output=written, cache_read=read, cache_write=given * 1.25)


PRICES: Mapping[str, Price] = {
    "claude-fable-5-2": _price(8, 40, 0.20),
    "claude-fable-5-1": _price(10, 50, 0.25),
    "claude-mythos-5-1": _price(10, 50, 0.25),
    "claude-fable-5": _price(10, 50, 1),
    "claude-mythos-5": _price(10, 50, 1),
    "claude-opus-5-5": _price(4, 20, 0.20),
    "claude-opus-5": _price(5, 25, 0.50),
    "claude-opus-4-8": _price(5, 25, 0.50),
    "claude-opus-4-7": _price(5, 25, 0.50),
    "claude-opus-4-6": _price(5, 25, 0.50),
    "claude-opus-4-5": _price(5, 25, 0.50),
    "claude-sonnet-5-5": _price(2, 10, 0.10),
    "claude-sonnet-5": _price(2, 10, 0.20),
    "claude-sonnet-4-6": _price(3, 15, 0.30),
    "claude-sonnet-4-5": _price(3, 15, 0.30),
    "claude-haiku-5-5": Price(
        input=0.10,
        output=0.50,
        cache_read=0.01,
        cache_write=0.125,
        long=_price(0.50, 2.50, 0.05),
        long_from=100_000,
    ),
    "claude-haiku-4-5": _price(1, 5, 0.10),
}


def price_of(model: str) -> Price | None:
    """Return the price of a model id, with or without a date at its end; None if unknown."""
    return PRICES.get(model) or PRICES.get(_DATED.sub("", model))


def cost_usd(
    model: str, *, fresh: int, output: int, cache_read: int = 0, cache_write: int = 0
) -> float | None:
    """Return the dollars of one call; None for an unknown model.

    Args:
        model: Model id.
        fresh: Prompt tokens that touched no cache.
        output: Tokens written.
        cache_read: Prompt tokens read from the cache.
        cache_write: Prompt tokens written to the cache.
    """
    price = price_of(model)
    if price is None:
        return None
    if price.long is not None and fresh + cache_read + cache_write > price.long_from:
        price = price.long
    dollars = (
        fresh * price.input
        + output * price.output
        + cache_read * price.cache_read
        + cache_write * price.cache_write
    )
    return round(dollars / _MILLION, 6)


def highest_cost_usd(
    model: str, *, prompt_tokens: int, max_tokens: int, cached: bool
) -> float | None:
    """Return what a call can cost at most: for the estimate before it and for `--max-cost`.

    Args:
        model: Model id.
        prompt_tokens: Estimate of the prompt.
        max_tokens: Most tokens that will be written.
        cached: Whether the prompt is written to the cache, which costs more than plain input.
    """
    return cost_usd(
        model,
        fresh=0 if cached else prompt_tokens,
        cache_write=prompt_tokens if cached else 0,
        output=max_tokens,
    )
