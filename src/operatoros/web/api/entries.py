"""Entries of an inbox: taken in, looked at, decided. Every yes names the plan that was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field

from operatoros.app import deciding
from operatoros.app.actions import entry_json, preview_json, result_json
from operatoros.app.deciding import AS_PROPOSED, Choice, Decided
from operatoros.app.wiring import World
from operatoros.errors import Conflict, NotFound, OperatorosError
from operatoros.values.jsonable import Json
from operatoros.web.api.contract import (
    MOST_CHOSEN,
    Body,
    EntryNumber,
    Number,
    Text,
    WorkspaceId,
    may,
    told,
)
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.shapes import DecidedShown, EntryOpened, EntryShown, TakenShown
from operatoros.web.context import Asked

router = new_router("entries")
Plan = Annotated[str, Field(min_length=1, max_length=200, description="`preview.plan`.")]


class Paste(Body):
    """A text of a chat: `clipboard` for one answer, `chat` for a whole page of one."""

    text: Text
    kind: Literal["clipboard", "chat"] = "clipboard"


class Changed(Body):
    """What a person makes of a proposal: some of its hunks, or another text."""

    hunks: Annotated[list[Number] | None, Field(max_length=MOST_CHOSEN)] = None
    text: Text | None = None


class Approve(Changed):
    """A yes to the plan that was shown."""

    plan: Plan
    confirmation: Annotated[str, Field(max_length=10_000)] = ""
    all_seen: bool = False
    unseen: bool = False
    send_secrets: bool = False


class Reject(Body):
    """A no; the reason is told to the chat."""

    reason: Annotated[str, Field(max_length=10_000)] = ""


class Shown(Body):
    """An entry that stood on the screen, with its plan."""

    number: Number
    plan: Plan


class ApproveGroup(Body):
    """Entries that stood on one screen."""

    shown: Annotated[list[Shown], Field(min_length=1, max_length=1000)]


class Copy(Body):
    """Entries whose results are to be pasted, in this order."""

    numbers: Annotated[list[Number], Field(min_length=1, max_length=1000)]
    decoded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pastes:
    """Results as a chat takes them, in as few pastes as fit."""

    pastes: tuple[str, ...]


@router.post(
    "/workspaces/{workspace}/scan",
    response_model=TakenShown,
    responses=may(NotFound, Conflict),
    summary="Take a text in",
)
def take_text_in(workspace: WorkspaceId, body: Paste, world: Asked) -> Response:
    """Put the commands of a pasted text into the inbox; nothing is carried out."""
    found = deciding.scan_text(world, workspace, body.text, kind=body.kind)
    return told(
        {
            "fresh": [entry_json(entry) for entry in found.fresh],
            "known": [entry_json(entry) for entry in found.known],
            "rejections": [
                {"code": code, "line": line, "message": message}
                for code, line, message in found.rejected
            ],
            "trimmed": found.trimmed,
            "answers": found.answers,
        }
    )


@router.get(
    "/workspaces/{workspace}/entries",
    response_model=list[EntryShown],
    responses=may(NotFound, Conflict),
    summary="What waits",
)
def list_entries(
    workspace: WorkspaceId,
    world: Asked,
    decided: Annotated[bool, Query(description="Also the last ones that were decided.")] = False,
) -> Response:
    """Return what waits for a decision, as `inbox list --json` does."""
    inbox = deciding.inbox_of(world, workspace)
    shown = (*inbox.waiting, *(inbox.decided if decided else ()))
    return told([entry_json(entry) for entry in shown])


@router.get(
    "/workspaces/{workspace}/entries/{number}",
    response_model=EntryOpened,
    responses=may(NotFound, Conflict),
    summary="One entry",
)
def show_entry(
    workspace: WorkspaceId,
    number: EntryNumber,
    world: Asked,
    hunks: Annotated[
        list[Number] | None, Query(max_length=1000, description="Only these hunks.")
    ] = None,
) -> Response:
    """Return what an entry would do, as `inbox show --json` does, or what became of it."""
    return _opened(world, workspace, number, _choice(hunks, None))


@router.post(
    "/workspaces/{workspace}/entries/{number}/preview",
    response_model=EntryOpened,
    responses=may(NotFound, Conflict),
    summary="One entry, changed",
)
def preview_entry(
    workspace: WorkspaceId, number: EntryNumber, body: Changed, world: Asked
) -> Response:
    """Return what an entry would do with these hunks or this text; nothing is kept."""
    return _opened(world, workspace, number, _choice(body.hunks, body.text))


@router.post(
    "/workspaces/{workspace}/entries/{number}/approve",
    response_model=DecidedShown,
    responses=may(NotFound, Conflict),
    summary="Carry an entry out",
)
def approve_entry(
    workspace: WorkspaceId, number: EntryNumber, body: Approve, world: Asked
) -> Response:
    """Carry out the plan that was shown, or refuse if something else would happen now."""
    done = deciding.approve(
        world,
        workspace,
        number,
        plan=body.plan,
        choice=_choice(body.hunks, body.text),
        confirmation=body.confirmation,
        all_seen=body.all_seen,
        unseen=body.unseen,
        send_secrets=body.send_secrets,
    )
    if done.result is None and done.error is not None:
        raise done.error
    return told(_decided_json(done))


@router.post(
    "/workspaces/{workspace}/entries/{number}/reject",
    response_model=DecidedShown,
    responses=may(NotFound, Conflict),
    summary="Say no",
)
def reject_entry(
    workspace: WorkspaceId, number: EntryNumber, body: Reject, world: Asked
) -> Response:
    """Say no to an entry; `paste` tells the chat."""
    return told(_decided_json(deciding.reject(world, workspace, number, reason=body.reason)))


@router.post(
    "/workspaces/{workspace}/entries/{number}/dismiss",
    response_model=DecidedShown,
    responses=may(NotFound, Conflict),
    summary="Put an entry aside",
)
def dismiss_entry(workspace: WorkspaceId, number: EntryNumber, world: Asked) -> Response:
    """Put an entry aside; the chat is not told."""
    return told(_decided_json(deciding.dismiss(world, workspace, number)))


@router.post(
    "/workspaces/{workspace}/entries/{number}/again",
    response_model=EntryShown,
    responses=may(NotFound, Conflict),
    summary="Let an entry wait once more",
)
def reopen_entry(workspace: WorkspaceId, number: EntryNumber, world: Asked) -> Response:
    """Let an entry that was decided wait for another decision."""
    return told(entry_json(deciding.again(world, workspace, number)))


@router.post(
    "/workspaces/{workspace}/approve-group",
    response_model=list[DecidedShown],
    responses=may(NotFound, Conflict),
    summary="Carry several entries out",
)
def approve_group(workspace: WorkspaceId, body: ApproveGroup, world: Asked) -> Response:
    """Carry out entries that stood on one screen; each says what became of it."""
    shown = [(one.number, one.plan) for one in body.shown]
    done = deciding.approve_group(world, workspace, shown)
    return told([_decided_json(one) for one in done])


@router.post(
    "/workspaces/{workspace}/paste",
    response_model=Pastes,
    responses=may(NotFound, Conflict),
    summary="Results to paste",
)
def copy_results(workspace: WorkspaceId, body: Copy, world: Asked) -> Response:
    """Return the results of entries as a chat takes them; that they left is logged."""
    texts = deciding.paste_of(world, workspace, body.numbers, decoded=body.decoded)
    return told({"pastes": list(texts)})


def _choice(hunks: list[int] | None, text: str | None) -> Choice:
    if hunks is None and text is None:
        return AS_PROPOSED
    return Choice(hunks=None if hunks is None else tuple(hunks), text=text)


def _opened(world: World, workspace: str, number: int, choice: Choice) -> Response:
    opened = deciding.entry_of(world, workspace, number, choice)
    preview, problem = opened.preview, opened.problem
    return told(
        entry_json(opened.entry)
        | {
            "preview": None if preview is None else preview_json(preview),
            "problem": None if problem is None else problem.summary,
            "text": opened.text,
        }
    )


def _decided_json(done: Decided) -> Json:
    error: OperatorosError | None = done.error
    return {
        "entry": entry_json(done.entry),
        "result": None if done.result is None else result_json(done.entry, None, done.result),
        "paste": done.paste,
        "secrets": done.secrets,
        "error": None if error is None else error.as_json(),
    }
