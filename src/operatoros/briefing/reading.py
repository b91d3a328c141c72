"""What a value of a record means: an amount, a day, a moment, a line of text.

Vendors send amounts as text, dates in several forms and blanks of every kind. These functions
read them without guessing wildly and without failing: what cannot be read is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Context, Decimal, InvalidOperation

from operatoros.values.jsonable import SCALARS, Json

# An amount beyond these is no amount of money; it is what an attacker sends to make us print it.
_MOST_DIGITS = 30
# Sums stay exact: 60 digits hold any number of 30-digit amounts that fit in memory.
EXACT = Context(prec=60)

_MACHINE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_WRITTEN = re.compile(
    r"[^\d+\-().,'’]{0,4}(?P<minus>[-(])?[^\d.,]{0,4}(?P<digits>\d[\d.,'’ \u00a0\u202f]*)[^\d]{0,5}"
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def words(text: str) -> frozenset[str]:
    """Return a set of words, written as a person writes a list."""
    return frozenset(text.split())


def decimal_of(value: Json) -> Decimal | None:
    """Return the amount that a value stands for, exactly, or None.

    Numbers and text count: `1200.5`, `"1200.50"`, `"1,200.50"`, `"1.200,50 €"`, `"($40)"`. A single
    separator followed by three digits is a group if it is a comma and a decimal point if it is a
    point, which is how programs write numbers.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return Decimal(value) if value.bit_length() <= _MOST_DIGITS * 4 else None
    if isinstance(value, float):
        return _bounded(repr(value))
    if not isinstance(value, str) or not value or len(value) > 60:
        return None
    text = value.strip()
    if _MACHINE.fullmatch(text):
        return _bounded(text)
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    plain = _plain_digits(match["digits"])
    return None if plain is None else _bounded(("-" if match["minus"] else "") + plain)


def _bounded(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "finite numbers have a whole exponent"
    if abs(exponent) > _MOST_DIGITS or (number and abs(number.adjusted()) > _MOST_DIGITS):
        return None
    return number


def _plain_digits(written: str) -> str | None:
    """Turn grouped digits into `1234.5`; the last of two kinds of separator is the decimal one."""
    text = re.sub(r"['’ \u00a0\u202f]", "", written)
    marks = [letter for letter in text if letter in ".,"]
    if not marks:
        return text
    last = marks[-1]
    if marks.count(last) > 1:
        return text.replace(last, "") if len(set(marks)) == 1 else None
    whole, _, part = text.rpartition(last)
    if last == "," and len(marks) == 1 and len(part) == 3:
        return whole + part
    return whole.replace(".", "").replace(",", "") + "." + part


def plain(number: Decimal) -> str:
    """Return a number in plain digits: no exponent, no zeros at the end of a fraction."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def moment_of(value: Json) -> datetime | None:
    """Return the moment that a value stands for, or None.

    ISO 8601 dates and times, and epoch seconds or milliseconds (10 or 13 digits). Without an
    offset a time is taken as UTC; a date is its midnight.
    """
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not text or len(text) > 40:
        return None
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    if not _DAY.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day_of(value: Json, zone: tzinfo) -> date | None:
    """Return the calendar day that a value stands for in the reader's time zone, or None.

    Midnight UTC sharp is how several vendors write a plain date (HubSpot's close dates, say), so
    it is that date everywhere and not the evening before in New York.
    """
    moment = moment_of(value)
    if moment is None:
        return None
    if isinstance(value, str) and len(value.strip()) == 10 and "-" in value:
        return moment.date()
    if moment.utcoffset() == UTC.utcoffset(None) and (
        moment.hour == moment.minute == moment.second == moment.microsecond == 0
    ):
        return moment.date()
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return None


def text_of(value: Json) -> str:
    """Return a value as a person would write it in a cell; nothing is empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        number = decimal_of(value)
        return str(value) if number is None else plain(number)
    if isinstance(value, Mapping):
        parts = ((str(name), text_of(item)) for name, item in value.items())
        return ", ".join(f"{name}={shown}" for name, shown in parts if shown)
    if isinstance(value, list | tuple):
        return "; ".join(shown for item in value if (shown := text_of(item)))
    return str(value)


def leaves(data: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield (dotted path, scalar) of everything beneath a value, in order.

    An explicit stack instead of recursion: fetched data may be nested as deeply as it likes.
    """
    stack: list[tuple[str, Json]] = [(path, data)]
    while stack:
        here, value = stack.pop()
        # Most are scalars, and exact types are told faster than kinds of them.
        if type(value) in SCALARS:
            yield here, value
        elif isinstance(value, Mapping):
            items = [
                (f"{here}.{name}" if here else str(name), item) for name, item in value.items()
            ]
            items.reverse()
            stack += items
        elif isinstance(value, list | tuple):
            rows = [(f"{here}.{n}" if here else str(n), item) for n, item in enumerate(value)]
            rows.reverse()
            stack += rows
        else:
            yield here, value
