"""Who is at this machine: some things are for whoever sits here, not for whoever has the key."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from operatoros.errors import Refused

# What proxies add on the way.
_PROXY = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class NotFromHere(Refused):
    """Something that only a person at this machine may do. Raised by: must_be_here."""

    code = "ERR_ONLY_FROM_THIS_MACHINE"

    def __init__(self, *, what: str) -> None:
        super().__init__(
            f"{what} is only possible at the machine that serves this page",
            hint="open the page there, or use the command line there",
            details={"what": what},
        )


def must_be_here(request: Request, what: str) -> None:
    """Refuse a request that does not come from a person at this machine.

    Behind a proxy on this machine everybody's connection comes from loopback: then the Host is
    the proxy's name, or headers tell of it. Headers only ever refuse.

    Args:
        request: Judged by the address of its connection, its Host, and traces of a proxy.
        what: What is asked for, as the subject of a sentence.

    Raises:
        NotFromHere.
    """
    peer = request.client.host if request.client else ""
    relayed = any(name in request.headers for name in _PROXY)
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if relayed or not _is_loopback(peer) or not (name == "localhost" or _is_loopback(name)):
        raise NotFromHere(what=what)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
