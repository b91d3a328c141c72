"""Templates, addresses and paths are checked where they stand."""

from __future__ import annotations

import pytest

from operatoros.catalog.connectors import read_connector
from operatoros.catalog.spots import names_in


def _codes(block: str) -> list[tuple[str, int, int]]:
    text = f"id: svc\nname: Svc\ntype: api\napi:\n{block}\nfetches: {{f: {{endpoint: GET /f}}}}\n"
    _, problems = read_connector(text, file="x.yaml")
    return [(p.code, p.place.line, p.place.column) for p in problems]


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "'{{credentials.baseUrl}}'",
        "https://api.example.com/{{credentials.tenant}}/v1",
        "http://localhost:8080",
    ],
)
def test_addresses_that_name_their_host(url: str) -> None:
    """A written host, or a person's own whole address; templates may stand in the path."""
    assert _codes(f"  baseUrl: {url}") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://{{credentials.host}}",
        "https://{{credentials.host}}/v1",
        "{{credentials.scheme}}://api.example.com",
        "https://api.example.com:{{credentials.port}}",
        "https://{{credentials.user}}@api.example.com",
        "{{credentials.a}}{{credentials.b}}",
        "{{params.url}}",
        "{{date.today}}",
        "x{{credentials.url}}",
    ],
)
def test_a_template_never_decides_whom_we_talk_to(url: str) -> None:
    """No template in scheme, host or port: a value could send credentials elsewhere."""
    ((code, line, column),) = _codes(f"  baseUrl: '{url}'")
    assert (code, line) == ("ERR_TEMPLATE_HOST", 5)
    assert column == 13 + url.index("{{")


def test_positions_inside_headers() -> None:
    """The column is the template's, not the value's."""
    block = "  baseUrl: https://a.example\n  headers:\n    X-A: a {{params.x}} {{oops}}"
    assert _codes(block) == [("ERR_TEMPLATE_PLACE", 7, 12), ("ERR_TEMPLATE_UNKNOWN", 7, 25)]


def test_names_are_collected_at_any_depth() -> None:
    """Names of one root, once each, in order of appearance."""
    value = {"a": ["{{params.x}} {{params.y}}", {"b": "{{params.x}} {{date.today}}"}], "c": 3}
    assert names_in(value, "params") == ["x", "y"]
    assert names_in(value, "date") == ["today"]
    assert names_in(None, "params") == []
