"""Every page in each of its states is free of what axe-core finds, and fits every screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.web import tour
from tests.journeys.web.axe import in_every_look
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.tools import Tools
from tests.journeys.web.watched import watched

pytestmark = [pytest.mark.outside, pytest.mark.timeout(240)]


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
    """No violation of any rule in any state, light and dark, at 360, 1280 and 2560 px."""
    found: list[str] = []
    seen: set[str] = set()

    def look(name: str, page: Page) -> None:
        """Look at one state in all of its looks."""
        seen.add(name)
        # An open menu covers what lies below it: of that only the colours can be judged.
        rules = ("color-contrast",) if name == "run-export" else ()
        found.extend(f"{name} {one}" for one in in_every_look(page, *rules))

    with watched(browser, fresh.address, bypass_csp=True) as page:
        tour.first_visit(page, look)
        tour.demo(page, look)
        tour.live(page, look, outside)
        tour.inbox(page, look, fresh)
    assert found == [], "\n".join(found)
    assert len(seen) >= 45


def test_axe_finds_what_is_wrong(browser: Browser, served: Served) -> None:
    """Control: a picture without words, text that is pale only in the dark, and a page too wide."""
    with watched(browser, served.address, bypass_csp=True) as page:
        page.goto("/")
        page.evaluate(
            "() => { document.querySelector('main').innerHTML = '<img src=\"data:,\">"
            '<p style="color:light-dark(#000,#333);background:light-dark(#fff,#222)">pale</p>'
            '<p style="width:1500px">wide</p>\' }'
        )
        found = "\n".join(in_every_look(page))
    for look in ("1280 light", "360 light", "2560 light"):
        assert f"{look}: ['image-alt'" in found
    assert "1280 dark: ['color-contrast'" in found
    assert "light: ['color-contrast'" not in found
    assert "360: 1" in found
    assert "px too wide" in found
    assert "2560: " not in found
