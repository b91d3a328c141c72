"""A text to commands and rejections (P1-P3, P5, P10).

The scanner hops from marker to marker by string search and looks at nothing else of the prose,
so its time is linear in the text, with a small constant. It never raises, whatever the text is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from operatoros.protocol.blocks import parse_block
from operatoros.protocol.command import Command, Rejection
from operatoros.protocol.complaint import quoted
from operatoros.protocol.lines import BLANKS, MOST_LINES, is_key_value, readable_id

Source = Literal["page", "clipboard", "file"]

START = "OPERATOR_CMD"
END = "END_OPERATOR_CMD"

# P5. Of a longer text only the last characters count.
MOST_SCANNED: Mapping[Source, int] = {"page": 200_000, "clipboard": 2_000_000, "file": 2_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """A last block that has not ended yet and may still be streaming.

    Attributes:
        line: 1-based line of its start marker.
        id: Its id, if it has already arrived.
    """

    line: int
    id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one text holds.

    Attributes:
        items: Commands and rejections in the order of the text.
        trimmed: Whether the text was longer than is scanned, so that its beginning was left out.
        receiving: The last block if it has not ended; only where more may come (not `final`).
    """

    items: tuple[Command | Rejection, ...]
    trimmed: bool = False
    receiving: Receiving | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands, in the order of the text."""
        return tuple(item for item in self.items if isinstance(item, Command))

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """The rejections, in the order of the text."""
        return tuple(item for item in self.items if isinstance(item, Rejection))


class _Marker:
    """One line that begins with a marker.

    Attributes:
        line: Its 1-based number.
        at: Where it begins in the text.
        stop: Where its line feed stands, or the length of the text.
        is_start: Whether it is a start marker.
        alone: Whether nothing else is on the line.
    """

    __slots__ = ("alone", "at", "is_start", "line", "stop")

    def __init__(self, line: int, at: int, stop: int, is_start: bool, alone: bool) -> None:
        self.line = line
        self.at = at
        self.stop = stop
        self.is_start = is_start
        self.alone = alone


def scan(
    text: str,
    *,
    session: str | None = None,
    source: Source = "clipboard",
    final: bool = True,
) -> Scan:
    """Return the commands and rejections of a text.

    Args:
        text: What a chat wrote, with any prose around it.
        session: The inbox's token (P17). None: no token is compared and no command is signed.
        source: Where the text is from; decides how much of it counts (P5).
        final: Whether the text is complete. If it is not, a last block without an end is
            reported as `receiving` instead of rejected, and a last line without a line end has
            not arrived yet: it is not looked at.
    """
    reading = _Reading(text, session, final, len(text) - MOST_SCANNED[source])
    reading.run()
    return Scan(
        items=_one_per_id(reading.items),
        trimmed=reading.cut > 0,
        receiving=reading.receiving,
    )


class _Reading:
    """The state of one scan: outside any block, inside one, or skipping the rest of a bad one."""

    def __init__(self, text: str, session: str | None, final: bool, cut: int) -> None:
        self.text = text
        self.session = session
        self.final = final
        self.cut = cut
        self.stop = len(text) if final else text.rfind("\n") + 1
        self.items: list[Command | Rejection] = []
        self.receiving: Receiving | None = None
        self.opened: _Marker | None = None
        self.refused: Rejection | None = None
        self.swallowed = 0

    def run(self) -> None:
        """Read the text once, marker by marker."""
        for marker in _markers(self.text, self.stop):
            if self.refused is not None:
                self._skip(self.refused, marker)
            elif self.opened is not None:
                self._inside(self.opened, marker)
            elif not marker.alone:
                self._outside_not_alone(marker)
            elif marker.is_start:
                self.opened = marker
        self._finish()

    def _inside(self, opened: _Marker, marker: _Marker) -> None:
        self.opened = None
        if not marker.alone:
            self._refuse("ERR_MARKER_NOT_ALONE", opened, self._not_alone(marker))
        elif marker.is_start:
            number = marker.line - opened.line + 1
            message = (
                f"line {number} of the block starts a new one before the {END} of this one; end"
                " each block, and send both again."
            )
            self._refuse("ERR_NESTED_BLOCK", opened, message)
        elif opened.at >= self.cut:
            # What counts begins at a line outside any block (P5), so a block across the cut is out.
            raw = self.text[opened.stop : marker.at]
            item = parse_block(raw, line=opened.line, session=self.session)
            if item is not None:
                self.items.append(item)

    def _outside_not_alone(self, marker: _Marker) -> None:
        """Reject a marker line that goes on; skip only if it opened a mangled block (P2)."""
        following = marker.stop + 1
        if following >= self.stop and not self.final:
            return  # whether it opened a block is not known before the next line has arrived
        if marker.is_start and is_key_value(self._line(following)):
            self._refuse("ERR_MARKER_NOT_ALONE", marker, self._not_alone(marker))
        elif marker.at >= self.cut:
            message = self._not_alone(marker)
            self.items.append(
                Rejection(code="ERR_MARKER_NOT_ALONE", line=marker.line, id=None, message=message)
            )

    def _not_alone(self, marker: _Marker) -> str:
        line = self._line(marker.at).strip(BLANKS)
        return f"the line {quoted(line)} is more than its marker; put the marker alone on its line."

    def _refuse(self, code: str, start: _Marker, message: str) -> None:
        """Reject the block of `start` and skip to the next end marker (P3)."""
        self.refused = Rejection(
            code=code, line=start.line, id=self._id_below(start), message=message
        )
        self.swallowed = 0

    def _skip(self, refused: Rejection, marker: _Marker) -> None:
        if marker.alone and not marker.is_start:
            if marker.stop > self.cut:
                self.items.append(self._with_swallowed(refused))
            self.refused = None
        elif marker.is_start:
            self.swallowed += 1

    def _with_swallowed(self, refused: Rejection) -> Rejection:
        if not self.swallowed:
            return refused
        more = f" Skipped with it up to the next {END}: {self.swallowed} more block(s)."
        return replace(refused, message=refused.message + more)

    def _finish(self) -> None:
        """Say what the end of the text leaves open."""
        if self.opened is not None and self.final:
            message = f"no {END} line follows; end the block with a line that is only {END}."
            self._refuse("ERR_MISSING_END_MARKER", self.opened, message)
        if self.opened is not None and not self.final:
            self.receiving = Receiving(line=self.opened.line, id=self._id_below(self.opened))
        elif self.refused is not None and self.final:
            self.items.append(self._with_swallowed(self.refused))
        elif self.refused is not None:
            # Its end decides what was skipped with it, so nothing is said of it yet.
            self.receiving = Receiving(line=self.refused.line, id=self.refused.id)

    def _line(self, at: int) -> str:
        """Return the line that begins at `at`, without its line end."""
        stop = self.text.find("\n", at)
        return self.text[at:] if stop < 0 else self.text[at:stop].removesuffix("\r")

    def _id_below(self, start: _Marker) -> str | None:
        """Return the id in the lines below a start marker, up to the next marker."""

        def lines() -> Iterator[str]:
            at = start.stop + 1
            for _ in range(MOST_LINES):
                if at >= self.stop:
                    return
                line = self._line(at)
                if START in line:
                    return
                yield line
                at = self.text.find("\n", at) + 1 or self.stop

        return readable_id(lines())


def _markers(text: str, end: int) -> Iterator[_Marker]:
    """Yield every line before `end` that begins with a marker, in order.

    Hops by string search. Each stretch of text is looked at a fixed number of times: what is
    before the last line end seen is never searched again.
    """
    find, rfind, count = text.find, text.rfind, text.count
    size, width = len(text), len(START)
    first = 1 if text[:1] == "\ufeff" else 0  # a byte-order mark counts as nothing (P1)
    seen = counted = 0
    line = 1
    at = find(START, 0, end)
    while at >= 0:
        line_at = rfind("\n", seen, at) + 1 or first
        stop = find("\n", at)
        if stop < 0:
            stop = size
        name_at = at - 4 if text[at - 4 : at] == "END_" and at - 4 >= line_at else at
        if name_at == line_at or not text[line_at:name_at].strip(BLANKS):
            rest = text[at + width : stop]
            if rest and stop < size and rest[-1] == "\r":
                rest = rest[:-1]
            line += count("\n", counted, line_at)
            counted = line_at
            alone = not rest or not rest.strip(BLANKS)
            yield _Marker(line, line_at, stop, name_at == at, alone)
        seen = stop
        at = find(START, stop, end)


def _one_per_id(items: list[Command | Rejection]) -> tuple[Command | Rejection, ...]:
    """Drop repeated commands, and reject those that reuse an id for other content (P10)."""
    kept: list[Command | Rejection] = []
    first_at: dict[str, int] = {}
    for item in items:
        if not isinstance(item, Command):
            kept.append(item)
            continue
        at = first_at.setdefault(item.id, len(kept))
        if at == len(kept):
            kept.append(item)
            continue
        first = kept[at]
        assert isinstance(first, Command), "only commands are entered"
        if first.digest != item.digest:
            kept.append(_duplicate(item))
        elif item.signed and not first.signed:
            # The chat's own block, after a quotation of it: the command counts as signed.
            kept[at] = item
    return tuple(kept)


def _duplicate(item: Command) -> Rejection:
    return Rejection(
        code="ERR_DUPLICATE_ID",
        line=item.line,
        id=item.id,
        message=f"{item.id} already names another command of this text; give this one an id of its"
        " own.",
    )
