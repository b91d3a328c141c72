"""Acting, wired: from a chat's text to approved, logged, undoable changes. Faces call these.

    with open_actions(config, folder) as desk:
        for item in propose_text(desk, text, origin, source="file"):
            seen = look(desk, item.entry.number)
            outcome = execute(desk, approve(desk, seen))

One function per thing a person can do; the desk is the open workspace with its inbox.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from operatoros.config import Config, make_home
from operatoros.errors import Conflict, InvalidInput, NotFound
from operatoros.protocol.command import Rejection
from operatoros.protocol.result import Result
from operatoros.protocol.scanner import Scan, Source, scan
from operatoros.review.approve import (
    Approval,
    Look,
    PersonNeeded,
    again,
    approve,
    approve_by_rule,
    approve_unattended,
    dismiss,
    look,
    reject,
    show_plan,
)
from operatoros.review.desk import Desk, open_desk
from operatoros.review.echo import Given
from operatoros.review.entries import OPEN, Entry, Origin
from operatoros.review.execute import Outcome, execute, note_copied, release
from operatoros.review.policy import Decision, Policy
from operatoros.review.policy_file import FILE, check_policy, load_policy
from operatoros.review.preview import Preview, ShownLine, make_preview
from operatoros.review.propose import Proposed, propose
from operatoros.review.results import pastes, render, waits
from operatoros.secrets import Redactor, Secret
from operatoros.values.jsonable import to_json
from operatoros.workspace.opening import open_workspace
from operatoros.workspace.places import places_for
from operatoros.workspace.plan import Done, Plan

if TYPE_CHECKING:
    from operatoros.workspace.undo import Act
    from operatoros.workspace.verify import Verdict

__all__ = [
    "Approval", "Decision", "Desk", "Done", "Entry", "Given", "Look", "Origin", "Outcome",
    "PersonNeeded", "Plan", "Policy", "Preview", "Proposed", "Result", "Scan", "ShownLine",
    "OPEN", "again", "approve", "approve_by_rule", "approve_unattended", "dismiss", "execute",
    "look", "note_copied", "pastes", "reject", "release", "render", "waits",
]  # fmt: skip

_SECRET_NAME = re.compile(r"(?i)key|token|secret|passw|credential|auth")


class WorkspaceMissing(NotFound):
    """The folder that should be the workspace is not there."""

    code = "ERR_NO_WORKSPACE"

    def __init__(self, *, folder: str) -> None:
        super().__init__(
            f"there is no folder {folder!r} to work in",
            hint="name a folder that exists with --workspace",
            details={"folder": folder},
        )


class WorkspaceNotNamed(InvalidInput):
    """It is not clear which workspace is meant."""

    code = "ERR_WORKSPACE_NOT_NAMED"

    def __init__(self, *, known: tuple[str, ...]) -> None:
        listed = ", ".join(known[:5]) or "none yet"
        super().__init__(
            "it is not clear which workspace is meant",
            hint=f"name it with --workspace; known: {listed}",
            details={"known": list(known)},
        )


# -- the desk --------------------------------------------------------------------------------


def now() -> datetime:
    """Return the present in UTC."""
    return datetime.now(UTC)


def token() -> str:
    """Return 16 random characters of 0-9 a-z (80 bits)."""
    return base64.b32encode(os.urandom(10)).decode().lower()


def person() -> str:
    """Return who decides: the system's name of the user."""
    try:
        import pwd
    except ImportError:
        return "user"
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


@contextmanager
def open_actions(config: Config, folder: str) -> Iterator[Desk]:
    """Open a folder as the workspace, with its inbox; finish what a crash left unfinished.

    Args:
        config: The settings.
        folder: The folder that actions may touch.

    Raises:
        WorkspaceMissing: if it is not there.
        OperatorosError: if it cannot be confined, its log is broken, or its inbox is newer.
    """
    from operatoros.store.owners import this_process

    if not os.path.isdir(folder):
        raise WorkspaceMissing(folder=folder)
    make_home(config.home)
    places = places_for(str(config.home), folder)
    with (
        open_workspace(folder, places, now=now(), force_walk=config.yes("force_walk")) as workspace,
        open_desk(
            workspace,
            policy_file=str(config.home / FILE),
            redactor=known_secrets(config),
            now=now,
            token=token,
            who=person(),
            owner=this_process(),
        ) as desk,
    ):
        real = os.path.realpath(folder)
        if desk.inbox.meta("path", real) != real:
            desk.inbox.set_meta("path", real)
        desk.inbox.set_meta("opened_at", desk.time)
        yield desk


