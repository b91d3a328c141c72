"""The guard against a real browser: rebinding, pages of other sites, and our own login."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from operatoros.web import headers
from operatoros.web.access import Access
from tests.browser import running as browsing
from tests.web.sample import sample
from tests.web.serving import CSRF, KEY, TOKEN, Site, access, guarded, running

pytestmark = [pytest.mark.outside, pytest.mark.timeout(120)]

# Everything that a page can make a browser send, without the CSRF token, which it cannot know, and
# with it, as if it had leaked. What a page cannot wait for by an event is waited for by a timer of
# the page's own.
_ATTACK = """
async ([base, csrf]) => {
  const done = {}
  const tries = []
  const attempt = (name, work) => tries.push(
    Promise.race([work(), new Promise((_, no) => setTimeout(() => no('late'), 4000))])
      .then(what => { done[name] = what }, why => { done[name] = 'error' }))
  const kinds = ['text/plain', 'application/x-www-form-urlencoded', 'application/json']
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    for (const mode of ['no-cors', 'cors'])
      for (const kind of kinds)
        for (const leaked of [{}, {'X-CSRF-Token': csrf}])
          attempt([method, mode, kind, Object.keys(leaked).length].join(' '), async () => {
            const headers = {'Content-Type': kind, ...leaked}
            const path = method === 'POST' ? '/api/things' : '/api/things/7'
            const given = {method, mode, headers, body: '{}', credentials: 'include'}
            const answer = await fetch(base + path, given)
            return answer.type + ' ' + answer.status + ' ' + await answer.text()
          })
  for (const mode of ['no-cors', 'cors'])
    attempt('read ' + mode, async () => {
      const answer = await fetch(base + '/api/things/7', {mode, credentials: 'include'})
      return answer.type + ' ' + answer.status + ' ' + await answer.text()
    })
  attempt('beacon', async () => String(navigator.sendBeacon(base + '/api/things', 'x')))
  attempt('events', () => new Promise((yes, no) => {
    const source = new EventSource(base + '/api/stream')
    source.onmessage = event => { source.close(); yes(event.data) }
    source.onerror = () => { source.close(); no('error') }
  }))
  attempt('socket', () => new Promise((yes, no) => {
    const socket = new WebSocket(base.replace('http', 'ws') + '/api/stream')
    socket.onopen = () => yes('open')
    socket.onerror = () => no('error')
  }))
  const element = (name, attribute, path) => attempt(name + ' ' + path, () =>
    new Promise((yes, no) => {
      const made = document.createElement(name)
      made.onload = () => yes('loaded')
      made.onerror = () => no('error')
      if (name === 'link') made.rel = 'stylesheet'
      made[attribute] = base + path
      document.body.append(made)
    }))
  for (const path of ['/', '/api/things/7', '/assets/app.js']) {
    element('img', 'src', path)
    element('script', 'src', path)
    element('link', 'href', path)
    element('object', 'data', path)
    element('iframe', 'src', path)
  }
  for (const kind of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'])
    attempt('form ' + kind, () => new Promise(yes => {
      const frame = document.createElement('iframe')
      frame.name = 'frame ' + kind
      document.body.append(frame)
      const form = document.createElement('form')
      Object.assign(form, {method: 'POST', enctype: kind, target: frame.name})
      form.action = base + '/inbox/approve'
      const field = document.createElement('input')
      Object.assign(field, {name: 'entry', value: '7'})
      form.append(field)
      document.body.append(form)
      frame.onload = () => yes('loaded')
      form.submit()
    }))
  await Promise.all(tries)
  return done
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for which evil.example is this machine."""
    rules = "--host-resolver-rules=MAP *.example 127.0.0.1"
    with browsing(rules, "--no-proxy-server") as started:
        yield started


@pytest.fixture(scope="module")
def foreign() -> Iterator[int]:
    """Another server on this machine that serves an empty page; gives its port."""
    with running(lambda port: _theirs) as port:
        yield port


@contextmanager
def _ours(
    folder: Path, *, bare: bool = False, port: int = 0, who: Access | None = None
) -> Iterator[tuple[Site, list[str]]]:
    """Run the sample, guarded or bare; gives it, and what was changed through it."""
    (folder / "app.js").write_text("window.theirs = 1;\n")
    app, changed = sample(folder)
    with guarded(app, bare=bare, port=port, who=who) as site:
        yield site, changed


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    try:
        yield context.new_page()
    finally:
        context.close()


def _attack(page: Page, base: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(_ATTACK, [base, CSRF])
    return found


@pytest.mark.parametrize("name", ["evil.example", "localhost", "127.0.0.1"])
def test_a_page_of_another_site_gets_nowhere(
    browser: Browser, foreign: int, tmp_path: Path, name: str
) -> None:
    """Another site, and another port of this machine: nothing reaches us, nothing is readable."""
    with _ours(tmp_path) as (site, changed), _page(browser) as page:
        page.goto(f"http://{name}:{foreign}/")
        for host in ("localhost", "127.0.0.1"):
            done = _attack(page, f"http://{host}:{site.port}")
            assert len(done) > 60
            assert site.inside.requests == []
            # `opaque` says that an answer came, which any closed door gives as well.
            readable = {
                attempt: what
                for attempt, what in done.items()
                if what not in {"error", "late", "loaded", "true"} and what != "opaque 0 "
            }
            assert readable == {}
        assert changed == []


def test_without_the_guard_a_page_of_another_site_changes_things(
    browser: Browser, foreign: int, tmp_path: Path
) -> None:
    """Control: the same page, the same application, no guard."""
    with _ours(tmp_path, bare=True) as (site, changed), _page(browser) as page:
        page.goto(f"http://evil.example:{foreign}/")
        _attack(page, f"http://localhost:{site.port}")
        reached = {path for _, path in site.inside.requests}
        assert reached >= {"/", "/api/things", "/api/things/7", "/api/stream", "/assets/app.js"}
        assert len([change for change in changed if change.startswith("POST /api/things")]) >= 3
        assert len([change for change in changed if "/inbox/approve" in change]) == 3


async def _theirs(scope: Scope, receive: Receive, send: Send) -> None:
    await HTMLResponse("<!doctype html><title>theirs</title>")(scope, receive, send)


def _prey(page: Page) -> int:
    """Open an attacker's page at evil.example; return the port, which is free again."""
    with running(lambda port: _theirs) as port:
        page.goto(f"http://evil.example:{port}/")
    return port


def _rebound(page: Page) -> list[str]:
    """Let the attacker's page ask its own address, which is ours now; return the answers."""
    found: list[str] = page.evaluate(
        """async csrf => {
          const answers = []
          const headers = {'Content-Type': 'application/json', 'X-CSRF-Token': csrf}
          for (const [path, given] of [
            ['/', {}],
            ['/api/things/7', {}],
            ['/assets/app.js', {}],
            ['/nowhere', {}],
            ['/api/things', {method: 'POST', headers, body: '{}'}],
            ['/api/things/7', {method: 'DELETE', headers}],
            ['/inbox/approve', {method: 'POST', body: '{}', headers}],
          ]) {
            const answer = await fetch(path, given)
            answers.push(answer.status + ' ' + (await answer.text()).slice(0, 40))
          }
          return answers
        }""",
        CSRF,
    )
    return found


def test_a_rebound_name_is_not_ours(browser: Browser, tmp_path: Path) -> None:
    """A name that an attacker lets point to this machine: the browser calls it the same site."""
    with _page(browser) as page:
        port = _prey(page)
        with _ours(tmp_path, port=port) as (site, changed):
            answers = _rebound(page)
            assert {answer.partition(" ")[0] for answer in answers} == {"421"}
            shown = page.goto(f"http://evil.example:{site.port}/")
            assert shown
            assert shown.status == 421
            assert "ERR_HOST_NOT_OURS" in page.content()
            assert site.inside.requests == []
            assert changed == []


def test_without_the_guard_a_rebound_name_reads_and_changes(
    browser: Browser, tmp_path: Path
) -> None:
    """Control: the same page against the bare application."""
    with _page(browser) as page:
        port = _prey(page)
        with _ours(tmp_path, bare=True, port=port) as (_, changed):
            answers = _rebound(page)
            assert answers[0].startswith("200 <!doctype html><title>ours")
            assert answers[1] == '200 {"number":7}'
            assert len(changed) == 3


def _log_in(page: Page, site: Site) -> None:
    page.goto(f"http://{site.host}/runs/7?a=1")
    assert page.url == f"http://{site.host}/login?next=/runs/7%3Fa%3D1"
    page.get_by_label("Key").fill(KEY)
    page.get_by_role("button", name="Log in").click()


def test_a_person_logs_in_with_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    """The plain form works in a browser; a wrong key says so; then the page asked for is there."""
    with _ours(tmp_path, who=access(key=KEY)) as (site, _), _page(browser) as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://{site.host}/runs/7?a=1")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert "not the key" in page.inner_text("main")
        page.keyboard.type(KEY)
        page.keyboard.press("Enter")
        page.wait_for_url(f"http://{site.host}/runs/7?a=1")
        assert page.inner_text("h1") == "Today"
        # Chromium tells of every 401 and 404 (the icon); of our headers and forms it has nothing.
        assert [text for text in said if "Failed to load resource" not in text] == []


def test_a_page_of_ours_changes_things(browser: Browser, tmp_path: Path) -> None:
    """What htmx does (mode same-origin) and what plain scripts do passes, with our token."""
    with _ours(tmp_path, who=access(key=KEY)) as (site, changed), _page(browser) as page:
        _log_in(page, site)
        page.wait_for_url("**/runs/7?a=1")
        for mode in ("same-origin", "cors"):
            for method, path in (("POST", "/api/things"), ("DELETE", "/api/things/7")):
                status = page.evaluate(
                    """async ([path, method, mode, csrf]) => (await fetch(path, {
                         method, mode, headers: {'X-CSRF-Token': csrf}})).status""",
                    [path, method, mode, CSRF],
                )
                assert status == 200
        assert len(changed) == 4
        events = page.evaluate(
            """() => new Promise(yes => { const source = new EventSource('/api/stream')
                 source.onmessage = event => { source.close(); yes(event.data) } })"""
        )
        assert events == "0"


def test_no_referrer_would_refuse_our_own_pages(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: with `Referrer-Policy: no-referrer` Chromium sends `Origin: null` with our forms."""
    other = tuple(
        (name, b"no-referrer" if name == b"referrer-policy" else value)
        for name, value in headers._ALWAYS
    )
    monkeypatch.setattr(headers, "_ALWAYS", other)
    with _ours(tmp_path, who=access(key=KEY)) as (site, _), _page(browser) as page:
        _log_in(page, site)
        page.wait_for_load_state()
        assert "ERR_CROSS_SITE" in page.content()
        assert "null" in page.inner_text("main")


def test_a_link_in_a_mail_leads_to_the_page(browser: Browser, foreign: int, tmp_path: Path) -> None:
    """Who is logged in arrives although the cookie is strict; who is not arrives at the login."""
    with _ours(tmp_path, who=access(key=KEY)) as (site, _), _page(browser) as page:
        for logged_in in (False, True):
            if logged_in:
                _log_in(page, site)
                page.wait_for_url("**/runs/7?a=1")
            page.goto(f"http://evil.example:{foreign}/")
            page.evaluate(
                """address => { const link = document.createElement('a'); link.href = address
                     link.textContent = 'run'; document.body.append(link) }""",
                f"http://{site.host}/runs/7?b=2",
            )
            page.get_by_text("run").click()
            onward = "/runs/7?b=2" if logged_in else "/login?next=/runs/7%3Fb%3D2"
            page.wait_for_url(f"http://{site.host}{onward}")


def test_the_token_in_the_address_opens(browser: Browser, tmp_path: Path) -> None:
    """The address that `--token` prints opens the page and is gone from it; scripts see no cookie.

    The page itself runs nothing that is not a file of ours.
    """
    with _ours(tmp_path, who=access(token=TOKEN)) as (site, _), _page(browser) as page:
        page.goto(f"http://{site.host}/runs/7?token={TOKEN}")
        assert page.url == f"http://{site.host}/runs/7"
        assert page.inner_text("h1") == "Today"
        assert page.evaluate("document.cookie") == ""
        (cookie,) = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert TOKEN not in json.dumps(page.context.cookies())
        page.evaluate(
            """() => { const script = document.createElement('script')
                 script.textContent = 'window.ran = 1'; document.head.append(script) }"""
        )
        assert page.evaluate("window.ran") is None
