"""A body is read whole, within a size and a time, or refused."""

from __future__ import annotations

import math
from typing import Any

import anyio
import pytest

from operatoros.errors import OperatorosError
from operatoros.web.body import (
    MOST_BYTES,
    declares_body,
    kind_of,
    read_body,
    replaying,
)
from operatoros.web.incoming import Incoming, incoming_of

pytestmark = pytest.mark.anyio


def _asked(**headers: str) -> Incoming:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": pairs,
    }
    return incoming_of(scope)


class _Pieces:
    """Gives pieces of a body, then a disconnect, and counts."""

    def __init__(self, *pieces: bytes, whole: bool = True) -> None:
        self._messages: list[dict[str, object]] = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
        ]
        if whole and self._messages:
            self._messages[-1]["more_body"] = False
        self.given = 0

    async def __call__(self) -> dict[str, object]:
        """Give the next message."""
        if not self._messages:
            return {"type": "http.disconnect"}
        message = self._messages.pop(0)
        self.given += len(message["body"])  # type: ignore[arg-type]  # bytes, see above
        return message


async def test_a_body_arrives_whole() -> None:
    """Pieces are put together up to the limit itself, announced or not."""
    piece = b"x" * (MOST_BYTES // 4)
    assert await read_body(_asked(), _Pieces(piece, piece, piece, piece)) == piece * 4
    announced = _asked(content_length=str(MOST_BYTES))
    assert await read_body(announced, _Pieces(piece * 4)) == piece * 4


async def test_too_much_is_refused_before_it_is_read() -> None:
    """An announced length over the limit is refused with nothing read."""
    pieces = _Pieces(b"x")
    with pytest.raises(OperatorosError) as refused:
        await read_body(_asked(content_length=str(MOST_BYTES + 1)), pieces)
    assert refused.value.code == "ERR_BODY_TOO_LARGE"
    assert pieces.given == 0


async def test_too_much_is_refused_while_it_is_read() -> None:
    """Without a length, or with a false one, what arrives is counted."""
    for asked in (_asked(), _asked(content_length="5")):
        pieces = _Pieces(*[b"x" * 1_000_000] * 20)
        with pytest.raises(OperatorosError) as refused:
            await read_body(asked, pieces)
        assert refused.value.code == "ERR_BODY_TOO_LARGE"
        assert pieces.given == 5_000_000


async def test_a_body_that_breaks_off_is_no_body() -> None:
    """Half of a change never reaches a route."""
    assert await read_body(_asked(), _Pieces(b"half", whole=False)) is None


async def test_a_body_that_does_not_come_is_given_up() -> None:
    """A client that announces a body and falls silent holds us for a bounded time."""

    async def silent() -> dict[str, object]:
        await anyio.sleep(math.inf)
        raise AssertionError

    with pytest.raises(OperatorosError) as refused, anyio.fail_after(5):
        await read_body(_asked(), silent, seconds=0.01)
    assert refused.value.code == "ERR_BODY_SLOW"


async def test_the_application_gets_the_body_once() -> None:
    """After the body it hears what the server says."""
    again = replaying(b"{}", _Pieces())
    assert await again() == {"type": "http.request", "body": b"{}", "more_body": False}
    assert await again() == {"type": "http.disconnect"}


@pytest.mark.parametrize(
    ("headers", "declared"),
    [
        ({}, False),
        ({"content_length": "0"}, False),
        ({"content_length": "12"}, True),
        ({"transfer_encoding": "chunked"}, True),
    ],
)
async def test_a_head_announces_its_body(headers: dict[str, str], declared: bool) -> None:
    """By a length or by chunks."""
    assert declares_body(_asked(**headers)) == declared


@pytest.mark.parametrize(
    "headers",
    [
        {"content_length": "x"},
        {"content_length": "-1"},
        {"content_length": "+1"},
        {"content_length": ""},
        {"content_length": "²"},
        {"content_length": "1, 1"},
        {"content_length": "1", "transfer_encoding": "chunked"},
    ],
)
async def test_an_unclear_length_is_refused(headers: dict[str, str]) -> None:
    """What two readers could read in two ways is not read at all."""
    with pytest.raises(OperatorosError) as refused:
        declares_body(_asked(**headers))
    assert refused.value.code == "ERR_REQUEST_MALFORMED"


async def test_only_json_and_forms_are_read() -> None:
    """The kinds that a foreign page can send without asking are not among them, but forms.

    A form needs our Origin and the CSRF token all the same.
    """
    assert kind_of(_asked(content_type="application/json; charset=utf-8")) == "application/json"
    form = "application/x-www-form-urlencoded"
    assert kind_of(_asked(content_type=form.upper())) == form
    for kind in ("", "text/plain", "multipart/form-data; boundary=x"):
        with pytest.raises(OperatorosError) as refused:
            kind_of(_asked(content_type=kind))
        assert refused.value.code == "ERR_CONTENT_TYPE"
