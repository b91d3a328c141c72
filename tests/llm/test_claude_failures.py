"""The map from the SDK's exceptions to ours is total."""

from __future__ import annotations

import anthropic
import httpx2
import pytest
from anthropic import _exceptions

from operatoros.llm.claude_failures import (
    BY_CLASS,
    BY_TYPE,
    SPEND_LIMITS,
    code_of,
    seconds_asked,
    translated,
)
from operatoros.llm.failures import CODES, Whom
from operatoros.secrets import Secret

WHOM = Whom(kind="claude", model="m", host="h", key_name="K", key=Secret("sk-secret-key"))
PUBLIC = {
    name: value
    for name in anthropic.__all__
    if isinstance(value := getattr(anthropic, name, None), type)
    and issubclass(value, anthropic.AnthropicError)
}
REQUEST = httpx2.Request("POST", "https://api.anthropic.com/v1/messages")


def made(kind: type[anthropic.APIStatusError], status: int, **error: object) -> Exception:
    """Return an exception of the SDK as its client makes it."""
    response = httpx2.Response(status, request=REQUEST, headers={"request-id": "req_1"})
    return kind("dump of the body", response=response, body={"type": "error", "error": error})


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_each_public_exception_of_the_sdk_has_a_code(name: str) -> None:
    """Whatever the SDK can raise is looked up by a class more special than the root."""
    kind = PUBLIC[name]
    nearest = next(base.__name__ for base in kind.__mro__ if base.__name__ in BY_CLASS)
    assert BY_CLASS[nearest] in CODES
    if kind not in {anthropic.AnthropicError, anthropic.APIError, anthropic.APIStatusError}:
        assert nearest not in {"AnthropicError", "APIError", "APIStatusError"}


def test_each_class_for_a_status_is_named_by_itself() -> None:
    """A class that the SDK adds for a status is a decision of ours, not an accident."""
    by_status = {kind.__name__ for name, kind in PUBLIC.items() if hasattr(_exceptions, name)}
    assert len(by_status) > 20
    assert by_status - BY_CLASS.keys() == set()


def test_the_table_names_only_what_exists() -> None:
    """Each name is a class of the SDK, of its HTTP library or of Python."""
    import builtins
    import json

    for name in BY_CLASS:
        assert any(hasattr(room, name) for room in (anthropic, httpx2, builtins, json)), name
    assert set(BY_CLASS.values()) | set(BY_TYPE.values()) <= CODES.keys()


@pytest.mark.parametrize("kind", sorted(BY_TYPE))
def test_an_error_event_after_200_is_read_by_its_type(kind: str) -> None:
    """The status says nothing then."""
    assert code_of(made(anthropic.APIStatusError, 200, type=kind, message="m")) == BY_TYPE[kind]


@pytest.mark.parametrize("cause", sorted(SPEND_LIMITS))
def test_a_spending_limit_is_no_rate_limit(cause: str) -> None:
    """429 with the cause of a spending limit does not heal by waiting."""
    error = made(
        anthropic.RateLimitError,
        429,
        type="rate_limit_error",
        message="m",
        details={"error_code": cause},
    )
    assert code_of(error) == "ERR_MODEL_SPEND_LIMIT"


def test_a_prompt_beyond_the_window_is_too_large() -> None:
    """The API says so by 400 and prose."""
    said = "prompt is too long: 1200000 tokens > 1000000 maximum"
    error = made(anthropic.BadRequestError, 400, type="invalid_request_error", message=said)
    assert code_of(error) == "ERR_MODEL_TOO_LARGE"
    other = made(anthropic.BadRequestError, 400, type="invalid_request_error", message="bad field")
    assert code_of(other) == "ERR_MODEL_REQUEST"


def test_the_translation_keeps_what_helps_and_drops_the_dump() -> None:
    """Status, type, request id and the host's sentence are kept; the SDK's dump is not."""
    error = translated(
        made(anthropic.AuthenticationError, 401, type="authentication_error", message="bad key"),
        WHOM,
    )
    assert error is not None
    assert error.code == "ERR_MODEL_AUTH"
    assert error.details["status"] == 401
    assert error.details["request_id"] == "req_1"
    assert error.details["said"] == "bad key"
    assert "dump" not in str(error.as_json())


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx2.ReadTimeout("slow"), "ERR_MODEL_TIMEOUT"),
        (httpx2.RemoteProtocolError("cut"), "ERR_MODEL_BROKE_OFF"),
        (httpx2.StreamClosed(), "ERR_MODEL_BROKE_OFF"),
        (RecursionError(), "ERR_MODEL_ANSWER"),
    ],
)
def test_the_http_library_is_mapped_too(error: Exception, code: str) -> None:
    """While a stream is read the SDK lets these through."""
    assert code_of(error) == code


@pytest.mark.parametrize("error", [KeyError("x"), TypeError("x"), ValueError("x"), OSError("x")])
def test_a_mistake_of_ours_is_not_translated(error: Exception) -> None:
    """What is not the SDK's stays what it is."""
    assert code_of(error) is None
    assert translated(error, WHOM) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
    ],
)
def test_the_wait_that_a_host_asks_for_is_read(
    headers: dict[str, str], seconds: float | None
) -> None:
    """Milliseconds win over seconds; nonsense is nothing."""
    assert seconds_asked(headers) == seconds
