"""The client under limits: what is tried again, how often, and how many at once."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import pytest
from anyio.abc import SocketStream

from operatoros.errors import OperatorosError
from operatoros.net.exchange import Pace, Request
from tests.net import faulty
from tests.net.faulty import Moved, Script, client, get, http, says, serving, terms

pytestmark = pytest.mark.anyio


async def _tries(
    script: Script, *, method: str = "GET", timeout_s: float = 60.0, **more: object
) -> tuple[Moved, int, OperatorosError | None]:
    """Send once with a moved clock; return it, the requests heard, and what was raised."""
    moved = Moved()
    given = {"attempts": 3, **{key: more.pop(key) for key in list(more) if key != "safe"}}
    async with (
        serving(script) as server,
        client(clock=moved.clock, sleep=moved.sleep, chance=lambda: 0.0, wall=lambda: 0.0) as c,
    ):
        request = Request(
            method="POST" if method == "POST" else "GET",
            url=server.url + "/",
            body=b"{}" if method == "POST" else None,
            safe=bool(more.get("safe")),
        )
        try:
            await c.send(request, terms(server, **given), timeout_s=timeout_s)
        except OperatorosError as exc:
            return moved, len(server.heard), exc
        return moved, len(server.heard), None


async def test_a_busy_service_is_asked_again() -> None:
    """503 twice, then data: three requests, waits of 0.5 and 1 s by the moved clock."""
    moved, heard, error = await _tries(says(http(503), http(503), http(200)))
    assert (heard, error, moved.slept) == (3, None, [0.5, 1.0])


async def test_what_failed_before_is_not_forgotten() -> None:
    """A try that times out after a 503 says both: the timeout, and the 503 before it."""

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        if number:
            await faulty.hangs(stream, head, number)
        await stream.send(http(503, b'{"message": "busy"}'))

    async with serving(script) as server, client(sleep=Moved().sleep) as http_client:
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), terms(server, attempts=3), timeout_s=0.9)
    assert (raised.value.code, raised.value.details["attempts"]) == ("ERR_SOURCE_TIMEOUT", 2)
    assert "503" in str(raised.value.details["earlier"])


async def test_attempts_end() -> None:
    """After the last try the error is raised and says how many there were."""
    _, heard, error = await _tries(says(http(503)))
    assert heard == 3
    assert error is not None
    assert (error.code, error.details["attempts"]) == ("ERR_HTTP_STATUS", 3)


@pytest.mark.parametrize(
    ("header", "value", "wait"),
    [
        ("Retry-After", "7", 7.0),
        ("Retry-After", "Thu, 01 Jan 1970 00:00:09 GMT", 9.0),
        ("X-Retry-After", "4", 4.0),
        ("Retry-After-Ms", "1500", 1.5),
    ],
)
async def test_a_told_wait_is_kept(header: str, value: str, wait: float) -> None:
    """Seconds, dates and milliseconds of the service go before our own wait."""
    moved, heard, error = await _tries(says(http(429, b"{}", {header: value}), http(200)))
    assert (heard, error) == (2, None)
    assert sum(moved.slept) == wait


async def test_a_wait_that_is_too_long_is_told_at_once() -> None:
    """A Retry-After beyond the longest wait ends the source with the seconds in the error."""
    moved, heard, error = await _tries(says(http(429, b"{}", {"Retry-After": "900"})))
    assert (heard, moved.slept) == (1, [])
    assert error is not None
    assert (error.code, error.details["retry_after_s"]) == ("ERR_RATE_LIMITED", 900.0)


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    """A try that could only start after the source's time is not waited for."""
    moved, heard, _ = await _tries(
        says(http(503, b"{}", {"Retry-After": "10"}), http(200)), timeout_s=5
    )
    assert (heard, moved.slept) == (1, [])


async def test_only_what_is_safe_is_sent_twice() -> None:
    """A POST that may have done something is not repeated; a search and a 429 are."""
    for status, safe, heard in ((503, False, 1), (503, True, 2), (429, False, 2)):
        _, count, _ = await _tries(says(http(status), http(200)), method="POST", safe=safe)
        assert count == heard, (status, safe)


