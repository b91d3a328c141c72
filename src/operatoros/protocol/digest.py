"""The digest of a command: what it does, in one byte form (P10).

Two blocks have the same digest if they do the same: ids, lines, session tokens, aliases and
the form of a payload do not matter. The ledger of executed commands is kept by it, so the form
may never change: a change would let everything run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from operatoros.protocol.command import Edit


def content_digest(
    action: str,
    path: str | None,
    path_to: str | None,
    base: str | None,
    args: Mapping[str, object],
) -> str:
    """Return the SHA-256 (hex) of a command's content.

    Args:
        action: A name of the action table.
        path: The command's path.
        path_to: The command's target.
        base: The command's base.
        args: The typed arguments: str, bytes, int, or a tuple of Edit.
    """
    parts = [_part(action), _part(path), _part(path_to), _part(base)]
    for name in sorted(args):
        parts.append(f"{name}=")
        parts.append(_part(args[name]))
    return hashlib.sha256("".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _part(value: object) -> str:
    """Return a value with its length in front, so that no two lists of values read alike."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return f"{len(value)}:{value}"
    if isinstance(value, bytes):
        text = value.decode("utf-8", "surrogateescape")
        return f"{len(text)}:{text}"
    if isinstance(value, int):
        return f"i{value};"
    assert isinstance(value, tuple), "arguments are str, bytes, int or a tuple of Edit"
    return f"[{''.join(map(_edit, value))}]"


def _edit(edit: Edit) -> str:
    values = (
        edit.op,
        edit.anchor,
        edit.find,
        edit.text,
        edit.occurrence,
        edit.count,
        edit.start_line,
        edit.end_line,
    )
    return "".join(map(_part, values))
