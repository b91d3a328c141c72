"""The whole table of redirects: status x method x credential x origin."""

from __future__ import annotations

import itertools

import pytest

from operatoros.errors import OperatorosError
from operatoros.net.exchange import Request
from operatoros.net.redirects import MOST, STATUSES, next_request
from operatoros.secrets import Secret

HOSTS = ("api.example", "api.example:8443", "files.example", "b.example:80")
# Where it leads, and whether that is the same origin (None: never followed by anybody).
TARGETS: dict[str, bool | None] = {
    "/other": True,
    "other?page=2": True,
    "https://api.example/other": True,
    "https://API.example:443/other": True,
    "//api.example/other": True,
    "https://files.example/other": False,
    "https://api.example:8443/other": False,
    "http://api.example/other": None,
    "http://b.example:80/other": None,
    "https://evil.example/other": None,
    "https://api.example@evil.example/": None,
    "https://user:pass@files.example/": None,
    "https://169.254.169.254/latest": None,
    "https://files.example/a/%2e%2e/b": None,
    "ftp://files.example/": None,
    "javascript:alert(1)": None,
    "https://[::1/": None,
    "https://127.1/": None,
    "": None,
    " ": None,
}


def _next(request: Request, status: int, location: str, *seen: Request) -> Request:
    return next_request(
        request, status=status, location=location, seen=(request, *seen), hosts=HOSTS
    )


@pytest.mark.parametrize(
    ("status", "method", "credential", "target"),
    [*itertools.product(sorted(STATUSES), ["GET", "HEAD", "POST"], [False, True], TARGETS)],
)
def test_the_table(status: int, method: str, credential: bool, target: str) -> None:
    """Followed are only GET and HEAD without credentials; headers stay with their origin."""
    request = Request(
        method=method,  # type: ignore[arg-type]  # one of three literals
        url="https://api.example/first",
        headers={"X-Api-Key": "k", "X-Other": "o"},
        secret_headers={"Authorization": Secret("Bearer x")} if credential else {},
        body=b"{}" if method == "POST" else None,
    )
    same = TARGETS[target]
    if credential or method == "POST" or same is None:
        with pytest.raises(OperatorosError) as raised:
            _next(request, status, target)
        assert raised.value.code == "ERR_REDIRECT_REFUSED"
        assert "pass@" not in str(raised.value.as_json())
        return
    following = _next(request, status, target)
    assert following.method == method
    assert following.headers == (request.headers if same else {})
    assert (following.body, following.secret_query) == (None, {})


def test_the_query_is_that_of_the_target() -> None:
    """A redirect brings its own query; ours is not added to it."""
    request = Request(method="GET", url="https://api.example/a/b", query=(("q", "1"),))
    following = _next(request, 302, "c?page=2&empty=&x=%20y")
    assert following.url == "https://api.example/a/c"
    assert following.query == (("page", "2"), ("empty", ""), ("x", " y"))


def test_five_are_enough_and_circles_end() -> None:
    """The sixth redirect in a row is refused, and so is a place that was already seen."""
    request = Request(method="GET", url="https://api.example/0")
    seen = [Request(method="GET", url=f"https://api.example/{n}") for n in range(1, MOST)]
    assert _next(request, 302, "/new", *seen).url == "https://api.example/new"
    with pytest.raises(OperatorosError):
        _next(request, 302, "/new", *seen, Request(method="GET", url="https://api.example/9"))
    with pytest.raises(OperatorosError) as raised:
        _next(request, 302, "/1", *seen)
    assert "circle" in raised.value.message


def test_a_refused_target_is_shown_without_user_and_query() -> None:
    """The message names the place so that a person can write it down; nothing secret with it."""
    request = Request(
        method="GET", url="https://api.example/a", secret_headers={"X": Secret("value")}
    )
    with pytest.raises(OperatorosError) as raised:
        _next(request, 301, "https://me:pw12@api.example/a/?token=abcdef")
    assert raised.value.details["target"] == "https://api.example/a/"
