"""`operatoros watch`: copy a chat's answer, decide here, paste the result back."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

import click

from operatoros.cli.acting import (
    keys_here,
    lines_option,
    result_text,
    review_at,
    warn_of_policy,
    workspace_option,
)
from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import EXIT_OK, OperatorosError, Refused

if TYPE_CHECKING:
    from operatoros.app.actions import Desk
    from operatoros.cli.clipboard import Clipboard
    from operatoros.cli.reviewing import Review
    from operatoros.config import Config

EPILOG = """\b
Examples:
  operatoros watch --workspace ~/project
  operatoros watch --workspace . --chat refactoring
"""


class NobodyHere(Refused):
    """Watching needs a person at a terminal."""

    code = "ERR_NO_TERMINAL"

    def __init__(self) -> None:
        super().__init__(
            "watch asks about what is copied, and nobody can answer here",
            hint="run it in a terminal, or use `operatoros act FILE --workspace DIR --yes`",
        )


@click.command(epilog=EPILOG)
@workspace_option(required=True)
@click.option("--chat", default="clipboard", metavar="NAME", help="The conversation.")
@click.option("--once", is_flag=True, help="Stop after the first text with commands.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1, max=60),
    default=0.7,
    metavar="S",
    help="Seconds between looks.",
)
@click.option("--plain", is_flag=True, help="Write details as | lines instead of base64.")
@lines_option
def watch(workspace: str, chat: str, once: bool, every: float, plain: bool, lines: bool) -> int:
    """Wait for blocks in the clipboard, ask about them, put the results back into it."""
    from operatoros.app.actions import open_actions
    from operatoros.cli.clipboard import find_clipboard
    from operatoros.config import load

    config = load()
    clipboard = find_clipboard(config.environment)
    keys = keys_here(config, lines=lines)
    if keys is None:
        raise NobodyHere
    pause = threading.Event()
    with open_actions(config, workspace) as desk:
        warn_of_policy(desk)
        folder = show(desk.workspace.root.path, one_line=True)
        click.echo(f"watching the clipboard for {folder}; Ctrl-C ends it", err=True)
        watcher = Watcher(config, desk, clipboard, review_at(config, desk, keys), chat, plain=plain)
        while True:
            try:
                if watcher.look() and once:
                    return EXIT_OK
            except OperatorosError as error:
                # One bad look (a locked screen, a busy clipboard) does not end the watch.
                watcher.say(error)
            pause.wait(every)


class Watcher:
    """Looks at the clipboard, and at each text only once."""

    def __init__(
        self,
        config: Config,
        desk: Desk,
        clipboard: Clipboard,
        review: Review,
        chat: str,
        *,
        plain: bool,
    ) -> None:
        self._config = config
        self._desk = desk
        self._clipboard = clipboard
        self._review = review
        self._chat = chat
        self._plain = plain
        self._seen = ""
        self._said = ""

    def say(self, error: OperatorosError) -> None:
        """Say an error, but the same one only once in a row."""
        if error.code != self._said:
            self._said = error.code
            text = f"error[{error.code}]: {show(error.message)} ({show(error.hint)})"
            click.echo(paint(text, "warn"), err=True)

    def look(self) -> bool:
        """Look once; True if there was something to decide and it was decided."""
        text = self._clipboard.read()
        mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if not text or mark == self._seen:
            return False
        self._seen, self._said = mark, ""
        from operatoros.app import actions

        origin = actions.Origin(kind="clipboard", name="clipboard", chat=self._chat)
        taken = actions.take_text(
            self._desk,
            text,
            origin,
            source="clipboard",
            require_session=self._config.yes("require_session"),
        )
        told: list[str] = []
        for item in taken.items:
            if item.entry is None:
                assert item.answer is not None
                click.echo(show(item.answer.summary, one_line=True), err=True)
                told.append(result_text(self._config, None, item.answer, plain=self._plain))
            elif item.entry.state in actions.OPEN:
                answered = self._review.one(item.entry.number)
                text = result_text(self._config, answered.entry, answered.result, plain=self._plain)
                told.append(text)
        self._review.left = False
        if told:
            self._put_back(told)
        return bool(told)

    def _put_back(self, told: list[str]) -> None:
        """Put the results into the clipboard, in as many pastes as the chat needs."""
        from operatoros.app.actions import note_copied, pastes

        parts = pastes(told, limit=self._config.whole("paste_limit"))
        for nth, part in enumerate(parts, start=1):
            self._clipboard.write(part)
            self._seen = hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()
            note_copied(self._desk, None, part)
            which = f" (part {nth} of {len(parts)})" if len(parts) > 1 else ""
            click.echo(paint(f"the result{which} is in the clipboard: paste it", "bold"), err=True)
            if nth < len(parts):
                assert self._review.keys is not None
                self._review.keys.key("n next part, when this one is pasted: ", "n")
                click.echo("next", err=True)
