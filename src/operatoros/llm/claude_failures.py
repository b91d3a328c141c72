"""What the SDK raises, in our words: one map, total over the SDK's public exceptions.

Classes are named, not imported, so that this table costs nothing until Claude is asked. An
exception is looked up by the names of its bases, most special first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from operatoros.errors import OperatorosError
from operatoros.llm.failures import Whom, model_failure

BY_CLASS: Mapping[str, str] = {
    "AnthropicError": "ERR_MODEL_SERVER",
    "APIError": "ERR_MODEL_SERVER",
    "APIStatusError": "ERR_MODEL_SERVER",
    "APIConnectionError": "ERR_MODEL_CONNECTION",
    "APITimeoutError": "ERR_MODEL_TIMEOUT",
    "APIResponseValidationError": "ERR_MODEL_ANSWER",
    "APIWebhookValidationError": "ERR_MODEL_ANSWER",
    "RetryableError": "ERR_MODEL_SERVER",
    "CredentialsError": "ERR_MODEL_AUTH",
    "IdentityTokenFileError": "ERR_MODEL_AUTH",
    "BadRequestError": "ERR_MODEL_REQUEST",
    "AuthenticationError": "ERR_MODEL_AUTH",
    "PaymentRequiredError": "ERR_MODEL_BILLING",
    "PermissionDeniedError": "ERR_MODEL_PERMISSION",
    "NotFoundError": "ERR_MODEL_NOT_FOUND",
    "RequestTimeoutError": "ERR_MODEL_TIMEOUT",
    "ConflictError": "ERR_MODEL_SERVER",
    "PreconditionFailedError": "ERR_MODEL_REQUEST",
    "ContentTooLargeError": "ERR_MODEL_TOO_LARGE",
    "UnprocessableEntityError": "ERR_MODEL_REQUEST",
    "RateLimitError": "ERR_MODEL_RATE_LIMIT",
    "RequestHeaderFieldsTooLargeError": "ERR_MODEL_REQUEST",
    "ClientClosedRequestError": "ERR_MODEL_SERVER",
    "InternalServerError": "ERR_MODEL_SERVER",
    "HTTPNotImplementedError": "ERR_MODEL_ANSWER",
    "ServiceUnavailableError": "ERR_MODEL_OVERLOADED",
    "GatewayTimeoutError": "ERR_MODEL_TIMEOUT",
    "OverloadedError": "ERR_MODEL_OVERLOADED",
    # Causes that the SDK names and that need another next step than their status.
    "EnforcedSpendLimitReachedError": "ERR_MODEL_SPEND_LIMIT",
    "ContractSpendLimitReachedError": "ERR_MODEL_SPEND_LIMIT",
    "LinkedOrganizationSpendLimitReachedError": "ERR_MODEL_SPEND_LIMIT",
    "OrganizationOnHoldError": "ERR_MODEL_PERMISSION",
    "RequestBodyTooLargeAfterDecodingError": "ERR_MODEL_TOO_LARGE",
    # httpx2, met while the stream is read: the SDK translates only until the response begins.
    "TimeoutException": "ERR_MODEL_TIMEOUT",
    "HTTPError": "ERR_MODEL_BROKE_OFF",
    "StreamError": "ERR_MODEL_BROKE_OFF",
    "InvalidURL": "ERR_MODEL_BASE_URL",
    # A line of the stream that is not JSON or not UTF-8.
    "JSONDecodeError": "ERR_MODEL_ANSWER",
    "UnicodeDecodeError": "ERR_MODEL_ANSWER",
    "RecursionError": "ERR_MODEL_ANSWER",
}

# An error event can follow HTTP 200: then only its type says what happened.
BY_TYPE: Mapping[str, str] = {
    "authentication_error": "ERR_MODEL_AUTH",
    "permission_error": "ERR_MODEL_PERMISSION",
    "billing_error": "ERR_MODEL_BILLING",
    "not_found_error": "ERR_MODEL_NOT_FOUND",
    "request_too_large": "ERR_MODEL_TOO_LARGE",
    "invalid_request_error": "ERR_MODEL_REQUEST",
    "rate_limit_error": "ERR_MODEL_RATE_LIMIT",
    "overloaded_error": "ERR_MODEL_OVERLOADED",
    "timeout_error": "ERR_MODEL_TIMEOUT",
    "api_error": "ERR_MODEL_SERVER",
}
SPEND_LIMITS = frozenset(
    {
        "enforced_spend_limit_reached",
        "contract_spend_limit_reached",
        "linked_organization_spend_limit_reached",
    }
)
# The API answers 400 for a prompt beyond the context window and names it only in prose. A guess
# that misses leaves the plain ERR_MODEL_REQUEST, which quotes the same prose.
_TOO_LONG = re.compile(r"prompt is too long|context (window|length|limit)|too many tokens", re.I)


def code_of(error: BaseException) -> str | None:
    """Return our code for an exception of the SDK or of its HTTP library; None if it is neither."""
    names = [base.__name__ for base in type(error).__mro__]
    code = next((BY_CLASS[name] for name in names if name in BY_CLASS), None)
    if code is None:
        return None
    if getattr(error, "error_code", None) in SPEND_LIMITS:
        return "ERR_MODEL_SPEND_LIMIT"
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status < 400:
        # 3xx: a redirect that is not followed; 2xx: an error event after the stream began.
        code = "ERR_MODEL_ANSWER" if status >= 300 else "ERR_MODEL_SERVER"
        code = BY_TYPE.get(str(getattr(error, "type", None)), code)
    if code == "ERR_MODEL_REQUEST" and _TOO_LONG.search(said_by(error)):
        return "ERR_MODEL_TOO_LARGE"
    return code


def said_by(error: BaseException) -> str:
    """Return what the other side said, or nothing: never the SDK's dump of a whole body."""
    said = getattr(error, "api_message", None)
    return said if isinstance(said, str) else ""


def translated(error: BaseException, whom: Whom) -> OperatorosError | None:
    """Return the error that we raise for one of the SDK's; None if it is not one of them."""
    code = code_of(error)
    if code is None:
        return None
    details: dict[str, object] = {}
    for name, attribute in (
        ("status", "status_code"),
        ("request_id", "request_id"),
        ("type", "type"),
        ("error_code", "error_code"),
    ):
        value = getattr(error, attribute, None)
        if isinstance(value, str | int):
            details[name] = value
    return model_failure(
        code,
        whom,
        said=said_by(error),
        retry_after_s=_retry_after(error),
        details=details,
    )


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """Return how long a response asks to wait, in seconds; None if it does not say."""
    for name, per_second in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / per_second
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None


def _retry_after(error: BaseException) -> float | None:
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None)
    return None if headers is None else seconds_asked(headers)
