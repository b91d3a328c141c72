"""Endpoints that speak OpenAI's chat completions, by a real server on loopback."""

from __future__ import annotations

import json
from contextlib import aclosing

import anyio
import pytest
from tests.llm.conftest import Host, Reply, stream_of

from operatoros.errors import Exhausted, InvalidInput, NotFound, OperatorosError, Unavailable
from operatoros.llm.openai_compatible import FINISH_REASONS, OpenaiCompatible, messages_of
from operatoros.llm.writing import Delta, Prompt, Turn, Written, write_all
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret

pytestmark = pytest.mark.anyio

KEY = "sk-local-not-a-real-key"
ASK = Prompt(system="Write briefly.", data="| D-1 | Deal |", task="What happened?")


def model(
    host: Host, *, key: str = KEY, retries: int = 0, receipt: Receipt | None = None
) -> OpenaiCompatible:
    """Return a writer at the test's server."""
    return OpenaiCompatible(
        model="llama3.2:3b",
        base_url=f"{host.url}/v1/",
        key=Secret(key),
        retries=retries,
        receipt=receipt,
    )


async def ask(writer: OpenaiCompatible, prompt: Prompt = ASK) -> Written:
    """Let a model write within the test's time."""
    with anyio.fail_after(10):
        return await write_all(writer, prompt, max_tokens=500, told=lambda _: None)


