"""Commands and results in the inbox file."""

from __future__ import annotations

import json

import pytest

from operatoros.protocol.command import Command
from operatoros.protocol.result import Result
from operatoros.protocol.scanner import scan
from operatoros.review.stored import (
    EntryAltered,
    command_from_json,
    command_to_json,
    result_from_json,
    result_to_json,
)
from tests.acting import block, edits, write

TEXTS = (
    write("a.txt", "Alpha\nBeta"),
    edits("a.txt", {"op": "replaceFirst", "find": "a", "text": "ü"}),
    block("fs.readSlice", path="a", start="3", lines="9"),
    block("fs.copy", path="a", path_to="b", base="0a1b2c3d"),
    block("fs.write", path="x", payload_content="one\n\n  two\t\u202e"),
    block("operator.getInterfaceSpec"),
)


def _command(text: str) -> Command:
    (command,) = scan(text).commands
    return command


@pytest.mark.parametrize("text", TEXTS)
def test_a_command_comes_back_as_it_was(text: str) -> None:
    """Storing as JSON text and reading back changes nothing of a command."""
    command = _command(text)
    stored = json.dumps(command_to_json(command))
    assert command_from_json(json.loads(stored)) == command


def test_an_altered_command_is_refused() -> None:
    """A stored command whose path or content was changed does not come back (P10)."""
    data = json.loads(json.dumps(command_to_json(_command(TEXTS[0]))))
    assert command_from_json(data).path == "a.txt"
    for name, value in (("path", "b.txt"), ("action", "fs.read"), ("base", "new")):
        with pytest.raises(EntryAltered) as caught:
            command_from_json(data | {name: value})
        assert caught.value.code == "ERR_ENTRY_ALTERED"


def test_a_result_comes_back_as_it_was() -> None:
    """A result with any text survives the inbox file."""
    result = Result(id="a", ok=False, summary="x (ERR_Y): z", details="l1\nl2\t\u202e")
    assert result_from_json(json.loads(json.dumps(result_to_json(result)))) == result
