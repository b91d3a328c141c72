"""A run in the browser while it is under way: sources, text, cancel, consent, reload, a chat."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.web.serving import Served
from tests.journeys.web.tools import Tools
from tests.journeys.web.watched import run_of, watched

pytestmark = [pytest.mark.outside, pytest.mark.timeout(90)]


def _start(page: Page, operator: str, *, model: str = "") -> str:
    """Run an operator by its form, and return the run's id."""
    page.goto(f"/operators/{operator}")
    page.get_by_label("Who writes").select_option(model)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*")
    return run_of(page)


def _agree(page: Page) -> None:
    """Agree to send the records, if this is asked (once for an operator)."""
    send = page.get_by_role("button", name="Send", exact=True)
    finished = page.get_by_role("heading", name="Receipt")
    expect(send.or_(finished).or_(page.locator("#text .open:not(:empty)")).first).to_be_visible()
    if send.is_visible():
        send.click()


def _stored(served: Served, run: str) -> dict[str, Any]:
    """Return a run as the command line prints it."""
    done = subprocess.run(
        [sys.executable, "-m", "operatoros", "runs", "show", run, "--json"],
        cwd=served.project, env=served.env(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_source_that_dies_is_told_live_and_stays_in_the_briefing(
    page: Page, outside: Tools
) -> None:
    """While the run goes on, and in the finished page: its code, and what to do."""
    outside.gates["dying"].clear()
    outside.gates["model"].clear()
    outside.says = ("Blue Ocean ", "[D-1] is €1,200.50.")
    _start(page, "dying-desk")
    sources = page.locator(".live-sources")
    expect(sources.locator("li.good")).to_contain_text("2 deals")
    expect(sources.locator("li.busy")).to_contain_text("asking")
    outside.gates["dying"].set()
    dead = sources.locator("li.bad")
    expect(dead).to_contain_text("failed")
    code = dead.locator(".code").inner_text()
    assert code.startswith("ERR_")
    _agree(page)
    expect(page.locator("#text")).to_contain_text("Blue Ocean")
    expect(page.locator(".run-head .state")).to_have_text("writing")
    expect(dead.locator(".under")).to_contain_text("run again")
    outside.gates["model"].set()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    row = page.locator(".coverage li", has_text=code)
    expect(row).to_contain_text("failed")
    expect(row).to_contain_text("run again")
    expect(page.locator("main")).to_contain_text("1 of 2 complete")


def test_a_cancelled_run_is_interrupted_and_says_so(
    page: Page, outside: Tools, served: Served
) -> None:
    """Cancel ends it with its code; no half of a briefing is shown as one, here or elsewhere."""
    outside.gates["slow"].clear()
    run = _start(page, "slow-desk")
    expect(page.locator(".live-sources li.good")).to_contain_text("2 deals")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".run-head .state")).to_have_text("interrupted")
    expect(page.locator(".problem")).to_contain_text("ERR_RUN_CANCELLED")
    expect(page.locator(".live-sources")).to_have_count(0)
    expect(page.locator(".briefing-grid")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Question")).to_have_count(0)
    stored = _stored(served, run)
    assert (stored["state"], stored["error"]["code"]) == ("interrupted", "ERR_RUN_CANCELLED")
    page.goto("/")
    expect(page.locator(".briefing-card", has_text=run)).to_have_count(0)
    page.goto("/runs")
    row = page.locator("tr", has=page.locator(f'a[href="/runs/{run}"]'))
    expect(row).to_contain_text("interrupted")


def test_a_reload_and_a_second_window_lose_nothing_of_a_run(
    browser: Browser, page: Page, outside: Tools, served: Served
) -> None:
    """Sources and text continue where they were, in both windows, letter by letter once."""
    outside.gates["slow"].clear()
    outside.gates["model"].clear()
    outside.says = ("First part. ", "Second part. ", "Third part.")
    run = _start(page, "slow-desk")
    expect(page.locator(".live-sources li.busy")).to_have_count(1)
    page.reload()
    expect(page.locator(".live-sources li.good")).to_contain_text("2 deals")
    expect(page.locator(".live-sources li.busy")).to_have_count(1)
    with watched(browser, served.address) as second:
        second.goto(f"/runs/{run}")
        expect(second.locator(".live-sources li.busy")).to_have_count(1)
        outside.gates["slow"].set()
        for window in (page, second):
            expect(window.locator(".live-sources li.good")).to_have_count(2)
        _agree(page)
        for window in (page, second):
            expect(window.locator("#text")).to_have_text("First part. ")
        page.reload()
        expect(page.locator("#text")).to_have_text("First part. ")
        outside.gates["model"].set()
        for window in (page, second):
            expect(window.get_by_role("heading", name="Receipt")).to_be_visible()
            expect(window.locator(".text-side")).to_contain_text(
                "First part. Second part. Third part."
            )
            assert window.locator("main").inner_text().count("First part.") == 1


def test_a_text_is_laid_out_paragraph_by_paragraph_while_it_is_written(
    page: Page, outside: Tools
) -> None:
    """What is whole stands as prose at once, the last paragraph as it comes; after a reload too."""
    outside.gates["slow"].set()
    outside.gates["model"].clear()
    outside.says = ("# Late\n\nTwo are **late**.\n\nThe **who", "le** is there.")
    _start(page, "slow-desk")
    _agree(page)
    for again in (False, True):
        if again:
            page.reload()
        expect(page.locator("#text h3")).to_have_text("Late")
        expect(page.locator("#text strong")).to_have_text("late")
        expect(page.locator("#text .open")).to_have_text("The **who")
    outside.gates["model"].set()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.locator(".text-side strong").last).to_have_text("whole")


