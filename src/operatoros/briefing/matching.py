"""Comparing a figure with what supports it: to half of its last digit, in its currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from operatoros.briefing.computed import Candidate
from operatoros.briefing.figures import Figure, same_currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a figure rests on: a record's or fact's handle, or empty for several or the coverage."""

    handle: str = ""


def fits(figure: Figure, value: Decimal) -> bool:
    """Compare as written: to half of the last digit; `over` and `about` leave room."""
    written, true = abs(figure.value), abs(value)
    if abs(written - true) <= figure.slack:
        return True
    if figure.bound == "about":
        return abs(written - true) <= true / 20
    if figure.bound == "over":
        return written <= true <= written * Decimal("1.3")
    if figure.bound == "under":
        return written * Decimal("0.7") <= true <= written
    return False


def first(figure: Figure, candidates: Iterable[Candidate]) -> Support | None:
    """Return what the first candidate that fits a figure rests on, or None."""
    for value, currency, handle in candidates:
        if fits(figure, value) and same_currency(figure.currency, currency):
            return Support(handle=handle)
    return None
