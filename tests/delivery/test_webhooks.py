"""Posting to servers that take, stumble, redirect or say nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable

import pytest
from anyio.abc import SocketStream

from operatoros.delivery.targets import (
    DeliveryFailed,
    DeliveryRefused,
    TargetInvalid,
    parse_target,
)
from operatoros.delivery.webhooks import Hook, post_slack, post_webhook, slack_message
from operatoros.net.client import Client
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret
from tests.delivery.hostile import HOSTILE
from tests.delivery.pages import a_page, a_page_full_of
from tests.net.faulty import Server, serving

pytestmark = pytest.mark.anyio
TOKEN = "T0-very-secret-path"
Post = Callable[[Client, Hook], Awaitable[int]]


async def _nap(seconds: float) -> None:
    """A wait that takes no time."""


def _hook(server: Server, kind: str = "webhook", key: str = "") -> Hook:
    url = Secret(f"{server.url}/hooks/{TOKEN}?sig=query-secret-1")
    return Hook(target=parse_target(kind), url=url, signing_key=Secret(key))


def _answer(*statuses: int, headers: str = "") -> Callable[..., Awaitable[None]]:
    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        status = statuses[min(number, len(statuses) - 1)]
        body = b'{"error": "path ' + TOKEN.encode() + b'"}'
        lines = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}"
        await stream.send(f"{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return script


def _client() -> Client:
    return Client(receipt=Receipt(), sleep=_nap)


async def _webhook(http: Client, hook: Hook) -> int:
    return await post_webhook(http, hook, {"a": "ü"}, key="key-1")


async def _slack(http: Client, hook: Hook) -> int:
    return await post_slack(http, hook, {"text": "x"})


async def test_a_webhook_gets_json_a_key_and_a_signature() -> None:
    """The body is JSON, carries its key, and is signed with the person's own key."""
    async with serving(_answer(204)) as server, _client() as http:
        assert await _webhook(http, _hook(server, key="signing-key")) == 1
    (heard,) = server.heard
    head, _, body = heard.partition(b"\r\n\r\n")
    assert json.loads(body) == {"a": "ü"}
    assert head.startswith(f"POST /hooks/{TOKEN}?sig=query-secret-1 ".encode())
    assert b"idempotency-key: key-1" in head.lower()
    signed = hmac.new(b"signing-key", body, hashlib.sha256).hexdigest()
    assert f"sha256={signed}".encode() in head


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_a_webhook_that_stumbles_is_tried_again_with_the_same_key(status: int) -> None:
    """After two failures the third try is taken, and all three carry one key."""
    async with serving(_answer(status, status, 200)) as server, _client() as http:
        assert await _webhook(http, _hook(server)) == 3
    assert len(server.heard) == 3
    assert all(b"key-1" in heard for heard in server.heard)


async def test_a_webhook_that_stays_down_fails_after_four_tries() -> None:
    """Four tries, then an error that shows no part of the address beyond its host."""
    async with serving(_answer(500)) as server, _client() as http:
        with pytest.raises(DeliveryFailed) as caught:
            await _webhook(http, _hook(server))
    assert len(server.heard) == 4
    shown = str(caught.value) + json.dumps(caught.value.details)
    assert TOKEN not in shown
    assert "query-secret-1" not in shown
    assert caught.value.details["attempts"] == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
@pytest.mark.parametrize("post", [_webhook, _slack])
async def test_a_refusal_is_final(post: Post, status: int) -> None:
    """A status that would come again is not tried again."""
    async with serving(_answer(status)) as server, _client() as http:
        with pytest.raises(DeliveryRefused):
            await post(http, _hook(server))
    assert len(server.heard) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("post", [_webhook, _slack])
async def test_a_redirect_elsewhere_is_not_followed(post: Post, status: int) -> None:
    """Another host never gets the briefing."""
    async with serving(_answer(200)) as other, _client() as http:
        elsewhere = f"Location: {other.url}/x\r\n"
        async with serving(_answer(status, headers=elsewhere)) as server:
            with pytest.raises(DeliveryRefused):
                await post(http, _hook(server))
    assert other.heard == []


async def test_slack_is_not_sent_twice_what_may_have_arrived() -> None:
    """A 500 ends it for Slack, which knows no key; being told to wait does not."""
    async with serving(_answer(500, 200)) as server, _client() as http:
        with pytest.raises(DeliveryFailed):
            await _slack(http, _hook(server, "slack"))
    assert len(server.heard) == 1
    async with (
        serving(_answer(429, 200, headers="Retry-After: 1\r\n")) as server,
        _client() as http,
    ):
        assert await _slack(http, _hook(server, "slack")) == 2


async def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook that takes the request and says nothing ends at the time limit."""

    async def silent(stream: SocketStream, head: bytes, number: int) -> None:
        await stream.receive()

    monkeypatch.setattr("operatoros.delivery.webhooks.TIMEOUT_S", 0.1)
    async with serving(silent) as server, _client() as http:
        with pytest.raises(DeliveryFailed) as caught:
            await _webhook(http, _hook(server))
    assert caught.value.details["cause"] == "ERR_SOURCE_TIMEOUT"


@pytest.mark.parametrize(
    "url", ["", "ftp://x/y", "https://a@b.example/", "https://", "https://h:x/"]
)
async def test_odd_addresses(url: str) -> None:
    """What is no web address is refused without being shown."""
    async with _client() as http:
        with pytest.raises(TargetInvalid):
            await _webhook(http, Hook(target=parse_target("webhook"), url=Secret(url)))


async def test_plain_http_leaves_no_machine() -> None:
    """An unencrypted address beyond this machine is refused."""
    hook = Hook(target=parse_target("webhook"), url=Secret("http://10.1.2.3/x"))
    async with _client() as http:
        with pytest.raises(DeliveryRefused) as caught:
            await _webhook(http, hook)
    assert caught.value.details["cause"] == "ERR_ADDRESS_REFUSED"


async def test_a_slack_message_tells_the_briefing() -> None:
    """Title, headline, changes, coverage, text and checks are there, within Slack's limits."""
    message = slack_message(a_page(demo=True))
    text = json.dumps(message, ensure_ascii=False)
    for wanted in ("DEMO", "€2,000.50", "stage a → b", "1 of 1 sources", "Red Sea", "1 of 2"):
        assert wanted in text
    long = slack_message(a_page(title="x" * 400, prose=a_page_full_of("y" * 9000).prose))
    blocks = long["blocks"]
    assert isinstance(blocks, list)
    assert len(blocks) < 50
    lengths = [len(b["text"]["text"]) for b in blocks if isinstance(b, dict)]
    assert max(lengths) <= 3000


@pytest.mark.parametrize(
    "payload", [*HOSTILE, "<!channel>", "<@U1>", "<https://evil.example|bank>"]
)
async def test_nobody_is_called_by_a_slack_message(payload: str) -> None:
    """Slack's own markup in fetched text stays text, and no link unfurls."""
    message = slack_message(a_page_full_of(payload))
    assert message["unfurl_links"] is False
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    for block in blocks:
        assert isinstance(block, dict)
        text = block["text"]
        assert isinstance(text, dict)
        if text["type"] == "mrkdwn":
            assert "<" not in str(text["text"])
            assert text["verbatim"] is True
