"""What a run left behind: records, prompt, proposals, the difference to another, files of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import Response

from operatoros.app.comparing import Comparison, compare
from operatoros.app.exporting import Form
from operatoros.app.reopening import NothingProposed, prompt_of, reopen, taken_up
from operatoros.app.showing import RecordTable, records_of
from operatoros.briefing.proposing import TakenUp
from operatoros.errors import Conflict, NotFound
from operatoros.values.jsonable import to_json
from operatoros.web.api.contract import RunId, may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.context import Asked
from operatoros.web.counting import MOST_NUMBER
from operatoros.web.files import FILES, as_file

router = new_router("run contents")
_Word = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptShown:
    """The exact prompt of a run; `parts` are packed for a chat while the run waits for one."""

    run: str
    prompt: str
    parts: tuple[str, ...]


@router.get(
    "/runs/{run}/records",
    response_model=RecordTable,
    responses=may(NotFound, Conflict),
    summary="Records as a table",
)
def show_records(
    run: RunId,
    world: Asked,
    source: _Word = "",
    sort: _Word = "",
    order: Literal["asc", "desc"] = "asc",
    words: _Word = "",
    page: Annotated[int, Query(ge=1, le=MOST_NUMBER)] = 1,
) -> Response:
    """Return records of a run's source, sorted and looked through, a page of them."""
    table = records_of(
        world, run, source=source, sort=sort, descending=order == "desc", words=words, page=page
    )
    return told(to_json(table))


@router.get(
    "/runs/{run}/prompt",
    response_model=PromptShown,
    responses=may(NotFound, Conflict),
    summary="The exact prompt",
)
def show_prompt(run: RunId, world: Asked) -> Response:
    """Return what a model was sent, or would be pasted into a chat."""
    finished = reopen(world, run)
    prompt = prompt_of(world, finished.run.run)
    parts = list(finished.prompt_parts)
    return told({"run": finished.run.run, "prompt": prompt, "parts": parts})


@router.get(
    "/runs/{run}/proposals",
    response_model=TakenUp,
    responses=may(NotFound, Conflict),
    summary="What became of proposals",
)
def show_proposals(run: RunId, world: Asked) -> Response:
    """Return where the commands that a run's text proposed wait; 404 if it proposed none."""
    taken = taken_up(world, run)
    if taken is None:
        raise NothingProposed(run=run)
    return told(to_json(taken))


@router.get(
    "/runs/{run}/compare",
    response_model=Comparison,
    responses=may(NotFound, Conflict),
    summary="Two runs side by side",
)
def compare_runs(
    run: RunId,
    world: Asked,
    other: Annotated[str, Query(pattern=r"^[0-9A-Za-z.-]{1,64}$", description="Another run.")],
) -> Response:
    """Return what differs from the older run to the newer one, as `runs diff --json` does."""
    older, newer = sorted(reopen(world, one).run.run for one in (run, other))
    return told(to_json(compare(world, older, newer)))


@router.post(
    "/runs/{run}/export/{form}",
    response_class=Response,
    responses={
        **may(NotFound, Conflict),
        200: {
            "description": "The file.",
            "content": {
                kind.partition(";")[0]: {
                    "schema": {"$ref": "#/components/schemas/RunShown"}
                    if form == "json"
                    else {"type": "string", "format": "binary"}
                }
                for form, (kind, _) in FILES.items()
            },
        },
    },
    summary="A run as a file",
)
def export_run(run: RunId, form: Form, world: Asked) -> Response:
    """Hand out a run as a file, and remember that it left."""
    return as_file(world, run, form, "the API")
