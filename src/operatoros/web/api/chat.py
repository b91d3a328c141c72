"""Questions about a run: asked, answered as the answer is written, kept."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Path
from fastapi.responses import Response
from pydantic import Field

from operatoros.app.following import Followed, conversation
from operatoros.app.hosting import Work
from operatoros.app.page_requests import check_model, workspace_of
from operatoros.app.reopening import reopen
from operatoros.errors import Conflict, Exhausted, NotFound
from operatoros.values.jsonable import to_json
from operatoros.web.api.contract import Body, Name, RunId, may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.live import failure_of
from operatoros.web.api.runs import Consent
from operatoros.web.api.streaming import (
    ASKING,
    FINISHED,
    LastId,
    asking_json,
    described,
    place_of,
    sent,
    streamed,
)
from operatoros.web.carrying import Question, answer
from operatoros.web.context import Asked, Here

router = new_router("chat")
# What a stream tells: pieces of the answer, then all of it.
_PIECE = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
_WHOLE = {
    "type": "object",
    "properties": {
        "turn": {"anyOf": [{"$ref": "#/components/schemas/Followed"}, {"type": "null"}]},
        "error": {"anyOf": [{"$ref": "#/components/schemas/ErrorInfo"}, {"type": "null"}]},
    },
    "required": ["turn", "error"],
}
TalkId = Annotated[str, Path(max_length=100, description="What asking returned.")]


class Ask(Body):
    """A question; `model` is who answers, `workspace` takes what the answer proposes."""

    question: Annotated[str, Field(min_length=1, max_length=100_000, pattern=r"\S")]
    model: Name = ""
    workspace: Name = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An answer that began."""

    talk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was said about a run, the oldest first."""

    run: str
    turns: tuple[Followed, ...]


@router.get(
    "/runs/{run}/chat",
    response_model=Conversation,
    responses=may(NotFound, Conflict),
    summary="What was said about a run",
)
def show_conversation(run: RunId, world: Asked) -> Response:
    """Return the questions about a run with their answers and checks."""
    whole, turns = conversation(world, run)
    return told({"run": whole, "turns": to_json(turns)})


@router.post(
    "/runs/{run}/chat",
    response_model=Talk,
    status_code=201,
    responses=may(NotFound, Conflict, Exhausted),
    summary="Ask about a run",
)
def ask_about_run(run: RunId, body: Ask, world: Asked, site: Here) -> Response:
    """Begin to answer a question; `GET /api/talks/{talk}/events` tells the answer."""
    check_model(body.model)
    question = Question(
        run=reopen(world, run).run.run,
        text=body.question.strip(),
        model=body.model,
        workspace=workspace_of(world, body.workspace).path if body.workspace else "",
    )
    talk = f"{question.run}.{secrets.token_hex(6)}"
    site.host.start_answer(talk, partial(answer, question))
    return told({"talk": talk}, status=201, headers={"Location": f"/api/talks/{talk}/events"})


@router.get(
    "/talks/{talk}/events",
    response_class=Response,
    responses={
        **may(NotFound),
        200: {"description": "The answer as it is written.", "content": described(_PIECE, _WHOLE)},
    },
    summary="An answer as it is written",
)
def follow_answer(talk: TalkId, site: Here, last: LastId = "") -> Response:
    """Tell an answer: plain events are `{"text"}`, `finished` has the whole `turn` or an `error`.

    `asking` says what it asks consent for; null once that is answered.
    """
    return streamed(_live(site.host.answer(talk), place_of(last, 0)))


async def _live(work: Work, place: int) -> AsyncIterator[bytes]:
    version, asking, ended = -1, None, False
    while not ended:
        version = await work.news(version)
        ended = work.ended
        pieces = work.told[place:]
        place += len(pieces)
        if text := "".join(piece for piece in pieces if isinstance(piece, str)):
            yield sent({"text": text}, place=place)
        if work.asking is not asking:
            asking = work.asking
            yield sent(asking_json(asking), event=ASKING)
    turn = to_json(work.result) if isinstance(work.result, Followed) else None
    yield sent({"turn": turn, "error": failure_of(work)}, event=FINISHED)


@router.post(
    "/talks/{talk}/consent",
    status_code=204,
    responses=may(Conflict),
    summary="Answer what an answer asks",
)
def consent_to_answer(talk: TalkId, body: Consent, site: Here) -> Response:
    """Say whether the records may be sent for this answer."""
    site.host.consent(talk, body.agree)
    return Response(status_code=204)


@router.post(
    "/talks/{talk}/cancel", status_code=204, responses=may(Conflict), summary="Stop an answer"
)
def cancel_answer(talk: TalkId, site: Here) -> Response:
    """Stop an answer; nothing of it is kept."""
    site.host.cancel(talk)
    return Response(status_code=204)
