"""A briefing as a mail: plain text, the same words in HTML, and the page itself attached.

Written with the standard library. Headers are made of values that were made visible and stripped
of line breaks, so no name of an operator can add a header or a recipient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from operatoros.delivery.html_page import render_html, render_mail_html
from operatoros.delivery.page import Page
from operatoros.display import show, show_composed
from operatoros.errors import InvalidInput

# A plain address: what is rare and legal (quoted names, comments) is what injections are made of.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}"
)
_POLICY = SMTP.clone(max_line_length=200)


class MailAddressInvalid(InvalidInput):
    """A mail address that we do not write to. Raised by: mail_address."""

    code = "ERR_MAIL_ADDRESS"

    def __init__(self, *, address: str) -> None:
        super().__init__(
            f"{address!r} is not a mail address",
            hint="give a plain one: name@company.example",
            details={"address": address},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Who writes to whom; both may be empty in a draft."""

    sender: str = ""
    to: tuple[str, ...] = ()


def mail_address(text: str) -> str:
    """Return a mail address as it is used.

    Raises:
        MailAddressInvalid: ERR_MAIL_ADDRESS.
    """
    address = text.strip()
    if not address.isascii() or not _ADDRESS.fullmatch(address) or ".." in address:
        raise MailAddressInvalid(address=text)
    return address


def write_mail(page: Page, text: str, letter: Letter, *, at: datetime, key: str) -> EmailMessage:
    """Return a briefing as a mail.

    Args:
        page: The briefing.
        text: The briefing as plain text.
        letter: Sender and recipients.
        at: The moment it is written, with an offset.
        key: Idempotency key: the same key is the same mail, also to the receiving side.

    Raises:
        MailAddressInvalid: ERR_MAIL_ADDRESS.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = subject(page)
    if letter.sender:
        mail["From"] = mail_address(letter.sender)
    if letter.to:
        mail["To"] = ", ".join(mail_address(one) for one in letter.to)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{key}@operatoros.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    if not letter.sender:
        mail["X-Unsent"] = "1"  # mail programs open it as a draft that can be sent
    mail.set_content(_lines(show_composed(text)), cte="quoted-printable")
    mail.add_alternative(render_mail_html(page), subtype="html", cte="quoted-printable")
    mail.add_attachment(
        render_html(page).encode("utf-8"),
        maintype="text",
        subtype="html",
        params={"charset": "utf-8"},
        filename=_name(page),
    )
    return mail


def subject(page: Page) -> str:
    """Return the subject line: what, when, and the one number that matters."""
    parts = ["DEMO" if page.demo else "", page.title, page.day, page.headline.partition(" · ")[0]]
    # Composed texts may have line feeds; a header is one line.
    line = " ".join(" · ".join(_visible(part) for part in parts if part).split())
    return line if len(line) <= 150 else line[:149] + "…"


def _visible(part: str) -> str:
    return show(part, one_line=True) if type(part) is str else show_composed(part)


def _lines(text: str) -> str:
    return re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)


def _name(page: Page) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", str(page.title).lower()).strip("-")[:40]
    return f"{plain or 'briefing'}-{page.run[:8]}.html"


def recipients(texts: Sequence[str]) -> tuple[str, ...]:
    """Return addresses, each once, in order.

    Raises:
        MailAddressInvalid: ERR_MAIL_ADDRESS.
    """
    return tuple(dict.fromkeys(mail_address(text) for text in texts))
