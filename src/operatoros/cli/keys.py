"""How a person answers a prompt: single keys on a terminal, whole lines for screen readers.

What is typed within 400 ms of a prompt appearing was not meant for it and is thrown away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

GUARD_S = 0.4
_ESCAPE_S = 0.05
ESCAPE = "\x1b"


class Keys(Protocol):
    """Answers of a person."""

    def key(self, prompt: str, allowed: str) -> str:
        """Show a prompt; return an allowed letter, ESCAPE, or "" at the end of input."""

    def line(self, prompt: str) -> str | None:
        """Show a prompt and return a line; None at the end of input."""


class TerminalKeys:
    """A terminal, read key by key without Enter."""

    def __init__(self, handle: int, say: Callable[[str], None], clock: Callable[[], float]) -> None:
        """Read from a terminal's handle; `say` writes to it, `clock` tells seconds."""
        self._handle = handle
        self._say = say
        self._clock = clock

    def key(self, prompt: str, allowed: str) -> str:
        """Show a prompt and wait for one of its keys; others are ignored, Enter too."""
        self._say(prompt)
        with self._by_key():
            self._drain()
            while True:
                typed = self._read(None)
                if typed in (b"", b"\x04"):
                    return ""
                if typed == b"\x03":
                    raise KeyboardInterrupt
                if typed == b"\x1b":
                    if self._read(_ESCAPE_S) is None:
                        return ESCAPE
                    # An arrow or function key: the rest of its bytes belongs to it.
                    while self._read(_ESCAPE_S) is not None:
                        pass
                    continue
                letter = (typed or b"").decode("ascii", "ignore").lower()
                if letter and letter in allowed:
                    return letter

    def line(self, prompt: str) -> str | None:
        """Show a prompt and read a line as the terminal edits it."""
        self._say(prompt)
        with self._by_key():
            self._drain()
        typed = b""
        while not typed.endswith(b"\n"):
            piece = os.read(self._handle, 1024)
            if not piece:
                return None if not typed else typed.decode("utf-8", "replace")
            typed += piece
        return typed.decode("utf-8", "replace").rstrip("\r\n")

    @contextmanager
    def _by_key(self) -> Iterator[None]:
        import termios

        before = termios.tcgetattr(self._handle)
        raw = termios.tcgetattr(self._handle)
        # No line editing and no echo; Ctrl-C stays a signal.
        raw[3] &= ~(termios.ICANON | termios.ECHO)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._handle, termios.TCSADRAIN, raw)
        try:
            yield
        finally:
            termios.tcsetattr(self._handle, termios.TCSADRAIN, before)

    def _drain(self) -> None:
        """Throw away what is typed before anyone can have read the prompt."""
        until = self._clock() + GUARD_S
        while (left := until - self._clock()) > 0:
            if self._read(left) == b"":
                return

    def _read(self, seconds: float | None) -> bytes | None:
        """Return one byte, b"" at the end of input, None if none came in time."""
        import select

        if seconds is not None and not select.select([self._handle], [], [], seconds)[0]:
            return None
        return os.read(self._handle, 1)


class LineKeys:
    """Whole lines: for terminals without single keys, and for screen readers."""

    def __init__(
        self,
        read: Callable[[], str],
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        """Read lines with `read` ("" at the end of input); `say` writes, `clock` tells seconds."""
        self._read = read
        self._say = say
        self._clock = clock

    def key(self, prompt: str, allowed: str) -> str:
        """Show a prompt once and return the first letter of the answer."""
        while (answer := self.line(prompt)) is not None:
            word = answer.strip().lower()
            if word in ("esc", "escape"):
                return ESCAPE
            if word[:1] and word[0] in allowed:
                return word[0]
            prompt = f"answer with one of {', '.join(allowed)} and Enter: "
        return ""

    def line(self, prompt: str) -> str | None:
        """Show a prompt and return the next line that was typed after it."""
        self._say(prompt)
        while True:
            shown = self._clock()
            typed = self._read()
            if not typed:
                return None
            if self._clock() - shown >= GUARD_S:
                return typed.rstrip("\r\n")
            self._say("(that came before the question could be read; please answer again) ")


def find_keys(
    *, lines: bool, dumb: bool, say: Callable[[str], None], clock: Callable[[], float]
) -> Keys | None:
    """Return how a person can answer here; None where nobody can.

    Prompts go to stderr, so it must be a terminal; answers come from stdin if it is one, else
    (the text was piped in) from the terminal itself.

    Args:
        lines: Whether whole lines are wanted.
        dumb: Whether the terminal says that it can do nothing (TERM=dumb).
        say: Writes to stderr.
        clock: Tells seconds.
    """
    if not sys.stderr.isatty():
        return None
    if sys.stdin.isatty():
        handle = sys.stdin.fileno()
    else:
        try:
            handle = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
    try:
        import termios  # noqa: F401  # only asked whether it is there
    except ImportError:
        lines = True
    if lines or dumb:
        stream = sys.stdin if sys.stdin.isatty() else os.fdopen(handle, encoding="utf-8")
        return LineKeys(stream.readline, say, clock)
    return TerminalKeys(handle, say, clock)
