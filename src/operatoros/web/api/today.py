"""The first look of the day, and the demo that a first visit offers."""

from __future__ import annotations

from fastapi.responses import Response

from operatoros.app.today import today, today_json
from operatoros.errors import Exhausted
from operatoros.web.api.contract import may, told
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.runs import Started, started
from operatoros.web.api.shapes import TodayShown
from operatoros.web.carrying import tell_story
from operatoros.web.context import Asked, Here

router = new_router("today")


@router.get("/today", response_model=TodayShown, summary="The first look of the day")
def show_today(world: Asked) -> Response:
    """Return the newest briefing of each operator, what runs, what waits, what is due."""
    return told(today_json(today(world)))


@router.post(
    "/demo",
    response_model=Started,
    status_code=201,
    responses=may(Exhausted),
    summary="Run the sample company",
)
def start_demo(site: Here) -> Response:
    """Run the demo: sample data, marked as such everywhere."""
    return started(site.host.start_run(tell_story))
