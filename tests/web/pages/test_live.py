"""A run under way, as a page and its stream."""

from __future__ import annotations

from operatoros.app.reopening import reopen
from operatoros.web.pages.live import FINISHED
from tests.web.conftest import Served


def test_the_stream_tells_the_run_and_ends(served: Served) -> None:
    """Sources, digest and text come as pieces of the page; the last message closes the line."""
    where = served.goes_to("/operators/deals/run")
    messages = served.events(f"{where}/live")
    whole = "".join(data for _, _, data in messages)
    assert 'id="source-0"' in whole
    assert "2 deals" in whole
    assert "2,000.50" in whole
    assert "Blue Ocean" in whole.partition("#text")[2]
    assert messages[-1][0] == FINISHED


def test_a_lost_line_goes_on_where_it_was(served: Served) -> None:
    """With the id of the last message that arrived, nothing is told twice."""
    where = served.goes_to("/operators/deals/run")
    first = served.events(f"{where}/live")
    place = next(identity for kind, identity, _ in reversed(first) if not kind)
    rest = served.events(f"{where}/live", **{"Last-Event-ID": place})
    assert "".join(data for kind, _, data in rest if not kind).count("Blue Ocean") == 0
    assert rest[-1][0] == FINISHED


def test_a_stream_of_no_run_is_an_error_before_it_begins(served: Served) -> None:
    """An unknown run answers 404, not an empty stream."""
    assert served.get("/runs/20990101-000000-0000/live").status_code == 404


def test_consent_is_asked_on_the_page_and_cancel_stops(served: Served) -> None:
    """A run whose model is elsewhere asks first; no means no, and cancel leaves it interrupted."""
    where = served.goes_to("/operators/deals/run", model="openai:m")
    run = where.removeprefix("/runs/")
    with served.client.stream("GET", f"{where}/live") as stream:
        seen, asked = "", False
        for piece in stream.iter_text():
            seen += piece
            if "Do not send" in seen and not asked:
                asked = True
                assert "Do not send" in served.get(where).text
                assert served.press(f"{where}/cancel").status_code == 204
    assert "sends 2 deals" in seen
    assert FINISHED in seen
    kept = reopen(served.world, run).run
    assert (kept.state, kept.error.code if kept.error else "") == (
        "interrupted",
        "ERR_RUN_CANCELLED",
    )
    assert "ERR_RUN_CANCELLED" in served.get(where).text
    assert served.press(f"{where}/cancel").status_code == 409


def test_no_is_an_answer(served: Served) -> None:
    """Without consent nothing is sent, and the run says what would have been."""
    where = served.goes_to("/operators/deals/run", model="openai:m")
    with served.client.stream("GET", f"{where}/live") as stream:
        seen, answered = "", False
        for piece in stream.iter_text():
            seen += piece
            if "Do not send" in seen and not answered:
                answered = True
                assert served.press(f"{where}/consent", agree="no").status_code == 204
    kept = reopen(served.world, where.removeprefix("/runs/")).run
    assert kept.error is not None
    assert kept.error.code == "ERR_CONSENT_MISSING"
    assert not any("api.openai.com" in row.host for row in kept.egress)
