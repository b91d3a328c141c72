"""What goes past a tape: answers as they are, and errors that can be raised again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import operatoros.connectors
from operatoros.connectors.tape import Came, NoTape, NoTaping, error_again, error_json
from operatoros.errors import InvalidInput, OperatorosError, Unavailable
from operatoros.net.failures import HttpAuth, RateLimited, SourceTimeout

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "error",
    [
        RateLimited(where="GET /a", said="slow", retry_after_s=2.5),
        HttpAuth(where="GET /a", said=""),
        SourceTimeout(where="GET /a", timeout_s=3.0, phase="idle"),
    ],
)
def test_an_error_comes_back_as_the_one_it_was(error: OperatorosError) -> None:
    """Class, code, words, details and wait survive JSON: connectors tell errors by class."""
    again = error_again(json.loads(json.dumps(error_json(error))))
    assert type(again) is type(error)
    assert again.as_json() == error.as_json()
    assert str(again) == str(error)
    if isinstance(error, Unavailable):
        assert isinstance(again, Unavailable)
        assert again.retry_after_s == error.retry_after_s


def test_an_error_of_a_table_or_of_another_version_keeps_its_kind() -> None:
    """A code that no loaded class has comes back as its kind, with its words."""
    again = error_again(error_json(InvalidInput("no", hint="do", code="ERR_NOT_THERE_ANY_MORE")))
    assert type(again) is InvalidInput
    assert (again.code, again.hint) == ("ERR_NOT_THERE_ANY_MORE", "do")


_OUTSIDE = re.compile(r"context\.http\b|children\.(?:run|started)\(|Root\.open\(")
# Parts of the MCP connector, whose calls go past the tape in `mcp`.
_BELOW_THE_PORT = {"mcp_session.py"}


def test_every_connector_asks_the_outside_past_a_tape() -> None:
    """A module that uses the client, a child or a folder carries it, so that it can be replayed."""
    (folder,) = operatoros.connectors.__path__
    asking = {
        file.name: file.read_text(encoding="utf-8")
        for file in Path(folder).rglob("*.py")
        if _OUTSIDE.search(file.read_text(encoding="utf-8"))
    }
    assert {"wire.py", "table.py", "files.py", "history.py", "mcp_session.py"} <= set(asking)
    for name, text in asking.items():
        assert name in _BELOW_THE_PORT or "tape.carry(" in text, name


async def test_without_a_recording_everything_passes() -> None:
    """The live tape gives what was brought, and the error that was raised."""
    came = Came(head={"status": 200}, body=b"x")

    async def bring() -> Came:
        return came

    async def fail() -> Came:
        raise InvalidInput("no")

    taping = NoTaping()
    taping.ran_out("c")
    assert await taping.tape("s", "c").carry("http", {}, bring) is came
    with pytest.raises(InvalidInput):
        await NoTape().carry("http", {}, fail)
