"""What an error status says to people."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.net.exchange import Reply, Request
from operatoros.net.statuses import said, status_error
from operatoros.secrets import Secret

REQUEST = Request(method="GET", url="https://api.example/x")


def _reply(status: int, body: object = None, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = json.dumps(body).encode() if body is not None else b""
    return Reply(status=status, headers=named, body=data, where=REQUEST.where)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "no"}, "no"),
        ({"errors": ["first", "second"]}, "first"),
        ({"errors": [{"message": "inner"}]}, "inner"),
        ({"error": {"message": "deep"}}, "deep"),
        ({"error": "invalid_grant", "error_description": "expired"}, "expired"),
        ({"detail": "fast"}, "fast"),
        ({"message": "  two\n lines "}, "two lines"),
        ({"requestId": "1"}, ""),
        (["x"], "x"),
        (None, ""),
        (7, ""),
    ],
)
def test_what_was_said_is_found(body: object, words: str) -> None:
    """The usual places of a message are looked at, one line is made of it."""
    assert said(body) == words


def test_long_messages_are_cut() -> None:
    """At most 200 characters are shown."""
    assert len(said({"message": "a" * 5000})) == 200


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "ERR_HTTP_AUTH"), (403, "ERR_HTTP_SCOPE"), (429, "ERR_RATE_LIMITED")]
    + [(status, "ERR_HTTP_STATUS") for status in (300, 304, 400, 404, 410, 418, 500, 503, 599)],
)
def test_each_status_has_its_error(status: int, code: str) -> None:
    """401, 403 and 429 are errors of their own; all others name the status."""
    error = status_error(_reply(status, {"message": "m"}), REQUEST)
    assert (error.code, error.details["status"]) == (code, status)
    assert error.hint


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"errors": [{"context": {"requiredGranularScopes": ["a.read", "b.read"]}}]}, {}),
        ({"context": {"missingScopes": ["a.read", "b.read"]}}, {}),
        ({"error": {"required_scopes": "a.read b.read"}}, {}),
        ({}, {"www_authenticate": 'Bearer error="insufficient_scope", scope="a.read b.read"'}),
    ],
)
def test_missing_scopes_are_found(body: object, headers: dict[str, str]) -> None:
    """Scopes are named in bodies and in challenges; both are read."""
    error = status_error(_reply(403, body, **headers), REQUEST)
    assert error.details["scopes"] == ["a.read", "b.read"]


def test_a_repeated_credential_is_taken_out() -> None:
    """A message that quotes the key is shown without it."""
    request = Request(
        method="GET",
        url="https://api.example/",
        secret_headers={"Authorization": Secret("Bearer abcdef123456")},
    )
    for words in ("bad Bearer abcdef123456", "bad abcdef123456"):
        error = status_error(_reply(400, {"message": words}), request)
        assert error.details["said"] == "bad [secret]"


@settings(deadline=None)
@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["message", "errors", "error", "scopes", "context"]), x
            )
        ),
    )
)
def test_any_body_makes_an_error(body: object) -> None:
    """Whatever the body, there is one short line and no exception."""
    error = status_error(_reply(403, body), REQUEST)
    assert len(str(error.details["said"])) <= 200
