"""Who may come in: the key, the per-start token, the cookie that stands for either, the CSRF token.

Pure: no clock, no randomness and no HTTP of its own. Every comparison with a secret takes the same
time wherever the two differ.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from operatoros.config import Config
from operatoros.errors import Refused
from operatoros.secrets import Secret

# A week of work without asking again; whoever takes a laptop has no key for longer than that.
COOKIE_LIFE = timedelta(days=7)
_RANDOM_BYTES = 32
# Random keys of that size have far more; `aaaa...` and `12345...` have fewer.
_FEWEST_LETTERS = 10


class ApiKeyMissing(Refused):
    """The page would be open to other machines without a key. Raised by: access_for."""

    code = "ERR_API_KEY_MISSING"

    def __init__(self, *, host: str) -> None:
        super().__init__(
            f"{host!r} can be reached from other machines, and there is no OPERATOR_API_KEY",
            hint="set OPERATOR_API_KEY (make one: openssl rand -hex 32), or leave --host out",
            details={"host": host},
        )


class ApiKeyWeak(Refused):
    """The key is too easy to guess for other machines to try. Raised by: access_for."""

    code = "ERR_API_KEY_WEAK"

    def __init__(self, *, host: str, why: str) -> None:
        super().__init__(
            f"OPERATOR_API_KEY {why}, and {host!r} can be reached from other machines",
            hint="make one of 32 random bytes: openssl rand -hex 32",
            details={"host": host, "why": why},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What opens the door.

    It does not end a cookie before its time: logging out makes the browser forget it, a new key
    makes all of them worthless.

    Attributes:
        key: OPERATOR_API_KEY.
        token: What `--token` made for this start.
        csrf: What every change from a page must repeat; made for this start.
        port: Where we listen.
    """

    key: Secret | None
    token: Secret | None
    csrf: str = field(repr=False)
    port: int = 0

    def open(self) -> bool:
        """Say whether nobody has to log in: there is neither key nor token."""
        return not self.key and not self.token

    def login_ok(self, given: str) -> bool:
        """Say whether what a person or a program gave is the key or the token."""
        # Both are always compared: the time tells nothing.
        matches = [_same(given, secret.reveal()) for secret in (self.key, self.token) if secret]
        return any(matches)

    def token_ok(self, given: str) -> bool:
        """Say whether this is the token of this start."""
        return bool(self.token) and _same(given, self.token.reveal() if self.token else "")

    def bearer_ok(self, header: str) -> bool:
        """Say whether an Authorization header carries the key or the token."""
        scheme, _, given = header.partition(" ")
        return scheme.lower() == "bearer" and self.login_ok(given.strip(" "))

    def csrf_ok(self, given: str) -> bool:
        """Say whether a page of this start sends this."""
        return _same(given, self.csrf)

    @property
    def cookie_name(self) -> str:
        """Name of the cookie: one for each port and key, since a host's ports share its cookies.

        Otherwise logging out of one server would log out of all those that have the same key.
        """
        return f"operatoros_{self.port}_{self._signed('name')[:8]}"

    def new_cookie(self, now: float) -> str:
        """Return a cookie's value that opens the door until `COOKIE_LIFE` after `now`.

        Args:
            now: Seconds since 1970.
        """
        ends = str(int(now + COOKIE_LIFE.total_seconds()))
        return f"{ends}.{self._signed(ends)}"

    def cookie_ok(self, value: str, now: float) -> bool:
        """Say whether a cookie was made with this key (or token) and has not ended.

        Args:
            value: What the browser sent.
            now: Seconds since 1970.
        """
        ends, _, signature = value.partition(".")
        if self.open() or not _same(signature, self._signed(ends)):
            return False
        # Signed by us, so it is a number.
        return now < int(ends)

    def _signed(self, what: str) -> str:
        secret = self.key or self.token or Secret("")
        mac = hmac.new(
            secret.reveal().encode(), b"operatoros cookie\0" + _bytes(what), hashlib.sha256
        )
        return mac.hexdigest()


def access_for(
    config: Config,
    *,
    host: str,
    with_token: bool,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Access:
    """Decide who may come in when we listen on `host`.

    Args:
        config: Settings (`operator_api_key`).
        host: The address to listen on.
        with_token: Whether this start gets a token of its own.
        random_bytes: Source of unguessable bytes.

    Raises:
        ApiKeyMissing: other machines can reach `host`, and there is no key.
        ApiKeyWeak: other machines can reach `host`, and the key can be guessed.
    """
    key = config.secret("operator_api_key")
    if not is_loopback(host):
        if not key:
            raise ApiKeyMissing(host=host)
        why = _why_weak(key.reveal())
        if why:
            raise ApiKeyWeak(host=host, why=why)
    return Access(
        key=key or None,
        token=Secret(_text(random_bytes(_RANDOM_BYTES))) if with_token else None,
        csrf=_text(random_bytes(_RANDOM_BYTES)),
    )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address; odd spellings count as reachable."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _why_weak(key: str) -> str:
    """Return why a key cannot be 32 random bytes; empty if it may be.

    Randomness cannot be measured: this refuses what is obviously none.
    """
    hexadecimal = all(letter in "0123456789abcdefABCDEF" for letter in key)
    bits = len(key) * (4 if hexadecimal else 6)  # base64 holds six in a letter
    if bits < _RANDOM_BYTES * 8:
        return f"holds at most {bits // 8} bytes and 32 are needed"
    if len(set(key)) < _FEWEST_LETTERS:
        return "has few different letters"
    pieces = [key[at : at + 4] for at in range(len(key) - 3)]
    if len(set(pieces)) * 2 < len(pieces):
        return "repeats itself"
    near = sum(abs(ord(a) - ord(b)) <= 1 for a, b in pairwise(key))
    return "is a row of neighbouring letters" if near * 2 > len(key) else ""


def _same(given: str, wanted: str) -> bool:
    # Digests first: compare_digest alone tells by its time whether the lengths are equal.
    return hmac.compare_digest(
        hashlib.sha256(_bytes(given)).digest(), hashlib.sha256(_bytes(wanted)).digest()
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(random: bytes) -> str:
    return base64.urlsafe_b64encode(random).rstrip(b"=").decode()
