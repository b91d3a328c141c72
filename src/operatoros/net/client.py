"""The run's one HTTP client: many requests at once, each within its terms.

For every request: the host is on the connector's list; its addresses are judged and exactly those
are connected to; turns are waited for; bytes are counted after decoding and capped; a redirect is
followed only as `redirects` says; what failed is tried again only if it is safe; and the receipt
notes what was sent and received, also when it failed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread

from operatoros.errors import OperatorosError
from operatoros.net import redirects
from operatoros.net.address import (
    Address,
    Origin,
    Resolve,
    addresses_of,
    check_address,
    check_host,
    resolve_host,
    split_url,
)
from operatoros.net.exchange import Reply, Request, Tell, Terms, WaitRule
from operatoros.net.failures import (
    ConnectFailed,
    ConnectionBroken,
    RateLimited,
    SourceTimeout,
    translate,
)
from operatoros.net.framing import headers_of, query_of
from operatoros.net.pacing import Pacing, backoff, seconds_until, told_wait
from operatoros.net.reading import read_reply
from operatoros.net.receipt import Receipt
from operatoros.net.statuses import status_error

if TYPE_CHECKING:
    import ssl

    import httpx2

_CLOSING_S = 2.0
_BEFORE_DEADLINE_S = 0.05


class Client:
    """Sends requests within bounds; one per run, used as `async with Client(...) as http`.

    Args:
        receipt: Where contacts are noted.
        max_in_flight: Most requests at once, to all hosts.
        resolve: Names to addresses.
        clock: Monotonic seconds; deadlines of retries and turns are reckoned by it.
        sleep: Waits that many seconds before a retry or a turn.
        wall: Epoch seconds, for waits that are told as dates.
        chance: Random numbers in [0, 1) that spread retries.
        agent: The User-Agent header.
    """

    def __init__(
        self,
        *,
        receipt: Receipt,
        max_in_flight: int = 100,
        resolve: Resolve = resolve_host,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        wall: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,  # noqa: S311  spreads retries, no secret
        agent: str = "operatoros",
    ) -> None:
        self._receipt = receipt
        self._resolve = resolve
        self._clock = clock
        self._sleep = sleep
        self._wall = wall
        self._chance = chance
        self._agent = agent
        self._max_in_flight = max_in_flight
        self._pacing = Pacing(clock=clock, sleep=sleep)
        self._in_flight: anyio.CapacityLimiter | None = None
        self._by_host: dict[Origin, _Host] = {}
        self._tls: ssl.SSLContext | None = None

    async def __aenter__(self) -> Self:
        self._in_flight = anyio.CapacityLimiter(self._max_in_flight)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._in_flight = None
        hosts = list(self._by_host.values())
        self._by_host.clear()
        with anyio.move_on_after(_CLOSING_S, shield=True):
            for host in hosts:
                await host.transport.aclose()

    async def send(
        self,
        request: Request,
        terms: Terms,
        *,
        timeout_s: float,
        accept: frozenset[int] = frozenset(),
        wait_rule: WaitRule | None = None,
        tell: Tell | None = None,
    ) -> Reply:
        """Send one request and return its reply, decoded and within the caps.

        Args:
            request: What is asked.
            terms: What the connector may do.
            timeout_s: Seconds for everything: turns, tries, redirects, the whole body.
            accept: Statuses from 400 up that are returned instead of raised.
            wait_rule: Seconds before another try of a reply whose status may be tried again, or
                None for no other try; a wait that the reply tells goes before the rule's.
            tell: Told of bytes and waits.

        Returns:
            A reply with a status from 200 to 299, or one of `accept`.

        Raises:
            UrlInvalid, HeaderInvalid, HostRefused, AddressRefused, RedirectRefused: nothing was
                sent there.
            ConnectFailed, TlsFailed, ConnectionBroken, SourceTimeout: no answer, or not all.
            ResponseTooLarge, HeadersTooLarge, EncodingRefused: an answer we do not take.
            HttpAuth, HttpScope, RateLimited, HttpStatus: an error status.
            Each has `details["attempts"]`, and `details["earlier"]` if another try failed before.
        """
        deadline = self._clock() + timeout_s
        progress = _Progress(tell)
        attempt = 0
        earlier = ""
        while True:
            attempt += 1
            try:
                reply = await self._attempt(request, terms, deadline, timeout_s, accept, progress)
            except OperatorosError as exc:
                failure = exc
                # Silence and oversize would only repeat themselves.
                again = isinstance(exc, ConnectFailed | ConnectionBroken)
                wait = backoff(attempt, self._chance()) if again else None
            else:
                reply = replace(
                    reply, attempts=attempt, received=progress.received, sent=progress.sent
                )
                if 200 <= reply.status < 300 or reply.status in accept:
                    return reply
                wait, told = self._wait(reply, terms, attempt, wait_rule)
                failure = status = status_error(reply, request, retry_after_s=told)
                status.reply = reply
            failure.details["attempts"] = attempt
            if earlier:
                failure.details["earlier"] = earlier
            # Nothing was done where there was no connection, or the answer was "too many".
            harmless = isinstance(failure, ConnectFailed | RateLimited) or request.repeatable
            if wait is None or not harmless or attempt >= terms.attempts:
                raise failure
            if wait > terms.max_wait_s or self._clock() + wait >= deadline:
                raise failure
            earlier = failure.message
            progress.waits(wait)
            await self._sleep(wait)

    def _wait(
        self, reply: Reply, terms: Terms, attempt: int, rule: WaitRule | None
    ) -> tuple[float | None, float | None]:
        """Return the seconds before another try, and those that the reply told."""
        told = told_wait(reply.headers, self._wall())
        if reply.status not in terms.statuses:
            return None, told
        wait = rule(reply, attempt) if rule else backoff(attempt, self._chance())
        if wait is not None and told is not None:
            wait = told
        if reply.status == 429 and wait is not None:
            # One of us was told, so all of us wait.
            self._pacing.pause(reply.host, wait)
        return wait, told

    async def _attempt(
        self,
        request: Request,
        terms: Terms,
        deadline: float,
        timeout_s: float,
        accept: frozenset[int],
        progress: _Progress,
    ) -> Reply:
        """Send once, with what redirects follow."""
        seen: tuple[Request, ...] = (request,)
        while True:
            with anyio.move_on_after(max(0.0, deadline - self._clock())) as scope:
                reply = await self._exchange(request, terms, deadline, progress)
            if scope.cancelled_caught:
                raise SourceTimeout(where=request.where, timeout_s=timeout_s, phase="total")
            if reply.status not in redirects.STATUSES or reply.status in accept:
                return reply
            request = redirects.next_request(
                request,
                status=reply.status,
                location=reply.headers.get("location", ""),
                seen=seen,
                hosts=terms.hosts,
            )
            seen = (*seen, request)

    async def _exchange(
        self, request: Request, terms: Terms, deadline: float, progress: _Progress
    ) -> Reply:
        """Send one request to one of the host's addresses and read the reply."""
        assert self._in_flight is not None, "a Client is used inside `async with`"
        origin, path = split_url(request.url)
        check_host(origin, terms.hosts)
        outgoing = _Outgoing(
            request=request,
            terms=terms,
            origin=origin,
            target=path + query_of(request),
            headers=headers_of(request, origin, agent=self._agent),
        )
        host = await self._host(origin, terms)
        async with host.limiter:
            await self._pacing.turn(
                str(origin),
                terms.paces,
                request.pace,
                where=request.where,
                deadline=deadline,
                tell=progress.turn,
            )
            async with self._in_flight:
                reply = await self._send_to_any(host, outgoing, deadline, progress)
        self._note_budget(reply, terms, origin)
        return reply

    async def _host(self, origin: Origin, terms: Terms) -> _Host:
        """Return what is kept for an origin; its addresses are judged for every asker."""
        import httpx2

        if origin not in self._by_host:
            addresses = await addresses_of(origin, terms, self._resolve)
            context = await self._context(origin)
            limits = httpx2.Limits(
                max_connections=None, max_keepalive_connections=None, keepalive_expiry=15.0
            )
            # One pool for each origin: two names at one address never share a connection. Another
            # asker may have been faster; then its entry stays.
            if origin not in self._by_host:
                self._by_host[origin] = _Host(
                    addresses=addresses,
                    limiter=anyio.CapacityLimiter(terms.in_flight),
                    transport=httpx2.AsyncHTTPTransport(
                        verify=context, trust_env=False, limits=limits
                    ),
                )
        host = self._by_host[origin]
        for address in host.addresses:
            check_address(origin, address, terms)
        return host

    async def _context(self, origin: Origin) -> ssl.SSLContext:
        """Return the TLS settings; certificates are loaded only if something is encrypted."""
        import ssl

        import httpx2

        if origin.scheme == "http":
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._tls is None:
            # Reads the system's certificates: some 20 ms of file work.
            self._tls = await anyio.to_thread.run_sync(httpx2.create_ssl_context)
        return self._tls

    async def _send_to_any(
        self, host: _Host, outgoing: _Outgoing, deadline: float, progress: _Progress
    ) -> Reply:
        """Send to the host's first address that can be connected to, and keep that one."""
        addresses = host.addresses
        for address in addresses[:-1]:
            try:
                reply = await self._send_to(address, host, outgoing, deadline, progress)
            except (ConnectFailed, SourceTimeout) as exc:
                if isinstance(exc, SourceTimeout) and exc.details["phase"] != "connect":
                    raise
            else:
                host.prefer(address)
                return reply
        reply = await self._send_to(addresses[-1], host, outgoing, deadline, progress)
        host.prefer(addresses[-1])
        return reply

    async def _send_to(
        self,
        address: Address,
        host: _Host,
        outgoing: _Outgoing,
        deadline: float,
        progress: _Progress,
    ) -> Reply:
        """Send to one address; note it on the receipt, whatever comes of it."""
        import httpx2

        request, terms, origin = outgoing.request, outgoing.terms, outgoing.origin
        # The library closes a connection that runs out of time while it is made, but not one that
        # is cancelled then: its own limit must come just before the deadline's.
        left_s = deadline - self._clock() - _BEFORE_DEADLINE_S
        connect_s = max(0.01, min(terms.connect_s, left_s))
        at = f"[{address}]" if address.version == 6 else str(address)
        sent = httpx2.Request(
            request.method,
            f"{origin.scheme}://{at}:{origin.port}{outgoing.target}",
            headers=outgoing.headers,
            content=request.body,
            extensions={
                "timeout": {
                    "connect": connect_s,
                    "read": terms.idle_s,
                    "write": terms.idle_s,
                    "pool": None,
                },
                # The certificate must be the name's, whatever the address.
                "sni_hostname": origin.host,
            },
        )
        size = len(outgoing.target) + sum(
            len(name) + len(value) + 4 for name, value in outgoing.headers
        )
        before = progress.received
        progress.sent += 1
        try:
            response = await host.transport.handle_async_request(sent)
            try:
                return await read_reply(
                    response, request, terms, host=str(origin), came=progress.came
                )
            finally:
                await response.aclose()
        except (httpx2.HTTPError, httpx2.InvalidURL) as exc:
            raise translate(
                exc, where=request.where, idle_s=terms.idle_s, connect_s=connect_s
            ) from exc
        finally:
            self._receipt.note(
                str(origin),
                requests=1,
                bytes_out=size + len(request.body or b""),
                bytes_in=progress.received - before,
                enforced=True,
            )

    def _note_budget(self, reply: Reply, terms: Terms, origin: Origin) -> None:
        """Pause the host if its headers say that nothing is left in this window."""
        left = reply.headers.get(terms.remaining_header.lower(), "").strip()
        reset = reply.headers.get(terms.reset_header.lower(), "")
        if not terms.remaining_header or not left.isdecimal() or int(left) > 0:
            return
        wait = seconds_until(reset, self._wall())
        if wait is not None:
            self._pacing.pause(str(origin), wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outgoing:
    """A request as it leaves: judged, encoded, with its headers."""

    request: Request
    terms: Terms
    origin: Origin
    target: str
    headers: list[tuple[str, str]]


@dataclass(slots=True)
class _Host:
    """What the client keeps for one origin."""

    addresses: tuple[Address, ...]
    limiter: anyio.CapacityLimiter
    transport: httpx2.AsyncHTTPTransport

    def prefer(self, address: Address) -> None:
        """Try the address that answered first from now on."""
        if self.addresses[0] != address:
            others = (one for one in self.addresses if one != address)
            self.addresses = (address, *others)


class _Progress:
    """Counts over all tries of one request, and tells."""

    def __init__(self, tell: Tell | None) -> None:
        self.received = 0
        self.sent = 0
        self._tell = tell

    def came(self, size: int) -> None:
        self.received += size
        if self._tell is not None:
            self._tell(size=self.received)

    def waits(self, seconds: float) -> None:
        if self._tell is not None:
            self._tell(size=self.received, wait_s=seconds)

    def turn(self, *, size: int, wait_s: float = 0.0) -> None:
        self.waits(wait_s)
