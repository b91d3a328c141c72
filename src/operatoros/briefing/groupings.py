"""The sets of records that one value of one field makes, whatever a text calls them.

`Online gifts` are those of channel `web`, `what they still owe` is a balance above zero: no list of
words knows every name. A count and an amount beside each other that are both those of one such set
say which is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

from operatoros.briefing.fields import Column, Fields

Names = frozenset[str]

_MOST_VALUES = 8
_MOST_GROUPINGS = 160


def groupings(
    fields: Fields, labels: tuple[Names, ...], of_source: Mapping[str, Names], today: date
) -> tuple[Names, ...]:
    """Return the sets by label, by yes or no, by small number, by sign, by gap and by today.

    Args:
        fields: All columns.
        labels: The sets of records that share a label.
        of_source: All records of each source.
        today: The reader's day.
    """
    found = dict.fromkeys(labels)
    for column in fields.columns:
        for names in _of_column(column, today):
            found[names] = None
        if column.empty:
            found[frozenset(column.empty)] = None
            found[of_source[column.source] - column.empty] = None
    parts = dict.fromkeys(names & whole for whole in of_source.values() for names in found)
    whole = set(of_source.values())
    useful = (names for names in parts if len(names) > 1 and names not in whole)
    return tuple(islice(useful, _MOST_GROUPINGS))


def _of_column(column: Column, today: date) -> Iterator[Names]:
    if column.flags:
        for wanted in (True, False):
            yield frozenset(name for name, is_so in column.flags.items() if is_so == wanted)
    if column.days:
        yield frozenset(name for name, day in column.days.items() if day < today)
        yield frozenset(name for name, day in column.days.items() if day >= today)
    if column.numbers:
        yield frozenset(name for name, value in column.numbers.items() if value > 0)
        yield frozenset(name for name, value in column.numbers.items() if value <= 0)
        values = set(column.numbers.values())
        if len(values) <= _MOST_VALUES:
            for one in sorted(values):
                yield frozenset(name for name, value in column.numbers.items() if value == one)
