"""Hostile texts in everything that pages show: no script runs, nobody else is asked."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Route, expect
from playwright.sync_api import Error as PlaywrightError

from tests.acting import block, edits
from tests.journeys.web.payloads import EVERY, TEXTS, URLS
from tests.journeys.web.planting import quoted
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.tools import Tools
from tests.journeys.web.traps import check, trap
from tests.journeys.web.watched import run_of

pytestmark = [pytest.mark.outside, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, outside: Tools) -> Iterator[Served]:
    """A server whose every source, record, name and model is hostile."""
    base = tmp_path_factory.mktemp("planted")
    outside.declare(base / "project")
    outside.reset()
    urls = cycle(URLS)
    outside.deals = tuple(
        {
            "id": f"{place}{text}", "name": text, "amount": 10 + place, "currency": "EUR",
            "close_date": text, "owner": text, "url": next(urls), text: text,
        }
        for place, text in enumerate(EVERY)
    )  # fmt: skip
    outside.says = tuple(f"{text}\n\n" for text in EVERY)
    operator = base / "project" / "config" / "operators" / "desk.yaml"
    named = operator.read_text().replace("name: Desk", f"name: {quoted(TEXTS[3])}", 1)
    named = named.replace("Desk, asked on loopback.", "x").replace(
        "description: x", f"description: {quoted(TEXTS[0])}"
    )
    operator.write_text(named.replace("fetch: deals}", f"fetch: deals, name: {quoted(TEXTS[6])}}}"))
    with serving(base, variables=outside.variables) as server:
        yield server


def test_hostile_texts_run_nothing_in_a_run(
    browser: Browser, planted: Served, outside: Tools
) -> None:
    """Records, titles, addresses, names, answers, questions, live and finished, on every page."""
    assert len(EVERY) >= 100
    with trap(browser, planted.address) as (page, fired):
        for operator in ("desk", "dying-desk"):
            page.goto(f"/operators/{operator}")
            check(page, fired, operator)
            page.get_by_role("button", name="Run", exact=True).click()
            page.wait_for_url("**/runs/*")
            page.get_by_role("button", name="Send", exact=True).click()
            expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
            check(page, fired, "run")
            run = run_of(page)
            for part in ("", "/records", "/records?at=2", "/prompt", "/compare", "/chat"):
                page.goto(f"/runs/{run}{part}")
                check(page, fired, part)
        page.goto(
            f"/runs/{run}/records?words={'%3Cscript%3Ewindow.__x=1%3C/script%3E'}&sort=%22%3E"
        )
        check(page, fired, "filter")
        outside.says = tuple(EVERY)
        page.goto(f"/runs/{run}/chat")
        page.get_by_role("textbox", name="Question").fill("\n".join(EVERY))
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".turn .streaming")).to_have_count(0)
        check(page, fired, "answer")
        for address in ("/", "/runs", "/operators", f"/runs/{run}/chat", f"/runs/{run}"):
            page.goto(address)
            check(page, fired, address)
        for text in EVERY[::4]:
            page.goto(f"/runs?operator={quote(text, safe='')}")
            assert page.evaluate("() => '__x' in window") is False, text
        for text in EVERY[::8]:
            page.goto(f"/runs/{quote(text, safe='')}")
            check(page, fired, f"error page of {text}")


def test_hostile_texts_run_nothing_in_the_inbox(browser: Browser, planted: Served) -> None:
    """Paths, old and new text of diffs, ids, arguments, refusals and results."""
    folder = planted.base / "desk <img src=x onerror=window.__x=1>"
    folder.mkdir()
    (folder / "old.txt").write_text("\n".join(one.replace("\n", " ") for one in EVERY), "utf-8")
    names = [text for text in TEXTS if text.isascii() and text.isprintable() and "/" not in text]
    for name in names:
        (folder / name).write_text(name)
    document = base64.b64encode("\n".join(reversed(EVERY)).encode()).decode()
    listing = "".join(
        block("fs.write", name=f"w-{place}", path=name, content_b64=document)
        for place, name in enumerate(names[:12])
    )
    change: dict[str, object] = {
        "op": "replaceFirst",
        "find": "window",
        "text": "<svg onload=window.__x=1>",
    }
    pasted = (
        block("fs.write", name="big", path="old.txt", content_b64=document)
        + edits("old.txt", change)
        + block("fs.list", path=".", name="ls")
        + block("fs.read", path="old.txt", name="rd")
        + listing
        + "".join(
            block(text.replace("\n", " "), name="no", path=text.replace("\n", " "))
            for text in EVERY
        )
    )
    with trap(browser, planted.address) as (page, fired):
        page.goto("/inbox")
        page.get_by_label("Path of the folder").fill(str(folder))
        page.get_by_role("button", name="Open", exact=True).click()
        page.wait_for_url("**/inbox/*")
        check(page, fired, "inbox")
        page.get_by_label("Text of the chat").fill(pasted)
        page.get_by_role("button", name="Scan", exact=True).click()
        expect(page.locator(".scanned")).to_be_visible()
        check(page, fired, "scanned")
        rows = page.locator(".entry-list [data-entry] a.row-link")
        for place in range(rows.count()):
            address = rows.nth(place).get_attribute("hx-get")
            with page.expect_response(f"**{address}"):
                rows.nth(place).click()
            check(page, fired, f"entry {place}")
        for name in ("ls", "rd"):
            page.locator(".entry-list a.row-link").filter(has_text=f"· {name} ·").first.click()
            expect(page.locator(".entry-panel")).to_contain_text(f"{name} · from")
            page.evaluate("() => new Promise(done => setTimeout(done, 420))")
            page.get_by_role("button", name="Approve").click()
            expect(page.locator(".result")).to_be_visible()
            check(page, fired, f"result of {name}")
        page.goto("/inbox")
        check(page, fired, "folders")
        page.goto("/")
        check(page, fired, "today")


def test_the_same_texts_fire_where_nothing_is_escaped(browser: Browser) -> None:
    """Control: in a page that prints them as they are and has no policy, dozens of them fire."""
    address = "http://ours.localhost"
    fired: set[str] = set()
    asked: list[str] = []
    body = ""

    def answer(route: Route) -> None:
        if route.request.url == f"{address}/":
            route.fulfill(body=body, content_type="text/html")
        else:
            asked.append(route.request.url)
            route.abort()

    def opened(dialog: Dialog) -> None:
        asked.append("dialog")
        dialog.dismiss()

    context = browser.new_context()
    try:
        context.route("**/*", answer)
        for text in EVERY:
            asked.clear()
            body = f"<!doctype html><title>x</title>{text}"
            page = context.new_page()
            page.on("dialog", opened)
            try:
                page.goto(f"{address}/", wait_until="domcontentloaded")
                page.evaluate("() => new Promise(done => setTimeout(done, 20))")
                ran = page.evaluate("() => '__x' in window")
            except PlaywrightError:  # it has led the page elsewhere
                ran = True
            if ran or asked:
                fired.add(text)
            page.close()
    finally:
        context.close()
    assert len(fired) >= 50, sorted(fired)
