"""Inbox: what waits in a folder, what each would do exactly, and what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from operatoros.app import deciding
from operatoros.app.chat_text import block_templates
from operatoros.app.deciding import AS_PROPOSED, Choice, Decided
from operatoros.app.page_requests import here, workspace_of
from operatoros.app.wiring import World
from operatoros.errors import OperatorosError
from operatoros.review.approve import PlanNotShown
from operatoros.web.api.contract import EntryNumber as Number
from operatoros.web.context import Asked
from operatoros.web.counting import MOST_NUMBER, whole
from operatoros.web.forms import Form, FormInvalid, Sent
from operatoros.web.peers import must_be_here
from operatoros.web.rendering import page
from operatoros.web.responses import go_to

router = APIRouter(include_in_schema=False)
Seq = Annotated[int | None, Query(ge=1, le=MOST_NUMBER)]


@router.get("/inbox")
def choose(request: Request, world: Asked) -> Response:
    """Show the folders that were opened before, and the way to open one."""
    return page(request, "inbox_choose", workspaces=here(world))


@router.post("/inbox")
def open_folder(request: Request, form: Sent, world: Asked) -> Response:
    """Open a folder as a workspace."""
    must_be_here(request, "opening a folder")
    return go_to(f"/inbox/{deciding.open_folder(world, form.need('folder'))}")


@router.get("/inbox/{workspace}")
def show(request: Request, workspace: str, world: Asked, entry: int = 0) -> Response:
    """Show a folder's inbox, with one entry opened."""
    inbox = deciding.inbox_of(world, workspace)
    chosen = next((one.number for one in inbox.waiting if one.number == entry), 0)
    if not chosen and entry:
        chosen = next((one.number for one in inbox.decided if one.number == entry), 0)
    if not chosen and inbox.waiting:
        chosen = inbox.waiting[0].number
    opened = deciding.entry_of(world, workspace, chosen) if chosen else None
    return page(
        request,
        "inbox",
        inbox=inbox,
        opened=opened,
        workspaces=here(world),
        choice=AS_PROPOSED,
    )


@router.get("/inbox/{workspace}/entries/{number}")
def look(request: Request, workspace: str, number: Number, world: Asked) -> Response:
    """Show one entry: what it would do, or what became of it."""
    return _panel(request, world, workspace, number)


@router.post("/inbox/{workspace}/entries/{number}/preview")
def choose_parts(
    request: Request, workspace: str, number: Number, form: Sent, world: Asked
) -> Response:
    """Show an entry as a person changed it."""
    return _panel(request, world, workspace, number, choice=_choice(form))


@router.post("/inbox/{workspace}/entries/{number}/approve")
def approve(request: Request, workspace: str, number: Number, form: Sent, world: Asked) -> Response:
    """Carry out what was shown; if that would be something else by now, show that instead."""
    choice = _choice(form)
    try:
        done = deciding.approve(
            world,
            workspace,
            number,
            plan=form.need("plan"),
            choice=choice,
            confirmation=form.get("confirmation"),
            all_seen=form.get("all_seen") == "yes",
            unseen=form.get("unseen") == "yes",
            send_secrets=form.get("send_secrets") == "yes",
        )
    except PlanNotShown as stale:
        return _panel(request, world, workspace, number, choice=choice, stale=stale)
    return _decided(request, world, workspace, (done,))


@router.post("/inbox/{workspace}/entries/{number}/reject")
def reject(request: Request, workspace: str, number: Number, form: Sent, world: Asked) -> Response:
    """Say no; the chat is told."""
    done = deciding.reject(world, workspace, number, reason=form.get("reason"))
    return _decided(request, world, workspace, (done,))


@router.post("/inbox/{workspace}/entries/{number}/dismiss")
def dismiss(request: Request, workspace: str, number: Number, world: Asked) -> Response:
    """Put an entry aside; the chat is not told."""
    done = deciding.dismiss(world, workspace, number)
    return _decided(request, world, workspace, (done,))


@router.post("/inbox/{workspace}/entries/{number}/again")
def again(request: Request, workspace: str, number: Number, world: Asked) -> Response:
    """Let a decided entry wait once more."""
    deciding.again(world, workspace, number)
    return _panel(request, world, workspace, number, lists=True)


@router.post("/inbox/{workspace}/entries/{number}/paste")
def paste(request: Request, workspace: str, number: Number, form: Sent, world: Asked) -> Response:
    """Hand out a result as the chat takes it; that it left is logged."""
    decoded = form.get("form") == "decoded"
    texts = deciding.paste_of(world, workspace, [number], decoded=decoded)
    return page(request, "inbox_paste", texts=texts, decoded=decoded)


