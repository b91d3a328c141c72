"""A git repository's history, read by the `git` program so that nothing in it can run or lie.

The repository is untrusted: its configuration may name programs, its messages and file names may
hold anything. So git runs with settings of ours on the command line (they win over the
repository's), without network, hooks, filters, pagers, signatures and replacements; commits are
listed by fields that end in NUL, which no field can hold, and changes are counted by the plumbing
command `diff-tree`, which reads no setting about what to show.

A commit belongs to a period by its committer date, as in `git log --since`; unlike there, one
commit with a wrong clock does not hide those behind it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import anyio.to_thread

from operatoros.connectors import children
from operatoros.connectors.asking import Context, Question
from operatoros.connectors.tape import Came
from operatoros.connectors.vendors.git.failures import (
    GitBranchName,
    GitFailed,
    GitMissing,
    GitNoBranch,
    GitNoCommits,
    GitNotARepository,
    GitNotYours,
    GitOutside,
    GitPeriod,
    GitShallow,
    GitTooLarge,
)
from operatoros.connectors.wire import info
from operatoros.values.coverage import ErrorInfo
from operatoros.values.jsonable import Json, digest

_MAX_OUTPUT = 256 * 1024 * 1024
_FIELDS = ("%H", "%P", "%aN", "%aE", "%cI", "%aI", "%s")
_HASH = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_BAD_IN_BRANCH = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-./]|[/.]$|\.lock$")

# Settings of the repository that could start a program, reach the network or change a count.
_SETTINGS: tuple[str, ...] = (
    "core.fsmonitor=false",
    "core.hooksPath=" + os.devnull,
    "core.pager=cat",
    "core.sshCommand=false",
    "core.askPass=",
    "core.attributesFile=" + os.devnull,
    "core.commitGraph=false",  # a cache that could tell other parents and dates
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "log.showSignature=false",
    "log.mailmap=true",
    "mailmap.file=",
    "mailmap.blob=",
    "protocol.allow=never",
    "submodule.recurse=false",
)
_VARIABLES: Mapping[str, str] = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # an empty list: also what the repository's settings allow
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_PAGER": "cat",
    "LC_ALL": "C",  # its messages tell us what is wrong
}

_WHAT = ("path", "since", "until", "days_back", "branch")
DAYS_BACK = 7
_MOST_DAYS = 36_500
_DAY_LENGTH = len("2026-01-31")


@dataclass(slots=True, kw_only=True)
class Commit:
    """One commit, with what changed in it.

    Attributes:
        hash: Its full hash.
        parents: Count of its parents; more than one for a merge.
        author: Author's name, by the repository's .mailmap.
        email: Author's address, by the same.
        date: Committer date, ISO 8601 with offset; it decides about the period.
        authored: Author date, ISO 8601 with offset.
        subject: First paragraph of the message, on one line.
        files: Lines added and removed by path; None where they are not counted (binary).
        unknown: Whether its changes cannot be told (the clone is cut here).
    """

    hash: str
    parents: int
    author: str
    email: str
    date: str
    authored: str
    subject: str
    files: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    unknown: bool = False

    @property
    def insertions(self) -> int:
        """Lines added."""
        return sum(counts[0] for counts in self.files.values() if counts)

    @property
    def deletions(self) -> int:
        """Lines removed."""
        return sum(counts[1] for counts in self.files.values() if counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The commits of a period, newest first, and what a reader should know about them."""

    commits: tuple[Commit, ...]
    size: int
    since: str
    until: str
    notes: tuple[str, ...] = ()
    error: ErrorInfo | None = None


class _Git:
    """Runs git on one repository."""

    def __init__(self, program: str, folder: str, root: str, context: Context) -> None:
        self._program = program
        self._context = context
        self.folder = folder
        self.size = 0
        # Discovery may climb from `path` to the root, and not above a root that was declared.
        ceiling = {"GIT_CEILING_DIRECTORIES": os.path.dirname(root)} if root else {}
        self._env = children.child_environment(context.environ, declared={**_VARIABLES, **ceiling})

    async def run(self, *args: str, feed: bytes = b"") -> children.Finished:
        """Run one command, whatever its status, past the tape."""

        async def bring() -> Came:
            done = await self.run_now(*args, feed=feed)
            return Came(head={"status": done.status, "err": done.err}, body=done.out)

        asked: dict[str, Json] = {"args": list(args), "feed": hashlib.sha256(feed).hexdigest()}
        came = await self._context.tape.carry("git", asked, bring)
        status = came.head["status"]
        assert isinstance(status, int)
        self.size += len(came.body)
        return children.Finished(status=status, out=came.body, err=str(came.head["err"]))

    async def run_now(self, *args: str, feed: bytes = b"") -> children.Finished:
        """Run one command, whatever its status, past no tape."""
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        done = await children.run(
            [self._program, "--no-pager", *settings, *args],
            env=self._env,
            cwd=self.folder,
            max_bytes=_MAX_OUTPUT,
            redactor=self._context.redactor,
            feed=feed,
        )
        if done.cut:
            raise GitTooLarge(path=self.folder, limit=_MAX_OUTPUT)
        return done

    async def cuts(self) -> frozenset[str]:
        """Return the hashes at which a shallow clone was cut."""

        async def bring() -> Came:
            done = await self.run_now("rev-parse", "--git-path", "shallow")
            if done.status != 0:
                raise GitFailed(path=self.folder, status=done.status, stderr=done.err)
            file = os.path.join(self.folder, os.fsdecode(done.out).removesuffix("\n"))
            return Came(body=await anyio.to_thread.run_sync(_front_of, file))

        came = await self._context.tape.carry("git", {"read": "shallow"}, bring)
        return frozenset(came.body.decode("ascii", "replace").split())

    async def read(self, *args: str, feed: bytes = b"") -> bytes:
        """Run one command that must succeed, and return what it wrote."""
        done = await self.run(*args, feed=feed)
        if done.status != 0:
            raise GitFailed(path=self.folder, status=done.status, stderr=done.err)
        return done.out


