"""What a tool or its server wrote, fit for a message of ours."""

from __future__ import annotations

from operatoros.display import show
from operatoros.secrets import Redactor

_KEPT = 500


def shown(text: str, redactor: Redactor, *, limit: int = _KEPT) -> str:
    """Return what somebody wrote, fit for a message: without secrets, escaped, cut.

    Args:
        text: What was written.
        redactor: Knows the secrets.
        limit: Most characters that are kept.
    """
    # Cut after redaction: half a secret would not be found.
    redacted = redactor.redact(text[: 100 * limit])
    cut = redacted if len(redacted) <= limit else redacted[:limit] + " ..."
    return show(cut, one_line=True)
