"""One request and its reply, and the terms on which a connector may ask.

A `Request` says what is asked; `Terms` say how far the client may go for it. Credentials stay in
their own fields, so that no message, log or redirect can carry them by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from operatoros.errors import Unavailable
from operatoros.net.strict_json import loads
from operatoros.secrets import Secret
from operatoros.values.jsonable import Json


class NotJson(Unavailable):
    """An answer is not JSON, or is JSON that two readers could read differently."""

    code = "ERR_NOT_JSON"

    def __init__(self, *, where: str, status: int, content_type: str, why: str) -> None:
        super().__init__(
            f"the answer to {where} is not usable JSON ({content_type or 'no content type'}): "
            f"{why}",
            hint="check the connector's address: a web page or a login form may have answered",
            details={"where": where, "status": status, "content_type": content_type, "why": why},
        )


Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a host may be asked; shared by all sources of a run.

    Attributes:
        count: Most requests in a window (> 0).
        window_s: Length of the window in seconds.
        name: Which requests count: empty for all to the host, else those that name it.
    """

    count: int
    window_s: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one connector may do on the wire.

    Attributes:
        hosts: Hosts it may contact, as `name` (default port) or `name:port`.
        private: Whether private addresses and loopback may be contacted (a person's own
            connector); link-local and metadata addresses never may.
        in_flight: Most requests at once to one host.
        connect_s: Seconds to connect, for each address of the host.
        idle_s: Seconds without a byte.
        max_bytes: Most bytes of one reply, after decoding.
        attempts: Tries in all, the first included.
        statuses: Statuses that may be tried again.
        max_wait_s: Longest single wait in seconds before another try.
        paces: How fast the host may be asked.
        remaining_header: Header with the count of requests left in the window.
        reset_header: Header with the seconds until (or the epoch time of) the next window.
    """

    hosts: tuple[str, ...]
    private: bool = False
    in_flight: int = 64
    connect_s: float = 10.0
    idle_s: float = 20.0
    max_bytes: int = 20_000_000
    attempts: int = 3
    statuses: tuple[int, ...] = (408, 425, 429, 500, 502, 503, 504)
    max_wait_s: float = 30.0
    paces: tuple[Pace, ...] = ()
    remaining_header: str = ""
    reset_header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked.

    Attributes:
        method: HTTP method.
        url: Absolute URL without user, query and fragment; the path is percent-encoded.
        query: Names and values, not yet encoded.
        headers: Plain headers that the connector configured.
        secret_headers: Headers that hold credentials.
        secret_query: Query parameters that hold credentials.
        body: JSON text; sets the content type.
        safe: Whether it may be sent twice: GET and HEAD always may, a POST only if it searches.
        pace: Name of the pace it counts for, beside the host's.
        shown: The URL as messages may show it, if its path holds a credential.
    """

    method: Method
    url: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, Secret] = field(default_factory=dict)
    secret_query: Mapping[str, Secret] = field(default_factory=dict)
    body: bytes | None = None
    safe: bool = False
    pace: str = ""
    shown: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does no harm."""
        return self.safe or self.method in {"GET", "HEAD"}

    @property
    def has_credentials(self) -> bool:
        """Whether it proves who asks."""
        return bool(self.secret_headers or self.secret_query)

    @property
    def where(self) -> str:
        """Method and address for messages: no user, no query."""
        return f"{self.method} {self.shown or self.url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, decoded.

    Attributes:
        status: HTTP status.
        headers: By lower-case name; repeated ones joined with a comma.
        body: The body after decoding, at most `max_bytes`.
        where: Method and address, for messages.
        host: Who answered.
        attempts: Tries it took.
        received: Bytes received for it over all tries, after decoding.
        sent: Requests sent for it: tries and redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    where: str
    host: str = ""
    attempts: int = 1
    received: int = 0
    sent: int = 1

    def json(self) -> Json:
        """Return the body as JSON.

        Raises:
            NotJson: if it is something else, or JSON that two readers could read differently.
        """
        try:
            return loads(self.body)
        except ValueError as exc:
            raise NotJson(
                where=self.where,
                status=self.status,
                content_type=self.headers.get("content-type", ""),
                why=str(exc),
            ) from None


# Seconds until the next try, or None for "do not try again". Takes the reply that failed and the
# number of tries so far (1 = the first has just failed).
WaitRule: TypeAlias = Callable[[Reply, int], float | None]


class Tell(Protocol):
    """Told while a request is under way."""

    def __call__(self, *, size: int, wait_s: float = 0.0) -> None:
        """Take the bytes received so far, and the seconds that a wait will cost."""
        ...
