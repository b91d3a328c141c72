"""The headers of every response, errors too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Send

Headers = list[tuple[bytes, bytes]]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# The inbox reads and writes the clipboard when a person presses a button; nothing else is needed.
_DENIED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
_ALWAYS: tuple[tuple[bytes, bytes], ...] = tuple(
    (name, value.encode())
    for name, value in (
        (b"content-security-policy", _POLICY),
        (b"x-content-type-options", "nosniff"),
        # Not `no-referrer`: with it browsers send `Origin: null` with forms and same-origin
        # fetches, and we refuse that. Other sites get no referrer from `same-origin` either.
        (b"referrer-policy", "same-origin"),
        (b"cross-origin-opener-policy", "same-origin"),
        (b"cross-origin-resource-policy", "same-origin"),
        (b"permissions-policy", ", ".join(f"{name}=()" for name in _DENIED)),
    )
)
_OURS = frozenset(name for name, _ in _ALWAYS)
_KEPT_STATUS = frozenset({200, 206, 304})


def stamped(headers: Iterable[tuple[bytes, bytes]], *, status: int, asset: bool) -> Headers:
    """Return a response's headers with ours in them, and without what must not be there.

    Args:
        headers: What the application set.
        status: The response's status.
        asset: Whether this is below `/assets/`, where the application says how long to keep it.
    """
    keeps = asset and status in _KEPT_STATUS
    kept: Headers = []
    cached = False
    for name, value in headers:
        lower = name.lower()
        if lower in _OURS or lower == b"server" or lower.startswith(b"access-control-"):
            continue
        if lower == b"cache-control":
            if not keeps:
                continue
            cached = True
        kept.append((lower, value))
    kept.extend(_ALWAYS)
    if not cached:
        kept.append((b"cache-control", b"no-store"))
    return kept


class Stamping:
    """A `send` that puts our headers on the response; bodies pass through as they come.

    Attributes:
        started: Whether the response has begun.
    """

    def __init__(self, send: Send, *, asset: bool) -> None:
        self._send = send
        self._asset = asset
        self.started = False

    async def __call__(self, message: Message) -> None:
        """Send one message of the response."""
        if message["type"] == "http.response.start":
            self.started = True
            given = message.get("headers", ())
            headers = stamped(given, status=message["status"], asset=self._asset)
            message = {**message, "headers": headers}
        await self._send(message)
