"""Marked regions: the lines between `OPERATOR_BEGIN id` and `OPERATOR_END id` comments. Pure.

Marker lines are whole lines, the comment of the file's style with blanks around it allowed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from operatoros.errors import Conflict, InvalidInput, NotFound, OperatorosError
from operatoros.protocol.command import Command
from operatoros.protocol.styles import CommentStyle, marker_lines, region_style
from operatoros.workspace.edits import nearest
from operatoros.workspace.textfile import Span, Text, decode, line_of, line_starts

_MARKER = re.compile(r"OPERATOR_(BEGIN|END) ([A-Za-z0-9._:-]{1,128})")

CODES = {
    "ERR_REGION_MARKER_NOT_FOUND": "A region's marker line is not in the file.",
    "ERR_REGION_MARKER_NOT_UNIQUE": "A region's marker line is there more than once.",
    "ERR_REGION_MARKER_ORDER": "A region ends before it begins.",
    "ERR_REGION_MARKER_MISMATCH": "Regions overlap, or one has only one of its two markers.",
    "ERR_REGION_ALREADY_EXISTS": "A region with this id is already in the file.",
    "ERR_ANCHOR_NOT_FOUND": "The anchor of an insertion is not in the file.",
    "ERR_ANCHOR_AMBIGUOUS": "The anchor of an insertion is there more than once.",
}


class RegionProblem(Conflict):
    """A region is not as the command needs it."""

    code = "ERR_REGION_MARKER_MISMATCH"

    def __init__(self, *, code: str, marker: str, lines: tuple[int, ...] = ()) -> None:
        where = f" (lines {', '.join(map(str, lines))})" if lines else ""
        super().__init__(
            f"region {marker!r}: {CODES[code].rstrip('.').lower()}{where}",
            hint="list the regions of the file, then correct the command or the markers",
            details={"marker_id": marker, "lines": list(lines)},
            code=code,
        )


class RegionMissing(NotFound):
    """There is no such region."""

    code = "ERR_REGION_MARKER_NOT_FOUND"

    def __init__(self, *, marker: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"region {marker!r} is not in the file",
            hint=f"the file has {', '.join(known) or 'no regions'}",
            details={"marker_id": marker, "known": list(known)},
        )


class AnchorProblem(InvalidInput):
    """The anchor of a new region does not name one place."""

    code = "ERR_ANCHOR_NOT_FOUND"

    def __init__(self, *, code: str, anchor: str, lines: tuple[int, ...], near: str) -> None:
        super().__init__(
            f"the anchor {anchor[:60]!r}: {CODES[code].rstrip('.').lower()}"
            + (f"; lines {', '.join(map(str, lines[:5]))}" if lines else near),
            hint="copy the anchor exactly, or say which occurrence is meant",
            details={"lines": list(lines)},
            code=code,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region of a text; line numbers are 1-based.

    Attributes:
        marker_id: Its id.
        begin_line: Line of its first marker.
        end_line: Line of its second marker.
    """

    marker_id: str
    begin_line: int
    end_line: int

    def as_json(self) -> dict[str, object]:
        """Return what fs.listRegions answers for it."""
        return {
            "marker_id": self.marker_id,
            "begin_line": self.begin_line,
            "end_line": self.end_line,
            "content_start_line": self.begin_line + 1,
            "content_end_line": self.end_line - 1,
            "content_lines": self.end_line - self.begin_line - 1,
        }


def find_regions(text: Text, style: CommentStyle) -> tuple[Region, ...]:
    """Return every region of a text, in order.

    Raises:
        RegionProblem: if markers are doubled, alone, in the wrong order or overlapping.
    """
    places: dict[str, dict[str, list[int]]] = {}
    for number, line in enumerate(text.lines, start=1):
        marker = _marker(line, style)
        if marker is not None:
            kind, name = marker
            places.setdefault(name, {"BEGIN": [], "END": []})[kind].append(number)
    regions = [_region(name, found["BEGIN"], found["END"]) for name, found in places.items()]
    regions.sort(key=lambda region: region.begin_line)
    open_until: list[Region] = []
    for region in regions:
        while open_until and open_until[-1].end_line < region.begin_line:
            open_until.pop()
        if open_until and region.end_line > open_until[-1].end_line:
            lines = (open_until[-1].end_line, region.end_line)
            raise RegionProblem(
                code="ERR_REGION_MARKER_MISMATCH", marker=region.marker_id, lines=lines
            )
        open_until.append(region)
    return tuple(regions)


def _marker(line: str, style: CommentStyle) -> tuple[str, str] | None:
    """Return kind and id if a line is a marker in this style."""
    found = _MARKER.search(line)
    if found is None:
        return None
    kind, name = found[1], found[2]
    wanted = marker_lines(style, name)[0 if kind == "BEGIN" else 1]
    # Blanks between the comment sign and the word are a matter of taste.
    return (kind, name) if "".join(line.split()) == "".join(wanted.split()) else None


