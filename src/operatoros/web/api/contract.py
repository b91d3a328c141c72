"""What every route of the API has in common: its answers, its errors, how it is described.

The description (GET /api/openapi.json) is a promise that tests hold the routes to: every answer
is held against it, and a field that it does not name fails.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from operatoros.errors import InvalidInput, OperatorosError, Refused, Unavailable
from operatoros.values.coverage import ErrorInfo
from operatoros.values.jsonable import Json
from operatoros.web.counting import MOST_NUMBER
from operatoros.web.responses import AsJson

Statuses = dict[int | str, dict[str, Any]]

DESCRIPTION = """\
The pages and this API call the same functions; fields have the names that the command line's
`--json` gives them. Errors are always `{code, message, hint, details}`.

With OPERATOR_API_KEY send `Authorization: Bearer KEY`. Without it (on this machine alone) every
change needs the header `X-CSRF-Token` from `GET /api/session`, and an `Origin` that is the
server's own address.
"""

# A chat of a day; the guard in front refuses larger bodies anyway.
MOST_TEXT = 8_000_000
MOST_NAME = 200
MOST_CHOSEN = 10_000

RunId = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z.-]{1,64}$",
        description="Id of a run, or the beginning of one that fits only one run.",
        examples=["20261121-073000-4821f"],
    ),
]
WorkspaceId = Annotated[
    str, Path(min_length=1, max_length=MOST_NAME, description="Id of a workspace.")
]
Number = Annotated[int, Field(ge=1, le=MOST_NUMBER)]
EntryNumber = Annotated[int, Path(ge=1, le=MOST_NUMBER, description="Number of an entry.")]
Name = Annotated[str, Field(max_length=MOST_NAME)]
Text = Annotated[str, Field(max_length=MOST_TEXT)]


class Body(BaseModel):
    """What a request sends: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def may(*kinds: type[OperatorosError]) -> Statuses:
    """Return the description of the errors that a route may answer, by status."""
    return {
        kind.http_status: {"model": ErrorInfo, "description": inspect.getdoc(kind) or ""}
        for kind in kinds
    }


_ALWAYS: Statuses = {
    **may(InvalidInput, Refused, Unavailable),
    413: {"model": ErrorInfo, "description": "The body is larger than is read."},
    # Its presence also keeps the framework from promising an error form that is not ours.
    "4XX": {"model": ErrorInfo, "description": "Refused before the route was asked."},
}


def router(tag: str) -> APIRouter:
    """Return a router for one part of the API."""
    return APIRouter(
        prefix="/api",
        tags=[tag],
        responses=_ALWAYS,
        default_response_class=AsJson,
        generate_unique_id_function=_name_of,
    )


def _name_of(route: APIRoute) -> str:
    return route.name


def told(content: Json, *, status: int = 200, headers: Mapping[str, str] | None = None) -> AsJson:
    """Return an answer."""
    return AsJson(content, status_code=status, headers=dict(headers or {}))
