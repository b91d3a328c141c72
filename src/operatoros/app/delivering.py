"""Handing a run on: laid out as a page, written to a file, sent where a person wants it.

A delivery has a key made of what is delivered and where to: the ledger lets it happen once, also
after a crash and when two processes try.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from anyio.to_thread import run_sync

from operatoros.app.recorded import HANDLES, names_of
from operatoros.app.wiring import World, goals_of, iso, open_runs, zone_of
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.layout import lay_out
from operatoros.briefing.reader import Reader, reader_of
from operatoros.catalog.search import find_operator
from operatoros.delivery.targets import DeliveryUnsure, Target, TargetUnset, file_name
from operatoros.errors import OperatorosError
from operatoros.secrets import Secret
from operatoros.values.coverage import Egress, Fetched

if TYPE_CHECKING:
    from operatoros.app.briefings import Finished
    from operatoros.delivery.page import Page
    from operatoros.store.lines import DeliveryLine
    from operatoros.values.run import Run

# Sending these again does no harm: a file is replaced, a webhook has the key.
_REPEATABLE = frozenset({"file", "webhook"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one delivery.

    Attributes:
        target: As it was named.
        state: sent, already (an earlier try had sent it), or failed.
        where: The file that was written, or who took it.
        attempts: Tries it took.
        error: Why it failed.
        egress: Who was contacted for it.
    """

    target: str
    state: str
    where: str = ""
    attempts: int = 1
    error: OperatorosError | None = None
    egress: tuple[Egress, ...] = ()


def page_of(world: World, run: Run) -> Page:
    """Lay a run out for a page, with the records it was made from."""
    from operatoros.app.reopening import fetched_again

    with open_runs(world) as store:
        fetched = fetched_again(store, run)
        earlier = names_of(store.stage(run.run, HANDLES))
    return page_from(world, run, fetched, earlier)


def page_from(
    world: World, run: Run, fetched: Sequence[Fetched], earlier: Mapping[tuple[str, str], str]
) -> Page:
    """Lay a run out for a page from what was loaded: its records, and their names in it."""
    return lay_out(
        run,
        task=declared_names(world, run.operator, run.task)[1],
        fetched=fetched,
        handles=assign_handles(fetched, earlier),
        reader=reader_at(world, run),
    )


def reader_at(world: World, run: Run) -> Reader:
    """Return a reader for whom it is the moment of a run: a page says what was true then."""
    goals = goals_of(world)
    started = datetime.fromisoformat(run.started_at)
    return reader_of(goals, started.astimezone(zone_of(goals)))


def declared_names(world: World, operator: str, task: str) -> tuple[str, str]:
    """Return what people call an operator and its task; empty for what is not declared any more."""
    try:
        found = find_operator(operator, world.path)
    except OperatorosError:
        return "", ""
    known = found.tasks.get(task)
    return found.name, known.name if known else ""


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


def check_targets(world: World, targets: Sequence[Target]) -> None:
    """Refuse targets whose setting is missing, before anything runs.

    Raises:
        TargetUnset: ERR_DELIVER_UNSET.
        TargetInvalid, MailAddressInvalid: a setting is there and wrong.
    """
    for target in targets:
        if target.kind in {"slack", "webhook"}:
            _address(world, target)
        elif target.kind == "mail" and (url := world.config.secret("smtp_url")):
            from operatoros.delivery.smtp import parse_server

            parse_server(url, target=target)
            _sender(world, target)


async def deliver(
    world: World, finished: Finished, targets: Sequence[Target], *, occasion: str = ""
) -> tuple[Delivered, ...]:
    """Send a finished run to every target; one that fails leaves the others alone.

    Args:
        world: Settings, secrets, clock.
        finished: The run.
        targets: Where to, each once.
        occasion: What must be delivered once, whatever run makes it (a schedule's slot); empty
            means the run itself.
    """
    done = []
    for target in targets:
        seed = f"{occasion or finished.run.run}\n{target.text}"
        key = hashlib.sha256(seed.encode()).hexdigest()[:32]
        done.append(await _deliver(world, finished, target, key))
    return tuple(done)


async def _deliver(world: World, finished: Finished, target: Target, key: str) -> Delivered:
    from operatoros.store.owners import this_process

    run = finished.run.run

    def claim() -> DeliveryLine:
        with open_runs(world) as store:
            return store.ledger.claim_delivery(
                key, run=run, target=target.text, at=iso(world.now())
            )

    def settle(state: str, attempts: int, code: str = "") -> None:
        with open_runs(world) as store:
            store.ledger.settle_delivery(
                key,
                state,  # type: ignore[arg-type]  # one of the three that are written below
                attempts=attempts,
                at=iso(world.now()),
                code=code,
            )

    line = await run_sync(claim)
    mine = line.owner == this_process() and line.state in {"sending", "unsure"}
    if not mine:
        if line.state == "sent":
            return Delivered(target=target.text, state="already", attempts=line.attempts)
        error = DeliveryUnsure(target=target.text, attempts=line.attempts)
        return Delivered(target=target.text, state="failed", error=error)
    try:
        if line.state == "unsure" and target.kind not in _REPEATABLE:
            raise DeliveryUnsure(target=target.text, attempts=line.attempts)
        sent = await _send(world, finished, target, key)
    except OperatorosError as error:
        tries = error.details.get("attempts", 1)
        attempts = tries if isinstance(tries, int) else 1
        state = "unsure" if isinstance(error, DeliveryUnsure) else "failed"
        await run_sync(settle, state, attempts, error.code)
        return Delivered(target=target.text, state="failed", attempts=attempts, error=error)
    await run_sync(settle, "sent", sent.attempts)
    return sent


