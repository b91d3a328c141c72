"""Who is at this machine: the address of the connection decides, never a header."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from operatoros.web.peers import NotFromHere, must_be_here


def asked_from(peer: str | None, host: str = "localhost:3000", **more: str) -> Request:
    """Return a request from an address."""
    headers = [(b"host", host.encode())]
    headers += [(name.replace("_", "-").encode(), text.encode()) for name, text in more.items()]
    client = (peer, 1234) if peer is not None else None
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1"])
@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"])
def test_loopback_is_here(peer: str, host: str) -> None:
    """A person at this machine may."""
    must_be_here(asked_from(peer, host), "opening a folder")


@pytest.mark.parametrize("peer", ["192.168.1.7", "::ffff:10.0.0.1", "example", "", None])
def test_everywhere_else_is_not(peer: str | None) -> None:
    """Other addresses may not, whatever their Host says."""
    with pytest.raises(NotFromHere) as caught:
        must_be_here(asked_from(peer), "opening a folder")
    assert caught.value.code == "ERR_ONLY_FROM_THIS_MACHINE"


@pytest.mark.parametrize(
    "asked",
    [
        asked_from("127.0.0.1", "team.example"),
        asked_from("127.0.0.1", x_forwarded_for="10.0.0.1"),
        asked_from("127.0.0.1", x_forwarded_for="127.0.0.1"),
        asked_from("127.0.0.1", via="1.1 proxy"),
        asked_from("127.0.0.1", forwarded="for=10.0.0.1"),
        asked_from("127.0.0.1", ""),
    ],
)
def test_behind_a_proxy_nobody_is_here(asked: Request) -> None:
    """A proxy on this machine makes everybody look local: its traces refuse."""
    with pytest.raises(NotFromHere):
        must_be_here(asked, "opening a folder")
