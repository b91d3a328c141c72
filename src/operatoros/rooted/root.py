"""Root: one directory handle, and everything that is read beneath it."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from operatoros.rooted import flags, kernel, links, walk
from operatoros.rooted.handles import shut
from operatoros.rooted.paths import RelPath, for_reading
from operatoros.rooted.refusals import (
    FileTooLarge,
    NotAFile,
    NotAFolder,
    PathUnsettled,
    PlatformLacking,
    translate,
    translated,
)

Kind: TypeAlias = Literal["file", "folder", "link", "other"]
Way: TypeAlias = Literal["openat2", "walk"]
Opener: TypeAlias = Callable[[int, tuple[str, ...], int], int]

# How often a path with links is resolved again when it changed between resolving and opening.
_ATTEMPTS = 16
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in a folder, as the folder tells it (a link is a link).

    Attributes:
        name: The name; bytes that are no UTF-8 are surrogates, as Python reads them.
        kind: file, folder, link, or other (pipe, socket, device).
    """

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A handle on a regular file, valid inside the `with` that gave it.

    Attributes:
        handle: The file's handle, for reading.
        path: Where it really is: the path after following links.
        status: What fstat says of the handle.
    """

    handle: int
    path: RelPath
    status: os.stat_result


class Root:
    """A folder that was opened once, and what lies beneath it.

    Promised: no call of this class opens, lists, creates, changes or removes anything outside
    the folder, whatever the path says and whatever other processes rename, link or swap
    meanwhile. Paths are resolved by the kernel from the folder's handle (openat2), or name by
    name through handles (walk), never as a text that was checked before. Reading follows
    relative links that stay beneath, at most 32; changing follows none. Only regular files and
    folders are opened; a pipe, socket or device is refused without waiting for it.

    Not promised: mounts and bind mounts inside the folder count as inside. A process of the same
    user that moves a folder out of the root while we hold its handle takes our handle along; a
    change therefore opens its folder anew right before it renames. Hard links to files outside
    are files inside. The folder may itself be reached by a link: it was named by the user. On
    Windows nothing is opened at all (ERR_PLATFORM); macOS takes the walk and was not run.

    Attributes:
        path: The folder as the user named it, made absolute; for showing only.
        handle: The directory handle.
        identity: Device and inode of the folder.
        way: How paths are resolved.
    """

    __slots__ = ("_open", "handle", "identity", "path", "way")

    def __init__(self, *, path: str, handle: int, way: Way) -> None:
        self.path = path
        self.handle = handle
        self.way: Way = way
        self._open: Opener = kernel.open_beneath if way == "openat2" else walk.open_beneath
        try:
            status = os.fstat(handle)
        except OSError as exc:
            shut(handle)
            raise translate(exc, path) from exc
        self.identity = (status.st_dev, status.st_ino)

    @classmethod
    def open(cls, path: str, *, force_walk: bool = False) -> Root:
        """Open a folder as a root; close it, or use it in a `with`.

        Args:
            path: The folder, absolute or relative to where the process runs.
            force_walk: Resolve name by name even where the kernel has openat2.

        Raises:
            PlatformLacking: if this system cannot confine.
            OperatorosError: if it is no folder or cannot be opened.
        """
        if sys.platform == "win32" or not {os.open, os.stat, os.unlink} <= os.supports_dir_fd:
            raise PlatformLacking(lacking="calls relative to a directory handle")
        try:
            handle = os.open(path, flags.FOLDER)
        except OSError as exc:
            raise translate(exc, path) from exc
        with translated(path):
            way: Way = "walk" if force_walk or not kernel.has_openat2() else "openat2"
        return cls(path=os.path.abspath(path), handle=handle, way=way)

    def close(self) -> None:
        """Give the handle back; the root is of no use afterwards."""
        if self.handle >= 0:
            shut(self.handle)
            self.handle = -1

    def __enter__(self) -> Root:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- handles ---------------------------------------------------------------------------

    def open_plain(self, path: RelPath, wanted: int) -> int:
        """Open a path through no link at all; the caller closes the handle.

        Raises:
            OperatorosError: the translated reason.
        """
        try:
            return self._open(self.handle, path.parts, wanted)
        except OSError as exc:
            raise translate(exc, path.text) from exc

    def _open_read(self, path: RelPath, wanted: int) -> tuple[int, RelPath]:
        """Open for reading, following links; return the handle and where it really is."""
        where = path
        for _ in range(_ATTEMPTS):
            try:
                return self._open(self.handle, where.parts, wanted), where
            except OSError as exc:
                if exc.errno != errno.ELOOP:
                    raise translate(exc, path.text) from exc
            where = RelPath(links.follow(self.handle, path.parts))
        raise PathUnsettled(path=path.text)

    def reading(self, path: str | RelPath) -> AbstractContextManager[Opened]:
        """Open a regular file for reading, following links that stay beneath.

        Raises:
            NotAFile: for a folder, pipe, socket or device (on entering the `with`).
            OperatorosError: for every other reason not to open it.
        """
        return _Reading(self, path)

    @contextmanager
    def folder(self, path: str | RelPath) -> Iterator[tuple[int, RelPath]]:
        """Open a folder for listing, following links; gives the handle and its real path."""
        asked = _as_path(path)
        handle, where = self._open_read(asked, flags.FOLDER)
        try:
            yield handle, where
        finally:
            shut(handle)

    # -- reading ---------------------------------------------------------------------------

    def read(self, path: str | RelPath, *, limit: int) -> bytes:
        """Return a whole file.

        Args:
            path: Relative path.
            limit: Most bytes (> 0); a file that grows past it while it is read counts too.

        Raises:
            FileTooLarge: if there are more.
            OperatorosError: if it cannot be opened.
        """
        with self.reading(path) as opened:
            return read_handle(opened, limit=limit)

    def read_plain(self, path: RelPath, *, limit: int) -> bytes:
        """Return a whole file that is reached through no link at all; see `read`."""
        handle = self.open_plain(path, flags.READ)
        try:
            with translated(path.text):
                status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise NotAFile(path=path.text, kind=kind_of(status.st_mode))
            return read_handle(Opened(handle=handle, path=path, status=status), limit=limit)
        finally:
            shut(handle)

    def list(self, path: str | RelPath, *, limit: int = 100_000) -> tuple[Entry, ...]:
        """Return the names in a folder, sorted; links are links.

        Args:
            path: Relative path of a folder; `.` is the root.
            limit: Most names looked at; more are left out, in no particular order.
        """
        asked = _as_path(path)
        with self.folder(asked) as (handle, _where), translated(asked.text):
            return entries(handle, limit=limit)

    def stat(self, path: str | RelPath, *, follow: bool = True) -> os.stat_result:
        """Return what stat says, of the thing itself or (follow=False) of a last link."""
        asked = _as_path(path)
        if not follow:
            return self.look(asked)
        # O_PATH: a stat neither needs reading rights nor wakes a pipe.
        handle, _where = self._stat_handle(asked)
        try:
            with translated(asked.text):
                return os.fstat(handle)
        finally:
            shut(handle)

    def resolve(self, path: str | RelPath) -> RelPath:
        """Return where a path ends after links, for rules that look at names; it must exist."""
        handle, where = self._stat_handle(_as_path(path))
        shut(handle)
        return where

    def _stat_handle(self, path: RelPath) -> tuple[int, RelPath]:
        """Open what a path ends at without access to its content."""
        where = path
        for _ in range(_ATTEMPTS):
            try:
                handle = self._open(self.handle, where.parts, flags.PATH)
            except OSError as exc:
                if exc.errno != errno.ELOOP:
                    raise translate(exc, path.text) from exc
            else:
                if not self._is_link(handle, path):
                    return handle, where
            where = RelPath(links.follow(self.handle, path.parts))
        raise PathUnsettled(path=path.text)

    def _is_link(self, handle: int, path: RelPath) -> bool:
        """Tell whether a handle is on a link itself; closes it if so, or if that fails."""
        try:
            if not stat.S_ISLNK(os.fstat(handle).st_mode):
                return False
        except OSError as exc:
            shut(handle)
            raise translate(exc, path.text) from exc
        shut(handle)
        return True

    def look(self, path: RelPath) -> os.stat_result:
        """Return what is at a path itself, through no link: a link's own stat for a link.

        Raises:
            PathNotFound: if nothing is there.
            PathIsLink: if a parent is a link.
        """
        if not path.parts:
            with translated(path.text):
                return os.fstat(self.handle)
        parent = self.open_plain(path.parent, flags.PATH | flags.DIRECTORY)
        try:
            return os.stat(path.name, dir_fd=parent, follow_symlinks=False)
        except OSError as exc:
            raise translate(exc, path.text) from exc
        finally:
            shut(parent)

    def walk(
        self, path: str | RelPath, *, enter: Callable[[RelPath], bool] | None = None
    ) -> Iterator[tuple[RelPath, Kind]]:
        """Yield everything below a folder, parents first, names sorted; links are not entered.

        A folder that vanishes or cannot be opened is left out. Each folder is opened anew from
        the root, so that depth costs no handles and a swapped folder is never followed out.

        Args:
            path: Relative path of a folder; a text may be a link to one, a RelPath may not.
            enter: Asked for each folder; False leaves out what is in it.
        """
        start = self.resolve(path) if isinstance(path, str) else path
        # A first look, so that what is no folder is refused instead of being empty.
        shut(self.open_plain(start, flags.FOLDER))
        waiting = [start]
        while waiting:
            here = waiting.pop()
            try:
                handle = self._open(self.handle, here.parts, flags.FOLDER)
            except OSError:
                continue
            try:
                found = entries(handle)
            except OSError:
                continue
            finally:
                shut(handle)
            below: list[RelPath] = []
            for entry in found:
                child = here.child(entry.name)
                yield child, entry.kind
                if entry.kind == "folder" and (enter is None or enter(child)):
                    below.append(child)
            waiting.extend(reversed(below))


class _Reading:
    """The `with` of `Root.reading`; a class, because a generator costs as much as the opening."""

    __slots__ = ("_handle", "_path", "_root")

    def __init__(self, root: Root, path: str | RelPath) -> None:
        self._root = root
        self._path = path
        self._handle = -1

    def __enter__(self) -> Opened:
        asked = _as_path(self._path)
        handle, where = self._root._open_read(asked, flags.READ)
        try:
            status = os.fstat(handle)
        except OSError as exc:
            shut(handle)
            raise translate(exc, asked.text) from exc
        if not stat.S_ISREG(status.st_mode):
            shut(handle)
            raise NotAFile(path=asked.text, kind=kind_of(status.st_mode))
        if asked.folder:
            shut(handle)
            raise NotAFolder(path=asked.text)
        self._handle = handle
        return Opened(handle=handle, path=where, status=status)

    def __exit__(self, *exc: object) -> None:
        shut(self._handle)


def _as_path(path: str | RelPath) -> RelPath:
    return for_reading(path) if isinstance(path, str) else path


def kind_of(mode: int) -> Kind:
    """Return the kind that a st_mode tells."""
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


def entries(handle: int, *, limit: int | None = None) -> tuple[Entry, ...]:
    """Return the names in an open folder, sorted.

    Raises:
        OSError: as the system gives it.
    """
    found: list[Entry] = []
    with os.scandir(handle) as names:
        for item in names:
            if limit is not None and len(found) >= limit:
                break
            found.append(Entry(name=item.name, kind=_kind_of_entry(item)))
    return tuple(sorted(found, key=lambda entry: os.fsencode(entry.name)))


def _kind_of_entry(item: os.DirEntry[str]) -> Kind:
    if item.is_symlink():
        return "link"
    if item.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if item.is_file(follow_symlinks=False) else "other"


def chunks(handle: int) -> Iterator[bytes]:
    """Yield a file's bytes from its beginning, a MiB at a time, wherever the handle stood."""
    offset = 0
    while piece := os.pread(handle, _CHUNK, offset):
        offset += len(piece)
        yield piece


def read_handle(opened: Opened, *, limit: int) -> bytes:
    """Return the bytes behind a handle, refusing more than `limit`."""
    if opened.status.st_size > limit:
        raise FileTooLarge(path=opened.path.text, size=opened.status.st_size, limit=limit)
    try:
        # One byte more than expected tells a file that grew meanwhile.
        data = os.pread(opened.handle, opened.status.st_size + 1, 0)
        while opened.status.st_size < len(data) <= limit:
            more = os.pread(opened.handle, limit + 1 - len(data), len(data))
            if not more:
                break
            data += more
    except OSError as exc:
        raise translate(exc, opened.path.text) from exc
    if len(data) > limit:
        raise FileTooLarge(path=opened.path.text, size=len(data), limit=limit)
    return data
