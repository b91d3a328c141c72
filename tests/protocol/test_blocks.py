from __future__ import annotations

import pytest

from operatoros.protocol.blocks import PLACEHOLDER, parse_block
from operatoros.protocol.command import Command, Rejection

_BODY = "\nversion: 1\nid: a\naction: fs.list\npath: .\n"


def test_a_block_without_a_complaint_is_a_command() -> None:
    """Rule P6: the smallest block, typed; the line is that of its start marker."""
    command = parse_block(_BODY, line=7, session=None)
    assert isinstance(command, Command)
    assert (command.id, command.action, command.path, command.line) == ("a", "fs.list", ".", 7)
    assert command.fields == {"version": "1", "id": "a", "action": "fs.list", "path": "."}
    assert command.path_to is None
    assert command.base is None
    assert not command.args
    assert not command.signed


@pytest.mark.parametrize(
    ("action", "hint"),
    [
        ("fs.listt", "did you mean fs.list?"),
        ("fs.remove", "did you mean fs.delete?"),
        ("bash.Grep", "did you mean fs.searchTree?"),
        ("zzz", "getInterfaceSpec lists"),
    ],
)
def test_an_unknown_action_is_answered_with_the_nearest_or_with_where_to_look(
    action: str, hint: str
) -> None:
    """Rule P9: the message helps to name an action of the table."""
    path = "path: .\n" if action.startswith("fs.") else ""
    text = f"\nversion: 1\nid: a\naction: {action}\n{path}"
    rejection = parse_block(text, line=1, session=None)
    assert isinstance(rejection, Rejection)
    assert rejection.code == "ERR_UNKNOWN_ACTION"
    assert hint in rejection.message


@pytest.mark.parametrize("line", [f"session: {PLACEHOLDER}", f"\tsession :{PLACEHOLDER} "])
def test_an_example_is_nothing_and_the_same_block_filled_in_is_a_command(line: str) -> None:
    """Rule P17: the placeholder makes the difference, and only it."""
    text = f"{_BODY}{line}\n"
    assert parse_block(text, line=1, session="t0k") is None
    command = parse_block(text.replace(PLACEHOLDER, "t0k"), line=1, session="t0k")
    assert isinstance(command, Command)
    assert command.signed
