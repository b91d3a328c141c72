"""Every part of the API, in the order of its description."""

from __future__ import annotations

from fastapi import APIRouter

from operatoros.web.api import (
    blocks,
    chat,
    entries,
    live,
    operators,
    run_contents,
    runs,
    session,
    today,
    workspaces,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    part.router
    for part in (
        session,
        today,
        operators,
        runs,
        live,
        run_contents,
        chat,
        workspaces,
        entries,
        blocks,
    )
)
