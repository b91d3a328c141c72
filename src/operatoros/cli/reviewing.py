"""The review loop in a terminal: each entry is shown, a person answers, what is approved is done.

One announcement an entry, printed once and never redrawn, so that a screen reader reads it as it
is. Prompts and previews go to stderr; results are the caller's to print.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from operatoros.app.actions import (
    Desk,
    Entry,
    Look,
    Outcome,
    Result,
    approve,
    approve_by_rule,
    execute,
    look,
    reject,
    release,
    waits,
    with_hunks,
    with_text,
)
from operatoros.cli.keys import ESCAPE, Keys
from operatoros.cli.previewing import diff_lines, head_lines, screens
from operatoros.cli.style import paint
from operatoros.display import show
from operatoros.errors import OperatorosError

if TYPE_CHECKING:
    from operatoros.app.actions import Preview

Edit = Callable[[str, str], str | None]
_STALE_ROUNDS = 5

_HELP = """\
  y  yes: do exactly this             n or Escape  no: the chat is told
  h  choose hunks one by one          e  edit the text before it is written
  s  skip: it keeps waiting           a  yes to this and all that follow of its kind
  q  quit: the rest keeps waiting     ?  this help
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of one entry.

    Attributes:
        entry: The entry as it stands now.
        result: What the chat is told.
    """

    entry: Entry
    result: Result


def tell(text: str = "") -> None:
    """Write a line to stderr."""
    click.echo(text, err=True)


def ask(text: str) -> None:
    """Write a prompt to stderr, without a line end."""
    click.echo(text, err=True, nl=False)


class Review:
    """One sitting: some entries, one person."""

    def __init__(
        self, desk: Desk, keys: Keys | None, *, edit: Edit | None, send_secrets: bool = False
    ) -> None:
        """Review at a desk.

        Args:
            desk: The desk.
            keys: How the person answers; None: nobody is there, only rules decide.
            edit: Opens an editor on (text, suffix) and returns what was saved; None if there
                is none.
            send_secrets: Whether secrets in results go to the chat without asking.
        """
        self.desk = desk
        self.keys = keys
        self.edit = edit
        self.send_secrets = send_secrets
        self.left = False
        # Kinds (r, w) to which the person said yes for all that follow.
        self.all_of: set[str] = set()

    def one(self, number: int) -> Answered:
        """Bring one entry to an end, or leave it waiting."""
        for _round in range(_STALE_ROUNDS):
            if self.left:
                entry = self.desk.inbox.entry(number)
                return Answered(entry=entry, result=waits(entry, "the person stopped here"))
            seen = look(self.desk, number)
            if seen.problem is not None:
                tell(f"entry {number}: {show(seen.problem.summary, one_line=True)}")
                return Answered(entry=seen.entry, result=seen.problem)
            try:
                answered = self._decide(seen)
            except OperatorosError as error:
                if error.exit_status != 4:
                    raise
                # Somebody or something was faster: say so and look again.
                tell(paint(f"error[{error.code}]: {show(error.message)}", "warn"))
                entry = self.desk.inbox.entry(number)
                if entry.state not in ("waiting", "conflict", "stale", "expired"):
                    return Answered(entry=entry, result=entry.result or waits(entry, error.code))
                continue
            if answered is not None:
                return answered
        entry = self.desk.inbox.entry(number)
        return Answered(entry=entry, result=waits(entry, "it keeps changing on the disk"))

    def _decide(self, seen: Look) -> Answered | None:
        """Ask about what is shown; None means: look again."""
        by_rule = approve_by_rule(self.desk, seen)
        if by_rule is not None:
            tell(f"entry {seen.entry.number}: {seen.decision.reasons[0].text}")
            return self._done(execute(self.desk, by_rule, send_secrets=self.send_secrets))
        if self.keys is None:
            return Answered(entry=seen.entry, result=waits(seen.entry, "nobody was asked"))
        differs = ""
        while True:
            if seen.preview is None:
                assert seen.problem is not None
                return Answered(entry=seen.entry, result=seen.problem)
            all_seen = self._show(seen.preview)
            answer = self._answer(seen, all_seen)
            if answer == "h":
                chosen = self._hunks(seen)
                if chosen is not None:
                    differs = _join(differs, f"{len(chosen)} of {len(seen.preview.hunks)} hunks")
                    seen = with_hunks(self.desk, seen, chosen)
                continue
            if answer == "e":
                edited = self._edited(seen)
                if edited is not None:
                    differs = _join(differs, "the text was edited")
                    seen = edited
                continue
            return self._act(seen, answer, all_seen, differs)

    def _act(self, seen: Look, answer: str, all_seen: bool, differs: str) -> Answered | None:
        number = seen.entry.number
        if answer in ("n", ESCAPE):
            tell("rejected")
            entry = reject(self.desk, number)
            assert entry.result is not None
            return Answered(entry=entry, result=entry.result)
        if answer in ("q", ""):
            self.left = True
            return Answered(entry=seen.entry, result=waits(seen.entry, "the person stopped here"))
        if answer == "s":
            tell("skipped, it keeps waiting")
            return Answered(entry=seen.entry, result=waits(seen.entry, "the person skipped it"))
        if answer == "a":
            self.all_of.add(seen.plan.risk if seen.plan else "")
        if answer == "t":
            return self._typed(seen, all_seen, differs)
        approval = approve(self.desk, seen)
        return self._done(
            execute(self.desk, approval, send_secrets=self.send_secrets, differs=differs)
        )

    def _typed(self, seen: Look, all_seen: bool, differs: str) -> Answered | None:
        """Take the typed confirmation of the stop lane."""
        assert self.keys is not None
        assert seen.preview is not None
        wanted = seen.preview.confirm
        unseen = not all_seen
        if unseen:
            tell("Not every changed line was on the screen.")
            said = self.keys.line("Type `approve unseen` (it is logged), or press Enter to stop: ")
            if (said or "").strip() != "approve unseen":
                return None
        typed = self.keys.line(f"Type `{wanted}` to approve, or press Enter to stop: ")
        if (typed or "").strip() != wanted:
            tell("not approved")
            return None if typed is not None else self._act(seen, "q", all_seen, differs)
        approval = approve(self.desk, seen, confirmation=wanted, all_seen=all_seen, unseen=unseen)
        return self._done(
            execute(self.desk, approval, send_secrets=self.send_secrets, differs=differs)
        )

    def _show(self, preview: Preview) -> bool:
        """Print a preview; True if all of it was on the screen."""
        tell()
        lines = [*head_lines(preview), *diff_lines(preview)]
        if preview.lane != "stop" or self.keys is None:
            for line in lines:
                tell(line)
            return True
        size = shutil.get_terminal_size()
        portions = screens(lines, rows=size.lines, columns=size.columns)
        for nth, portion in enumerate(portions, start=1):
            for line in portion:
                tell(line)
            if nth < len(portions):
                more = f"screen {nth} of {len(portions)}: m more, o stop looking: "
                if self.keys.key(more, "mo") != "m":
                    tell()
                    return False
                tell()
        return True

    def _answer(self, seen: Look, all_seen: bool) -> str:
        """Return the letter of the person's answer."""
        assert self.keys is not None
        assert seen.preview is not None
        assert seen.plan is not None
        preview = seen.preview
        if preview.lane == "stop":
            words = "t type to approve, n no, s skip, q quit"
            allowed = "tnsq"
        else:
            allowed, words = "ynsq", "y yes, n no, s skip, q quit"
            if len(preview.hunks) > 1 and preview.editable:
                allowed, words = allowed + "h", words + ", h hunks"
            if preview.editable and self.edit is not None:
                allowed, words = allowed + "e", words + ", e edit"
            if _groupable(seen):
                if seen.plan.risk in self.all_of:
                    tell("yes (you said all)")
                    return "y"
                what = "reads" if seen.plan.risk == "r" else "changes"
                allowed, words = allowed + "a", words + f", a all {what}"
        while True:
            answer = self.keys.key(f"{words}, ? help: ", allowed + "?")
            tell(_ECHO.get(answer, answer))
            if answer != "?":
                return answer
            ask(_HELP)

    def _hunks(self, seen: Look) -> list[int] | None:
        """Ask about each hunk; None if nothing was chosen."""
        assert self.keys is not None
        assert seen.preview is not None
        chosen: list[int] = []
        one_by_one = seen.preview
        for hunk in seen.preview.hunks:
            for line in diff_lines(replace(one_by_one, hunks=(hunk,)))[:-1]:
                tell(line)
            answer = self.keys.key(f"hunk {hunk.number}: y yes, n no, q back: ", "ynq")
            tell(_ECHO.get(answer, answer))
            if answer in ("q", "", ESCAPE):
                return None
            if answer == "y":
                chosen.append(hunk.number)
        if not chosen:
            tell("no hunk was chosen; reject the command with n")
            return None
        return chosen if len(chosen) < len(seen.preview.hunks) else None

    def _edited(self, seen: Look) -> Look | None:
        """Let the person edit what would be written; None if it stayed as it is."""
        assert self.edit is not None
        assert seen.plan is not None
        assert seen.plan.new is not None
        try:
            text = seen.plan.new.decode()
        except UnicodeDecodeError:
            tell("it is no text, so it cannot be edited")
            return None
        _, dot, suffix = (seen.plan.path or "").rpartition(".")
        edited = self.edit(text, f".{suffix}" if dot and suffix.isalnum() else ".txt")
        if edited is None or edited == text:
            tell("the text stayed as it was")
            return None
        return with_text(self.desk, seen, edited.encode())

    def _done(self, outcome: Outcome) -> Answered | None:
        """Say what came of it; ask about secrets before anything is copied."""
        if outcome.answer is None:
            assert outcome.error is not None
            tell(paint(f"error[{outcome.error.code}]: {show(outcome.error.message)}", "warn"))
            tell("nothing was done; here is what would happen now")
            return None
        if outcome.answer.secrets and not outcome.answer.sent:
            outcome = self._about_secrets(outcome)
        assert outcome.answer is not None
        result = outcome.answer.result
        tell(paint(show(result.summary, one_line=True), "good" if result.ok else "bad"))
        return Answered(entry=outcome.entry, result=result)

    def _about_secrets(self, outcome: Outcome) -> Outcome:
        from operatoros.review.results import found_text

        assert outcome.answer is not None
        tell(paint(f"the result holds what looks like {found_text(outcome.answer.secrets)}", "bad"))
        if self.keys is None or outcome.whole is None:
            tell("it was withheld")
            return outcome
        answer = self.keys.key("w withhold it, c copy it into the chat all the same: ", "wc")
        tell(_ECHO.get(answer, answer))
        return release(self.desk, outcome) if answer == "c" else outcome


