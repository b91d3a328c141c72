"""Do what an approved plan says: log, change, log, answer (W7).

    compare     what is on the disk with what the plan saw
    keep        the before-images, down to the disk
    intent      one line in the log, down to the disk
    commit      one rename (see `commit`)
    outcome     one line in the log, down to the disk; the anchor
    answer

Whatever fails before the rename leaves the disk as it was. Whatever fails after it is answered
as what it is: done but not confirmed, or not finished; never as "ok" and never as "not done".
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256

from operatoros.errors import OperatorosError, Unavailable
from operatoros.rooted import flags
from operatoros.rooted.changing import holding
from operatoros.rooted.handles import shut
from operatoros.rooted.paths import RelPath, as_path
from operatoros.rooted.refusals import PathNotFound, TargetExists, translate, translated
from operatoros.rooted.root import chunks
from operatoros.workspace import tree
from operatoros.workspace.blobs import BlobDamaged, Blobs
from operatoros.workspace.commit import Commit, commit, describe, prune, rules_for
from operatoros.workspace.log import Log, LogTrouble, locked
from operatoros.workspace.nodes import Node, blobs_of, content_digest, everything, identity
from operatoros.workspace.opened import Workspace, stamp
from operatoros.workspace.plan import (
    BaseChanged,
    Change,
    Done,
    Plan,
    PlanMismatch,
    WrongWorkspace,
    base_of,
    change_to_json,
    digest_of,
)
from operatoros.workspace.reads import answer
from operatoros.workspace.recover import recover
from operatoros.workspace.settle import Settled, settle
from operatoros.workspace.words import summary_of

# What a caller may add to an act's line (W16).
CONTEXT = frozenset({"chat", "who", "id", "shown", "decision", "rule"})
_TOKEN = re.compile(r"[0-9a-z]{8,32}")
# A longer change goes to the store, so that the log stays quick to read.
_INLINE = 16_384


class NotFinished(Unavailable):
    """The change was begun and it could not be brought to an end."""

    code = "ERR_NOT_FINISHED"

    def __init__(self, *, path: str, stands: str, cause: str) -> None:
        super().__init__(
            f"the change of {path!r} was not finished: {cause}; {stands}",
            hint="open the workspace again: what is left is settled from the log at the start",
            details={"path": path, "stands": stands, "cause": cause},
        )


class NotLogged(Unavailable):
    """The change was made, but its outcome could not be logged."""

    code = "ERR_APPLIED_NOT_LOGGED"

    def __init__(self, *, path: str, cause: str) -> None:
        super().__init__(
            f"{path!r} was changed as approved, but the log could not be written: {cause}",
            hint="the outcome is added to the log at the next start; look at the disk of the log",
            details={"path": path, "cause": cause},
        )


def apply(
    plan: Plan,
    digest: str,
    workspace: Workspace,
    *,
    now: datetime,
    token: str,
    context: Mapping[str, str] | None = None,
) -> Done:
    """Do exactly what a plan says, if it is the approved one and the disk is as it saw it.

    Args:
        plan: The plan; its digest is computed anew.
        digest: The digest that was approved.
        workspace: Where.
        now: The present, in UTC.
        token: 8 to 32 random characters of 0-9 a-z, never used twice; names temporaries.
        context: What the caller wants in the log's line: chat, who, id (the command's), shown
            (hash of the text that was shown), decision, rule.

    Returns:
        What it came to. `state` is `durability_unknown` if it was applied but the disk did not
        confirm it.

    Raises:
        PlanMismatch: if the plan is not the approved one.
        WrongWorkspace: if it was made for another workspace.
        BaseChanged, TargetExists: if the disk is no longer as the plan saw it.
        StoreFull: if the before-images have no room; nothing was changed.
        NotFinished, NotLogged: if the change stands in part or without its line; see there.
        OperatorosError: for every other reason that it was not done; the disk is as it was.
    """
    actual = digest_of(plan)
    if actual != digest or plan.digest != digest:
        raise PlanMismatch(approved=digest, actual=actual)
    if plan.workspace != workspace.places.id:
        raise WrongWorkspace(plan=plan.workspace, here=workspace.places.id)
    assert _TOKEN.fullmatch(token), "a token is 8 to 32 characters of 0-9 a-z"
    said = dict(context or {})
    assert said.keys() <= CONTEXT, "the log's line has only these of its caller"
    if plan.change is None:
        return _read(plan, workspace, now=now, said=said)
    with translated(plan.path or "."), locked(workspace.places) as log:
        recover(workspace, log, now=now)
        return _Act(plan, plan.change, workspace, log, now, token, said).run()


def note(workspace: Workspace, kind: str, data: Mapping[str, object], *, now: datetime) -> int:
    """Add a line of the caller's own to the log: a decision, what was copied to a chat, ...

    Args:
        workspace: Whose log.
        kind: What the line tells; not `intent`, `outcome` or `read`.
        data: JSON-able values by name; payloads by hash.
        now: The present, in UTC.

    Returns:
        The line's number.
    """
    assert kind not in {"intent", "outcome", "read"}, "those are written by acts only"
    with translated(workspace.places.log), locked(workspace.places) as log:
        recover(workspace, log, now=now)
        seq = log.append(kind, data, time=stamp(now))
        log.anchor(time=stamp(now))
        return seq


def _read(plan: Plan, workspace: Workspace, *, now: datetime, said: Mapping[str, str]) -> Done:
    """Answer a reading; it is logged before it is told.

    The log is not held while the disk is read: a search takes up to two seconds.
    """
    with translated(plan.path or "."):
        told = answer(plan, workspace)
    details = told.details or ""
    line = {
        **said,
        "action": plan.action,
        "path": plan.path,
        "command": plan.command,
        "bytes": len(details.encode("utf-8", "surrogatepass")),
        "details_sha256": sha256(details.encode("utf-8", "surrogatepass")).hexdigest(),
    }
    with translated(workspace.places.log), locked(workspace.places) as log:
        recover(workspace, log, now=now)
        seq = log.append("read", line, time=stamp(now))
        anchored = log.anchor(time=stamp(now))
    return Done(
        seq=seq,
        action=plan.action,
        path=plan.path,
        state="done",
        summary=told.summary,
        details=told.details,
        base=told.base,
        notes=told.notes if anchored else (*told.notes, _NO_ANCHOR),
    )


_NO_ANCHOR = "the log's anchor could not be written; the old one stays"


class _Act:
    """One change from comparing to answering."""

    def __init__(
        self,
        plan: Plan,
        change: Change,
        workspace: Workspace,
        log: Log,
        now: datetime,
        token: str,
        said: Mapping[str, str],
    ) -> None:
        self.plan = plan
        self.change = change
        self.workspace = workspace
        self.log = log
        self.now = now
        self.time = stamp(now)
        self.token = token
        self.said = said
        self._stored = ""

    def run(self) -> Done:
        self._compare()
        inline = self._keep()
        seq = self.log.append("intent", self._intent(inline), time=self.time)
        with Commit(
            root=self.workspace.root,
            change=self.change,
            token=self.token,
            content=self._content,
            keep_powers=self.plan.undoes is not None,
        ) as work:
            try:
                commit(work)
            except BaseException as exc:
                self._settle(seq, work, exc)
        return self._finish(seq, work)

    # -- before the intent -------------------------------------------------------------------

    def _compare(self) -> None:
        """See that the disk is as the plan saw it, before anything is stored or logged."""
        change, root = self.change, self.workspace.root
        if change.before is None:
            self._must_be_free(change.path)
            return
        with holding(root, as_path(change.path)) as held:
            actual = tree.scan(held.folder, held.name, change.path, rules_for(change.before))
        if identity(actual) != identity(change.before):
            raise BaseChanged(
                path=change.path, expected=describe(change.before), actual=describe(actual)
            )
        if change.path_to is not None:
            self._must_be_free(change.path_to)

    def _must_be_free(self, text: str) -> None:
        try:
            status = self.workspace.root.look(as_path(text))
        except PathNotFound:
            return
        if self.plan.action == "fs.write" or self.plan.undoes is not None:
            kind = "a file" if stat.S_ISREG(status.st_mode) else "something"
            raise BaseChanged(path=text, expected="nothing", actual=kind)
        raise TargetExists(path=text)

    def _keep(self) -> bytes | None:
        """Store what will be gone; return the change as JSON if it is short enough to inline."""
        change, before = self.change, self.change.before
        at = self.now.timestamp()
        for store in (self.workspace.before, self.workspace.trash):
            store.recount()
        try:
            if before is not None and change.kind == "replace":
                self._keep_file(change.path, before, self.workspace.before, at)
                self.workspace.before.flush()
            elif before is not None and change.kind == "remove":
                for below, node in everything(before):
                    if node.kind == "file":
                        path = f"{change.path}/{below}" if below else change.path
                        self._keep_file(path, node, self.workspace.trash, at)
                if blobs_of(before):
                    self.workspace.trash.flush()
            raw = json.dumps(change_to_json(change), separators=(",", ":")).encode()
            if len(raw) <= _INLINE:
                return raw
            self.workspace.before.put(sha256(raw).hexdigest(), [raw], token=self.token, at=at)
            self.workspace.before.flush()
            self._stored = sha256(raw).hexdigest()
            return None
        except OSError as exc:
            raise translate(exc, change.path) from exc

    def _keep_file(self, path: str, node: Node, store: Blobs, at: float) -> None:
        handle = self.workspace.root.open_plain(as_path(path), flags.READ)
        try:
            store.put(node.sha256, chunks(handle), token=self.token, at=at)
        except BlobDamaged as exc:
            raise BaseChanged(path=path, expected=describe(node), actual="other bytes") from exc
        finally:
            shut(handle)

    def _intent(self, inline: bytes | None) -> dict[str, object]:
        plan, change = self.plan, self.change
        line: dict[str, object] = {
            **self.said,
            "action": plan.action,
            "path": change.path,
            "path_to": change.path_to,
            "command": plan.command,
            "plan": plan.digest,
            "old": _hash_of(change.before),
            "new": _hash_of(change.after),
            "token": self.token,
        }
        if plan.undoes is not None:
            line["undoes"] = plan.undoes
        if inline is not None:
            line["change"] = json.loads(inline)
        else:
            line["change_blob"] = self._stored
        return line

    # -- what is built from ------------------------------------------------------------------

    def _content(self, below: str, node: Node) -> Iterator[bytes]:
        """Give a file's bytes: the plan's own, those of a copy's source, or stored ones."""
        if self.plan.new is not None and not below:
            return iter((self.plan.new,))
        if self.change.source is not None:
            return self._copied(below)
        for store in (self.workspace.before, self.workspace.trash):
            if node.sha256 in store:
                return store.pieces(node.sha256)
        return self.workspace.before.pieces(node.sha256)  # which says that it is gone

    def _copied(self, below: str) -> Iterator[bytes]:
        assert self.change.source is not None
        source = as_path(self.change.source)
        path = RelPath((*source.parts, *below.split("/"))) if below else source
        handle = self.workspace.root.open_plain(path, flags.READ)
        try:
            yield from chunks(handle)
        finally:
            shut(handle)

    # -- after the commit --------------------------------------------------------------------

    def _settle(self, seq: int, work: Commit, exc: BaseException) -> None:
        """Find out what a failure left; return only if the change stands whole."""
        error = self._translated(exc)
        try:
            result = self._what_stands(work)
        except OperatorosError as worse:
            # No outcome: the next one to hold the log settles it.
            raise NotFinished(
                path=self.change.path,
                stands=_STANDS["committed" if work.committed else "open"],
                cause=worse.message,
            ) from exc
        if result == "done":
            work.durable = False
            work.notes.append(f"it was finished after a failure ({_name_of(exc)})")
            if isinstance(exc, Exception):
                return
        try:
            self._log_outcome(seq, {"result": result, "code": _name_of(error)})
        except NotLogged:
            pass  # the intent is settled again, and logged, by the next one to hold the log
        if result in ("rolled_back", "done"):
            raise error from exc
        raise NotFinished(path=self.change.path, stands=_STANDS[result], cause=str(error)) from exc

    def _what_stands(self, work: Commit) -> Settled:
        if work.held is None:
            # It ended before its folder was open: at most new folders were made.
            for path in reversed(work.made):
                prune(self.workspace.root, path)
            return "rolled_back"
        return settle(self.workspace.root, self.change, self.token, held=work.held)

    def _translated(self, exc: BaseException) -> BaseException:
        if isinstance(exc, OSError):
            return translate(exc, self.change.path)
        if isinstance(exc, tree.ContentMoved):
            return BaseChanged(
                path=self.change.source or self.change.path,
                expected="the approved bytes",
                actual="other bytes",
            )
        return exc

    def _log_outcome(self, seq: int, data: Mapping[str, object]) -> bool:
        """Write the outcome; whether the anchor could be moved."""
        try:
            self.log.append("outcome", {"of": seq, **data}, time=self.time)
        except LogTrouble as exc:
            raise NotLogged(path=self.change.path, cause=exc.message) from exc
        return self.log.anchor(time=self.time)

    def _finish(self, seq: int, work: Commit) -> Done:
        data: dict[str, object] = {"result": "done"}
        if not work.durable:
            data["durable"] = False
        if work.lost:
            data["not_kept"] = work.lost
        mode = self._mode_now()
        if mode is not None:
            data["mode"] = mode
        if not self._log_outcome(seq, data):
            work.notes.append(_NO_ANCHOR)
        return Done(
            seq=seq,
            action=self.plan.action,
            path=self.plan.path,
            state="done" if work.durable else "durability_unknown",
            summary=summary_of(self.plan, durable=work.durable),
            base=base_of(self.change.after) if self.change.after else None,
            not_kept=tuple(work.lost),
            notes=tuple(work.notes),
        )

    def _mode_now(self) -> int | None:
        """Return the mode of a new file where the file system gave it another than asked."""
        after = self.change.after
        if after is None or after.kind != "file" or self.change.kind == "move":
            return None
        try:
            status = self.workspace.root.look(as_path(self.change.path))
        except OperatorosError:
            return None
        mode = stat.S_IMODE(status.st_mode)
        return None if mode == after.mode else mode


_STANDS: Mapping[str, str] = {
    "committed": "the new state is in place",
    "open": "it is not known whether the old or the new state is in place",
    "partly": "some of it is gone and safe in the undo store",
    "unclear": "something else changed the place meanwhile and was left alone",
}


def _hash_of(node: Node | None) -> str | None:
    """Return what the log says of content: a file's own hash, one hash for a folder."""
    if node is None:
        return None
    return node.sha256 if node.kind == "file" and node.sha256 else content_digest(node)


def _name_of(exc: BaseException) -> str:
    return exc.code if isinstance(exc, OperatorosError) else type(exc).__name__
