"""Who is at this machine: some things are for whoever sits here, not for whoever has the key."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import Request

from operatoros.errors import Refused


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
    """Refuse a request that does not come from this machine.

    Args:
        request: Judged by the address of its connection, never by a header.
        what: What is asked for, as the subject of a sentence.

    Raises:
        NotFromHere.
    """
    host = request.client.host if request.client else ""
    try:
        here = ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        here = False
    if not here:
        raise NotFromHere(what=what)