async def _send(world: World, finished: Finished, target: Target, key: str) -> Delivered:
    if target.kind == "file":
        file = _file(world, finished, target)
        where = await run_sync(_write_file, world, finished, file)
        return Delivered(target=target.text, state="sent", where=str(where))
    if target.kind == "mail":
        return await _mail(world, finished, target, key)
    return await _post(world, finished, target, key)


def _file(world: World, finished: Finished, target: Target) -> Path:
    """Return a file target's place: relative to the project, dated by the run's start."""
    run = finished.run
    started = datetime.fromisoformat(run.started_at).astimezone(zone_of(goals_of(world)))
    places = {
        "date": f"{started:%Y-%m-%d}",
        "time": f"{started:%H%M}",
        "operator": run.operator,
        "task": run.task,
        "run": run.run,
    }
    return world.config.project / Path(file_name(target, places)).expanduser()


def _write_file(world: World, finished: Finished, file: Path) -> Path:
    from operatoros.delivery.files import OutUnwritable

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutUnwritable(file=str(file), why=exc.strerror or "no such folder") from exc
    return write_out(world, finished, file)


async def _mail(world: World, finished: Finished, target: Target, key: str) -> Delivered:
    from operatoros.delivery.files import text_of, write_whole
    from operatoros.delivery.mail import Letter, write_mail

    url = world.config.secret("smtp_url")
    sender = _sender(world, target) if url else ""
    page = await run_sync(page_of, world, finished.run)
    text = text_of(finished.run, finished.checked_text)
    letter = Letter(sender=sender, to=target.to)
    mail = write_mail(page, text, letter, at=world.now(), key=key)
    if not url:
        outbox = world.config.home / "outbox"
        outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = write_whole(outbox / f"{finished.run.run}-{key[:6]}.eml", mail.as_bytes())
        return Delivered(target=target.text, state="sent", where=f"draft {file}")
    from operatoros.delivery.smtp import parse_server, send_mail

    server = parse_server(url, target=target)

    def send() -> int:
        return send_mail(
            server,
            mail,
            sender=sender,
            target=target,
            wait=lambda seconds: anyio.from_thread.run(anyio.sleep, seconds),
        )

    attempts = await run_sync(send)
    return Delivered(target=target.text, state="sent", where=server.host, attempts=attempts)


async def _post(world: World, finished: Finished, target: Target, key: str) -> Delivered:
    from operatoros.delivery.webhooks import Hook, post_slack, post_webhook, slack_message
    from operatoros.net.client import Client
    from operatoros.net.receipt import Receipt

    hook = Hook(
        target=target,
        url=_address(world, target),
        signing_key=world.config.secret("webhook_key") if target.kind == "webhook" else Secret(""),
    )
    receipt = Receipt()
    async with Client(receipt=receipt) as http:
        if target.kind == "slack":
            page = await run_sync(page_of, world, finished.run)
            attempts = await post_slack(http, hook, slack_message(page))
        else:
            body = {"type": "operatoros.briefing", "key": key, "run": finished.as_json()}
            attempts = await post_webhook(http, hook, body, key=key)
    rows = receipt.rows()
    return Delivered(
        target=target.text,
        state="sent",
        where=", ".join(row.host for row in rows),
        attempts=attempts,
        egress=rows,
    )


def _address(world: World, target: Target) -> Secret:
    """Return a hook's address, and let the redactor know it.

    Raises:
        TargetUnset: ERR_DELIVER_UNSET.
    """
    if target.name:
        config = world.config
        text = config.environment.get(target.variable) or config.env_local.get(target.variable)
        found = Secret((text or "").strip())
    else:
        name = {"slack": "slack_webhook", "webhook": "webhook_url"}[target.kind]
        found = world.config.secret(name)
    if not found:
        raise TargetUnset(target=target.text, variable=target.variable)
    world.redactor.add(found)
    return found


def _sender(world: World, target: Target) -> str:
    from operatoros.delivery.mail import mail_address

    sender = world.config.text("mail_from")
    if not sender:
        raise TargetUnset(target=target.text, variable="OPERATOROS_MAIL_FROM")
    return mail_address(sender)
