"""A briefing as a file: text for people (.md, .txt), JSON for programs. Written whole or not."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from operatoros.display import show, show_composed
from operatoros.errors import InvalidInput
from operatoros.values.jsonable import Json
from operatoros.values.run import Run


class OutUnwritable(InvalidInput):
    """A briefing cannot be written where it should go. Raised by: write_whole."""

    code = "ERR_OUT_UNWRITABLE"

    def __init__(self, *, file: str, why: str) -> None:
        super().__init__(
            f"cannot write the briefing to {file!r}: {why}",
            hint="choose a file in a folder that exists and that you may write to",
            details={"file": file},
        )


def text_of(run: Run, checked_text: str) -> str:
    """Return a briefing as a person reads it: the digest, and the text with its marks and count."""
    parts = [show_composed(run.briefing.digest).rstrip()]
    if run.briefing.text:
        parts.append(show(checked_text.strip()))
    return "\n\n".join(part for part in parts if part) + "\n"


def write_briefing(run: Run, as_json: Mapping[str, Json], checked_text: str, file: Path) -> Path:
    """Write a briefing; the suffix `.json` gives JSON, everything else text.

    Raises:
        OutUnwritable: the folder is not there or may not be written to.
    """
    if file.suffix.lower() == ".json":
        content = json.dumps(as_json, indent=2, ensure_ascii=False) + "\n"
    else:
        content = text_of(run, checked_text)
    return write_whole(file, content)


def write_whole(file: Path, content: str | bytes) -> Path:
    """Write a file whole or not at all, beside its place and then moved into it.

    Raises:
        OutUnwritable: the folder is not there or may not be written to.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        draft.replace(file)
    except (OSError, ValueError) as exc:
        draft.unlink(missing_ok=True)
        why = (exc.strerror if isinstance(exc, OSError) else "") or "that is no file name"
        raise OutUnwritable(file=str(file), why=why) from exc
    return file
