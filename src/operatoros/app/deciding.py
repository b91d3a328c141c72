"""The inbox for a face that shows first and is answered later: every decision names what was seen.

Between the look and the answer anything may happen, so an answer carries the digest of the plan
that was on the screen. It is made anew and held against it: approved is what was seen, or nothing.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from operatoros.app import actions
from operatoros.app.actions import Desk, Entry, Look, Preview, Result, UndoLook
from operatoros.app.page_requests import workspace_of
from operatoros.app.wiring import World
from operatoros.errors import InvalidInput, OperatorosError, Refused
from operatoros.protocol.render import PASTE_LIMIT
from operatoros.review.approve import PlanNotShown
from operatoros.review.entries import EntryMoved, Origin
from operatoros.workspace.deny import secret_like
from operatoros.workspace.log import LogBroken
from operatoros.workspace.plan import Done
from operatoros.workspace.textfile import Span, try_decode

# Most bytes of a file that a page shows.
_MOST_SHOWN = 200_000
_DECIDED = 30
_ACTS = 30
# Most new entries that one look at the inbox sorts into lanes; the next one goes on.
_SORTED = 200


class _Turn:
    """Whose turn it is at one workspace's desk.

    Its inbox stays open in between: whoever closes an SQLite file last has to tidy it up, which
    takes longer than a look.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._held: sqlite3.Connection | None = None

    def hold(self, file: str) -> None:
        """Keep the file of the inbox open from now on."""
        if self._held is None:
            self._held = sqlite3.connect(file, check_same_thread=False)
            self._held.execute("SELECT count(*) FROM meta").fetchone()


_TURNS: dict[str, _Turn] = {}


class FolderNotAbsolute(InvalidInput):
    """A workspace was named by something else than a whole path. Raised by: open_folder."""

    code = "ERR_FOLDER_NOT_ABSOLUTE"

    def __init__(self, *, folder: str) -> None:
        super().__init__(
            f"{folder!r} is not a whole path",
            hint="give the folder from the root, for example /home/ada/project or ~/project",
        )


