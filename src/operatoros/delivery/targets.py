"""Where a briefing can be sent, as a person writes it: `file:...`, `mail:...`, `slack`, `webhook`.

An address that is itself a secret (a webhook, a mail server with its password) is never written
in a target; the target names the setting that holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from operatoros.delivery.mail import recipients
from operatoros.errors import InvalidInput, Refused, Unavailable

Kind = Literal["file", "mail", "slack", "webhook"]
# Suffixes of files, and what they are written as.
SUFFIXES = (".html", ".htm", ".md", ".txt", ".json", ".eml")
PLACES = ("date", "time", "operator", "task", "run")
_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


class TargetInvalid(InvalidInput):
    """A target of a delivery that cannot be read. Raised by: parse_target."""

    code = "ERR_DELIVER_TARGET"

    def __init__(self, *, text: str, why: str) -> None:
        super().__init__(
            f"cannot deliver to {text!r}: {why}",
            hint="for example file:{date}.html, mail:me@company.example, slack or webhook",
            details={"target": text},
        )


class TargetUnset(InvalidInput):
    """The setting that a target needs is not there. Raised by: app.delivering."""

    code = "ERR_DELIVER_UNSET"

    def __init__(self, *, target: str, variable: str) -> None:
        super().__init__(
            f"cannot deliver to {target!r}: {variable} is not set",
            hint=f"put {variable} into .env.local (never into the command line)",
            details={"target": target, "variable": variable},
        )


class DeliveryFailed(Unavailable):
    """A target did not take a briefing, after every try. Raised by: webhooks, smtp."""

    code = "ERR_DELIVERY_FAILED"

    def __init__(self, *, target: str, why: str, cause: str = "", attempts: int = 1) -> None:
        super().__init__(
            f"{target} did not take the briefing: {why}",
            hint="the run is kept: `operatoros run --run ID --deliver TARGET` tries again",
            details={"target": target, "cause": cause, "attempts": attempts},
        )


class DeliveryRefused(Refused):
    """A target refused a briefing and would again. Raised by: webhooks, smtp."""

    code = "ERR_DELIVERY_REFUSED"

    def __init__(self, *, target: str, why: str, cause: str = "", attempts: int = 1) -> None:
        super().__init__(
            f"{target} refused the briefing: {why}",
            hint="look at the address and the key of that target; nothing was delivered there",
            details={"target": target, "cause": cause, "attempts": attempts},
        )


class DeliveryUnsure(Unavailable):
    """A briefing may have arrived, and sending it again could send it twice. Raised by: smtp."""

    code = "ERR_DELIVERY_UNSURE"

    def __init__(self, *, target: str, attempts: int = 1) -> None:
        super().__init__(
            f"{target} may have taken the briefing: the connection ended before it said so",
            hint="look whether it arrived; it is not sent again by itself",
            details={"target": target, "attempts": attempts},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place to send to.

    Attributes:
        kind: What it is.
        text: As it was written; it is shown and kept, so it holds no secret.
        path: File name with places in braces (kind file).
        to: Addresses (kind mail).
        name: Which of several hooks; empty for the only one (kinds slack and webhook).
    """

    kind: Kind
    text: str
    path: str = ""
    to: tuple[str, ...] = ()
    name: str = ""

    @property
    def variable(self) -> str:
        """Name of the variable that holds a hook's address."""
        base = {"slack": "OPERATOROS_SLACK_WEBHOOK", "webhook": "OPERATOROS_WEBHOOK_URL"}[self.kind]
        return f"{base}_{self.name.upper()}" if self.name else base


def parse_target(text: str) -> Target:
    """Read a target.

    Raises:
        TargetInvalid: ERR_DELIVER_TARGET.
        MailAddressInvalid: ERR_MAIL_ADDRESS.
    """
    kind, colon, rest = text.partition(":")
    if kind in {"slack", "webhook"}:
        if "//" in text:
            raise TargetInvalid(text=f"{kind}:...", why="an address is a secret; name its variable")
        if colon and not _NAME.fullmatch(rest):
            raise TargetInvalid(text=text, why="a name is letters, digits and _")
        return Target(kind="slack" if kind == "slack" else "webhook", text=text, name=rest)
    if kind == "mail" and colon:
        to = recipients([one for one in rest.split(",") if one.strip()])
        if not to:
            raise TargetInvalid(text=text, why="it names no address")
        return Target(kind="mail", text=text, to=to)
    path = rest if kind == "file" and colon else text
    if kind in {"http", "https"}:
        raise TargetInvalid(text=f"{kind}:...", why="an address may be a secret; use webhook")
    if not path.lower().endswith(SUFFIXES):
        raise TargetInvalid(text=text, why=f"a file ends in {', '.join(SUFFIXES)}")
    unknown = [name for name in _PLACE.findall(path) if name not in PLACES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        raise TargetInvalid(text=text, why=f"{{{unknown[0]}}} is none of {known}")
    return Target(kind="file", text=text, path=path)


def file_name(target: Target, places: dict[str, str]) -> str:
    """Return a file target's name with its places filled in; no value adds a folder."""

    def fill(match: re.Match[str]) -> str:
        return re.sub(r"[^\w.-]", "-", places[match[1]]).lstrip(".") or "-"

    return _PLACE.sub(fill, target.path)
