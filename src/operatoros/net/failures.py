"""What can go wrong on the wire: one class per cause, and the map from the library's exceptions.

Messages name method and address without user and query; they never hold a header's value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from operatoros.errors import Exhausted, InvalidInput, OperatorosError, Refused, Unavailable

if TYPE_CHECKING:
    import httpx2

    from operatoros.net.exchange import Reply


class UrlInvalid(InvalidInput):
    """An address is not one that can be asked. Raised by: net.address."""

    code = "ERR_URL_INVALID"

    def __init__(self, *, why: str, host: str = "") -> None:
        at = f" for host {host!r}" if host else ""
        super().__init__(
            f"the address{at} cannot be asked: {why}",
            hint="write https://host/path in the connector, without a user, query or blanks",
            details={"host": host, "why": why},
        )


class HeaderInvalid(InvalidInput):
    """A header's value cannot be sent; often a credential that was pasted with a line break."""

    code = "ERR_HEADER_INVALID"

    def __init__(self, *, name: str, where: str) -> None:
        super().__init__(
            f"header {name!r} of {where} holds a line break or another character that "
            "no header may hold",
            hint="set the credential again: it was probably pasted with a line break or a blank",
            details={"header": name},
        )


class AddressRefused(Refused):
    """A host stands for an address that this connector may not contact."""

    code = "ERR_ADDRESS_REFUSED"

    def __init__(self, *, host: str, address: str, why: str) -> None:
        super().__init__(
            f"{host!r} stands for {address}, which is {why}; nothing was sent",
            hint="a connector from elsewhere may only contact public addresses over https; "
            "declare the connector in your own project if you trust the address",
            details={"host": host, "address": address, "why": why},
        )


class HostRefused(Refused):
    """A host is not on the connector's list."""

    code = "ERR_HOST_REFUSED"

    def __init__(self, *, host: str, allowed: tuple[str, ...]) -> None:
        super().__init__(
            f"host {host!r} is not one that this connector may contact; nothing was sent",
            hint=f"it may contact {', '.join(allowed) or 'nobody'}: put the host into its address",
            details={"host": host, "allowed": list(allowed)},
        )


class ConnectFailed(Unavailable):
    """No connection came about: unknown name, refused, unreachable, no TLS."""

    code = "ERR_CONNECT"

    def __init__(self, *, where: str, why: str) -> None:
        super().__init__(
            f"no connection for {where}: {why}",
            hint="check the network and the connector's address, then run again",
            details={"where": where, "why": why},
        )


class TlsFailed(Unavailable):
    """The other side's certificate was not accepted."""

    code = "ERR_TLS"

    def __init__(self, *, where: str, why: str) -> None:
        super().__init__(
            f"no trusted connection for {where}: {why}",
            hint="check the clock and the address; behind a company proxy set SSL_CERT_FILE "
            "to its certificate",
            details={"where": where, "why": why},
        )


class ConnectionBroken(Unavailable):
    """The connection ended, or what came was not HTTP."""

    code = "ERR_CONNECTION_BROKEN"

    def __init__(self, *, where: str, why: str) -> None:
        super().__init__(
            f"the answer to {where} broke off: {why}",
            hint="run again; if it stays, the service or a proxy in between is faulty",
            details={"where": where, "why": why},
        )


class SourceTimeout(Unavailable):
    """No answer, or not all of it, in time.

    `phase` is connect, idle (silence) or total.
    """

    code = "ERR_SOURCE_TIMEOUT"

    def __init__(self, *, where: str, timeout_s: float, phase: str) -> None:
        said = {
            "connect": f"no connection for {where} within {timeout_s:.3g} s",
            "idle": f"{where} was silent for {timeout_s:g} s",
            "total": f"{where} was not done within {timeout_s:.3g} s",
        }[phase]
        super().__init__(
            said,
            hint="raise `timeout_s` of the source, or ask for less",
            details={"where": where, "timeout_s": timeout_s, "phase": phase},
        )


