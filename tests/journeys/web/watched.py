"""Pages that are watched: what their scripts complain about, and whom they ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, expect

# A busy machine is slow, not wrong.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def watched(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    bypass_csp: bool = False,
) -> Iterator[Page]:
    """Open an empty page of a new visitor.

    Args:
        browser: The browser.
        address: The only server that it may ask.
        width: Width of the window.
        scheme: What the system prefers.
        bypass_csp: Whether a test's own script (axe) may run in it.
    """
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=bypass_csp,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    wrong: list[str] = []
    try:
        page = context.new_page()
        watch(page, address, wrong)
        yield page
    finally:
        context.close()
    assert wrong == []


def watch(page: Page, address: str, wrong: list[str]) -> None:
    """Note what goes wrong in a page: scripts, foreign requests, answers, dialogs."""

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "about:", "blob:")):
            wrong.append(f"foreign {request.url}")

    def said(message: ConsoleMessage) -> None:
        # A refusal is an answer like others; what must not be is a server that breaks.
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            wrong.append(f"{message.type} {message.text}")

    def opened(dialog: Dialog) -> None:
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on("dialog", opened)
    page.on("request", asked)
    page.on("console", said)


def run_of(page: Page) -> str:
    """Return the id of the run that a page shows."""
    found = re.search(r"/runs/([^/?#]+)", page.url)
    assert found, page.url
    return found[1]