def test_consent_is_asked_once_and_questions_are_answered_as_they_are_written(
    page: Page, outside: Tools
) -> None:
    """The first run asks before anything is sent; a question then streams, checked, and stays."""
    outside.says = ("Red Sea ", "[D-2] is €800.")
    before = outside.asked.count("model")
    _start(page, "desk")
    ask = page.get_by_role("alertdialog")
    expect(ask).to_contain_text("127.0.0.1")
    assert outside.asked.count("model") == before
    ask.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    outside.gates["model"].clear()
    outside.says = ("Blue Ocean [D-1] ", "is €1,200.50, not €9,999.")
    question = page.get_by_role("textbox", name="Question")
    question.fill("Which is larger?")
    question.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.locator(".streaming")).to_have_text("Blue Ocean [D-1] ")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(question).to_have_value("")
    outside.gates["model"].set()
    expect(turn).to_contain_text("1 of 2 figures found in the data")
    expect(turn.locator("mark")).to_have_text("€9,999")
    page.get_by_role("navigation", name="Parts of this run").get_by_text("Conversation").click()
    expect(page.locator(".turn .asked")).to_have_text("Which is larger?")
    outside.says = ("It is.",)
    page.get_by_role("textbox", name="Question").fill("Sure?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".turn").last.locator(".answered")).to_contain_text("It is.")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)


def test_without_consent_nothing_is_sent(page: Page, outside: Tools) -> None:
    """Do not send: the model is never asked, and the page says why there is no text."""
    before = outside.asked.count("model")
    _start(page, "shy-desk")
    page.get_by_role("button", name="Do not send").click()
    expect(page.locator(".problem")).to_contain_text("ERR_")
    expect(page.locator(".live-sources")).to_have_count(0)
    assert outside.asked.count("model") == before


def test_a_chat_finishes_a_waiting_run(page: Page, outside: Tools) -> None:
    """The prompt is copied, the answer pasted: the briefing is checked and whole."""
    before = outside.asked.count("model")
    _start(page, "desk", model="chat")
    expect(
        page.get_by_role("heading", name="This run waits for the answer of a chat")
    ).to_be_visible()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.locator("#notices")).to_contain_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "Blue Ocean" in copied
    page.get_by_label("Paste its answer here").fill("Blue Ocean [D-1] is €1,200.50, not €77.")
    page.get_by_role("button", name="Check it and finish the briefing").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.locator(".run-head .state")).to_have_text("done")
    expect(page.locator(".text-side mark.miss").last).to_have_text("€77")
    assert outside.asked.count("model") == before


def test_a_run_is_saved_from_its_page(page: Page, outside: Tools) -> None:
    """The menu hands out the file under the run's name; what cannot be is said at the edge."""
    run = _start(page, "desk", model="none")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Text (Markdown)").click()
    assert saved.value.suggested_filename == f"{run}.md"
    assert "Blue Ocean" in saved.value.path().read_text("utf-8")
    page.locator("[data-save]").first.evaluate(
        "e => { e.dataset.save = '/runs/19990101/export/md' }"
    )
    page.locator("summary", has_text="Export").click()
    page.locator("[data-save]").first.click()
    expect(page.locator("#notices")).to_contain_text("ERR_RUN_NOT_FOUND")