class ResponseTooLarge(Exhausted):
    """An answer is larger than the connector allows."""

    code = "ERR_RESPONSE_TOO_LARGE"

    def __init__(self, *, where: str, max_bytes: int) -> None:
        super().__init__(
            f"the answer to {where} is larger than {max_bytes:,} bytes after decoding",
            hint="ask for fewer fields or smaller pages, or raise `response.max_bytes`",
            details={"where": where, "max_bytes": max_bytes},
        )


class HeadersTooLarge(Exhausted):
    """An answer's headers are larger than any sane server sends."""

    code = "ERR_HEADERS_TOO_LARGE"

    def __init__(self, *, where: str, max_bytes: int) -> None:
        super().__init__(
            f"the headers of the answer to {where} are larger than {max_bytes:,} bytes",
            hint="check the connector's address: this is not how an API answers",
            details={"where": where, "max_bytes": max_bytes},
        )


class EncodingRefused(Unavailable):
    """An answer is encoded in a way that was not asked for, or wrongly."""

    code = "ERR_ENCODING_REFUSED"

    def __init__(self, *, where: str, encoding: str, why: str) -> None:
        super().__init__(
            f"the answer to {where} cannot be decoded as {encoding!r}: {why}",
            hint="the service or a proxy in between is faulty: gzip and deflate were offered",
            details={"where": where, "encoding": encoding, "why": why},
        )


class RedirectRefused(Refused):
    """An answer sent us elsewhere, and following is not safe."""

    code = "ERR_REDIRECT_REFUSED"

    def __init__(self, *, where: str, status: int, target: str, why: str) -> None:
        super().__init__(
            f"{where} answered {status} and pointed to {target!r}; not followed: {why}",
            hint="if that is the right place, write its address into the connector",
            details={"where": where, "status": status, "target": target, "why": why},
        )


class HttpStatus(Unavailable):
    """The other side answered with an error status."""

    code = "ERR_HTTP_STATUS"
    reply: Reply | None = None

    def __init__(
        self, *, where: str, status: int, said: str, retry_after_s: float | None = None
    ) -> None:
        super().__init__(
            f"{where} answered {status}" + (f": {said}" if said else ""),
            hint=_STATUS_HINTS.get(status)
            or ("the service has trouble; run again later" if status >= 500 else _OTHER_HINT),
            details={"where": where, "status": status, "said": said},
            retry_after_s=retry_after_s,
        )


_OTHER_HINT = "check the fetch's path and parameters"
_STATUS_HINTS = {
    400: "check the fetch's parameters",
    404: "check the connector's address and the fetch's path and ids",
    405: "check the fetch's method",
    410: "the service no longer offers this; look for the newer path",
    422: "check the fetch's parameters",
}


class RateLimited(Unavailable):
    """The other side wants us to wait longer than this run may."""

    code = "ERR_RATE_LIMITED"
    reply: Reply | None = None

    def __init__(self, *, where: str, said: str, retry_after_s: float | None) -> None:
        wait = "" if retry_after_s is None else f" for {retry_after_s:.0f} s"
        super().__init__(
            f"{where} wants us to wait{wait}" + (f": {said}" if said else ""),
            hint="run again later, or ask less often",
            details={"where": where, "status": 429, "said": said, "retry_after_s": retry_after_s},
            retry_after_s=retry_after_s,
        )


class HttpAuth(Refused):
    """The other side does not accept the credential (401)."""

    code = "ERR_HTTP_AUTH"
    reply: Reply | None = None

    def __init__(self, *, where: str, said: str) -> None:
        super().__init__(
            f"{where} does not accept the credential (401)" + (f": {said}" if said else ""),
            hint="set a valid credential: `operatoros connector login` asks for it",
            details={"where": where, "status": 401, "said": said},
        )


class HttpScope(Refused):
    """The credential is good but may not do this (403)."""

    code = "ERR_HTTP_SCOPE"
    reply: Reply | None = None

    def __init__(self, *, where: str, said: str, scopes: tuple[str, ...]) -> None:
        named = ", ".join(scopes)
        super().__init__(
            f"{where} is not allowed for this credential (403)"
            + (f", missing scope: {named}" if named else "")
            + (f": {said}" if said else ""),
            hint=f"give the credential the scope {named}"
            if named
            else "give the credential the right to read this",
            details={"where": where, "status": 403, "said": said, "scopes": list(scopes)},
        )


