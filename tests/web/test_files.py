"""A run that leaves as a file."""

from __future__ import annotations

from operatoros.app.recorded import EXPORTS
from operatoros.app.wiring import open_runs
from tests.web.conftest import Served


def _noted(served: Served, run: str) -> object:
    with open_runs(served.world) as store:
        return store.stages(run).get(EXPORTS)


def test_looking_notes_nothing_and_leaving_is_noted(served: Served) -> None:
    """No GET hands a run out; once somebody saved it, it is known where it went."""
    run = served.finish()
    pages = ("", "/records", "/prompt", "/chat", "/compare")
    assert {served.get(f"/runs/{run}{part}").status_code for part in pages} == {200}
    for address in (f"/runs/{run}/export/html", f"/api/runs/{run}/export/html"):
        assert served.get(address).status_code == 405
    assert _noted(served, run) is None
    assert served.press(f"/runs/{run}/export/html").status_code == 200
    assert served.press(f"/api/runs/{run}/export/bundle").status_code == 200
    assert _noted(served, run) == [
        "downloaded as html from the web page",
        "downloaded as zip from the API",
    ]
