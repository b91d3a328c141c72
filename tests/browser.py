"""A real browser for tests: the system's Chromium, driven by playwright, that reaches nothing.

Every request is answered by the test or refused; what the browser would fetch for itself is
switched off. `page_text` reads a page as the desktop does: the main frame's `innerText`, from a
world of its own that the page's scripts cannot see.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--disable-dev-shm-usage",  # a container's /dev/shm is often too small
)


def executable() -> str:
    """Return the path of the browser; skip the test if there is none."""
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("no Chromium: run scripts/test-tools, or install it (Debian: apt install chromium)")


@contextmanager
def running(*more: str) -> Iterator[Browser]:
    """Run a browser. Use it from a module's fixture: while it runs, no async test can.

    Args:
        more: Further arguments of the browser.
    """
    path = executable()
    # Chromium's own sandbox refuses to start for root, as whom containers run their tests.
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*_QUIET, *root, *more])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One open page, and the isolated world in which it is read.

    Attributes:
        page: The page.
        session: The line to the browser's debugger.
        world: The isolated world's number.
    """

    page: Page
    session: CDPSession
    world: int

    def run(self, function: str, *values: object) -> Any:
        """Call a JavaScript function in the isolated world and return what it returns."""
        arguments = ", ".join(json.dumps(value) for value in values)
        answer = self.session.send(
            "Runtime.evaluate",
            {
                "expression": f"({function})({arguments})",
                "contextId": self.world,
                "returnByValue": True,
            },
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def page_text(self) -> str:
        """Return the page's text as the desktop reads it."""
        return str(self.run("() => document.documentElement.innerText"))

    def copied(self) -> str:
        """Select everything, copy it with the keyboard, and return what the clipboard holds."""

        def keys() -> None:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Control+C")

        return self._clipboard_after(keys)

    def copied_by(self, button: str) -> str:
        """Press a button of the page (a CSS selector) and return what the clipboard holds then."""
        return self._clipboard_after(lambda: self.page.click(button))

    def _clipboard_after(self, action: Callable[[], object]) -> str:
        # Without this a copy that failed would leave the text of the copy before.
        nothing = "nothing was copied"
        self.page.evaluate("text => navigator.clipboard.writeText(text)", nothing)
        action()
        found = str(self.page.evaluate("() => navigator.clipboard.readText()"))
        assert found != nothing
        return found


@contextmanager
def offline(browser: Browser, pages: Mapping[str, str]) -> Iterator[BrowserContext]:
    """Open a context in which addresses answer with the given HTML, and all others fail.

    Args:
        browser: The browser.
        pages: HTML by address. `http://*.localhost` counts as secure: the clipboard works there.
    """

    def answer(route: Route) -> None:
        html = pages.get(route.request.url)
        if html is None:
            route.abort()
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    context = browser.new_context()
    try:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.route("**/*", answer)
        yield context
    finally:
        context.close()


def opened(context: BrowserContext, address: str) -> Tab:
    """Return a new tab that shows an address."""
    page = context.new_page()
    page.goto(address)
    session = context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    made = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "reading"})
    return Tab(page=page, session=session, world=made["executionContextId"])
