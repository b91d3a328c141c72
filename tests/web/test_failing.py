"""Errors in the form of whoever asked: a page, a notice, JSON; never a trace."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI

from operatoros.web.application import create_app
from operatoros.web.failing import BodyInvalid
from tests.web.conftest import Served, serving


def test_a_page_that_is_not_there_says_so(served: Served) -> None:
    """An unknown address and an unknown run are pages with a code and a way on."""
    answer = served.get("/nowhere")
    assert answer.status_code == 404
    assert "ERR_NO_SUCH_PAGE" in answer.text
    run = served.get("/runs/20990101")
    assert run.status_code == 404
    assert "ERR_RUN_NOT_FOUND" in run.text


def test_a_button_gets_a_notice_that_leaves_the_page(served: Served) -> None:
    """A refused button's answer goes to the page's edge, with code and hint."""
    answer = served.press("/operators/deals/run", model="gpt")
    assert answer.status_code == 400
    assert answer.headers["hx-retarget"] == "#notices"
    assert "ERR_MODEL_NAME" in answer.text


def test_a_program_gets_json(served: Served) -> None:
    """Who does not ask for HTML is told as data, also for a wrong method."""
    json = {"Accept": "application/json"}
    missing = served.client.get("/nowhere", headers=json).json()
    assert missing["code"] == "ERR_NO_SUCH_PAGE"
    assert set(missing) == {"code", "message", "hint", "details"}
    wrong = served.client.put("/operators", headers=json)
    assert (wrong.status_code, wrong.json()["code"]) == (405, "ERR_METHOD_NOT_ALLOWED")


def test_hostile_values_are_an_error_of_ours(served: Served) -> None:
    """Numbers that are none, orders that are none: 400 with the place, and no trace."""
    run = served.finish()
    for query in ("at=x", "order=up", "at=99999999999999999999999999999x"):
        answer = served.client.get(f"/runs/{run}/records?{query}")
        assert answer.status_code == 400
        assert BodyInvalid.code in answer.text
        assert "Traceback" not in answer.text


def test_a_bug_is_logged_and_told_without_its_trace(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """What breaks in a route is a 500 with our sentence; the trace is in the log alone."""
    app: FastAPI = create_app(served.site)

    @app.get("/breaks")
    def breaks() -> None:
        raise ZeroDivisionError("secret-detail")

    with serving(app) as address, caplog.at_level(logging.ERROR, "operatoros.web"):
        answer = served.client.get(f"{address}/breaks")
    assert answer.status_code == 500
    assert "ERR_INTERNAL" in answer.text
    assert "secret-detail" not in answer.text
    assert "ZeroDivisionError" in caplog.text
