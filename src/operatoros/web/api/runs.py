"""Runs: begun, listed, shown, cancelled, and what waits in them answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field

from operatoros.app.briefings import run_json
from operatoros.app.page_requests import asked_options, workspace_of
from operatoros.app.reopening import answer_now, list_runs, propose, reopen
from operatoros.app.replaying import Replayed, replay
from operatoros.app.watching import just_begun
from operatoros.errors import Conflict, Exhausted, NotFound
from operatoros.store.lines import RunLine
from operatoros.values.jsonable import to_json
from operatoros.web.api.contract import Body, Name, RunId, Text, may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.shapes import RunShown
from operatoros.web.carrying import carry_out
from operatoros.web.context import Asked, Here

router = new_router("runs")
Param = Annotated[str, Field(max_length=10_000)]


class Start(Body):
    """What is to run. Parameters are texts, as `--param` takes them."""

    operator: Name
    task: Name = ""
    params: Annotated[dict[Name, Param], Field(default_factory=dict, max_length=100)]
    demo: bool = False
    model: Annotated[Name, Field(description="claude, claude:ID, openai:ID, chat or none.")] = ""
    allow_partial: bool = False
    strict: bool = False
    workspace: Annotated[Name, Field(description="Id of a workspace for proposals.")] = ""


class Consent(Body):
    """Whether the records may be sent to the host that was named."""

    agree: bool


class Answer(Body):
    """The reply of a chat to a waiting run; `workspace` takes what it proposes."""

    answer: Annotated[Text, Field(min_length=1)]
    workspace: Name = ""


class Propose(Body):
    """The workspace whose inbox takes what a run's text proposes."""

    workspace: Annotated[Name, Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The run that began."""

    run: str


def started(run: str) -> Response:
    """Return that a run began, and where it is."""
    return told({"run": run}, status=201, headers={"Location": f"/api/runs/{run}"})


@router.post(
    "/runs",
    response_model=Started,
    status_code=201,
    responses=may(NotFound, Exhausted),
    summary="Run an operator",
)
def start_run(body: Start, world: Asked, site: Here) -> Response:
    """Begin a run; `GET /api/runs/{run}/events` tells how it goes."""
    options = asked_options(
        world,
        body.operator,
        task=body.task,
        params=body.params,
        demo=body.demo,
        model=body.model,
        allow_partial=body.allow_partial,
        strict=body.strict,
        workspace=body.workspace,
    )
    return started(site.host.start_run(partial(carry_out, options)))


@router.get("/runs", response_model=list[RunLine], summary="Runs, the newest first")
def show_runs(
    world: Asked,
    operator: Annotated[str, Query(max_length=200, description="Only of this operator.")] = "",
    before: Annotated[
        str,
        Query(pattern=r"^[0-9A-Za-z.-]{0,64}$", description="Only older ones than this id."),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> Response:
    """Return runs, as `runs list --json` does; the last one's id leads to the next page."""
    lines = list_runs(world, operator=operator or None, limit=limit, before=before or None)
    return told(to_json(lines))


@router.get("/runs/{run}", response_model=RunShown, responses=may(NotFound), summary="One run")
def show_run(run: RunId, world: Asked, site: Here) -> Response:
    """Return a run, as `run --json` does; in its first moment it has only its name."""
    try:
        return told(reopen(world, run).as_json())
    except NotFound:
        begun = just_begun(site.host, run)
        # Gone from here in between: then the store has it, or there is none.
        return told(run_json(begun) if begun is not None else reopen(world, run).as_json())


@router.post("/runs/{run}/cancel", status_code=204, responses=may(Conflict), summary="Stop a run")
def cancel_run(run: RunId, site: Here) -> Response:
    """Stop a run that is under way in this server; what it fetched stays."""
    site.host.cancel(run)
    return Response(status_code=204)


@router.post(
    "/runs/{run}/consent",
    status_code=204,
    responses=may(Conflict),
    summary="Answer what a run asks",
)
def consent_to_run(run: RunId, body: Consent, site: Here) -> Response:
    """Say whether a run may send its records; `asking` in its events says to whom."""
    site.host.consent(run, body.agree)
    return Response(status_code=204)


@router.post(
    "/runs/{run}/answer",
    response_model=RunShown,
    responses=may(NotFound, Conflict),
    summary="Finish a waiting run",
)
def answer_run(run: RunId, body: Answer, world: Asked) -> Response:
    """Bring the reply of a chat to a run that waits for it."""
    folder = workspace_of(world, body.workspace).path if body.workspace else ""
    text = body.answer.replace("\r\n", "\n")
    return told(answer_now(world, run, text, folder).as_json())


@router.post(
    "/runs/{run}/propose",
    response_model=RunShown,
    responses=may(NotFound),
    summary="Put a run's proposals into an inbox",
)
def propose_from_run(run: RunId, body: Propose, world: Asked) -> Response:
    """Put what a run's text proposes into the inbox of a workspace; nothing is carried out."""
    return told(propose(world, run, workspace_of(world, body.workspace).path).as_json())


@router.post(
    "/runs/{run}/replay",
    response_model=Replayed,
    responses=may(NotFound, Conflict),
    summary="Make a run again",
)
def replay_run(run: RunId, world: Asked) -> Response:
    """Make a run again from what was recorded, as `runs replay --json` does."""
    return told(to_json(replay(world, run)))
