"""Claude, by the real SDK against a real server on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import anyio
import pytest
from tests.llm.conftest import Host, Reply, error_of, stream_of

from operatoros.errors import Exhausted, NotFound, OperatorosError, Unavailable
from operatoros.llm.claude import BASE_URL, STOP_REASONS, Claude, messages_of
from operatoros.llm.writing import (
    DEFAULT_CLAUDE,
    Delta,
    Finished,
    Model,
    Prompt,
    Turn,
    Written,
    write_all,
)
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret

pytestmark = pytest.mark.anyio

KEY = "sk-ant-api03-not-a-real-key"
ASK = Prompt(system="Write briefly.", data="| D-1 | Deal |", task="What happened?")


def claude(host: Host, *, retries: int = 0, receipt: Receipt | None = None) -> Claude:
    """Return a Claude at the test's server."""
    return Claude(key=Secret(KEY), base_url=host.url, retries=retries, receipt=receipt)


async def ask(model: Model, prompt: Prompt = ASK) -> Written:
    """Let a model write within the test's time."""
    with anyio.fail_after(10):
        return await write_all(model, prompt, max_tokens=500, told=lambda _: None)


def event(kind: str, **fields: object) -> bytes:
    """Return one event of a stream."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def text(words: str, index: int = 0) -> bytes:
    """Return the event that adds text."""
    return event("content_block_delta", index=index, delta={"type": "text_delta", "text": words})


START = event(
    "message_start",
    message={
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "claude-sonnet-5-5",
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 40, "output_tokens": 1},
    },
)
END = event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 9})
STOP = event("message_stop")


@pytest.mark.parametrize(
    ("file", "said", "reason", "code", "usage"),
    [
        ("basic_response.txt", "Hello there!", "end", "", (11, 6)),
        ("fallback_response.txt", "Hello there!", "end", "", (25, 8)),
        ("fallback_credit_response.txt", "Hello there!", "end", "", (25, 8)),
        ("compaction_response.txt", "Hello there!", "end", "", (30, 8)),
        ("refusal_response.txt", "", "refusal", "ERR_MODEL_REFUSED", (20, 0)),
        (
            "tool_use_response.txt",
            "I'll check the current weather in Paris for you.",
            "stopped",
            "ERR_MODEL_STOPPED",
            (377, 65),
        ),
        (
            "incomplete_partial_json_response.txt",
            "I'll create a comprehensive tax guide for someone with multiple W2s and save it in "
            "a file called taxes.txt. Let me do that for you now.",
            "length",
            "ERR_MODEL_CUT",
            (450, 124),
        ),
    ],
)
async def test_the_published_streams_are_read(
    host: Host, specs: Path, file: str, said: str, reason: str, code: str, usage: tuple[int, int]
) -> None:
    """Text, end and usage of each recorded stream are as it says; tool calls never matter."""
    host.says(stream_of((specs / "anthropic" / file).read_bytes()))
    written = await ask(claude(host))
    assert written.text == said
    finished = written.finished
    assert finished.stop_reason == reason
    assert (finished.error.code if finished.error else "") == code
    assert (finished.usage.input_tokens, finished.usage.output_tokens) == usage
    assert not finished.usage.estimated


async def test_a_refusal_says_what_the_api_says(host: Host, specs: Path) -> None:
    """Category and explanation are kept for the reader."""
    host.says(stream_of((specs / "anthropic" / "refusal_response.txt").read_bytes()))
    error = (await ask(claude(host))).finished.error
    assert error is not None
    assert error.details["category"] == "cyber"
    assert "refused due to policy" in error.message


async def test_the_request_is_the_one_that_the_api_wants(host: Host) -> None:
    """Path, headers and body; the data is in the user's turn and ends the cached prefix."""
    host.says(stream_of(START + text("ok") + END + STOP))
    await ask(claude(host))
    path, headers, _ = host.seen[0]
    assert path == "/v1/messages"
    # The SDK of today writes Authorization, that of yesterday wrote x-api-key.
    assert [name for name, value in headers.items() if KEY in value] == ["authorization"]
    assert headers["anthropic-version"]
    assert host.body() == {
        "model": DEFAULT_CLAUDE,
        "max_tokens": 500,
        "stream": True,
        "system": "Write briefly.",
        "messages": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "text",
                        "text": "| D-1 | Deal |",
                        "cache_control": {"type": "ephemeral"},
                    },
                    {"type": "text", "text": "What happened?"},
                ],
            }
        ],
    }


