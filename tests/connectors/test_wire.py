"""One source's way to the wire: deadline, tally, what is shared."""

from __future__ import annotations

import anyio
import pytest

from operatoros.catalog.declared import Connector, Fetch, Module
from operatoros.connectors import wire as wires
from operatoros.connectors.asking import Context, Once
from operatoros.connectors.wire import Wire, asked_of, info, module_base, settle
from operatoros.errors import OperatorosError, Unavailable
from operatoros.net.exchange import Request
from operatoros.net.failures import HttpScope
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret
from operatoros.values.record import Shape
from tests.connectors.wired import context, question, untold, vendor
from tests.net import faulty
from tests.net.faulty import get, http, says, serving, terms

pytestmark = pytest.mark.anyio


async def test_the_tally_adds_up_over_requests() -> None:
    """Bytes, requests and the most attempts of one request are in the answer; progress is told."""
    told: list[tuple[int, int]] = []

    def progress(*, records: int, size: int, wait_s: float = 0.0) -> None:
        told.append((records, size))

    answers = says(http(200, b"[1]"), http(503), http(200, b"[12]"))
    moved = faulty.Moved()
    async with (
        serving(answers) as server,
        faulty.client(clock=moved.clock, sleep=moved.sleep) as http_client,
    ):
        here = Context(http=http_client, progress=progress, once=Once(), receipt=Receipt())
        wire = Wire(vendor("x", server.url), here, terms(server, attempts=2))
        await wire.send(get(server))
        wire.came(5)
        await wire.send(get(server))
    answer = wire.answer((), Shape())
    assert (answer.requests, answer.attempts) == (3, 2)
    assert answer.bytes == len(b"[1]") + len(b"{}") + len(b"[12]")
    assert told[-1] == (5, answer.bytes)


async def test_a_connector_sees_the_headers_that_a_tape_keeps() -> None:
    """Links and the kind of the body, nothing else: what a replay lacks nobody may read."""
    headers = {"Link": '<x>; rel="next"', "Content-Type": "text/plain", "X-Other": "y"}
    async with serving(says(http(200, b"", headers))) as server, context() as here:
        reply = await Wire(vendor("x", server.url), here, terms(server)).send(get(server))
    assert reply.headers == {"link": '<x>; rel="next"', "content-type": "text/plain"}


async def test_an_error_status_is_read_from_what_a_tape_keeps() -> None:
    """A refusal names its scope, its tries and the wait; that it was asked twice is told, too."""
    wanted = {"WWW-Authenticate": 'Bearer scope="deals.read"'}
    answers = says(http(503, b"", {"Retry-After": "0"}), http(403, b'{"message": "no"}', wanted))
    moved = faulty.Moved()
    async with (
        serving(answers) as server,
        faulty.client(clock=moved.clock, sleep=moved.sleep) as http_client,
    ):
        here = Context(http=http_client, progress=untold, once=Once(), receipt=Receipt())
        with pytest.raises(HttpScope) as raised:
            await Wire(vendor("x", server.url), here, terms(server, attempts=2)).send(get(server))
    details = raised.value.details
    assert (details["scopes"], details["attempts"]) == (["deals.read"], 2)
    assert "503" in str(details["earlier"])


