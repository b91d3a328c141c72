"""Sending through a mail server that takes, refuses, stumbles or vanishes."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from operatoros.delivery.mail import Letter, write_mail
from operatoros.delivery.smtp import parse_server, send_mail
from operatoros.delivery.targets import (
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnsure,
    TargetInvalid,
    parse_target,
)
from operatoros.errors import OperatorosError
from operatoros.secrets import Secret
from tests.delivery.mail_server import mail_server
from tests.delivery.pages import a_page

AT = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
TARGET = parse_target("mail:a@b.example,c@d.example")


def _mail() -> EmailMessage:
    letter = Letter(sender="me@x.example", to=TARGET.to)
    return write_mail(a_page(), ".dot\n..two\nend\n", letter, at=AT, key="k")


def _send(port: int, url: str = "smtp://127.0.0.1:{port}", timeout_s: float = 5.0) -> list[float]:
    """Send one mail; return the waits between tries."""
    waits: list[float] = []
    server = parse_server(Secret(url.format(port=port)), target=TARGET)
    tries = send_mail(
        server,
        _mail(),
        sender="me@x.example",
        target=TARGET,
        wait=waits.append,
        timeout_s=timeout_s,
    )
    assert tries == len(waits) + 1
    return waits


def test_a_mail_arrives_whole() -> None:
    """Every recipient is named in the envelope; the bytes taken are the mail's, points and all."""
    with mail_server() as server:
        assert _send(server.port) == []
    assert [line for line in server.heard if line.startswith(("mail", "rcpt"))] == [
        "mail FROM:<me@x.example>",
        "rcpt TO:<a@b.example>",
        "rcpt TO:<c@d.example>",
    ]
    (taken,) = server.taken
    mail = message_from_bytes(taken, policy=default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == ".dot\n..two\nend\n"


def test_a_login_is_sent_and_never_shown() -> None:
    """User and password reach the server; a refusal that repeats the password does not show it."""
    url = "smtp://me:pass%40word-9@127.0.0.1:{port}"
    with mail_server() as server:
        _send(server.port, url)
    assert any(line.startswith("AUTH PLAIN") for line in server.heard)
    with mail_server(AUTH=("535 no: pass@word-9",)) as server, pytest.raises(DeliveryRefused) as no:
        _send(server.port, url)
    assert "pass@word-9" not in str(no.value) + repr(no.value.details)
    assert server.taken == []


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
def test_a_server_that_is_busy_is_asked_again(verb: str) -> None:
    """An answer that begins with 4 is tried again after a wait, with one mail in the end."""
    good = {"DATA": "354 go on"}.get(verb, "250 ok")
    with mail_server(**{verb: ("451 later", good)}) as server:
        assert _send(server.port) == [2.0]
    assert len(server.taken) == (2 if verb == "END" else 1)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
def test_a_server_that_refuses_is_not_asked_again(verb: str) -> None:
    """An answer that begins with 5 ends it at once."""
    answers = {verb: ("550 no such person",)}
    with mail_server(**answers) as server, pytest.raises(DeliveryRefused) as caught:
        _send(server.port)
    assert caught.value.code == "ERR_DELIVERY_REFUSED"
    assert server.talks == 1


def test_nobody_gets_it_unless_all_can() -> None:
    """If one recipient is refused the mail is sent to nobody."""
    with mail_server(RCPT=("250 ok", "550 unknown")) as server, pytest.raises(DeliveryRefused):
        _send(server.port)
    assert server.taken == []


def test_what_may_have_arrived_is_not_sent_again() -> None:
    """A connection that ends after the last byte leaves it open, and there is one try."""
    with mail_server(END=("",)) as server, pytest.raises(DeliveryUnsure) as caught:
        _send(server.port)
    assert caught.value.code == "ERR_DELIVERY_UNSURE"
    assert (server.talks, len(server.taken)) == (1, 1)


def test_a_server_that_hangs_up_or_is_not_there_is_tried_three_times() -> None:
    """Hanging up before anything was sent, or no server at all, ends after three tries."""
    with mail_server(HELLO=("",)) as server, pytest.raises(DeliveryFailed) as caught:
        _send(server.port)
    assert caught.value.details["attempts"] == 3
    assert server.talks == 3
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(DeliveryFailed):
        _send(port)


def test_a_server_that_says_nothing_times_out() -> None:
    """A silent server costs the time limit for each try, not more."""
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryFailed):
        _send(silent.getsockname()[1], timeout_s=0.05)


def test_nothing_leaves_this_machine_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server elsewhere that offers no encryption gets neither a login nor a mail."""
    monkeypatch.setattr("operatoros.delivery.smtp._LOOPBACK", frozenset())
    with mail_server() as server, pytest.raises(DeliveryRefused):
        _send(server.port, "smtp://me:password-1@127.0.0.1:{port}")
    assert not any(line.upper().startswith(("AUTH", "MAIL")) for line in server.heard)


def test_a_certificate_that_is_not_the_servers_is_refused() -> None:
    """Plain words where encryption should begin end it."""
    with mail_server() as server, pytest.raises(OperatorosError) as caught:
        _send(server.port, "smtps://127.0.0.1:{port}")
    assert caught.value.code in {"ERR_DELIVERY_REFUSED", "ERR_DELIVERY_FAILED"}
    assert server.taken == []


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://h:99999", "smtp://h/inbox"])
def test_odd_addresses_of_servers(url: str) -> None:
    """What is no mail server's address is said by the name of the setting, never by its value."""
    with pytest.raises(TargetInvalid) as caught:
        parse_server(Secret(url), target=TARGET)
    assert "OPERATOROS_SMTP_URL" in str(caught.value)
