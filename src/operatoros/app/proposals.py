"""What a briefing's text proposes, put into a workspace's inbox. Nothing is carried out here.

Every command is compared with the data that the run fetched (W15): one that stands there is
told as an echo where it is read and where it is decided.
"""

from __future__ import annotations

import html
import os
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from operatoros.briefing.proposing import Entered, TakenUp
from operatoros.briefing.reading import leaves
from operatoros.config import Config
from operatoros.display import DEFAULT_IGNORABLE
from operatoros.errors import OperatorosError
from operatoros.values.coverage import Fetched

if TYPE_CHECKING:
    from operatoros.app.actions import Given

_TAGS = range(0xE0020, 0xE007F)
_TAG_OFFSET = 0xE0000


def must_be_there(workspace: str) -> None:
    """Refuse a workspace that is not there, before anybody is asked anything.

    Raises:
        WorkspaceMissing: ERR_NO_WORKSPACE.
    """
    if workspace and not os.path.isdir(workspace):
        from operatoros.app.actions import WorkspaceMissing

        raise WorkspaceMissing(folder=workspace)


async def take_up(
    config: Config,
    workspace: str,
    blocks: str,
    fetched: Sequence[Fetched],
    *,
    run: str,
    operator: str,
) -> TakenUp:
    """Put commands into the inbox of a workspace, off the event loop; see `take_up_now`."""

    def work() -> TakenUp:
        return take_up_now(config, workspace, blocks, fetched, run=run, operator=operator)

    return await run_sync(work)


def take_up_now(
    config: Config,
    workspace: str,
    blocks: str,
    fetched: Sequence[Fetched],
    *,
    run: str,
    operator: str,
) -> TakenUp:
    """Put commands into the inbox of a workspace.

    Args:
        config: The settings.
        workspace: The folder that the person named; empty if none was.
        blocks: The blocks of a text.
        fetched: What the run fetched, to tell echoes.
        run: Id of the run: the conversation that the ledger is kept for.
        operator: Id of the operator, for people.

    Returns:
        The entries. A text that was paid for is never lost to an inbox that cannot be opened:
        then `problem` says why, and the blocks stay with the run.
    """
    if not workspace or not blocks:
        return TakenUp()
    from operatoros.app.actions import Origin, open_actions, take_text

    origin = Origin(kind="run", name=operator, chat=run)
    try:
        with open_actions(config, workspace) as desk:
            taken = take_text(desk, blocks, origin, source="file", given=given_of(fetched))
            entries = tuple(
                Entered(
                    number=item.entry.number,
                    id=item.entry.command.id,
                    digest=item.entry.command.digest,
                    echo=item.entry.echo,
                )
                for item in taken.items
                if item.entry is not None
            )
    except OperatorosError as error:
        return TakenUp(problem=error.code)
    refused = {item.id: item.code for item in taken.scan.rejections if item.id}
    return TakenUp(workspace=workspace, entries=entries, refused=refused)


def given_of(fetched: Sequence[Fetched]) -> tuple[Given, ...]:
    """Return everything that the sources told, also as a reader of hidden text would read it."""
    from operatoros.app.actions import Given

    return tuple(
        Given(source=one.name or one.source, texts=tuple(_readings(_told(one)))) for one in fetched
    )


def _told(fetched: Fetched) -> str:
    """Return all texts of a source in their order: what is split over fields stands together."""
    texts = []
    for record in fetched.records:
        for path, value in leaves(record.data):
            texts.append(path.rpartition(".")[2])
            texts.append(str(value))
        # Once more without the names of fields, which would stand between the pieces.
        texts.extend(str(value) for _, value in leaves(record.data))
    texts.extend(fetched.notes)
    if fetched.error is not None:
        texts += [fetched.error.message, fetched.error.hint, str(dict(fetched.error.details))]
    return "\n".join(texts)


def _readings(text: str) -> Iterator[str]:
    """Yield a text, and what is left of it once hidden and disguised letters are made plain."""
    yield text
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", html.unescape(text))))
    if plain != text:
        yield plain
    # Bars and dots of our own prompt, quotation marks of mail: what stands between the pieces.
    bare = "".join(letter for letter in plain if letter.isalnum() or letter in "._-/+=:@ \n")
    if bare != plain:
        yield bare


def _plain(letter: str) -> str:
    code = ord(letter)
    if code in _TAGS:
        return chr(code - _TAG_OFFSET)
    return "" if any(low <= code <= high for low, high in _HIDDEN) else letter


_HIDDEN = DEFAULT_IGNORABLE
