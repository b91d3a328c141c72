"""axe-core, the accessibility checker, run in every look of a page that lets it in."""

from __future__ import annotations

import os
from functools import cache
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import REPOSITORY

_SCRIPT = REPOSITORY / ".cache" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """
async rules => {
  // Nothing is fetched for it: there is no media, and styles are the page's own.
  const options = {
    resultTypes: ['violations'], preload: false, iframes: false, ...(rules ? {runOnly: rules} : {}),
  };
  const found = await axe.run(document, options);
  return found.violations.map(one => [one.id, one.nodes.slice(0, 5).map(
    node => node.html.slice(0, 160) + ' | ' + node.any.concat(node.all, node.none).map(
      check => check.message).join('; ').slice(0, 240))]);
}
"""
# A page hears of another theme some frames later. Then colours glide to those of it, and what
# inherits them after them.
_SETTLED = """
dark => {
  const root = document.documentElement;
  const followed = !('appearance' in root.dataset) || root.classList.contains('dark') === dark;
  if (matchMedia('(prefers-color-scheme: dark)').matches !== dark || !followed) return false;
  const going = document.getAnimations().filter(
    one => one.effect.getComputedTiming().endTime !== Infinity);
  going.forEach(one => one.finish());
  return going.length === 0;
}
"""
_TOO_WIDE = """
() => {
  const root = document.documentElement;
  return root.scrollWidth - root.clientWidth;
}
"""
# A desk, a phone, a large screen; the window is left as the first one.
WIDTHS = (1280, 360, 2560)
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Of all rules those that a theme can break: a theme changes colours, never elements or sizes.
_OF_COLOURS = ("color-contrast", "link-in-text-block")


@cache
def script() -> str:
    """Return axe-core's source; skip the test if it is not installed."""
    if not _SCRIPT.exists():
        if os.environ.get("CI"):
            pytest.fail("axe-core is missing: scripts/test-tools installs it")
        pytest.skip("axe-core is missing: scripts/test-tools installs it")
    return _SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *rules: str) -> list[Any]:
    """Return what axe finds wrong in a page that was opened with `bypass_csp`.

    Args:
        page: The page as it stands.
        rules: Ids of the rules to ask; none means all.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())
    found: list[Any] = page.evaluate(_RUN, list(rules) or None)
    return found


def in_every_look(page: Page, *rules: str) -> list[str]:
    """Return what is wrong with a page at any width, light or dark: axe's findings, and scrolling.

    The page is not opened anew: the same one is resized, and its colours change.

    Args:
        page: The page as it stands.
        rules: Ids of the rules to ask; none means all, in the dark those of colours.
    """
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if wide := page.evaluate(_TOO_WIDE):
            found.append(f"{width}: {wide} px too wide")
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(_SETTLED, arg=scheme == "dark")
            asked = rules or (_OF_COLOURS if scheme == "dark" else ())
            found.extend(f"{width} {scheme}: {one}" for one in violations(page, *asked))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found
