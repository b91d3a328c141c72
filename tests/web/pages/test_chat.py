"""Conversation, as a page and its stream."""

from __future__ import annotations

import re

import pytest
from fastapi import Request

from operatoros.app.following import conversation
from operatoros.app.hosting import Work
from operatoros.web.pages.chat import tell
from operatoros.web.pages.live import FINISHED
from tests.web.conftest import Served


def test_a_question_is_answered_checked_and_kept(served: Served) -> None:
    """The answer streams, its wrong figure is named, and the page has it afterwards."""
    run = served.finish()
    begun = served.press(f"/runs/{run}/chat", question="Which is larger?").text
    address = re.search(r'hx-sse:connect="([^"]+)"', begun)
    assert address is not None
    messages = served.events(address[1])
    assert messages[-1][0] == FINISHED
    assert "Blue Ocean" in "".join(data for _, _, data in messages)
    (turn,) = conversation(served.world, run)[1]
    assert (turn.question, turn.checks.found, turn.checks.figures) == ("Which is larger?", 1, 2)
    assert "Which is larger?" in served.get(f"/runs/{run}/chat").text
    # Whoever connects late is told the end; an answer that never was is an error.
    assert served.events(address[1])[-1][0] == FINISHED
    assert "ERR_ANSWER_NOT_FOUND" in served.get("/talks/none/live").text


def test_an_answer_that_cannot_be_is_told_in_its_place(served: Served) -> None:
    """A model that only a person can be cannot answer: the reason stands where the answer would."""
    run = served.finish()
    begun = served.press(f"/runs/{run}/chat", question="And?", model="chat").text
    address = re.search(r'hx-sse:connect="([^"]+)"', begun)
    assert address is not None
    told = "".join(data for _, _, data in served.events(address[1]))
    assert "ERR_CHAT_NEEDS_MODEL" in told


def test_an_empty_question_is_refused(served: Served) -> None:
    """Blanks are no question; a file is no model."""
    run = served.finish()
    assert "ERR_FORM_INVALID" in served.press(f"/runs/{run}/chat", question="  ").text
    file = served.press(f"/runs/{run}/chat", question="x", model="scripted:/etc/hostname")
    assert "ERR_MODEL_NOT_FROM_PAGES" in file.text


@pytest.mark.anyio
@pytest.mark.parametrize(("arrived", "told"), [("", "First. Second. "), ("1", "Second. ")])
async def test_a_lost_line_goes_on_where_it_was(arrived: str, told: str) -> None:
    """An answer under way is told from the message that arrived last, or from its beginning."""
    work = Work(id="run.answer")
    work.tell("First. ")
    work.tell("Second. ")
    headers = [(b"last-event-id", arrived.encode())]
    stream = tell(Request({"type": "http", "headers": headers}), work.id, work)
    message = await anext(stream)
    assert message.id == "2"
    assert f"<span>{told}</span>" in str(message.raw_data)
