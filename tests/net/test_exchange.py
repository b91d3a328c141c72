"""Requests show nothing secret and know what may be repeated."""

from __future__ import annotations

import pytest

from operatoros.errors import OperatorosError
from operatoros.net.exchange import Reply, Request
from operatoros.secrets import Secret


def test_where_has_no_query_and_no_secret() -> None:
    """Messages name method and address; a path that holds a credential is shown masked."""
    request = Request(
        method="GET",
        url="https://api.example/bot12345678/items",
        query=(("q", "private words"),),
        secret_query={"key": Secret("abcdefgh")},
        shown="https://api.example/[secret]/items",
    )
    assert request.where == "GET https://api.example/[secret]/items"
    assert "abcdefgh" not in repr(request)


def test_what_may_be_repeated() -> None:
    """GET and HEAD always; a POST only if it says that it is safe."""
    url = "https://api.example/"
    assert Request(method="GET", url=url).repeatable
    assert Request(method="HEAD", url=url).repeatable
    assert not Request(method="POST", url=url).repeatable
    assert Request(method="POST", url=url, safe=True).repeatable


def test_a_body_that_is_not_json_names_where_it_came_from() -> None:
    """The error carries address, status and content type, not the body."""
    reply = Reply(
        status=200,
        headers={"content-type": "text/html"},
        body=b"<p>hello there</p>",
        where="GET https://api.example/",
    )
    with pytest.raises(OperatorosError) as raised:
        reply.json()
    assert raised.value.code == "ERR_NOT_JSON"
    assert "hello there" not in str(raised.value.as_json())
