"""The acting half of the demo: a proposed e-mail, shown, approved, written, undone.

Everything happens through the same functions as real work, in a scratch workspace with a scratch
state folder: the person's own inbox, log and rules are not touched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from operatoros.app.actions import (
    Origin,
    Preview,
    Result,
    apply_undo,
    approve,
    execute,
    look,
    look_undo,
    open_actions,
    reject,
    take_text,
)
from operatoros.config import load
from operatoros.protocol.payloads import PROBE
from operatoros.protocol.render import block_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The proposal as a person sees it.

    Attributes:
        block: What the chat wrote.
        preview: What it would do.
    """

    block: str
    preview: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The approved proposal, done.

    Attributes:
        result: What the chat is told.
        path: The file, relative to the workspace.
        text: What is in it now.
        seq: Its line in the log.
    """

    result: Result
    path: str
    text: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The change, taken back.

    Attributes:
        summary: One sentence.
        there: Whether the file is still there; it should not be.
    """

    summary: str
    there: bool


def email_block(*, path: str, text: str, command_id: str = "follow-up-001") -> str:
    """Return the block by which a chat proposes to write a text file.

    Args:
        path: Where, relative to the workspace.
        text: The e-mail.
        command_id: The chat's name for it.
    """
    return block_text(
        (
            ("version", "1", False),
            ("id", command_id, False),
            ("action", "fs.write", False),
            ("path", path, False),
            ("base", "new", False),
            ("probe", PROBE, False),
            ("content", text.rstrip("\n"), True),
        )
    )


def rehearse(
    block: str, *, scratch: Path, says_yes: Callable[[Preview], bool] = lambda _preview: True
) -> Iterator[Shown | Written | Undone]:
    """Carry a proposal from its text to its undo, telling each step when it is done.

    Args:
        block: A chat's text with one command that writes a file.
        scratch: An empty folder of the caller's; workspace and state are made in it.
        says_yes: Asks a person about the preview; no ends it after the first step.
    """
    workspace = scratch / "workspace"
    workspace.mkdir(parents=True, exist_ok=True)
    # No variables of the person: the rehearsal knows none of their settings and secrets.
    config = load(environment={"OPERATOROS_HOME": str(scratch / "state")}, project=workspace)
    with open_actions(config, str(workspace)) as desk:
        origin = Origin(kind="run", name="demo", chat="demo")
        taken = take_text(desk, block, origin, source="page")
        entry = taken.items[0].entry
        assert entry is not None, "the block is a valid command"
        seen = look(desk, entry.number)
        assert seen.preview is not None, "the workspace is empty, so the file can be written"
        yield Shown(block=block, preview=seen.preview)
        if not says_yes(seen.preview):
            reject(desk, entry.number)
            return
        outcome = execute(desk, approve(desk, seen, confirmation=seen.preview.confirm))
        assert outcome.answer is not None, "nobody else changes a scratch workspace"
        assert outcome.done is not None
        path = outcome.done.path or ""
        file = workspace / path
        yield Written(
            result=outcome.answer.result,
            path=path,
            text=file.read_text(encoding="utf-8"),
            seq=outcome.done.seq,
        )
        done = apply_undo(desk, look_undo(desk, outcome.done.seq))
        yield Undone(summary=done.summary, there=os.path.lexists(file))