_ECHO = {
    "y": "yes", "n": "no", "s": "skip", "q": "quit", "": "end of input", "h": "hunks",
    "e": "edit", "a": "yes to all", "t": "type", ESCAPE: "no", "?": "", "w": "withheld",
    "c": "copied",
}  # fmt: skip


def _groupable(seen: Look) -> bool:
    """Say whether `all` may cover an entry: nothing about it wants a look of its own."""
    return (
        seen.plan is not None
        and seen.plan.risk != "d"
        and seen.decision.lane == "review"
        and not seen.decision.attended
    )


def _join(before: str, more: str) -> str:
    return f"{before}, {more}" if before else more


def editor(command: str, folder: str) -> Edit:
    """Return a function that opens an editor on a text.

    Args:
        command: The editor with its arguments, as $VISUAL or $EDITOR says.
        folder: Where the text lies meanwhile; not in the workspace.
    """
    import os
    import shlex
    import subprocess
    import tempfile

    def edit(text: str, suffix: str) -> str | None:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, path = tempfile.mkstemp(suffix=suffix, prefix="edit-", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
            try:
                done = subprocess.run([*shlex.split(command), path], check=False)
            except (OSError, ValueError) as exc:
                tell(f"the editor {command!r} could not be started: {exc}")
                return None
            if done.returncode != 0:
                tell(f"the editor ended with status {done.returncode}; the text stays as it was")
                return None
            with open(path, encoding="utf-8", newline="") as stream:
                return stream.read()
        except UnicodeDecodeError:
            tell("what was saved is not UTF-8; the text stays as it was")
            return None
        finally:
            os.unlink(path)

    return edit
