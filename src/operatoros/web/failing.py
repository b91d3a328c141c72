"""What a person and a program see when something goes wrong: a code, a sentence, what to do.

Programs get JSON, pages a page; a button's request gets a notice that leaves the page as it is.
A bug of ours is logged with its trace and shown without one.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from operatoros.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    OperatorosError,
    Refused,
    Unavailable,
)
from operatoros.web.rendering import page
from operatoros.web.responses import AsJson

_MOST_PROBLEMS = 20
# Names of unknown fields are the sender's own words.
_LONGEST_WORD = 200
_LOG = logging.getLogger("operatoros.web")


class BodyInvalid(InvalidInput):
    """A request does not have the form that its route wants."""

    code = "ERR_REQUEST_INVALID"

    def __init__(self, *, problems: list[dict[str, str]]) -> None:
        first = f"{problems[0]['where']}: {problems[0]['says']}" if problems else "no reason given"
        super().__init__(
            f"the request is not as it should be ({first})",
            hint="see /api/openapi.json for the form",
            details={"problems": problems},
        )


class NoSuchPage(NotFound):
    """The address leads nowhere."""

    code = "ERR_NO_SUCH_PAGE"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"there is nothing at {path!r}",
            hint="start at / (pages) or /api/openapi.json (programs)",
            details={"path": path},
        )


class MethodNotAllowed(InvalidInput):
    """The address exists, and does not do what was asked."""

    code = "ERR_METHOD_NOT_ALLOWED"
    http_status = 405

    def __init__(self, *, method: str, path: str) -> None:
        super().__init__(
            f"{path!r} does not take {method}", hint="see /api/openapi.json for what it takes"
        )


def _problems(error: RequestValidationError) -> list[dict[str, str]]:
    """Say what is wrong and where, never what was sent: that may be long, or a secret."""
    return [
        {
            "where": ".".join(str(part)[:_LONGEST_WORD] for part in one.get("loc", ())),
            "says": str(one.get("msg", ""))[:_LONGEST_WORD],
        }
        for one in error.errors()[:_MOST_PROBLEMS]
    ]


def bug() -> OperatorosError:
    """Return what is said of a mistake of ours; the log has its trace."""
    return OperatorosError(
        "something went wrong that should not",
        hint="this is a bug of ours; the server's log has what a report needs",
    )


def add_handlers(app: FastAPI) -> None:
    """Answer every error of an app."""

    @app.exception_handler(OperatorosError)
    async def ours(request: Request, error: OperatorosError) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, BodyInvalid(problems=_problems(error)))

    @app.exception_handler(HTTPException)
    async def by_status(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        if error.status_code == 404:
            return answer(request, NoSuchPage(path=path))
        if error.status_code == 405:
            made = answer(request, MethodNotAllowed(method=request.method, path=path))
            made.headers.update(error.headers or {})
            return made
        if error.status_code == 400:
            # A body that cannot be parsed at all: too deep, say, or a number of a million digits.
            problem = {"where": "body", "says": "it cannot be read as JSON"}
            return answer(request, BodyInvalid(problems=[problem]))
        refused = Refused(str(error.detail), hint="reload the page", code="ERR_REFUSED")
        return answer(request, refused, status=error.status_code)

    @app.exception_handler(Exception)
    async def any_other(request: Request, error: Exception) -> Response:
        _LOG.error("a request failed: %s", request.url.path, exc_info=error)
        return answer(request, bug())


def answer(request: Request, error: OperatorosError, *, status: int | None = None) -> Response:
    """Return an error as whoever asked can read it."""
    code = status or error.http_status
    headers = {}
    if isinstance(error, Unavailable) and error.retry_after_s:
        headers["Retry-After"] = str(int(error.retry_after_s) + 1)
    if request.url.path.startswith("/api/") or not _wants_page(request):
        return AsJson(error.as_json(), status_code=code, headers=headers)
    if request.headers.get("hx-request") == "true":
        made = page(request, "notice", error=error, status=code)
        # A refused button leaves the page as it is and says why at its edge.
        made.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "beforeend", **headers})
        return made
    again = isinstance(error, Conflict)
    made = page(request, "error", error=error, status=code, again=again)
    made.headers.update(headers)
    return made


def _wants_page(request: Request) -> bool:
    wants = request.headers.get("accept", "")
    return "text/html" in wants or "*/*" in wants or not wants
