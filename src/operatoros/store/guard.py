"""The last gate before the store: a registered secret that comes this far is taken out.

Callers redact what they hand over; this catches what they missed. `caught` counts how often it
had to, so that a test or `doctor` can say that something upstream leaks.
"""

from __future__ import annotations

from operatoros.secrets import Redactor


class Guard:
    """Redacts text and bytes on their way in."""

    def __init__(self, redactor: Redactor | None) -> None:
        self._redactor = redactor
        self.caught = 0

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        if self._redactor is None:
            return text
        clean = self._redactor.redact(text)
        if clean != text:
            self.caught += 1
        return clean

    def data(self, data: bytes) -> bytes:
        """Return the bytes without secrets; they need not be text."""
        if self._redactor is None:
            return data
        return self.text(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
