"""Sending a mail through the person's own mail server, with the standard library.

Blocking; callers wait in a thread. Encryption is not optional beyond this machine: smtps://, or
smtp:// with STARTTLS. What was refused before the server took the mail is tried again or told;
after that point nothing is, because it may have arrived.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from operatoros.delivery.targets import (
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnsure,
    Target,
    TargetInvalid,
)
from operatoros.secrets import Redactor, Secret

ATTEMPTS = 3
TIMEOUT_S = 30.0
_WAITS_S = (2.0, 8.0)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server as its address says."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: Secret

    @property
    def local(self) -> bool:
        """Whether it is this machine, where nothing is sent over a wire."""
        return self.host in _LOOPBACK


def parse_server(url: Secret, *, target: Target) -> Server:
    """Read `smtp://user:password@host:587` or `smtps://...`.

    Raises:
        TargetInvalid: ERR_DELIVER_TARGET.
    """
    try:
        parts = urlsplit(url.reveal())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"}:
        why = "OPERATOROS_SMTP_URL is not smtp://user:password@host:587 or smtps://..."
        raise TargetInvalid(text=target.text, why=why)
    implicit = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or (465 if implicit else 587),
        implicit_tls=implicit,
        user=unquote(parts.username or ""),
        password=Secret(unquote(parts.password or "")),
    )


def send_mail(
    server: Server,
    mail: EmailMessage,
    *,
    sender: str,
    target: Target,
    wait: Callable[[float], None],
    timeout_s: float = TIMEOUT_S,
) -> int:
    """Send a mail; returns the tries it took.

    Args:
        server: Where to.
        mail: The mail, with its Message-ID.
        sender: Address of the envelope.
        target: As it was named; `to` are the envelope's recipients.
        wait: Waits that many seconds before another try.
        timeout_s: Seconds for each step of the talk.

    Raises:
        DeliveryFailed, DeliveryRefused, DeliveryUnsure.
    """
    redactor = Redactor([server.password])
    data = mail.as_bytes()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _talk(server, data, sender, target.to, timeout_s)
        except _MaybeArrived:
            raise DeliveryUnsure(target=target.text, attempts=attempt) from None
        except ssl.SSLError as exc:
            why = f"its encryption could not be trusted ({exc.reason or 'TLS'})"
            raise DeliveryRefused(target=target.text, why=why, attempts=attempt) from exc
        except (OSError, smtplib.SMTPException) as exc:
            why = redactor.redact(_why(exc))
            if not _temporary(exc):
                raise DeliveryRefused(target=target.text, why=why, attempts=attempt) from exc
            if attempt == ATTEMPTS:
                raise DeliveryFailed(target=target.text, why=why, attempts=attempt) from exc
            wait(_WAITS_S[attempt - 1])
        else:
            return attempt
    raise AssertionError("the last try returns or raises")


class _MaybeArrived(Exception):
    """The connection ended between the mail's last byte and the server's answer."""


def _talk(server: Server, data: bytes, sender: str, to: tuple[str, ...], timeout_s: float) -> None:
    context = ssl.create_default_context()
    if server.implicit_tls:
        talk: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=timeout_s, context=context
        )
    else:
        talk = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
    try:
        if not server.implicit_tls and not server.local:
            talk.starttls(context=context)
        if server.user:
            talk.login(server.user, server.password.reveal())
        _step(talk.mail(sender))
        for one in to:
            # All or nobody: a briefing that reached some of its readers would be sent again.
            _step(talk.rcpt(one))
        _send_data(talk, data)
    finally:
        talk.close()


def _send_data(talk: smtplib.SMTP, data: bytes) -> None:
    code, words = talk.docmd("DATA")
    if code != 354:
        raise smtplib.SMTPDataError(code, words)
    # RFC 5321 4.5.2: a leading point is doubled; a lone point ends the mail.
    body = data.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    end = b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"
    talk.send(body + end)
    try:
        code, words = talk.getreply()
    except (OSError, smtplib.SMTPServerDisconnected):
        raise _MaybeArrived from None
    if code != 250:
        raise smtplib.SMTPDataError(code, words)


def _step(answer: tuple[int, bytes]) -> None:
    code, words = answer
    if code not in {250, 251}:
        raise smtplib.SMTPResponseException(code, words)


def _temporary(exc: Exception) -> bool:
    """Say whether another try makes sense: the network, or an answer that begins with 4."""
    if isinstance(exc, smtplib.SMTPResponseException):
        return 400 <= exc.smtp_code < 500
    if isinstance(exc, smtplib.SMTPNotSupportedError):
        return False
    return isinstance(exc, OSError | smtplib.SMTPServerDisconnected)


def _why(exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPResponseException):
        words = exc.smtp_error
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{exc.smtp_code} {said}"[:300]
    if isinstance(exc, smtplib.SMTPNotSupportedError):
        return "it offers no encryption (STARTTLS)"
    return (exc.strerror if isinstance(exc, OSError) else "") or type(exc).__name__
