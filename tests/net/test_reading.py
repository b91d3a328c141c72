"""Responses to replies: what of an error's body is read, and what is not."""

from __future__ import annotations

import gzip

import anyio
import pytest

from operatoros.errors import OperatorosError
from tests.growth import TIMES, assert_linear
from tests.net.faulty import client, get, http, says, serving, terms

pytestmark = pytest.mark.anyio


async def test_headers_are_found_by_lower_case_name() -> None:
    """Names are lower case, repeated headers are joined."""
    async with (
        serving(says(http(200, b"[]", {"X-A": "1", "x-a": "2", "Link": "<b>"}))) as server,
        client() as http_client,
    ):
        reply = await http_client.send(get(server), terms(server), timeout_s=5)
    assert reply.headers["x-a"] == "1, 2"
    assert reply.headers["link"] == "<b>"
    assert reply.host == server.host


def test_many_headers_do_not_take_long() -> None:
    """Seven thousand short headers, which fit into the cap, cost no more than their number."""

    async def ask(count: int) -> None:
        headers = {f"h{n}": "" for n in range(count)}
        async with serving(says(http(200, b"[]", headers))) as server, client() as http_client:
            reply = await http_client.send(get(server), terms(server), timeout_s=30)
        assert len(reply.headers) == count + 1

    def read(headers: range) -> None:
        anyio.run(ask, len(headers))

    assert_linear(read, range(7_000 // TIMES), range(7_000))


async def test_an_error_keeps_its_status_whatever_its_body() -> None:
    """A bomb, an unknown encoding or damage below an error status does not hide the status."""
    bodies = (
        (gzip.compress(b"\0" * 5_000_000), "gzip"),
        (b"not gzip", "gzip"),
        (b"\x8b\x00", "br"),
        (b"x" * 1_000_000, "identity"),
    )
    for body, encoding in bodies:
        answer = http(500, body, {"Content-Encoding": encoding})
        async with serving(says(answer)) as server, client() as http_client:
            with pytest.raises(OperatorosError) as raised:
                await http_client.send(get(server), terms(server), timeout_s=5)
        assert (raised.value.code, raised.value.details["status"]) == ("ERR_HTTP_STATUS", 500)


async def test_accepted_statuses_are_returned() -> None:
    """A status that the asker understands is a reply, with its body."""
    async with serving(says(http(404, b'{"errors": ["none"]}'))) as server, client() as c:
        reply = await c.send(get(server), terms(server), timeout_s=5, accept=frozenset({404}))
    assert (reply.status, reply.json()) == (404, {"errors": ["none"]})


async def test_no_content_is_an_empty_body() -> None:
    """204 has no body and is not JSON either."""
    async with serving(says(b"HTTP/1.1 204 X\r\n\r\n")) as server, client() as http_client:
        reply = await http_client.send(get(server), terms(server), timeout_s=5)
    assert reply.body == b""


async def test_progress_is_told() -> None:
    """Bytes are told as they come, decoded, and never go back."""
    told: list[int] = []

    def tell(*, size: int, wait_s: float = 0.0) -> None:
        told.append(size)

    body = gzip.compress(bytes(range(256)) * 4000)
    async with (
        serving(says(http(200, body, {"Content-Encoding": "gzip"}))) as server,
        client() as http_client,
    ):
        await http_client.send(get(server), terms(server), timeout_s=5, tell=tell)
    assert told[-1] == 256 * 4000
    assert told == sorted(told)
