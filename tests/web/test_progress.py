"""A run under way as one picture, whatever pieces its events come in."""

from __future__ import annotations

import pytest

from operatoros.values.coverage import SourceLine
from operatoros.values.event import (
    DigestReady,
    Event,
    PromptReady,
    RunFinished,
    RunStarted,
    SourceFinished,
    SourceProgress,
    SourceStarted,
    TextDelta,
    What,
)
from operatoros.web.progress import Progress

LINE = SourceLine(
    source="crm.deals", name="deals", state="failed", records=0, total=None, noun="deals", bytes=0,
    requests=1, seconds=0.2, attempts=1, as_of="", code="ERR_HTTP_STATUS", message="503", hint="",
    notes=(), required=False,
)  # fmt: skip
STORY: list[What] = [
    RunStarted(operator="o", task="t", demo=True, sources=("crm.deals", "calls")),
    SourceStarted(source="crm.deals", name="deals"),
    SourceProgress(source="crm.deals", records=4, bytes=10),
    SourceFinished(line=LINE),
    DigestReady(digest="# O\n"),
    PromptReady(model="m", tokens=9, cost_usd=None),
    TextDelta(delta="Good "),
    TextDelta(delta="day"),
    RunFinished(state="done"),
]


def events(story: list[What]) -> list[Event]:
    """Return events with their numbers."""
    return [
        Event(run="r", seq=n, at="2026-11-28T08:00:00Z", what=what)
        for n, what in enumerate(story, start=1)
    ]


@pytest.mark.parametrize("cut", range(len(STORY) + 1))
def test_the_picture_does_not_depend_on_the_pieces(cut: int) -> None:
    """Taken whole or in two pieces, a run looks the same; each piece names what it touched."""
    whole, parts = Progress(run="r"), Progress(run="r")
    whole.take(events(STORY))
    first, second = parts.take(events(STORY)[:cut]), parts.take(events(STORY)[cut:])
    assert parts == whole
    assert parts.writing.rest == whole.writing.rest
    assert first.text + second.text == "Good day"
    assert first.digest or second.digest
    assert not (first.digest and second.digest)
    assert second.ended == (cut < len(STORY))


def test_each_source_keeps_its_place_and_its_end() -> None:
    """The element of a source is named by its place, and a failure keeps its code."""
    progress = Progress(run="r")
    progress.take(events(STORY))
    deals, calls = progress.sources["crm.deals"], progress.sources["calls"]
    assert (deals.place, deals.state, deals.line) == (0, "failed", LINE)
    assert (calls.place, calls.state) == (1, "waiting")
    assert (progress.demo, progress.state, progress.writing.rest) == (True, "writing", "Good day")
