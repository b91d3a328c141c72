"""The connection below the guard: what is no HTTP, or never becomes any, ends here.

uvicorn answers a broken request by itself, without our headers and in a form of its own, and waits
for the rest of a head for as long as somebody sends a byte now and then. Both are put right here.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from operatoros.errors import Exhausted, OperatorosError
from operatoros.web.headers import stamped
from operatoros.web.refusals import RequestMalformed

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

# Cookies of every server on this host come along; 8 KiB are usual, four times that is much.
MOST_HEAD_BYTES = 32 * 1024
_PIECE = 4 * 1024


class HeadTooLarge(Exhausted):
    """A request line or its headers are longer than we read. Raised by: web.wire."""

    code = "ERR_HEAD_TOO_LARGE"
    http_status = 431

    def __init__(self, *, most: int) -> None:
        super().__init__(
            f"the address and headers of the request are larger than {most} bytes",
            hint="send a shorter address, or clear the cookies of this host",
            details={"most": most},
        )


class HeadSlow(Exhausted):
    """A request line or its headers did not arrive in time. Raised by: web.wire."""

    code = "ERR_HEAD_SLOW"
    http_status = 408

    def __init__(self, *, seconds: float) -> None:
        super().__init__(
            f"the head of the request did not arrive within {seconds:g} s", hint="send it again"
        )


class Wire(H11Protocol):
    """One connection.

    While a route is at work there is no hurry (`body` has its own limit). Otherwise the other side
    owes us something (its first head, the rest of one, a body that nobody reads) and gets
    `patience_s` for it.

    Attributes:
        patience_s: Seconds for what the other side owes.
        linger_s: Seconds in which a refused sender can read why, while what it still sends is
            thrown away: closing at once would reset the connection and lose the answer.
    """

    patience_s: ClassVar[float] = 10.0
    linger_s: ClassVar[float] = 2.0

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._deadline: asyncio.TimerHandle | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take in what arrives; nothing after a refusal."""
        while data and not self._refused:
            # h11 measures a head that is not whole yet: what came at once would escape it.
            size = _PIECE if self.conn.their_state is h11.IDLE else len(data)
            super().data_received(data[:size])
            data = data[size:]
        self._watch()

    def on_response_complete(self) -> None:
        """Go on to the next request of this connection."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; called while the error is handled that says so."""
        if getattr(sys.exception(), "error_status_hint", 400) == HeadTooLarge.http_status:
            self._refuse(HeadTooLarge(most=MOST_HEAD_BYTES))
        else:
            self._refuse(RequestMalformed(why="is not HTTP/1.1"))

    def _owed(self) -> bool:
        if self._refused or (self.cycle is not None and not self.cycle.response_complete):
            return False
        if self.conn.their_state is h11.IDLE:
            # Between two requests uvicorn's own limit counts.
            return self.cycle is None or self._begun()
        return self.conn.their_state is h11.SEND_BODY

    def _begun(self) -> bool:
        return self.conn.trailing_data[0] != b""

    def _watch(self) -> None:
        if not self._owed():
            self._stop()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.patience_s, self._late)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        self._deadline = None
        if self.conn.their_state is h11.IDLE and self._begun():
            self._refuse(HeadSlow(seconds=self.patience_s))
        else:
            self.transport.close()

    def _refuse(self, error: OperatorosError) -> None:
        self._refused = True
        self._stop()
        if self.cycle is not None and not self.cycle.response_complete:
            # Its body broke off in the middle: for the route it is as if nobody were there.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()  # half of an answer is on its way already
            return
        for event in _answer(error):
            self.transport.write(self.conn.send(event) or b"")
        self.flow.resume_reading()
        self.transport.write_eof()
        self._deadline = self.loop.call_later(self.linger_s, self.transport.close)


def _answer(error: OperatorosError) -> tuple[h11.Event, ...]:
    """Return a whole response; JSON, since what asks like this is no browser."""
    body = json.dumps(error.as_json()).encode("ascii")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    head = h11.Response(
        status_code=error.http_status,
        headers=stamped(headers, status=error.http_status, asset=False),
        reason=b"",
    )
    return head, h11.Data(data=body), h11.EndOfMessage()


# What uvicorn must be told. By default it believes X-Forwarded-For from loopback (the rate limit
# would be keyed on a header), names itself, and logs queries (the token of `--token`). The guard
# reads targets as h11 hands them over, and there is no websocket here.
SERVER_OPTIONS: Mapping[str, Any] = {
    "http": Wire,
    "h11_max_incomplete_event_size": MOST_HEAD_BYTES,
    "ws": "none",
    "proxy_headers": False,
    "server_header": False,
    "access_log": False,
}
