"""The application: which routes there are. What each shows or does stands in its own file."""

from __future__ import annotations

from fastapi import FastAPI

import operatoros
from operatoros.web import assets
from operatoros.web.api.contract import DESCRIPTION
from operatoros.web.api.parts import ROUTERS
from operatoros.web.context import Site
from operatoros.web.failing import add_handlers
from operatoros.web.pages import chat, inbox, live, operators, run, runs, today


def create_app(site: Site) -> FastAPI:
    """Return the application of a site; `guard.Guard` goes around it before it is served."""
    app = FastAPI(
        title="OperatorOS",
        version=str(operatoros.__version__),
        summary="Briefings in, approved actions out.",
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.site = site
    add_handlers(app)
    for part in (assets, today, operators, runs, run, live, chat, inbox):
        app.include_router(part.router)
    for router in ROUTERS:
        app.include_router(router)
    return app
