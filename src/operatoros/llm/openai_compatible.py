"""Any endpoint that speaks OpenAI's chat completions writes: a local model, a company's gateway.

Small on purpose: one streaming request, no tools. Endpoints differ in what they leave out, so
whatever is missing is estimated (usage) or taken for the plain case, never guessed into text.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import anyio

from operatoros.errors import OperatorosError
from operatoros.llm.claude_failures import code_of, seconds_asked
from operatoros.llm.events import EventLines, StreamTooLargeError
from operatoros.llm.failures import Whom, as_info, model_failure
from operatoros.llm.hosts import checked_host, sendable
from operatoros.llm.prices import cost_usd
from operatoros.llm.tokens import estimated_tokens
from operatoros.llm.writing import Delta, Finished, Prompt, Writing
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret
from operatoros.values.run import StopReason, Usage

if TYPE_CHECKING:
    import httpx2

KEY_NAME: Final = "OPENAI_API_KEY"
_CONNECT_S = 10.0
# A local model may read a long prompt for minutes before its first word.
_IDLE_S = 600.0
_LONGEST_WAIT_S = 60.0
_LARGEST_ERROR = 64 * 1024

# OpenAI's own models of today refuse the older name, most other servers know only that.
_NEW_LIMIT_HOSTS = frozenset({"api.openai.com"})

BY_STATUS: Mapping[int, str] = {
    400: "ERR_MODEL_REQUEST",
    401: "ERR_MODEL_AUTH",
    402: "ERR_MODEL_BILLING",
    403: "ERR_MODEL_PERMISSION",
    404: "ERR_MODEL_NOT_FOUND",
    408: "ERR_MODEL_TIMEOUT",
    413: "ERR_MODEL_TOO_LARGE",
    422: "ERR_MODEL_REQUEST",
    429: "ERR_MODEL_RATE_LIMIT",
    503: "ERR_MODEL_OVERLOADED",
    504: "ERR_MODEL_TIMEOUT",
}
# Causes that these endpoints name beside the status.
BY_CAUSE: Mapping[str, str] = {
    "context_length_exceeded": "ERR_MODEL_TOO_LARGE",
    "insufficient_quota": "ERR_MODEL_SPEND_LIMIT",
    "model_not_found": "ERR_MODEL_NOT_FOUND",
}
_ASK_AGAIN = frozenset({408, 429, 500, 502, 503, 504})

FINISH_REASONS: Mapping[str, tuple[StopReason, str]] = {
    "stop": ("end", ""),
    "eos": ("end", ""),
    "length": ("length", "ERR_MODEL_CUT"),
    "content_filter": ("refusal", "ERR_MODEL_REFUSED"),
    "tool_calls": ("stopped", "ERR_MODEL_STOPPED"),
    "function_call": ("stopped", "ERR_MODEL_STOPPED"),
}


class OpenaiCompatible:
    """Writes through an OpenAI-compatible endpoint. A `Model`.

    Args:
        model: Id of the model, as the endpoint names it.
        base_url: Up to and including `/v1`; https, or http on this machine.
        key: Its key; empty if it wants none.
        retries: How often it is asked again before the stream begins.
        receipt: Where the contact is noted.
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        key: Secret,
        retries: int = 2,
        receipt: Receipt | None = None,
    ) -> None:
        self.model = model
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._retries = retries
        self._receipt = receipt

    @property
    def name(self) -> str:
        """`openai:` and the model's id."""
        return f"openai:{self.model}"

    async def write(self, prompt: Prompt, *, max_tokens: int) -> Writing:
        """Write an answer; see `Model.write`.

        Raises:
            OperatorosError: a code of `failures.CODES`, if the stream never began.
        """
        host = checked_host(self._base_url, kind="openai", model=self.model)
        whom = Whom(kind="openai", model=self.model, host=host, key_name=KEY_NAME, key=self._key)
        key = self._key.reveal().strip()
        if not (key.isascii() and (key.isprintable() or not key)):
            raise model_failure("ERR_MODEL_AUTH", whom, details={"why": "not printable ASCII"})
        heard = _Heard(model=self.model)
        failed: OperatorosError | None = None
        counted = _Counted()
        try:
            async with aclosing(self._chunks(prompt, max_tokens, whom, counted)) as chunks:
                async for chunk in chunks:
                    failed = heard.take(chunk, whom)
                    if failed is not None:
                        break
                    if heard.text:
                        yield Delta(text=heard.text)
        except OperatorosError:
            raise
        except Exception as exc:
            failed = _translated(exc, whom, began=heard.began)
            if failed is None:
                raise
            if not heard.began:
                raise failed from exc
        finally:
            counted.note(self._receipt, host)
        if not heard.began:
            raise failed or model_failure("ERR_MODEL_ANSWER", whom)
        yield heard.end(whom, failed, prompt, max_tokens)

    async def _chunks(
        self, prompt: Prompt, max_tokens: int, whom: Whom, counted: _Counted
    ) -> AsyncGenerator[Mapping[str, object], None]:
        """Yield the chunks of one completion; an empty one stands for `[DONE]`."""
        import httpx2

        limit = "max_completion_tokens" if whom.host in _NEW_LIMIT_HOSTS else "max_tokens"
        body = json.dumps(
            {
                "model": self.model,
                "messages": messages_of(prompt),
                limit: max_tokens,
                "stream": True,
                "stream_options": {"include_usage": True},
            }
        ).encode("ascii")
        headers = {"content-type": "application/json", "accept": "text/event-stream"}
        if key := self._key.reveal().strip():
            headers["authorization"] = f"Bearer {key}"
        timeout = httpx2.Timeout(_IDLE_S, connect=_CONNECT_S)
        async with httpx2.AsyncClient(follow_redirects=False, timeout=timeout) as client:
            for attempt in range(self._retries + 1):
                counted.sent(len(body))
                async with client.stream(
                    "POST", f"{self._base_url}/chat/completions", content=body, headers=headers
                ) as response:
                    if response.status_code == 200:
                        async for chunk in _read(response, counted):
                            yield chunk
                        return
                    wait_s = _wait(response, attempt)
                    if attempt == self._retries or wait_s is None:
                        raise await _refusal(response, whom)
                await anyio.sleep(wait_s)


