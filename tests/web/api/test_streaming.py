"""Events over the line: one form, no line end inside, a place to go on from."""

from __future__ import annotations

import json

import pytest
from fastapi import Request

from operatoros.briefing.request import Disclosure
from operatoros.web.api.streaming import asking_json, place_of, sent, wants_stream


@pytest.mark.parametrize(
    "text", ["a\nb\r\nc\rd", "\u2028\u2029\x85", "\ud800", "data: x\n\nevent: y"]
)
def test_a_text_cannot_end_its_event(text: str) -> None:
    """Whatever a model or a source wrote stays inside one data line and is read back whole."""
    line, empty, end = sent({"text": text}).split(b"\n")
    assert (empty, end) == (b"", b"")
    assert line.startswith(b"data: ")
    assert json.loads(line.removeprefix(b"data: ")) == {"text": text}


def test_an_event_has_its_name_and_its_place() -> None:
    """A plain event has only a place; others have a name."""
    assert sent(1, place=7) == b"data: 1\nid: 7\n\n"
    assert sent(None, event="asking") == b"event: asking\ndata: null\n\n"


@pytest.mark.parametrize(
    ("last", "place"), [("", 3), ("5", 5), ("0", 0), ("-1", 3), ("²", 3), ("x", 3), ("٣", 3)]
)
def test_the_browsers_place_counts_first(last: str, place: int) -> None:
    """Last-Event-ID wins over the address; what is no number counts as none."""
    assert place_of(last, 3) == place


@pytest.mark.parametrize(
    ("accept", "stream"),
    [("text/event-stream", True), ("application/json", False), ("*/*", True), ("", True)],
)
def test_who_wants_a_list_says_so(accept: str, stream: bool) -> None:
    """Only who asks for JSON, and not for a stream as well, gets a list."""
    headers = [(b"accept", accept.encode())] if accept else []
    assert wants_stream(Request({"type": "http", "headers": headers})) is stream


def test_what_is_asked_has_a_sentence() -> None:
    """The disclosure is told field by field and as people read it."""
    asking = Disclosure(operator="deals", host="h", counts=(("deals", 2),), people=1, masked=False)
    told = asking_json(asking)
    assert told == {
        "operator": "deals", "host": "h", "counts": [["deals", 2]], "people": 1, "masked": False,
        "text": "sends 2 deals, 1 person to h",
    }  # fmt: skip
    assert asking_json(None) is None
