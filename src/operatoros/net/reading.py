"""Responses to replies, within the caps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from operatoros.net.decoding import Decoder, OverCapError
from operatoros.net.exchange import Reply, Request, Terms
from operatoros.net.failures import (
    MAX_HEADER_BYTES,
    EncodingRefused,
    HeadersTooLarge,
    ResponseTooLarge,
)

if TYPE_CHECKING:
    import httpx2

# Bytes of an error's body that are worth reading.
_ERROR_BODY = 256 * 1024


async def read_reply(
    response: httpx2.Response,
    request: Request,
    terms: Terms,
    *,
    host: str,
    came: Callable[[int], None],
) -> Reply:
    """Read a response within the caps.

    Args:
        response: The library's response, its body not yet read.
        request: What was asked.
        terms: Its caps.
        host: Who answers.
        came: Told of bytes, after decoding.

    Raises:
        HeadersTooLarge, ResponseTooLarge, EncodingRefused: if it is one that we do not take. The
            body of an error status is read if it can be, and left if not.
    """
    raw = response.headers.raw
    if sum(len(name) + len(value) + 4 for name, value in raw) > MAX_HEADER_BYTES:
        raise HeadersTooLarge(where=request.where, max_bytes=MAX_HEADER_BYTES)
    headers = _joined(raw)
    empty = request.method == "HEAD" or response.status_code in {204, 304}
    body = b"" if empty else await _body(response, request, headers, terms.max_bytes, came)
    return Reply(
        status=response.status_code, headers=headers, body=body, where=request.where, host=host
    )


def _joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name, repeated ones joined, in one pass over them.

    Looking each up in the library's mapping would be quadratic: ten thousand headers fit into the
    cap and would block for seconds.
    """
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in found.items()}


async def _body(
    response: httpx2.Response,
    request: Request,
    headers: Mapping[str, str],
    max_bytes: int,
    came: Callable[[int], None],
) -> bytes:
    failed = response.status_code >= 300
    cap = min(max_bytes, _ERROR_BODY) if failed else max_bytes
    encoding = headers.get("content-encoding", "")
    try:
        decoder = Decoder(encoding, cap=cap)
        decoder.expect(headers.get("content-length", ""))
        async for chunk in response.aiter_raw():
            before = decoder.size
            try:
                decoder.feed(chunk)
            finally:
                came(decoder.size - before)
        return decoder.close()
    except OverCapError:
        if failed:
            return b""  # the status says enough
        raise ResponseTooLarge(where=request.where, max_bytes=cap) from None
    except ValueError as exc:
        if failed:
            return b""
        raise EncodingRefused(where=request.where, encoding=encoding, why=str(exc)) from None