def messages_of(prompt: Prompt) -> list[dict[str, str]]:
    """Return the conversation; the data stands before the first question, in the user's turn."""
    turns = [(turn.role, turn.text) for turn in prompt.history] + [("user", prompt.task)]
    if prompt.data:
        role, question = turns[0]
        turns[0] = (role, f"{prompt.data}\n\n{question}")
    system = [("system", prompt.system)] if prompt.system else []
    return [{"role": role, "content": sendable(text)} for role, text in [*system, *turns]]


async def _read(
    response: httpx2.Response, counted: _Counted
) -> AsyncGenerator[Mapping[str, object], None]:
    lines = EventLines()
    async for piece in response.aiter_bytes():
        counted.bytes_in += len(piece)
        for data in lines.feed(piece):
            if data == b"[DONE]":
                yield {}
                return
            chunk = json.loads(data)
            if isinstance(chunk, dict):
                yield chunk


def _wait(response: httpx2.Response, attempt: int) -> float | None:
    """Return the seconds after which asking again makes sense; None if it does not."""
    if response.status_code not in _ASK_AGAIN:
        return None
    asked = seconds_asked(response.headers)
    if asked is not None:
        return asked if asked <= _LONGEST_WAIT_S else None
    return 0.5 * 2.0**attempt


async def _refusal(response: httpx2.Response, whom: Whom) -> OperatorosError:
    """Return the error that an answer other than 200 stands for."""
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LARGEST_ERROR:
            break
    try:
        error = json.loads(body[:_LARGEST_ERROR])["error"]
    except (ValueError, RecursionError, TypeError, KeyError):
        error = None
    code = BY_STATUS.get(response.status_code)
    if code is None:
        code = "ERR_MODEL_ANSWER" if response.status_code < 400 else "ERR_MODEL_SERVER"
    return _named(
        error,
        code,
        whom,
        retry_after_s=seconds_asked(response.headers),
        details={"status": response.status_code},
    )


