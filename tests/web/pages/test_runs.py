"""Runs, as a page: newest first, of one operator, a page at a time."""

from __future__ import annotations

from dataclasses import replace

from operatoros.app.reopening import reopen
from operatoros.app.wiring import open_runs
from tests.web.conftest import Served


def test_runs_are_listed_by_pages(served: Served) -> None:
    """Fifty runs stand on a page, the newest first; the link leads to the older ones."""
    run = reopen(served.world, served.finish(model="none")).run
    ids = [f"20261001-{n:06}-0000" for n in range(60)]
    with open_runs(served.world) as store:
        for identity in ids:
            store.begin(replace(run, run=identity, operator="old"))
    text = served.get("/runs").text
    assert text.index(run.run) < text.index(ids[-1])
    assert ids[0] not in text
    older = served.get("/runs", before=ids[11]).text
    assert ids[10] in older
    assert ids[0] in older
    mine = served.get("/runs", operator="deals").text
    assert run.run in mine
    assert ids[-1] not in mine