async def _open(question: Question, context: Context) -> tuple[_Git, bool, list[str]]:
    """Return git on the question's repository, whether its clone is shallow, and notes."""
    path = str(question.params.get("path") or ".")
    opened: list[_Git] = []

    async def bring() -> Came:
        git, shallow, outside = await _look(question, context, path)
        opened.append(git)
        return Came(head={"folder": git.folder, "shallow": shallow, "outside": outside})

    came = await context.tape.carry("git", {"open": path}, bring)
    # In a replay there is no repository: what is asked of it is on the tape.
    git = opened[0] if opened else _Git("", str(came.head["folder"]), "", context)
    notes = ["its history is kept outside the connector's root"] if came.head["outside"] else []
    return git, came.head["shallow"] is True, notes


async def _look(question: Question, context: Context, path: str) -> tuple[_Git, bool, bool]:
    """Return git on a path, whether its clone is shallow, whether its history is elsewhere."""
    declared = question.connector.module.root if question.connector.module else ""
    folder, root, program = await anyio.to_thread.run_sync(
        _places, question.folder, declared, path, context.environ.get("PATH")
    )
    git = _Git(program, folder, root if declared else "", context)
    done = await git.run_now("rev-parse", "--is-shallow-repository", "--absolute-git-dir")
    if done.status != 0:
        if "dubious ownership" in done.err:
            raise GitNotYours(path=folder)
        if "not a git repository" in done.err:
            above = await _Git(program, folder, "", context).run_now("rev-parse", "--git-dir")
            raise GitNotARepository(path=folder, above=bool(declared) and above.status == 0)
        raise GitFailed(path=folder, status=done.status, stderr=done.err)
    shallow, _, kept = os.fsdecode(done.out).removesuffix("\n").partition("\n")
    outside = await anyio.to_thread.run_sync(_is_outside, root, kept) if declared else False
    return git, shallow == "true", outside


def _is_outside(root: str, path: str) -> bool:
    return os.path.commonpath([root, os.path.realpath(path)]) != root


def _places(project: str, declared: str, path: str, search: str | None) -> tuple[str, str, str]:
    """Return the folder to look at, the root, and git's file; all exist."""
    if "\0" in path:
        raise GitNotARepository(path=path, above=False)
    root = os.path.realpath(os.path.join(project, declared))
    folder = os.path.realpath(os.path.join(root, path))
    if _is_outside(root, folder):
        raise GitOutside(path=path, root=declared or ".")
    if not os.path.isdir(folder):
        raise GitNotARepository(path=path, above=False)
    try:
        return folder, root, children.find_command("git", path=search, folder=project)
    except children.CommandNotFound as exc:
        raise GitMissing from exc


