"""A page in which whatever a hostile text sets off is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Dialog, Page, Route

from tests.journeys.web.watched import PATIENCE_MS

# Elements and attributes that could run or ask something, and that no page of ours has.
_STRANGE = """
() => {
  const ours = location.origin;
  const found = [];
  for (const e of document.querySelectorAll('*')) {
    for (const a of e.attributes) {
      if (/^on/i.test(a.name) || /^hx-on/i.test(a.name)) found.push(`${e.tagName} ${a.name}`);
      if (a.name === 'style' && /url/i.test(a.value)) found.push(`${e.tagName} style`);
      const points = ['src', 'srcset', 'data', 'poster', 'action', 'formaction', 'background'];
      const fetches = points.includes(a.name) || /^hx-(get|post|sse)/.test(a.name) ||
        (a.name === 'href' && !['A', 'AREA'].includes(e.tagName));
      if (fetches && !new URL(a.value, ours).href.startsWith(ours + '/')) found.push(a.value);
      if (a.name === 'href' && e.tagName === 'A' &&
          !['http:', 'https:', 'mailto:'].includes(e.protocol)) found.push(`a ${a.value}`);
    }
    const names = ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'VIDEO', 'AUDIO', 'MARQUEE'];
    if (names.includes(e.tagName)) found.push(e.tagName);
    if (e.tagName === 'SCRIPT' && !e.src) found.push('inline script');
  }
  return found;
}
"""


@contextmanager
def trap(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """Open a page, and list what fires in it: dialogs, `window.__x`, requests to anybody else."""
    context = browser.new_context(base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    fired: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith(f"{address}/"):
            route.continue_()
        else:
            fired.append(f"asked {route.request.url}")
            route.abort()

    def opened(dialog: Dialog) -> None:
        fired.append("dialog")
        dialog.dismiss()

    context.route("**/*", answer)
    try:
        page = context.new_page()
        page.on("dialog", opened)
        page.on("websocket", lambda one: fired.append(f"socket {one.url}"))
        yield page, fired
    finally:
        context.close()


def check(page: Page, fired: list[str], where: str) -> None:
    """Assert that nothing fired in the page as it stands, and that nothing in it could."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("() => '__x' in window") is False, where
    assert page.evaluate(_STRANGE) == [], where
    assert fired == [], where
