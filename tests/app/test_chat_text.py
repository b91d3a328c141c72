"""A chat's text: read and described."""

from __future__ import annotations

import io

import pytest

from operatoros.app import chat_text
from operatoros.app.chat_text import TextTooLarge, read_chat, scan_json, scan_text
from tests.acting import block, edits, write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_usual_encoding_is_the_same_text(encoding: str) -> None:
    """UTF-8 with and without mark and UTF-16 give the same commands."""
    text = read_chat(io.BytesIO(write("a", "ü").encode(encoding)), name="x")
    assert [command.id for command in scan_text(text).commands] == ["w-1"]


def test_bytes_that_are_no_text_are_replaced_not_fatal() -> None:
    """A stray byte does not hide the commands around it."""
    text = read_chat(io.BytesIO(b"\xff\n" + write("a", "x").encode()), name="x")
    assert len(scan_text(text).commands) == 1


def test_a_huge_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More bytes than are looked at are ERR_TEXT_TOO_LARGE; at the limit it is read."""
    monkeypatch.setattr(chat_text, "_MOST_TEXT", 100)
    assert read_chat(io.BytesIO(b"x" * 100), name="x") == "x" * 100
    with pytest.raises(TextTooLarge) as caught:
        read_chat(io.BytesIO(b"x" * 101), name="x")
    assert caught.value.code == "ERR_TEXT_TOO_LARGE"


def test_edit_sections_are_described_by_their_own_keys() -> None:
    """What a section does not say is left out; an empty text is said."""
    text = (
        "OPERATOR_CMD\nversion: 1\nid: a\naction: fs.applyEdits\npath: x\n"
        'probe: __a__ *b*  "c" \\_ <i>\nedit: replaceFirst\nfind:\n|x\ntext:\n|\nEND_OPERATOR_CMD\n'
    )
    commands = scan_json(scan_text(text))["commands"]
    assert isinstance(commands, list)
    (command,) = commands
    assert command["fields"]["edit"] == [
        {"op": "replaceFirst", "find": "x", "text": "", "count": 1}
    ]


def test_rejections_are_described() -> None:
    """Code, line, id and message; an unreadable id is null."""
    found = scan_json(scan_text(block("fs.nope", path="a", name="!") + edits("a")))
    rejections = found["rejections"]
    assert isinstance(rejections, list)
    first = rejections[0]
    assert set(first) == {"code", "line", "id", "message"}
    assert first["id"] is None