def chunk(text: str | None = None, reason: str | None = None, **more: object) -> bytes:
    """Return one chunk of a stream."""
    delta = {} if text is None else {"content": text}
    body = {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def error(status: int, message: object = "no", code: str = "", **headers: str) -> Reply:
    """Return an error as these endpoints write it."""
    body = {"error": {"message": message, "type": "x", "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=named, body=json.dumps(body).encode())


USAGE = {
    "prompt_tokens": 120,
    "completion_tokens": 7,
    "prompt_tokens_details": {"cached_tokens": 100},
}
DONE = b"data: [DONE]\n\n"


async def test_text_and_usage_of_a_stream_are_read(host: Host) -> None:
    """The last chunk has no choice and the counts, as OpenAI writes it."""
    last = b"data: " + json.dumps({"choices": [], "usage": USAGE}).encode() + b"\n\n"
    host.says(stream_of(chunk("Hello") + chunk(" there") + chunk(reason="stop") + last + DONE))
    written = await ask(model(host))
    assert written.text == "Hello there"
    finished = written.finished
    assert (finished.stop_reason, finished.error) == ("end", None)
    usage = finished.usage
    assert (usage.input_tokens, usage.cached_tokens, usage.output_tokens) == (120, 100, 7)
    assert not usage.estimated
    assert usage.cost_usd is None


async def test_the_request_is_plain(host: Host) -> None:
    """Path, key and body; nothing that a small server would stumble over."""
    host.says(stream_of(chunk("x", "stop") + DONE))
    await ask(model(host))
    path, headers, _ = host.seen[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert host.body() == {
        "model": "llama3.2:3b",
        "messages": [
            {"role": "system", "content": "Write briefly."},
            {"role": "user", "content": "| D-1 | Deal |\n\nWhat happened?"},
        ],
        "max_tokens": 500,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_a_server_that_wants_no_key_gets_none(host: Host) -> None:
    """A local model needs no header of authorisation."""
    host.says(stream_of(chunk("x", "stop") + DONE))
    await ask(model(host, key=""))
    assert "authorization" not in host.seen[0][1]


def test_a_follow_up_keeps_the_first_turn() -> None:
    """The data stays in the first question; later turns follow it."""
    history = (Turn(role="user", text="Q1"), Turn(role="assistant", text="A1"))
    found = messages_of(Prompt(system="", data="D\ud800", task="Q2", history=history))
    assert found == [
        {"role": "user", "content": "D\ufffd\n\nQ1"},
        {"role": "assistant", "content": "A1"},
        {"role": "user", "content": "Q2"},
    ]


async def test_a_server_without_counts_gets_an_estimate(host: Host) -> None:
    """Usage is said to be ours then."""
    host.says(stream_of(chunk("Hello there") + chunk(reason="stop") + DONE))
    usage = (await ask(model(host))).finished.usage
    assert usage.estimated
    assert usage.input_tokens > 10
    assert 0 < usage.output_tokens < 30


@pytest.mark.parametrize("reason", [*FINISH_REASONS, "something_new"])
async def test_each_finish_reason_has_its_meaning(host: Host, reason: str) -> None:
    """Anything but a plain end comes with an error."""
    host.says(stream_of(chunk("x") + chunk(reason=reason) + DONE))
    finished = (await ask(model(host))).finished
    expected, code = FINISH_REASONS.get(reason, ("stopped", "ERR_MODEL_STOPPED"))
    assert finished.stop_reason == expected
    assert (finished.error.code if finished.error else "") == code


async def test_done_without_a_reason_is_the_end(host: Host) -> None:
    """Some servers never say why they stopped."""
    host.says(stream_of(chunk("x") + DONE))
    assert (await ask(model(host))).finished.stop_reason == "end"


@pytest.mark.parametrize("cut", [True, False], ids=["mid-frame", "clean"])
async def test_a_connection_that_ends_too_soon_is_said(host: Host, cut: bool) -> None:
    """Without reason and without `[DONE]` the text is not whole."""
    host.says(stream_of(chunk("Half"), cut=cut))
    written = await ask(model(host))
    assert written.text == "Half"
    assert written.finished.error is not None
    assert written.finished.error.code == "ERR_MODEL_BROKE_OFF"


@pytest.mark.parametrize(
    ("reply", "code", "kind"),
    [
        (error(400, "bad"), "ERR_MODEL_REQUEST", InvalidInput),
        (error(400, "long", "context_length_exceeded"), "ERR_MODEL_TOO_LARGE", Exhausted),
        (error(401), "ERR_MODEL_AUTH", Unavailable),
        (error(404, "no model", "model_not_found"), "ERR_MODEL_NOT_FOUND", NotFound),
        (error(429), "ERR_MODEL_RATE_LIMIT", Unavailable),
        (error(429, "quota", "insufficient_quota"), "ERR_MODEL_SPEND_LIMIT", Exhausted),
        (error(500), "ERR_MODEL_SERVER", Unavailable),
        (error(503), "ERR_MODEL_OVERLOADED", Unavailable),
        (Reply(status=404, body=b'{"error": "model not found"}'), "ERR_MODEL_NOT_FOUND", NotFound),
        (Reply(status=502, body=b"\xff" * 100_000), "ERR_MODEL_SERVER", Unavailable),
        (Reply(status=307, headers={"location": "/x"}), "ERR_MODEL_ANSWER", Unavailable),
        (Reply(body=b"<html>Log in</html>"), "ERR_MODEL_ANSWER", Unavailable),
        (stream_of(b"data: {nonsense\n\n"), "ERR_MODEL_ANSWER", Unavailable),
        (stream_of(b"data: " + b"x" * 2_000_000), "ERR_MODEL_ANSWER", Unavailable),
        (stream_of(b'data: {"error": {"message": "m"}}\n\n'), "ERR_MODEL_SERVER", Unavailable),
        (stream_of(b"data: []\n\n" + DONE), "ERR_MODEL_ANSWER", Unavailable),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_answer_that_is_an_error_is_raised_in_our_words(
    host: Host, reply: Reply, code: str, kind: type[OperatorosError]
) -> None:
    """Before the stream began nothing was written, so the error is raised."""
    host.says(reply)
    with pytest.raises(kind) as caught:
        await ask(model(host))
    assert caught.value.code == code
    assert KEY not in json.dumps(caught.value.as_json())
    assert len(host.seen) == 1


@pytest.mark.parametrize(
    "rest",
    [
        b'data: {"error": "out of memory"}\n\n',
        b"data: {nonsense\n\n",
        b"data: " + b"x" * 2_000_000,
    ],
    ids=["error", "nonsense", "endless"],
)
async def test_a_failure_inside_the_stream_keeps_what_was_written(host: Host, rest: bytes) -> None:
    """The text that arrived is kept, with the reason why it is not whole."""
    host.says(stream_of(chunk("Half") + rest))
    written = await ask(model(host))
    assert written.text == "Half"
    assert written.finished.stop_reason == "error"


async def test_odd_chunks_are_passed_over(host: Host) -> None:
    """Chunks of other forms do not stop a briefing."""
    bodies: tuple[object, ...] = (
        {"choices": None},
        {"choices": [None]},
        {"choices": [{"delta": None}]},
        {"choices": [{"delta": {"content": 5, "reasoning_content": "no"}}]},
        {"x": 1},
        [],
        "text",
    )
    odd = b"".join(b"data: " + json.dumps(body).encode() + b"\n\n" for body in bodies)
    host.says(stream_of(b": comment\n\n" + odd + chunk("yes") + chunk(reason="stop") + DONE))
    assert (await ask(model(host))).text == "yes"


async def test_it_is_asked_again_when_that_helps(host: Host) -> None:
    """Overloaded for a moment, then well; the receipt counts both requests."""
    host.says(
        error(503, retry_after_ms="1"),
        error(429, retry_after="0.001"),
        stream_of(chunk("third time", "stop") + DONE),
    )
    receipt = Receipt()
    assert (await ask(model(host, retries=2, receipt=receipt))).text == "third time"
    (row,) = receipt.rows()
    assert row.requests == 3
    assert row.bytes_out == sum(len(body) for _, _, body in host.seen)


async def test_an_hour_is_not_waited_for(host: Host) -> None:
    """The error says how long the endpoint wants to be left alone."""
    host.says(error(429, retry_after="3600"))
    with pytest.raises(Unavailable) as caught:
        await ask(model(host, retries=2))
    assert caught.value.retry_after_s == 3600
    assert len(host.seen) == 1


async def test_nobody_at_the_address_is_said() -> None:
    """A refused connection is a connection error."""
    writer = OpenaiCompatible(model="m", base_url="http://127.0.0.1:9/v1", key=Secret(""))
    with pytest.raises(Unavailable) as caught:
        await ask(writer)
    assert caught.value.code == "ERR_MODEL_CONNECTION"


async def test_a_key_that_no_header_can_carry_is_said(host: Host) -> None:
    """A key broken by pasting is a key error."""
    with pytest.raises(Unavailable) as caught:
        await ask(model(host, key="sk\n-ü"))
    assert caught.value.code == "ERR_MODEL_AUTH"
    assert host.seen == []


async def test_closing_early_is_quiet(host: Host) -> None:
    """Whoever stops reading leaves nothing behind; the contact is noted."""
    host.says(stream_of(chunk("a") + chunk("b", "stop") + DONE))
    receipt = Receipt()
    async with aclosing(model(host, receipt=receipt).write(ASK, max_tokens=5)) as writing:
        async for item in writing:
            assert item == Delta(text="a")
            break
    assert [row.requests for row in receipt.rows()] == [1]


@pytest.mark.outside
async def test_an_independent_server_is_understood(aimock: str) -> None:
    """The same writer works against a server that we did not write."""
    writer = OpenaiCompatible(model="gpt-x", base_url=f"{aimock}/v1", key=Secret(KEY))
    written = await ask(writer)
    assert written.text == "Two deals moved."
    assert written.finished.stop_reason == "end"
