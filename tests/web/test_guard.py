"""The guard as a whole, behind a real server: login, limits, bodies, streams, headers, silence."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from operatoros.errors import OperatorosError
from operatoros.web.access import Access
from operatoros.web.guard import Guard, hosts_of, origins_of
from operatoros.web.limits import REQUESTS, WRONG_KEYS
from operatoros.web.wire import SERVER_OPTIONS
from tests.web.sample import sample
from tests.web.serving import (
    CSRF,
    KEY,
    TOKEN,
    Clock,
    Counting,
    Reply,
    Site,
    access,
    guarded,
    head_of,
    read_reply,
)

_TEN = 10 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample behind the guard, with a key."""
    folder = tmp_path_factory.mktemp("assets")
    (folder / "app.js").write_text("1;\n")
    with guarded(sample(folder)[0], who=access(key=KEY), now=lambda: 1_800_000_000.0) as site:
        yield site


def _bearer(site: Site) -> list[tuple[str, str | bytes]]:
    return [("Host", site.host), ("Authorization", f"Bearer {KEY}")]


def _is_guarded(reply: Reply) -> None:
    """Every header of ours is there once, and none that must not be."""
    for name in (
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "cache-control",
    ):
        assert reply.one(name)
    assert "server" not in reply.headers
    assert not [name for name in reply.headers if name.startswith("access-control")]


# --- Hosts and origins ---------------------------------------------------------------------------


def test_hosts_of_a_loopback_address() -> None:
    """The names of loopback with our port; without it only on port 80."""
    hosts = {"localhost:3000", "127.0.0.1:3000", "[::1]:3000"}
    assert hosts_of("127.0.0.1", 3000) == hosts
    assert hosts_of("::1", 3000) == hosts
    assert hosts_of("localhost", 3000) == hosts
    assert hosts_of("127.0.0.2", 3000) == hosts | {"127.0.0.2:3000"}
    assert hosts_of("127.0.0.1", 80) >= {"localhost", "localhost:80", "[::1]", "127.0.0.1"}


def test_hosts_of_other_addresses() -> None:
    """The address itself, and the names that a person added."""
    assert hosts_of("192.168.1.5", 3000) == {"192.168.1.5:3000"}
    assert hosts_of("FE80::1", 3000) == {"[fe80::1]:3000"}
    found = hosts_of("0.0.0.0", 3000, ["Ops.Example.org", "a.org:443", "b.org:8443", "c.org:80"])
    assert found - hosts_of("127.0.0.1", 3000) == {
        "ops.example.org:3000", "a.org", "a.org:443", "b.org:8443", "c.org", "c.org:80",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["*", "", "*.example.org", "a b", "http://a.org", "a.org/", "a.org:0", "a.org:65536",
     "a.org:x", "u@a.org", "::1", "a.org.", "-", "a,b", "a.org:080"],
)  # fmt: skip
def test_a_wildcard_is_no_host(name: str) -> None:
    """What is not one exact name is refused at the start."""
    with pytest.raises(OperatorosError) as refused:
        hosts_of("127.0.0.1", 3000, [name])
    assert refused.value.code == "ERR_HOST_NAME"


def test_origins_of_hosts() -> None:
    """What browsers write; https for what a proxy serves on 443."""
    assert origins_of({"localhost:3000"}) == {"http://localhost:3000", "https://localhost:3000"}
    assert origins_of(hosts_of("127.0.0.1", 80)) == {
        "http://localhost", "http://127.0.0.1", "http://[::1]",
    }  # fmt: skip
    proxied = origins_of(hosts_of("127.0.0.1", 3000, ["a.org:443"]))
    assert "https://a.org" in proxied
    assert "http://a.org" not in proxied


# --- Properties ----------------------------------------------------------------------------------

_HOSTS = hosts_of("127.0.0.1", 3000)
_ORIGINS = origins_of(_HOSTS)
_NEAR = st.one_of(
    st.text(alphabet="localhst127.0[]:3 @/\\\t%\u212a", max_size=24),
    st.tuples(
        st.sampled_from(sorted(_HOSTS | _ORIGINS)),
        st.integers(0, 24),
        st.text(max_size=2),
        st.integers(0, 2),
    ).map(lambda part: part[0][: part[1]] + part[2] + part[0][part[1] + part[3] :]),
    st.text(),
)


