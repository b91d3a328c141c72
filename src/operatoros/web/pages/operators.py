"""Operators: what there is, what is missing before it can run, and the form that runs it."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from operatoros.app.catalogue import operator, operators
from operatoros.app.page_requests import asked_options, check_operator, here
from operatoros.app.reopening import list_runs
from operatoros.app.wiring import World
from operatoros.web.carrying import carry_out
from operatoros.web.context import Asked, Here
from operatoros.web.forms import Sent
from operatoros.web.rendering import page
from operatoros.web.responses import go_to

router = APIRouter(include_in_schema=False)
_LAST_RUNS = 8


@router.get("/operators")
def show_all(request: Request, world: Asked) -> Response:
    """Show every operator as a card."""
    lines = operators(world)
    last = {line.operator: line for line in reversed(list_runs(world, operator=None, limit=200))}
    return page(request, "operators", operators=lines, last=last)


@router.get("/operators/{identity}")
def show_one(request: Request, identity: str, world: Asked) -> Response:
    """Show an operator with the form that runs it."""
    check_operator(world, identity)
    found = operator(world, identity)
    return page(
        request,
        "operator",
        operator=found,
        runs=list_runs(world, operator=found.line.id, limit=_LAST_RUNS),
        models=models_of(world),
        workspaces=here(world),
    )


@router.post("/operators/{identity}/run")
def start(identity: str, form: Sent, world: Asked, site: Here) -> Response:
    """Run an operator, and go to the run."""
    options = asked_options(
        world,
        identity,
        task=form.get("task"),
        params=form.below("param."),
        demo=form.get("demo") == "yes",
        model=form.get("model"),
        allow_partial=form.get("allow_partial") == "yes",
        workspace=form.get("workspace"),
    )
    return go_to(f"/runs/{site.host.start_run(partial(carry_out, options))}")


def models_of(world: World) -> list[tuple[str, str, str]]:
    """Return who can write here: name, what people call it, why it is special."""
    key = bool(world.config.secret("anthropic_api_key"))
    return [
        ("", "As set up", ""),
        ("claude", "Claude", "" if key else "needs ANTHROPIC_API_KEY"),
        ("chat", "A chat, by hand", "no key: copy the prompt, paste the answer"),
        ("none", "Nobody", "the digest that code writes"),
    ]
