"""A block to copy for every action; printed so that scanning it yields no command (P17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from operatoros.protocol.actions import ACTIONS, PAYLOAD_KEYS, SECTION_KEYS, Action
from operatoros.protocol.blocks import PLACEHOLDER
from operatoros.protocol.payloads import PROBE, encode_base64
from operatoros.protocol.render import Form, block_text

_Entry = tuple[str, str, bool]


def template(action: str, *, form: Form = "plain") -> str:
    """Return an example block of an action, with the placeholder instead of a session token.

    Args:
        action: A name of the action table.
        form: Whether longer texts stand as `|` payloads or as base64.

    Raises:
        KeyError: if there is no such action.
    """
    row = ACTIONS[action]
    head = (
        ("version", "1", False),
        ("id", f"{action.partition('.')[2]}-001", False),
        ("action", action, False),
        ("session", PLACEHOLDER, False),
    )
    return block_text((*head, *(_plain(row) if form == "plain" else _base64(row))))


def templates(*, form: Form = "plain") -> Mapping[str, str]:
    """Return an example block for each action, in the order of the table."""
    return {name: template(name, form=form) for name in ACTIONS}


def filled(text: str, session: str) -> str:
    """Return a template with the session token in place: now scanning it yields the command."""
    return text.replace(PLACEHOLDER, session)


def inert(text: str) -> str:
    """Return a text with `| ` before each line, so that none of its lines is a marker."""
    lines = text.removesuffix("\n").split("\n")
    return "".join(f"| {line}\n" for line in lines)


def _plain(row: Action) -> Iterator[_Entry]:
    if any(key in PAYLOAD_KEYS for key, _ in row.example):
        yield "probe", PROBE, False
    for key, text in row.example:
        yield key, text, key in PAYLOAD_KEYS


def _base64(row: Action) -> Iterator[_Entry]:
    import json

    edits: list[dict[str, str]] = []
    for key, text in row.example:
        if key == "edit":
            edits.append({"op": text})
        elif edits and key in SECTION_KEYS:
            edits[-1][key] = text
        elif key in {"content", "patch"}:
            ended = key == "patch" or row.ends_lines
            yield f"{key}_b64", encode_base64(text + "\n" if ended else text), False
        else:
            yield key, text, False
    if edits:
        document = json.dumps({"version": 1, "edits": edits}, separators=(",", ":"))
        yield "edits_b64", encode_base64(document), False
