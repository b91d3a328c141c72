"""Text files as text: UTF-8 only, with their byte-order mark and every line end kept. Pure.

Edits think in lines that end in LF. A file may end its lines in CRLF, or in both. So an edit is
a span of the *seen* text (every CRLF read as LF) and a new text; `splice` carries it over to the
real text. Lines that no span touches keep their bytes. Lines end at LF and CRLF, nothing else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from operatoros.errors import InvalidInput

BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class NotText(InvalidInput):
    """The file is not UTF-8 text, so it is neither shown nor edited as text."""

    code = "ERR_NOT_UTF8"

    def __init__(self, *, path: str, reason: str) -> None:
        super().__init__(
            f"{path!r} is not UTF-8 text: {reason}",
            hint="only UTF-8 files are read and edited as text; fs.write replaces a file whole",
            details={"path": path, "reason": reason},
        )


@dataclass(frozen=True)
class Text:
    """A decoded file.

    Attributes:
        real: The text with its own line ends, without the byte-order mark.
        bom: Whether a byte-order mark comes first.
    """

    real: str
    bom: bool = False

    @cached_property
    def seen(self) -> str:
        """The text with every CRLF as LF."""
        return self.real.replace("\r\n", "\n") if "\r\n" in self.real else self.real

    @cached_property
    def _folds(self) -> list[int]:
        """Offsets in `seen` of the LFs that are CRLFs in `real`."""
        found: list[int] = []
        at = self.real.find("\r\n")
        while at >= 0:
            found.append(at - len(found))
            at = self.real.find("\r\n", at + 2)
        return found

    @cached_property
    def lines(self) -> list[str]:
        """The seen lines without line ends; no empty last one after a final line end."""
        lines = self.seen.split("\n")
        if lines[-1] == "":
            lines.pop()
        return lines

    @property
    def line_ends(self) -> str:
        """`lf`, `crlf`, `mixed` or `none`."""
        crlf = len(self._folds)
        every = self.seen.count("\n")
        if not every:
            return "none"
        return "crlf" if crlf == every else "mixed" if crlf else "lf"

    def real_offset(self, seen: int) -> int:
        """Return where an offset of `seen` is in `real`."""
        return seen + bisect_left(self._folds, seen)

    def _end_near(self, offset: int) -> str:
        """Return the line end in use at an offset of `seen`: its own line's, else the last's."""
        at = self.seen.find("\n", offset)
        if at < 0:
            at = self.seen.rfind("\n", 0, offset)
        index = bisect_left(self._folds, at)
        is_crlf = at >= 0 and index < len(self._folds) and self._folds[index] == at
        return "\r\n" if is_crlf else "\n"

    def splice(self, spans: Iterable[Span]) -> Text:
        """Return the text with spans replaced.

        Args:
            spans: In order, not overlapping; offsets of `seen`.
        """
        pieces: list[str] = []
        kept = 0
        for span in spans:
            assert kept <= span.start <= span.end, "spans are in order and apart"
            pieces.append(self.real[self.real_offset(kept) : self.real_offset(span.start)])
            new = span.text.replace("\r\n", "\n")
            # Asked only where it matters: in a file of one huge line each look is a long one.
            if self._folds and "\n" in new and self._end_near(span.start) != "\n":
                new = new.replace("\n", "\r\n")
            pieces.append(new)
            kept = span.end
        pieces.append(self.real[self.real_offset(kept) :])
        return Text("".join(pieces), bom=self.bom)

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return (BOM if self.bom else b"") + self.real.encode("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a seen text and what takes its place.

    Attributes:
        start: First offset.
        end: Offset after the last.
        text: The new text; its line ends become those of the place.
    """

    start: int
    end: int
    text: str


def decode(data: bytes, path: str) -> Text:
    """Read a file's bytes as text.

    Raises:
        NotText: saying what it is instead.
    """
    for mark, name in _OTHER_BOMS:
        if data.startswith(mark):
            raise NotText(path=path, reason=f"its byte-order mark says {name}")
    if b"\0" in data:
        raise NotText(path=path, reason=f"a NUL byte at offset {data.index(0)}: it is binary")
    bom = data.startswith(BOM)
    try:
        return Text(data[len(BOM) if bom else 0 :].decode("utf-8"), bom=bom)
    except UnicodeDecodeError as exc:
        at = exc.start + (len(BOM) if bom else 0)
        line = data.count(b"\n", 0, at) + 1
        raise NotText(
            path=path,
            reason=f"byte 0x{data[at]:02x} in line {line}; perhaps Latin-1 or another encoding",
        ) from exc


def try_decode(data: bytes | None) -> Text | None:
    """Return the text, or None for what is no text (or nothing)."""
    if data is None:
        return None
    try:
        return decode(data, "")
    except NotText:
        return None


def line_starts(seen: str) -> Sequence[int]:
    """Return the offset at which each line begins; a last empty line is none."""
    starts = [0]
    at = seen.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = seen.find("\n", at + 1)
    if starts[-1] == len(seen):
        starts.pop()
    return starts


def line_of(seen: str, offset: int) -> int:
    """Return the 1-based line of an offset."""
    return seen.count("\n", 0, offset) + 1
