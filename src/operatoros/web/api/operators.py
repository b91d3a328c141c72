"""Operators: what there is, and what is missing before it can run."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from fastapi.responses import Response

from operatoros.app.catalogue import OperatorLine, OperatorPage, operator, operators
from operatoros.app.page_requests import check_operator
from operatoros.errors import NotFound
from operatoros.values.jsonable import to_json
from operatoros.web.api.contract import MOST_NAME, may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.context import Asked

router = new_router("operators")


@router.get("/operators", response_model=list[OperatorLine], summary="Every operator")
def list_operators(world: Asked) -> Response:
    """Return every operator, as `operators --json` does."""
    return told(to_json(operators(world)))


@router.get(
    "/operators/{identity}",
    response_model=OperatorPage,
    responses=may(NotFound),
    summary="One operator in full",
)
def show_operator(
    identity: Annotated[str, Path(max_length=MOST_NAME, description="Id of an operator.")],
    world: Asked,
) -> Response:
    """Return an operator with its tasks, sources and parameters."""
    check_operator(world, identity)
    return told(to_json(operator(world, identity)))
