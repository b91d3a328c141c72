from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import anyio
import anyio.lowlevel
import pytest

from operatoros.briefing import ready
from operatoros.briefing.ready import make_ready
from operatoros.briefing.request import Before
from operatoros.errors import Unavailable
from operatoros.values.coverage import Fetched

pytestmark = pytest.mark.anyio
FETCHED = (Fetched(source="a", name="A", state="ok"),)
BEFORE = {"a": Before(fetched_at="2026-01-14T07:30:00Z", records=())}
DOWN = Unavailable("the store is down", hint="wait", code="ERR_STORE_UNAVAILABLE")


async def test_all_else_is_made_ready_while_sources_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that answers late finds the import done and the last fetch read."""
    monkeypatch.setattr(ready, "HEAD_START_S", 0.0)
    imported, read = threading.Event(), anyio.Event()

    async def ask() -> Sequence[Fetched]:
        await read.wait()
        return FETCHED

    async def look_back() -> Mapping[str, Before]:
        # One at a time: what writes comes first.
        assert imported.is_set()
        read.set()
        return BEFORE

    with anyio.fail_after(5):
        got = await make_ready(ask, look_back, imported.set)
    assert (got.fetched, got.before) == (FETCHED, BEFORE)


async def test_the_sources_go_first_and_nobody_waits_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Within their head start the sources have the machine alone; once they answered it is over."""
    monkeypatch.setattr(ready, "HEAD_START_S", 60.0)
    told: list[str] = []

    async def ask() -> Sequence[Fetched]:
        told.append("asked")
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        told.append("answered")
        return FETCHED

    async def look_back() -> Mapping[str, Before]:
        told.append("looked back")
        return BEFORE

    with anyio.fail_after(5):
        await make_ready(ask, look_back, lambda: told.append("imported"))
    assert told == ["asked", "answered", "imported", "looked back"]


async def test_a_store_that_cannot_be_read_stops_no_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure to look back is told with what the sources brought, and never instead of it."""
    monkeypatch.setattr(ready, "HEAD_START_S", 0.0)
    failed = anyio.Event()

    async def ask() -> Sequence[Fetched]:
        await failed.wait()
        return FETCHED

    async def look_back() -> Mapping[str, Before]:
        failed.set()
        raise DOWN

    with anyio.fail_after(5):
        got = await make_ready(ask, look_back, None)
    assert (got.fetched, got.before) == (FETCHED, DOWN)
