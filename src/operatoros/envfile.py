"""NAME=value files: read with line numbers, written so that every reader gets the same back."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that cannot be read.

    Attributes:
        line: 1-based.
        says: What is wrong; never with the line's text, which may be a secret.
    """

    line: int
    says: str


def read_env_file(file: Path) -> tuple[dict[str, str], tuple[BadLine, ...]]:
    """Read a file; one that does not exist is empty.

    Nothing is expanded: `$` is a `$`.

    Returns:
        Values by name (the last one wins), and the lines that cannot be read.
    """
    try:
        # Looked at first: opening a pipe could wait for ever.
        if not stat.S_ISREG(os.stat(file).st_mode):
            return {}, (BadLine(line=1, says="is no regular file"),)
        with open(file, "rb") as stream:
            raw = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        return {}, ()
    except OSError as exc:
        return {}, (BadLine(line=1, says=f"cannot be read: {exc.strerror}"),)
    if len(raw) > _LARGEST:
        return {}, (BadLine(line=1, says="is larger than 1 MiB"),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        return {}, (BadLine(line=raw.count(b"\n", 0, exc.start) + 1, says="is not UTF-8"),)
    return parse_env(text)


def parse_env(text: str) -> tuple[dict[str, str], tuple[BadLine, ...]]:
    """Read the text of an env file; see `read_env_file`."""
    import io

    # The parser of python-dotenv is what people's other tools use; 5 ms, only where a file is.
    from dotenv.parser import parse_stream

    values: dict[str, str] = {}
    wrong: list[BadLine] = []
    for binding in parse_stream(io.StringIO(text)):
        # Blank lines before it belong to a binding.
        blank = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + binding.original.string.count("\n", 0, blank)
        if binding.error:
            wrong.append(BadLine(line=line, says="this line is no NAME=value"))
        elif binding.key is not None and binding.value is None:
            wrong.append(BadLine(line=line, says=f"{binding.key!r} has no `=`"))
        elif binding.key is not None and binding.value is not None:
            values[binding.key] = binding.value
    return values, tuple(wrong)


def env_file_text(values: Mapping[str, str]) -> str:
    """Return the text of an env file that reads back as `values`; sorted by name."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in sorted(values.items()))


def _quoted(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_./:@%+=,-]+", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
