"""A preview in the terminal: facts, then every changed line; colour says nothing alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from operatoros.cli.style import Tone, paint
from operatoros.display import show

if TYPE_CHECKING:
    from operatoros.app.actions import Preview

_LANES: dict[str, Tone] = {"auto": "good", "review": "bold", "stop": "bad"}
_MARKS: dict[str, tuple[str, Tone | None]] = {
    "same": (" ", None),
    "add": ("+", "add"),
    "remove": ("-", "remove"),
    "note": ("\\ ", "dim"),
}


def head_lines(preview: Preview) -> list[str]:
    """Return what comes before the changed lines: what it is, warnings, facts, names."""
    title = f"entry {preview.number}: " if preview.number else ""
    what = f"{preview.action} {show(preview.id, one_line=True)}"
    lines = [f"{paint(title + what, 'bold')} [{paint(preview.lane, _LANES[preview.lane])}]"]
    tone: Tone = "bad" if preview.lane == "stop" or preview.risk == "d" else "warn"
    lines += [paint(f"  ! {show(one.text, one_line=True)}", tone) for one in preview.reasons]
    said = {show(one.text, one_line=True) for one in preview.reasons}
    lines += [paint(f"  ! {text}", tone) for text in preview.badges if text not in said]
    lines += [paint(f"  ! {text}", "warn") for text in preview.flags]
    width = max((len(name) for name, _value in preview.facts), default=0)
    lines += [f"  {name.ljust(width)}  {value}" for name, value in preview.facts]
    lines += [f"  - {name}" for name in preview.names]
    return lines


def diff_lines(preview: Preview) -> list[str]:
    """Return every changed line with its hunk's head; the totals come last."""
    lines: list[str] = []
    for hunk in preview.hunks:
        lines.append(paint(f"hunk {hunk.number} {hunk.head}", "dim"))
        for line in hunk.lines:
            mark, tone = _MARKS[line.kind]
            text = f"{mark}{line.text}"
            lines.append(paint(text, tone) if tone is not None else text)
            if line.alike:
                words = ", ".join(show(word, one_line=True) for word in line.alike)
                lines.append(paint(f"  ! mixes alphabets that look alike: {words}", "warn"))
    if preview.hunks:
        count = len(preview.hunks)
        hunks = f"{count} {'hunk' if count == 1 else 'hunks'}"
        lines.append(paint(f"  {hunks}, +{preview.added:,} -{preview.removed:,} lines", "bold"))
    return lines


def screens(lines: Sequence[str], *, rows: int, columns: int) -> list[list[str]]:
    """Return lines in portions that fit on the screen with a prompt below.

    Args:
        lines: Lines, perhaps coloured; longer ones wrap.
        rows: Height of the screen.
        columns: Width of the screen.
    """
    from click import unstyle

    room = max(rows - 2, 3)
    found: list[list[str]] = [[]]
    left = room
    for line in lines:
        height = max(1, -(-len(unstyle(line).expandtabs()) // max(columns, 20)))
        if height > left and found[-1]:
            found.append([])
            left = room
        found[-1].append(line)
        left -= height
    return [one for one in found if one]
