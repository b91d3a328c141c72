"""Link headers, as services write them and as nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.connectors.rest_pages import next_link
from tests.growth import TIMES, assert_linear


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://a.example/?page=2>; rel="next"', "https://a.example/?page=2"),
        ("<https://a.example/?page=2>; rel=next", "https://a.example/?page=2"),
        ('</a>; rel="prev", </b,c;d>; rel="next"', "/b,c;d"),
        ('</a>; title="x, y; rel=next", </b>; rel="next"', "/b"),
        ('</a>; rel="first next"', "/a"),
        ("</a>;rel=NEXT", "/a"),
        ('</a> ; foo=bar ; rel = "next"', "/a"),
        ('</a>; rel="prev"', ""),
        ('</a>; rel="nextpage"', ""),
        ("</a>", ""),
        ("next", ""),
        ("", ""),
        ("<>; rel=next", ""),
    ],
)
def test_the_next_link_is_found(header: str, target: str) -> None:
    """Quoted and unquoted, among others, in any case; look-alikes are not taken."""
    assert next_link(header) == target


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_header_is_read(header: str) -> None:
    """Hostile headers give a text, never an exception."""
    assert isinstance(next_link(header), str)


@pytest.mark.parametrize("piece", ["<", "<a>;", "<a>; rel=", '<a>; x="', "; ", "<a>;;", "<a>; a=b"])
def test_long_headers_do_not_take_long(piece: str) -> None:
    """Sixty thousand characters of anything are read once."""
    small = piece * (7_500 // len(piece))
    assert_linear(next_link, small, small * TIMES)
