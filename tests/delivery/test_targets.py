"""Targets as people write them."""

from __future__ import annotations

import pytest

from operatoros.delivery.targets import Target, file_name, parse_target
from operatoros.errors import OperatorosError

PLACES = {"date": "2026-11-21", "time": "0730", "operator": "../x", "task": "a b", "run": "r"}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("slack", Target(kind="slack", text="slack")),
        ("slack:sales", Target(kind="slack", text="slack:sales", name="sales")),
        ("webhook", Target(kind="webhook", text="webhook")),
        ("mail:a@b.example", Target(kind="mail", text="mail:a@b.example", to=("a@b.example",))),
        (
            "file:x/{date}.html",
            Target(kind="file", text="file:x/{date}.html", path="x/{date}.html"),
        ),
        ("out.MD", Target(kind="file", text="out.MD", path="out.MD")),
    ],
)
def test_what_can_be_written(text: str, want: Target) -> None:
    """Each form is read; a plain file name needs no prefix."""
    assert parse_target(text) == want


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ERR_DELIVER_TARGET"),
        ("fax:1", "ERR_DELIVER_TARGET"),
        ("file:x.exe", "ERR_DELIVER_TARGET"),
        ("file:{secret}.md", "ERR_DELIVER_TARGET"),
        ("mail:", "ERR_DELIVER_TARGET"),
        ("mail:a@b\r\nBcc: c@d.example", "ERR_MAIL_ADDRESS"),
        ("slack:a b", "ERR_DELIVER_TARGET"),
        ("slack:https://hooks.example/T/SECRET-1", "ERR_DELIVER_TARGET"),
        ("webhook:https://x.example/SECRET-1", "ERR_DELIVER_TARGET"),
        ("https://x.example/SECRET-1", "ERR_DELIVER_TARGET"),
    ],
)
def test_what_cannot(text: str, code: str) -> None:
    """Everything else is refused; an address that may be a secret is not repeated."""
    with pytest.raises(OperatorosError) as caught:
        parse_target(text)
    assert caught.value.code == code
    assert "SECRET-1" not in str(caught.value) + str(caught.value.details)


def test_values_add_no_folder() -> None:
    """Places are filled in; what a value brings cannot climb or hide."""
    target = parse_target("file:out/{date}-{operator}-{task}.html")
    assert file_name(target, PLACES) == "out/2026-11-21--x-a-b.html"


def test_each_hook_has_its_variable() -> None:
    """A named hook reads a variable of that name."""
    assert parse_target("slack:sales").variable == "OPERATOROS_SLACK_WEBHOOK_SALES"
    assert parse_target("webhook").variable == "OPERATOROS_WEBHOOK_URL"
