"""Today: the newest briefing of each operator, what runs and waits, and the first visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response

from operatoros.app.briefings import AskConsent, Finished, Listener
from operatoros.app.story import sample_workspace, tell
from operatoros.app.today import today
from operatoros.web.context import Asked, Here
from operatoros.web.rendering import page
from operatoros.web.responses import go_to

if TYPE_CHECKING:
    from operatoros.app.wiring import World

router = APIRouter(include_in_schema=False)
# The sample answer streams as fast as people read, not as fast as it is there.
_PAUSE_S = 0.03


@router.get("/")
def show(request: Request, world: Asked) -> Response:
    """Show the first look of the day."""
    return page(request, "today", today=today(world))


@router.post("/demo")
def demo(site: Here) -> Response:
    """Run the sample company, and go to its briefing."""
    return go_to(f"/runs/{site.host.start_run(tell_story)}")


async def tell_story(world: World, listener: Listener, ask: AskConsent) -> Finished:
    """Run the demo's story: yesterday in silence, then today, with a proposal in the inbox."""
    del ask  # the sample answer goes nowhere
    folder = sample_workspace(world.config)
    return await tell(world.config, listener, pause_s=_PAUSE_S, workspace=folder)
