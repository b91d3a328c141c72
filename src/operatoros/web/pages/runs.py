"""Runs: every run, newest first, of one operator or of all."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from operatoros.app.catalogue import operators
from operatoros.app.reopening import list_runs
from operatoros.web.context import Asked
from operatoros.web.rendering import page

router = APIRouter(include_in_schema=False)
_A_PAGE = 50


@router.get("/runs")
def show(request: Request, world: Asked, operator: str = "", before: str = "") -> Response:
    """Show runs, a page of them."""
    lines = list_runs(world, operator=operator or None, limit=_A_PAGE + 1, before=before or None)
    return page(
        request,
        "runs",
        runs=lines[:_A_PAGE],
        more=lines[_A_PAGE - 1].run if len(lines) > _A_PAGE else "",
        operators=[line.id for line in operators(world) if not line.problem],
        operator=operator,
        before=before,
    )
