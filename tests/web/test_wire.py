"""Below the guard: what is no HTTP, comes too slowly or is too long, over raw sockets."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from typing import ClassVar

import anyio
import pytest
from starlette.types import Receive, Scope, Send

from operatoros.web.headers import stamped
from operatoros.web.wire import MOST_HEAD_BYTES, SERVER_OPTIONS, Wire
from tests.web.serving import CSRF, Reply, Site, guarded, head_of, read_reply

_BROKEN: dict[str, bytes] = {
    "no request line": b"\r\nrubbish\r\n\r\n",
    "binary": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "one word": b"GET\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "another protocol": b"GET / GOPHER/1.0\r\n\r\n",
    "a space in the target": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "a zero byte in the target": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "raw bytes in the target": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: x\r\nrubbish\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    "a zero byte in a value": b"GET / HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length of words": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    "a length of 5,000 digits": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "
    + b"9" * 5_000
    + b"\r\n\r\n",
    "a transfer we do not speak": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
}


class Hasty(Wire):
    """Gives the other side a moment."""

    patience_s: ClassVar[float] = 0.15
    linger_s: ClassVar[float] = 0.15


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Nothing but the guard, as it is served."""
    with guarded() as running:
        yield running


@pytest.fixture(scope="module")
def hasty() -> Iterator[Site]:
    """The same with hardly any patience."""
    with guarded(options={"http": Hasty}) as running:
        yield running


def _is_ours(reply: Reply, code: str) -> None:
    """Our headers, each once; our form of an error; the connection ends."""
    for name, value in stamped((), status=reply.status, asset=False):
        assert reply.one(name.decode()) == value.decode()
    assert "server" not in reply.headers
    assert reply.one("content-type") == "application/json"
    assert reply.one("connection") == "close"
    told = json.loads(reply.body)
    assert set(told) == {"code", "message", "hint", "details"}
    assert told["code"] == code
    assert told["hint"]


def _ends(connection: socket.socket) -> bool:
    """Say whether the server closes; a timeout of the socket fails the test."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("name", _BROKEN)
def test_a_broken_request_gets_our_answer(site: Site, name: str) -> None:
    """Whatever is no HTTP is told so with our headers, in our form, and reaches no route."""
    before = len(site.outside.requests)
    reply = site.send(_BROKEN[name])
    assert reply.status in {400, 421}
    if len(site.outside.requests) == before:
        _is_ours(reply, "ERR_REQUEST_MALFORMED")


def test_most_of_them_are_the_servers_own_matter(site: Site) -> None:
    """Control: without our protocol uvicorn answers them, and none of our headers is there."""
    own = 0
    with guarded(options={"http": "h11"}) as plain:
        for data in _BROKEN.values():
            reply = plain.send(data)
            own += "content-security-policy" not in reply.headers
    assert own >= len(_BROKEN) - 1


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * (MOST_HEAD_BYTES + 5_000) + b" HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * (MOST_HEAD_BYTES * 40) + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"C: d\r\n" * MOST_HEAD_BYTES,
    ],
    ids=["address", "long address", "headers"],
)
def test_a_head_that_is_too_long_is_answered(site: Site, head: bytes) -> None:
    """It is told why, though it went on sending; another connection is served meanwhile."""
    reply = site.send(head)
    assert reply.status == 431
    _is_ours(reply, "ERR_HEAD_TOO_LARGE")
    assert site.ask("GET", "/").status == 204


def test_a_head_of_a_usual_size_passes(site: Site) -> None:
    """Control: twenty kilobytes of cookies are no reason to refuse anybody."""
    cookies = [("Cookie", "a=" + "b" * 20_000)]
    assert site.ask("GET", "/", [*site.good(), *cookies]).status == 204


def test_a_head_that_never_ends_is_cut_off(hasty: Site) -> None:
    """Slowly sent bytes do not buy time: the whole head has one deadline."""
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=10) as connection:
        connection.settimeout(0.02)
        sent, answer = 0, b""
        while not answer:
            connection.send(b"G" if sent == 0 else b"E")
            sent += 1
            try:
                answer = connection.recv(65_536)
            except TimeoutError:
                assert sent < 400, "it goes on for ever"
        connection.settimeout(10)
        while piece := connection.recv(65_536):  # an answer may come in pieces
            answer += piece
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"ERR_HEAD_SLOW" in answer
        assert b"content-security-policy" in answer


def test_the_head_of_a_second_request_has_a_deadline_too(hasty: Site) -> None:
    """A connection that was served once gets no more patience than a new one."""
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=10) as connection:
        connection.sendall(head_of("GET", "/", hasty.good()))
        assert read_reply(connection).status == 204
        connection.sendall(b"GET /")
        reply = read_reply(connection)
        assert reply.status == 408
        _is_ours(reply, "ERR_HEAD_SLOW")


def test_who_says_nothing_is_let_go_in_silence(hasty: Site) -> None:
    """Browsers open connections ahead of need: nothing is answered that nobody asked."""
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=10) as connection:
        assert _ends(connection)


def test_the_rest_of_a_body_that_nobody_reads_has_a_deadline(hasty: Site) -> None:
    """A refused change that goes on sending is not listened to for ever."""
    head = head_of("POST", "/", [("Host", hasty.host), ("Content-Length", "1000000")])
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=10) as connection:
        connection.sendall(head)
        assert read_reply(connection).status == 403
        connection.settimeout(0.02)
        for _ in range(400):
            try:
                connection.send(b"x")
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
        raise AssertionError("it goes on for ever")


def test_a_body_whose_chunks_are_broken_reaches_no_route(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """What breaks off in the middle of a body is answered once, and nothing is logged as a bug."""
    caplog.set_level(logging.WARNING)
    before = len(site.inside.requests)
    headers = [
        *site.good("POST"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Type", "application/json"),
    ]
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(head_of("POST", "/", headers) + b"2\r\n{}\r\n")
        connection.sendall(b"rubbish\r\n")
        reply = read_reply(connection)
        assert reply.status == 400
        _is_ours(reply, "ERR_REQUEST_MALFORMED")
        assert _ends(connection)
    assert len(site.inside.requests) == before
    assert CSRF not in caplog.text
    assert "Traceback" not in caplog.text
    assert not [one for one in caplog.records if one.exc_info]


def test_a_stream_has_no_deadline() -> None:
    """A route that answers for longer than anybody's patience is not cut off."""

    async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for more in (True, True, True, False):
            await anyio.sleep(Hasty.patience_s / 2)
            await send({"type": "http.response.body", "body": b"x", "more_body": more})

    with guarded(slowly, options={"http": Hasty}) as site:
        reply = site.ask("GET", "/")
    assert reply.status == 200
    assert reply.body.count(b"x\r\n") == 4


def test_the_server_believes_no_proxy_and_logs_no_query() -> None:
    """What uvicorn does by default would undo the rate limit and log the token."""
    assert {
        "http": Wire,
        "h11_max_incomplete_event_size": MOST_HEAD_BYTES,
        "ws": "none",
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
    } == SERVER_OPTIONS
