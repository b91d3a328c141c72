"""The door: who is asking, how they log in and out, and where they are sent otherwise.

The cookie stands for the key; the key itself is never kept in a browser, and no page, redirect or
error repeats it.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from operatoros.web.access import COOKIE_LIFE, Access
from operatoros.web.limits import WrongKeys
from operatoros.web.refusals import (
    Answer,
    KeyTries,
    KeyWrong,
    LoginNeeded,
    RequestMalformed,
    refusal,
    whole_page,
)

if TYPE_CHECKING:
    from operatoros.web.incoming import Incoming

Who = Literal["anybody", "bearer", "cookie", "nobody"]
LoginPage = Callable[[str, str], str]
# A key and a path; more is no login.
MOST_LOGIN_BYTES = 16 * 1024
_MOST_NEXT = 2_000
_MOST_COOKIES = 8


def plain_login_page(onward: str, problem: str) -> str:
    """Return the login page without any file of ours.

    Args:
        onward: Path to go to afterwards.
        problem: What went wrong the last time; empty at first.
    """
    trouble = f'<p role="alert">{html.escape(problem)}</p>\n' if problem else ""
    return whole_page(
        "Log in",
        f'{trouble}<form method="post" action="/login">\n'
        f'<input type="hidden" name="next" value="{html.escape(onward)}">\n'
        # Password managers keep a key by its user name.
        '<input type="text" name="username" value="operatoros" autocomplete="username" hidden>\n'
        '<p><label for="key">Key (OPERATOR_API_KEY, or the token of this start)</label></p>\n'
        '<p><input id="key" name="key" type="password" required autofocus '
        'autocomplete="current-password"></p>\n'
        '<p><button type="submit">Log in</button></p>\n</form>',
    )


class Door:
    """Lets in whoever has the key, the token, or a cookie that stands for one.

    Args:
        access: What opens it.
        now: Seconds since 1970.
        monotonic: Seconds that only grow.
        login_page: Draws the login page from a path to go to and a problem.
    """

    def __init__(
        self,
        access: Access,
        *,
        now: Callable[[], float],
        monotonic: Callable[[], float],
        login_page: LoginPage,
    ) -> None:
        self._access = access
        self._now = now
        self._monotonic = monotonic
        self._login_page = login_page
        self._wrong = WrongKeys()

    def who(self, asked: Incoming) -> Who:
        """Say by what right somebody asks.

        Raises:
            KeyWrong: a key was given and is wrong.
            KeyTries: too many of this peer's keys were wrong.
            RequestMalformed: there are several Authorization headers.
        """
        if self._access.open():
            return "anybody"
        if asked.has("authorization"):
            header = asked.one("authorization")
            if header is None:
                raise RequestMalformed(why="has several Authorization headers")
            # A proxy in front may use Basic for itself; only Bearer is meant for us.
            if header.partition(" ")[0].lower() == "bearer":
                self._try(asked, self._access.bearer_ok, header)
                return "bearer"
        return "cookie" if self._has_cookie(asked) else "nobody"

    def by_token(self, asked: Incoming) -> Answer | None:
        """Answer a page asked for with `?token=`; None if there is no token in the query."""
        if not self._access.token or asked.changes or asked.api or asked.asset:
            return None
        given = [value for name, value in _query(asked) if name == "token"]
        if not given:
            return None
        clean = _clean_address(asked)
        if self._has_cookie(asked):
            return _onward(clean)
        self._look(asked)
        if len(given) == 1 and self._access.token_ok(given[0]):
            return self._welcome(asked, clean)
        # Another site's link may carry any token: its mistakes are not this person's.
        if not asked.from_elsewhere:
            self._wrong.count(asked.peer, self._monotonic())
        return _onward(_login_address(clean))

    def serves(self, asked: Incoming) -> bool:
        """Say whether the door itself answers this."""
        if asked.path == "/login":
            return asked.method in {"GET", "HEAD", "POST"}
        return asked.path == "/logout" and asked.method == "POST"

    def answer(self, asked: Incoming, who: Who, body: bytes) -> Answer:
        """Answer GET /login, POST /login and POST /logout.

        Args:
            asked: What was asked for.
            who: By what right.
            body: The form.

        Raises:
            RequestMalformed: the form cannot be read.
        """
        if asked.path == "/logout":
            return _onward("/login", cookie=self._cookie("", 0, asked))
        fields = dict(_form(body) if asked.changes else _query(asked))
        onward = safe_next(fields.get("next", "/"))
        if who != "nobody":
            return _onward(onward)
        if not asked.changes:
            return Answer(status=200, body=self._login_page(onward, ""))
        try:
            self._try(asked, self._access.login_ok, fields.get("key", ""))
        except (KeyWrong, KeyTries) as wrong:
            said = refusal(wrong, asked)
            if not asked.wants_html():
                return said
            problem = f"{wrong.message}: {wrong.hint}"
            body_text = self._login_page(onward, problem)
            return Answer(status=said.status, body=body_text, headers=said.headers)
        return self._welcome(asked, onward)

    def turn_away(self, asked: Incoming) -> Answer:
        """Answer somebody who has to log in first."""
        needed = refusal(LoginNeeded(), asked)
        if asked.api or asked.changes:
            return needed
        if asked.htmx:
            # A part of a page must not become the login page: the whole page goes there.
            seen = urlsplit(asked.one("hx-current-url") or "")
            here = safe_next(f"{seen.path}?{seen.query}" if seen.query else seen.path)
            headers = {**needed.headers, "hx-redirect": _login_address(here)}
            return Answer(
                status=needed.status, body=needed.body, html=asked.wants_html(), headers=headers
            )
        here = _clean_address(asked)
        if asked.from_elsewhere:
            # A link on another site: the browser keeps our SameSite=Strict cookie back. Incoming
            # again from this page of ours, it sends the cookie, or the person logs in.
            return Answer(status=401, body=_again(here), headers=needed.headers)
        return _onward(_login_address(here))

    def _has_cookie(self, asked: Incoming) -> bool:
        values = _cookies(asked, self._access.cookie_name)
        # Other ports of this host may set cookies of our name: one right one is enough.
        return any(self._access.cookie_ok(value, self._now()) for value in values)

    def _look(self, asked: Incoming) -> None:
        wait_s = self._wrong.wait_s(asked.peer, self._monotonic())
        if wait_s > 0:
            raise KeyTries(wait_s=wait_s)

    def _try(self, asked: Incoming, right: Callable[[str], bool], given: str) -> None:
        # No await between looking and counting: attempts sent at once are counted one by one.
        self._look(asked)
        if not right(given):
            self._wrong.count(asked.peer, self._monotonic())
            raise KeyWrong

    def _welcome(self, asked: Incoming, onward: str) -> Answer:
        value = self._access.new_cookie(self._now())
        seconds = int(COOKIE_LIFE.total_seconds())
        return _onward(onward, cookie=self._cookie(value, seconds, asked))

    def _cookie(self, value: str, seconds: int, asked: Incoming) -> str:
        # Behind a proxy that speaks https our own connection is plain; the Origin, which was
        # checked, tells what the browser speaks.
        https = asked.https or (asked.one("origin") or "").startswith("https://")
        secure = "; Secure" if https else ""
        name = self._access.cookie_name
        return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}"


def safe_next(text: str) -> str:
    r"""Return a path of this server to go to; `/` if the given one might lead elsewhere.

    Browsers read `//host`, `/\host` and a tab between the slashes as another host.
    """
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if not plain or not text.startswith("/") or text.startswith("//") or len(text) > _MOST_NEXT:
        return "/"
    path = text.partition("?")[0].partition("#")[0]
    return "/" if path in {"/login", "/logout"} else text


def without_token(query: str) -> str:
    """Return a query without its `token`."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if all(name != "token" for name, _ in pairs):
        return query
    return urlencode([pair for pair in pairs if pair[0] != "token"])


def _clean_address(asked: Incoming) -> str:
    query = without_token(asked.query)
    return safe_next(f"{asked.target}?{query}" if query else asked.target)


def _login_address(onward: str) -> str:
    return "/login" if onward == "/" else f"/login?next={quote(onward, safe='/')}"


def _onward(address: str, *, cookie: str = "") -> Answer:
    headers = {"location": address}
    if cookie:
        headers["set-cookie"] = cookie
    return Answer(status=303, headers=headers)


def _again(address: str) -> str:
    shown = html.escape(address)
    return whole_page(
        "One moment",
        f'<p><a href="{shown}">Go on</a></p>',
        head=f'<meta http-equiv="refresh" content="0; url={shown}">\n',
    )


def _query(asked: Incoming) -> list[tuple[str, str]]:
    return parse_qsl(asked.query, keep_blank_values=True)


def _form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=16)
    except ValueError as exc:
        raise RequestMalformed(why="has a form that cannot be read") from exc


def _cookies(asked: Incoming, name: str) -> list[str]:
    found: list[str] = []
    for header in asked.headers.get("cookie", ()):
        for pair in header.split(";"):
            given, _, value = pair.strip().partition("=")
            if given == name:
                found.append(value)
    return found[:_MOST_COOKIES]
