"""Hostile texts where people and servers put words: errors, names, goals, reasons, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from operatoros import config as settings
from operatoros.app.actions import open_actions, take_text
from operatoros.review.entries import Origin
from tests.acting import block, write
from tests.journeys.web.payloads import EVERY, TEXTS
from tests.journeys.web.planting import plant_errors, plant_goals, plant_names
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.tools import Tools
from tests.journeys.web.traps import check, trap

pytestmark = [pytest.mark.outside, pytest.mark.timeout(240)]
# The ones that a YAML file can hold.
_WORDS = tuple(text for text in EVERY if text.isprintable())


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, outside: Tools) -> Iterator[Served]:
    """A server over a project of hostile words."""
    base = tmp_path_factory.mktemp("words")
    project = base / "project"
    outside.declare(project)
    outside.errors = EVERY
    plant_errors(project, outside.port, EVERY)
    plant_names(project, _WORDS)
    plant_goals(project, _WORDS)
    with serving(base, variables=outside.variables) as server:
        yield server


def _run(page: Page, operator: str, *, model: str = "none") -> None:
    page.goto(f"/operators/{operator}")
    page.get_by_label("Who writes").select_option(model)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*")


def _shown(page: Page, marks: tuple[str, ...] = ("window.__x", "evil.example")) -> int:
    """Count how often what must not fire stands on the page as text."""
    text = page.locator("body").inner_text()
    return sum(text.count(mark) for mark in marks)


@pytest.mark.parametrize("operator", ["rest-errors", "mcp-errors"])
def test_what_a_failing_source_says_runs_nothing(
    browser: Browser, planted: Served, operator: str
) -> None:
    """A hundred errors of a REST service and of an MCP server, live and in the briefing."""
    with trap(browser, planted.address) as (page, fired):
        _run(page, operator)
        check(page, fired, f"{operator} live")
        expect(page.get_by_role("heading", name="Receipt")).to_be_visible(timeout=90_000)
        assert _shown(page) >= 100
        check(page, fired, operator)
        for address in ("/", "/runs", f"/operators/{operator}"):
            page.goto(address)
            check(page, fired, address)


def test_declared_words_and_goals_run_nothing(browser: Browser, planted: Served) -> None:
    """Names, descriptions, tasks, parameters and their defaults; goals in the prompt."""
    assert len(_WORDS) >= 100
    with trap(browser, planted.address) as (page, fired):
        page.goto("/operators")
        assert _shown(page) >= 200
        check(page, fired, "operators")
        for number in range(0, len(_WORDS), 20):
            page.goto(f"/operators/named-{number}")
            assert page.locator("h1").inner_text()
            check(page, fired, _WORDS[number])
        _run(page, "named-0", model="chat")
        expect(page.get_by_label("Paste its answer here")).to_be_visible()
        check(page, fired, "waiting")
        page.goto(f"{page.url}/prompt")
        assert _shown(page) >= 200
        check(page, fired, "goals in a prompt")


def test_a_text_runs_nothing_while_it_is_written(
    browser: Browser, planted: Served, outside: Tools
) -> None:
    """Pieces of a model's text that arrive one by one, before any check of the whole."""
    outside.gates["model"].clear()
    outside.says = ("\n\n".join(EVERY), "end")
    with trap(browser, planted.address) as (page, fired):
        _run(page, "desk", model="")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#text")).to_contain_text("evil.example")
        assert _shown(page) >= 100
        check(page, fired, "streaming")
        page.reload()
        expect(page.locator("#text")).to_contain_text("evil.example")
        check(page, fired, "streaming, seen again")
        outside.gates["model"].set()
        expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
        check(page, fired, "written")
    outside.reset()


def test_chats_reasons_and_file_names_run_nothing(browser: Browser, planted: Served) -> None:
    """A chat's name at its entries, why a person said no, names of files that would be deleted."""
    folder = planted.base / "desk"
    gone = folder / "gone"
    gone.mkdir(parents=True)
    names = [one for one in TEXTS if one.isascii() and one.isprintable() and "/" not in one]
    for name in names:
        (gone / name).write_text(name)
    config = settings.load(
        environment={"OPERATOROS_HOME": str(planted.home)}, project=planted.project
    )
    with open_actions(config, str(folder)) as desk:
        place = desk.workspace.places.id
        for number, text in enumerate(_WORDS):
            blocks = write(f"f{number}.txt", text, name=f"w-{number}")
            take_text(desk, blocks, Origin(kind="chat", name=text, chat=text), source="page")
        whole = block("fs.delete", path="gone", name="d-1")
        take_text(desk, whole, Origin(kind="chat", name="x", chat="x"), source="page")
    with trap(browser, planted.address) as (page, fired):
        page.goto(f"/inbox/{place}")
        assert _shown(page) >= 100
        check(page, fired, "chats")
        page.locator(".entry-list a.row-link").filter(has_text="fs.delete").click()
        expect(page.locator("#entry-title")).to_contain_text("gone")
        assert _shown(page, ("window.__x",)) >= len(names) // 2
        check(page, fired, "names of files")
        page.goto(f"/inbox/{place}?entry=1")
        page.get_by_label("Why you reject it").fill("\n".join(EVERY))
        page.evaluate("() => new Promise(done => setTimeout(done, 420))")
        page.get_by_role("button", name="Reject").click()
        expect(page.locator(".result")).to_be_visible()
        check(page, fired, "rejected")
        page.get_by_role("button", name="Copy it decoded").first.click()
        expect(page.locator(".paste textarea")).to_be_visible()
        check(page, fired, "what the chat is told")
        page.goto(f"/inbox/{place}?entry=1")
        check(page, fired, "decided")


def _addresses(text: str, place: str) -> tuple[str, ...]:
    word = quote(text, safe="")
    return (
        f"/runs/{word}",
        f"/runs?operator={word}&before={word}",
        f"/operators/{word}",
        f"/inbox/{word}",
        f"/inbox/{place}?entry={word}",
        f"/inbox/{place}/file?path={word}",
        f"/runs/{word}/compare?other={word}",
        f"/{word}",
    )


def _ask_all(browser: Browser, served: Served, texts: tuple[str, ...]) -> None:
    told = 0
    with trap(browser, served.address) as (page, fired):
        for text in texts:
            for address in _addresses(text, "desk"):
                page.goto(address)
                assert page.evaluate("() => '__x' in window") is False, address
                told += _shown(page)
            check(page, fired, text)
    assert told >= len(texts)


def test_what_an_address_says_runs_nothing(browser: Browser, planted: Served) -> None:
    """Ids, names and paths in addresses come back in error pages, as text."""
    _ask_all(browser, planted, EVERY[::24])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_any_address_says_runs_nothing(browser: Browser, planted: Served) -> None:
    """The same with every text."""
    _ask_all(browser, planted, EVERY)
