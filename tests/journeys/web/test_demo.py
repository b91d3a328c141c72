"""Somebody who never opens a terminal: the demo from the first click to an undone file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.web.axe import violations
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.tools import Tools
from tests.journeys.web.watched import run_of

pytestmark = [pytest.mark.outside, pytest.mark.timeout(90)]
_FILE = "drafts/tallis-energy-follow-up.eml"


@pytest.fixture
def served(tmp_path: Path, outside: Tools) -> Iterator[Served]:
    """A server that nobody has visited, for each test: a first visit happens once."""
    outside.declare(tmp_path / "project")
    with serving(tmp_path, variables=outside.variables) as server:
        yield server


def _run_demo(page: Page) -> str:
    """Run the demo by the mouse, wait for its briefing, and return the run's id."""
    page.goto("/operators")
    page.goto("/runs")
    page.goto("/")
    page.get_by_role("button", name=re.compile("Run the demo|Run again")).first.click()
    page.wait_for_url("**/runs/*")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    return run_of(page)


def test_three_clicks_lead_from_the_first_visit_to_the_demo_briefing(
    page: Page, served: Served
) -> None:
    """One click runs it; what fails and what is wrong is seen; two more see the proposal; DEMO."""
    clicks = 0

    def click(where: Locator) -> None:
        nonlocal clicks
        where.click()
        clicks += 1

    page.goto("/")
    expect(page.get_by_role("heading", name="Briefings in, approved actions out.")).to_be_visible()
    click(page.get_by_role("button", name="Run the demo"))
    page.wait_for_url("**/runs/*")
    expect(page.locator(".demo-strip")).to_contain_text("DEMO")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    main = page.locator("main")
    expect(page.locator(".demo-strip")).to_contain_text("DEMO")
    expect(main).to_contain_text("ERR_HTTP_STATUS")
    wrong = main.locator("mark").first
    expect(wrong).to_be_visible()
    expect(main).to_contain_text("15 of 16 figures found in the data")
    run = run_of(page)
    for tab in ("Records", "Prompt", "Conversation", "Compare"):
        page.get_by_role("navigation", name="Parts of this run").get_by_text(tab).click()
        expect(page.locator(".demo-strip")).to_contain_text("DEMO")
    page.goto(f"/runs/{run}")
    click(page.get_by_role("link", name="Review in the inbox"))
    expect(page.locator("#entry-title")).to_contain_text(_FILE)
    assert clicks <= 3
    for address in ("/", "/runs", "/operators/deal-intelligence"):
        page.goto(address)
        expect(page.locator("main .demo-badge").first).to_have_text("DEMO")


class Keys:
    """A person with a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, wanted: Locator, *, most: int = 250) -> None:
        """Press Tab until the wanted element has the focus; it must be seen that it has."""
        handle = wanted.first.element_handle()
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if handle.evaluate("e => e === document.activeElement"):
                ring = handle.evaluate(
                    "e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).boxShadow]"
                )
                assert ring != ["none", "none"], f"no focus is seen on {wanted}"
                return
        raise AssertionError(f"{wanted} is not reached by Tab")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)


def test_from_today_to_an_undone_file_by_keyboard_alone(
    page: Page, served: Served, browser_axe: Page
) -> None:
    """Figure, record, proposal, approve, file, undo: keys alone, and axe finds nothing."""
    keys = Keys(page)

    def clean() -> None:
        """Look at the same address with axe, which the page's own policy would not let in."""
        browser_axe.goto(page.url)
        assert violations(browser_axe) == []

    page.goto("/")
    keys.tab_to(page.get_by_role("button", name=re.compile("Run the demo|Run again")))
    keys.press("Enter")
    page.wait_for_url("**/runs/*")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    keys.press("g", "t")
    page.wait_for_url(f"{served.address}/")
    keys.press("j")
    keys.tab_to(page.locator(".briefing-card .row-link"))
    clean()
    keys.press("Enter")
    page.wait_for_url("**/runs/*")
    clean()
    figure = page.locator(".text-side a.fig[href^='#D-']").first
    said = figure.inner_text()
    keys.tab_to(figure)
    keys.press("Enter")
    record = page.locator(":target")
    expect(record).to_be_in_viewport()
    expect(record).to_contain_text(said)
    keys.press("g", "i")
    page.wait_for_url("**/inbox")
    clean()
    keys.press("j", "Enter")
    page.wait_for_url("**/inbox/*")
    expect(page.locator("#entry-title")).to_contain_text(_FILE)
    clean()
    approve = page.get_by_role("button", name="Approve")
    keys.tab_to(approve)
    target = served.sample_folder / _FILE
    assert not target.exists()
    expect(approve).to_be_enabled()
    _read(page)
    keys.press("a")
    expect(page.locator(".result.good")).to_be_visible()
    assert "tallis-energy.example" in target.read_text()
    keys.tab_to(page.get_by_role("button", name="See the file"))
    keys.press("Enter")
    expect(page.locator(".file-view")).to_contain_text("tallis-energy.example")
    clean()
    keys.press("u")
    expect(page.get_by_role("heading", name="Take it back")).to_be_visible()
    undo = page.locator("#panel").get_by_role("button", name="Undo")
    keys.tab_to(undo)
    _read(page)
    keys.press("Enter")
    expect(page.locator("#panel .result.good")).to_be_visible()
    assert not target.exists()
    clean()


def _read(page: Page) -> None:
    """Let the time pass that a person needs to see a preview, by the page's own clock."""
    page.evaluate("() => new Promise(done => setTimeout(done, 420))")


def test_two_runs_of_the_demo_compare_to_the_planted_changes(page: Page, served: Served) -> None:
    """Today's run against yesterday's: the changed deals stand there with both values."""
    _run_demo(page)
    page.get_by_role("navigation", name="Parts of this run").get_by_text("Compare").click()
    main = page.locator("main")
    expect(main.get_by_role("heading", name="What changed")).to_be_visible()
    for kind in ("new", "changed", "gone"):
        expect(main.locator(f".deltas li.{kind}").first).to_be_visible()
    changed = main.locator(".deltas li.changed").first
    was = changed.locator("del").first.inner_text()
    now = changed.locator("ins").first.inner_text()
    assert was
    assert now
    assert was != now
    topics = main.locator(".deltas li.changed", has_text="topics").first
    expect(topics).not_to_contain_text("[")