def _region(name: str, begins: list[int], ends: list[int]) -> Region:
    lines = (*begins, *ends)
    if len(begins) > 1 or len(ends) > 1:
        raise RegionProblem(code="ERR_REGION_MARKER_NOT_UNIQUE", marker=name, lines=lines)
    if not begins or not ends:
        raise RegionProblem(code="ERR_REGION_MARKER_MISMATCH", marker=name, lines=lines)
    if ends[0] < begins[0]:
        raise RegionProblem(code="ERR_REGION_MARKER_ORDER", marker=name, lines=lines)
    return Region(marker_id=name, begin_line=begins[0], end_line=ends[0])


def list_regions(text: Text, style: CommentStyle) -> str:
    """Return the JSON that fs.listRegions answers."""
    return json.dumps({"regions": [region.as_json() for region in find_regions(text, style)]})


def region_text(text: Text, style: CommentStyle, marker: str) -> str:
    """Return what fs.readRegion answers: the lines between the markers, ends seen as LF."""
    region = _the_region(text, style, marker)
    start, end = _content_span(text, region)
    return text.seen[start:end]


def _the_region(text: Text, style: CommentStyle, marker: str) -> Region:
    regions = find_regions(text, style)
    for region in regions:
        if region.marker_id == marker:
            return region
    raise RegionMissing(marker=marker, known=tuple(region.marker_id for region in regions))


def _content_span(text: Text, region: Region) -> tuple[int, int]:
    starts = line_starts(text.seen)
    return starts[region.begin_line], starts[region.end_line - 1]


def style_of(command: Command) -> CommentStyle:
    """Return the comment style of a region command; a scan has seen to it that there is one."""
    style = region_style(command.path or "", command.args)
    if style is None:
        raise InvalidStyle(path=command.path or "")
    return style


class InvalidStyle(InvalidInput):
    """Nothing tells how comments are written in the file."""

    code = "ERR_COMMENT_STYLE_REQUIRED"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"the suffix of {path!r} tells no comment style",
            hint="give comment_line_prefix, or comment_block_start and comment_block_end",
            details={"path": path},
        )


def replace_region(command: Command, text: Text) -> tuple[Text, tuple[str, ...]]:
    """fs.replaceRegion: new lines between the markers."""
    content = decode(_content(command), "content").seen
    return _with_content(command, text, content), ()


def delete_region(command: Command, text: Text) -> tuple[Text, tuple[str, ...]]:
    """fs.deleteRegion: nothing between the markers."""
    return _with_content(command, text, ""), ()


def _content(command: Command) -> bytes:
    content = command.args["content"]
    assert isinstance(content, bytes)
    return content


def _with_content(command: Command, text: Text, content: str) -> Text:
    region = _the_region(text, style_of(command), str(command.args["marker_id"]))
    start, end = _content_span(text, region)
    if content and not content.endswith("\n"):
        content += "\n"
    return text.splice([Span(start=start, end=end, text=content)])


def insert_region(command: Command, text: Text) -> tuple[Text, tuple[str, ...]]:
    """fs.insertRegion: both markers and content, before or after the line of an anchor."""
    style, marker = style_of(command), str(command.args["marker_id"])
    if any(region.marker_id == marker for region in find_regions(text, style)):
        raise RegionProblem(code="ERR_REGION_ALREADY_EXISTS", marker=marker)
    offset = _anchor(command, text)
    starts = line_starts(text.seen)
    line = line_of(text.seen, offset)
    if command.args.get("position", "after") == "before":
        at = starts[line - 1]
    else:
        last = line_of(text.seen, offset + max(len(_anchor_text(command)) - 1, 0))
        at = starts[last] if last < len(starts) else len(text.seen)
    indent = _indent(text.lines[line - 1])
    begin, end = (indent + comment for comment in marker_lines(style, marker))
    content = decode(_content(command), "content").seen
    if content and not content.endswith("\n"):
        content += "\n"
    block = f"{begin}\n{content}{end}\n"
    if at == len(text.seen) and not text.seen.endswith("\n"):
        # After a last line without a line end: it gets one, and ours goes without.
        block = "\n" + block.removesuffix("\n")
    return text.splice([Span(start=at, end=at, text=block)]), ()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _anchor_text(command: Command) -> str:
    return str(command.args["anchor"]).replace("\r\n", "\n")


def _anchor(command: Command, text: Text) -> int:
    anchor = _anchor_text(command)
    occurrence = command.args.get("occurrence")
    places = [found.start() for found in re.finditer(re.escape(anchor), text.seen)]
    lines = tuple(line_of(text.seen, at) for at in places)
    problem: OperatorosError | None = None
    if not places or (isinstance(occurrence, int) and occurrence > len(places)):
        near = "".join(f"; line {n}: {t!r}" for n, t in nearest(text.seen, anchor)[:3])
        problem = AnchorProblem(code="ERR_ANCHOR_NOT_FOUND", anchor=anchor, lines=lines, near=near)
    elif occurrence is None and len(places) > 1:
        problem = AnchorProblem(code="ERR_ANCHOR_AMBIGUOUS", anchor=anchor, lines=lines, near="")
    if problem is not None:
        raise problem
    return places[occurrence - 1 if isinstance(occurrence, int) else 0]
