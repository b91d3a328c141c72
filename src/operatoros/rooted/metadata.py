"""Mode, owner, times and extended attributes of what is read, kept on what replaces it.

What the system does not let us keep is reported by name, never passed over.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass

# The kernel takes these away from a file that is written to, for good reason: new content must
# not inherit another user's powers.
_POWERS = stat.S_ISUID | stat.S_ISGID
_CAPABILITY = "security.capability"
# Set by the system itself on every file; not ours to copy.
_OF_THE_SYSTEM = frozenset({"security.selinux", "security.evm", "security.ima", _CAPABILITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a file or folder has besides its content.

    Attributes:
        mode: Permission bits, with set-user-ID, set-group-ID and sticky.
        uid: Owner.
        gid: Group.
        mtime_ns: Time of the last change, ns since 1970; None means "now".
        xattrs: Extended attributes that a user can have (ACLs too).
    """

    mode: int
    uid: int
    gid: int
    mtime_ns: int | None
    xattrs: Mapping[str, bytes]


def read_metadata(handle: int, status: os.stat_result) -> Metadata:
    """Return the metadata behind a handle."""
    return Metadata(
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        gid=status.st_gid,
        mtime_ns=status.st_mtime_ns,
        xattrs=_xattrs(handle),
    )


def _xattrs(handle: int) -> dict[str, bytes]:
    """Return the extended attributes, or none where the file system has none."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        names = os.listxattr(handle)
        return {name: os.getxattr(handle, name) for name in names if name not in _OF_THE_SYSTEM}
    except OSError as exc:
        if exc.errno in (errno.ENOTSUP, errno.ENODATA):
            return {}
        raise


def give(handle: int, wanted: Metadata, *, keep_powers: bool) -> tuple[str, ...]:
    """Give metadata to a new file or folder.

    Args:
        handle: A handle on it.
        wanted: What it should have.
        keep_powers: Whether set-user-ID and set-group-ID come along: yes when the same content
            is restored, no when content changes.

    Returns:
        What could not be kept, in words; empty if all was.
    """
    lost: list[str] = []
    status = os.fstat(handle)
    if (status.st_uid, status.st_gid) != (wanted.uid, wanted.gid):
        try:
            os.fchown(handle, wanted.uid, wanted.gid)
        except OSError as exc:
            lost.append(f"owner {wanted.uid}:{wanted.gid} ({os.strerror(exc.errno or 0)})")
    mode = wanted.mode
    # Set-group-ID on a folder means "new files get this group" and gives no power.
    if not keep_powers and not stat.S_ISDIR(status.st_mode) and mode & _POWERS:
        lost.append("set-user-ID and set-group-ID: new content does not inherit them")
        mode &= ~_POWERS
    # Attributes before the mode: an ACL changes the group bits, the mode has the last word.
    lost.extend(_give_xattrs(handle, wanted.xattrs))
    os.fchmod(handle, mode)
    if wanted.mtime_ns is not None:
        os.utime(handle, ns=(wanted.mtime_ns, wanted.mtime_ns))
    return tuple(lost)


def _give_xattrs(handle: int, xattrs: Mapping[str, bytes]) -> list[str]:
    lost: list[str] = []
    for name, value in xattrs.items():
        try:
            os.setxattr(handle, name, value)
        except OSError as exc:
            lost.append(f"attribute {name} ({os.strerror(exc.errno or 0)})")
    return lost


def default_mode() -> int:
    """Return the mode that a new file gets here: 0666 less the process's umask."""
    return 0o666 & ~_umask()


def _umask() -> int:
    """Return the umask without setting it, which would be seen by other threads."""
    try:
        with open("/proc/self/status", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("Umask:"):
                    return int(line.split()[1], 8)
    except OSError:
        pass  # no /proc: the usual value is a safe guess
    return 0o022
