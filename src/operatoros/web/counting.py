"""Numbers that a request names: entries, acts, events."""

from __future__ import annotations

# Larger numbers than any list has entries; databases take no larger ones than 63 bits.
MOST_NUMBER = 2**31 - 1


def whole(text: str) -> int | None:
    """Return the number that a text is; None if it is none, or larger than any that we give.

    Other scripts have digits too, and thousands of digits take long to read: neither is ours.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_NUMBER))):
        return None
    number = int(text)
    return number if number <= MOST_NUMBER else None