def test_a_question_holds_no_credential() -> None:
    """Of secret headers and parameters there are names; an address that hides a key is its mask."""
    request = Request(
        method="POST",
        url="https://a.example/key-4711/x",
        shown="https://a.example/[secret]/x",
        query=(("a", "1"), ("a", "2")),
        headers={"X-Team": "blue"},
        secret_headers={"Authorization": Secret("Bearer key-4711")},
        secret_query={"key": Secret("key-4711")},
        body=b'{"q": 1}',
    )
    assert asked_of(request) == {
        "method": "POST",
        "url": "https://a.example/[secret]/x",
        "query": [["a", "1"], ["a", "2"]],
        "headers": {"X-Team": "blue"},
        "secret": ["Authorization", "key"],
        "body": '{"q": 1}',
    }


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("Authorization", True), ("X-Api-Key", True), ("api_key", True), ("key", True),
        ("Cookie", True), ("X-Auth-Token", True), ("access_token", True), ("client_secret", True),
        ("pageToken", False), ("next_token", False), ("keyword", False), ("X-Team", False),
    ],
)  # fmt: skip
def test_a_key_that_was_written_into_a_file_is_hidden_by_its_name(name: str, hidden: bool) -> None:
    """Headers and parameters that mean a credential keep their names only; pages' tokens stay."""
    request = Request(
        method="GET", url="https://a.example/", query=((name, "v-4711"),), headers={name: "v-4711"}
    )
    assert ("v-4711" not in str(asked_of(request))) is hidden


async def test_all_requests_share_the_sources_seconds() -> None:
    """Once the time is over, nothing more is sent, and the error names the source's seconds."""
    async with serving(faulty.hangs) as server, context() as here:
        wire = Wire(vendor("x", server.url, timeout_s=0.6), here, terms(server))
        for _ in range(2):
            with pytest.raises(OperatorosError) as raised:
                await wire.send(get(server))
            assert raised.value.code == "ERR_SOURCE_TIMEOUT"
            assert raised.value.details["timeout_s"] == 0.6
        assert len(server.heard) == 1


async def test_all_pages_together_have_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source whose pages add up beyond the cap ends there."""
    monkeypatch.setattr(wires, "MAX_FETCH_BYTES", 10)
    async with serving(says(http(200, b"x" * 11))) as server, context() as here:
        wire = Wire(vendor("x", server.url), here, terms(server))
        await wire.send(get(server))
        with pytest.raises(OperatorosError) as raised:
            await wire.send(get(server))
    assert raised.value.code == "ERR_FETCH_TOO_LARGE"


async def test_what_is_shared_belongs_to_one_credential() -> None:
    """Sources with the same credential share a lookup; another credential does not see it."""
    made: list[str] = []

    async with serving(says(http())) as server, context() as here:

        async def look_up(token: str) -> str:
            wire = Wire(vendor("x", server.url, credentials={"t": token}), here, terms(server))

            async def make() -> str:
                made.append(token)
                await anyio.lowlevel.checkpoint()
                return f"owners of {token}"

            return await wire.once("owners", make)

        results: list[str] = []

        async def one(token: str) -> None:
            results.append(await look_up(token))

        async with anyio.create_task_group() as group:
            for token in ("one", "two", "one"):
                group.start_soon(one, token)
    assert sorted(made) == ["one", "two"]
    assert sorted(results) == ["owners of one", "owners of one", "owners of two"]


async def test_an_error_can_be_waited_for() -> None:
    """`settle` gives an error as a value; a mistake of ours still raises."""

    async def fails() -> int:
        raise Unavailable("no", details={"x": 1})

    async def wrong() -> int:
        raise AssertionError

    found = await settle(fails)
    assert isinstance(found, OperatorosError)
    assert info(found).details == {"x": 1}
    with pytest.raises(AssertionError):
        await settle(wrong)


def test_a_modules_address() -> None:
    """The vendor's own unless the connector names another, which may be a credential."""

    def base(declared: str) -> tuple[str, bool]:
        module = Module(name="x", base_url=declared)
        connector = Connector(id="x", name="x", kind="module", module=module)
        asked = question(
            connector, "x", fetch=Fetch(name="x"), credentials={"url": "https://own.example/v2/"}
        )
        return module_base(asked, "https://api.example")

    assert base("") == ("https://api.example", False)
    assert base("https://api.example/") == ("https://api.example", False)
    assert base("http://127.0.0.1:8") == ("http://127.0.0.1:8", True)
    assert base("{{credentials.url}}") == ("https://own.example/v2", True)
