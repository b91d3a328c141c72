"""A finished run handed on, through the same functions that every face calls."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from operatoros.app import briefings, reopening
from operatoros.app.briefings import Finished, RunOptions
from operatoros.app.delivering import check_targets, deliver, page_of, write_out
from operatoros.app.wiring import open_runs, world_of
from operatoros.briefing.request import Disclosure
from operatoros.config import Config
from operatoros.delivery.targets import TargetUnset, parse_target
from tests.app.conftest import DEALS_CSV, MakeConfig
from tests.delivery.hostile import Audit
from tests.delivery.mail_server import mail_server
from tests.net.faulty import says_json, serving

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


async def test_a_mail_is_sent_once(make_config: MakeConfig) -> None:
    """Through a mail server it arrives with its page; asked again, nothing is sent."""
    with mail_server() as server:
        world = world_of(
            make_config(
                OPERATOROS_SMTP_URL=f"smtp://127.0.0.1:{server.port}",
                OPERATOROS_MAIL_FROM="me@x.example",
            )
        )
        finished = await _run(world.config, model="none")
        targets = [parse_target("mail:a@b.example")]
        check_targets(world, targets)
        (first,) = await deliver(world, finished, targets)
        (second,) = await deliver(world, finished, targets)
    assert (first.state, first.error, second.state) == ("sent", None, "already")
    (taken,) = server.taken
    mail = message_from_bytes(taken, policy=default)
    assert mail["To"] == "a@b.example"
    assert mail["From"] == "me@x.example"
    assert "Blue Ocean" in str(mail)


async def test_a_mail_that_may_have_arrived_is_not_sent_again(make_config: MakeConfig) -> None:
    """After an end without an answer the ledger says unsure, and another try sends nothing."""
    with mail_server(END=("",)) as server:
        world = world_of(
            make_config(
                OPERATOROS_SMTP_URL=f"smtp://127.0.0.1:{server.port}",
                OPERATOROS_MAIL_FROM="me@x.example",
            )
        )
        finished = await _run(world.config, model="none")
        targets = [parse_target("mail:a@b.example")]
        codes = [(await deliver(world, finished, targets))[0].error for _ in range(2)]
    assert [error.code if error else "" for error in codes] == ["ERR_DELIVERY_UNSURE"] * 2
    assert len(server.taken) == 1
    with open_runs(world) as store:
        (line,) = store.ledger.deliveries(finished.run.run)
    assert (line.state, line.code) == ("unsure", "ERR_DELIVERY_UNSURE")


async def test_one_target_that_fails_leaves_the_others_alone(
    project: Path, make_config: MakeConfig
) -> None:
    """Of three targets the middle one fails; its failure is in the ledger and can be mended."""
    world = world_of(make_config())
    finished = await _run(world.config, model="none")
    texts = ["a.md", "deals.csv/x.md", "b.html"]
    done = await deliver(world, finished, [parse_target(text) for text in texts])
    assert [item.state for item in done] == ["sent", "failed", "sent"]
    with open_runs(world) as store:
        states = {line.target: line.state for line in store.ledger.deliveries(finished.run.run)}
    assert states == {"a.md": "sent", "b.html": "sent", "deals.csv/x.md": "failed"}
    (project / "deals.csv").unlink()
    (again,) = await deliver(world, finished, [parse_target("deals.csv/x.md")])
    assert again.state == "sent"


async def test_named_hooks_read_their_own_variable(make_config: MakeConfig) -> None:
    """`webhook:sales` wants its variable, posts there, and the redactor knows the address."""
    async with serving(says_json({})) as server:
        url = f"{server.url}/hooks/T0-very-secret"
        world = world_of(make_config(OPERATOROS_WEBHOOK_URL_SALES=url))
        finished = await _run(world.config, model="none")
        (done,) = await deliver(world, finished, [parse_target("webhook:sales")])
    assert done.state == "sent"
    assert [row.requests for row in done.egress] == [1]
    assert world.redactor.redact(f"see {url}") == "see [secret]"
    with pytest.raises(TargetUnset):
        check_targets(world, [parse_target("webhook")])
