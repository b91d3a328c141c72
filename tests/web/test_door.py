"""Logging in and out: the cookie, the token in the address, wrong keys, and where one is sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from operatoros.errors import OperatorosError
from operatoros.web.access import Access
from operatoros.web.door import Door, Who, plain_login_page, safe_next, without_token
from operatoros.web.incoming import Incoming, incoming_of
from operatoros.web.refusals import Answer
from tests.web.serving import CSRF, KEY, TOKEN, Clock, access

_NOW = 1_800_000_000.0


def _door(who: Access, clock: Clock | None = None) -> Door:
    return Door(
        who,
        now=lambda: _NOW,
        monotonic=clock or Clock(),
        login_page=plain_login_page,
    )


def _asked(
    path: str = "/runs",
    query: str = "",
    method: str = "GET",
    peer: str = "127.0.0.1",
    **headers: str,
) -> Incoming:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": pairs,
        "client": (peer, 4711),
        "scheme": "http",
    }
    return incoming_of(scope)


def _login(door: Door, key: str, onward: str = "/runs", **more: str) -> Answer:
    asked = _asked("/login", method="POST", accept="text/html", **more)
    return door.answer(asked, "nobody", urlencode({"key": key, "next": onward}).encode())


def _cookie(answer: Answer) -> str:
    return answer.headers["set-cookie"].partition(";")[0]


def _silent(*texts: object) -> None:
    """No text of these repeats a secret."""
    for text in texts:
        for secret in (KEY, TOKEN, CSRF):
            assert secret not in str(text)


def test_the_right_key_brings_a_cookie_and_leads_on() -> None:
    """HttpOnly, SameSite=Strict, for the whole site; then it opens."""
    who = access(key=KEY)
    door = _door(who)
    answer = _login(door, KEY)
    assert (answer.status, answer.headers["location"]) == (303, "/runs")
    _, *attributes = answer.headers["set-cookie"].split("; ")
    assert attributes == ["Max-Age=604800", "Path=/", "HttpOnly", "SameSite=Strict"]
    assert door.who(_asked(cookie=_cookie(answer))) == "cookie"
    assert door.who(_asked(cookie=f"a=b; {_cookie(answer)}")) == "cookie"
    assert door.who(_asked(cookie=f"{who.cookie_name}=tossed; {_cookie(answer)}")) == "cookie"
    assert door.who(_asked(cookie=_cookie(answer) + "0")) == "nobody"
    _silent(answer)


def test_behind_https_the_cookie_is_secure() -> None:
    """Ours or a proxy's https: the browser sends the cookie over nothing else."""
    answer = _login(_door(access(key=KEY)), KEY, origin="https://ops.example.org")
    assert answer.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize("key", ["", "wrong", KEY + "x", CSRF])
def test_a_wrong_key_shows_the_page_again(key: str) -> None:
    """With what went wrong, without the key that was given, and without a cookie."""
    answer = _login(_door(access(key=KEY)), key)
    assert answer.status == 401
    assert "that is not the key" in answer.body
    assert 'value="/runs"' in answer.body
    assert "set-cookie" not in answer.headers
    assert not key or key not in answer.body
    _silent(answer)


def test_a_program_hears_of_a_wrong_key_in_json() -> None:
    """Code and hint, as everywhere."""
    asked = _asked("/login", method="POST")
    answer = _door(access(key=KEY)).answer(asked, "nobody", b"key=x")
    assert answer.status == 401
    assert "ERR_KEY_WRONG" in answer.body


