"""The clipboard through real programs, found when they are needed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from operatoros.cli.clipboard import (
    PROGRAMS,
    Clipboard,
    ClipboardFailed,
    ClipboardTooLarge,
    NoClipboard,
    Programs,
    find_clipboard,
)


def _program(folder: Path, name: str, script: str) -> str:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Two real programs over one file: any text comes back as it was."""
    board = tmp_path / "board"
    clipboard = Clipboard(
        Programs(
            read=(_program(tmp_path, "out", f"cat {board} 2>/dev/null || exit 1"),),
            write=(_program(tmp_path, "in", f"cat > {board}"),),
            empty=frozenset({1}),
        )
    )
    assert clipboard.read() == ""
    clipboard.write("Grüße\n|zwei\t\u202e")
    assert clipboard.read() == "Grüße\n|zwei\t\u202e"


def test_failures_of_the_program_are_told(tmp_path: Path) -> None:
    """A program that fails, is missing or brings too much is an error with its name."""
    fails = _program(tmp_path, "fails", "echo no screen >&2; exit 3")
    floods = _program(tmp_path, "floods", "head -c 9000000 /dev/zero")
    with pytest.raises(ClipboardFailed) as caught:
        Clipboard(Programs(read=(fails,), write=(fails,))).read()
    assert (caught.value.code, "no screen" in caught.value.message) == ("ERR_CLIPBOARD", True)
    with pytest.raises(ClipboardFailed):
        Clipboard(Programs(read=(fails,), write=(fails,))).write("x")
    with pytest.raises(ClipboardFailed):
        Clipboard(Programs(read=("/nonexistent",), write=(fails,))).read()
    with pytest.raises(ClipboardTooLarge) as large:
        Clipboard(Programs(read=(floods,), write=(fails,))).read()
    assert large.value.code == "ERR_CLIPBOARD_TOO_LARGE"


def test_a_program_that_stays_behind_is_not_waited_for(tmp_path: Path) -> None:
    """A program such as xclip stays to serve the selection; writing returns all the same."""
    stays = _program(tmp_path, "stays", "cat > /dev/null; (sleep 3) &")
    Clipboard(Programs(read=(stays,), write=(stays,))).write("x")


def test_the_first_program_that_fits_the_session_is_taken() -> None:
    """Wayland before X11, and neither without its variable; none at all is ERR_NO_CLIPBOARD."""

    def found(environment: dict[str, str], *names: str) -> str:
        board = find_clipboard(environment, which=lambda name: name if name in names else None)
        return board._programs.read[0]

    everything = ("wl-paste", "wl-copy", "xclip", "xsel", "pbpaste", "pbcopy", "powershell.exe")
    assert found({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, *everything) == "wl-paste"
    assert found({"DISPLAY": ":0"}, *everything) == "xclip"
    assert found({"DISPLAY": ":0"}, "xsel", "powershell.exe") == "xsel"
    assert found({}, "xclip", "pbpaste", "pbcopy") == "pbpaste"
    assert found({}, "powershell.exe") == "powershell.exe"
    with pytest.raises(NoClipboard) as caught:
        found({}, "xclip", "xsel")
    assert caught.value.code == "ERR_NO_CLIPBOARD"
    assert len(caught.value.details["tried"]) == len(PROGRAMS)  # type: ignore[arg-type]  # a list


@pytest.mark.outside
def test_a_real_x_clipboard_if_there_is_one() -> None:
    """With xclip and a display, a text makes the round trip."""
    if not (shutil.which("xclip") and os.environ.get("DISPLAY")):
        pytest.skip("needs xclip and an X display")
    board = find_clipboard({"DISPLAY": os.environ["DISPLAY"]})
    board.write("round trip")
    assert board.read() == "round trip"
