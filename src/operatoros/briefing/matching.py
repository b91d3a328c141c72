"""Comparing a figure with what supports it: to half of its last digit, in its currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from operatoros.briefing.computed import Candidate
from operatoros.briefing.figures import Figure, same_currency

_SMALL = 20
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a figure rests on: a record's or fact's handle, or empty for several or the coverage."""

    handle: str = ""


def fits(figure: Figure, value: Decimal) -> bool:
    """Compare as written: to half of the last digit; `over` and `about` leave room."""
    written, true = abs(figure.value), abs(value)
    away = abs(written - true)
    if away <= figure.slack:
        # Nobody writes 1 for 1.5; at 33.5 both 33 and 34 are written.
        return away < figure.slack or written >= _SMALL or not away or figure.slack < _HALF
    if figure.bound == "about":
        return abs(written - true) <= true / 20
    if figure.bound == "over":
        return written <= true <= written * Decimal("1.2")
    if figure.bound == "under":
        return written * Decimal("0.85") <= true <= written
    return False


def first(figure: Figure, candidates: Iterable[Candidate]) -> Support | None:
    """Return what the first candidate that fits a figure rests on, or None."""
    for value, currency, handle in candidates:
        if fits(figure, value) and same_currency(figure.currency, currency):
            return Support(handle=handle)
    return None