async def _start(git: _Git, branch: str) -> str:
    """Return the hash that the walk starts at."""
    if branch and (len(branch) > 250 or _BAD_IN_BRANCH.search(branch)):
        raise GitBranchName(branch=branch)
    name = branch or "HEAD"
    done = await git.run(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    found = done.out.decode("ascii", "replace").strip()
    if done.status == 0 and _HASH.fullmatch(found):
        return found
    if branch:
        raise GitNoBranch(path=git.folder, branch=branch)
    raise GitNoCommits(path=git.folder)


async def history_of(question: Question, context: Context) -> History:
    """Return the commits of the question's period with their changes; read once per run.

    Raises:
        OperatorosError: if there is no such history, or git cannot read it.
    """
    asked = {name: question.params.get(name) for name in _WHAT}
    root = question.connector.module.root if question.connector.module else ""
    key = digest(("git", question.folder, root, asked, question.now))
    return await context.once.get(key, lambda: _read(question, context))


async def _read(question: Question, context: Context) -> History:
    since, until = _period(question)
    git, shallow, notes = await _open(question, context)
    start = await _start(git, str(question.params.get("branch") or ""))
    commits = await _commits(git, start, since, until)
    cut = await _cut_here(git, commits) if shallow else 0
    await _count(git, commits)
    if shallow:
        notes.append("the clone is shallow: its history does not reach back to the beginning")
    if not question.params.get("branch"):
        head = await git.run("symbolic-ref", "--quiet", "HEAD")
        if head.status != 0:
            notes.append(f"no branch is checked out: counted from {start[:10]}")
    return History(
        commits=commits,
        size=git.size,
        since=_iso(since),
        until=_iso(until),
        notes=tuple(notes),
        error=info(GitShallow(path=git.folder, cut=cut)) if cut else None,
    )


def _period(question: Question) -> tuple[datetime | None, datetime | None]:
    """Return the period's ends; a day as `until` counts whole.

    Raises:
        GitPeriod: if there is no such period.
    """
    params = question.params
    since, until = params.get("since"), params.get("until")
    start = _moment(str(since)) if since else None
    end = _moment(str(until)) if until else None
    if end is not None and len(str(until)) == _DAY_LENGTH:
        end += timedelta(days=1, seconds=-1)
    if start is None and (end is None or "days_back" in params):
        days = params.get("days_back", DAYS_BACK)
        if not isinstance(days, int | float) or not 0 < days <= _MOST_DAYS:
            raise GitPeriod(says=f"has {days!r} days")
        start = (end or datetime.fromisoformat(question.now)) - timedelta(days=float(days))
    if start is not None and end is not None and start > end:
        raise GitPeriod(says=f"begins at {_iso(start)}, after its end at {_iso(end)}")
    return start, end


def _moment(text: str) -> datetime:
    """Return a date as its first second in UTC; a time without offset is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def _commits(
    git: _Git, start: str, since: datetime | None, until: datetime | None
) -> tuple[Commit, ...]:
    args = ["log", "-z", "--no-color", "--no-show-signature", "--no-decorate", "--no-patch"]
    args += ["--encoding=UTF-8", "--format=tformat:" + "%x00".join(_FIELDS)]
    if until is not None:
        args.append(f"--until=@{max(0, int(until.timestamp()))} +0000")
    ends = [start, "--"]
    if since is None or since.timestamp() < 0:
        out = await git.read(*args, *ends)
    else:
        when = f"@{int(since.timestamp())} +0000"
        done = await git.run(*args, f"--since-as-filter={when}", *ends)
        if done.status != 0 and "since-as-filter" in done.err:
            # git before 2.37 stops at the first older commit of a line of history.
            done = await git.run(*args, f"--since={when}", *ends)
        if done.status != 0:
            raise GitFailed(path=git.folder, status=done.status, stderr=done.err)
        out = done.out
    fields = out.decode("utf-8", "backslashreplace").split("\0")[:-1]
    width = len(_FIELDS)
    rows = [fields[at : at + width] for at in range(0, len(fields), width)]
    if any(len(row) != width or not _HASH.fullmatch(row[0]) for row in rows):
        raise GitFailed(path=git.folder, status=0, stderr="its output has another form")
    return tuple(
        Commit(
            hash=row[0],
            parents=len(row[1].split()),
            author=row[2],
            email=row[3],
            date=row[4],
            authored=row[5],
            subject=row[6],
        )
        for row in rows
    )


async def _cut_here(git: _Git, commits: Sequence[Commit]) -> int:
    """Mark the commits at which a shallow clone was cut: they look as if they added everything."""
    cut = await git.cuts()
    for commit in commits:
        commit.unknown = commit.hash in cut
    return sum(commit.unknown for commit in commits)


def _front_of(file: str) -> bytes:
    with open(file, "rb") as lines:
        return lines.read(_MAX_OUTPUT)


async def _count(git: _Git, commits: Sequence[Commit]) -> None:
    """Fill in what changed in each commit; merges bring no change of their own, as in `git log`."""
    by_hash = {commit.hash: commit for commit in commits if not commit.unknown}
    if not by_hash:
        return
    options = ["-r", "--root", "-M", "--numstat", "-z", "--no-ext-diff", "--no-textconv"]
    out = await git.read(
        "diff-tree", "--stdin", *options, feed="\n".join(by_hash).encode("ascii") + b"\n"
    )
    tokens = iter(out.decode("utf-8", "backslashreplace").split("\0")[:-1])
    files: dict[str, tuple[int, int] | None] = {}
    for token in tokens:
        if "\t" not in token:
            # A hash heads the entries of its commit; an entry always holds tabs.
            files = by_hash[token].files
            continue
        added, removed, path = token.split("\t", 2)
        if not path:
            next(tokens)  # renamed: the old name, then the new one
            path = next(tokens)
        files[path] = None if added == "-" else (int(added), int(removed))
