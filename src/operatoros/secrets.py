"""Secret values and their redaction: a value that was once wrapped never shows itself again.

`Secret` hides in `repr`, `str` and formatting. `Redactor` replaces every registered value, in
plain, base64, URL-encoded and JSON-escaped form, in any text that leaves the process.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

SHOWN = "[secret]"
# Shorter values would tear holes into ordinary text ("a", "on", "1234").
_SHORTEST = 6


class Secret:
    """A text that is shown only when `reveal()` is called.

    It does not guarantee that the bytes leave memory, only that no formatting shows them.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself, for the one place that must send it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __repr__(self) -> str:
        return f"Secret({SHOWN})" if self._value else "Secret()"

    def __str__(self) -> str:
        return SHOWN if self._value else ""

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Secret is never pickled")


class Redactor:
    """Knows secret values and takes them out of text."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.add(secret)

    def add(self, secret: Secret) -> None:
        """Register a value; values shorter than six characters are not searched for."""
        value = secret.reveal()
        if len(value) < _SHORTEST:
            return
        forms = _forms_of(value)
        if not forms <= self._forms:
            self._forms |= forms
            self._pattern = None

    def redact(self, text: str) -> str:
        """Return `text` with every registered value replaced by `[secret]`."""
        pattern = self._compiled()
        return text if pattern is None else pattern.sub(SHOWN, text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return start and end offset of every registered value in `text`."""
        pattern = self._compiled()
        return [] if pattern is None else [match.span() for match in pattern.finditer(text)]

    def _compiled(self) -> re.Pattern[str] | None:
        if self._pattern is None and self._forms:
            longest_first = sorted(self._forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        return self._pattern


def _forms_of(value: str) -> set[str]:
    """Return the spellings of a value that could be written somewhere."""
    raw = value.encode()
    encoded = base64.b64encode(raw).decode()
    forms = {
        value,
        quote(value, safe=""),
        quote_plus(value),
        json.dumps(value)[1:-1],
        encoded,
        base64.urlsafe_b64encode(raw).decode(),
    }
    # Base64 of a longer text that contains the value: three alignments, without the
    # first and last group, which mix with the neighbours.
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + raw).decode()
        start = 0 if shift == 0 else 4
        inner = inner[start : len(inner) - 4]
        if len(inner) >= 12:
            forms.add(inner)
    return {form for form in forms if len(form) >= _SHORTEST}
