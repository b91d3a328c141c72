"""A finished run handed on, through the same functions that every face calls."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from operatoros.app import briefings, reopening
from operatoros.app.briefings import Finished, RunOptions
from operatoros.app.delivering import page_of, write_out
from operatoros.app.wiring import world_of
from operatoros.briefing.request import Disclosure
from operatoros.config import Config
from tests.app.conftest import DEALS_CSV, MakeConfig
from tests.delivery.hostile import Audit

pytestmark = pytest.mark.anyio


async def _no(disclosure: Disclosure) -> bool:
    return False


async def _run(config: Config, **options: object) -> Finished:
    wanted = RunOptions(operator="deals", **options)  # type: ignore[arg-type]  # fields of RunOptions
    return await briefings.run(wanted, config, lambda event: None, _no)


async def test_the_page_of_a_second_run_shows_what_changed(
    project: Path, make_config: MakeConfig, tmp_path: Path
) -> None:
    """--out x.html is the page: the planted change first, the false figure marked, links whole."""
    (project / "answer.txt").write_text(
        "Blue Ocean [D-1] stands at €1,300. Red Sea at €900.", encoding="utf-8"
    )
    await _run(make_config(), model="none")
    (project / "deals.csv").write_text(DEALS_CSV.replace("1200.50", "1300"), encoding="utf-8")
    finished = await _run(make_config(), model="scripted:answer.txt")
    file = write_out(world_of(make_config()), finished, tmp_path / "b.html")
    html = file.read_text(encoding="utf-8")
    audit = Audit(html)
    text = "".join(audit.text)
    assert audit.bad == []
    assert "€1,200.50" in text
    assert html.count('class="changed"') == 1
    assert 'title="not found in the data">€900</mark>' in html
    assert {link[1:] for link in audit.links if link.startswith("#")} <= set(audit.ids)
    assert "Main" in text


async def test_a_reopened_run_makes_the_same_page(make_config: MakeConfig, tmp_path: Path) -> None:
    """The page of a run is the same when it is made, and from the store later."""
    world = world_of(make_config())
    finished = await _run(make_config(), model="none")
    first = write_out(world, finished, tmp_path / "a.html").read_bytes()
    again = reopening.reopen(world, finished.run.run)
    assert write_out(world, again, tmp_path / "b.html").read_bytes() == first


async def test_an_operator_that_is_gone_leaves_its_page(
    project: Path, make_config: MakeConfig
) -> None:
    """A run can be forwarded after its operator was deleted; the task is named by its id."""
    finished = await _run(make_config(), model="none")
    (project / "config" / "operators" / "deals.yaml").unlink()
    page = page_of(world_of(make_config()), finished.run)
    assert (page.title, page.task) == ("Deals", "main")


async def test_a_draft_is_written_for_mail(make_config: MakeConfig, tmp_path: Path) -> None:
    """--out x.eml is a draft with the page attached."""
    finished = await _run(make_config(), model="none")
    file = write_out(world_of(make_config()), finished, tmp_path / "b.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["X-Unsent"] == "1"
    assert str(mail["Subject"]).startswith("Deals · ")
