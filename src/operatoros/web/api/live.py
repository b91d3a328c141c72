"""What happens in a run: as it happens, or until now."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from operatoros.app.hosting import Work
from operatoros.app.reopening import reopen
from operatoros.app.watching import told_so_far, watch
from operatoros.app.wiring import World
from operatoros.errors import Conflict, NotFound, OperatorosError
from operatoros.values.event import Event
from operatoros.values.jsonable import Json, to_json
from operatoros.web.api.contract import RunId, may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.shapes import AskingShown
from operatoros.web.api.streaming import (
    ASKING,
    FINISHED,
    LastId,
    asking_json,
    described,
    place_of,
    sent,
    streamed,
    wants_stream,
)
from operatoros.web.context import Asked, Here, Site
from operatoros.web.counting import MOST_NUMBER
from operatoros.web.failing import bug

router = new_router("events")
_ENDED = {
    "type": "object",
    "properties": {
        "error": {"anyOf": [{"$ref": "#/components/schemas/ErrorInfo"}, {"type": "null"}]}
    },
    "required": ["error"],
}
_LOG = logging.getLogger("operatoros.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsShown:
    """What happened in a run after an event; `place` is where to go on, `ended` if nothing is."""

    place: int
    events: tuple[Event, ...]
    asking: AskingShown | None
    ended: bool


@router.get(
    "/runs/{run}/events",
    response_model=NewsShown,
    responses={
        **may(NotFound, Conflict),
        200: {"content": described({"$ref": "#/components/schemas/Event"}, _ENDED)},
    },
    summary="What happens in a run",
)
def follow_run(
    request: Request,
    run: RunId,
    world: Asked,
    site: Here,
    after: Annotated[int, Query(ge=0, le=MOST_NUMBER, description="Number of an event.")] = 0,
    last: LastId = "",
) -> Response:
    """Tell a run's events: as they happen, or with `Accept: application/json` those until now.

    The stream's plain events are those of docs/schemas/event.json; `asking` says what the run
    asks consent for (null once it is answered), `finished` that nothing follows.
    """
    place = place_of(last, after)
    whole = run if site.host.find(run) is not None else reopen(world, run).run.run
    if wants_stream(request):
        return streamed(_live(world, site, whole, place))
    news = told_so_far(world, site.host, whole)
    events = [event for event in news.events if event.seq > place]
    return told(
        {
            "place": news.place,
            "events": to_json(events),
            "asking": asking_json(news.asking),
            "ended": news.ended,
        }
    )


async def _live(world: World, site: Site, run: str, place: int) -> AsyncIterator[bytes]:
    work, asking = site.host.find(run), None
    async for news in watch(world, site.host, run, after=place):
        for event in news.events:
            yield sent(to_json(event), place=event.seq)
        if news.asking is not asking:
            asking = news.asking
            yield sent(asking_json(asking), event=ASKING)
    yield sent({"error": failure_of(work)}, event=FINISHED)


def failure_of(work: Work | None) -> Json:
    """Return why work brought nothing; a bug of ours is logged and told without its trace."""
    if work is None or work.error is None:
        return None
    if isinstance(work.error, OperatorosError):
        return work.error.as_json()
    _LOG.error("something under way failed: %s", work.id, exc_info=work.error)
    return bug().as_json()