class NotShownHere(Refused):
    """A file is not shown on a page. Raised by: file_of."""

    code = "ERR_FILE_NOT_SHOWN"

    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"{path!r} is not shown: {why}", hint="open it with a program of your own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person makes of a proposal before saying yes.

    Attributes:
        hunks: Numbers of the hunks to keep, from 1; None for all.
        text: What is to be written instead; None for what was proposed.
    """

    hunks: tuple[int, ...] | None = None
    text: str | None = None


AS_PROPOSED = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One entry as a person sees it.

    Attributes:
        entry: The entry.
        preview: What it would do; None if it cannot be prepared, or was decided.
        proposed: What it would do as it was proposed, if the person chose something else.
        problem: Why it cannot be prepared; None if it can.
        text: The text that would be written, for editing; None if there is none.
        edited: Whether `text` is not what was proposed.
    """

    entry: Entry
    preview: Preview | None = None
    proposed: Preview | None = None
    problem: Result | None = None
    text: str | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """A workspace's inbox.

    Attributes:
        id: The workspace's name in the state folder.
        path: Its folder.
        waiting: Entries that wait for a decision, the oldest first.
        decided: The last ones that were decided, the latest first.
        acts: The last changes that were made, the latest first.
        banner: Why the rules cannot be read, so that everything is asked; empty if they can.
        log_problem: Why older changes cannot be told: the log was altered. New ones still can.
        replaced: Whether another folder is at this path since the last time.
        session: The token that the chat's commands carry.
    """

    id: str
    path: str
    waiting: tuple[Entry, ...]
    decided: tuple[Entry, ...]
    acts: tuple[dict[str, object], ...]
    banner: str
    log_problem: OperatorosError | None
    replaced: bool
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPage:
    """What a pasted text brought: new entries, known ones, and answers to what is invalid."""

    fresh: tuple[Entry, ...]
    known: tuple[Entry, ...]
    rejected: tuple[tuple[str, int, str], ...]
    trimmed: bool
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of an entry.

    Attributes:
        entry: The entry as it stands now.
        result: What the chat is told; None if it waits for a new decision.
        paste: The result as a chat takes it; empty if there is none.
        secrets: Count of what looks like a secret in the result and was withheld.
        error: Why it was not done.
    """

    entry: Entry
    result: Result | None = None
    paste: str = ""
    secrets: int = 0
    error: OperatorosError | None = None


# -- looking -----------------------------------------------------------------------------------


def open_folder(world: World, folder: str) -> str:
    """Open a folder as a workspace and return its id; only a person at this machine may.

    Raises:
        FolderNotAbsolute, WorkspaceMissing; what `open_actions` raises.
    """
    chosen = os.path.expanduser(folder.strip())
    if not os.path.isabs(chosen) or "\0" in chosen:
        raise FolderNotAbsolute(folder=folder)
    with actions.open_actions(world.config, chosen) as desk:
        return desk.workspace.places.id


def inbox_of(world: World, workspace: str) -> InboxPage:
    """Return a workspace's inbox.

    Raises:
        WorkspaceUnknown; what `open_actions` raises.
    """
    with _desk(world, workspace) as desk:
        path = desk.inbox.meta("path", "")
        _sort(desk)
        # What was just decided must be told, whatever became of older lines.
        acts: tuple[dict[str, object], ...] = ()
        log_problem = None
        try:
            acts = tuple(actions.latest_acts(desk, _ACTS))
        except LogBroken as broken:
            log_problem = broken
        return InboxPage(
            id=workspace,
            path=path,
            waiting=tuple(desk.inbox.entries(tuple(actions.OPEN))),
            decided=tuple(desk.inbox.decided(_DECIDED)),
            acts=acts,
            banner=desk.policy().banner,
            log_problem=log_problem,
            replaced=desk.replaced,
            session=desk.session(),
        )


def acts_of(world: World, workspace: str) -> list[dict[str, object]]:
    """Return every change that was made in a workspace, the latest first.

    Raises:
        WorkspaceUnknown; what `open_actions` raises.
    """
    with _desk(world, workspace) as desk:
        return actions.acts_json(desk)[::-1]


def _sort(desk: Desk) -> None:
    """Put entries that nobody has looked at into their lanes: what they would do decides it."""
    new = [one for one in desk.inbox.entries(tuple(actions.OPEN)) if not one.plan]
    for entry in new[:_SORTED]:
        actions.look(desk, entry.number, answer=False)


def entry_of(world: World, workspace: str, number: int, choice: Choice = AS_PROPOSED) -> EntryPage:
    """Return an entry with what it would do; nothing is answered or moved by looking.

    Raises:
        WorkspaceUnknown, EntryNotFound, NoHunks.
    """
    with _desk(world, workspace) as desk:
        entry = desk.inbox.entry(number)
        if entry.state not in actions.OPEN:
            return EntryPage(entry=entry)
        seen = actions.look(desk, number, answer=False)
        shown = _chosen(desk, seen, choice)
        return EntryPage(
            entry=shown.entry,
            preview=shown.preview,
            proposed=seen.preview if shown is not seen else None,
            problem=shown.problem,
            text=_text_of(shown),
            edited=choice.text is not None and choice.text != _text_of(seen),
        )


@contextmanager
def _desk(world: World, workspace: str) -> Iterator[Desk]:
    """Open a workspace's desk; people who decide in one server come to it one after the other.

    Each look and each answer is short. Left to the lock of the file, many at once would starve
    somebody: its waiting is not fair.
    """
    known = workspace_of(world, workspace)
    turn = _TURNS.setdefault(str(world.config.home / workspace), _Turn())
    with turn.lock, actions.open_actions(world.config, known.path) as desk:
        turn.hold(os.path.join(desk.workspace.places.folder, "inbox.db"))
        yield desk


def _text_of(seen: Look) -> str | None:
    if seen.plan is None or seen.preview is None or not seen.preview.editable:
        return None
    text = try_decode(seen.plan.new)
    return None if text is None else text.seen


def _chosen(desk: Desk, seen: Look, choice: Choice) -> Look:
    """Return a look at what a person made of a proposal."""
    if seen.plan is None or seen.preview is None:
        return seen
    if choice.hunks is not None and set(choice.hunks) != {h.number for h in seen.preview.hunks}:
        seen = actions.with_hunks(desk, seen, choice.hunks)
    if choice.text is not None and choice.text != _text_of(seen):
        assert seen.plan is not None
        seen = actions.with_text(desk, seen, _bytes_of(seen, choice.text))
    return seen


def _bytes_of(seen: Look, text: str) -> bytes:
    """Return an edited text as the file is written.

    A page's text areas know only line feeds: lines that were not edited keep their own ends, and
    edited ones get the ends in use at their place.
    """
    assert seen.plan is not None
    proposed = try_decode(seen.plan.new)
    if proposed is None:
        return text.encode("utf-8")
    old, new = proposed.seen.splitlines(keepends=True), text.splitlines(keepends=True)
    at = [0]
    for line in old:
        at.append(at[-1] + len(line))
    spans = [
        Span(start=at[first], end=at[last], text="".join(new[start:end]))
        for kind, first, last, start, end in SequenceMatcher(a=old, b=new).get_opcodes()
        if kind != "equal"
    ]
    return proposed.splice(spans).encode()


# -- taking a text in --------------------------------------------------------------------------


def scan_text(
    world: World, workspace: str, text: str, *, kind: Literal["clipboard", "chat"] = "clipboard"
) -> ScanPage:
    """Put the commands of a pasted text into the inbox.

    Args:
        world: The world.
        workspace: Id of the workspace.
        text: What was pasted: a chat's answer, or a whole page of one.
        kind: Where it is from; decides how much of it counts.
    """
    origin = Origin(kind=kind, name="pasted on the page", chat=kind)
    with _desk(world, workspace) as desk:
        taken = actions.take_text(
            desk,
            text,
            origin,
            source="page" if kind == "chat" else "clipboard",
            require_session=world.config.yes("require_session"),
        )
        entries = [(item.entry, item.fresh) for item in taken.items if item.entry is not None]
        answers = [item.answer for item in taken.items if item.answer is not None]
        return ScanPage(
            fresh=tuple(entry for entry, fresh in entries if fresh),
            known=tuple(entry for entry, fresh in entries if not fresh),
            rejected=tuple(
                (item.rejection.code, item.rejection.line, item.rejection.message)
                for item in taken.items
                if item.rejection is not None
            ),
            trimmed=taken.scan.trimmed,
            answers="\n".join(actions.render(one) for one in answers),
        )


# -- deciding ----------------------------------------------------------------------------------


def approve(
    world: World,
    workspace: str,
    number: int,
    *,
    plan: str,
    choice: Choice = AS_PROPOSED,
    confirmation: str = "",
    all_seen: bool = False,
    unseen: bool = False,
    send_secrets: bool = False,
) -> Decided:
    """Carry out an entry whose plan was on the screen.

    Args:
        world: The world.
        workspace: Id of the workspace.
        number: The entry.
        plan: Digest of the plan that was shown.
        choice: What the person made of the proposal; the plan is of that.
        confirmation: What was typed, for the stop lane.
        all_seen: Whether every changed line was on the screen.
        unseen: Whether the person said `approve unseen`.
        send_secrets: Whether what looks like a secret may go to the chat.

    Raises:
        PlanNotShown: if something else would happen now.
        ConfirmationWrong, NotAllSeen, EntryMoved, EntryNotFound, WorkspaceUnknown.
    """
    with _desk(world, workspace) as desk:
        return _approve(
            desk,
            number,
            plan=plan,
            choice=choice,
            confirmation=confirmation,
            all_seen=all_seen,
            unseen=unseen,
            send_secrets=send_secrets,
        )


def approve_group(
    world: World, workspace: str, shown: Sequence[tuple[int, str]]
) -> tuple[Decided, ...]:
    """Carry out entries that stood on one screen, in their order; the stop lane is left out.

    Args:
        world: The world.
        workspace: Id of the workspace.
        shown: Number of each entry, and the digest of its plan that was shown.
    """
    made: list[Decided] = []
    with _desk(world, workspace) as desk:
        for number, plan in sorted(shown):
            try:
                made.append(_approve(desk, number, plan=plan, grouped=True))
            except OperatorosError as error:
                made.append(Decided(entry=desk.inbox.entry(number), error=error))
    return tuple(made)


class NotInGroup(Refused):
    """The stop lane is decided one by one. Raised by: approve_group."""

    code = "ERR_NOT_IN_GROUP"

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"entry {number} is in the stop lane and is decided by itself",
            hint="open it, look through it, and type its confirmation",
        )


def _approve(
    desk: Desk,
    number: int,
    *,
    plan: str,
    choice: Choice = AS_PROPOSED,
    confirmation: str = "",
    all_seen: bool = False,
    unseen: bool = False,
    send_secrets: bool = False,
    grouped: bool = False,
) -> Decided:
    proposed = actions.look(desk, number)
    if proposed.problem is not None:
        return Decided(entry=proposed.entry, result=proposed.problem, paste=_paste(desk, number))
    seen = _chosen(desk, proposed, choice)
    if seen.plan is None or seen.plan.digest != plan:
        raise PlanNotShown(number=number)
    if grouped and seen.decision.lane == "stop":
        raise NotInGroup(number=number)
    differs = "" if seen is proposed else _differs(proposed, choice)
    approval = actions.approve(
        desk, seen, confirmation=confirmation, all_seen=all_seen, unseen=unseen
    )
    outcome = actions.execute(desk, approval, send_secrets=send_secrets, differs=differs)
    if outcome.answer is None:
        return Decided(entry=outcome.entry, error=outcome.error)
    withheld = 0 if outcome.answer.sent else len(outcome.answer.secrets)
    return Decided(
        entry=outcome.entry,
        result=outcome.answer.result,
        paste=actions.render(outcome.answer.result, entry=outcome.entry),
        secrets=withheld,
        error=outcome.error,
    )


def _differs(proposed: Look, choice: Choice) -> str:
    if choice.text is not None:
        return "an edited text"
    assert proposed.preview is not None
    assert choice.hunks is not None
    return f"{len(choice.hunks)} of {len(proposed.preview.hunks)} hunks"


def reject(world: World, workspace: str, number: int, *, reason: str = "") -> Decided:
    """Say no to an entry; the chat is told.

    Raises:
        EntryMoved, EntryNotFound, WorkspaceUnknown.
    """
    with _desk(world, workspace) as desk:
        entry = actions.reject(desk, number, reason=reason)
        return Decided(entry=entry, result=entry.result, paste=_paste(desk, number))


def dismiss(world: World, workspace: str, number: int) -> Decided:
    """Put an entry aside; the chat is not told."""
    with _desk(world, workspace) as desk:
        return Decided(entry=actions.dismiss(desk, number))


def again(world: World, workspace: str, number: int) -> Entry:
    """Let an entry that was decided wait once more."""
    with _desk(world, workspace) as desk:
        return actions.again(desk, number)


def _paste(desk: Desk, number: int) -> str:
    entry = desk.inbox.entry(number)
    return "" if entry.result is None else actions.render(entry.result, entry=entry)


def paste_of(
    world: World, workspace: str, numbers: Sequence[int], *, decoded: bool = False
) -> tuple[str, ...]:
    """Return the results of entries as a chat takes them, in as few pastes as fit; it is logged.

    Args:
        world: The world.
        workspace: Id of the workspace.
        numbers: The entries, in the order to paste.
        decoded: Whether details are written as lines instead of base64.
    """
    with _desk(world, workspace) as desk:
        texts: list[str] = []
        for number in numbers:
            entry = desk.inbox.entry(number)
            if entry.result is None:
                raise EntryMoved(number=number, state=entry.state, wanted="copied")
            form: Literal["plain", "b64"] = "plain" if decoded else "b64"
            text = actions.render(entry.result, entry=entry, form=form)
            actions.note_copied(desk, entry, text)
            texts.append(text)
        return actions.pastes(texts, limit=world.config.whole("paste_limit") or PASTE_LIMIT)


# -- what was done -----------------------------------------------------------------------------


def undo_of(world: World, workspace: str, seq: int | None, *, redo: bool = False) -> UndoLook:
    """Return what taking an act back would do; by default the latest one that stands."""
    with _desk(world, workspace) as desk:
        return actions.look_undo(desk, seq, redo=redo)


def undo(world: World, workspace: str, seq: int | None, *, plan: str, redo: bool = False) -> Done:
    """Take an act back, if that is still what was shown.

    Raises:
        PlanNotShown; what `workspace.undo` raises.
    """
    with _desk(world, workspace) as desk:
        seen = actions.look_undo(desk, seq, redo=redo)
        if seen.plan.digest != plan:
            raise PlanNotShown(number=seq or 0)
        return actions.apply_undo(desk, seen)


def file_of(world: World, workspace: str, path: str) -> str:
    """Return the text of a file in a workspace, to see what was done.

    Raises:
        NotShownHere: what looks like a secret, is no text, or is too large.
        PathNotAllowed, NotThere: see `rooted`.
    """
    if secret_like(path):
        raise NotShownHere(path=path, why="it looks like a secret")
    with _desk(world, workspace) as desk:
        data = desk.workspace.root.read(path, limit=_MOST_SHOWN)
    text = try_decode(data)
    if text is None:
        raise NotShownHere(path=path, why="it is not text")
    return text.real


def first_message(world: World, workspace: str) -> str:
    """Return what to paste into a chat first, with this inbox's token."""
    with _desk(world, workspace) as desk:
        return actions.chat_prompt(world.config, desk)
