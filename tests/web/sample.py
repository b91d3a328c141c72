"""A small application with a route of every kind, until and beside the real one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from fastapi.routing import iter_route_contexts
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def sample(assets: Path) -> tuple[FastAPI, list[str]]:
    """Return an application, and the list of what was changed through it.

    Args:
        assets: Folder served below /assets/.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    changed: list[str] = []

    async def change(request: Request) -> PlainTextResponse:
        body = await request.body()
        changed.append(f"{request.method} {request.url.path} {len(body)}")
        return PlainTextResponse("changed", headers={"Access-Control-Allow-Origin": "*"})

    async def events() -> AsyncIterator[bytes]:
        for number in range(3):
            yield f"data: {number}\n\n".encode()

    async def page() -> HTMLResponse:
        return HTMLResponse("<!doctype html><title>ours</title><h1>Today</h1>")

    async def stream() -> StreamingResponse:
        return StreamingResponse(events(), media_type="text/event-stream")

    async def thing(number: int) -> dict[str, int]:
        return {"number": number}

    async def broken() -> None:
        raise ZeroDivisionError

    app.get("/")(page)
    app.get("/runs/{run}")(page)
    app.get("/api/stream")(stream)
    app.get("/api/things/{number}")(thing)
    app.get("/api/broken")(broken)
    router = APIRouter()
    router.add_api_route("/things", change, methods=["POST"])
    router.add_api_route("/things/{number}", change, methods=["PUT", "PATCH", "DELETE"])
    app.include_router(router, prefix="/api")
    app.add_api_route("/inbox/approve", change, methods=["POST"])
    app.mount("/assets", StaticFiles(directory=assets))
    return app, changed


def application() -> FastAPI | None:
    """Return the product's own application, to enumerate its routes; None until it is there."""
    if find_spec("operatoros.web.application") is None:
        return None
    context: Any = import_module("operatoros.web.context")
    made: Any = import_module("operatoros.web.application")
    app = made.create_app(context.Site(settings=None, host=None, csrf=""))
    assert isinstance(app, FastAPI)
    return app


def routes_of(app: FastAPI, *, asset: str) -> Iterator[tuple[str, str]]:
    """Return every method and path of an application, the door's own, and one that is nowhere.

    Args:
        app: A FastAPI application.
        asset: Name of a file below a static mount.
    """
    # `app.routes` alone lists no route of an included router.
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"\{[^}]*\}", "7", route.path or "")
        if isinstance(route.original_route, Mount):
            yield "GET", f"{path}/{asset}"
        else:
            yield from ((method, path) for method in METHODS if method in (route.methods or ()))
    yield from (("GET", "/login"), ("POST", "/login"), ("POST", "/logout"))
    yield from ((method, "/nowhere") for method in METHODS)
    yield from (("GET", "/assets/nowhere.js"), ("GET", "/api/nowhere"))
