"""Why a path was not opened or changed: one error a reason, and the one map from the kernel's.

PathNotAllowed     ERR_PATH_NOT_ALLOWED   the text is no path that we take (rule W2, W5)
PathIsLink         ERR_PATH_LINK          a link is in the way (rule W3)
PathNotFound       ERR_NOT_FOUND          nothing is there
NotAFile           ERR_NOT_A_FILE         a folder, pipe, socket or device is there
NotAFolder         ERR_NOT_A_FOLDER       something else is there
TargetExists       ERR_TARGET_EXISTS      the new name is taken
FileTooLarge       ERR_FILE_TOO_LARGE     more bytes than the reader takes
PathUnsettled      ERR_PATH_UNSETTLED     the tree is being moved about while we look
PathPermission     ERR_PATH_PERMISSION    the system says no
DiskFull           ERR_DISK_FULL          no space, quota or inodes left
DiskTrouble        ERR_DISK               the disk failed us
PlatformLacking    ERR_PLATFORM           this system cannot hold directory handles
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from operatoros.errors import (
    Conflict,
    Exhausted,
    InvalidInput,
    NotFound,
    OperatorosError,
    Refused,
    Unavailable,
)

_WORDS = {"other": "pipe, socket or device"}


class PathNotAllowed(Refused):
    """The path breaks a rule of the workspace (W2, W5)."""

    code = "ERR_PATH_NOT_ALLOWED"

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(
            f"path {path!r} is not allowed: {reason}",
            hint="use a relative path with / between names, inside the workspace",
            details={"path": path, "reason": reason},
        )


class PathIsLink(Refused):
    """A link is in the way (W3)."""

    code = "ERR_PATH_LINK"

    def __init__(
        self, *, path: str, reason: str = "a link is never changed or followed out"
    ) -> None:
        super().__init__(
            f"path {path!r} goes through a link: {reason}",
            hint="name the real file or folder inside the workspace",
            details={"path": path, "reason": reason},
        )


class PathNotFound(NotFound):
    """Nothing is at the path."""

    code = "ERR_NOT_FOUND"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"nothing is at {path!r}",
            hint="list the folder and use a name that is there",
            details={"path": path},
        )


class NotAFile(InvalidInput):
    """The path names something that is no regular file."""

    code = "ERR_NOT_A_FILE"

    def __init__(self, *, path: str, kind: str) -> None:
        super().__init__(
            f"{path!r} is not a regular file but a {_WORDS.get(kind, kind)}",
            hint="name a file; folders are listed, other things are never opened",
            details={"path": path, "kind": kind},
        )


class NotAFolder(InvalidInput):
    """The path, or a name on the way to it, is no folder."""

    code = "ERR_NOT_A_FOLDER"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"{path!r}, or a name on the way to it, is not a folder",
            hint="list the parent folder to see what is there",
            details={"path": path},
        )


class TargetExists(Conflict):
    """The new name is taken."""

    code = "ERR_TARGET_EXISTS"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"something is already at {path!r}",
            hint="choose a name that is free, or delete what is there first",
            details={"path": path},
        )


class FileTooLarge(Exhausted):
    """The file has more bytes than the reader takes."""

    code = "ERR_FILE_TOO_LARGE"

    def __init__(self, *, path: str, size: int, limit: int) -> None:
        super().__init__(
            f"{path!r} has {size:,} bytes; at most {limit:,} are read here",
            hint="read or search a part of it instead",
            details={"path": path, "size": size, "limit": limit},
        )


class PathUnsettled(Conflict):
    """The tree was moved about so often that no steady answer was found."""

    code = "ERR_PATH_UNSETTLED"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"the folders on the way to {path!r} keep being moved",
            hint="wait until the other program is done, then try again",
            details={"path": path},
        )


class PathPermission(Refused):
    """The system does not let this user do that."""

    code = "ERR_PATH_PERMISSION"

    def __init__(self, *, path: str, cause: str) -> None:
        super().__init__(
            f"the system refused {path!r}: {cause}",
            hint="look at the owner and mode of the file and its folder",
            details={"path": path, "cause": cause},
        )


class DiskFull(Exhausted):
    """There is no room left."""

    code = "ERR_DISK_FULL"

    def __init__(self, *, path: str, cause: str) -> None:
        super().__init__(
            f"there is no room for {path!r}: {cause}",
            hint="free some space on this disk, then try again",
            details={"path": path, "cause": cause},
        )


class DiskTrouble(Unavailable):
    """The disk or the kernel failed us."""

    code = "ERR_DISK"

    def __init__(self, *, path: str, cause: str) -> None:
        super().__init__(
            f"the disk failed at {path!r}: {cause}",
            hint="look at the disk's health, then try again",
            details={"path": path, "cause": cause},
        )


class PlatformLacking(Refused):
    """This system lacks what confinement needs, so nothing is opened at all."""

    code = "ERR_PLATFORM"

    def __init__(self, *, lacking: str) -> None:
        super().__init__(
            f"this system lacks {lacking}, without which a workspace cannot be confined",
            hint="run it on Linux (also inside WSL or a container)",
            details={"lacking": lacking},
        )


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ETXTBSY})


def translate(exc: OSError, path: str) -> OperatorosError:
    """Return our error for the kernel's; every errno has one (the last resort is ERR_DISK).

    Args:
        exc: What a system call raised beneath the root.
        path: The path as the user knows it.
    """
    number = exc.errno or 0
    cause = os.strerror(number) if number else str(exc)
    simple: OperatorosError | None = None
    if number == errno.ENOENT:
        simple = PathNotFound(path=path)
    elif number == errno.ENOTDIR:
        simple = NotAFolder(path=path)
    elif number == errno.EISDIR:
        simple = NotAFile(path=path, kind="folder")
    elif number in (errno.ENXIO, errno.ENODEV):
        simple = NotAFile(path=path, kind="socket or device")
    elif number == errno.ELOOP:
        simple = PathIsLink(path=path)
    elif number in (errno.EXDEV, errno.ENAMETOOLONG):
        simple = PathNotAllowed(path=path, reason=cause.lower())
    elif number in (errno.EEXIST, errno.ENOTEMPTY):
        simple = TargetExists(path=path)
    elif number == errno.EAGAIN:
        simple = PathUnsettled(path=path)
    if simple is not None:
        return simple
    if number in _DENIED:
        return PathPermission(path=path, cause=cause)
    if number in _FULL:
        return DiskFull(path=path, cause=cause)
    return DiskTrouble(path=path, cause=cause)


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Give whatever the system refuses inside as an error of ours.

    Args:
        path: The path as the user knows it.
    """
    try:
        yield
    except OSError as exc:
        raise translate(exc, path) from exc
