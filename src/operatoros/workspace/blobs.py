"""Content that can be brought back: stored by its hash, compressed, capped, outside the workspace.

A store is one flat folder; a blob's name is the SHA-256 of its uncompressed bytes. What cannot
be stored is said before anything is changed, so nothing becomes permanent by accident (W9).
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator

from operatoros.errors import Conflict, Exhausted, NotFound
from operatoros.rooted import changing, flags
from operatoros.rooted.handles import shut

_PART = ".part"
_CHUNK = 1 << 20


class StoreFull(Exhausted):
    """The store of before-images has no room; the change is refused."""

    code = "ERR_UNDO_STORE_FULL"

    def __init__(self, *, store: str, needed: int, cap: int) -> None:
        super().__init__(
            f"the undo store {store!r} has no room for {needed:,} more bytes (cap {cap:,})",
            hint="raise the cap or let older before-images go; nothing was changed",
            details={"store": store, "needed": needed, "cap": cap},
        )


class BlobGone(NotFound):
    """The content is no longer in the store, so it cannot be brought back."""

    code = "ERR_UNDO_GONE"

    def __init__(self, *, sha256: str) -> None:
        super().__init__(
            f"the content {sha256[:12]} is no longer in the undo store",
            hint="it was let go by age or by hand; look in a backup or in git",
            details={"sha256": sha256},
        )


class BlobDamaged(Conflict):
    """The stored bytes do not have the hash they are named by."""

    code = "ERR_UNDO_DAMAGED"

    def __init__(self, *, sha256: str) -> None:
        super().__init__(
            f"the stored content {sha256[:12]} is damaged",
            hint="nothing was written; look in a backup or in git",
            details={"sha256": sha256},
        )


class Blobs:
    """One store.

    Promised: what `put` returned for is on the disk as far as fsync tells; what `pieces` gave to
    its end had the right hash. Not promised: that a blob stays after `forget`.
    """

    def __init__(self, folder: str, *, cap: int) -> None:
        """Keep blobs in `folder`, at most `cap` bytes of them as stored."""
        self.folder = folder
        self.cap = cap
        self._used: int | None = None

    def __contains__(self, sha256: str) -> bool:
        try:
            os.stat(self._path(sha256))
        except FileNotFoundError:
            return False
        return True

    def _path(self, sha256: str) -> str:
        return os.path.join(self.folder, sha256)

    def used(self) -> int:
        """Return the bytes that the store takes on disk; counted once, see `recount`."""
        if self._used is None:
            try:
                with os.scandir(self.folder) as names:
                    self._used = sum(item.stat().st_size for item in names)
            except FileNotFoundError:
                self._used = 0
        return self._used

    def recount(self) -> None:
        """Count anew at the next `used`: another process may have stored or let go."""
        self._used = None

    def put(self, sha256: str, pieces: Iterable[bytes], *, token: str, at: float) -> None:
        """Store content; at once if it is there already. `flush` then keeps the names.

        Args:
            sha256: The hash that the content is expected to have.
            pieces: The bytes.
            token: Makes the temporary name this action's own.
            at: The present, seconds since 1970; kept as the blob's age.

        Raises:
            StoreFull: if the cap would be passed; nothing is kept then.
            BlobDamaged: if the bytes have another hash.
            OSError: as the system gives it.
        """
        path = self._path(sha256)
        if sha256 in self:
            os.utime(path, (at, at))
            return
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        room = self.cap - self.used()
        part = os.path.join(self.folder, f"{token}{_PART}")
        handle = os.open(part, flags.NEW, 0o600)
        try:
            try:
                written = self._fill(handle, sha256, pieces, room)
                os.utime(handle, (at, at))
                changing.flush(handle)
            finally:
                shut(handle)
            os.rename(part, path)
        except BaseException:
            _try_unlink(part)
            raise
        self._used = self.used() + written

    def _fill(self, handle: int, sha256: str, pieces: Iterable[bytes], room: int) -> int:
        digest = hashlib.sha256()
        # Level 1: before-images are written while a person waits.
        packer = zlib.compressobj(1)
        written = 0
        for piece in _and_end(pieces):
            digest.update(piece or b"")
            packed = packer.flush() if piece is None else packer.compress(piece)
            written += len(packed)
            if written > room:
                raise StoreFull(store=self.folder, needed=written, cap=self.cap)
            changing.write_all(handle, packed)
        if digest.hexdigest() != sha256:
            raise BlobDamaged(sha256=sha256)
        return written

    def flush(self) -> None:
        """Ask that the names in the store be on the disk; once after any number of `put`."""
        handle = os.open(self.folder, flags.FOLDER)
        try:
            changing.flush(handle)
        finally:
            shut(handle)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Yield content in pieces of at most a MiB.

        Raises:
            BlobGone: if it is not there.
            BlobDamaged: if it does not unpack, or (after the last piece) has another hash.
        """
        digest = hashlib.sha256()
        unpacker = zlib.decompressobj()
        try:
            with open(self._path(sha256), "rb") as packed:
                while not unpacker.eof:
                    data = unpacker.unconsumed_tail or packed.read(_CHUNK)
                    piece = unpacker.decompress(data, _CHUNK)
                    if not data and not piece:
                        break
                    digest.update(piece)
                    yield piece
        except FileNotFoundError as exc:
            raise BlobGone(sha256=sha256) from exc
        except zlib.error as exc:
            raise BlobDamaged(sha256=sha256) from exc
        if digest.hexdigest() != sha256 or not unpacker.eof:
            raise BlobDamaged(sha256=sha256)

    def forget(self, sha256: str) -> None:
        """Let one blob go."""
        self.recount()
        _try_unlink(self._path(sha256))

    def stored(self) -> list[tuple[float, int, str]]:
        """Return (stored at, bytes on disk, hash) of every blob, oldest first."""
        found: list[tuple[float, int, str]] = []
        try:
            with os.scandir(self.folder) as names:
                for item in names:
                    if not item.name.endswith(_PART):
                        status = item.stat()
                        found.append((status.st_mtime, status.st_size, item.name))
        except FileNotFoundError:
            return []
        return sorted(found)

    def sweep(self) -> None:
        """Remove what a killed `put` left; only for whoever holds the workspace's lock."""
        try:
            with os.scandir(self.folder) as names:
                left = [item.path for item in names if item.name.endswith(_PART)]
        except FileNotFoundError:
            return
        for path in left:
            _try_unlink(path)


def _and_end(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
    yield from pieces
    yield None


def _try_unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # a left-over is swept at the next start
