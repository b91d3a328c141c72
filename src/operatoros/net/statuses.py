"""What an error status means: the error for it, what the other side said, missing scopes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from operatoros.net.exchange import Reply, Request
from operatoros.net.failures import HttpAuth, HttpScope, HttpStatus, RateLimited
from operatoros.net.strict_json import loads
from operatoros.secrets import Redactor, Secret
from operatoros.values.jsonable import Json

_LONGEST = 200
_SAID_KEYS = ("userPresentableMessage", "message", "error_description", "detail", "title", "error")
_LIST_KEYS = ("errors", "error", "messages")
_SCOPE_KEYS = frozenset(
    {
        "missingscopes",
        "missing_scopes",
        "requiredscopes",
        "required_scopes",
        "requiredgranularscopes",
        "scopes",
        "scope",
    }
)
_CHALLENGE = re.compile(r'scope="([^"]{1,400})"')
_SCOPE = re.compile(r"[A-Za-z0-9_.:/*-]{1,120}")


def status_error(
    reply: Reply, request: Request, *, retry_after_s: float | None = None
) -> HttpAuth | HttpScope | RateLimited | HttpStatus:
    """Return the error for a reply whose status is not one that was wanted.

    Args:
        reply: The reply.
        request: What was asked; its credentials never show, even if the other side repeats them.
        retry_after_s: Seconds that the other side asked us to wait.
    """
    body = _json(reply.body)
    words = _without_credentials(said(body), request)
    if reply.status == 401:
        return HttpAuth(where=reply.where, said=words)
    if reply.status == 403:
        return HttpScope(where=reply.where, said=words, scopes=scopes(body, reply))
    if reply.status == 429:
        return RateLimited(where=reply.where, said=words, retry_after_s=retry_after_s)
    return HttpStatus(
        where=reply.where, status=reply.status, said=words, retry_after_s=retry_after_s
    )


def _without_credentials(text: str, request: Request) -> str:
    """Take out what was sent to prove who asks, whole or without its scheme (`Bearer`)."""
    redactor = Redactor()
    for secret in (*request.secret_headers.values(), *request.secret_query.values()):
        for part in (secret.reveal(), *secret.reveal().split()):
            redactor.add(Secret(part))
    return redactor.redact(text)


def said(body: Json) -> str:
    """Return what an error body says to people, in at most 200 characters; empty if nothing."""
    for text in _texts(body, depth=0):
        words = " ".join(text.split())
        if words:
            return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    return ""


def scopes(body: Json, reply: Reply) -> tuple[str, ...]:
    """Return the scopes that a 403 names, from its body or its WWW-Authenticate header."""
    found = [scope for scope in _scopes(body, depth=0) if _SCOPE.fullmatch(scope)]
    if not found:
        challenge = _CHALLENGE.search(reply.headers.get("www-authenticate", ""))
        found = challenge[1].split() if challenge else []
    return tuple(dict.fromkeys(found))[:10]


def _texts(body: Json, depth: int) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, list) and depth < 4:
        for item in body[:3]:
            yield from _texts(item, depth + 1)
    elif isinstance(body, dict) and depth < 4:
        for key in _SAID_KEYS:
            if isinstance(body.get(key), str):
                yield str(body[key])
        for key in _LIST_KEYS:
            if isinstance(body.get(key), list | dict):
                yield from _texts(body[key], depth + 1)


def _scopes(body: Json, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if isinstance(body, list):
        for item in body[:20]:
            yield from _scopes(item, depth + 1)
    elif isinstance(body, dict):
        for key, value in list(body.items())[:50]:
            if str(key).lower() in _SCOPE_KEYS:
                listed = value if isinstance(value, list) else [value]
                yield from (
                    part for item in listed if isinstance(item, str) for part in item.split()
                )
            else:
                yield from _scopes(value, depth + 1)


def _json(body: bytes) -> Json:
    try:
        return loads(body)
    except ValueError:
        return None
