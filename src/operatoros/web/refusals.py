"""What the guard refuses, and how it says so: JSON for programs, a plain page for people."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from operatoros.errors import Exhausted, InvalidInput, OperatorosError, Refused

if TYPE_CHECKING:
    from operatoros.web.incoming import Incoming

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_OPEN_PAGE = "open the address that `operatoros serve` printed"


class HostNotOurs(Refused):
    """The request is for another server: its Host is not ours. Raised by: web.guard."""

    code = "ERR_HOST_NOT_OURS"
    http_status = 421

    def __init__(self, *, hosts: tuple[str, ...]) -> None:
        what = repr(hosts[0][:80]) if len(hosts) == 1 else f"sent {len(hosts)} times"
        super().__init__(f"the Host header is {what}: not an address of ours", hint=_OPEN_PAGE)


class RequestMalformed(InvalidInput):
    """The head of a request is not one that a browser or client sends. Raised by: web.guard."""

    code = "ERR_REQUEST_MALFORMED"

    def __init__(self, *, why: str) -> None:
        super().__init__(f"the request {why}", hint="send it as HTTP/1.1 asks for")


class MethodRefused(InvalidInput):
    """A method that nothing here answers to. Raised by: web.guard."""

    code = "ERR_METHOD_REFUSED"
    http_status = 405

    def __init__(self, *, method: str) -> None:
        super().__init__(f"method {method[:80]!r}", hint=f"use one of {', '.join(METHODS)}")


class OtherSite(Refused):
    """Another site's page asks. Raised by: web.guard."""

    code = "ERR_CROSS_SITE"

    def __init__(self, *, header: str, value: str) -> None:
        super().__init__(
            f"another site's page asks ({header}: {value[:80]!r})",
            hint=_OPEN_PAGE,
            details={"header": header},
        )


class OriginMissing(Refused):
    """A change without Origin or key. Raised by: web.guard."""

    code = "ERR_ORIGIN_MISSING"

    def __init__(self) -> None:
        super().__init__(
            "a change must say where it comes from",
            hint="send an Origin header with our own address, or `Authorization: Bearer KEY`",
        )


class CsrfWrong(Refused):
    """A change without the token of this start's pages. Raised by: web.guard."""

    code = "ERR_CSRF_WRONG"

    def __init__(self) -> None:
        super().__init__(
            "the X-CSRF-Token header is missing or from an earlier start",
            hint="reload the page; programs read the token from GET /api/session",
        )


class ContentTypeRefused(InvalidInput):
    """A body that is neither JSON nor a form. Raised by: web.guard."""

    code = "ERR_CONTENT_TYPE"
    http_status = 415

    def __init__(self) -> None:
        super().__init__(
            "the body's Content-Type is not one we read",
            hint="send application/json or application/x-www-form-urlencoded",
        )


class BodyTooLarge(Exhausted):
    """A body is longer than we read. Raised by: web.guard."""

    code = "ERR_BODY_TOO_LARGE"
    http_status = 413

    def __init__(self, *, most: int) -> None:
        super().__init__(
            f"the body is larger than {most} bytes",
            hint="send less at once",
            details={"most": most},
        )


class BodySlow(Exhausted):
    """A body did not arrive in time. Raised by: web.guard."""

    code = "ERR_BODY_SLOW"
    http_status = 408

    def __init__(self, *, seconds: float) -> None:
        super().__init__(f"the body did not arrive within {seconds:g} s", hint="send it again")


class LoginNeeded(Refused):
    """Nobody is logged in. Raised by: web.guard."""

    code = "ERR_LOGIN_NEEDED"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "this needs the key",
            hint="log in at /login, or send `Authorization: Bearer KEY`",
        )


class KeyWrong(Refused):
    """What was given is neither the key nor the token. Raised by: web.guard."""

    code = "ERR_KEY_WRONG"
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "that is not the key",
            hint="OPERATOR_API_KEY has it; a token ends with the start that printed it",
        )


class KeyTries(Exhausted):
    """Too many wrong keys from one address. Raised by: web.guard."""

    code = "ERR_KEY_TRIES"

    def __init__(self, *, wait_s: float) -> None:
        seconds = max(1, math.ceil(wait_s))
        super().__init__(
            "too many wrong keys from your address",
            hint=f"try again in {seconds} s",
            details={"retry_after_s": seconds},
        )


class TooManyRequests(Exhausted):
    """One address asks faster than people do. Raised by: web.guard."""

    code = "ERR_TOO_MANY_REQUESTS"

    def __init__(self, *, wait_s: float) -> None:
        seconds = max(1, math.ceil(wait_s))
        super().__init__(
            "too many requests from your address",
            hint=f"try again in {seconds} s",
            details={"retry_after_s": seconds},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole response of the guard's own.

    Attributes:
        status: HTTP status.
        body: Text.
        html: Whether the body is a page; JSON otherwise.
        headers: Further headers by lower-case name.
    """

    status: int
    body: str = ""
    html: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


def refusal(error: OperatorosError, asked: Incoming) -> Answer:
    """Return the response that says an error, in the form that the asker reads."""
    headers: dict[str, str] = {}
    if error.http_status == 401:
        headers["www-authenticate"] = "Bearer"
    if error.http_status == 405:
        headers["allow"] = ", ".join(METHODS)
    if error.http_status == 408:
        headers["connection"] = "close"
    if "retry_after_s" in error.details:
        headers["retry-after"] = str(error.details["retry_after_s"])
    if asked.wants_html() and asked.htmx:
        # A refused button leaves the page as it is and says why at its edge, as the routes do.
        headers |= {"hx-retarget": "#notices", "hx-reswap": "beforeend"}
        body = f'<div class="notice bad" role="alert"><div>{_said(error)}</div></div>'
        return Answer(status=error.http_status, body=body, headers=headers)
    if asked.wants_html():
        page = whole_page("Not possible", _said(error))
        return Answer(status=error.http_status, body=page, headers=headers)
    body = json.dumps(error.as_json(), ensure_ascii=False)
    return Answer(status=error.http_status, body=body, html=False, headers=headers)


def whole_page(title: str, content: str, *, head: str = "") -> str:
    """Return a page of the guard's own around HTML that is safe already."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}<title>{title} · OperatorOS</title>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n{content}\n</main>\n</body>\n</html>\n"
    )


def _said(error: OperatorosError) -> str:
    said = (html.escape(text) for text in (error.message, error.hint, error.code))
    return "\n".join(f"<p>{text}</p>" for text in said)
