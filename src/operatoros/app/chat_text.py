"""A chat's text: read, scanned, described; needs the protocol alone, so it starts fast."""

from __future__ import annotations

from typing import BinaryIO

from operatoros.errors import InvalidInput
from operatoros.protocol.command import Command, Edit
from operatoros.protocol.scanner import Scan, Source, scan

_MOST_TEXT = 64 * 1024 * 1024


class TextTooLarge(InvalidInput):
    """A chat's text is larger than is read."""

    code = "ERR_TEXT_TOO_LARGE"

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"{name!r} is larger than {_MOST_TEXT // 2**20} MiB",
            hint="give the last part of the chat",
            details={"name": name},
        )


def read_chat(file: BinaryIO, *, name: str) -> str:
    """Return a chat's text: UTF-8, or UTF-16 with its mark (PowerShell's `>`).

    Args:
        file: Where to read it from.
        name: What people call it, for messages.

    Raises:
        TextTooLarge: if there are more bytes than are looked at.
    """
    data = file.read(_MOST_TEXT + 1)
    if len(data) > _MOST_TEXT:
        raise TextTooLarge(name=name)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def scan_text(text: str, *, session: str | None = None, source: Source = "file") -> Scan:
    """Return the commands and rejections of a text; nothing is kept and nothing runs."""
    return scan(text, session=session, source=source)


def scan_json(found: Scan) -> dict[str, object]:
    """Return a scan in the form of `scan --json`."""
    return {
        "commands": [
            {
                "id": command.id,
                "action": command.action,
                "line": command.line,
                "fields": _all_fields(command),
            }
            for command in found.commands
        ],
        "rejections": [
            {
                "code": rejection.code,
                "line": rejection.line,
                "id": rejection.id,
                "message": rejection.message,
            }
            for rejection in found.rejections
        ],
        "trimmed": found.trimmed,
    }


def _all_fields(command: Command) -> dict[str, object]:
    """Return a command's fields with its payload texts in place."""
    fields: dict[str, object] = dict(command.fields)
    for name, value in command.args.items():
        if fields.get(name) == "":
            fields[name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    edits = command.args.get("edits")
    if "edit" in fields and isinstance(edits, tuple):
        fields["edit"] = [_edit_fields(edit) for edit in edits]
    return fields


def _edit_fields(edit: Edit) -> dict[str, object]:
    """Return what an edit section says; texts that its op does not know are left out."""
    told = {name: getattr(edit, name) for name in edit.__slots__}
    return {
        name: value
        for name, value in told.items()
        if value is not None and (value != "" or name == "text")
    }


def block_templates() -> dict[str, str]:
    """Return an example block for each action; scanning one yields no command (P17)."""
    from operatoros.protocol.templates import templates

    return dict(templates())
