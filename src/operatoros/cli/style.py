"""How the terminal looks: marks, colours, columns. Colour says nothing that text does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import click

from operatoros.display import show

Tone = Literal["good", "bad", "warn", "dim", "bold", "add", "remove"]

MARKS = {"ok": "✓", "cached": "✓", "partial": "◐", "failed": "✗", "skipped": "–"}
_TONES: dict[Tone, dict[str, object]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "warn": {"fg": "yellow"},
    "dim": {"dim": True},
    "bold": {"bold": True},
    "add": {"fg": "green"},
    "remove": {"fg": "red"},
}


def paint(text: str, tone: Tone) -> str:
    """Return text in a tone; click takes the colour away where it is not wanted."""
    return click.style(text, **_TONES[tone])  # type: ignore[arg-type]  # the table holds click's own arguments


def columns(rows: Sequence[Sequence[str]], *, gap: int = 2) -> list[str]:
    """Return rows as aligned lines; the last column is not padded.

    Args:
        rows: Cells of untrusted text; each is shown on one line.
        gap: Blanks between columns.
    """
    shown = [[show(cell, one_line=True) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in shown if at < len(row)) for at in range(_most(shown))]
    return [
        (" " * gap)
        .join(cell.ljust(widths[at]) if at < len(row) - 1 else cell for at, cell in enumerate(row))
        .rstrip()
        for row in shown
    ]


def _most(rows: Sequence[Sequence[str]]) -> int:
    return max((len(row) for row in rows), default=0)