def test_wrong_keys_are_counted_whatever_way_they_come() -> None:
    """Ten in a minute, over form, Bearer and token; then even the right one has to wait."""
    clock = Clock()
    door = _door(access(key=KEY, token=TOKEN), clock)
    for _ in range(4):
        assert _login(door, "x").status == 401
        with pytest.raises(OperatorosError) as wrong:
            door.who(_asked(authorization="Bearer x"))
        assert wrong.value.code == "ERR_KEY_WRONG"
    for _ in range(2):
        answer = door.by_token(_asked(query="token=x"))
        assert answer
        assert answer.headers == {"location": "/login?next=/runs"}
    late = _login(door, KEY)
    assert late.status == 429
    assert late.headers["retry-after"] == "60"
    assert "too many wrong keys" in late.body
    for asked in (_asked(authorization=f"Bearer {KEY}"), _asked(authorization="Bearer x")):
        with pytest.raises(OperatorosError) as locked:
            door.who(asked)
        assert locked.value.code == "ERR_KEY_TRIES"
    with pytest.raises(OperatorosError):
        door.by_token(_asked(query=f"token={TOKEN}"))
    # Not another peer, nor who is logged in already; and a minute later all is well.
    assert door.who(_asked(peer="10.0.0.9", authorization=f"Bearer {KEY}")) == "bearer"
    cookie = f"{access(key=KEY).cookie_name}={access(key=KEY).new_cookie(_NOW)}"
    assert door.who(_asked(cookie=cookie)) == "cookie"
    clock.now += 60
    assert _login(door, KEY).status == 303


def test_another_sites_link_cannot_lock_a_person_out() -> None:
    """Wrong tokens in links of other sites are not counted."""
    door = _door(access(token=TOKEN))
    for _ in range(50):
        answer = door.by_token(_asked(query="token=x", sec_fetch_site="cross-site"))
        assert answer
        assert answer.status == 303
    assert _login(door, TOKEN).status == 303


def test_an_old_cookie_is_no_wrong_key() -> None:
    """A page left open after the key changed asks on and on: that locks nobody out."""
    door = _door(access(key=KEY))
    stale = access(key="another").new_cookie(_NOW)
    for _ in range(50):
        assert door.who(_asked(cookie=f"{access(key=KEY).cookie_name}={stale}")) == "nobody"
    assert _login(door, KEY).status == 303


@pytest.mark.parametrize(
    ("path", "query", "onward"),
    [
        ("/", f"token={TOKEN}", "/"),
        ("/runs/7", f"token={TOKEN}", "/runs/7"),
        ("/runs/7", f"a=1&token={TOKEN}&b=%2F", "/runs/7?a=1&b=%2F"),
        ("//evil.example", f"token={TOKEN}", "/"),
        ("/\\evil.example", f"token={TOKEN}", "/%5Cevil.example"),
        ("/login", f"token={TOKEN}", "/"),
    ],
)
def test_the_token_opens_and_leaves_the_address(path: str, query: str, onward: str) -> None:
    """The right token sets the cookie and leads to the same page of ours without it."""
    door = _door(access(token=TOKEN))
    answer = door.by_token(_asked(path, query))
    assert answer
    assert (answer.status, answer.headers["location"]) == (303, onward)
    assert door.who(_asked(cookie=_cookie(answer))) == "cookie"
    _silent(answer)


def test_the_token_opens_pages_only() -> None:
    """Not the API, not a change, not two tokens, and not the key in its place."""
    door = _door(access(token=TOKEN, key=KEY))
    query = f"token={TOKEN}"
    assert door.by_token(_asked("/api/runs", query)) is None
    assert door.by_token(_asked("/runs", query, "POST")) is None
    assert door.by_token(_asked("/assets/a.js", query)) is None
    assert door.by_token(_asked("/runs", "a=1")) is None
    assert _door(access(key=KEY)).by_token(_asked("/runs", query)) is None
    for wrong in (f"{query}&{query}", f"token={KEY}", "token="):
        answer = door.by_token(_asked("/runs", wrong))
        assert answer
        assert "set-cookie" not in answer.headers
        _silent(answer)


def test_who_is_in_keeps_an_old_bookmark() -> None:
    """With the cookie, a token of an earlier start is dropped from the address."""
    who = access(token=TOKEN)
    cookie = f"{who.cookie_name}={who.new_cookie(_NOW)}"
    answer = _door(who).by_token(_asked("/runs", "token=old", cookie=cookie))
    assert answer
    assert answer.headers == {"location": "/runs"}


def test_basic_is_for_a_proxy() -> None:
    """Only Bearer is read, and only once."""
    door = _door(access(key=KEY))
    assert door.who(_asked(authorization="Basic eDp5")) == "nobody"
    assert door.who(_asked(authorization=f"bearer {KEY}")) == "bearer"
    twice = incoming_of(
        {
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [(b"authorization", b"Bearer x")] * 2,
        }
    )
    with pytest.raises(OperatorosError) as odd:
        door.who(twice)
    assert odd.value.code == "ERR_REQUEST_MALFORMED"


