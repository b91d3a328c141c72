"""Blocks of the command protocol: looked for in a text, and examples to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi.responses import Response

from operatoros.app.chat_text import block_templates, scan_json, scan_text
from operatoros.values.jsonable import Json
from operatoros.web.api.contract import Body, Text, told
from operatoros.web.api.contract import router as new_router

router = new_router("blocks")


class ChatText(Body):
    """A text of a chat."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFound:
    """A valid block."""

    id: str
    action: str
    line: int
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRejected:
    """An invalid block."""

    code: str
    line: int
    id: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanShown:
    """What a text holds, as `scan --json` prints it."""

    commands: tuple[CommandFound, ...]
    rejections: tuple[BlockRejected, ...]
    trimmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesShown:
    """An example block by action."""

    templates: Mapping[str, str]


@router.post("/scan", response_model=ScanShown, summary="What a text holds")
def scan_chat_text(body: ChatText) -> Response:
    """Return the commands of a text; nothing is kept and nothing runs."""
    return told(scan_json(scan_text(body.text)))


@router.get("/templates", response_model=TemplatesShown, summary="Blocks to copy")
def show_templates() -> Response:
    """Return an example block for each action; scanning one yields no command."""
    return told({"templates": block_templates()})