async def test_a_lost_connection_is_tried_again_if_safe() -> None:
    """A server that closes without an answer is asked again, unless the request may have acted."""

    def once(then: bytes) -> Script:
        async def script(stream: SocketStream, head: bytes, number: int) -> None:
            if number == 0:
                await stream.aclose()
            await stream.send(then)

        return script

    _, heard, error = await _tries(once(http(200)))
    assert (heard, error) == (2, None)
    _, heard, error = await _tries(once(http(200)), method="POST")
    assert heard == 1
    assert error is not None
    assert error.code == "ERR_CONNECTION_BROKEN"


async def test_not_found_is_not_tried_again() -> None:
    """What would be the same again is asked once: 404, 401, 400."""
    for status in (400, 401, 404):
        _, heard, _ = await _tries(says(http(status)))
        assert heard == 1


async def test_a_rule_of_the_vendor_decides() -> None:
    """A wait rule gives the seconds; None ends the tries even where attempts are left."""
    moved = Moved()
    async with (
        serving(says(http(429))) as server,
        client(clock=moved.clock, sleep=moved.sleep) as http_client,
    ):
        with pytest.raises(OperatorosError):
            await http_client.send(
                get(server),
                terms(server, attempts=3),
                timeout_s=60,
                wait_rule=lambda reply, attempt: 10.0 if attempt == 1 else None,
            )
        assert (len(server.heard), moved.slept) == (2, [10.0])


# ---- limits ------------------------------------------------------------------------------------


async def _together(count: int, one: Callable[[], object]) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(one)  # type: ignore[arg-type]  # coroutine functions of the tests


async def _slow(stream: SocketStream, head: bytes, number: int) -> None:
    await anyio.sleep(0.02)
    await stream.send(http())


@pytest.mark.parametrize(("in_all", "per_host", "most"), [(3, 64, 3), (100, 2, 2), (100, 64, 9)])
async def test_requests_in_flight_are_limited(in_all: int, per_host: int, most: int) -> None:
    """Nine askers: never more at once than the client's and the host's limits allow."""
    async with serving(_slow) as server, client(max_in_flight=in_all) as http_client:

        async def one() -> None:
            await http_client.send(get(server), terms(server, in_flight=per_host), timeout_s=5)

        await _together(9, one)
        assert len(server.heard) == 9
        assert server.most_open == most


async def test_a_pace_spreads_requests_over_time() -> None:
    """Five askers at two a second: by the moved clock the fifth goes out after two seconds."""
    moved = Moved()
    async with (
        serving(says(http())) as server,
        client(clock=moved.clock, sleep=moved.sleep) as http_client,
    ):
        start = moved.now
        for _ in range(5):
            await http_client.send(
                get(server), terms(server, paces=(Pace(count=2, window_s=1.0),)), timeout_s=60
            )
    assert moved.now - start == 2.0


async def test_one_429_pauses_all_askers_of_the_host() -> None:
    """When one source is told to wait 5 s, the next source waits too instead of asking."""
    moved = Moved()
    answers = says(http(429, b"{}", {"Retry-After": "5"}), http())
    async with (
        serving(answers) as server,
        client(clock=moved.clock, sleep=moved.sleep) as http_client,
    ):
        with pytest.raises(OperatorosError):
            await http_client.send(
                Request(method="POST", url=server.url + "/", body=b"{}"),
                terms(server, attempts=2, statuses=(429,), max_wait_s=1),
                timeout_s=60,
            )
        before = moved.now
        await http_client.send(get(server), terms(server), timeout_s=60)
        assert moved.now - before == 5.0
        moved.now -= 5
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), terms(server), timeout_s=2)
    assert raised.value.code == "ERR_RATE_LIMITED"


async def test_an_empty_budget_pauses_until_its_reset() -> None:
    """A remaining header of 0 makes the next request wait until the reset that is named."""
    moved = Moved()
    answers = says(http(200, b"{}", {"X-Left": "0", "X-Reset": "12"}), http())
    async with (
        serving(answers) as server,
        client(clock=moved.clock, sleep=moved.sleep, wall=lambda: 0.0) as http_client,
    ):
        told = terms(server, remaining_header="X-Left", reset_header="X-Reset")
        for _ in range(2):
            await http_client.send(get(server), told, timeout_s=60)
    assert moved.slept == [12.0]
