"""A run under way, told to its page as it happens; and what a person can say to it meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from operatoros.app.watching import News, told_so_far, watch
from operatoros.web.api.streaming import place_of
from operatoros.web.context import Asked, Here
from operatoros.web.forms import Sent
from operatoros.web.progress import Progress
from operatoros.web.rendering import fragment
from operatoros.web.responses import nothing

router = APIRouter(include_in_schema=False)
# Named so in the page: it closes the line and has the whole page fetched.
FINISHED = "finished"


def _so_far(run: str, world: Asked, site: Here) -> News:
    return told_so_far(world, site.host, run)


@router.get("/runs/{run}/live", response_class=EventSourceResponse)
async def tell(
    request: Request,
    run: str,
    world: Asked,
    site: Here,
    earlier: Annotated[News, Depends(_so_far)],
    after: int = 0,
) -> AsyncIterator[ServerSentEvent]:
    """Tell a page what happens in a run, as pieces of the page; end when the run does."""
    place = place_of(request.headers.get("last-event-id", ""), after)
    # The picture needs what came before, too: a piece may speak of a source named earlier.
    progress = Progress(run=run)
    progress.take(earlier.events[:place])
    async for news in watch(world, site.host, run, after=place):
        seen = progress.take(news.events)
        html = fragment("live_parts", progress=progress, seen=seen, asking=news.asking)
        yield ServerSentEvent(raw_data=html, id=str(news.place))
    yield ServerSentEvent(raw_data="", event=FINISHED)


@router.post("/runs/{run}/cancel")
def cancel(run: str, site: Here) -> Response:
    """Stop a run; its page hears of it by its stream."""
    site.host.cancel(run)
    return nothing()


@router.post("/runs/{run}/consent")
def consent(run: str, form: Sent, site: Here) -> Response:
    """Answer whether the records may be sent."""
    site.host.consent(run, form.need("agree") == "yes")
    return nothing()
