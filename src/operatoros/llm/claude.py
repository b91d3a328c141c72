"""Claude writes, through the official SDK, streaming.

The SDK costs most of a second to import: call `preload` in a thread while sources are fetched.
It keeps its own rules for asking again; what we add: it follows no redirect (its key would go
along), it does not wait longer than a minute because a host says so, and the receipt names it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

import anyio

from operatoros.errors import OperatorosError
from operatoros.llm.claude_failures import SPEND_LIMITS, seconds_asked, translated
from operatoros.llm.failures import Whom, as_info, model_failure
from operatoros.llm.hosts import checked_host, sendable
from operatoros.llm.prices import cost_usd
from operatoros.llm.writing import DEFAULT_CLAUDE, Delta, Finished, Prompt, Writing
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret
from operatoros.values.run import StopReason, Usage

if TYPE_CHECKING:
    import httpx2
    from anthropic import AsyncAnthropic

BASE_URL: Final = "https://api.anthropic.com"
KEY_NAME: Final = "ANTHROPIC_API_KEY"
_CONNECT_S = 10.0
# Silence, not length: the API sends a ping every few seconds while the model thinks.
_IDLE_S = 120.0
_LONGEST_WAIT_S = 60.0

# What the API says at the end of a message -> stop reason and, unless it is a plain end, our code.
STOP_REASONS: Mapping[str, tuple[StopReason, str]] = {
    "end_turn": ("end", ""),
    "stop_sequence": ("end", ""),
    "max_tokens": ("length", "ERR_MODEL_CUT"),
    "model_context_window_exceeded": ("length", "ERR_MODEL_CUT"),
    "refusal": ("refusal", "ERR_MODEL_REFUSED"),
    # We offer no tools, so neither can be answered.
    "tool_use": ("stopped", "ERR_MODEL_STOPPED"),
    "pause_turn": ("stopped", "ERR_MODEL_STOPPED"),
}


def preload() -> None:
    """Import the SDK; call it in a thread while something else is awaited."""
    import_module("anthropic")
    # The HTTP library imports its own core only when the first client is made.
    import_module("httpcore2")


class Claude:
    """Writes with Claude. A `Model`.

    Args:
        model: Any id that the API takes.
        key: The API key.
        base_url: Where the API is; https, or http on this machine.
        retries: How often the SDK asks again before the stream begins.
        cache_prefix: Whether the prefix is marked for the provider's cache. Writing the cache
            costs a quarter more once, reading it a tenth or less: worth it for a conversation.
        receipt: Where the contact is noted.
    """

    def __init__(
        self,
        *,
        key: Secret,
        model: str = DEFAULT_CLAUDE,
        base_url: str = BASE_URL,
        retries: int = 2,
        cache_prefix: bool = True,
        receipt: Receipt | None = None,
    ) -> None:
        self.model = model
        self._key = key
        self._base_url = base_url
        self._retries = retries
        self._cache_prefix = cache_prefix
        self._receipt = receipt

    @property
    def name(self) -> str:
        """`claude:` and the model's id."""
        return f"claude:{self.model}"

    async def write(self, prompt: Prompt, *, max_tokens: int) -> Writing:
        """Write an answer; see `Model.write`.

        Raises:
            OperatorosError: a code of `failures.CODES`, if the stream never began.
        """
        host = checked_host(self._base_url, kind="claude", model=self.model)
        whom = Whom(kind="claude", model=self.model, host=host, key_name=KEY_NAME, key=self._key)
        key = self._key.reveal().strip()
        if not key:
            raise model_failure("ERR_MODEL_KEY_MISSING", whom)
        if not (key.isascii() and key.isprintable()):
            raise model_failure("ERR_MODEL_AUTH", whom, details={"why": "not printable ASCII"})
        await anyio.to_thread.run_sync(preload)
        contact = _Contact()
        heard = _Heard(model=self.model)
        failed: OperatorosError | None = None
        try:
            async with aclosing(self._events(prompt, max_tokens, contact)) as events:
                async for event in events:
                    text = heard.take(event)
                    if text:
                        yield Delta(text=text)
        except Exception as exc:
            failed = translated(exc, whom)
            if failed is None:
                raise
            if not heard.began:
                raise failed from exc
        finally:
            contact.note(self._receipt, host)
        if failed is None and not heard.began:
            # A stream without a single event of ours: a proxy's page, say.
            raise model_failure("ERR_MODEL_ANSWER", whom)
        yield heard.end(whom, failed, max_tokens)

    async def _events(
        self, prompt: Prompt, max_tokens: int, contact: _Contact
    ) -> AsyncGenerator[object, None]:
        """Yield the SDK's events of one message."""
        import anthropic

        async with self._client(contact) as client:
            stream = await client.messages.create(
                model=self.model,
                max_tokens=max_tokens,
                system=sendable(prompt.system) or anthropic.omit,
                messages=cast("Any", messages_of(prompt, cached=self._cache_prefix)),
                stream=True,
            )
            async with stream:
                async for event in stream:
                    yield event

    def _client(self, contact: _Contact) -> AsyncAnthropic:
        import anthropic
        import httpx2

        return anthropic.AsyncAnthropic(
            # A key that is passed keeps the SDK from looking for one in the environment.
            api_key=self._key.reveal().strip(),
            base_url=self._base_url,
            max_retries=self._retries,
            http_client=anthropic.DefaultAsyncHttpxClient(
                follow_redirects=False,
                timeout=httpx2.Timeout(_IDLE_S, connect=_CONNECT_S),
                event_hooks={"request": [contact.sent], "response": [contact.answered]},
            ),
        )


