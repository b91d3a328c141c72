"""What a scan yields: commands, rejections, and the edits that a command carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EditOp = Literal["insertAfter", "insertBefore", "replaceFirst", "replaceAll", "replaceRange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of an fs.applyEdits command.

    Attributes:
        op: What to do.
        anchor: Text to insert next to (insertAfter, insertBefore).
        find: Text to replace (replaceFirst, replaceAll).
        text: The new text; may be empty.
        occurrence: 1-based occurrence of the anchor; None means that it must be the only one.
        count: How often `find` must occur (default 1 for replaceFirst; None: any number).
        start_line: First line of a range, 1-based (replaceRange).
        end_line: Last line of a range, inclusive (replaceRange).
    """

    op: EditOp
    anchor: str = ""
    find: str = ""
    text: str = ""
    occurrence: int | None = None
    count: int | None = None
    start_line: int | None = None
    end_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One valid block, typed by its action's row.

    Attributes:
        id: The chat's own name for it, verbatim.
        action: A name of the action table.
        line: 1-based line of the start marker in the scanned text.
        fields: The fields as they stood in the block (aliases kept), without payload text.
        path: Relative path for fs.* actions, else None. Not yet checked against a workspace.
        path_to: Target of copy, move and rename.
        args: Typed arguments of the row: `content` bytes; `edits` tuple of Edit; `patch` str;
            `start`, `lines`, `occurrence` int; `query`, `marker_id`, `anchor`, `position`,
            `language`, `comment_line_prefix`, `comment_block_start`, `comment_block_end` str.
        base: `new`, or the first 8 hex digits of the SHA-256 of the file as last read.
        signed: Whether it carried the session's token (P17).
        digest: SHA-256 (hex) of the command's content: action and all fields and payloads,
            without the id and the line, in canonical form (P10).
    """

    id: str
    action: str
    line: int
    fields: Mapping[str, str]
    path: str | None = None
    path_to: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    base: str | None = None
    signed: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One block that is no valid command, with the one complaint that comes first.

    Attributes:
        code: A row of the code table.
        line: 1-based line of the complaint's block (its start marker).
        id: The block's id, if one could be read and is well formed.
        message: What to fix, one line.
    """

    code: str
    line: int
    id: str | None
    message: str

    @property
    def summary(self) -> str:
        """The sentence that answers the chat, in the requirement's form."""
        return f"Invalid OPERATOR_CMD ({self.code}): {self.message}"