def _named(
    error: object,
    code: str,
    whom: Whom,
    *,
    retry_after_s: float | None = None,
    details: Mapping[str, object] | None = None,
) -> OperatorosError:
    """Return an error with what the endpoint says about it, whichever form it has."""
    said, cause = "", ""
    if isinstance(error, str):
        said = error
    elif isinstance(error, dict):
        said = str(error.get("message") or "")
        cause = str(error.get("code") or "")
    return model_failure(
        BY_CAUSE.get(cause, code), whom, said=said, retry_after_s=retry_after_s, details=details
    )


def _translated(exc: Exception, whom: Whom, *, began: bool) -> OperatorosError | None:
    """Return our error for one of the HTTP library or of a line that cannot be read."""
    code = "ERR_MODEL_ANSWER" if isinstance(exc, StreamTooLargeError) else code_of(exc)
    if code == "ERR_MODEL_BROKE_OFF" and not began:
        code = "ERR_MODEL_CONNECTION"
    return None if code is None else model_failure(code, whom)


@dataclass(slots=True)
class _Counted:
    """What went to the host and came back, for the receipt."""

    requests: int = 0
    bytes_out: int = 0
    bytes_in: int = 0

    def sent(self, size: int) -> None:
        """Count a request."""
        self.requests += 1
        self.bytes_out += size

    def note(self, receipt: Receipt | None, host: str) -> None:
        """Write the receipt's line."""
        if receipt is not None and self.requests:
            receipt.note(
                host,
                requests=self.requests,
                bytes_out=self.bytes_out,
                bytes_in=self.bytes_in,
                enforced=True,
            )


@dataclass(slots=True)
class _Heard:
    """What the chunks said so far."""

    model: str
    began: bool = False
    text: str = ""
    reason: str = ""
    done: bool = False
    counts: Mapping[str, object] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)

    def take(self, chunk: Mapping[str, object], whom: Whom) -> OperatorosError | None:
        """Take one chunk; its text is in `text`. Returns the error that it tells of, if any."""
        self.text = ""
        if not chunk:
            self.done = True
            return None
        if chunk.get("error"):
            return _named(chunk["error"], "ERR_MODEL_SERVER", whom)
        usage = chunk.get("usage")
        if isinstance(usage, dict):
            self.counts = usage
        choices = chunk.get("choices")
        if not isinstance(choices, list):
            return None
        self.began = True
        for choice in choices[:1]:
            if not isinstance(choice, dict):
                continue
            self.reason = str(choice.get("finish_reason") or self.reason)
            delta = choice.get("delta")
            content = delta.get("content") if isinstance(delta, dict) else None
            if isinstance(content, str):
                self.text = content
                self.pieces.append(content)
        return None

    def usage(self, prompt: Prompt) -> Usage:
        """Return the endpoint's counts, or our estimate where it gives none."""
        given = _count(self.counts, "prompt_tokens")
        written = _count(self.counts, "completion_tokens")
        details = self.counts.get("prompt_tokens_details")
        cached = _count(details, "cached_tokens") if isinstance(details, dict) else 0
        estimated = given == 0
        given = given or estimated_tokens(prompt.text)
        written = written or estimated_tokens("".join(self.pieces))
        cached = min(cached, given)
        return Usage(
            model=self.model,
            input_tokens=given,
            output_tokens=written,
            cached_tokens=cached,
            cost_usd=cost_usd(self.model, fresh=given - cached, output=written, cache_read=cached),
            estimated=estimated,
        )

    def end(
        self, whom: Whom, failed: OperatorosError | None, prompt: Prompt, max_tokens: int
    ) -> Finished:
        """Return the end of the stream."""
        usage = self.usage(prompt)
        if failed is None and not self.reason and not self.done:
            failed = model_failure("ERR_MODEL_BROKE_OFF", whom)
        if failed is not None:
            return Finished(stop_reason="error", usage=usage, error=as_info(failed))
        # Some endpoints end without a reason: then `[DONE]` is the plain end.
        reason, code = FINISH_REASONS.get(self.reason or "stop", ("stopped", "ERR_MODEL_STOPPED"))
        if not code:
            return Finished(stop_reason=reason, usage=usage)
        details = {"stop_reason": self.reason, "max_tokens": max_tokens}
        return Finished(
            stop_reason=reason,
            usage=usage,
            error=as_info(model_failure(code, whom, details=details)),
        )


def _count(counts: Mapping[str, object], name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) and value > 0 else 0
