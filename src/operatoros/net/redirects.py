"""When a redirect is followed.

    credentials in the request      never
    POST and the like               never (301, 302, 303 would change the question; 307 and 308
                                    would send the body to a place nobody named)
    GET or HEAD, same origin        followed, headers and all
    GET or HEAD, other origin       followed without any configured header, if the host is on the
                                    connector's list; never from https to http

The origin is scheme, host and port. At most five in a row, never in a circle.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urljoin, urlsplit

from operatoros.errors import OperatorosError
from operatoros.net.address import check_host, split_url
from operatoros.net.exchange import Request
from operatoros.net.failures import RedirectRefused

STATUSES = frozenset({301, 302, 303, 307, 308})
MOST = 5


def next_request(
    request: Request,
    *,
    status: int,
    location: str,
    seen: tuple[Request, ...],
    hosts: tuple[str, ...],
) -> Request:
    """Return the request that follows a redirect.

    Args:
        request: What was asked.
        status: One of STATUSES.
        location: The Location header.
        seen: The requests of this chain so far, `request` included.
        hosts: Hosts that the connector may contact.

    Raises:
        RedirectRefused: if it must not be followed; its target is named without user and query.
    """
    try:
        parts = urlsplit(urljoin(request.url, location.strip()))
    except ValueError:
        parts = urlsplit("")
    netloc = parts.netloc.rsplit("@", 1)[-1]
    shown = f"{parts.scheme}://{netloc}{parts.path}" if netloc else ""

    def refuse(why: str) -> RedirectRefused:
        return RedirectRefused(where=request.where, status=status, target=shown, why=why)

    if not location.strip() or not shown:
        raise refuse("it names no place")
    if request.has_credentials:
        raise refuse("the request carries a credential")
    if request.method not in {"GET", "HEAD"}:
        raise refuse(f"a {request.method} is not sent elsewhere")
    if len(seen) > MOST:
        raise refuse(f"that was the redirect number {MOST + 1} in a row")
    try:
        origin, path = split_url(f"{parts.scheme}://{parts.netloc}{parts.path}")
        before, _ = split_url(request.url)
        check_host(origin, hosts)
    except OperatorosError as exc:
        raise refuse(exc.message) from None
    if before.scheme == "https" and origin.scheme != "https":
        raise refuse("it leads from https to http")
    following = replace(
        request,
        url=f"{origin.scheme}://{origin}{path}",
        shown="",
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        headers=request.headers if origin == before else {},
    )
    if any((one.url, one.query) == (following.url, following.query) for one in seen):
        raise refuse("it goes in a circle")
    return following
