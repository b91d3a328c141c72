"""The one log of a workspace: journal and audit in one chained, append-only file (W8, W16).

One writer at a time (flock). A line is written in one call and fsynced before anyone is told.
If the process dies in between, the half line is cut off at the next start and that is noted.
The head is also kept as an anchor in another folder; a log that is behind its anchor, or not
the log that the anchor saw, is refused: going on would hide what happened to it.
"""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from operatoros.errors import Conflict, Unavailable
from operatoros.rooted import changing, flags
from operatoros.rooted.handles import shut
from operatoros.workspace.chain import Head, Line, parse, seal
from operatoros.workspace.places import Places

# How long a second process waits for the first: 40 times 50 ms.
_LOCK_ATTEMPTS = 40
_LOCK_PAUSE_S = 0.05
_TAIL = 1 << 16


class WorkspaceBusy(Conflict):
    """Another process is changing this workspace."""

    code = "ERR_WORKSPACE_BUSY"

    def __init__(self, *, folder: str) -> None:
        super().__init__(
            "another process is changing this workspace",
            hint="wait until it is done, then try again",
            details={"folder": folder},
        )


class LogTrouble(Unavailable):
    """The log could not be written, so nothing may be changed."""

    code = "ERR_LOG_WRITE"

    def __init__(self, *, log: str, cause: str) -> None:
        super().__init__(
            f"the log {log!r} could not be written: {cause}",
            hint="look at the disk that holds the state folder; nothing is done without its line",
            details={"log": log, "cause": cause},
        )


class LogBroken(Conflict):
    """The log is not what its anchor or its own hashes say."""

    code = "ERR_AUDIT_BROKEN"

    def __init__(self, *, log: str, reason: str) -> None:
        super().__init__(
            f"the log {log!r} {reason}",
            hint="run `operatoros audit verify`; set the log aside to go on with a new one",
            details={"log": log, "reason": reason},
        )


def read_lines(places: Places) -> Iterator[Line]:
    """Yield the log's lines, oldest first; a half last line is left out.

    Raises:
        LogBroken: at the first line whose bytes do not have their hash.
    """
    try:
        log = open(places.log, "rb")  # noqa: SIM115  # closed below; only opening may find nothing
    except FileNotFoundError:
        return
    with log:
        for raw in log:
            if not raw.endswith(b"\n"):
                return
            yield _parse(raw[:-1], places)


def read_lines_back(places: Places) -> Iterator[Line]:
    """Yield the log's lines, newest first, reading only as far back as somebody asks.

    A half last line is left out.

    Raises:
        LogBroken: at the first line whose bytes do not have their hash.
    """
    try:
        log = open(places.log, "rb")  # noqa: SIM115  # closed below; only opening may find nothing
    except FileNotFoundError:
        return
    with log:
        at = log.seek(0, os.SEEK_END)
        rest, ended, span = b"", False, _TAIL
        while at > 0:
            start = max(at - span, 0)
            log.seek(start)
            rest, *lines = (log.read(at - start) + rest).split(b"\n")
            at = start
            span = _TAIL if lines else span * 4
            if lines and not ended:
                lines.pop()  # what follows the last line feed: nothing, or a half line
                ended = True
            for raw in reversed(lines):
                yield _parse(raw, places)
        if ended:
            yield _parse(rest, places)


def _parse(raw: bytes, places: Places) -> Line:
    try:
        return parse(raw)
    except ValueError as exc:
        raise LogBroken(log=places.log, reason="has a line that was altered") from exc


