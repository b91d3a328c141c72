"""Every route against the table of headers: what must be refused, and what must pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.cases import FINE, REFUSED, Case, applies, request_of
from tests.web.sample import application, routes_of, sample
from tests.web.serving import CSRF, KEY, Site, access, guarded

ASSET = "app.js"
_OPEN = {"/login", "/logout"}
_SAMPLE = list(routes_of(sample(Path(__file__).parent)[0], asset=ASSET))
_PRODUCT = application()
# The product's routes are not carried out here: what reaches them is counted in their place.
_ROUTES = list(dict.fromkeys([*_SAMPLE, *(routes_of(_PRODUCT, asset=ASSET) if _PRODUCT else ())]))


class _Quick:
    """A clock by which nobody asks too fast."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        """Return the present, a second later each time."""
        self._now += 1.0
        return self._now


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one script."""
    folder = tmp_path_factory.mktemp("assets")
    (folder / ASSET).write_text("1;\n")
    return folder


@pytest.fixture(scope="module")
def site(assets: Path) -> Iterator[Site]:
    """The sample behind the guard."""
    with guarded(sample(assets)[0], clock=_Quick()) as running:
        yield running


@pytest.fixture(scope="module")
def bare(assets: Path) -> Iterator[Site]:
    """The sample without the guard."""
    with guarded(sample(assets)[0], bare=True) as running:
        yield running


@pytest.fixture(scope="module")
def locked() -> Iterator[Site]:
    """Nothing but the guard, with a key."""
    with guarded(who=access(key=KEY), clock=_Quick()) as running:
        yield running


def _said(site: Site, case: Case, method: str, path: str) -> tuple[int, bool]:
    """Return a case's status, and whether it reached the application."""
    before = len(site.inside.requests)
    reply = site.send(request_of(case, method, path, site.port, csrf=CSRF))
    return reply.status, len(site.inside.requests) > before


def _name(value: object) -> str:
    return str(value).strip("/").replace("/", "-") or "root"


def test_every_route_is_found() -> None:
    """Those of included routers and mounts too: a route that is not listed is not tested."""
    assert set(_SAMPLE) >= {
        ("GET", "/"),
        ("GET", "/runs/7"),
        ("GET", "/api/stream"),
        ("POST", "/api/things"),
        ("PUT", "/api/things/7"),
        ("DELETE", "/api/things/7"),
        ("POST", "/inbox/approve"),
        ("GET", f"/assets/{ASSET}"),
    }
    if _PRODUCT is not None:
        assert len(_ROUTES) >= len(_SAMPLE) + 20


def test_the_table_is_as_long_as_it_should_be() -> None:
    """At least sixty cases are about each route, and their names differ."""
    assert len({case.name for case in (*REFUSED, *FINE)}) == len(REFUSED) + len(FINE)
    for method, path in _ROUTES:
        assert sum(applies(case, method, path) for case in REFUSED) >= 60, (method, path)
        assert sum(applies(case, method, path) for case in FINE) >= 9
    assert {method for method, _ in _ROUTES} == {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE",
    }  # fmt: skip


@pytest.mark.parametrize(("method", "path"), _ROUTES, ids=_name)
def test_what_must_be_refused_is(site: Site, method: str, path: str) -> None:
    """No case of the table reaches the application, on any route, nor does any answer it well."""
    wrong = []
    for case in REFUSED:
        if applies(case, method, path):
            status, reached = _said(site, case, method, path)
            if reached or not (status == 0 or 400 <= status < 500):
                wrong.append((case.name, status, reached))
    assert not wrong


@pytest.mark.parametrize(("method", "path"), _ROUTES, ids=_name)
def test_what_must_pass_does(site: Site, method: str, path: str) -> None:
    """What our own pages send gets through on every route; the door answers for itself."""
    wrong = []
    for case in FINE:
        if path in _OPEN and case.header == "Content-Type":
            continue
        if applies(case, method, path):
            status, reached = _said(site, case, method, path)
            if reached == (path in _OPEN) or (path in _OPEN and status != 303):
                wrong.append((case.name, status, reached))
    assert not wrong


@pytest.mark.parametrize(("method", "path"), _ROUTES, ids=_name)
def test_without_the_guard_they_get_through(bare: Site, method: str, path: str) -> None:
    """Control: it is the guard that refuses; the server itself only refuses broken HTTP."""
    through = 0
    asked = 0
    for case in REFUSED:
        if applies(case, method, path) and not case.method:
            asked += 1
            through += _said(bare, case, method, path)[1]
    assert through >= 55
    assert through > asked * 0.9


@pytest.mark.parametrize(("method", "path"), _ROUTES, ids=_name)
def test_with_a_key_nobody_gets_through_without_it(locked: Site, method: str, path: str) -> None:
    """401 or the way to the login, but for assets and the login; with the key it passes."""
    if path in _OPEN:
        assert locked.ask(method, path).status in {200, 303, 401}
        assert (method, path) not in locked.inside.requests
        return
    before = len(locked.inside.requests)
    reply = locked.ask(method, path)
    if path.startswith("/assets/") and method == "GET":
        assert reply.status == 204
    elif path.startswith("/api/") or method not in {"GET", "HEAD"}:
        assert reply.status == 401
    else:
        assert reply.status == 303
        assert reply.one("location").startswith("/login")
    assert (len(locked.inside.requests) > before) == (reply.status == 204)
    key = [("Host", locked.host), ("Authorization", f"Bearer {KEY}")]
    assert locked.ask(method, path, key).status == 204
