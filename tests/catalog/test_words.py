"""Names, headers and variables: what may be written."""

from __future__ import annotations

import re

import pytest

from operatoros.catalog.words import DURATION, ENV, HEADERS, NAME, PARAM_KEY, identity


@pytest.mark.parametrize("header", ["Accept", "X-Version", "accept-language", "Te-X", "Hosts"])
def test_ordinary_headers_are_legal(header: str) -> None:
    """Names that only begin like a steering header are ordinary."""
    assert re.fullmatch(HEADERS.key, header)


@pytest.mark.parametrize(
    "header",
    [
        *("Host", "HOST", "content-length", "Transfer-Encoding", "Connection", "Cookie", "TE"),
        *("Upgrade", "a b", "a:b", "a\nb", "", "ä"),
    ],
)
def test_headers_that_steer_the_connection_are_not(header: str) -> None:
    """Neither steering headers, in any case, nor what is no header name at all."""
    assert not re.fullmatch(HEADERS.key, header)


def test_names() -> None:
    """Ids, names of fetches, parameters, variables and durations."""
    assert re.fullmatch(identity("x").pattern, "deal-intelligence")
    assert not re.fullmatch(identity("x").pattern, "../x")
    assert re.fullmatch(NAME, "hubspot.open_deals-2")
    assert not re.fullmatch(NAME, ".hidden")
    assert re.fullmatch(PARAM_KEY, "filter[status]")
    assert not re.fullmatch(PARAM_KEY, "a{b}")
    assert re.fullmatch(ENV.key, "HUBSPOT_ACCESS_TOKEN")
    assert not re.fullmatch(ENV.key, "1A")
    assert re.fullmatch(DURATION.pattern, "14d")
    assert not re.fullmatch(DURATION.pattern, "14")
