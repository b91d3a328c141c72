"""Bytes in the store: compressed where it helps, and named by what they are.

The first byte of a body says how the rest is read: `z` compressed by zlib, `=` as it is.
"""

from __future__ import annotations

import hashlib
import json
import zlib

from operatoros.values.jsonable import to_json

# Below this, zlib's own head and tail eat what it saves.
_WORTH_IT = 64
_LEVEL = 6
# What is read back is ours; the limit only keeps a damaged file from filling memory.
_LARGEST = 512 * 1024 * 1024


def packed(data: bytes) -> bytes:
    """Return a body for the store."""
    if len(data) >= _WORTH_IT:
        small = zlib.compress(data, _LEVEL)
        if len(small) < len(data):
            return b"z" + small
    return b"=" + data


def unpacked(body: bytes) -> bytes:
    """Return what was packed.

    Raises:
        ValueError: if it is not a body of ours.
    """
    if body[:1] == b"=":
        return body[1:]
    if body[:1] != b"z":
        raise ValueError("unknown form of a body")
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(body[1:], _LARGEST)
    except zlib.error as exc:
        raise ValueError(str(exc)) from exc
    if not reader.eof:
        raise ValueError("the body is cut or too large")
    return data


def name_of(data: bytes) -> bytes:
    """Return the SHA-256 of bytes: their name in the store."""
    return hashlib.sha256(data).digest()


def json_text(value: object) -> str:
    """Return a value as JSON in ASCII, which every database takes as text."""
    return json.dumps(to_json(value), separators=(",", ":"))
