"""A small application with a route of every kind, until and beside the real one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.routing import Mount, Route

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
    app.add_api_route("/inbox/approve", change, methods=["POST"])
    app.add_api_route("/api/things", change, methods=["POST"])
    app.add_api_route("/api/things/{number}", change, methods=["PUT", "PATCH", "DELETE"])
    app.mount("/assets", StaticFiles(directory=assets))
    return app, changed


def routes_of(app: Any, *, asset: str) -> Iterator[tuple[str, str]]:
    """Return every method and path of an application, the door's own, and one that is nowhere.

    Args:
        app: A FastAPI application.
        asset: Name of a file below a static mount.
    """
    for route in app.routes:
        if isinstance(route, Mount):
            yield "GET", f"{route.path}/{asset}"
        elif isinstance(route, Route) or hasattr(route, "methods"):
            path = re.sub(r"\{[^}]*\}", "7", route.path)
            for method in sorted(set(route.methods or ()) & set(METHODS)):
                yield method, path
    yield from (("GET", "/login"), ("POST", "/login"), ("POST", "/logout"))
    yield from ((method, "/nowhere") for method in METHODS)
    yield from (("GET", "/assets/nowhere.js"), ("GET", "/api/nowhere"))
