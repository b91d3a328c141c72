"""Today, as a page: the first visit, the newest briefing, the demo."""

from __future__ import annotations

from operatoros.app.reopening import reopen
from tests.web.conftest import Served


def test_a_first_visit_offers_the_demo(served: Served) -> None:
    """Without a run, the page says what this is and leads to the demo in one click."""
    text = served.get("/").text
    assert 'hx-post="/demo"' in text
    assert "Briefings in, approved actions out." in text


def test_the_newest_briefing_is_on_the_page(served: Served) -> None:
    """After a run its headline, its age and its checks are there, and the way to it."""
    run = served.finish()
    text = served.get("/").text
    assert f'href="/runs/{run}"' in text
    assert "2,000.50" in text
    assert "1 of 2 figures found" in text
    assert "DEMO" not in text


def test_the_demo_runs_and_its_proposal_waits(served: Served) -> None:
    """The demo's run shows the planted failure and changes; its e-mail waits in an inbox."""
    run = served.goes_to("/demo").removeprefix("/runs/")
    served.events(f"/runs/{run}/live")
    kept = reopen(served.world, run).run
    assert kept.demo
    assert [line.source for line in kept.coverage if line.state == "failed"] == ["helpdesk.tickets"]
    assert kept.changes.items
    assert len(kept.briefing.proposed) == 1
    page = served.get(f"/runs/{run}").text
    assert "DEMO" in page
    assert "Review in the inbox" in page
    assert "1 proposal" in served.get("/").text
