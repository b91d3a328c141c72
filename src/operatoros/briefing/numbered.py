"""Numbered headings: a list whose items have headings and paragraphs of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from operatoros.briefing.lines import Line

_NUMBERED = re.compile(r"[ \t]*(?:(#{1,6})[ \t]*|\*\*)(\d{1,2})[.):]?[ \t]")


def numbered_after(lines: Sequence[Line], number: int, text: str) -> list[Line]:
    """Return the headings `1.`, `2.`, ... that a line introduces, each of one item; else nothing.

    Args:
        lines: The lines of a text.
        number: The line, as `Five need a decision this week.`
        text: The text.
    """
    found: list[Line] = []
    depth = ""
    for line in lines[number + 1 :]:
        raw = text[line.start : line.end]
        match = _NUMBERED.match(raw)
        if match is None:
            if raw.strip() and not found:
                return []  # something else comes first
            if line.is_heading and raw.lstrip().startswith("#") and not _deeper(raw, depth):
                break
            continue
        if int(match[2]) != len(found) + 1 or (found and (match[1] or "") != depth):
            break
        depth = match[1] or ""
        found.append(line)
    return found


def _deeper(raw: str, depth: str) -> bool:
    stripped = raw.lstrip()
    return len(stripped) - len(stripped.lstrip("#")) > len(depth)
