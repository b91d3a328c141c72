"""The briefing as a mail: a draft anybody can open, and headers nobody can add to."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from operatoros.delivery.html_page import render_html
from operatoros.delivery.mail import Letter, MailAddressInvalid, recipients, subject, write_mail
from operatoros.delivery.page import Shown
from tests.delivery.hostile import HOSTILE
from tests.delivery.pages import a_page, a_page_full_of

AT = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def _read(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_draft_has_text_html_and_the_page() -> None:
    """A mail reader finds plain text, HTML, and the page as an attachment, byte for byte."""
    page = a_page()
    data = write_mail(page, "Blue Ocean €1,200.50\n", Letter(), at=AT, key="k-1").as_bytes()
    mail = _read(data)
    body = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert body is not None
    assert html is not None
    assert body.get_content().replace("\r\n", "\n") == "Blue Ocean €1,200.50\n"
    assert "<h1>Deals</h1>" in html.get_content()
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "deals-20261121.html"
    assert attached.get_content() == render_html(page)
    assert mail["X-Unsent"] == "1"
    assert mail["Message-ID"] == "<k-1@operatoros.invalid>"
    assert mail["Subject"] == "Deals · Sat Nov 21, 2026 · €2,000.50 in 2 deals"


@pytest.mark.parametrize("payload", [*HOSTILE, "x\r\nBcc: eve@evil.example", "x\nTo: a@b.example"])
def test_no_name_adds_a_header(payload: str) -> None:
    """Whatever an operator is called, the mail has our headers and no others."""
    page = a_page_full_of(payload)
    mail = _read(write_mail(page, payload, Letter(), at=AT, key="k").as_bytes())
    wanted = ["Subject", "Date", "Message-ID", "Auto-Submitted", "X-Unsent", "MIME-Version"]
    assert sorted(mail.keys()) == sorted([*wanted, "Content-Type"])
    assert len(list(mail.iter_attachments())) == 1


def test_lines_stay_within_what_mail_allows() -> None:
    """No line of the mail is longer than 998 bytes, and all are ASCII."""
    page = a_page(title="Ö" * 400, prose=a_page_full_of("x" * 3000).prose)
    data = write_mail(page, "y" * 5000, Letter(), at=AT, key="k").as_bytes()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()


def test_a_letter_names_its_people_once() -> None:
    """Sender and recipients stand in the headers; a repeated one is written to once."""
    letter = Letter(
        sender="me@x.example", to=recipients(["a@b.example", " a@b.example", "c@d.example"])
    )
    mail = _read(write_mail(a_page(), "t", letter, at=AT, key="k").as_bytes())
    assert (mail["From"], mail["To"]) == ("me@x.example", "a@b.example, c@d.example")
    assert "X-Unsent" not in mail


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b",
        "a@b\r\nBcc: c@d",
        "a b@c.example",
        "<a@b>",
        "a@b,c@d",
        "ä@b.example",
        "a..b@c.de",
    ],
)
def test_odd_addresses_are_refused(address: str) -> None:
    """An address that could be more than one is none."""
    with pytest.raises(MailAddressInvalid) as caught:
        recipients([address])
    assert caught.value.code == "ERR_MAIL_ADDRESS"


def test_sample_data_says_so_in_the_subject() -> None:
    """A demo's mail begins with DEMO."""
    assert subject(a_page(demo=True, headline=Shown(""))) == "DEMO · Deals · Sat Nov 21, 2026"
