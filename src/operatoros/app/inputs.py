"""Text that a person hands over: a file or standard input, read with a limit and a clear word."""

from __future__ import annotations

import sys
from pathlib import Path

from operatoros.errors import Exhausted, InvalidInput, NotFound

MOST_BYTES = 8_000_000


class InputMissing(NotFound):
    """A file that was named is not there. Raised by: read_text."""

    code = "ERR_INPUT_MISSING"

    def __init__(self, *, file: str, what: str) -> None:
        super().__init__(f"there is no file {file!r} with {what}", hint="check the name, or give -")


class InputUnreadable(InvalidInput):
    """A file that was named cannot be read as text. Raised by: read_text."""

    code = "ERR_INPUT_UNREADABLE"

    def __init__(self, *, file: str, what: str, why: str) -> None:
        super().__init__(
            f"cannot read {what} from {file!r}: {why}", hint="give a UTF-8 text file, or -"
        )


class InputTooLarge(Exhausted):
    """A text that was handed over is larger than we take. Raised by: read_text."""

    code = "ERR_INPUT_TOO_LARGE"

    def __init__(self, *, file: str, what: str) -> None:
        super().__init__(
            f"{what} in {file!r} is larger than {MOST_BYTES:,} bytes",
            hint="give the part that matters",
        )


def read_text(file: str, *, what: str) -> str:
    """Return a file's text, or standard input's for `-`.

    Args:
        file: Path, or `-`.
        what: What it should hold, for messages ("the chat's reply").

    Raises:
        InputMissing, InputUnreadable, InputTooLarge.
    """
    try:
        if file == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as exc:
        raise InputMissing(file=file, what=what) from exc
    except OSError as exc:
        raise InputUnreadable(file=file, what=what, why=exc.strerror or "an error") from exc
    if len(raw) > MOST_BYTES:
        raise InputTooLarge(file=file, what=what)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        why = f"byte {exc.start} is not UTF-8"
        raise InputUnreadable(file=file, what=what, why=why) from exc