async def test_a_follow_up_repeats_the_prefix_byte_for_byte(host: Host) -> None:
    """The second question's request begins with the first one's, so the cache is read."""
    host.says(stream_of(START + text("a1") + END + STOP))
    await ask(claude(host))
    history = (Turn(role="user", text=ASK.task), Turn(role="assistant", text="a1"))
    follow = Prompt(system=ASK.system, data=ASK.data, task="And then?", history=history)
    await ask(claude(host), follow)
    first, second = host.body(0), host.body(1)
    assert second["system"] == first["system"]
    before, after = first["messages"], second["messages"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert after[0] == before[0]
    assert [turn["role"] for turn in after] == ["user", "assistant", "user"]
    assert after[-1]["content"] == [{"type": "text", "text": "And then?"}]


def test_the_cache_mark_can_be_left_out() -> None:
    """A run that nobody follows up does not pay for writing the cache."""
    assert "cache_control" not in json.dumps(messages_of(ASK, cached=False))
    assert "cache_control" in json.dumps(messages_of(ASK, cached=True))


async def test_an_empty_system_is_left_out(host: Host) -> None:
    """The API refuses empty text."""
    host.says(stream_of(START + text("ok") + END + STOP))
    await ask(claude(host), Prompt(system="", data="d", task="t"))
    assert "system" not in host.body()


def test_empty_data_makes_no_empty_block() -> None:
    """The API refuses empty text blocks."""
    (message,) = messages_of(Prompt(system="s", data="", task="t"), cached=True)
    assert message["content"] == [{"type": "text", "text": "t"}]


async def test_half_characters_of_fetched_text_are_sent_as_replacements(host: Host) -> None:
    """A lone surrogate in the data does not stop the request."""
    host.says(stream_of(START + text("ok") + END + STOP))
    await ask(claude(host), Prompt(system="s", data="a\ud83d", task="t"))
    assert "a\ufffd" in host.seen[0][2].decode()


async def test_usage_is_overwritten_not_added_and_priced(host: Host) -> None:
    """`message_delta` counts are totals; cached tokens belong to the prompt and cost less."""
    usage = {
        "input_tokens": 10,
        "cache_read_input_tokens": 3000,
        "cache_creation_input_tokens": 500,
        "output_tokens": 200,
    }
    more = event("message_delta", delta={"stop_reason": None}, usage={"output_tokens": 150})
    last = event("message_delta", delta={"stop_reason": "end_turn"}, usage=usage)
    host.says(stream_of(START + text("a") + more + last + STOP))
    found = (await ask(claude(host))).finished.usage
    assert (found.input_tokens, found.cached_tokens, found.output_tokens) == (3510, 3000, 200)
    # 10 at 2, 3000 at 0.10, 500 at 2.50, 200 at 10 dollars a million.
    assert found.cost_usd == 0.00357
    assert found.model == "claude-sonnet-5-5"


async def test_unknown_events_and_blocks_are_passed_over(host: Host) -> None:
    """What a later version of the API adds does not stop a briefing."""
    strange = (
        event("new_event", anything=[1])
        + event("content_block_start", index=0, content_block={"type": "hologram"})
        + event("content_block_delta", index=0, delta={"type": "hologram_delta", "text": "no"})
        + event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "no"})
        + event("content_block_delta", index=0, delta=None)
        + event("message_start", message=None)
        + event("content_block_stop", index=0)
    )
    host.says(stream_of(START + strange + text("yes") + END + STOP))
    written = await ask(claude(host))
    assert written.text == "yes"
    assert written.finished.stop_reason == "end"


