"""Requests to headers and targets: what the client decides, what a connector may set."""

from __future__ import annotations

import re
from urllib.parse import quote

from operatoros.net.address import Origin
from operatoros.net.decoding import OFFERED
from operatoros.net.exchange import Request
from operatoros.net.failures import HeaderInvalid

_HEADER_VALUE = re.compile(r"[\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# They frame the message or name the host: the client alone decides them.
_NEVER_CONFIGURED = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"}
    | {"accept-encoding", "expect", "proxy-authorization"}
)


def headers_of(request: Request, origin: Origin, *, agent: str) -> list[tuple[str, str]]:
    """Return the headers to send: ours, then the configured ones.

    Raises:
        HeaderInvalid: if one cannot be sent; its value is not shown.
    """
    rows = {
        "host": ("Host", str(origin)),
        "accept": ("Accept", "application/json"),
        "accept-encoding": ("Accept-Encoding", OFFERED),
        "user-agent": ("User-Agent", agent),
    }
    if request.body is not None:
        rows["content-type"] = ("Content-Type", "application/json")
    configured = {
        **request.headers,
        **{name: secret.reveal() for name, secret in request.secret_headers.items()},
    }
    for name, value in configured.items():
        lower = name.lower()
        fine = _HEADER_NAME.fullmatch(name) and (not value or _HEADER_VALUE.fullmatch(value))
        if not fine or lower in _NEVER_CONFIGURED:
            raise HeaderInvalid(name=name, where=request.where)
        rows[lower] = (name, value)
    return list(rows.values())


def query_of(request: Request) -> str:
    """Return the query with its question mark, percent-encoded; empty if there is none."""
    pairs = [
        *request.query,
        *((name, secret.reveal()) for name, secret in request.secret_query.items()),
    ]
    if not pairs:
        return ""
    return "?" + "&".join(
        f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs
    )