def _idle(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
    return SourceTimeout(where=where, timeout_s=idle_s, phase="idle")


def _connect_timeout(
    exc: Exception, where: str, idle_s: float, connect_s: float
) -> OperatorosError:
    return SourceTimeout(where=where, timeout_s=connect_s, phase="connect")


def _connect(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
    import ssl

    for cause in _causes(exc):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TlsFailed(where=where, why=cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return TlsFailed(where=where, why=cause.reason or "the TLS handshake failed")
        if isinstance(cause, ConnectionRefusedError):
            return ConnectFailed(where=where, why="nothing listens there")
    return ConnectFailed(where=where, why="nothing answers there")


def _causes(exc: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what led to it; the library cuts some chains with `from None`."""
    cause: BaseException | None = exc
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _broken(why: str) -> Callable[[Exception, str, float, float], OperatorosError]:
    def make(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
        return ConnectionBroken(where=where, why=why)

    return make


def _protocol(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
    # h11 marks a header section that outgrew its buffer with the status for that.
    if any(getattr(cause, "error_status_hint", 0) == 431 for cause in _causes(exc)):
        return HeadersTooLarge(where=where, max_bytes=MAX_HEADER_BYTES)
    text = str(exc)
    if "disconnected" in text:
        return ConnectionBroken(where=where, why="it closed without an answer")
    if "complete message body" in text:
        return ConnectionBroken(where=where, why="the end of the body is missing")
    return ConnectionBroken(where=where, why="it was not valid HTTP")


def _encoding(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
    return EncodingRefused(where=where, encoding="", why="it does not decode")


def _url(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
    return UrlInvalid(why="it is not a URL")


def _ours(exc: Exception, where: str, idle_s: float, connect_s: float) -> OperatorosError:
    # What the library calls a mistake of the caller is a mistake of ours.
    raise AssertionError(f"{type(exc).__name__} for {where}") from exc


# What an error status becomes; each has the reply that it was, if `Client.send` raised it.
STATUS_ERRORS = (HttpStatus, RateLimited, HttpAuth, HttpScope)

# Most bytes of a reply's header section.
MAX_HEADER_BYTES = 64 * 1024

# Every public exception of the library by name; a test asserts that none is missing.
TRANSLATIONS: dict[str, Callable[[Exception, str, float, float], OperatorosError]] = {
    "ConnectTimeout": _connect_timeout,
    "ReadTimeout": _idle,
    "WriteTimeout": _idle,
    "PoolTimeout": _idle,
    "TimeoutException": _idle,
    "ConnectError": _connect,
    "ReadError": _broken("the connection was lost while reading"),
    "WriteError": _broken("the connection was lost while sending"),
    "CloseError": _broken("the connection was lost while closing"),
    "NetworkError": _broken("the connection was lost"),
    "RemoteProtocolError": _protocol,
    "ProtocolError": _protocol,
    "LocalProtocolError": _ours,
    "ProxyError": _connect,
    "UnsupportedProtocol": _url,
    "TransportError": _broken("the connection failed"),
    "DecodingError": _encoding,
    "TooManyRedirects": _ours,
    "RequestError": _broken("the request failed"),
    "HTTPStatusError": _ours,
    "HTTPError": _broken("the request failed"),
    "InvalidURL": _url,
    "CookieConflict": _ours,
    "StreamError": _ours,
    "StreamConsumed": _ours,
    "StreamClosed": _ours,
    "ResponseNotRead": _ours,
    "RequestNotRead": _ours,
    "SSEError": _ours,
}


def translate(
    exc: httpx2.HTTPError | httpx2.InvalidURL, *, where: str, idle_s: float, connect_s: float
) -> OperatorosError:
    """Return our error for one of the library's.

    Args:
        exc: What the library raised.
        where: Method and address, for messages.
        idle_s: The idle limit that applied, in seconds.
        connect_s: The connect limit that applied, in seconds.
    """
    for kind in type(exc).__mro__:
        make = TRANSLATIONS.get(kind.__name__)
        if make is not None:
            return make(exc, where, idle_s, connect_s)
    raise AssertionError(f"no translation for {type(exc).__name__}") from exc