@pytest.mark.parametrize("reason", [*STOP_REASONS, "something_new"])
async def test_each_stop_reason_has_its_meaning(host: Host, reason: str) -> None:
    """Anything but a plain end comes with an error that names it."""
    end = event("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 9})
    host.says(stream_of(START + text("x") + end + STOP))
    finished = (await ask(claude(host))).finished
    expected, code = STOP_REASONS.get(reason, ("stopped", "ERR_MODEL_STOPPED"))
    assert finished.stop_reason == expected
    assert (finished.error.code if finished.error else "") == code
    assert (finished.error is None) == (finished.stop_reason == "end")
    if finished.error:
        assert finished.error.details["stop_reason"] == reason


@pytest.mark.parametrize(
    ("reply", "code", "kind"),
    [
        (error_of(401, "authentication_error", "invalid x-api-key"), "ERR_MODEL_AUTH", Unavailable),
        (error_of(402, "billing_error"), "ERR_MODEL_BILLING", Unavailable),
        (error_of(403, "permission_error"), "ERR_MODEL_PERMISSION", Unavailable),
        (error_of(404, "not_found_error", "model: x"), "ERR_MODEL_NOT_FOUND", NotFound),
        (error_of(413, "request_too_large"), "ERR_MODEL_TOO_LARGE", Exhausted),
        (error_of(429, "rate_limit_error"), "ERR_MODEL_RATE_LIMIT", Unavailable),
        (
            error_of(429, "rate_limit_error", code="enforced_spend_limit_reached"),
            "ERR_MODEL_SPEND_LIMIT",
            Exhausted,
        ),
        (error_of(500, "api_error"), "ERR_MODEL_SERVER", Unavailable),
        (error_of(503, "api_error"), "ERR_MODEL_OVERLOADED", Unavailable),
        (error_of(504, "timeout_error"), "ERR_MODEL_TIMEOUT", Unavailable),
        (error_of(529, "overloaded_error"), "ERR_MODEL_OVERLOADED", Unavailable),
        (Reply(status=502, body=b"<html>bad gateway</html>"), "ERR_MODEL_SERVER", Unavailable),
        (Reply(status=418, body=b"\xff\x00"), "ERR_MODEL_SERVER", Unavailable),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, str) else "",
)
async def test_an_answer_that_is_an_error_is_raised_in_our_words(
    host: Host, reply: Reply, code: str, kind: type[OperatorosError]
) -> None:
    """Before the stream began nothing was written, so the error is raised, the key not in it."""
    host.says(reply)
    with pytest.raises(kind) as caught:
        await ask(claude(host))
    assert caught.value.code == code
    assert KEY not in json.dumps(caught.value.as_json())


async def test_the_sdk_asks_again_when_it_helps(host: Host) -> None:
    """Overloaded, then limited for a millisecond, then well: one briefing, three requests."""
    host.says(
        error_of(529, "overloaded_error", retry_after_ms="1"),
        error_of(429, "rate_limit_error", retry_after_ms="1"),
        stream_of(START + text("third time") + END + STOP),
    )
    receipt = Receipt()
    written = await ask(claude(host, retries=2, receipt=receipt))
    assert written.text == "third time"
    (row,) = receipt.rows()
    assert (row.host, row.requests, row.enforced) == (host.url.removeprefix("http://"), 3, True)
    assert row.bytes_out == sum(len(body) for _, _, body in host.seen)
    assert row.bytes_in > 0


async def test_a_wait_of_an_hour_is_not_waited_for(host: Host) -> None:
    """A host that asks for an hour gets one request; the error says how long it wants."""
    host.says(error_of(429, "rate_limit_error", retry_after="3600"))
    with pytest.raises(Unavailable) as caught:
        await ask(claude(host, retries=2))
    assert caught.value.code == "ERR_MODEL_RATE_LIMIT"
    assert caught.value.retry_after_s == 3600
    assert len(host.seen) == 1


async def test_a_spending_limit_is_not_asked_again(host: Host) -> None:
    """It does not heal within a run."""
    host.says(error_of(429, "rate_limit_error", code="contract_spend_limit_reached"))
    with pytest.raises(Exhausted):
        await ask(claude(host, retries=2))
    assert len(host.seen) == 1


async def test_an_error_event_after_200_ends_with_what_was_written(host: Host) -> None:
    """The text that arrived is kept, with the reason why it is not whole."""
    failed = event("error", error={"type": "overloaded_error", "message": "Overloaded"})
    host.says(stream_of(START + text("Half a ") + text("sentence") + failed))
    written = await ask(claude(host))
    assert written.text == "Half a sentence"
    assert written.finished.stop_reason == "error"
    assert written.finished.error is not None
    assert written.finished.error.code == "ERR_MODEL_OVERLOADED"
    assert written.finished.usage.input_tokens == 40


async def test_an_error_event_before_anything_is_raised(host: Host) -> None:
    """If the stream never began, there is nothing to keep."""
    host.says(
        stream_of(event("error", error={"type": "overloaded_error", "message": "Overloaded"}))
    )
    with pytest.raises(Unavailable) as caught:
        await ask(claude(host))
    assert caught.value.code == "ERR_MODEL_OVERLOADED"


@pytest.mark.parametrize("cut", [True, False], ids=["mid-frame", "clean"])
async def test_a_connection_that_ends_too_soon_is_said(host: Host, cut: bool) -> None:
    """A stream without its end is not a whole briefing, however it broke off."""
    host.says(stream_of(START + text("Half a sentence"), cut=cut))
    written = await ask(claude(host))
    assert written.text == "Half a sentence"
    assert written.finished.stop_reason == "error"
    assert written.finished.error is not None
    assert written.finished.error.code == "ERR_MODEL_BROKE_OFF"


@pytest.mark.parametrize(
    "line",
    [b"data: {not json\n\n", b'data: {"type": "content_\xff"}\n\n', b"data: " + b"[" * 200_000],
    ids=["json", "utf8", "deep"],
)
async def test_a_line_that_cannot_be_read_ends_the_text(host: Host, line: bytes) -> None:
    """Nonsense inside a stream: what arrived is kept and the reason is said."""
    host.says(stream_of(START + text("Half") + b"event: content_block_delta\n" + line + b"\n\n"))
    written = await ask(claude(host))
    assert written.text == "Half"
    assert written.finished.stop_reason == "error"


async def test_an_answer_that_is_no_stream_is_said(host: Host) -> None:
    """A proxy's login page with status 200 is not an empty briefing."""
    host.says(Reply(headers={"content-type": "text/html"}, body=b"<html>Log in</html>"))
    with pytest.raises(Unavailable) as caught:
        await ask(claude(host))
    assert caught.value.code == "ERR_MODEL_ANSWER"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_never_takes_the_key_along(host: Host, status: int) -> None:
    """A redirect is an error; nothing is sent to where it points."""
    elsewhere = host.url.replace("127.0.0.1", "localhost") + "/stolen"
    host.says(Reply(status=status, headers={"location": elsewhere}), stream_of(START + END + STOP))
    with pytest.raises(Unavailable) as caught:
        await ask(claude(host))
    assert caught.value.code == "ERR_MODEL_ANSWER"
    assert [path for path, _, _ in host.seen] == ["/v1/messages"]


async def test_nobody_at_the_address_is_said() -> None:
    """A refused connection is a connection error, with a hint about the network."""
    model = Claude(key=Secret(KEY), base_url="http://127.0.0.1:9", retries=0)
    with pytest.raises(Unavailable) as caught:
        await ask(model)
    assert caught.value.code == "ERR_MODEL_CONNECTION"


@pytest.mark.parametrize("key", ["", "   ", "\n"])
async def test_without_a_key_nothing_is_sent(host: Host, key: str) -> None:
    """ERR_MODEL_KEY_MISSING names the variable; the environment is not searched for another."""
    with pytest.raises(Unavailable) as caught:
        await ask(Claude(key=Secret(key), base_url=host.url))
    assert caught.value.code == "ERR_MODEL_KEY_MISSING"
    assert "ANTHROPIC_API_KEY" in caught.value.hint
    assert host.seen == []


@pytest.mark.parametrize("key", ["sk-ant\n-x", "sk-ant-ü", "sk\0x"])
async def test_a_key_that_no_header_can_carry_is_said(host: Host, key: str) -> None:
    """A key broken by pasting is a key error, not a network error."""
    with pytest.raises(Unavailable) as caught:
        await ask(Claude(key=Secret(key), base_url=host.url))
    assert caught.value.code == "ERR_MODEL_AUTH"
    assert host.seen == []


async def test_a_host_that_repeats_the_key_does_not_show_it(host: Host) -> None:
    """What the host says is redacted before it becomes a message."""
    host.says(error_of(401, "authentication_error", f"invalid key {KEY}"))
    with pytest.raises(Unavailable) as caught:
        await ask(claude(host))
    assert KEY not in json.dumps(caught.value.as_json())
    assert "[secret]" in caught.value.message


async def test_closing_early_closes_the_connection(host: Host) -> None:
    """Whoever stops reading (Ctrl-C, a closed page) leaves no connection and no end event."""
    host.says(stream_of(START + text("a") + text("b") + END + STOP))
    receipt = Receipt()
    async with aclosing(claude(host, receipt=receipt).write(ASK, max_tokens=5)) as writing:
        async for item in writing:
            assert item == Delta(text="a")
            break
    assert [row.requests for row in receipt.rows()] == [1]
    assert not isinstance(await anext(writing, None), Finished)


async def test_a_deadline_ends_a_host_that_never_answers() -> None:
    """The caller's deadline is enough, also while the SDK waits."""
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        model = Claude(key=Secret(KEY), base_url=f"http://127.0.0.1:{port}", retries=2)
        with pytest.raises(TimeoutError), anyio.fail_after(0.3):
            await write_all(model, ASK, max_tokens=5, told=lambda _: None)


def test_the_sdk_is_not_imported_before_it_is_needed() -> None:
    """Importing the room costs neither the SDK nor its HTTP library."""
    code = "import sys, operatoros.llm.claude; print({'anthropic', 'httpx2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_default_address_is_the_api_itself() -> None:
    """Without a setting the prompt goes to the provider and nowhere else."""
    assert BASE_URL == "https://api.anthropic.com"
    assert Claude(key=Secret(KEY)).name == f"claude:{DEFAULT_CLAUDE}"


@pytest.mark.outside
async def test_an_independent_server_is_understood(aimock: str) -> None:
    """The same writer works against a /v1/messages that we did not write (its usage is 0)."""
    written = await ask(Claude(key=Secret(KEY), base_url=aimock))
    assert written.text == "Two deals moved."
    assert written.finished.stop_reason == "end"
