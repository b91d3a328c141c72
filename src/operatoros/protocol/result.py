"""What is answered to a chat: one result for one command or rejection (P18)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from operatoros.protocol.command import Rejection
from operatoros.protocol.lines import ID

# The id of an answer to a block that has no readable id.
ERROR_ID = "operator.error"

_CODE = re.compile(r"\((ERR_[A-Z0-9_]+)\)")
_HALF = re.compile("[\ud800-\udfff]")
_MOST_SUMMARY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to one command.

    Attributes:
        id: The command's id, verbatim.
        ok: Whether it was done.
        summary: One sentence. Surrounding blanks are dropped, and it ends after 500 characters.
        details: What it brought, any text; empty for nothing. Lone surrogates become `?`.
    """

    id: str
    ok: bool
    summary: str
    details: str = ""

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is no id that a block can carry")
        summary = self.summary.strip()
        if len(summary) > _MOST_SUMMARY:
            summary = summary[: _MOST_SUMMARY - 3] + "..."
        object.__setattr__(self, "summary", _HALF.sub("?", summary))
        object.__setattr__(self, "details", _HALF.sub("?", self.details))

    @property
    def code(self) -> str | None:
        """The code of the failure, as the summary names it; None for what went well."""
        found = None if self.ok else _CODE.search(self.summary)
        return found[1] if found else None


def failed(command_id: str, action: str, code: str, message: str) -> Result:
    """Return the answer to a valid command that was refused or failed."""
    return Result(id=command_id, ok=False, summary=f"{action} failed ({code}): {message}")


def rejected(rejection: Rejection, *, related_id: str | None = None) -> Result:
    """Return the answer to a rejection; without an id it is an `operator.error`.

    Args:
        rejection: What a scan found.
        related_id: An id to name where the rejection itself has none.
    """
    if rejection.id is not None:
        return Result(id=rejection.id, ok=False, summary=rejection.summary)
    import json

    details = {"message": rejection.summary}
    if related_id is not None:
        details["related_id"] = related_id
    return Result(id=ERROR_ID, ok=False, summary=rejection.summary, details=json.dumps(details))
