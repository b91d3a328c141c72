"""fs.patch: a strict unified diff of one file. Pure.

Read by unidiff (which checks that each hunk has the lines its header counts); applied here. Every
context and removed line must match exactly. A hunk whose lines are not where its header says may
be found elsewhere if there is exactly one such place after the hunk before it; that is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from operatoros.errors import Conflict, InvalidInput
from operatoros.workspace.textfile import Span, Text, line_starts

_NO_NEWLINE = "\\"


class PatchInvalid(InvalidInput):
    """The text is no strict unified diff of this one file."""

    code = "ERR_INVALID_PATCH"

    def __init__(self, *, reason: str) -> None:
        super().__init__(
            f"the patch cannot be read: {reason}",
            hint="send one unified diff of this file; each @@ header counts its lines exactly",
            details={"reason": reason},
        )


class PatchMismatch(Conflict):
    """A line of the patch is not the line of the file."""

    code = "ERR_PATCH_MISMATCH"

    def __init__(self, *, line: int, expected: str, actual: str | None, hunk: int) -> None:
        found = "the file ends before it" if actual is None else f"the file has {actual!r}"
        super().__init__(
            f"hunk {hunk} does not match at line {line}: the patch has {expected!r}, {found}",
            hint="read the lines again and make the patch from them; nothing was changed",
            details={"line": line, "expected": expected, "actual": actual, "hunk": hunk},
        )


def is_creation(patch: str) -> bool:
    """Tell whether a patch makes a new file: its old side is /dev/null or empty."""
    for line in patch.split("\n"):
        if line.startswith("--- "):
            return line[4:].split("\t")[0].strip() == "/dev/null"
        if line.startswith("@@"):
            return line.startswith("@@ -0,0 ")
    return False


def apply_patch(text: Text, patch: str, *, path: str) -> tuple[Text, tuple[str, ...]]:
    """Return the patched text, and notes on hunks that were found elsewhere.

    Args:
        text: The file; empty for a creation.
        patch: The unified diff.
        path: The file's path; the names in the patch must not speak of another file.

    Raises:
        PatchInvalid: if it is no unified diff of this file.
        PatchMismatch: naming the first line that does not match.
    """
    hunks = _read(patch, path)
    lines = _Lines(text)
    spans: list[Span] = []
    notes: list[str] = []
    free = 0
    shift = 0
    for number, hunk in enumerate(hunks, start=1):
        old, new, old_ends, new_ends = _sides(hunk)
        stated = hunk.source_start - 1 if old else hunk.source_start
        end = _End(last=not (old_ends and new_ends), bare=not old_ends)
        at = _place(lines, old, stated + shift, free, number, end)
        shift = at - stated
        if shift:
            notes.append(f"hunk {number} was found {abs(shift)} lines {_way(shift)}")
        spans.append(lines.span(at, len(old), new, ends_line=new_ends))
        free = at + len(old)
    if not old_side_empty(hunks) or not text.real:
        return text.splice(spans), tuple(notes)
    raise PatchInvalid(reason="it makes a new file, but the file is there and not empty")


def old_side_empty(hunks: list[Any]) -> bool:
    """Tell whether the patch says that there was nothing before."""
    return len(hunks) == 1 and hunks[0].source_start == 0 and hunks[0].source_length == 0


def _way(shift: int) -> str:
    return "further down" if shift > 0 else "further up"


def _read(patch: str, path: str) -> list[Any]:
    """Return the hunks of the patch's one file."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    text = patch if patch.endswith("\n") else patch + "\n"
    if text.lstrip("\n").startswith("@@"):
        # The command names the file: a patch of hunks alone is clear enough.
        text = f"--- a/{path}\n+++ b/{path}\n{text}"
    try:
        files = PatchSet(text)
    except (UnidiffParseError, ValueError, AssertionError) as exc:
        raise PatchInvalid(reason=str(exc).splitlines()[0] if str(exc) else "no diff") from exc
    if len(files) != 1:
        raise PatchInvalid(reason=f"it changes {len(files)} files, not one")
    file = files[0]
    if file.is_binary_file or not file:
        raise PatchInvalid(reason="it has no hunk")
    if file.target_file == "/dev/null":
        raise PatchInvalid(reason="it deletes the file; use fs.delete")
    for name in (file.source_file, file.target_file):
        if name != "/dev/null" and not _names(name, path):
            raise PatchInvalid(reason=f"it speaks of {name!r}, the command of {path!r}")
    _complete(text, files)
    return list(file)


def _names(name: str, path: str) -> bool:
    """Tell whether a name in a patch can mean the path: with or without `a/`, or its end."""
    plain = name.strip('"')
    forms = {plain, plain.partition("/")[2]}
    return any(form and (form == path or path.endswith("/" + form)) for form in forms)


