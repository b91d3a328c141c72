"""A request's head as the guard reads it."""

from __future__ import annotations

from typing import Any

import pytest

from operatoros.web.incoming import Incoming, incoming_of


def _asked(path: str = "/", method: str = "GET", *headers: tuple[bytes, bytes]) -> Incoming:
    scope: dict[str, Any] = {
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 9),
        "scheme": "http",
    }
    return incoming_of(scope)


def test_headers_are_kept_as_often_as_they_were_sent() -> None:
    """One value is a value; none and two are not."""
    asked = _asked("/", "GET", (b"A", b"1"), (b"b", b"2"), (b"B", b"3"))
    assert asked.one("a") == "1"
    assert asked.one("b") is None
    assert asked.headers["b"] == ("2", "3")
    assert asked.one("c") is None
    assert asked.has("b")
    assert not asked.has("c")


@pytest.mark.parametrize("path", ["/assets/app.js", "/assets/a/b-1.2.css", "/assets/_x"])
def test_assets_are_for_everybody(path: str) -> None:
    """A plain file below /assets/ is one, for reading."""
    assert _asked(path).asset
    assert _asked(path, "HEAD").asset
    assert not _asked(path, "POST").asset


@pytest.mark.parametrize(
    "path",
    [
        "/assets",
        "/assets/",
        "/assets/../api/runs",
        "/assets/x/../../api/runs",
        "/assets/..\\x",
        "/assets//api/runs",
        "/assets/./../x",
        "/assets/a b",
        "/assets/a\0",
        "/assets/a\n",
        "/Assets/app.js",
        "/x/assets/app.js",
        "//assets/app.js",
        "/api/assets/app.js",
    ],
)
def test_what_only_looks_like_an_asset_is_none(path: str) -> None:
    """Nothing that a file server might read as another place gets by without the key."""
    assert not _asked(path).asset


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (b"text/html,application/xhtml+xml,*/*;q=0.8", True),
        (b"text/html", True),
        (b"application/json, text/html;q=0.5", False),
        (b"application/json;q=0.5, text/html", True),
        (b"text/html;q=0", False),
        (b"text/html;q=x", False),
        (b"*/*", False),
        (b"", False),
    ],
)
def test_people_get_pages_and_programs_json(accept: bytes, html: bool) -> None:
    """What the Accept header prefers; the API answers JSON whatever it says."""
    assert _asked("/runs", "GET", (b"accept", accept)).wants_html() == html
    assert not _asked("/api/runs", "GET", (b"accept", accept)).wants_html()


def test_the_browser_says_who_asks() -> None:
    """Anything but our own page and a person is from elsewhere."""
    for site, elsewhere in ((b"same-origin", False), (b"none", False), (b"same-site", True)):
        assert _asked("/", "GET", (b"sec-fetch-site", site)).from_elsewhere == elsewhere
    assert not _asked().from_elsewhere


def test_a_target_is_there_without_raw_path() -> None:
    """Servers that do not give the raw path get it encoded again."""
    assert _asked("/a b/ü").target == "/a%20b/%C3%BC"
