"""With a key: nobody sees a page before they logged in, and everything works afterwards."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.web.axe import in_every_look
from tests.journeys.web.serving import Served, serving
from tests.journeys.web.watched import watched

pytestmark = [pytest.mark.outside, pytest.mark.timeout(90)]
KEY = os.urandom(32).hex()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a key."""
    base = tmp_path_factory.mktemp("locked")
    with serving(base, variables={"OPERATOR_API_KEY": KEY}) as server:
        yield server


def test_a_person_logs_in_with_the_key_works_and_logs_out(browser: Browser, locked: Served) -> None:
    """A wrong key is said, the right one leads to the page that was asked for; log out ends it."""
    with watched(browser, locked.address) as page:
        page.goto("/operators")
        expect(page).to_have_url(re.compile(r"/login\?next=/operators$"))
        page.get_by_label("Key").fill("no such key")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Key").fill(KEY)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Operators")).to_be_visible()
        assert KEY not in page.content()
        # What changes something works behind the key too: its token and its stream.
        page.goto("/")
        page.get_by_role("button", name="Run the demo").click()
        expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        page.goto("/runs")
        expect(page).to_have_url(re.compile(r"/login"))


def test_what_the_guard_shows_is_accessible(browser: Browser, locked: Served) -> None:
    """The login, a wrong key, and the page for whoever comes by another name: axe finds nothing."""
    with watched(browser, locked.address, bypass_csp=True) as page:
        page.goto("/login")
        assert in_every_look(page) == []
        page.get_by_label("Key").fill("no such key")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert in_every_look(page) == []
    elsewhere = locked.address.replace("localhost", "other.localhost")
    with watched(browser, elsewhere, bypass_csp=True) as page:
        page.goto("/")
        expect(page.get_by_role("heading", name="Not possible")).to_be_visible()
        assert in_every_look(page) == []


def test_two_servers_of_one_host_do_not_log_each_other_out(
    browser: Browser, locked: Served, tmp_path: Path
) -> None:
    """With the same key on another port: logging in, and out, of one leaves the other as it is."""
    with (
        serving(tmp_path, variables={"OPERATOR_API_KEY": KEY}) as second,
        watched(browser, locked.address) as page,
    ):
        context = page.context

        def logged_in(address: str) -> bool:
            answer = context.request.get(f"{address}/runs", max_redirects=0)
            return answer.status == 200

        def log_in(address: str) -> None:
            origin = {"Origin": address}
            context.request.post(f"{address}/login", form={"key": KEY}, headers=origin)

        log_in(locked.address)
        assert (logged_in(locked.address), logged_in(second.address)) == (True, False)
        log_in(second.address)
        assert (logged_in(locked.address), logged_in(second.address)) == (True, True)
        context.request.post(f"{second.address}/logout", headers={"Origin": second.address})
        assert (logged_in(locked.address), logged_in(second.address)) == (True, False)
