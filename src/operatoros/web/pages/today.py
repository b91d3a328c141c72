"""Today: the newest briefing of each operator, what runs and waits, and the first visit."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from operatoros.app.today import today
from operatoros.web.carrying import tell_story
from operatoros.web.context import Asked, Here
from operatoros.web.rendering import page
from operatoros.web.responses import go_to

router = APIRouter(include_in_schema=False)


@router.get("/")
def show(request: Request, world: Asked) -> Response:
    """Show the first look of the day."""
    return page(request, "today", today=today(world))


@router.post("/demo")
def demo(site: Here) -> Response:
    """Run the sample company, and go to its briefing."""
    return go_to(f"/runs/{site.host.start_run(tell_story)}")
