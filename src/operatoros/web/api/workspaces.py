"""Workspaces: the folders that were opened, what was done in them, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from operatoros.app import deciding
from operatoros.app.actions import KnownWorkspace, entry_json, preview_json
from operatoros.app.page_requests import here, workspace_of
from operatoros.errors import Conflict, Exhausted, NotFound
from operatoros.values.jsonable import to_json
from operatoros.web.api.contract import Body, Number, WorkspaceId, may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.shapes import ActShown, InboxShown, UndoneShown, UndoShown
from operatoros.web.context import Asked
from operatoros.web.counting import MOST_NUMBER
from operatoros.web.peers import must_be_here

router = new_router("workspaces")


class Open(Body):
    """A folder of this machine, as a whole path."""

    folder: Annotated[str, Field(min_length=1, max_length=4096)]


class Undo(Body):
    """The act to take back, and the digest of the plan that was shown."""

    seq: Number
    plan: Annotated[str, Field(min_length=1, max_length=200)]
    redo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """A file of a workspace."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown:
    """What to paste into a chat first, with this inbox's token."""

    text: str


@router.get("/workspaces", response_model=list[KnownWorkspace], summary="Folders that were opened")
def list_workspaces(world: Asked) -> Response:
    """Return the workspaces that were opened before, the latest first."""
    return told(to_json(here(world)))


@router.post(
    "/workspaces",
    response_model=KnownWorkspace,
    status_code=201,
    responses=may(NotFound, Conflict),
    summary="Open a folder",
)
def open_workspace(request: Request, body: Open, world: Asked) -> Response:
    """Open a folder as a workspace; only somebody at the machine that serves this may."""
    must_be_here(request, "opening a folder")
    identity = deciding.open_folder(world, body.folder)
    opened = to_json(workspace_of(world, identity))
    headers = {"Location": f"/api/workspaces/{identity}"}
    return told(opened, status=201, headers=headers)


@router.get(
    "/workspaces/{workspace}",
    response_model=InboxShown,
    responses=may(NotFound, Conflict),
    summary="An inbox",
)
def show_inbox(workspace: WorkspaceId, world: Asked) -> Response:
    """Return what waits in a workspace, the last decisions, and what can be undone."""
    inbox = deciding.inbox_of(world, workspace)
    return told(
        {
            "id": inbox.id,
            "path": inbox.path,
            "waiting": [entry_json(entry) for entry in inbox.waiting],
            "decided": [entry_json(entry) for entry in inbox.decided],
            "acts": list(inbox.acts),
            "banner": inbox.banner,
            "log_problem": to_json(inbox.log_problem.as_json()) if inbox.log_problem else None,
            "replaced": inbox.replaced,
            "session": inbox.session,
        }
    )


@router.get(
    "/workspaces/{workspace}/acts",
    response_model=list[ActShown],
    responses=may(NotFound, Conflict),
    summary="What was done",
)
def list_acts(workspace: WorkspaceId, world: Asked) -> Response:
    """Return what was changed in a workspace, the latest first."""
    return told(deciding.acts_of(world, workspace))


@router.get(
    "/workspaces/{workspace}/file",
    response_model=FileShown,
    responses=may(NotFound, Conflict, Exhausted),
    summary="A file",
)
def show_file(
    workspace: WorkspaceId,
    world: Asked,
    path: Annotated[str, Query(min_length=1, max_length=4096, description="Below the folder.")],
) -> Response:
    """Return a file's text, to see what was done; never what looks like a secret."""
    return told({"path": path, "text": deciding.file_of(world, workspace, path)})


@router.get(
    "/workspaces/{workspace}/first-message",
    response_model=MessageShown,
    responses=may(NotFound, Conflict),
    summary="What to tell a chat first",
)
def show_first_message(workspace: WorkspaceId, world: Asked) -> Response:
    """Return the first message to a chat, with the token that its commands carry."""
    return told({"text": deciding.first_message(world, workspace)})


@router.get(
    "/workspaces/{workspace}/undo",
    response_model=UndoShown,
    responses=may(NotFound, Conflict),
    summary="What an undo would do",
)
def look_at_undo(
    workspace: WorkspaceId,
    world: Asked,
    seq: Annotated[
        int | None, Query(ge=1, le=MOST_NUMBER, description="Of an act; the latest by default.")
    ] = None,
    redo: bool = False,
) -> Response:
    """Return what taking an act back would do; `undoes` and `preview.plan` go into the POST."""
    seen = deciding.undo_of(world, workspace, seq, redo=redo)
    return told({"undoes": seen.plan.undoes, "preview": preview_json(seen.preview)})


@router.post(
    "/workspaces/{workspace}/undo",
    response_model=UndoneShown,
    responses=may(NotFound, Conflict),
    summary="Take an act back",
)
def undo_act(workspace: WorkspaceId, body: Undo, world: Asked) -> Response:
    """Take an act back if that is still what was shown."""
    done = deciding.undo(world, workspace, body.seq, plan=body.plan, redo=body.redo)
    return told(
        {
            "seq": done.seq,
            "state": done.state,
            "summary": done.summary,
            "not_kept": list(done.not_kept),
            "notes": list(done.notes),
        }
    )