def _direct(
    headers: list[tuple[bytes, bytes]],
    method: str = "GET",
    *,
    who: Access | None = None,
    guard: Guard | None = None,
) -> tuple[int, int]:
    """Ask without a server; return the status and how many requests got through."""
    inside = Counting()
    guard = guard or Guard(inside, access=who or access(), hosts=_HOSTS, origins=_ORIGINS)
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": "/", "raw_path": b"/", "query_string": b"",
        "headers": headers, "client": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip
    # Nothing in there waits, so it runs to its end without an event loop.
    with pytest.raises(StopIteration):
        guard(scope, receive, send).send(None)
    return statuses[0], len(inside.requests)


@given(st.lists(_NEAR, max_size=2))
@example(["localhost:3000"])
@example(["LOCALHOST:3000"])
@example(["localhost:3000\u212a"])
def test_only_our_hosts_get_through(values: list[str]) -> None:
    """Any text as Host gets through if and only if it is one of ours, sent once."""
    raw = [value.encode("utf-8", "surrogatepass") for value in values]
    status, through = _direct([(b"host", value) for value in raw])
    ours = len(raw) == 1 and raw[0].decode("latin-1").lower() in _HOSTS
    assert (status, through) == ((204, 1) if ours else (421, 0))


@given(st.lists(_NEAR, max_size=2))
@example(["http://localhost:3000"])
@example(["null"])
def test_only_our_origins_change_something(values: list[str]) -> None:
    """Any text as Origin of a change gets through if and only if it is one of ours, sent once."""
    raw = [value.encode("utf-8", "surrogatepass") for value in values]
    headers = [(b"host", b"localhost:3000"), (b"x-csrf-token", CSRF.encode())]
    status, through = _direct([*headers, *((b"origin", value) for value in raw)], "POST")
    ours = len(raw) == 1 and raw[0].decode("latin-1") in _ORIGINS
    assert (status, through) == ((204, 1) if ours else (403, 0))


