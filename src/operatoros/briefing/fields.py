"""The fields of all records by column: their numbers and days, and what a set of records comes to.

An amount that no source declares as money (`unitCost`, `weightKg`) is a number like any other: it
has a sum, an average and a largest value over the records that a sentence is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from decimal import Decimal

from operatoros.briefing.money import currency_at
from operatoros.briefing.reading import day_of, decimal_of, leaves, moment_of, words
from operatoros.values.record import Record, Shape

# Fields further in than these are no columns: a hostile record may have any number of them.
_MOST_COLUMNS = 60
_PRICES = words(
    """cost price fee amount total value rate salary rent budget spend paid due balance fare
    tariff"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field over all records of a source.

    Attributes:
        source: Id of the source.
        path: Dotted path of the field.
        words: The words of its name, in lower case: `parLevel` is `par` and `level`.
        is_money: Whether the source declares it as an amount.
        numbers: Numbers by handle.
        days: Days by handle.
        currencies: Currencies by handle, where it is money.
        empty: Handles of records in which it is null or empty text.
        flags: What it says by handle, where it is yes or no.
    """

    source: str
    path: str
    words: tuple[str, ...]
    is_money: bool = False
    numbers: dict[str, Decimal] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    flags: dict[str, bool] = field(default_factory=dict)

    @property
    def is_price(self) -> bool:
        """Whether it is an amount, by declaration or by its name."""
        return self.is_money or bool(_PRICES & set(self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What the numbers of one column come to over a set of records of one currency."""

    column: Column
    currency: str
    count: int
    total: Decimal
    low: Decimal
    high: Decimal
    second: Decimal
    median: Decimal


class Fields:
    """All columns, read once, and the spreads of sets, each computed once."""

    def __init__(
        self, records: Mapping[str, Record], shapes: Mapping[str, Shape], zone: tzinfo
    ) -> None:
        found: dict[tuple[str, str], Column] = {}
        counts: dict[str, int] = {}
        for handle, record in records.items():
            shape = shapes[record.source]
            money = {one.amount: currency_at(record, one) for one in shape.money}
            for path, value in leaves(record.data):
                if path == shape.key or path == shape.title:
                    continue
                column = found.get((record.source, path))
                if column is None:
                    counts[record.source] = counts.get(record.source, 0) + 1
                    if counts[record.source] > _MOST_COLUMNS:
                        continue
                    column = found[record.source, path] = Column(
                        source=record.source,
                        path=path,
                        words=name_words(path),
                        is_money=path in money,
                    )
                if value is None or value == "":
                    column.empty.add(handle)
                elif isinstance(value, bool):
                    column.flags[handle] = value
                elif (number := _number(value)) is not None:
                    column.numbers[handle] = number
                    column.currencies[handle] = money.get(path, "")
                elif (day := day_of(value, zone)) is not None:
                    column.days[handle] = day
        self.columns = tuple(found.values())
        self.numeric = tuple(one for one in self.columns if one.numbers)
        self.dated = tuple(one for one in self.columns if one.days)
        self.flagged = tuple(one for one in self.columns if one.flags)
        self.gaps = tuple(one for one in self.columns if one.empty)
        self._spreads: dict[frozenset[str], tuple[Spread, ...]] = {}

    def spreads(self, names: frozenset[str]) -> tuple[Spread, ...]:
        """Return what each numeric column comes to over some records."""
        if names not in self._spreads:
            self._spreads[names] = tuple(self._compute(names))
        return self._spreads[names]

    def _compute(self, names: frozenset[str]) -> Iterable[Spread]:
        for column in self.numeric:
            values: dict[str, list[Decimal]] = {}
            for name in names:
                if (number := column.numbers.get(name)) is not None:
                    values.setdefault(column.currencies[name], []).append(number)
            for currency, some in values.items():
                some.sort()
                middle = len(some) // 2
                yield Spread(
                    column=column,
                    currency=currency,
                    count=len(some),
                    total=sum(some, Decimal(0)),
                    low=some[0],
                    high=some[-1],
                    second=some[-2] if len(some) > 1 else some[-1],
                    median=(some[middle] + some[~middle]) / 2,
                )


def is_price_name(path: str) -> bool:
    """Say whether a field is called an amount of money."""
    return bool(_PRICES & set(name_words(path)))


def name_words(path: str) -> tuple[str, ...]:
    """Return the words of a field's name: `firstReplyMinutes` is first, reply and minutes."""
    parts = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", path)
    return tuple(word.lower() for word in re.findall(r"[A-Za-z]{2,}", parts))


def _number(value: object) -> Decimal | None:
    if isinstance(value, str) and moment_of(value) is not None:
        return None
    return decimal_of(value) if isinstance(value, int | float | str) else None
