"""The six kinds of error, chosen by what the reader does next.

    OperatorosError          .code  .message  .hint  .details (JSON-able)
      InvalidInput           fix what you wrote             exit 2   HTTP 400
      NotFound               name something that exists     exit 3   HTTP 404
      Conflict               look again, then retry         exit 4   HTTP 409
      Refused                policy or a person said no     exit 5   HTTP 403
      Unavailable            outside world; retry later     exit 6   HTTP 502    .retry_after_s
      Exhausted              a limit was reached            exit 7   HTTP 429

A specific error is a subclass declared in the room where it arises; its wording lives in its
constructor. A room that has a table of codes (rejections of the protocol, problems of the
catalog) declares them as a module-level `CODES: Mapping[str, str]` (code -> meaning) and raises
one class with `code=`. docs/errors.md is generated from both; a code is never reused or renamed.

A mistake of ours is not in this tree: it is an AssertionError or TypeError, exit 70.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

EXIT_OK = 0
EXIT_SOME_NOT_OK = 1
EXIT_BUG = 70


class OperatorosError(Exception):
    """An error with a stable code, a message and what to do about it.

    Args:
        message: What happened and where; user text in `repr` form.
        hint: What to do, in one sentence.
        details: JSON-able facts for programs.
        code: The row of a room's `CODES` table; by default the class's own code.
    """

    code: str = "ERR_INTERNAL"
    exit_status: ClassVar[int] = EXIT_BUG
    http_status: ClassVar[int] = 500

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        details: Mapping[str, object] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details: dict[str, object] = dict(details or {})
        if code is not None:
            self.code = code

    def as_json(self) -> dict[str, object]:
        """Return the one JSON form of an error: `{code, message, hint, details}`."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "details": self.details,
        }


class InvalidInput(OperatorosError):
    """What was written is wrong: fix it."""

    code = "ERR_INVALID_INPUT"
    exit_status = 2
    http_status = 400


class NotFound(OperatorosError):
    """The named thing does not exist: name one that does."""

    code = "ERR_NO_SUCH_THING"
    exit_status = 3
    http_status = 404


class Conflict(OperatorosError):
    """The world changed in between: look again, then retry."""

    code = "ERR_CONFLICT"
    exit_status = 4
    http_status = 409


class Refused(OperatorosError):
    """A policy or a person said no."""

    code = "ERR_REFUSED"
    exit_status = 5
    http_status = 403


class Unavailable(OperatorosError):
    """The outside world did not answer as it should: retry later.

    Attributes:
        retry_after_s: Seconds after which a retry makes sense, if the other side said so.
    """

    code = "ERR_UNAVAILABLE"
    exit_status = 6
    http_status = 502

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        details: Mapping[str, object] | None = None,
        code: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, details=details, code=code)
        self.retry_after_s = retry_after_s


class Exhausted(OperatorosError):
    """A limit was reached."""

    code = "ERR_EXHAUSTED"
    exit_status = 7
    http_status = 429
