"""What can be wrong with a repository, or with how it is asked for: one class per cause."""

from __future__ import annotations

from operatoros.errors import Exhausted, InvalidInput, NotFound, Refused, Unavailable


class GitMissing(NotFound):
    """The `git` program is not installed."""

    code = "ERR_GIT_MISSING"

    def __init__(self) -> None:
        super().__init__("git is not installed", hint="install git, then run again")


class GitOutside(Refused):
    """A path leads out of the folder that the connector may read."""

    code = "ERR_GIT_OUTSIDE"

    def __init__(self, *, path: str, root: str) -> None:
        super().__init__(
            f"path {path!r} is outside the connector's root {root!r}",
            hint="declare a `root` that contains it in the connector",
            details={"path": path, "root": root},
        )


class GitNotARepository(NotFound):
    """A folder is not in a git repository."""

    code = "ERR_GIT_NOT_A_REPOSITORY"

    def __init__(self, *, path: str, above: bool) -> None:
        super().__init__(
            f"{path!r} is not a git repository",
            hint="a folder above it is one, but outside the connector's `root`: declare that one"
            if above
            else "give `path` the folder of a repository, or make one with `git init`",
            details={"path": path, "above": above},
        )


class GitNotYours(Refused):
    """A repository belongs to somebody else; git does not trust it, and neither do we."""

    code = "ERR_GIT_NOT_YOURS"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"the repository at {path!r} belongs to another user; git does not read it",
            hint="if you trust it: `git config --global --add safe.directory FOLDER`",
            details={"path": path},
        )


class GitNoCommits(NotFound):
    """A repository has no commit yet."""

    code = "ERR_GIT_NO_COMMITS"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"the repository at {path!r} has no commits yet",
            hint="commit something first, or name another repository by `path`",
            details={"path": path},
        )


class GitNoBranch(NotFound):
    """There is no such branch, tag or commit."""

    code = "ERR_GIT_NO_BRANCH"

    def __init__(self, *, path: str, branch: str) -> None:
        super().__init__(
            f"the repository at {path!r} has no branch, tag or commit {branch!r}",
            hint="see `git branch --all`",
            details={"path": path, "branch": branch},
        )


class GitBranchName(InvalidInput):
    """A branch has a name that no branch can have."""

    code = "ERR_GIT_BRANCH_NAME"

    def __init__(self, *, branch: str) -> None:
        super().__init__(
            f"{branch!r} is no name of a branch",
            hint="write one name, such as main or origin/main; ranges and options are not taken",
            details={"branch": branch},
        )


class GitShallow(Unavailable):
    """The history was cut inside the period (a shallow clone). Told as data."""

    code = "ERR_GIT_SHALLOW"

    def __init__(self, *, path: str, cut: int) -> None:
        super().__init__(
            f"the clone at {path!r} is shallow and its history is cut within the period; "
            f"changes of {cut} commit{'s' if cut > 1 else ''} cannot be counted",
            hint="run `git fetch --unshallow`, or ask for fewer `days_back`",
            details={"path": path, "cut": cut},
        )


class GitTooLarge(Exhausted):
    """A history is larger than one fetch reads."""

    code = "ERR_GIT_TOO_LARGE"

    def __init__(self, *, path: str, limit: int) -> None:
        super().__init__(
            f"git wrote more than {limit:,} bytes about {path!r}",
            hint="ask for fewer `days_back`",
            details={"path": path, "limit": limit},
        )


class GitFailed(Unavailable):
    """git failed for a reason that we do not know by name."""

    code = "ERR_GIT_FAILED"

    def __init__(self, *, path: str, status: int, stderr: str) -> None:
        last = stderr.strip().splitlines()[-1][:200] if stderr.strip() else "it said nothing"
        super().__init__(
            f"git failed on {path!r} ({status}): {last}",
            hint="run `git log` in that folder; `git fsck` finds damage",
            details={"path": path, "status": status, "stderr": stderr},
        )


class GitPeriod(InvalidInput):
    """A period has no days in it, or more than a repository can have."""

    code = "ERR_GIT_PERIOD"

    def __init__(self, *, says: str) -> None:
        super().__init__(
            f"the period {says}",
            hint="give `days_back` as 1 to 36500, or `since` before `until`",
            details={"says": says},
        )
