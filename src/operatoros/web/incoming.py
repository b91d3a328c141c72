"""One request's head as the guard reads it: raw, with every header as often as it was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from operatoros.web.limits import peer_of

if TYPE_CHECKING:
    from collections.abc import MutableMapping

# `none`: a person typed the address or followed a bookmark.
_HERE = frozenset({"same-origin", "none"})
_ASSET = re.compile(r"/assets/[A-Za-z0-9_][A-Za-z0-9._/-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What was asked for.

    Attributes:
        method: HTTP method as sent.
        path: Decoded path.
        target: Path as sent, still encoded, without the query.
        query: Query as sent, without its question mark.
        headers: All values by lower-case name.
        peer: Whom limits are kept for.
        https: Whether the connection to us is encrypted.
    """

    method: str
    path: str
    target: str
    query: str
    headers: Mapping[str, tuple[str, ...]]
    peer: str
    https: bool

    @property
    def changes(self) -> bool:
        """Whether the method may change something."""
        return self.method not in {"GET", "HEAD"}

    @property
    def api(self) -> bool:
        """Whether a program is meant to read the answer."""
        return self.path == "/api" or self.path.startswith("/api/")

    @property
    def asset(self) -> bool:
        """Whether this is one of the files below /assets/, which anybody may read."""
        plain = _ASSET.fullmatch(self.path) is not None and ".." not in self.path
        return plain and not self.changes

    @property
    def from_elsewhere(self) -> bool:
        """Whether the browser says that a page of another site, or another port, asks."""
        return any(site not in _HERE for site in self.headers.get("sec-fetch-site", ()))

    @property
    def htmx(self) -> bool:
        """Whether a part of a page asks, not the browser's address bar."""
        return "hx-request" in self.headers

    def one(self, name: str) -> str | None:
        """Return the value of a header that was sent exactly once; None otherwise."""
        values = self.headers.get(name, ())
        return values[0] if len(values) == 1 else None

    def has(self, name: str) -> bool:
        """Say whether a header was sent at all."""
        return name in self.headers

    def wants_html(self) -> bool:
        """Say whether a person looks at the answer: `text/html` before JSON, and not the API."""
        if self.api:
            return False
        liked = {"text/html": 0.0, "application/json": 0.0}
        for item in ",".join(self.headers.get("accept", ())).split(","):
            kind, *parameters = (part.strip().lower() for part in item.split(";"))
            if kind in liked:
                liked[kind] = _weight(parameters)
        return liked["text/html"] > 0 and liked["text/html"] >= liked["application/json"]


def incoming_of(scope: MutableMapping[str, Any]) -> Incoming:
    """Read the head of a request.

    Args:
        scope: An ASGI scope of type `http`.
    """
    headers: dict[str, tuple[str, ...]] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        headers[name] = (*headers.get(name, ()), raw_value.decode("latin-1"))
    raw_path = scope.get("raw_path")
    return Incoming(
        method=scope["method"],
        path=scope["path"],
        target=raw_path.decode("latin-1") if raw_path else quote(scope["path"]),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        peer=peer_of(scope.get("client")),
        https=scope.get("scheme") == "https",
    )


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