@router.post("/inbox/{workspace}/scan")
def scan(request: Request, workspace: str, form: Sent, world: Asked) -> Response:
    """Put the commands of a pasted text into the inbox."""
    kind: Literal["clipboard", "chat"] = "chat" if form.get("kind") == "page" else "clipboard"
    found = deciding.scan_text(world, workspace, form.text("text"), kind=kind)
    first = (*found.fresh, *found.known)[:1]
    opened = deciding.entry_of(world, workspace, first[0].number) if first else None
    inbox = deciding.inbox_of(world, workspace)
    return page(
        request, "inbox_scanned", inbox=inbox, found=found, opened=opened, choice=AS_PROPOSED
    )


@router.post("/inbox/{workspace}/group")
def group(request: Request, workspace: str, form: Sent, world: Asked) -> Response:
    """Show selected entries on one screen, to approve them together."""
    opened = [deciding.entry_of(world, workspace, number) for number in form.numbers("entry")]
    return page(request, "inbox_group", workspace=workspace, opened=opened)


@router.post("/inbox/{workspace}/approve-group")
def approve_group(request: Request, workspace: str, form: Sent, world: Asked) -> Response:
    """Carry out the entries that stood on one screen."""
    shown = []
    for text in form.every("shown"):
        before, _, plan = text.partition(":")
        number = whole(before)
        if number is None or not plan:
            raise FormInvalid(why="'shown' is not NUMBER:PLAN")
        shown.append((number, plan))
    done = deciding.approve_group(world, workspace, shown)
    return _decided(request, world, workspace, done)


@router.post("/inbox/{workspace}/dismiss")
def dismiss_all(request: Request, workspace: str, form: Sent, world: Asked) -> Response:
    """Put selected entries aside."""
    numbers = form.numbers("entry")
    done = tuple(deciding.dismiss(world, workspace, number) for number in numbers)
    return _decided(request, world, workspace, done)


@router.get("/inbox/{workspace}/undo")
def undo_look(
    request: Request, workspace: str, world: Asked, seq: Seq = None, redo: bool = False
) -> Response:
    """Show what taking a change back would do; by default the latest one."""
    seen = deciding.undo_of(world, workspace, seq, redo=redo)
    return page(request, "inbox_undo", workspace=workspace, seen=seen, seq=seq, redo=redo)


@router.post("/inbox/{workspace}/undo")
def undo(request: Request, workspace: str, form: Sent, world: Asked) -> Response:
    """Take a change back as it was shown."""
    done = deciding.undo(
        world,
        workspace,
        form.numbers("seq")[0] if form.get("seq") else None,
        plan=form.need("plan"),
        redo=form.get("redo") == "yes",
    )
    inbox = deciding.inbox_of(world, workspace)
    return page(request, "inbox_undone", inbox=inbox, done=done)


@router.get("/inbox/{workspace}/file")
def file(request: Request, workspace: str, path: str, world: Asked) -> Response:
    """Show a file of the folder, to see what was done."""
    text = deciding.file_of(world, workspace, path)
    return page(request, "inbox_file", workspace=workspace, path=path, text=text)


@router.get("/inbox/{workspace}/chat")
def chat(request: Request, workspace: str, world: Asked) -> Response:
    """Show what to give a chat: its first message, and blocks to copy."""
    return page(
        request,
        "inbox_chat",
        workspace=workspace_of(world, workspace),
        message=deciding.first_message(world, workspace),
        templates=block_templates(),
    )


def _choice(form: Form) -> Choice:
    """Return what a person made of a proposal: a text, some hunks, or nothing."""
    mode = form.get("mode")
    if mode == "text":
        return Choice(text=form.text("text"))
    if mode == "hunks":
        return Choice(hunks=tuple(form.numbers("hunk")))
    return AS_PROPOSED


def _panel(
    request: Request,
    world: World,
    workspace: str,
    number: int,
    *,
    choice: Choice = AS_PROPOSED,
    lists: bool = False,
    stale: OperatorosError | None = None,
) -> Response:
    opened = deciding.entry_of(world, workspace, number, choice)
    inbox = deciding.inbox_of(world, workspace)
    if stale is None:
        name = "inbox_panel_lists" if lists else "inbox_panel"
        return page(request, name, inbox=inbox, opened=opened, choice=choice)
    return page(
        request,
        "inbox_stale",
        status=stale.http_status,
        error=stale,
        inbox=inbox,
        opened=opened,
        choice=choice,
    )


def _decided(request: Request, world: World, workspace: str, done: tuple[Decided, ...]) -> Response:
    """Show what became of entries, and the lists as they are now; the next one is offered."""
    inbox = deciding.inbox_of(world, workspace)
    stale: OperatorosError | None = None
    if len(done) == 1 and done[0].result is None and done[0].error is not None:
        stale = done[0].error
    following = next((entry.number for entry in inbox.waiting), 0)
    return page(request, "inbox_decided", inbox=inbox, done=done, stale=stale, following=following)