def read_anchor(places: Places) -> Head | None:
    """Return the head that the anchor saw; None if there is no readable anchor."""
    try:
        with open(places.anchor, encoding="utf-8") as file:
            data = json.load(file)
        return Head(seq=int(data["seq"]), hash=str(data["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Log:
    """The log, locked and open for appending; valid inside `locked`.

    Attributes:
        head: Its last line.
        last: The last line's content; None for an empty log.
        cut: Bytes of a half last line that were cut off when it was opened.
    """

    def __init__(self, places: Places, handle: int) -> None:
        self._places = places
        self._handle = handle
        self._broken = False
        self.cut = 0
        self.last: Line | None = None
        self._size = self._read_tail()
        self.head = Head() if self.last is None else Head(seq=self.last.seq, hash=self.last.hash)
        # First: what is left of a log that was cut is evidence, and stays as it is.
        self._compare_with_anchor()
        self._cut_half()

    def _read_tail(self) -> int:
        """Find the last line; return the size of the log up to its end."""
        size = os.fstat(self._handle).st_size
        span = min(size, _TAIL)
        while True:
            tail = os.pread(self._handle, span, size - span)
            end = tail.rfind(b"\n")
            start = tail.rfind(b"\n", 0, max(end, 0))
            if span == size or (end >= 0 and start >= 0):
                break
            span = min(size, span * 4)
        whole = size - span + end + 1 if end >= 0 else 0
        self.cut = size - whole
        if end >= 0:
            self.last = _parse(tail[start + 1 : end], self._places)
        return whole

    def _cut_half(self) -> None:
        if self.cut:
            os.ftruncate(self._handle, self._size)
            changing.flush(self._handle)

    def _compare_with_anchor(self) -> None:
        anchor = read_anchor(self._places)
        if anchor is None or anchor.seq < self.head.seq:
            return
        if anchor.seq > self.head.seq:
            raise LogBroken(log=self._places.log, reason="is shorter than its anchor saw it")
        if anchor.hash != self.head.hash:
            raise LogBroken(log=self._places.log, reason="is not the log that its anchor saw")

    def append(self, kind: str, data: Mapping[str, object], *, time: str) -> int:
        """Write one line down to the disk and return its number.

        Args:
            kind: What the line tells.
            data: JSON-able values by name.
            time: ISO 8601 time in UTC.

        Raises:
            LogTrouble: if it could not be written or fsynced. The line is taken back as far as
                the system lets us; nothing more is written through this handle.
        """
        if self._broken:
            raise LogTrouble(log=self._places.log, cause="an earlier line failed")
        raw, head = seal(self.head, time=time, kind=kind, data=data)
        try:
            changing.write_all(self._handle, raw)
            changing.flush(self._handle)
        except OSError as exc:
            self._broken = True
            self._take_back()
            raise LogTrouble(log=self._places.log, cause=os.strerror(exc.errno or 0)) from exc
        self._size += len(raw)
        self.head = head
        self.last = parse(raw[:-1])
        return head.seq

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._handle, self._size)
        except OSError:
            pass  # the next start finds the line whole or half, and deals with either

    @property
    def _anchor_part(self) -> str:
        return f"{self._places.anchor}.part"

    def sweep(self) -> None:
        """Remove the half-written anchor of a killed writer."""
        try:
            os.unlink(self._anchor_part)
        except FileNotFoundError:
            pass  # nobody was killed there

    def anchor(self, *, time: str) -> bool:
        """Keep the head in the other folder; False if that failed (the old anchor stays)."""
        path = self._places.anchor
        part = self._anchor_part
        data = {"seq": self.head.seq, "hash": self.head.hash, "time": time}
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                changing.write_all(handle, json.dumps(data).encode())
                changing.flush(handle)
            finally:
                shut(handle)
            os.rename(part, path)
        except OSError:
            return False
        return True


@contextmanager
def locked(places: Places) -> Iterator[Log]:
    """Hold the workspace's log alone, between threads and processes.

    Raises:
        WorkspaceBusy: if another writer keeps it for two seconds.
        LogBroken: if the log is not what its anchor or hashes say.
        LogTrouble: if its folder or file cannot be made or opened.
    """
    try:
        lock = _open_private(places, places.lock)
    except OSError as exc:
        raise LogTrouble(log=places.log, cause=os.strerror(exc.errno or 0)) from exc
    try:
        _take(lock, places)
        with _opened(places) as log:
            yield log
    finally:
        shut(lock)


@contextmanager
def _opened(places: Places) -> Iterator[Log]:
    try:
        handle = _open_private(places, places.log)
    except OSError as exc:
        raise LogTrouble(log=places.log, cause=os.strerror(exc.errno or 0)) from exc
    try:
        try:
            log = Log(places, handle)
        except OSError as exc:
            raise LogTrouble(log=places.log, cause=os.strerror(exc.errno or 0)) from exc
        yield log
    finally:
        shut(handle)


def _open_private(places: Places, path: str) -> int:
    """Open a file of ours for reading and appending, making it and its folders if need be."""
    wanted = os.O_RDWR | os.O_APPEND
    try:
        return os.open(path, wanted)
    except FileNotFoundError:
        pass
    for folder in (places.folder, places.anchors):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    handle = os.open(path, wanted | os.O_CREAT, 0o600)
    try:
        # The name of a new log must outlive a crash as the lines in it do.
        above = os.open(places.folder, flags.FOLDER)
        try:
            changing.flush(above)
        finally:
            shut(above)
    except BaseException:
        shut(handle)
        raise
    return handle


def _take(lock: int, places: Places) -> None:
    # Not at the head of the file: Windows has no fcntl, and there nothing gets this far.
    import fcntl

    pause = threading.Event()
    for _ in range(_LOCK_ATTEMPTS):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            if exc.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR):
                raise LogTrouble(log=places.log, cause=os.strerror(exc.errno or 0)) from exc
            pause.wait(_LOCK_PAUSE_S)
        else:
            return
    raise WorkspaceBusy(folder=places.folder)
