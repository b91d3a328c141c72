"""Conversation about a run: a question, its answer as it is written, consent if it is needed."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from operatoros.app.following import Followed, conversation
from operatoros.app.hosting import Work, error_of
from operatoros.app.page_requests import check_model
from operatoros.app.reopening import reopen
from operatoros.values.event import Event
from operatoros.web.api.streaming import place_of
from operatoros.web.carrying import Question, answer
from operatoros.web.context import Asked, Here
from operatoros.web.forms import Sent
from operatoros.web.pages.live import FINISHED
from operatoros.web.pages.run import part_of_run
from operatoros.web.rendering import fragment, page
from operatoros.web.responses import nothing
from operatoros.web.writing import Writing

router = APIRouter(include_in_schema=False)


@router.get("/runs/{run}/chat")
def show(request: Request, run: str, world: Asked) -> Response:
    """Show what was said about a run."""
    found = reopen(world, run).run
    turns = conversation(world, found.run)[1]
    return part_of_run(request, world, "chat", found, turns=turns)


@router.post("/runs/{run}/chat")
def ask(request: Request, run: str, form: Sent, world: Asked, site: Here) -> Response:
    """Begin to answer a question about a run."""
    question, model = form.text("question").strip() or form.need("question"), form.get("model")
    check_model(model)
    found = reopen(world, run).run
    talk = f"{found.run}.{secrets.token_hex(6)}"
    site.host.start_answer(
        talk, partial(answer, Question(run=found.run, text=question, model=model))
    )
    return page(request, "chat_turn", run=found, talk=talk, question=question)


def _talk(talk: str, site: Here) -> Work:
    return site.host.answer(talk)


@router.get("/talks/{talk}/live", response_class=EventSourceResponse)
async def tell(
    request: Request, talk: str, work: Annotated[Work, Depends(_talk)]
) -> AsyncIterator[ServerSentEvent]:
    """Tell a page an answer as it is written, then whole, with its checks."""
    version, asked = -1, False
    place = place_of(request.headers.get("last-event-id", ""), 0)
    writing = Writing()
    writing.add(_text_in(work.told[:place]))
    while not work.ended:
        version = await work.news(version)
        pieces = work.told[place:]
        place += len(pieces)
        asking = work.asking
        text = _text_in(pieces)
        if text or (asking is not None) != asked:
            asked = asking is not None
            written = writing.add(text) if text else None
            html = fragment("chat_parts", talk=talk, written=written, asking=asking)
            yield ServerSentEvent(raw_data=html, id=str(place))
    turn = work.result if isinstance(work.result, Followed) else None
    html = fragment("chat_done", talk=talk, turn=turn, error=error_of(work))
    yield ServerSentEvent(raw_data=html)
    yield ServerSentEvent(raw_data="", event=FINISHED)


def _text_in(told: Sequence[Event | str]) -> str:
    return "".join(piece for piece in told if isinstance(piece, str))


@router.post("/talks/{talk}/consent")
def consent(talk: str, form: Sent, site: Here) -> Response:
    """Answer whether the records may be sent."""
    site.host.consent(talk, form.need("agree") == "yes")
    return nothing()


@router.post("/talks/{talk}/cancel")
def cancel(talk: str, site: Here) -> Response:
    """Stop an answer."""
    site.host.cancel(talk)
    return nothing()
