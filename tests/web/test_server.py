"""Serving: an address that answers, a port that is taken, a clean end."""

from __future__ import annotations

import socket

import pytest

from operatoros.web.server import PortTaken, listen


def test_a_taken_port_is_said_before_anything_starts() -> None:
    """A second server on the same port ends in a code that names the way out."""
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            listen("127.0.0.1", port)
    assert caught.value.code == "ERR_PORT_TAKEN"
    assert "--port" in caught.value.hint


def test_an_address_that_is_not_ours_is_refused() -> None:
    """An address of another machine cannot be served on, and the error names it."""
    with pytest.raises(PortTaken) as caught:
        listen("192.0.2.1", 0)
    assert "192.0.2.1" in caught.value.message


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_both_families_are_served(host: str) -> None:
    """A socket listens at once on either loopback address."""
    try:
        sock = listen(host, 0)
    except PortTaken:
        pytest.skip(f"this machine has no {host}")
    with sock, socket.create_connection((host, sock.getsockname()[1])):
        assert sock.getsockname()[0] == host


def test_small_answers_are_sent_at_once() -> None:
    """Connections are of the protocol for which the event loop switches waiting off."""
    with listen("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP
