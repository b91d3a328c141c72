"""One block's text to a command or to its one complaint, in the fixed order (P4-P17)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from operatoros.protocol.actions import (
    ACTIONS,
    HABITS,
    REQUIRED_KEYS,
    RESERVED,
    WITH_PATH_TO,
)
from operatoros.protocol.command import Command, Rejection
from operatoros.protocol.complaint import Complaint, nearest, quoted
from operatoros.protocol.digest import content_digest
from operatoros.protocol.fields import check_keys, typed_args
from operatoros.protocol.lines import (
    ID,
    Block,
    block_lines,
    check_text,
    read_lines,
    readable_id,
)

# Stands for the session token in every example that is printed. A block with it is an example:
# no command, no complaint, whatever else is in it (P17).
PLACEHOLDER = "YOUR-TOKEN"

_EXAMPLE = rf"\n[ \t]*session[ \t]*:[ \t]*{PLACEHOLDER}[ \t]*\n"
_HEX = frozenset("0123456789abcdef")
_SHORT_NAMES: Mapping[str, str] = {name.partition(".")[2]: name for name in ACTIONS}


def parse_block(raw: str, *, line: int, session: str | None) -> Command | Rejection | None:
    """Return what a whole block says.

    Args:
        raw: The text from the line feed after the start marker up to and with the line feed
            before the end marker.
        line: 1-based line of the start marker in the scanned text.
        session: The inbox's token; None if there is none to compare with.

    Returns:
        The command, or why it is none, or None for a printed example.
    """
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n")
    if PLACEHOLDER in raw and re.search(_EXAMPLE, raw):
        return None
    lines = block_lines(raw)
    try:
        check_text(raw, lines)
        return _command(read_lines(lines), line, session)
    except Complaint as complaint:
        return Rejection(
            code=complaint.code, line=line, id=readable_id(lines), message=complaint.message
        )


def _command(block: Block, line: int, session: str | None) -> Command:
    fields = block.fields
    _check_required(fields)
    name = fields["action"]
    _check_paths(name, fields)
    row = ACTIONS.get(name)
    if row is None:
        raise _unknown_action(name)
    if fields["version"] != "1":
        raise Complaint(
            "ERR_UNSUPPORTED_VERSION",
            f"version is {quoted(fields['version'])}; write `version: 1`.",
        )
    signed = _signed(fields, session)
    check_keys(row, block)
    base = _base(fields)
    args = typed_args(row, block) if row.fields else {}
    path, path_to = fields.get("path"), fields.get("path_to")
    return Command(
        id=fields["id"],
        action=name,
        line=line,
        fields=fields,
        path=path,
        path_to=path_to,
        args=args,
        base=base,
        signed=signed,
        digest=content_digest(name, path, path_to, base, args),
    )


def _check_required(fields: dict[str, str]) -> None:
    if not (fields.get("version") and fields.get("id") and fields.get("action")):
        missing = [key for key in REQUIRED_KEYS if not fields.get(key)]
        raise Complaint(
            "ERR_MISSING_REQUIRED_FIELDS",
            f"missing: {', '.join(missing)}; every block needs version, id and action.",
        )
    if not ID.fullmatch(fields["id"]):
        raise Complaint(
            "ERR_INVALID_ID",
            f"id is {quoted(fields['id'])}; use 1 to 128 letters, digits or . _ : -.",
        )


def _check_paths(action: str, fields: dict[str, str]) -> None:
    if action.startswith("fs."):
        if not fields.get("path"):
            raise Complaint(
                "ERR_ACTION_REQUIRES_PATH",
                f"{quoted(action)} needs a path; add `path: ` and a path relative to the"
                " workspace (the workspace itself is .).",
            )
    elif "path" in fields:
        raise Complaint("ERR_ACTION_FORBIDS_PATH", f"{quoted(action)} takes no path; leave it out.")
    if action in WITH_PATH_TO:
        if not fields.get("path_to"):
            raise Complaint(
                "ERR_MISSING_PATH_TO", f"{action} needs a target; add `path_to: ` and a path."
            )
    elif "path_to" in fields:
        raise Complaint(
            "ERR_UNEXPECTED_PATH_TO",
            f"{quoted(action)} takes no path_to; only fs.copy, fs.move and fs.rename do.",
        )


def _unknown_action(name: str) -> Complaint:
    if name == RESERVED:
        return Complaint(
            "ERR_RESERVED_ACTION",
            f"{name} is how Operator answers; name an action of the specification.",
        )
    word = name.rpartition(".")[2]
    near = HABITS.get(word.lower()) or _SHORT_NAMES.get(nearest(word, _SHORT_NAMES) or "")
    hint = f"did you mean {near}?" if near else "operator.getInterfaceSpec lists all actions."
    return Complaint("ERR_UNKNOWN_ACTION", f"there is no action {quoted(name)}; {hint}")


def _signed(fields: dict[str, str], session: str | None) -> bool:
    """Return whether the block carries the inbox's token (P17)."""
    token = fields.get("session")
    if token is None or session is None:
        return False
    if token != session:
        raise Complaint(
            "ERR_WRONG_SESSION",
            "the session token is not this inbox's: the block is from another chat or an old one;"
            " send it again with the token of the newest prompt.",
        )
    return True


def _base(fields: dict[str, str]) -> str | None:
    base = fields.get("base")
    if base not in {None, "new"} and not (len(base) == 8 and _HEX.issuperset(base)):
        raise Complaint(
            "ERR_INVALID_BASE",
            f"base is {quoted(base)}; give the 8 hex digits that the last read printed, or `new`"
            " for a file that must not exist yet.",
        )
    return base
