"""How a refusal reads: JSON for programs, a page for people, and never a secret."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from operatoros.errors import OperatorosError
from operatoros.web.incoming import Incoming, incoming_of
from operatoros.web.refusals import (
    BodySlow,
    BodyTooLarge,
    ContentTypeRefused,
    CsrfWrong,
    HostNotOurs,
    KeyTries,
    KeyWrong,
    LoginNeeded,
    MethodRefused,
    OriginMissing,
    OtherSite,
    RequestMalformed,
    TooManyRequests,
    refusal,
)

_ALL: tuple[tuple[OperatorosError, int], ...] = (
    (HostNotOurs(hosts=("evil.example",)), 421),
    (HostNotOurs(hosts=()), 421),
    (RequestMalformed(why="is odd"), 400),
    (MethodRefused(method="TRACE"), 405),
    (OtherSite(header="Origin", value="null"), 403),
    (OriginMissing(), 403),
    (CsrfWrong(), 403),
    (ContentTypeRefused(), 415),
    (BodyTooLarge(most=4), 413),
    (BodySlow(seconds=60), 408),
    (LoginNeeded(), 401),
    (KeyWrong(), 401),
    (KeyTries(wait_s=12.2), 429),
    (TooManyRequests(wait_s=0.01), 429),
)


def _asked(accept: bytes = b"", *more: tuple[bytes, bytes]) -> Incoming:
    scope: dict[str, Any] = {
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"accept", accept), *more],
    }
    return incoming_of(scope)


@pytest.mark.parametrize(("error", "status"), _ALL, ids=lambda value: type(value).__name__)
def test_each_refusal_has_both_forms(error: OperatorosError, status: int) -> None:
    """Code, message and hint stand in the JSON and in the page, with the right status."""
    answer = refusal(error, _asked())
    assert answer.status == status
    assert json.loads(answer.body) == error.as_json()
    assert error.message
    assert error.hint
    page = refusal(error, _asked(b"text/html"))
    assert page.status == status
    assert error.code in page.body
    content = page.body.partition("<main>")[2]
    assert set(re.findall(r"<(\w+)", content)) == {"h1", "p"}
    assert "=" not in "".join(re.findall(r"<[^>]*>", content))


def test_what_was_sent_is_shown_as_text() -> None:
    """A hostile Host is escaped in the page and cut to a length."""
    error = HostNotOurs(hosts=("<script>alert(1)</script>" + "x" * 500,))
    page = refusal(error, _asked(b"text/html")).body
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert len(page) < 1_000


def test_a_refused_button_gets_a_notice() -> None:
    """What htmx asked for leaves the page as it is; the notice stands at the page's edge."""
    answer = refusal(CsrfWrong(), _asked(b"text/html", (b"hx-request", b"true")))
    assert answer.status == 403
    assert answer.headers == {"hx-retarget": "#notices", "hx-reswap": "beforeend"}
    assert answer.body.startswith('<div class="notice bad" role="alert">')
    assert "ERR_CSRF_WRONG" in answer.body
    assert "<html" not in answer.body


def test_statuses_bring_their_headers() -> None:
    """401 names its scheme, 405 the methods, 429 the wait, 408 ends the connection."""
    assert refusal(LoginNeeded(), _asked()).headers == {"www-authenticate": "Bearer"}
    assert "POST" in refusal(MethodRefused(method="X"), _asked()).headers["allow"]
    assert refusal(KeyTries(wait_s=12.2), _asked()).headers == {"retry-after": "13"}
    assert refusal(TooManyRequests(wait_s=0.01), _asked()).headers == {"retry-after": "1"}
    assert refusal(BodySlow(seconds=1), _asked()).headers == {"connection": "close"}
