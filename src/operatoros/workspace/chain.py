"""The form of the log: one JSON object a line, each holding the hash of the one before (W16). Pure.

A line is `{"prev":"<64 hex>","seq":<n>,...,"hash":"<64 hex>"}` and a line feed. `hash` is the
SHA-256 of the line's bytes without the hash field: from `{"prev"` to the last value, closed by
`}`. The first line's `prev` is 64 zeros. Bytes are ASCII; anything else is a JSON escape.

So every byte of a line is under its own hash, the order of lines is under `prev`, and only a cut
at the end needs a witness elsewhere: the anchor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

ZERO = "0" * 64
_SEAL = b',"hash":"'
_SEAL_SIZE = len(_SEAL) + 64 + 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line of a chain.

    Attributes:
        seq: Its number, from 1; 0 for an empty chain.
        hash: Its hash (hex); zeros for an empty chain.
    """

    seq: int = 0
    hash: str = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the log.

    Attributes:
        seq: Its number, from 1.
        time: ISO 8601 time in UTC.
        kind: intent, outcome, read, or what a caller notes (decision, copied, ...).
        data: Everything else, by name.
        hash: Its hash (hex).
    """

    seq: int
    time: str
    kind: str
    data: Mapping[str, Any]
    hash: str


def seal(head: Head, *, time: str, kind: str, data: Mapping[str, object]) -> tuple[bytes, Head]:
    """Return the bytes of the next line and the new head.

    Args:
        head: The line before.
        time: ISO 8601 time in UTC.
        kind: What the line tells.
        data: JSON-able values by name; none may be called prev, seq, time, kind or hash.
    """
    assert not data.keys() & {"prev", "seq", "time", "kind", "hash"}
    fields = {"prev": head.hash, "seq": head.seq + 1, "time": time, "kind": kind}
    # Sorted names after the fixed four: one byte form for one line.
    fields.update(sorted(data.items()))
    body = json.dumps(fields, separators=(",", ":")).encode("ascii")
    digest = hashlib.sha256(body).hexdigest()
    return body[:-1] + _SEAL + digest.encode() + b'"}\n', Head(seq=head.seq + 1, hash=digest)


def check(line: bytes, head: Head) -> Head | None:
    """Return the new head if `line` (without its line feed) follows `head`, else None."""
    if line[-_SEAL_SIZE:-66] != _SEAL or line[-2:] != b'"}':
        return None
    if not line.startswith(b'{"prev":"%b","seq":%d,' % (head.hash.encode(), head.seq + 1)):
        return None
    digest = hashlib.sha256(line[:-_SEAL_SIZE] + b"}").hexdigest()
    if line[-66:-2] != digest.encode():
        return None
    return Head(seq=head.seq + 1, hash=digest)


def parse(line: bytes) -> Line:
    """Read one line (without its line feed); its own hash is checked, its place is not.

    Raises:
        ValueError: if it is no line of a log.
    """
    digest = hashlib.sha256(line[:-_SEAL_SIZE] + b"}").hexdigest()
    if line[-_SEAL_SIZE:-66] != _SEAL or line[-66:-2] != digest.encode():
        raise ValueError("the line's hash does not match its bytes")
    fields = cast("dict[str, Any]", json.loads(line))
    rest = {key: fields[key] for key in fields.keys() - {"prev", "seq", "time", "kind", "hash"}}
    return Line(
        seq=int(fields["seq"]),
        time=str(fields["time"]),
        kind=str(fields["kind"]),
        data=rest,
        hash=digest,
    )
