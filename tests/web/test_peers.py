"""Who is at this machine: the address of the connection decides, never a header."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from operatoros.web.peers import NotFromHere, must_be_here


def asked_from(host: str | None) -> Request:
    """Return a request from an address, with headers that claim to be local."""
    claims = [(b"x-forwarded-for", b"127.0.0.1"), (b"forwarded", b"for=127.0.0.1")]
    client = (host, 1234) if host is not None else None
    return Request({"type": "http", "headers": claims, "client": client})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1"])
def test_loopback_is_here(host: str) -> None:
    """A person at this machine may."""
    must_be_here(asked_from(host), "opening a folder")


@pytest.mark.parametrize(
    "host", ["192.168.1.7", "10.0.0.1", "::ffff:10.0.0.1", "example", "", None]
)
def test_everywhere_else_is_not(host: str | None) -> None:
    """Other addresses may not, whatever their headers say."""
    with pytest.raises(NotFromHere) as caught:
        must_be_here(asked_from(host), "opening a folder")
    assert caught.value.code == "ERR_ONLY_FROM_THIS_MACHINE"
