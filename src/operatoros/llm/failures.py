"""How a model can fail: the table of codes, and the errors made from it.

The kind of each error follows from what the reader does next; the wording lives here, once, for
every writer. A key never shows: what the other side said is redacted and cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from operatoros.errors import (
    Exhausted,
    InvalidInput,
    NotFound,
    OperatorosError,
    Refused,
    Unavailable,
)
from operatoros.secrets import Redactor, Secret
from operatoros.values.coverage import ErrorInfo

_LONGEST_QUOTE = 400


class ModelUnavailable(Unavailable):
    """A model could not be asked or did not answer to the end."""


class ModelLimit(Exhausted):
    """A limit of the model or of the account was reached."""


class ModelMissing(NotFound):
    """No model of that name is offered to this key."""


class ModelRequestInvalid(InvalidInput):
    """The request cannot be sent or was not understood."""


class ModelRefused(Refused):
    """The model's policy said no."""


class _Row(NamedTuple):
    kind: type[OperatorosError]
    meaning: str
    hint: str


_TABLE: Mapping[str, _Row] = {
    "ERR_MODEL_KEY_MISSING": _Row(
        ModelUnavailable,
        "no key is set for the model",
        "set {key} in the environment or in .env.local, or use `--model chat`, which needs none",
    ),
    "ERR_MODEL_AUTH": _Row(
        ModelUnavailable,
        "the model's host did not accept the key",
        "check {key}: it may be revoked, cut short, or belong to another organisation",
    ),
    "ERR_MODEL_PERMISSION": _Row(
        ModelUnavailable,
        "the key may not use this model",
        "choose another model with `--model`, or have the key's permissions widened",
    ),
    "ERR_MODEL_BILLING": _Row(
        ModelUnavailable,
        "the account cannot pay for the call",
        "look at the account's billing page, then run again",
    ),
    "ERR_MODEL_SPEND_LIMIT": _Row(
        ModelLimit,
        "the account's spending limit is reached",
        "raise the limit in the provider's console; waiting does not help before it resets",
    ),
    "ERR_MODEL_RATE_LIMIT": _Row(
        ModelUnavailable,
        "the model's rate limit is reached, and asking again did not help",
        "wait as long as `retry_after_s` says, or send less with a smaller budget",
    ),
    "ERR_MODEL_OVERLOADED": _Row(
        ModelUnavailable,
        "the model's host is overloaded, and asking again did not help",
        "run again in a few minutes, or choose another model with `--model`",
    ),
    "ERR_MODEL_NOT_FOUND": _Row(
        ModelMissing,
        "the host offers no model of that name",
        "check the id after `--model {kind}:`; `--model {kind}` alone takes the default",
    ),
    "ERR_MODEL_REQUEST": _Row(
        ModelRequestInvalid,
        "the model's host did not understand the request",
        "what it said is in `details.said`; `--model {kind}` alone takes a model that works",
    ),
    "ERR_MODEL_TOO_LARGE": _Row(
        ModelLimit,
        "the prompt is larger than the model takes",
        "lower the operator's token budget or ask for fewer records",
    ),
    "ERR_MODEL_TIMEOUT": _Row(
        ModelUnavailable,
        "the model did not answer in time",
        "run again; if it stays so, choose a smaller model or send less",
    ),
    "ERR_MODEL_CONNECTION": _Row(
        ModelUnavailable,
        "the model's host cannot be reached",
        "check the network, the proxy and the base URL",
    ),
    "ERR_MODEL_SERVER": _Row(
        ModelUnavailable,
        "the model's host failed",
        "run again in a few minutes; `details.request_id` helps its support",
    ),
    "ERR_MODEL_ANSWER": _Row(
        ModelUnavailable,
        "the model's answer could not be read",
        "check that the base URL leads to the right kind of API",
    ),
    "ERR_MODEL_BROKE_OFF": _Row(
        ModelUnavailable,
        "the connection ended before the model was finished",
        "what arrived is kept; run again for the whole",
    ),
    "ERR_MODEL_CUT": _Row(
        ModelLimit,
        "the text was cut at its longest",
        "raise `max_tokens` of the task, or ask for less",
    ),
    "ERR_MODEL_REFUSED": _Row(
        ModelRefused,
        "the model refused to write this",
        "look at the task's prompt and at the data it was given",
    ),
    "ERR_MODEL_STOPPED": _Row(
        ModelUnavailable,
        "the model stopped for a reason of its own",
        "what arrived is kept; run again, perhaps with another model",
    ),
    "ERR_MODEL_BASE_URL": _Row(
        ModelRequestInvalid,
        "the base URL of the model cannot be used",
        "write https://HOST (http:// only for this machine), without user name or password",
    ),
    "ERR_MODEL_SCRIPT": _Row(
        ModelRequestInvalid,
        "the scripted text cannot be read",
        "name a UTF-8 text file after `--model scripted:`",
    ),
}
CODES: Mapping[str, str] = {code: row.meaning for code, row in _TABLE.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who was asked, for messages.

    Attributes:
        kind: The word of `--model`.
        model: The model's id.
        host: Host name with port.
        key_name: Variable of its key.
        key: The key itself, which must not show.
    """

    kind: str
    model: str
    host: str
    key_name: str
    key: Secret


def model_failure(
    code: str,
    whom: Whom,
    *,
    said: str = "",
    retry_after_s: float | None = None,
    details: Mapping[str, object] | None = None,
) -> OperatorosError:
    """Make the error of a row of the table.

    Args:
        code: A key of `CODES`.
        whom: Who was asked.
        said: What the other side said, untrusted; redacted and cut to 400 characters.
        retry_after_s: Seconds after which the other side wants to be asked again.
        details: More facts for programs.
    """
    row = _TABLE[code]
    quote = Redactor([whom.key]).redact(said)[:_LONGEST_QUOTE]
    facts: dict[str, object] = {"model": whom.model, "host": whom.host, **(details or {})}
    if quote:
        facts["said"] = quote
    message = f"{whom.kind}:{whom.model} at {whom.host}: {row.meaning}"
    if quote:
        message += f" ({quote!r})"
    hint = row.hint.format(kind=whom.kind, key=whom.key_name or "the key")
    if issubclass(row.kind, Unavailable):
        if retry_after_s is not None:
            facts["retry_after_s"] = retry_after_s
        return row.kind(message, hint=hint, details=facts, code=code, retry_after_s=retry_after_s)
    return row.kind(message, hint=hint, details=facts, code=code)


def as_info(error: OperatorosError) -> ErrorInfo:
    """Return an error as the value that briefings hold."""
    return ErrorInfo(code=error.code, message=error.message, hint=error.hint, details=error.details)