def known_secrets(config: Config) -> Redactor:
    """Return a redactor that knows every secret that this program was given."""
    redactor = Redactor()
    for value in config.values.values():
        if isinstance(value, Secret):
            redactor.add(value)
    for variables in (config.environment, config.env_local):
        for name, text in variables.items():
            if _SECRET_NAME.search(name):
                redactor.add(Secret(text))
    for text in _stored_credentials(config):
        redactor.add(Secret(text))
    return redactor


def _stored_credentials(config: Config) -> Iterator[str]:
    try:
        files = sorted((config.home / "credentials").glob("*.env"))
        texts = [file.read_text(encoding="utf-8") for file in files]
    except (OSError, UnicodeDecodeError):
        return
    for text in texts:
        for line in text.splitlines():
            name, _, value = line.partition("=")
            if value and not name.lstrip().startswith("#"):
                yield value.strip().strip("'\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWorkspace:
    """A workspace that was opened before.

    Attributes:
        id: Its name in the state folder.
        path: Its folder.
        opened_at: When it was opened last; ISO 8601 in UTC.
        waiting: Entries that wait for a decision.
    """

    id: str
    path: str
    opened_at: str
    waiting: int


def known_workspaces(config: Config) -> tuple[KnownWorkspace, ...]:
    """Return the workspaces that were opened before, the latest first; nothing is opened."""
    import sqlite3

    found: list[KnownWorkspace] = []
    for file in (config.home / "workspaces").glob("*/inbox.db"):
        try:
            # A URI, because only so can a file be opened without being changed.
            db = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        except sqlite3.Error:
            continue
        try:
            meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
            waits_for = ", ".join(f"'{state}'" for state in sorted(OPEN))
            waiting = db.execute(
                f"SELECT count(*) FROM entries WHERE state IN ({waits_for})"  # noqa: S608  # our own words
            ).fetchone()[0]
        except sqlite3.Error:
            continue
        finally:
            db.close()
        if "path" in meta:
            found.append(
                KnownWorkspace(
                    id=file.parent.name,
                    path=meta["path"],
                    opened_at=meta.get("opened_at", ""),
                    waiting=waiting,
                )
            )
    return tuple(sorted(found, key=lambda one: one.opened_at, reverse=True))


def workspace_for(config: Config, given: str | None) -> str:
    """Return the folder that is meant: the given one, the one we stand in, or the only one known.

    Raises:
        WorkspaceNotNamed: if none is given and it is not clear.
    """
    if given:
        return given
    known = tuple(one.path for one in known_workspaces(config))
    here = os.path.realpath(config.project)
    while True:
        if here in known:
            return here
        above = os.path.dirname(here)
        if above == here:
            break
        here = above
    if len(known) == 1:
        return known[0]
    raise WorkspaceNotNamed(known=known)


# -- from text to entries --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a text brought.

    Attributes:
        scan: What was found in it.
        items: What is to be decided or told, in the order of the text.
    """

    scan: Scan
    items: tuple[Proposed, ...]


def take_text(
    desk: Desk,
    text: str,
    origin: Origin,
    *,
    source: Source,
    given: Iterable[Given] = (),
    require_session: bool = False,
) -> Taken:
    """Scan a text and put its commands into the inbox.

    Args:
        desk: The desk.
        text: What a chat wrote.
        origin: Where it came from; `chat` is what the ledger is kept for.
        source: Where the text is from; decides how much of it counts.
        given: Data that was fetched for the writer of the text, to tell echoes.
        require_session: Whether commands without the session's token are rejected.
    """
    found = scan(text, session=desk.session(), source=source)
    items = propose(desk, found, origin, given=given, require_session=require_session)
    return Taken(scan=found, items=items)


def with_hunks(desk: Desk, seen: Look, accepted: Iterable[int]) -> Look:
    """Return a look at the same change with only some of its hunks.

    Args:
        desk: The desk.
        seen: What was shown.
        accepted: Numbers of the hunks to keep, from 1, as the preview shows them.

    Raises:
        NoHunks: if none is chosen, there is no such hunk, or the plan has none.
    """
    from operatoros.workspace.hunks import accept

    assert seen.plan is not None
    plan = accept(seen.plan, [number - 1 for number in accepted])
    return show_plan(desk, seen.entry, plan)


def with_text(desk: Desk, seen: Look, text: bytes) -> Look:
    """Return a look at the same change with another resulting text."""
    from operatoros.workspace.hunks import plan_with_bytes

    assert seen.plan is not None
    return show_plan(desk, seen.entry, plan_with_bytes(seen.plan, text))


def run_unattended(desk: Desk, number: int, *, deletes: bool, send_secrets: bool = False) -> Result:
    """Carry out an entry because a person said `--yes`; return what the chat is told.

    What `--yes` does not cover keeps waiting, and the result says so; so does what another
    process is deciding at the same moment.
    """
    try:
        seen = look(desk, number)
        if seen.problem is not None:
            return seen.problem
        approval = approve_by_rule(desk, seen) or approve_unattended(desk, seen, deletes=deletes)
        outcome = execute(desk, approval, send_secrets=send_secrets)
    except PersonNeeded as error:
        return waits(seen.entry, f"{error.code}: {error.details['why']}")
    except Conflict as error:
        return waits(desk.inbox.entry(number), f"somebody else decided first ({error.code})")
    if outcome.answer is None:
        return waits(outcome.entry, outcome.error.message if outcome.error else "")
    return outcome.answer.result


def result_json(
    entry: Entry | None, rejection: Rejection | None, result: Result
) -> dict[str, object]:
    """Return one item in the form of `act --json`."""
    return {
        "id": result.id,
        "action": entry.command.action if entry is not None else None,
        "ok": result.ok,
        "code": rejection.code if rejection is not None else result.code,
        "summary": result.summary,
        "details": result.details,
    }


def entry_json(entry: Entry) -> dict[str, object]:
    """Return an entry as faces show it."""
    result = entry.result
    return {
        "number": entry.number,
        "id": entry.command.id,
        "action": entry.command.action,
        "path": entry.command.path,
        "path_to": entry.command.path_to,
        "state": entry.state,
        "lane": entry.lane,
        "reasons": [{"code": one.code, "text": one.text} for one in entry.reasons],
        "signed": entry.command.signed,
        "origin": {
            "kind": entry.origin.kind,
            "name": entry.origin.name,
            "chat": entry.origin.chat,
        },
        "created_at": entry.created_at,
        "changed_at": entry.changed_at,
        "seq": entry.seq,
        "result": None if result is None else result_json(entry, None, result),
    }


def preview_json(preview: Preview) -> dict[str, object]:
    """Return a preview as faces show it; `shown` is the hash that the log keeps."""
    told = to_json(preview)
    assert isinstance(told, dict)
    return {**told, "shown": preview.shown}


# -- undo, audit, policy -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLook:
    """An undo or redo as a person sees it.

    Attributes:
        plan: What would happen.
        preview: What to show.
    """

    plan: Plan
    preview: Preview


def look_undo(desk: Desk, seq: int | None, *, redo: bool = False) -> UndoLook:
    """Prepare the undo of an act, by default of the latest one that stands.

    Args:
        desk: The desk.
        seq: The act's line in the log; None for the latest.
        redo: Whether to take an undo back instead.

    Raises:
        NothingToUndo, AlreadyUndone, BaseChanged, BlobGone: see `workspace.undo`.
    """
    from operatoros.workspace import undo as undoing

    chosen = _latest(desk, redo=redo) if seq is None else seq
    plan = (undoing.redo if redo else undoing.undo)(chosen, desk.workspace)
    decision = Decision(lane="review")
    preview = make_preview(plan, decision, number=0, id=f"act-{chosen}", command=None)
    return UndoLook(plan=plan, preview=preview)


def _latest(desk: Desk, *, redo: bool) -> int:
    from operatoros.workspace.undo import NothingToUndo, acts_back

    for act in acts_back(desk.workspace):
        if redo and act.undone_by is not None and act.undoes is None:
            return act.seq
        if not redo and act.can_be_undone and act.undoes is None:
            return act.seq
    what = "nothing was undone" if redo else "nothing was done here that could be undone"
    raise NothingToUndo(seq=0, reason=what)


def apply_undo(desk: Desk, seen: UndoLook) -> Done:
    """Carry out an undo that a person approved."""
    from operatoros.workspace.apply import apply

    context = {"who": desk.who, "shown": seen.preview.shown, "decision": "person"}
    return apply(
        seen.plan,
        seen.plan.digest,
        desk.workspace,
        now=desk.now(),
        token=desk.token(),
        context=context,
    )


def acts_json(desk: Desk) -> list[dict[str, object]]:
    """Return every change in the log, oldest first, as faces show it."""
    from operatoros.workspace.undo import acts

    return [_act_json(act) for act in acts(desk.workspace)]


def latest_acts(desk: Desk, most: int) -> list[dict[str, object]]:
    """Return the last changes in the log that came to an end, newest first, as faces show them."""
    from operatoros.workspace.undo import acts_back

    ended = (act for act in acts_back(desk.workspace) if act.result)
    return [_act_json(act) for act in islice(ended, most)]


def _act_json(act: Act) -> dict[str, object]:
    return {
        "seq": act.seq,
        "time": act.time,
        "action": act.action,
        "path": act.path,
        "path_to": act.path_to,
        "result": act.result,
        "undoes": act.undoes,
        "undone_by": act.undone_by,
        "chat": act.data.get("chat", ""),
        "id": act.data.get("id", ""),
        "who": act.data.get("who", ""),
        "decision": act.data.get("decision", ""),
        "rule": act.data.get("rule", ""),
    }


def audit_json(config: Config, folder: str) -> Iterator[dict[str, object]]:
    """Yield every line of the log as it stands, oldest first, without the stored contents."""
    from operatoros.workspace.log import read_lines

    for line in read_lines(places_for(str(config.home), folder)):
        data = {name: value for name, value in line.data.items() if name != "change"}
        yield {"seq": line.seq, "time": line.time, "kind": line.kind, **data, "hash": line.hash}


def verify_log(config: Config, folder: str) -> Verdict:
    """Return what a look at the whole log of a workspace comes to; nothing is opened or changed."""
    from operatoros.workspace.verify import verify

    return verify(places_for(str(config.home), folder))


def policy_of(config: Config) -> Policy:
    """Return the person's rules; a broken file is a banner."""
    return load_policy(str(config.home / FILE))


def checked_policy(config: Config) -> Policy:
    """Return the person's rules.

    Raises:
        PolicyInvalid: with every problem of the file.
    """
    return check_policy(str(config.home / FILE))


# -- what goes into a chat ---------------------------------------------------------------------

BOOTSTRAP_FILE = "operator_llm_bootstrap.txt"


class BootstrapUnreadable(InvalidInput):
    """A person's own first prompt cannot be read."""

    code = "ERR_BOOTSTRAP_UNREADABLE"

    def __init__(self, *, file: str, why: str) -> None:
        super().__init__(
            f"cannot read the prompt {file!r}: {why}",
            hint="mend the file, or move it away to use the shipped prompt",
            details={"file": file},
        )


def own_bootstrap(config: Config) -> str | None:
    """Return the person's own first prompt: the project's, else the user's; None if none."""
    for file in (config.project / BOOTSTRAP_FILE, config.home / BOOTSTRAP_FILE):
        try:
            return file.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as exc:
            why = (exc.strerror or "") if isinstance(exc, OSError) else "it is not UTF-8"
            raise BootstrapUnreadable(file=str(file), why=why) from exc
    return None


def chat_prompt(config: Config, desk: Desk) -> str:
    """Return the first message to a chat, with the token of this inbox."""
    from operatoros.protocol.spec import bootstrap_prompt

    return bootstrap_prompt(session=desk.session(), text=own_bootstrap(config))
