"""The guard around the whole web face: pure ASGI, before any route, on every answer.

A web page that a person happens to visit can send requests to their own machine. The guard tells
those from ours by four independent things: the Host, the Origin, what the browser says about the
site (Sec-Fetch), and a token that only our pages know. What other people of the machine or of the
network may do is the door's matter.

What is refused is refused before its body is read. It does not protect against a program that runs
as the same user.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from operatoros.errors import InvalidInput, OperatorosError
from operatoros.web.access import Access, is_loopback
from operatoros.web.body import (
    FORM,
    MOST_BYTES,
    declares_body,
    kind_of,
    read_body,
    replaying,
)
from operatoros.web.door import (
    MOST_LOGIN_BYTES,
    Door,
    LoginPage,
    Who,
    plain_login_page,
    without_token,
)
from operatoros.web.headers import Stamping
from operatoros.web.incoming import Incoming, incoming_of
from operatoros.web.limits import Pace
from operatoros.web.refusals import (
    METHODS,
    Answer,
    ContentTypeRefused,
    CsrfWrong,
    HostNotOurs,
    MethodRefused,
    OriginMissing,
    OtherSite,
    RequestMalformed,
    TooManyRequests,
    refusal,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  names them, listens on none
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::([1-9][0-9]{0,4}))?")
_PROXY_PORTS = frozenset({80, 443})


class HostNameInvalid(InvalidInput):
    """A further host name is not one. Raised by: web.guard.hosts_of."""

    code = "ERR_HOST_NAME"

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"{name!r} is not a host name that we could be reached by",
            hint="give NAME or NAME:PORT, as in the browser's address bar; no `*`",
            details={"name": name},
        )


def hosts_of(bind: str, port: int, extra: Iterable[str] = ()) -> frozenset[str]:
    """Return every Host header that means us, in lower case.

    Args:
        bind: Address that we listen on.
        port: Port that we listen on.
        extra: Further names. NAME stands for our own port; NAME:443 or NAME:80 for a proxy in
            front of us, whose port the browser leaves out.

    Raises:
        HostNameInvalid: a further name is none.
    """
    names = [*_LOOPBACK] if is_loopback(bind) or bind in _EVERY_ADDRESS else []
    if bind not in _EVERY_ADDRESS:
        names.append(f"[{bind}]" if ":" in bind else bind)
    hosts: set[str] = set()
    for name in (*names, *extra):
        match = _HOST.fullmatch(name.lower())
        if match is None or int(match[2] or port) > 65_535:
            raise HostNameInvalid(name=name)
        number = int(match[2] or port)
        hosts.add(f"{match[1]}:{number}")
        # Browsers leave out the port that the scheme implies. Our own 443 would be plain http,
        # which always names it.
        if number == 80 or (match[2] and number in _PROXY_PORTS):
            hosts.add(match[1])
    return frozenset(hosts)


def origins_of(hosts: Iterable[str]) -> frozenset[str]:
    """Return every Origin that our own pages have.

    Args:
        hosts: What `hosts_of` returned.
    """
    origins: set[str] = set()
    for host in hosts:
        match = _HOST.fullmatch(host)
        if match is None:
            raise HostNameInvalid(name=host)
        name, port = match[1], match[2]
        if port == "443":
            origins.add(f"https://{name}")
        elif port == "80":
            origins.add(f"http://{name}")
        elif port:
            origins |= {f"http://{name}:{port}", f"https://{name}:{port}"}
    return frozenset(origins)


class Guard:
    """Lets through what our own pages and key holders ask; refuses the rest.

    Args:
        app: The application.
        access: Who may come in.
        hosts: Every Host that means us (`hosts_of`).
        origins: Every Origin of our pages (`origins_of`).
        monotonic: Seconds that only grow, for the limits.
        now: Seconds since 1970, for the cookie.
        login_page: Draws the login page from a path to go to and a problem.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        hosts: frozenset[str],
        origins: frozenset[str],
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        login_page: LoginPage = plain_login_page,
    ) -> None:
        self._app = app
        self._access = access
        self._hosts = hosts
        self._origins = origins
        self._monotonic = monotonic
        self._door = Door(access, now=now, monotonic=monotonic, login_page=login_page)
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on, one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        asked = incoming_of(scope)
        # The application and the server's log read the query after us.
        if self._access.token:
            scope["query_string"] = without_token(asked.query).encode("latin-1")
        stamping = Stamping(send, asset=asked.asset)
        try:
            try:
                done = await self._decide(asked, receive)
            except OperatorosError as error:
                done = refusal(error, asked)
            if isinstance(done, Answer):
                await _send(done, stamping)
            elif done is not None:
                await self._app(scope, done, stamping)
        except Exception:
            # Raised on to the server, which logs it; its own answer would lack our headers.
            if not stamping.started:
                await _send(refusal(_bug(), asked), stamping)
            raise

    async def _decide(self, asked: Incoming, receive: Receive) -> Answer | Receive | None:
        """Return an answer of ours, or what the application may receive; None if nobody waits."""
        self._check_addressed(asked)
        self._check_site(asked)
        # After the checks: another site's page must not use up what this person may ask for.
        wait_s = self._pace.wait_s(asked.peer, self._monotonic())
        if wait_s > 0:
            raise TooManyRequests(wait_s=wait_s)
        who = self._door.who(asked)
        answer = self._door.by_token(asked)
        if answer is not None:
            return answer
        own = self._door.serves(asked)
        if who == "nobody" and not own and not asked.asset:
            return self._door.turn_away(asked)
        body = await self._body(asked, who, receive, own=own)
        if body is None:
            return None
        if own:
            return self._door.answer(asked, who, body)
        return replaying(body, receive) if asked.changes else receive

    def _check_addressed(self, asked: Incoming) -> None:
        """Refuse what is not for us, whatever it is: a rebound name, a proxy's request."""
        hosts = asked.headers.get("host", ())
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise HostNotOurs(hosts=hosts)
        if not asked.target.startswith("/"):
            raise RequestMalformed(why="has a target that is no path")
        if asked.method not in METHODS:
            raise MethodRefused(method=asked.method)

    def _check_site(self, asked: Incoming) -> None:
        """Refuse what a page of another site, or of another port, makes the browser send."""
        for origin in asked.headers.get("origin", ()):
            if origin not in self._origins:
                raise OtherSite(header="Origin", value=origin)
        if len(asked.headers.get("origin", ())) > 1:
            raise OtherSite(header="Origin", value="several")
        if asked.from_elsewhere and not _is_link(asked):
            sites = ", ".join(asked.headers["sec-fetch-site"])
            raise OtherSite(header="Sec-Fetch-Site", value=sites)

    async def _body(
        self, asked: Incoming, who: Who, receive: Receive, *, own: bool
    ) -> bytes | None:
        """Return what a change sends, after everything that can be told from its head."""
        declared = declares_body(asked)
        if not asked.changes:
            if declared:
                raise RequestMalformed(why="has a body, which reading does not")
            return b""
        if who != "bearer":
            if not asked.has("origin"):
                raise OriginMissing
            # Logging in and out are plain forms that work without scripts, which alone can send a
            # header; their Origin was checked, and a browser always sends one with a form.
            if not own and not self._access.csrf_ok(asked.one("x-csrf-token") or ""):
                raise CsrfWrong
        if not declared:
            return b""
        if kind_of(asked) != FORM and own:
            raise ContentTypeRefused
        return await read_body(asked, receive, most=MOST_LOGIN_BYTES if own else MOST_BYTES)


def _is_link(asked: Incoming) -> bool:
    """Say whether a person followed a link: the browser shows the answer, and no page reads it."""
    mode, to = asked.one("sec-fetch-mode"), asked.one("sec-fetch-dest")
    return not asked.changes and not asked.api and (mode, to) == ("navigate", "document")


async def _send(answer: Answer, send: Send) -> None:
    body = answer.body.encode("utf-8", "replace")
    kind = "text/html; charset=utf-8" if answer.html else "application/json"
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        *((name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _bug() -> OperatorosError:
    return OperatorosError(
        "something went wrong on our side", hint="the terminal of `operatoros serve` says more"
    )
