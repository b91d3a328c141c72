"""Vendors' field values to plain ones: times, numbers, texts. Nothing is guessed or rounded away.

What cannot be read stays as it is: a strange value is worth more than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from operatoros.values.jsonable import Json

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?")
_EPOCH = re.compile(r"[0-9]{9,14}(?:\.[0-9]{1,6})?")
# Seconds up to the year 5138; anything longer is milliseconds.
_MOST_SECONDS = 100_000_000_000


def number(value: Json) -> Json:
    """Return a number that was sent as text: "150000" -> 150000, "12.50" -> 12.5."""
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value.strip()):
        text = value.strip()
        return int(text) if "." not in text else whole(Decimal(text))
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return None if value == "" else value


def decimal(value: Json) -> Decimal | None:
    """Return a number for exact sums, or None if there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        made = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return made if made.is_finite() else None


def whole(value: Decimal) -> int | float:
    """Return a sum as JSON holds it: without a fraction if there is none."""
    return int(value) if value == value.to_integral_value() else float(value)


def moment(value: Json) -> Json:
    """Return a time as ISO 8601 in UTC (`2026-11-20T09:30:00Z`).

    Takes ISO 8601 with offset or Z, and epoch seconds or milliseconds as number or text. A day
    alone stays a day; what is none of these stays as it is.
    """
    if isinstance(value, bool) or value is None or value == "":
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and _EPOCH.fullmatch(value)):
        seconds = float(value)
        if seconds >= _MOST_SECONDS:
            seconds /= 1000
        try:
            return _iso(datetime.fromtimestamp(seconds, UTC))
        except (OverflowError, OSError, ValueError):
            return value
    if not isinstance(value, str) or len(value) <= 10:
        return value
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return value
    return _iso(read.astimezone(UTC)) if read.tzinfo else value


def day(value: Json) -> Json:
    """Return a date (`2026-11-20`) if the time is midnight in UTC, which is how days are sent."""
    made = moment(value)
    if isinstance(made, str) and made.endswith("T00:00:00Z"):
        return made[:10]
    return made


def text(value: Json) -> str:
    """Return a text without the blanks around it; empty for anything that is no text."""
    return value.strip() if isinstance(value, str) else ""


def mapping(value: Json) -> Mapping[str, Json]:
    """Return an object; empty for anything that is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: Json) -> tuple[Mapping[str, Json], ...]:
    """Return the objects of a list; empty for anything that is none."""
    return (
        tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
    )


def without_empty(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields that say something: no None, no empty text, list or object."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}


def _iso(value: datetime) -> str:
    made = value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    return made.replace("+00:00", "Z")
