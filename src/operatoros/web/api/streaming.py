"""Server-sent events of JSON: what is told while something goes on.

A line that was lost is taken up again: the browser sends the `id` of the last event it got.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, format_sse_event

from operatoros.briefing.request import Disclosure
from operatoros.values.jsonable import Json, to_json
from operatoros.web.counting import whole

# Names of events besides the plain ones.
ASKING = "asking"
FINISHED = "finished"

LastId = Annotated[
    str, Header(alias="Last-Event-ID", max_length=20, description="Go on after this event.")
]


def described(*forms: dict[str, Any]) -> dict[str, Any]:
    """Return how a stream is described: what the data of its events may be.

    Args:
        forms: Forms of plain events and of the last one.
    """
    asking: list[dict[str, Any]] = [
        {"$ref": "#/components/schemas/AskingShown"},
        {"type": "null"},
    ]
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"anyOf": [*forms, *asking]},
    }
    named = {
        "data": data,
        "event": {"enum": ["message", ASKING, FINISHED]},
        "id": {"type": "string"},
    }
    item = {"type": "object", "properties": named, "required": ["data"]}
    return {"text/event-stream": {"itemSchema": item}}


def sent(content: Json, *, event: str | None = None, place: int | None = None) -> bytes:
    """Return one event as it goes over the line; JSON in ASCII has no line ends of any kind."""
    data = json.dumps(content, allow_nan=False, separators=(",", ":"))
    return format_sse_event(data_str=data, event=event, id=None if place is None else str(place))


def streamed(events: AsyncIterator[bytes]) -> Response:
    """Return events as they come; nothing on the way may keep them back."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return EventSourceResponse(events, headers=headers)


def place_of(last: str, after: int) -> int:
    """Return where to go on: what the browser says counts before what the address says."""
    place = whole(last)
    return after if place is None else place


def wants_stream(request: Request) -> bool:
    """Say whether events are wanted as they come, not those of now as one list."""
    wants = request.headers.get("accept", "")
    return "text/event-stream" in wants or "application/json" not in wants


def asking_json(asking: Disclosure | None) -> Json:
    """Return what is asked for; None if nothing is."""
    if asking is None:
        return None
    told = to_json(asking)
    assert isinstance(told, dict)
    return {**told, "text": asking.text}
