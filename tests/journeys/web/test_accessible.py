"""Every page in each of its states is free of what axe-core finds, and fits a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.web import tour
from tests.journeys.web.axe import violations
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.tools import Tools
from tests.journeys.web.watched import watched

pytestmark = [pytest.mark.outside, pytest.mark.timeout(240)]
_TOO_WIDE = """
() => {
  const root = document.documentElement;
  return root.scrollWidth - root.clientWidth;
}
"""
# Colours glide to those of the other theme, and what inherits them after them.
_SETTLED = """
() => {
  const going = document.getAnimations().filter(
    one => one.effect.getComputedTiming().endTime !== Infinity);
  going.forEach(one => one.finish());
  return going.length === 0;
}
"""
# What a page looks like decides these; all other rules say the same in every theme and width.
_BY_LOOK = ("color-contrast", "target-size", "scrollable-region-focusable")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, outside: Tools) -> Iterator[Served]:
    """A server that nobody has visited yet."""
    base = tmp_path_factory.mktemp("fresh")
    outside.declare(base / "project")
    with serving(base, variables=outside.variables) as server:
        yield server


def test_axe_finds_nothing_wrong_on_any_page(
    browser: Browser, fresh: Served, outside: Tools
) -> None:
    """No violation in any state, light and dark, at 360 and 1280 px; no page scrolls sideways."""
    found: list[tuple[str, object]] = []
    seen: set[str] = set()

    def look(name: str, page: Page) -> None:
        """Look at one state in all four of its looks."""
        seen.add(name)
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            if wide := page.evaluate(_TOO_WIDE):
                found.append((f"{name} at {width}", f"{wide} px too wide"))
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme)
                page.wait_for_function(_SETTLED)
                first = (width, scheme) == (1280, "light")
                rules: tuple[str, ...] = () if first else _BY_LOOK
                if name == "run-export":  # an open menu covers what lies below it
                    rules = ("color-contrast",)
                found.extend((f"{name} {width} {scheme}", one) for one in violations(page, *rules))
            page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})

    with watched(browser, fresh.address, bypass_csp=True) as page:
        tour.first_visit(page, look)
        tour.demo(page, look)
        tour.live(page, look, outside)
        tour.inbox(page, look, fresh)
    assert found == [], "\n".join(str(one) for one in found)
    assert len(seen) >= 40


def test_axe_finds_what_is_wrong(browser: Browser, served: Served) -> None:
    """Control: a picture without words, pale text and a page that is too wide are found."""
    with watched(browser, served.address, bypass_csp=True) as page:
        page.goto("/")
        page.evaluate(
            "() => { document.querySelector('main').innerHTML ="
            ' \'<img src="data:,"><p style="color:#ddd;background:#fff;width:3000px">pale</p>\' }'
        )
        assert {"image-alt", "color-contrast"} <= {name for name, _ in violations(page)}
        assert page.evaluate(_TOO_WIDE) > 0
