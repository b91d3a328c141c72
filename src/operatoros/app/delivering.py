"""Handing a run on: laid out as a page, written to a file, sent where a person wants it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from operatoros.app.keeping import handles_of
from operatoros.app.wiring import World, goals_of, open_runs, zone_of
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.layout import lay_out
from operatoros.briefing.reader import reader_of
from operatoros.catalog.search import find_operator
from operatoros.errors import OperatorosError

if TYPE_CHECKING:
    from operatoros.app.briefings import Finished
    from operatoros.delivery.page import Page
    from operatoros.values.run import Run


def page_of(world: World, run: Run) -> Page:
    """Lay a run out for a page, with the records it was made from."""
    from operatoros.app.reopening import fetched_again

    goals = goals_of(world)
    started = datetime.fromisoformat(run.started_at)
    with open_runs(world) as store:
        fetched = fetched_again(store, run)
        names = handles_of(store, run.run)
    earlier = {
        (source, key): handle for source, rows in names.items() for key, handle in rows.items()
    }
    return lay_out(
        run,
        task=_task_name(world, run),
        fetched=fetched,
        handles=assign_handles(fetched, earlier),
        # The page says what was true when the run was made: its present is the run's.
        reader=reader_of(goals, started.astimezone(zone_of(goals))),
    )


def _task_name(world: World, run: Run) -> str:
    """Return what people call the task, if the operator still declares it."""
    try:
        operator = find_operator(run.operator, world.path)
    except OperatorosError:
        return ""
    task = operator.tasks.get(run.task)
    return task.name if task else ""


def write_out(world: World, finished: Finished, file: Path) -> Path:
    """Write a briefing to a file; the suffix says how: .html, .json, .eml, else text.

    Raises:
        OutUnwritable: ERR_OUT_UNWRITABLE.
    """
    from operatoros.delivery.files import text_of, write_briefing, write_whole

    run, kind = finished.run, file.suffix.lower()
    if kind in {".html", ".htm"}:
        from operatoros.delivery.html_page import render_html

        return write_whole(file, render_html(page_of(world, run)))
    if kind == ".eml":
        from operatoros.delivery.mail import Letter, write_mail

        page, text = page_of(world, run), text_of(run, finished.checked_text)
        mail = write_mail(page, text, Letter(), at=world.now(), key=run.run)
        return write_whole(file, mail.as_bytes())
    return write_briefing(finished.run, finished.as_json(), finished.checked_text, file)
