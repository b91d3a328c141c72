"""Sums of money by currency, exact; conversion only with rates that the user gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import EXACT, decimal_of
from operatoros.values.record import Money, Record, at

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount of one record; `currency` is an ISO code in capitals, or empty if none is given."""

    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What amounts of one currency come to, and how many there are."""

    total: Decimal
    currency: str
    count: int


def amount_at(record: Record, money: Money) -> Amount | None:
    """Return a record's amount by its shape, or None if there is none that can be read."""
    value = decimal_of(at(record.data, money.amount))
    if value is None:
        return None
    return Amount(value=value, currency=currency_at(record, money))


def currency_at(record: Record, money: Money) -> str:
    """Return the currency of an amount: a code in capitals is itself, else a path to one."""
    if _CODE.fullmatch(money.currency):
        return money.currency
    code = at(record.data, money.currency)
    clean = code.strip().upper() if isinstance(code, str) else ""
    return clean if _CODE.fullmatch(clean) else ""


def add_up(amounts: Iterable[Amount]) -> tuple[Sum, ...]:
    """Add up amounts by currency, the currency with most amounts first; none named comes last."""
    totals: dict[str, tuple[Decimal, int]] = {}
    for amount in amounts:
        total, count = totals.get(amount.currency, (Decimal(0), 0))
        totals[amount.currency] = (EXACT.add(total, amount.value), count + 1)
    sums = [Sum(total=total, currency=code, count=n) for code, (total, n) in totals.items()]
    return tuple(sorted(sums, key=lambda s: (not s.currency, -s.count, s.currency)))


def convert(sums: Sequence[Sum], reader: Reader) -> Decimal | None:
    """Return the whole in the reporting currency, or None if a rate or a currency is missing."""
    total = Decimal(0)
    for one in sums:
        rate = Decimal(1) if one.currency == reader.currency else reader.rates.get(one.currency)
        if rate is None:
            return None
        total = EXACT.add(total, EXACT.multiply(one.total, rate))
    return total.quantize(Decimal("0.01"), context=EXACT)


def written(sums: Sequence[Sum], reader: Reader) -> str:
    """Write sums as `$3,210,000 and €410,000`."""
    parts = [
        reader.style.money(one.total, one.currency)
        + ("" if one.currency else " without a currency")
        for one in sums
    ]
    return listed(parts)


def listed(parts: Sequence[str]) -> str:
    """Join phrases: `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
