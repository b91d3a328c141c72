"""Secrets that somebody wrote into a connector file, told by the names that they stand under.

They belong into the environment: a file is copied, shared and committed. What is found here is
warned of, and kept out of everything that a run leaves behind like any other secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from operatoros.catalog.declared import Connector
from operatoros.values.jsonable import Json

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET = frozenset({"apikey", "authorization", "passwd", "password", "secret", "token"})
# A key alone may be anything; these are keys that open something.
_OPENING = frozenset({"access", "account", "api", "auth", "private", "signing", "subscription"})
# Tokens that only say where to go on.
_PLACES = frozenset({"continuation", "cursor", "next", "page", "start", "sync"})
_SCHEME = re.compile(r"(?i)(?:basic|bearer|token|apikey)\s+")
_SHORTEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSecret:
    """A value that looks like a secret.

    Attributes:
        path: Where it stands in the file.
        value: The value, without a scheme such as `Bearer`.
    """

    path: tuple[str, ...]
    value: str


def written_secrets(connector: Connector) -> tuple[WrittenSecret, ...]:
    """Return the secrets that stand in a connector's own text; templates are none."""
    parts: list[tuple[tuple[str, ...], Json]] = []
    if connector.api is not None:
        parts.append((("api", "headers"), connector.api.headers))
    if connector.mcp is not None:
        parts.append((("mcp", "env"), connector.mcp.env))
        parts.append((("mcp", "headers"), connector.mcp.headers))
    for fetch in connector.fetches.values():
        here = ("fetches", fetch.name)
        parts.append(((*here, "query"), fetch.query))
        parts.append(((*here, "headers"), fetch.headers))
        parts.append(((*here, "body"), fetch.body))
        parts.append(((*here, "args"), fetch.args))
    return tuple(found for path, value in parts for found in _in(value, path))


def _in(value: Json, path: tuple[str, ...]) -> Iterator[WrittenSecret]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            at = (*path, str(name))
            if isinstance(inner, str) and _names_a_secret(str(name)):
                bare = _SCHEME.sub("", inner.strip(), count=1)
                if _is_literal(bare):
                    yield WrittenSecret(path=at, value=bare)
            else:
                yield from _in(inner, at)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _in(inner, path)


def _names_a_secret(name: str) -> bool:
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return False
    before = words[-2] if len(words) > 1 else ""
    if words[-1] == "key":
        return before in _OPENING
    return words[-1] in _SECRET and before not in _PLACES


def _is_literal(text: str) -> bool:
    return (
        len(text) >= _SHORTEST
        and "{{" not in text
        and not text.startswith("$")
        and not any(letter.isspace() for letter in text)
    )
