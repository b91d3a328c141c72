"""Bodies to bytes, never beyond the cap: a bomb ends where the cap is, not in memory.

We offer gzip and deflate and accept nothing else: brotli and zstd need third-party decoders and
are not offered, and encodings in layers are how bombs are built.
"""

from __future__ import annotations

import zlib

OFFERED = "gzip, deflate"
_GZIP = zlib.MAX_WBITS | 16
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
# Framing of compressed data that is larger than what it holds.
_SLACK = 64 * 1024


class OverCapError(Exception):
    """The decoded body is larger than the cap."""


class Decoder:
    """Decodes one body piece by piece.

    Args:
        encoding: The Content-Encoding header; empty for none.
        cap: Most bytes after decoding.

    Raises:
        ValueError: (from `__init__`, `feed` and `close`) if it cannot be decoded, saying why.
        OverCapError: (from `feed` and `expect`) as soon as there is one byte more than the cap.
    """

    def __init__(self, encoding: str, *, cap: int) -> None:
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise ValueError("only gzip and deflate were offered")
        self._gzip = name in {"gzip", "x-gzip"}
        self._deflate = name == "deflate"
        self._engine = zlib.decompressobj(_GZIP) if self._gzip else None
        self._head = b""
        self._cap = cap
        self._came = 0
        self._body = bytearray()

    @property
    def size(self) -> int:
        """Bytes decoded so far."""
        return len(self._body)

    def expect(self, length: str) -> None:
        """Refuse a body at once whose Content-Length is beyond the cap; compressed ones differ."""
        plain = not self._gzip and not self._deflate
        if plain and length.isascii() and length.isdecimal() and int(length[:20]) > self._cap:
            raise OverCapError

    def feed(self, data: bytes) -> None:
        """Take the next piece as it came."""
        # Empty gzip members unpack to nothing and would flow for ever.
        self._came += len(data)
        if self._came > self._cap + _SLACK:
            raise OverCapError
        if self._deflate and self._engine is None:
            # "deflate" is sent with and without the zlib frame; two bytes tell.
            self._head += data
            if len(self._head) < 2:
                return
            first, second = self._head[0], self._head[1]
            framed = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
            self._engine = zlib.decompressobj(_ZLIB if framed else _RAW)
            data = self._head
        if self._engine is None:
            self._add(data)
            return
        while data:
            if self._engine.eof:
                if not data.strip(b"\0"):
                    return  # padding after the end
                if not self._gzip:
                    raise ValueError("something follows its end")
                self._engine = zlib.decompressobj(_GZIP)
            # One byte beyond the room tells "too much" from "exactly full".
            room = self._cap - len(self._body) + 1
            try:
                self._add(self._engine.decompress(data, room))
            except zlib.error:
                raise ValueError("it is damaged") from None
            data = self._engine.unused_data

    def close(self) -> bytes:
        """Return the whole body."""
        if self._engine is not None and not self._engine.eof:
            raise ValueError("it ends too early")
        if self._deflate and self._engine is None and self._head:
            raise ValueError("it ends too early")
        return bytes(self._body)

    def _add(self, piece: bytes) -> None:
        room = self._cap - len(self._body)
        self._body += piece[:room]
        if len(piece) > room:
            raise OverCapError
