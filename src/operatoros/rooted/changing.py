"""Changing names beneath a root: everything takes the handle of a folder and one name in it.

No function here looks at a path again: the folder was opened beneath the root without links, so
the change happens in that folder, whatever its path means by now.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from operatoros.rooted import flags, kernel
from operatoros.rooted.handles import shut
from operatoros.rooted.paths import RelPath
from operatoros.rooted.refusals import PathNotAllowed, translate
from operatoros.rooted.root import Root

_NO_SUCH_CALL = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The folder that holds a name, open, valid inside the `with` that gave it.

    Attributes:
        folder: Handle of the folder.
        name: The name in it.
        path: The whole path.
        identity: Device and inode of the folder.
    """

    folder: int
    name: str
    path: RelPath
    identity: tuple[int, int]

    def look(self) -> os.stat_result | None:
        """Return what the name is now (a link's own stat for a link), or None."""
        return look(self.folder, self.name)


@contextmanager
def holding(root: Root, path: RelPath) -> Iterator[Held]:
    """Open the folder that holds `path`, through no link at all.

    Raises:
        PathNotAllowed: for the root itself.
        PathIsLink: if a link is on the way.
        OperatorosError: for every other reason.
    """
    if not path.parts:
        raise PathNotAllowed(path=path.text, reason="the workspace itself is never changed")
    folder = root.open_plain(path.parent, flags.FOLDER)
    try:
        status = os.fstat(folder)
        yield Held(
            folder=folder,
            name=path.name,
            path=path,
            identity=(status.st_dev, status.st_ino),
        )
    except OSError as exc:
        raise translate(exc, path.text) from exc
    finally:
        shut(folder)


def look(folder: int, name: str) -> os.stat_result | None:
    """Return what a name in an open folder is, without following it; None if nothing is there.

    Raises:
        OSError: for every reason but absence.
    """
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def new_file(folder: int, name: str) -> int:
    """Make a file that was not there, readable by its owner only; return its handle.

    Raises:
        OSError: EEXIST if the name is taken.
    """
    return os.open(name, flags.NEW, 0o600, dir_fd=folder)


def new_folder(folder: int, name: str, mode: int = 0o777) -> None:
    """Make a folder that was not there.

    Raises:
        OSError: EEXIST if the name is taken.
    """
    os.mkdir(name, mode, dir_fd=folder)


def open_folder(folder: int, name: str) -> int:
    """Open a folder in an open folder, never through a link."""
    return os.open(name, flags.FOLDER | flags.NOFOLLOW, dir_fd=folder)


def write_all(handle: int, data: bytes) -> None:
    """Write every byte, however many calls it takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def flush(handle: int) -> None:
    """Ask that file or folder be on the disk; an error is the caller's to tell, never retried.

    A second fsync after a failed one can succeed although data was lost (the kernel forgets the
    failed pages), so it proves nothing.
    """
    os.fsync(handle)


def rename_new(from_folder: int, from_name: str, to_folder: int, to_name: str) -> None:
    """Rename to a name that must be free, atomically.

    Raises:
        OSError: EEXIST if the new name is taken; ENOTSUP if the file system cannot do it.
    """
    try:
        kernel.rename(from_folder, from_name, to_folder, to_name, kernel.RENAME_NOREPLACE)
    except OSError as exc:
        if exc.errno not in _NO_SUCH_CALL:
            raise
        _link_and_unlink(from_folder, from_name, to_folder, to_name)


def _link_and_unlink(from_folder: int, from_name: str, to_folder: int, to_name: str) -> None:
    """Do the same with a hard link, which never replaces either; folders cannot have one."""
    status = os.stat(from_name, dir_fd=from_folder, follow_symlinks=False)
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.ENOTSUP, "this file system cannot rename a folder without replacing")
    os.link(from_name, to_name, src_dir_fd=from_folder, dst_dir_fd=to_folder, follow_symlinks=False)
    os.unlink(from_name, dir_fd=from_folder)


def exchange(folder: int, one: str, other: str) -> bool:
    """Swap two names atomically; False if this file system cannot.

    Raises:
        OSError: ENOENT if either is gone.
    """
    try:
        kernel.rename(folder, one, folder, other, kernel.RENAME_EXCHANGE)
    except OSError as exc:
        if exc.errno in _NO_SUCH_CALL:
            return False
        raise
    return True


def replace(folder: int, new: str, name: str) -> None:
    """Rename over a name, atomically, whatever it is."""
    os.rename(new, name, src_dir_fd=folder, dst_dir_fd=folder)


def remove(folder: int, name: str, *, is_folder: bool) -> None:
    """Remove a name, or an empty folder."""
    if is_folder:
        os.rmdir(name, dir_fd=folder)
    else:
        os.unlink(name, dir_fd=folder)
