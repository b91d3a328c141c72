from __future__ import annotations

import pytest

from operatoros.protocol.command import Command
from operatoros.protocol.scanner import scan
from operatoros.protocol.templates import filled, templates


@pytest.mark.parametrize("form", ["plain", "b64"])
def test_every_row_types_its_example(form: str) -> None:
    """The example of each action yields typed arguments and nothing that was not asked for."""
    for name, text in templates(form="b64" if form == "b64" else "plain").items():
        (command,) = scan(filled(text, "t0k"), session="t0k").commands
        assert command.action == name
        assert command.signed
        assert {type(value) for value in command.args.values()} <= {str, int, bytes, tuple}
        assert "final_newline" not in command.args


def _one(text: str) -> Command:
    (command,) = scan(text).commands
    return command


def test_optional_arguments_that_are_not_given_are_not_there() -> None:
    """A field without a default is absent; one with a default is typed like a given one."""
    head = "OPERATOR_CMD\nversion: 1\nid: a\naction: fs.insertRegion\npath: a.py\n"
    command = _one(f"{head}marker_id: m\nanchor: x\ncontent: y\nEND_OPERATOR_CMD\n")
    assert command.args == {"marker_id": "m", "anchor": "x", "content": b"y", "position": "after"}


def test_an_edit_key_outside_a_section_is_explained() -> None:
    """A key of an edit without its section gets another hint than a wrong word."""
    head = "OPERATOR_CMD\nversion: 1\nid: a\naction: fs.applyEdits\npath: a\n"
    (rejection,) = scan(f"{head}startLine: 1\nEND_OPERATOR_CMD\n").rejections
    assert rejection.code == "ERR_UNKNOWN_KEY"
    assert "edit:" in rejection.message


@pytest.mark.parametrize(
    ("key", "hint"), [("pathh", "did you mean path?"), ("zzz", "it knows version, id")]
)
def test_a_wrong_key_is_answered_with_the_nearest_or_with_all(key: str, hint: str) -> None:
    """Rule P8: the message helps to write the right key."""
    head = "OPERATOR_CMD\nversion: 1\nid: a\naction: fs.list\npath: a\n"
    (rejection,) = scan(f"{head}{key}: 1\nEND_OPERATOR_CMD\n").rejections
    assert rejection.code == "ERR_UNKNOWN_KEY"
    assert hint in rejection.message


@pytest.mark.parametrize(
    ("language", "hint"), [("pyt", "did you mean"), ("zzz", "operator.getCommentStyle")]
)
def test_an_unknown_language_is_answered_with_the_nearest_or_with_where_to_look(
    language: str, hint: str
) -> None:
    """The message helps to find a language that is known."""
    head = "OPERATOR_CMD\nversion: 1\nid: a\naction: operator.getCommentStyle\n"
    (rejection,) = scan(f"{head}language: {language}\nEND_OPERATOR_CMD\n").rejections
    assert rejection.code == "ERR_UNKNOWN_LANGUAGE"
    assert hint in rejection.message