def test_who_is_turned_away_is_told_where_to_go() -> None:
    """Pages go to the login, programs get 401, parts of pages send the whole page there."""
    door = _door(access(key=KEY))
    page = door.turn_away(_asked("/runs/7", "a=1&b=2"))
    assert page.headers == {"location": "/login?next=/runs/7%3Fa%3D1%26b%3D2"}
    for asked in (_asked("/api/runs"), _asked("/runs", method="POST")):
        answer = door.turn_away(asked)
        assert answer.status == 401
        assert answer.headers == {"www-authenticate": "Bearer"}
        assert "ERR_LOGIN_NEEDED" in answer.body
    part = door.turn_away(
        _asked(
            "/runs/7/lines", hx_request="true", hx_current_url="http://localhost:3000/runs/7?a=1"
        )
    )
    assert part.status == 401
    assert part.headers["hx-redirect"] == "/login?next=/runs/7%3Fa%3D1"
    link = door.turn_away(_asked("/runs/7", 'x="><b>', sec_fetch_site="cross-site"))
    assert link.status == 401
    assert '<meta http-equiv="refresh" content="0; url=/runs/7?x=&quot;&gt;&lt;b&gt;">' in link.body


def test_who_needs_no_login_is_led_on() -> None:
    """Without key and token, or logged in already, the login page leads on."""
    everybody: tuple[Who, ...] = ("anybody", "cookie", "bearer")
    for who in everybody:
        answer = _door(access()).answer(_asked("/login", "next=/runs"), who, b"")
        assert answer.headers == {"location": "/runs"}


def test_logging_out_takes_the_cookie_back() -> None:
    """An empty cookie that has ended."""
    answer = _door(access(key=KEY)).answer(_asked("/logout", method="POST"), "cookie", b"")
    assert (answer.status, answer.headers["location"]) == (303, "/login")
    assert "=; Max-Age=0; Path=/" in answer.headers["set-cookie"]


def test_a_form_that_cannot_be_read_is_refused() -> None:
    """Bytes that are no text, and hundreds of fields."""
    door = _door(access(key=KEY))
    for body in (b"key=\xff\xfe", b"a=1&" * 100):
        with pytest.raises(OperatorosError) as odd:
            door.answer(_asked("/login", method="POST"), "nobody", body)
        assert odd.value.code == "ERR_REQUEST_MALFORMED"


def test_the_login_page_escapes() -> None:
    """Path and problem are text in it."""
    page = plain_login_page('/"><script>1</script>', "<b>x</b>")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'action="/login"' in page
    assert 'method="post"' in page


@given(
    st.text()
    | st.text(alphabet="/\\.:@?#%\t\n abcevil", max_size=30).map(lambda text: "/" + text)
    | st.sampled_from(["//", "/\\", "/\t/", "https:", "javascript:"]).map(
        lambda start: start + "evil.example"
    )
)
@example("//evil.example")
@example("/\t/evil.example")
@example("/login?next=/login")
def test_nobody_is_led_to_another_host(text: str) -> None:
    """Whatever `next` holds, the place it leads to is ours, and not the login again."""
    onward = safe_next(text)
    assert onward in {"/", text}
    assert onward.startswith("/")
    # What browsers do with it: backslashes are slashes, tabs and line ends are dropped.
    read = onward.replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    assert not read.startswith("//")
    assert urlsplit(urljoin("http://localhost:3000/login", read)).netloc == "localhost:3000"
    assert urlsplit(onward).path not in {"/login", "/logout"}
    assert "\n" not in onward
    assert "\r" not in onward


@pytest.mark.parametrize("path", ["/", "/runs", "/runs/7?a=1&b=%2F#x", "/a;b", "/api/x"])
def test_paths_of_ours_are_kept(path: str) -> None:
    """Control: the check lets ordinary paths through."""
    assert safe_next(path) == path


def test_a_query_without_a_token_is_left_alone() -> None:
    """Its spelling is kept; with a token the rest is."""
    assert without_token("a=%7e&b") == "a=%7e&b"
    assert without_token(f"token={TOKEN}&a=1&tok%65n=x") == "a=1"
