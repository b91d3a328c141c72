"""The two Linux calls that Python does not offer: openat2 and renameat2, through ctypes.

Both are looked for once. Where they are missing, `rooted.walk` opens names one by one, and a
rename that must not replace is refused or done by other means (see `rooted.changing`).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from functools import cache

from operatoros.rooted.flags import CLOEXEC, DIRECTORY, FOLDER, NOFOLLOW, PATH
from operatoros.rooted.handles import shut

# https://man7.org/linux/man-pages/man2/openat2.2.html
RESOLVE_NO_MAGICLINKS = 0x02
RESOLVE_NO_SYMLINKS = 0x04
RESOLVE_BENEATH = 0x08
# https://man7.org/linux/man-pages/man2/rename.2.html
RENAME_NOREPLACE = 1
RENAME_EXCHANGE = 2

# The kernel says EAGAIN when a rename elsewhere made it unsure; a steady tree settles at once.
RETRIES = 128

_OPENAT2 = 437
_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "ppc64le": 357, "s390x": 347}


class _OpenHow(ctypes.Structure):
    """struct open_how."""

    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


_SIZE = ctypes.c_size_t(ctypes.sizeof(_OpenHow))
_NUMBER = ctypes.c_long(_OPENAT2)
_BENEATH = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS


@cache
def _syscall() -> ctypes._NamedFuncPointer | None:
    """Return libc's `syscall`, or None where these calls do not exist."""
    if sys.platform != "linux":
        return None
    found = ctypes.CDLL(None, use_errno=True).syscall
    found.restype = ctypes.c_long
    return found


def open_beneath(root: int, parts: tuple[str, ...], flags: int) -> int:
    """Open a path beneath a directory handle through no link at all.

    Args:
        root: Handle of the root.
        parts: Names from the root down; empty for the root itself.
        flags: O_* flags; O_CLOEXEC is added. O_PATH without O_DIRECTORY opens a last link itself.

    Returns:
        A new handle.

    Raises:
        OSError: ELOOP for a link anywhere, EXDEV for a way out, EAGAIN if the tree never settled
            in 128 attempts, and whatever else open gives.

    Source: rule W1.
    """
    call = _syscall()
    assert call is not None
    # O_NOFOLLOW would turn the ELOOP of a link where a folder is wanted into ENOTDIR; it is
    # needed only to look at a link itself, RESOLVE_NO_SYMLINKS refuses every other.
    if flags & (PATH | DIRECTORY) == PATH:
        flags |= NOFOLLOW
    how = _OpenHow(flags | CLOEXEC, 0, _BENEATH)
    name = os.fsencode("/".join(parts) or ".")
    number = errno.EAGAIN
    for _ in range(RETRIES):
        handle: int = call(_NUMBER, root, name, ctypes.byref(how), _SIZE)
        if handle >= 0:
            return handle
        number = ctypes.get_errno()
        if number not in (errno.EAGAIN, errno.EINTR):
            break
    raise OSError(number, os.strerror(number), "/".join(parts) or ".")


@cache
def has_openat2() -> bool:
    """Tell whether this kernel has openat2 and lets us call it (asked once)."""
    if _syscall() is None:
        return False
    here = os.open("/", FOLDER)
    try:
        shut(open_beneath(here, (), PATH | DIRECTORY))
    except OSError:
        # ENOSYS on kernels before 5.6, EPERM under old seccomp profiles: walk instead.
        return False
    finally:
        shut(here)
    return True


def rename(from_folder: int, from_name: str, to_folder: int, to_name: str, flags: int) -> None:
    """Rename between two directory handles with RENAME_NOREPLACE or RENAME_EXCHANGE.

    Raises:
        OSError: EEXIST if the new name is taken; ENOSYS or EINVAL if kernel or file system
            cannot do it; whatever else rename gives.
    """
    call = _syscall()
    number = _RENAMEAT2.get(platform.machine())
    if call is None or number is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    while True:
        done: int = call(
            ctypes.c_long(number),
            from_folder,
            os.fsencode(from_name),
            to_folder,
            os.fsencode(to_name),
            ctypes.c_uint(flags),
        )
        if done == 0:
            return
        cause = ctypes.get_errno()
        if cause != errno.EINTR:
            raise OSError(cause, os.strerror(cause), to_name)
