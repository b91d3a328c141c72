"""How a person answers: single keys on a real terminal, lines elsewhere; 400 ms guard (W14)."""

from __future__ import annotations

import os
import pty
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operatoros.cli.keys import ESCAPE, GUARD_S, LineKeys, TerminalKeys, find_keys


class _Terminal:
    """A pseudo terminal: the test types at one end, the program reads at the other."""

    def __init__(self) -> None:
        self.outside, self.inside = pty.openpty()
        self.said: list[str] = []
        self.hooks: list[Callable[[], None]] = []

    def type(self, text: bytes) -> None:
        os.write(self.outside, text)

    def type_later(self, *texts: bytes) -> None:
        """Type after the guard has passed: the clock that the keys see is moved by the test."""
        ready = threading.Event()

        def run() -> None:
            for text in texts:
                # Real time has to pass here, because the guard waits in the kernel.
                ready.wait(GUARD_S + 0.15)
                self.type(text)

        threading.Thread(target=run, daemon=True).start()

    def keys(self) -> TerminalKeys:
        import time

        return TerminalKeys(self.inside, self.said.append, time.monotonic)


@pytest.fixture
def terminal() -> Iterator[_Terminal]:
    """Give a pseudo terminal and close both ends."""
    one = _Terminal()
    yield one
    os.close(one.outside)
    os.close(one.inside)


def test_a_key_counts_without_enter(terminal: _Terminal) -> None:
    """One allowed key is the answer; what is not allowed, Enter too, is ignored."""
    terminal.type_later(b"x\n\xc3\xa9y")
    assert terminal.keys().key("go? ", "yn") == "y"
    assert terminal.said == ["go? "]


def test_what_was_typed_before_the_prompt_could_be_read_is_ignored(terminal: _Terminal) -> None:
    """A `y` within 400 ms is thrown away; the `n` after it counts."""
    terminal.type(b"yyyy")
    terminal.type_later(b"n")
    assert terminal.keys().key("go? ", "yn") == "n"


def test_without_the_guard_the_early_key_would_count(
    terminal: _Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same early `y` decides if nothing is thrown away."""
    monkeypatch.setattr("operatoros.cli.keys.GUARD_S", 0)
    terminal.type(b"y")
    assert terminal.keys().key("go? ", "yn") == "y"


def test_escape_rejects_and_arrows_do_not(terminal: _Terminal) -> None:
    """Escape alone is an answer; an arrow key, which begins with Escape, is not."""
    terminal.type_later(b"\x1b[A", b"\x1b")
    assert terminal.keys().key("go? ", "yn") == ESCAPE


def test_the_end_of_input_is_told(terminal: _Terminal) -> None:
    """Ctrl-D ends the questions."""
    terminal.type_later(b"\x04")
    assert terminal.keys().key("go? ", "yn") == ""


def test_a_line_is_read_as_the_terminal_edits_it(terminal: _Terminal) -> None:
    """Typed words come whole, with a correction by backspace."""
    terminal.type_later(b"delete 4\x7f3\n")
    assert terminal.keys().line("words: ") == "delete 3"


def test_the_terminal_is_left_as_it_was(terminal: _Terminal) -> None:
    """After a key the terminal's modes are what they were before."""
    import termios

    before = termios.tcgetattr(terminal.inside)
    terminal.type_later(b"y")
    terminal.keys().key("go? ", "y")
    assert termios.tcgetattr(terminal.inside) == before


def _lines(*lines: str, waits: float) -> tuple[LineKeys, list[str]]:
    """Return line keys whose clock moves by `waits` seconds before each line."""
    said: list[str] = []
    waiting = list(lines)
    time = [0.0]

    def read() -> str:
        time[0] += waits
        return waiting.pop(0) if waiting else ""

    return LineKeys(read, said.append, lambda: time[0]), said


def test_lines_answer_by_their_first_letter() -> None:
    """`yes` is y, `escape` is Escape; anything else is asked again, and the end is told."""
    keys, said = _lines("maybe\n", "Yes\n", waits=1)
    assert keys.key("go? ", "yn") == "y"
    assert len(said) == 2
    assert _lines("escape\n", waits=1)[0].key("go? ", "yn") == ESCAPE
    assert _lines(waits=1)[0].key("go? ", "yn") == ""
    assert _lines("\n", "n\n", waits=1)[0].key("go? ", "yn") == "n"


def test_a_line_that_was_there_before_the_prompt_is_ignored() -> None:
    """Pasted lines arrive at once and decide nothing; a typed one does."""
    time = [0.0]
    typed = [("y\n", 0.0), ("y\n", 0.1), ("n\n", 1.0)]

    def read() -> str:
        text, seconds = typed.pop(0)
        time[0] += seconds
        return text

    said: list[str] = []
    assert LineKeys(read, said.append, lambda: time[0]).key("go? ", "yn") == "n"


def test_nobody_can_answer_in_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal for the prompts nobody is asked."""
    with (tmp_path / "err").open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        said: list[str] = []
        assert find_keys(lines=False, dumb=False, say=said.append, clock=lambda: 0.0) is None
        assert said == []
