import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from operatoros.app import inputs
from operatoros.app.inputs import InputMissing, InputTooLarge, InputUnreadable, read_text


def test_a_file_or_standard_input_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named file is read as UTF-8, with or without a byte-order mark; `-` is stdin."""
    file = tmp_path / "reply.txt"
    file.write_bytes(b"\xef\xbb\xbfgr\xc3\xbc\xc3\x9fe\r\n")
    assert read_text(str(file), what="a reply") == "grüße\r\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"pasted")))
    assert read_text("-", what="a reply") == "pasted"


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file, a folder, bytes that are no text and too much text each have a code."""
    with pytest.raises(InputMissing) as missing:
        read_text(str(tmp_path / "no.txt"), what="a reply")
    assert missing.value.code == "ERR_INPUT_MISSING"
    with pytest.raises(InputUnreadable):
        read_text(str(tmp_path), what="a reply")
    file = tmp_path / "binary"
    file.write_bytes(b"ab\xff")
    with pytest.raises(InputUnreadable) as unreadable:
        read_text(str(file), what="a reply")
    assert unreadable.value.code == "ERR_INPUT_UNREADABLE"
    monkeypatch.setattr(inputs, "MOST_BYTES", 2)
    with pytest.raises(InputTooLarge) as large:
        read_text(str(file), what="a reply")
    assert large.value.code == "ERR_INPUT_TOO_LARGE"
