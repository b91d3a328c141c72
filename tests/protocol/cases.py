"""The corpus: texts with what a scan must find in them, one case a file.

A case is JSON (rule, why, options, expand, items, receiving, trimmed), a line `=== text ===`, and
the exact text. `expand` names places in the text that stand for a long repetition or for what a
file cannot hold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from operatoros.protocol.command import Command, Edit, Rejection
from operatoros.protocol.scanner import Scan, scan

FOLDER = Path(__file__).resolve().parent.parent / "corpus" / "protocol"
_DIVIDER = b"\n=== text ===\n"


@dataclass(frozen=True)
class Case:
    """One file of the corpus."""

    name: str
    text: str
    expected: dict[str, Any]

    def scan(self) -> Scan:
        """Scan the text as the case says."""
        return scan(self.text, **self.expected.get("options", {}))


def _read(path: Path) -> Case:
    head, _, body = path.read_bytes().partition(_DIVIDER)
    expected = json.loads(head)
    text = body.decode()
    for place, (part, times) in expected.get("expand", {}).items():
        assert place in text, f"{path.name} has no place {place}"
        text = text.replace(place, part * times)
    return Case(path.stem, text, expected)


CASES = [_read(path) for path in sorted(FOLDER.glob("*.case"))]


def found(scanned: Scan, expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was found, as far as the expectation names it."""
    shown: list[dict[str, Any]] = []
    for at, item in enumerate(scanned.items):
        wanted = expected[at] if at < len(expected) else {}
        if isinstance(item, Rejection):
            entry = {"code": item.code, "line": item.line, "id": item.id}
            shown.append({"rejection": entry})
        else:
            named = wanted.get("command", {"id": 0, "action": 0, "line": 0})
            values = {key: _plain(item, key) for key in named}
            if "args" in named:
                values["args"] = {
                    key: {"length": len(str(value))}
                    if isinstance(named["args"].get(key), dict)
                    else value
                    for key, value in values["args"].items()
                }
            shown.append({"command": values})
    return shown


def _plain(command: Command, key: str) -> Any:
    value = getattr(command, key)
    return {name: _plain_arg(arg) for name, arg in value.items()} if key == "args" else value


def _plain_arg(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, tuple):
        return [_plain_edit(edit) for edit in value]
    return value


def _plain_edit(edit: Edit) -> dict[str, object]:
    """Return what an edit says; `text` always, other fields unless they are empty."""
    values = {field.name: getattr(edit, field.name) for field in fields(edit)}
    return {
        key: value for key, value in values.items() if value not in ("", None) or _said(edit, key)
    }


def _said(edit: Edit, key: str) -> bool:
    return key == "text" and edit.text == ""
