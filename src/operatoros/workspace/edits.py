"""fs.applyEdits: small edits of one text, all of them or none. Pure.

Each edit sees the text that the edits before it left. Line numbers are those of that text too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from operatoros.errors import Conflict, InvalidInput, NotFound
from operatoros.protocol.command import Edit
from operatoros.workspace.textfile import Span, Text, line_of, line_starts

_NEAREST = 5
_SHOWN = 60


class EditNotFound(NotFound):
    """What an edit looks for is not in the text."""

    code = "ERR_EDIT_NOT_FOUND"

    def __init__(self, *, edit: int, what: str, nearest: Sequence[tuple[int, str]]) -> None:
        lines = "; ".join(f"line {number}: {text!r}" for number, text in nearest)
        super().__init__(
            f"edit {edit}: {what!r} is not in the file"
            + (f"; nearest is {lines}" if lines else ""),
            hint="read the lines again and copy them exactly; nothing was changed",
            details={"edit": edit, "nearest": [list(pair) for pair in nearest]},
        )


class EditAmbiguous(Conflict):
    """What an edit looks for is there more often, or less often, than it says."""

    code = "ERR_EDIT_AMBIGUOUS"

    def __init__(self, *, edit: int, what: str, wanted: int, lines: Sequence[int]) -> None:
        shown = ", ".join(map(str, lines[:_NEAREST])) + (" ..." if len(lines) > _NEAREST else "")
        super().__init__(
            f"edit {edit}: {what!r} occurs {len(lines)} times, not {wanted} (lines {shown})",
            hint="take more of the text around it, or say which occurrence or how many",
            details={"edit": edit, "count": len(lines), "wanted": wanted, "lines": [*lines]},
        )


class EditInvalid(InvalidInput):
    """An edit cannot be carried out as it is written."""

    code = "ERR_INVALID_EDIT"

    def __init__(self, *, edit: int, reason: str) -> None:
        super().__init__(
            f"edit {edit}: {reason}",
            hint="correct the edit and send the command again; nothing was changed",
            details={"edit": edit, "reason": reason},
        )


def apply_edits(text: Text, edits: Sequence[Edit]) -> Text:
    """Return the text after all edits.

    Raises:
        EditNotFound, EditAmbiguous, EditInvalid: for the first edit that cannot be made.
    """
    for number, edit in enumerate(edits, start=1):
        text = text.splice(_OPS[edit.op](number, edit, text.seen))
    return text


def _insert_after(number: int, edit: Edit, seen: str) -> list[Span]:
    at = _anchor(number, edit, seen) + len(edit.anchor)
    new = edit.text
    # An anchor that ends its line: the text goes on the next line, so a line break is added
    # where the text brings none. Within a line, text is inserted as it stands.
    if not edit.anchor.endswith("\n") and _ends_line(seen, at) and not new.startswith(_BREAKS):
        new = "\n" + new
    elif edit.anchor.endswith("\n") and not new.endswith("\n"):
        new += "\n"
    return [Span(start=at, end=at, text=new)]


_BREAKS = ("\n", "\r\n")


def _ends_line(seen: str, offset: int) -> bool:
    return offset == len(seen) or seen[offset] == "\n"


def _insert_before(number: int, edit: Edit, seen: str) -> list[Span]:
    at = _anchor(number, edit, seen)
    new = edit.text
    # The mirror image: an anchor that begins its line gets the text on a line of its own.
    if (at == 0 or seen[at - 1] == "\n") and not new.endswith("\n"):
        new += "\n"
    return [Span(start=at, end=at, text=new)]


def _replace_first(number: int, edit: Edit, seen: str) -> list[Span]:
    return _all_of(number, edit, seen, wanted=1 if edit.count is None else edit.count)


def _replace_all(number: int, edit: Edit, seen: str) -> list[Span]:
    return _all_of(number, edit, seen, wanted=edit.count)


def _all_of(number: int, edit: Edit, seen: str, *, wanted: int | None) -> list[Span]:
    find = _plain(number, edit.find, "find")
    places = _occurrences(seen, find)
    if not places:
        raise EditNotFound(edit=number, what=_short(find), nearest=nearest(seen, find))
    if wanted is not None and len(places) != wanted:
        raise EditAmbiguous(
            edit=number,
            what=_short(find),
            wanted=wanted,
            lines=[line_of(seen, at) for at in places],
        )
    return [Span(start=at, end=at + len(find), text=edit.text) for at in places]


def _replace_range(number: int, edit: Edit, seen: str) -> list[Span]:
    starts = line_starts(seen) if seen else []
    first, last = edit.start_line or 0, edit.end_line or 0
    if not 1 <= first <= last <= len(starts):
        raise EditInvalid(
            edit=number, reason=f"lines {first} to {last} are not in a file of {len(starts)} lines"
        )
    start = starts[first - 1]
    end = starts[last] if last < len(starts) else len(seen)
    new = edit.text
    # Whole lines are replaced: the range's own final line end stays unless the text is empty
    # (then the lines go) or brings one.
    if new and seen[start:end].endswith("\n") and not new.endswith("\n"):
        new += "\n"
    return [Span(start=start, end=end, text=new)]


_OPS: Mapping[str, Callable[[int, Edit, str], list[Span]]] = {
    "insertAfter": _insert_after,
    "insertBefore": _insert_before,
    "replaceFirst": _replace_first,
    "replaceAll": _replace_all,
    "replaceRange": _replace_range,
}


def _anchor(number: int, edit: Edit, seen: str) -> int:
    """Return where the anchor that is meant begins."""
    anchor = _plain(number, edit.anchor, "anchor")
    places = _occurrences(seen, anchor)
    if not places:
        raise EditNotFound(edit=number, what=_short(anchor), nearest=nearest(seen, anchor))
    if edit.occurrence is None and len(places) > 1:
        raise EditAmbiguous(
            edit=number,
            what=_short(anchor),
            wanted=1,
            lines=[line_of(seen, at) for at in places],
        )
    which = edit.occurrence or 1
    if which > len(places):
        raise EditNotFound(
            edit=number,
            what=f"occurrence {which} of {_short(anchor)}",
            nearest=[(line_of(seen, at), _line_at(seen, at)) for at in places[-_NEAREST:]],
        )
    return places[which - 1]


def _plain(number: int, text: str, name: str) -> str:
    """Return what is looked for, as it would be seen in the file."""
    if not text:
        raise EditInvalid(edit=number, reason=f"{name} is empty")
    return text.replace("\r\n", "\n")


def _occurrences(seen: str, what: str) -> list[int]:
    """Return every place of a text, without overlaps."""
    places: list[int] = []
    at = seen.find(what)
    while at >= 0:
        places.append(at)
        at = seen.find(what, at + len(what))
    return places


def nearest(seen: str, what: str) -> list[tuple[int, str]]:
    """Return the few lines that look most like the first line of `what`, as (line, text).

    Likeness is the share of common words and of common beginnings: cheap, linear, good enough
    to tell "indented otherwise" and "one word changed".
    """
    wanted = next((line for line in what.split("\n") if line.strip()), what)
    words = frozenset(wanted.split())
    key = "".join(wanted.split()).casefold()
    found: list[tuple[float, int, str]] = []
    for number, line in enumerate(seen.split("\n"), start=1):
        mine = frozenset(line.split())
        common = len(words & mine) / max(len(words | mine), 1)
        squeezed = "".join(line.split()).casefold()
        if key and squeezed and (key in squeezed or squeezed == key):
            common += 1
        if common >= 0.3:
            found.append((-common, number, line))
    return [(number, _short(line)) for _score, number, line in sorted(found)[:_NEAREST]]


def _line_at(seen: str, offset: int) -> str:
    end = seen.find("\n", offset)
    return _short(seen[seen.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(seen)])


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