def messages_of(prompt: Prompt, *, cached: bool) -> list[dict[str, object]]:
    """Return the conversation as the API wants it.

    The first user turn is the data and the first question; the mark of the cache stands at the
    end of the data, so that the prefix (system and data) is what later turns read again.
    """
    data: dict[str, object] = {"type": "text", "text": sendable(prompt.data)}
    if cached:
        data["cache_control"] = {"type": "ephemeral"}
    turns = [(turn.role, turn.text) for turn in prompt.history] + [("user", prompt.task)]
    messages: list[dict[str, object]] = []
    for place, (role, text) in enumerate(turns):
        blocks: list[dict[str, object]] = [{"type": "text", "text": sendable(text)}]
        if place == 0 and prompt.data:
            blocks.insert(0, data)
        messages.append({"role": role, "content": blocks})
    return messages


@dataclass(slots=True)
class _Contact:
    """What went to the host and what came back, for the receipt."""

    requests: int = 0
    bytes_out: int = 0
    responses: list[httpx2.Response] = field(default_factory=list)

    async def sent(self, request: httpx2.Request) -> None:
        """Count a request, one that is asked again included."""
        self.requests += 1
        self.bytes_out += len(request.content)

    async def answered(self, response: httpx2.Response) -> None:
        """Keep a response, and forbid waits that help nobody.

        The SDK waits as long as a host says, and asks again at an exhausted spending limit.
        """
        self.responses.append(response)
        wait_s = seconds_asked(response.headers)
        if wait_s is not None and wait_s > _LONGEST_WAIT_S:
            response.headers["x-should-retry"] = "false"
        if response.status_code in {402, 429} and "retry-after" not in response.headers:
            body = await response.aread()
            if any(code.encode() in body for code in SPEND_LIMITS):
                response.headers["x-should-retry"] = "false"

    def note(self, receipt: Receipt | None, host: str) -> None:
        """Write the receipt's line; nothing if nobody was reached."""
        if receipt is not None and self.requests:
            receipt.note(
                host,
                requests=self.requests,
                bytes_out=self.bytes_out,
                bytes_in=sum(item.num_bytes_downloaded for item in self.responses),
                enforced=True,
            )


@dataclass(slots=True)
class _Heard:
    """What a stream said so far. Unknown events and kinds of block are passed over."""

    model: str
    began: bool = False
    stop: str = ""
    refusal: dict[str, object] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, event: object) -> str:
        """Take one event; return the text that it adds."""
        kind = getattr(event, "type", None)
        if kind == "message_start":
            self.began = True
            message = getattr(event, "message", None)
            self._count(getattr(message, "usage", None))
            answered = getattr(message, "model", None)
            if isinstance(answered, str) and answered:
                self.model = answered
        elif kind == "message_delta":
            self._count(getattr(event, "usage", None))
            delta = getattr(event, "delta", None)
            self.stop = str(getattr(delta, "stop_reason", None) or "")
            details = getattr(delta, "stop_details", None)
            for name in ("category", "explanation"):
                if isinstance(value := getattr(details, name, None), str):
                    self.refusal[name] = value
        elif kind == "content_block_delta":
            delta = getattr(event, "delta", None)
            text = getattr(delta, "text", None)
            if getattr(delta, "type", None) == "text_delta" and isinstance(text, str):
                self.began = True
                return text
        return ""

    def _count(self, usage: object) -> None:
        """Overwrite counts: those of `message_delta` are totals, not increments."""
        for name in (
            "input_tokens",
            "output_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
        ):
            value = getattr(usage, name, None)
            if isinstance(value, int) and value >= 0:
                self.counts[name] = value

    def usage(self) -> Usage:
        """Return what the call used, by the provider's counts."""
        fresh = self.counts.get("input_tokens", 0)
        read = self.counts.get("cache_read_input_tokens", 0)
        written = self.counts.get("cache_creation_input_tokens", 0)
        output = self.counts.get("output_tokens", 0)
        return Usage(
            model=self.model,
            input_tokens=fresh + read + written,
            output_tokens=output,
            cached_tokens=read,
            cost_usd=cost_usd(
                self.model, fresh=fresh, output=output, cache_read=read, cache_write=written
            ),
            estimated=False,
        )

    def end(self, whom: Whom, failed: OperatorosError | None, max_tokens: int) -> Finished:
        """Return the end of the stream."""
        if failed is not None:
            return Finished(stop_reason="error", usage=self.usage(), error=as_info(failed))
        if not self.stop:
            error = model_failure("ERR_MODEL_BROKE_OFF", whom)
            return Finished(stop_reason="error", usage=self.usage(), error=as_info(error))
        reason, code = STOP_REASONS.get(self.stop, ("stopped", "ERR_MODEL_STOPPED"))
        if not code:
            return Finished(stop_reason=reason, usage=self.usage())
        details: dict[str, object] = {"stop_reason": self.stop, **self.refusal}
        if self.stop == "max_tokens":
            details["max_tokens"] = max_tokens
        error = model_failure(
            code, whom, said=str(self.refusal.get("explanation", "")), details=details
        )
        return Finished(stop_reason=reason, usage=self.usage(), error=as_info(error))
