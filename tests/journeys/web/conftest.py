"""A browser, a server and its outside world for each module of journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import running
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.tools import Tools, tools
from tests.journeys.web.watched import watched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: while it runs, no async test can."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def outside() -> Iterator[Tools]:
    """The tools that the server of the module asks."""
    with tools() as state:
        yield state


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, outside: Tools) -> Iterator[Served]:
    """A server with nothing in it but three operators over the tools."""
    base = tmp_path_factory.mktemp("served")
    outside.declare(base / "project")
    with serving(base, variables=outside.variables) as server:
        yield server


@pytest.fixture
def page(browser: Browser, served: Served, outside: Tools) -> Iterator[Page]:
    """A page of a new visitor; a script that fails or a request to elsewhere fails the test."""
    outside.reset()
    with watched(browser, served.address) as made:
        yield made
    outside.reset()


@pytest.fixture
def browser_axe(browser: Browser, served: Served) -> Iterator[Page]:
    """A page beside the one of the journey, in which axe may run."""
    with watched(browser, served.address, bypass_csp=True) as made:
        yield made
