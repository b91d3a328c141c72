"""A scanned text to entries: what is new waits, what is known stays as it stands (P10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.command import Command, Rejection
from operatoros.protocol.result import Result, rejected
from operatoros.protocol.scanner import Scan
from operatoros.review import ledger
from operatoros.review.desk import Desk
from operatoros.review.echo import Echoes, Given
from operatoros.review.entries import Entry, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One item of a text, in its order.

    Attributes:
        entry: The entry of a command; None for a rejection.
        fresh: Whether the inbox did not know it before.
        rejection: A rejection that this chat has not been told yet.
        answer: What the chat is told of the rejection.
    """

    entry: Entry | None = None
    fresh: bool = False
    rejection: Rejection | None = None
    answer: Result | None = None


def propose(
    desk: Desk,
    scan: Scan,
    origin: Origin,
    *,
    given: Iterable[Given] = (),
    require_session: bool = False,
) -> tuple[Proposed, ...]:
    """Put the commands of a text into the inbox.

    Args:
        desk: The desk of the workspace that the text is for.
        scan: What was found in it.
        origin: Where it came from.
        given: Data that was fetched for the text's writer, to tell echoes (W15).
        require_session: Whether commands without the session's token are rejected (P17).

    Returns:
        The items in the order of the text; rejections that were answered before are left out.
    """
    items = [_signed_or_rejected(item) if require_session else item for item in scan.items]
    rejections = [item for item in items if isinstance(item, Rejection)]
    fresh = {id(item) for item in ledger.unanswered(desk.inbox, origin.chat, rejections)}
    doubled = {item.id for item in rejections if item.code == "ERR_DUPLICATE_ID"}
    commands = [item for item in items if isinstance(item, Command)]
    risks = [ACTIONS[command.action].risk for command in commands]
    group = (risks.count("d"), risks.count("d") + risks.count("w"))
    echoes = Echoes(given)
    found: list[Proposed] = []
    for item in items:
        if isinstance(item, Command):
            conflict = item.id in doubled
            found.append(_enter(desk, item, origin, echoes.source_of(item), conflict, group))
        elif id(item) in fresh:
            found.append(Proposed(rejection=item, answer=rejected(item), fresh=True))
    return tuple(found)


def _signed_or_rejected(item: Command | Rejection) -> Command | Rejection:
    if isinstance(item, Rejection) or item.signed:
        return item
    return Rejection(
        code="ERR_WRONG_SESSION",
        line=item.line,
        id=item.id,
        message="the session token is missing; add `session:` with the token of the first prompt.",
    )


def _enter(
    desk: Desk,
    command: Command,
    origin: Origin,
    echo: str,
    conflict: bool,
    group: tuple[int, int],
) -> Proposed:
    inbox = desk.inbox
    known = inbox.find(origin.chat, command)
    if known is None:
        before = ledger.executed(inbox, origin.chat, command)
        entry = inbox.add(
            command,
            origin,
            state="done" if before else "conflict" if conflict else "waiting",
            echo=echo,
            group=group,
            now=desk.time,
            seq=before.seq if before else None,
            result=ledger.again_text(before) if before else None,
        )
        return Proposed(entry=entry, fresh=before is None)
    if command.signed and not known.command.signed:
        inbox.mark_signed(known.number, command)
    if echo and not known.echo:
        inbox.mark_echo(known.number, echo)
    if conflict and known.state == "waiting":
        inbox.move(known.number, "conflict", now=desk.time)
    return Proposed(entry=inbox.entry(known.number))
