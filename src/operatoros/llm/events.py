"""Lines of an event stream out of pieces of bytes, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_LINE = 1024 * 1024
LARGEST_STREAM = 32 * 1024 * 1024


class StreamTooLargeError(Exception):
    """A line or the whole stream is larger than a model's answer can be."""


class EventLines:
    """Cuts a stream into the data of its events; one `data:` line is one event here.

    That is how chat completions are sent; other fields and comments are passed over.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Take a piece; yield the data that is complete with it.

        Raises:
            StreamTooLargeError: beyond 1 MiB a line or 32 MiB in all.
        """
        self._size += len(piece)
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if self._size > LARGEST_STREAM or len(self._rest) > LONGEST_LINE:
            raise StreamTooLargeError
        for line in lines:
            if len(line) > LONGEST_LINE:
                raise StreamTooLargeError
            name, colon, data = line.rstrip(b"\r").partition(b":")
            if name == b"data" and colon:
                yield data.removeprefix(b" ")