def _complete(text: str, files: Any) -> None:
    """See that no line with the look of a change was left over outside the hunks.

    unidiff skips what it does not know between files; a miscounted hunk would lose its tail.
    """
    taken = sum(len(hunk) for file in files for hunk in file)
    body = text[text.index("@@") :].split("\n")
    said = sum(not line.startswith("@@") for line in body[:-1])
    if said > taken:
        raise PatchInvalid(reason=f"{said - taken} lines are outside what the @@ headers count")


def _sides(hunk: Any) -> tuple[list[str], list[str], bool, bool]:
    """Return a hunk's old and new lines without line ends, and whether each side's last has one."""
    old: list[str] = []
    new: list[str] = []
    ends = {"-": True, "+": True}
    last = " "
    for line in hunk:
        kind = line.line_type or " "
        if kind == _NO_NEWLINE:
            for side in "-+":
                if last in (" ", side):
                    ends[side] = False
            continue
        value = line.value.removesuffix("\n")
        if kind in " -":
            old.append(value)
        if kind in " +":
            new.append(value)
        last = kind
    return old, new, ends["-"], ends["+"]


class _End(NamedTuple):
    """What marks of missing line ends say: the hunk reaches the last line; that line is bare."""

    last: bool
    bare: bool


class _Lines:
    """A text's lines with their places."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.lines = text.lines
        self.starts = line_starts(text.seen) if text.seen else []
        self.crlf = text.line_ends in ("crlf", "mixed")
        self.ends_file = not text.seen or text.seen.endswith("\n")

    def matches(self, line: str, wanted: str) -> bool:
        """Compare; a patch of a CRLF file may carry the CRs or not."""
        return line == wanted or (self.crlf and line == wanted.removesuffix("\r"))

    def at(self, index: int, wanted: list[str]) -> bool:
        """Tell whether the wanted lines stand at an index."""
        if index < 0 or index + len(wanted) > len(self.lines):
            return False
        return all(map(self.matches, self.lines[index : index + len(wanted)], wanted))

    def span(self, index: int, count: int, new: list[str], *, ends_line: bool) -> Span:
        """Return the span that puts new lines in the place of `count` lines."""
        size = len(self.text.seen)
        start = self.starts[index] if index < len(self.starts) else size
        end = self.starts[index + count] if index + count < len(self.starts) else size
        lines = [line.removesuffix("\r") for line in new] if self.crlf else new
        text = "\n".join(lines)
        if new and ends_line:
            text += "\n"
        # Lines after a last line that has no line end: it gets one.
        if start == size and not self.ends_file and index > 0 and new:
            text = "\n" + text
        return Span(start=start, end=end, text=text)


def _place(lines: _Lines, old: list[str], stated: int, free: int, number: int, end: _End) -> int:
    """Return the index at which a hunk's old lines stand."""
    if not old:
        if free <= stated <= len(lines.lines) and (stated == len(lines.lines) or not end.last):
            return stated
        raise PatchMismatch(line=stated + 1, expected="", actual=None, hunk=number)
    if stated >= free and _fits(lines, old, stated, end):
        return stated
    found = list(_elsewhere(lines, old, free, end))
    if len(found) == 1:
        return found[0]
    raise _mismatch(lines, old, max(stated, free), number)


def _fits(lines: _Lines, old: list[str], index: int, end: _End) -> bool:
    """Tell whether old lines stand at an index, and end (or not) as the patch says."""
    if not lines.at(index, old):
        return False
    is_last = index + len(old) == len(lines.lines)
    if end.last and not is_last:
        return False
    return not is_last or end.bare != lines.ends_file


def _elsewhere(lines: _Lines, old: list[str], free: int, end: _End) -> Iterator[int]:
    """Yield the first two other places; more than one is none."""
    count = 0
    for index in range(free, len(lines.lines) - len(old) + 1):
        if _fits(lines, old, index, end):
            yield index
            count += 1
            if count == 2:
                return


def _mismatch(lines: _Lines, old: list[str], stated: int, number: int) -> PatchMismatch:
    for offset, wanted in enumerate(old):
        index = stated + offset
        actual = lines.lines[index] if 0 <= index < len(lines.lines) else None
        if actual is None or not lines.matches(actual, wanted):
            return PatchMismatch(line=index + 1, expected=wanted, actual=actual, hunk=number)
    # All lines are there, so it is the end of the file that differs.
    return PatchMismatch(
        line=stated + len(old),
        expected="a last line " + ("with" if not lines.ends_file else "without") + " a line end",
        actual=lines.lines[min(stated + len(old), len(lines.lines)) - 1],
        hunk=number,
    )
