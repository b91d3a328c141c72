"""Commands and results as JSON for the inbox, and back; a command that was altered is refused."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from operatoros.errors import Conflict
from operatoros.protocol.command import Command, Edit
from operatoros.protocol.digest import content_digest
from operatoros.protocol.result import Result


class EntryAltered(Conflict):
    """A stored command is not the one that was scanned: its digest does not fit."""

    code = "ERR_ENTRY_ALTERED"

    def __init__(self, *, id: str) -> None:  # noqa: A002  # the protocol's word
        super().__init__(
            f"the stored command {id!r} does not have the digest it was stored with",
            hint="dismiss it and scan the chat's text again",
            details={"id": id},
        )


def command_to_json(command: Command) -> dict[str, object]:
    """Return a command as plain JSON; bytes and edits are marked as such."""
    return {
        "id": command.id,
        "action": command.action,
        "line": command.line,
        "fields": dict(command.fields),
        "path": command.path,
        "path_to": command.path_to,
        "args": {name: _arg_to_json(value) for name, value in command.args.items()},
        "base": command.base,
        "signed": command.signed,
        "digest": command.digest,
    }


def command_from_json(data: Mapping[str, Any]) -> Command:
    """Read a command back.

    Raises:
        EntryAltered: if its content does not have the digest that stands beside it.
    """
    args = {name: _arg_from_json(value) for name, value in data["args"].items()}
    command = Command(
        id=data["id"],
        action=data["action"],
        line=data["line"],
        fields=data["fields"],
        path=data["path"],
        path_to=data["path_to"],
        args=args,
        base=data["base"],
        signed=data["signed"],
        digest=data["digest"],
    )
    actual = content_digest(command.action, command.path, command.path_to, command.base, args)
    if actual != command.digest:
        raise EntryAltered(id=command.id)
    return command


def _arg_to_json(value: object) -> object:
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    if isinstance(value, tuple):
        return {"edits": [asdict(edit) for edit in value]}
    assert isinstance(value, str | int), "arguments are str, bytes, int or a tuple of Edit"
    return value


def _arg_from_json(value: Any) -> object:
    if isinstance(value, dict) and "b64" in value:
        return base64.b64decode(value["b64"])
    if isinstance(value, dict):
        return tuple(Edit(**edit) for edit in value["edits"])
    return value


def result_to_json(result: Result) -> dict[str, object]:
    """Return a result as plain JSON."""
    return asdict(result)


def result_from_json(data: Mapping[str, Any]) -> Result:
    """Read a result back."""
    return Result(id=data["id"], ok=data["ok"], summary=data["summary"], details=data["details"])
