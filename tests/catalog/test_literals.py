"""Secrets in a connector file: found by name, and only there."""

from __future__ import annotations

import pytest

from operatoros.catalog.connectors import parse_connector
from operatoros.catalog.literals import written_secrets

KEY = "sk-live-1234567890"
HEAD = "id: a\nname: A\ntype: api\n"


def found(api: str = "", fetch: str = "") -> dict[str, str]:
    """Return what is found in an API connector, value by place."""
    text = (
        f"{HEAD}api:\n  base_url: https://a.example\n{api}"
        f"fetches:\n  x:\n    {fetch or 'endpoint: GET /x'}\n"
    )
    connector = parse_connector(text, file="a.yaml")
    return {".".join(one.path): one.value for one in written_secrets(connector)}


@pytest.mark.parametrize(
    ("api", "fetch", "place"),
    [
        (f"  headers: {{Authorization: Bearer {KEY}}}\n", "", "api.headers.Authorization"),
        (f"  headers: {{X-Api-Key: {KEY}}}\n", "", "api.headers.X-Api-Key"),
        ("", f"endpoint: GET /x?access_token={KEY}", "fetches.x.query.access_token"),
        ("", f"endpoint: GET /x\n    query: {{apiKey: {KEY}}}", "fetches.x.query.apiKey"),
        (
            "",
            f"endpoint: POST /x\n    body: {{auth: [{{clientSecret: {KEY}}}]}}",
            "fetches.x.body.auth.clientSecret",
        ),
    ],
)
def test_a_secret_in_the_file_is_found_where_it_stands(api: str, fetch: str, place: str) -> None:
    """Headers, queries, bodies and endpoints; the scheme before it is none of it."""
    assert found(api, fetch) == {place: KEY}


@pytest.mark.parametrize(
    "query",
    [
        "{token: '{{credentials.token}}'}",
        "{page_token: abcdefghijkl, nextPageToken: abcdefghijkl}",
        "{token: short}",
        "{sort_key: created_at_desc, key: abcdefghijkl}",
        "{password: a sentence about passwords}",
        "{tokens: 1000000000, max_tokens: 1000000000}",
    ],
)
def test_what_is_no_secret_is_left_alone(query: str) -> None:
    """Templates, places to go on from, short words, sentences and numbers are no secrets."""
    assert found(fetch=f"endpoint: GET /x\n    query: {query}") == {}


def test_the_variables_of_an_mcp_server_are_looked_at() -> None:
    """A value for a server is found; the name of a variable is none."""
    text = (
        "id: a\nname: A\ntype: mcp\nmcp:\n  command: x\n  env:\n"
        f"    SERVICE_TOKEN: {KEY}\n    OTHER_TOKEN: $OTHER_TOKEN\nfetches:\n  y: {{tool: y}}\n"
    )
    connector = parse_connector(text, file="a.yaml")
    assert [one.path for one in written_secrets(connector)] == [("mcp", "env", "SERVICE_TOKEN")]