@given(st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_only_the_csrf_token_is_the_csrf_token(value: bytes) -> None:
    """Any other text is refused."""
    headers = [(b"host", b"localhost:3000"), (b"origin", b"http://localhost:3000")]
    status, through = _direct([*headers, (b"x-csrf-token", value)], "POST")
    assert (status, through) == (403, 0)


@given(st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_only_the_key_is_the_key(value: bytes) -> None:
    """Any other text as Bearer or cookie is refused."""
    who = access(key=KEY)
    for header in (
        (b"authorization", b"Bearer " + value),
        (b"cookie", who.cookie_name.encode() + b"=" + value),
    ):
        status, through = _direct([(b"host", b"localhost:3000"), header], who=who)
        assert through == 0
        assert status in {303, 401}


# --- With a key ----------------------------------------------------------------------------------


def test_a_person_logs_in_and_out(locked: Site) -> None:
    """Login page, wrong key, right key, a change with the cookie, logging out."""
    page = locked.ask("GET", "/login?next=/runs/7")
    assert page.status == 200
    assert 'name="next" value="/runs/7"' in page.body.decode()
    form = [("Host", locked.host), ("Origin", f"http://{locked.host}"), ("Accept", "text/html")]
    wrong = locked.ask("POST", "/login", form, b"key=x", kind=_FORM)
    assert wrong.status == 401
    right = locked.ask("POST", "/login", form, f"key={KEY}&next=/runs/7".encode(), kind=_FORM)
    assert (right.status, right.one("location")) == (303, "/runs/7")
    cookie = ("Cookie", right.one("set-cookie").partition(";")[0])
    assert locked.ask("GET", "/runs/7", [*locked.good(), cookie]).status == 200
    change = [*locked.good("POST"), cookie]
    assert locked.ask("POST", "/api/things", change, b"{}").body == b"changed"
    # The cookie alone is not enough for a change: what a foreign form would bring.
    bare = [("Host", locked.host), ("Origin", f"http://{locked.host}"), cookie]
    assert locked.ask("POST", "/api/things", bare, b"{}").status == 403
    gone = locked.ask("POST", "/logout", change)
    assert gone.one("set-cookie").partition(";")[0].endswith("=")
    for reply in (page, wrong, right, gone):
        _is_guarded(reply)
        assert KEY.encode() not in reply.raw
        assert CSRF.encode() not in reply.raw


def test_a_foreign_form_cannot_log_in(locked: Site) -> None:
    """The login needs our Origin, so nobody is logged in by another site; JSON is no form."""
    body = f"key={KEY}".encode()
    for origin in ([], [("Origin", "null")], [("Origin", "https://evil.example")]):
        reply = locked.ask("POST", "/login", [("Host", locked.host), *origin], body, kind=_FORM)
        assert reply.status == 403
        assert "set-cookie" not in reply.headers
    assert locked.ask("POST", "/login", None, b'{"key": "x"}').status == 415
    assert locked.ask("POST", "/login", None, b"key=" + b"x" * 20_000, kind=_FORM).status == 413


def test_a_program_needs_no_csrf_token(locked: Site) -> None:
    """With the key in the header nothing else is needed; but a foreign page's is refused."""
    assert locked.ask("POST", "/api/things", _bearer(locked), b"{}").body == b"changed"
    for header in (("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")):
        assert locked.ask("POST", "/api/things", [*_bearer(locked), header], b"{}").status == 403
    text = locked.ask("POST", "/api/things", _bearer(locked), b"{}", kind="text/plain")
    assert text.status == 415


@pytest.mark.parametrize("expects", [False, True])
def test_401_comes_before_the_body(locked: Site, expects: bool) -> None:
    """Ten megabytes are announced and none is sent: 401 is there, nothing was read."""
    reads, through = locked.outside.reads, len(locked.inside.requests)
    headers = [*locked.good("POST"), ("Content-Length", str(_TEN))]
    headers += [("Content-Type", "application/json")]
    headers += [("Expect", "100-continue")] if expects else []
    reply = locked.send(head_of("POST", "/api/things", headers))
    assert reply.status == 401
    assert reply.raw.startswith(b"HTTP/1.1 401")
    assert locked.outside.reads == reads
    assert len(locked.inside.requests) == through


def test_401_reaches_who_sends_the_body_all_the_same(locked: Site) -> None:
    """A client that sends its ten megabytes first gets the answer, and may ask again after it."""
    reads, received = locked.outside.reads, locked.outside.received
    headers = [*locked.good("POST"), ("Content-Length", str(_TEN))]
    with socket.create_connection(("127.0.0.1", locked.port), timeout=10) as connection:
        connection.sendall(head_of("POST", "/api/things", headers) + b"x" * _TEN)
        assert read_reply(connection).status == 401
        connection.sendall(head_of("GET", "/api/things/7", _bearer(locked)))
        assert read_reply(connection).status == 200
    # One `receive` of the application that answered the second request may be counted.
    assert locked.outside.reads - reads <= 1
    assert locked.outside.received == received


def test_without_the_guard_the_body_is_read(tmp_path: Path) -> None:
    """Control: the same ten megabytes reach the bare application."""
    with guarded(sample(tmp_path)[0], bare=True) as site:
        assert site.ask("POST", "/api/things", None, b"x" * _TEN).body == b"changed"
        assert site.inside.received == _TEN


def _chunked(site: Site, size: int, headers: list[tuple[str, str | bytes]]) -> Reply:
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    head = [*headers, ("Transfer-Encoding", "chunked"), ("Content-Type", "application/json")]
    data = head_of("POST", "/api/things", head) + chunk * (size // 65_536) + b"0\r\n\r\n"
    return site.send(data)


def test_a_body_is_measured_as_it_comes(locked: Site) -> None:
    """Four megabytes pass, announced or in chunks; ten are refused and never reach a route."""
    four = 4 * 1024 * 1024
    through, reads = len(locked.inside.requests), locked.outside.reads
    assert locked.ask("POST", "/api/things", _bearer(locked), b"x" * _TEN).status == 413
    assert locked.outside.reads == reads
    assert _chunked(locked, _TEN, _bearer(locked)).status == 413
    assert len(locked.inside.requests) == through
    assert locked.ask("POST", "/api/things", _bearer(locked), b"x" * four).status == 200
    assert _chunked(locked, four, _bearer(locked)).status == 200


# --- Limits --------------------------------------------------------------------------------------


def _try_login(site: Site, key: str, *more: tuple[str, str]) -> Reply:
    headers = [("Host", site.host), ("Origin", f"http://{site.host}"), *more]
    return site.ask("POST", "/login", headers, f"key={key}".encode(), kind=_FORM)


def test_guessing_ends_after_ten() -> None:
    """The eleventh guess gets 429 with the seconds to wait, whatever X-Forwarded-For says."""
    clock = Clock()
    with guarded(who=access(key=KEY), clock=clock) as site:
        for number in range(WRONG_KEYS):
            forwarded = ("X-Forwarded-For", f"203.0.113.{number}")
            assert _try_login(site, "x", forwarded).status == 401
        for key in ("x", KEY):
            late = _try_login(site, key, ("X-Forwarded-For", "203.0.113.99"))
            assert (late.status, late.one("retry-after")) == (429, "60")
            assert b"ERR_KEY_TRIES" in late.body
        assert site.ask("GET", "/api/x", _bearer(site)).status == 429
        # Pages and assets are still there, and so is everything a minute later.
        assert site.ask("GET", "/login").status == 200
        clock.now += 60
        assert _try_login(site, KEY).status == 303


def test_a_server_that_believes_proxies_would_be_fooled() -> None:
    """Control: with uvicorn's defaults a header of the guesser's choice resets the count."""
    with guarded(who=access(key=KEY), options={"proxy_headers": True}) as site:
        statuses = {
            _try_login(site, "x", ("X-Forwarded-For", f"203.0.113.{number}")).status
            for number in range(WRONG_KEYS * 2)
        }
    assert statuses == {401}


def test_guesses_at_once_are_counted_one_by_one() -> None:
    """Forty logins that wait for the end of their bodies together: ten are looked at."""
    statuses: list[int] = []
    with guarded(who=access(key=KEY)) as site:
        headers = [
            ("Host", site.host),
            ("Origin", f"http://{site.host}"),
            ("Content-Type", _FORM),
            ("Content-Length", "5"),
        ]
        head = head_of("POST", "/login", headers)
        connections = [
            socket.create_connection(("127.0.0.1", site.port), timeout=10) for _ in range(40)
        ]
        for connection in connections:
            connection.sendall(head + b"key=")
        for connection in connections:
            connection.sendall(b"x")
        for connection in connections:
            statuses.append(read_reply(connection).status)
            connection.close()
    assert statuses.count(401) == WRONG_KEYS
    assert statuses.count(429) == 40 - WRONG_KEYS


def test_a_loop_is_slowed_down_and_a_foreign_page_slows_nobody() -> None:
    """Requests over the pace get 429; refused ones of other sites use nothing of it up."""
    inside = Counting()
    guard = Guard(inside, access=access(), hosts=_HOSTS, origins=_ORIGINS, monotonic=Clock())
    foreign = (b"sec-fetch-site", b"cross-site")

    def statuses(count: int, *more: tuple[bytes, bytes]) -> set[int]:
        headers = [(b"host", b"localhost:3000"), *more]
        return {_direct(headers, guard=guard)[0] for _ in range(count)}

    assert statuses(REQUESTS + 10, foreign) == {403}
    assert statuses(REQUESTS) == {204}
    assert len(inside.requests) == REQUESTS
    assert statuses(10) == {429}
    assert len(inside.requests) == REQUESTS


# --- The token of a start ------------------------------------------------------------------------


def test_the_token_opens_and_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the redirect, nor the application, nor a server that logs queries shows it."""
    caplog.set_level(logging.DEBUG)
    with guarded(who=access(token=TOKEN), options={"access_log": True}) as site:
        assert site.ask("GET", "/").status == 303
        reply = site.ask("GET", f"/runs/7?a=1&token={TOKEN}")
        assert (reply.status, reply.one("location")) == (303, "/runs/7?a=1")
        cookie = ("Cookie", reply.one("set-cookie").partition(";")[0])
        assert site.ask("GET", "/runs/7?a=1", [*site.good(), cookie]).status == 204
        assert site.ask("GET", f"/api/x?token={TOKEN}").status == 401
        bearer = [("Host", site.host), ("Authorization", f"Bearer {TOKEN}")]
        assert site.ask("GET", f"/api/x?b=2&token={TOKEN}", bearer).status == 204
        assert site.inside.queries == [b"a=1", b"b=2"]
    assert "/runs/7?a=1" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN.encode() not in reply.raw


def test_a_bare_server_logs_the_token(caplog: pytest.LogCaptureFixture) -> None:
    """Control: without the guard the server's log has it; as we start it, it keeps none."""
    caplog.set_level(logging.DEBUG)
    with guarded(bare=True, options={"access_log": True}) as site:
        site.ask("GET", f"/?token={TOKEN}")
    assert TOKEN in caplog.text
    caplog.clear()
    with guarded(bare=True) as site:
        site.ask("GET", f"/?token={TOKEN}")
    assert TOKEN not in caplog.text
    assert SERVER_OPTIONS["access_log"] is False


# --- Answers -------------------------------------------------------------------------------------


def test_every_answer_has_our_headers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Pages, JSON, streams, assets, 404, 405, 500, and every refusal."""
    (tmp_path / "app.js").write_text("1;\n")
    with guarded(sample(tmp_path)[0]) as site:
        for method, path, status in (
            ("GET", "/", 200),
            ("HEAD", "/", 405),
            ("GET", "/api/stream", 200),
            ("GET", "/api/things/7", 200),
            ("GET", "/api/things/x", 422),
            ("POST", "/api/things", 200),
            ("DELETE", "/api/things", 405),
            ("GET", "/api/broken", 500),
            ("GET", "/nowhere", 404),
            ("GET", "/assets/nowhere", 404),
            ("GET", "/assets/app.js", 200),
            ("OPTIONS", "/", 405),
        ):
            reply = site.ask(method, path)
            assert reply.status == status, (method, path)
            _is_guarded(reply)
    assert "ZeroDivisionError" in caplog.text


def test_a_guard_that_breaks_is_answered_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the guard itself lets nothing through and has our headers and our form."""

    def wrong(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(Guard, "_check_site", wrong)
    with guarded() as site:
        reply = site.ask("GET", "/")
    assert (reply.status, site.inside.requests) == (500, [])
    assert json.loads(reply.body)["code"] == "ERR_INTERNAL"
    _is_guarded(reply)


def test_an_application_that_breaks_is_answered_for(caplog: pytest.LogCaptureFixture) -> None:
    """An error before any response becomes our 500; the server still hears of it."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError(KEY)

    with guarded(broken) as site:
        reply = site.ask("GET", "/api/x")
        assert (reply.status, json.loads(reply.body)["code"]) == (500, "ERR_INTERNAL")
        assert KEY.encode() not in reply.raw
        _is_guarded(reply)
    assert "ZeroDivisionError" in caplog.text


def test_a_stream_arrives_event_by_event() -> None:
    """The first event is there while the second is still waited for."""
    import anyio

    go_on = threading.Event()

    async def events(scope: Scope, receive: Receive, send: Send) -> None:
        kind = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await anyio.to_thread.run_sync(lambda: go_on.wait(10))
        await send({"type": "http.response.body", "body": b"data: 2\n\n"})

    with guarded(events) as site:
        connection = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        with connection:
            connection.sendall(head_of("GET", "/api/stream", site.good()))
            seen = b""
            while b"data: 1" not in seen:
                seen += connection.recv(65_536)
            assert b"data: 2" not in seen
            go_on.set()
            while b"data: 2" not in seen:
                seen += connection.recv(65_536)


def test_a_change_that_breaks_off_changes_nothing() -> None:
    """Half a body never reaches the application."""
    with guarded() as site:
        headers = [*site.good("POST"), ("Content-Type", _FORM), ("Content-Length", "100")]
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
            connection.sendall(head_of("POST", "/api/x", headers) + b"half")
        assert site.ask("GET", "/").status == 204
    assert [path for _, path in site.inside.requests] == ["/"]


@pytest.mark.anyio
async def test_there_is_no_websocket() -> None:
    """A websocket is closed before it opens; what is around the requests passes through."""
    inside = Counting()
    guard = Guard(inside, access=access(), hosts=_HOSTS, origins=_ORIGINS)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    await guard({"type": "websocket"}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]
    await guard({"type": "lifespan"}, receive, send)
    assert inside.requests == []


def test_an_old_client_must_name_the_host_too() -> None:
    """HTTP/1.0 may leave the Host out; we do not take that for ours."""
    with guarded() as site:
        assert site.send(b"GET / HTTP/1.0\r\n\r\n").status == 421
        assert site.inside.requests == []
        assert site.send(f"GET / HTTP/1.0\r\nHost: {site.host}\r\n\r\n".encode()).status == 204


def test_a_person_sees_a_page_and_a_program_json() -> None:
    """The same refusal in two forms."""
    with guarded() as site:
        evil = [("Host", "evil.example")]
        page = site.ask("GET", "/", [*evil, ("Accept", "text/html")])
        assert page.one("content-type") == "text/html; charset=utf-8"
        assert b"ERR_HOST_NOT_OURS" in page.body
        program = site.ask("GET", "/", evil)
        assert json.loads(program.body)["code"] == "ERR_HOST_NOT_OURS"
        assert set(json.loads(program.body)) == {"code", "message", "hint", "details"}
