"""Run: a briefing with its records, prompt and receipt; conversation, comparison, export."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from operatoros.app.comparing import compare_pair, pair_of
from operatoros.app.delivering import declared_names
from operatoros.app.exporting import Form as ExportForm
from operatoros.app.following import conversation
from operatoros.app.page_requests import here, workspace_of
from operatoros.app.reopening import (
    answer_now,
    list_runs,
    prompt_of,
    propose,
    reopen,
    taken_up,
)
from operatoros.app.replaying import replay
from operatoros.app.showing import changes_of, parts_of, records_of
from operatoros.app.watching import News, told_so_far
from operatoros.app.wiring import World
from operatoros.store.lines import BUSY
from operatoros.values.run import Run
from operatoros.web.context import Asked, Here
from operatoros.web.files import as_file
from operatoros.web.forms import Sent
from operatoros.web.progress import Progress
from operatoros.web.rendering import page
from operatoros.web.responses import go_to

router = APIRouter(include_in_schema=False)
_COMPARABLE = 40


@router.get("/runs/{run}")
def show(request: Request, run: str, world: Asked, site: Here) -> Response:
    """Show a run: under way, waiting for a chat, or with its briefing."""
    # One that has only just begun here may not be in the store yet.
    if site.host.find(run) is not None:
        return _under_way(request, world, run, told_so_far(world, site.host, run))
    finished = reopen(world, run)
    found = finished.run
    if found.state in BUSY:
        return _under_way(request, world, found.run, told_so_far(world, site.host, found.run))
    laid, parts = parts_of(world, found)
    return page(
        request,
        "run",
        tab="briefing",
        names=declared_names(world, found.operator, found.task),
        run=found,
        laid=laid,
        parts=parts,
        finished=finished,
        taken=taken_up(world, found.run),
        turns=conversation(world, found.run)[1],
        workspaces=here(world),
    )


def _under_way(request: Request, world: World, run: str, news: News) -> Response:
    progress = Progress(run=run)
    progress.take(news.events)
    return page(
        request,
        "run_live",
        progress=progress,
        names=declared_names(world, progress.operator, progress.task),
        asking=news.asking,
        place=news.place,
    )


@router.get("/runs/{run}/records")
def records(
    request: Request,
    run: str,
    world: Asked,
    source: str = "",
    sort: str = "",
    order: Literal["asc", "desc"] = "asc",
    words: str = "",
    at: int = 1,
) -> Response:
    """Show the records of a run's source as a table."""
    found = reopen(world, run).run
    table = records_of(
        world,
        found.run,
        source=source,
        sort=sort,
        descending=order == "desc",
        words=words,
        page=at,
    )
    return part_of_run(request, world, "records", found, table=table)


@router.get("/runs/{run}/prompt")
def prompt(request: Request, run: str, world: Asked) -> Response:
    """Show the exact prompt of a run."""
    found = reopen(world, run).run
    return part_of_run(request, world, "prompt", found, prompt=prompt_of(world, found.run))


@router.get("/runs/{run}/compare")
def compared(request: Request, run: str, world: Asked, other: str = "") -> Response:
    """Show what differs between a run and another one of its operator, the older one first."""
    found = reopen(world, run).run
    lines = list_runs(world, operator=found.operator, limit=_COMPARABLE)
    others = [line for line in lines if line.run != found.run and line.state == "done"]
    earlier = [line.run for line in others if line.run < found.run]
    chosen = other or next(iter(earlier), others[0].run if others else "")
    comparison, changes = None, ""
    if chosen:
        pair = pair_of(world, *sorted((chosen, found.run)))
        comparison = compare_pair(world, pair)
        if comparison.records:
            changes = changes_of(world, pair)
    return part_of_run(
        request, world, "compare", found,
        others=others, other=chosen, comparison=comparison, changes=changes,
    )  # fmt: skip


def part_of_run(request: Request, world: World, tab: str, run: Run, **shown: Any) -> Response:
    """Return a part of a run that is a page of its own."""
    names = declared_names(world, run.operator, run.task)
    return page(request, f"run_{tab}", tab=tab, run=run, names=names, **shown)


@router.post("/runs/{run}/export/{form}")
def download(run: str, form: ExportForm, world: Asked) -> Response:
    """Hand out a run as a file, and remember that it left: no GET may do that."""
    return as_file(world, run, form, "the web page")


@router.post("/runs/{run}/replay")
def replayed(request: Request, run: str, world: Asked) -> Response:
    """Make a run again from what was recorded, and say whether it is the same."""
    return page(request, "run_replayed", result=replay(world, run))


@router.post("/runs/{run}/answer")
def answered(run: str, form: Sent, world: Asked) -> Response:
    """Finish a waiting run with the reply of a chat."""
    folder = workspace_of(world, form.get("workspace")).path if form.get("workspace") else ""
    answer_now(world, run, form.need("answer").replace("\r\n", "\n"), folder)
    return go_to(f"/runs/{run}")


@router.post("/runs/{run}/propose")
def proposed(run: str, form: Sent, world: Asked) -> Response:
    """Put what a run's text proposes into the inbox of a workspace, and go there."""
    chosen = workspace_of(world, form.need("workspace"))
    propose(world, run, chosen.path)
    return go_to(f"/inbox/{chosen.id}")
