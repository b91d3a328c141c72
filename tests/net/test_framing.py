"""Headers and queries as they are sent."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.errors import OperatorosError
from operatoros.net.address import Origin
from operatoros.net.exchange import Request
from operatoros.net.framing import headers_of, query_of
from operatoros.secrets import Secret

ORIGIN = Origin(scheme="https", host="api.example", port=443)
URL = "https://api.example/"


def _headers(**more: object) -> dict[str, str]:
    request = Request(method="GET", url=URL, **more)  # type: ignore[arg-type]  # real fields
    return dict(headers_of(request, ORIGIN, agent="ours"))


def test_ours_come_first_and_configured_ones_win() -> None:
    """A connector may say what it accepts and who asks; the host stays the address's."""
    plain = _headers()
    assert plain == {
        "Host": "api.example",
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": "ours",
    }
    configured = _headers(headers={"accept": "application/vnd.x+json", "X-A": "1"})
    assert configured["accept"] == "application/vnd.x+json"
    assert "Accept" not in configured


def test_a_body_is_json() -> None:
    """A body brings its content type."""
    assert _headers(body=b"{}")["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "name",
    ["Host", "content-length", "Transfer-Encoding", "Connection", "Upgrade", "Accept-Encoding"],
)
def test_the_frame_of_a_message_is_not_configurable(name: str) -> None:
    """Headers that frame the message or name the host are refused."""
    with pytest.raises(OperatorosError) as raised:
        _headers(headers={name: "x"})
    assert raised.value.code == "ERR_HEADER_INVALID"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X", "a\r\nY: b"),
        ("X", "a\nb"),
        ("X", "a\0"),
        ("X", " a"),
        ("X", "a "),
        ("X Y", "a"),
        ("X:", "a"),
        ("", "a"),
        ("X\r\nY", "a"),
        ("X", "ключ"),
        ("X", "é"),
        ("X", "a\x7f"),
    ],
)
def test_nothing_can_split_a_header(name: str, value: str) -> None:
    """Line breaks, control characters and blanks at the ends are refused, not stripped."""
    for request in ({"headers": {name: value}}, {"secret_headers": {name: Secret(value)}}):
        with pytest.raises(OperatorosError) as raised:
            _headers(**request)
        assert raised.value.code == "ERR_HEADER_INVALID"
        assert value not in str(raised.value.details.get("why", ""))


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=12)), max_size=6))
def test_any_query_arrives_as_it_was_meant(pairs: list[tuple[str, str]]) -> None:
    """Names and values survive encoding whatever they hold; nothing leaks into the next pair."""
    clean = [
        (n.encode("utf-8", "replace").decode(), v.encode("utf-8", "replace").decode())
        for n, v in pairs
    ]
    sent = query_of(Request(method="GET", url=URL, query=tuple(clean)))
    assert parse_qsl(sent.removeprefix("?"), keep_blank_values=True) == clean
    assert sent.isascii()
    assert not set(" #\r\n") & set(sent)


def test_secret_parameters_are_sent() -> None:
    """A key in the query is sent after the plain parameters."""
    request = Request(
        method="GET", url=URL, query=(("a", "1"),), secret_query={"key": Secret("s&t")}
    )
    assert query_of(request) == "?a=1&key=s%26t"
    assert query_of(Request(method="GET", url=URL)) == ""
