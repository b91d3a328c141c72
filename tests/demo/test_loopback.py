"""The small HTTP server of the demo."""

from __future__ import annotations

import json

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operatoros.demo.loopback import Heard, Said, Window, listen
from operatoros.errors import Unavailable

pytestmark = pytest.mark.anyio


def _echo(heard: Heard) -> Said:
    return Said(
        body={
            "method": heard.method,
            "path": heard.path,
            "query": dict(heard.query),
            "body": heard.json(),
        },
        headers={"X-Seen": heard.headers.get("x-sent", "")},
    )


async def _raw(url: str, *requests: bytes) -> bytes:
    """Send bytes and return what comes until the other side is silent or gone."""
    host, port = url.removeprefix("http://").split(":")
    received = b""
    async with await anyio.connect_tcp(host, int(port)) as stream:
        for request in requests:
            await stream.send(request)
        with anyio.move_on_after(0.3):
            while True:
                try:
                    received += await stream.receive()
                except (anyio.EndOfStream, anyio.BrokenResourceError):
                    break
    return received


async def test_requests_are_understood_and_connections_kept() -> None:
    """Two requests on one connection are answered in order, with query, headers and body."""
    async with listen(_echo) as url:
        raw = await _raw(
            url,
            b"POST /a%20b?x=1&y=&x=2 HTTP/1.1\r\nX-Sent: s\r\nContent-Length: 7\r\n\r\n[1, 22]",
            b"GET / HTTP/1.1\r\n\r\n",
        )
    first, second = raw.split(b"HTTP/1.1 200 OK\r\n")[1:]
    head, body = first.split(b"\r\n\r\n")
    assert b"X-Seen: s" in head
    assert json.loads(body) == {
        "method": "POST",
        "path": "/a b",
        "query": {"x": "2", "y": ""},
        "body": [1, 22],
    }
    assert json.loads(second.split(b"\r\n\r\n")[1])["body"] is None


async def test_it_starts_and_ends_at_once() -> None:
    """Opening and closing wait for nothing, and afterwards nobody listens."""
    with anyio.fail_after(5):
        async with listen(_echo) as url:
            pass
    with pytest.raises(OSError, match=r"\w"):
        await _raw(url, b"GET / HTTP/1.1\r\n\r\n")


async def test_it_ends_while_an_answer_is_awaited() -> None:
    """An asker who still waits does not hold the server open."""

    async def for_ever(seconds: float) -> None:
        await anyio.sleep_forever()

    with anyio.fail_after(5):
        async with listen(lambda heard: Said(delay_s=1.0), sleep=for_ever) as url:
            host, port = url.removeprefix("http://").split(":")
            stream = await anyio.connect_tcp(host, int(port))
            await stream.send(b"GET / HTTP/1.1\r\n\r\n")
        await stream.aclose()


async def test_an_error_of_the_block_comes_out_as_it_is() -> None:
    """What is raised inside `async with` is not wrapped into a group."""
    with pytest.raises(Unavailable):
        async with listen(_echo):
            raise Unavailable("mine")


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode()))
async def test_nonsense_is_answered_or_dropped(data: bytes) -> None:
    """Any bytes get 400, an echo or a closed connection; the server lives on."""
    async with listen(_echo) as url:
        await _close(url, data + b"\r\n\r\n")
        raw = await _raw_once(url, b"GET /alive HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert b"/alive" in raw


async def _close(url: str, data: bytes) -> None:
    host, port = url.removeprefix("http://").split(":")
    async with await anyio.connect_tcp(host, int(port)) as stream:
        try:
            await stream.send(data)
        except (anyio.BrokenResourceError, ConnectionError):
            return


async def _raw_once(url: str, data: bytes) -> bytes:
    """Send a request that closes and read to the end."""
    host, port = url.removeprefix("http://").split(":")
    received = b""
    async with await anyio.connect_tcp(host, int(port)) as stream:
        await stream.send(data)
        while True:
            try:
                received += await stream.receive()
            except anyio.EndOfStream:
                return received


@pytest.mark.parametrize("length", ["99999999", "-5", "x", "1e3"])
async def test_bodies_have_bounds(length: str) -> None:
    """A body that is too long or has no length is refused without being read."""
    async with listen(_echo) as url:
        raw = await _raw_once(url, f"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
    assert raw.startswith(b"HTTP/1.1 400 ")


def test_windows_count() -> None:
    """A window is full at its count and empties as time goes on; refused requests do not count."""
    now = [0.0]
    window = Window(2, 1.0, lambda: now[0])
    assert [window.full() for _ in range(4)] == [False, False, True, True]
    now[0] = 0.999
    assert window.full()
    now[0] = 1.0
    assert [window.full() for _ in range(3)] == [False, False, True]
