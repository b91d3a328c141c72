"""A preview in the terminal: what a terminal would really show (W12, W13)."""

from __future__ import annotations

from pathlib import Path

import pyte

from operatoros.cli.previewing import diff_lines, head_lines, screens
from operatoros.review.approve import look
from operatoros.review.preview import Preview
from tests.acting import block, desk_at, put_one, write

HOSTILE = "\x1b[2J\x1b[H\x1b]0;owned\x07approve me\u202egnp.exe\rhidden\x9b31m\u200b\U000e0041\n"


def _preview(tmp_path: Path, text: str) -> Preview:
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        seen = look(desk, put_one(desk, text).number)
        assert seen.preview is not None, seen.problem
        return seen.preview


def _on_screen(lines: list[str], columns: int = 100) -> list[str]:
    """Return what a terminal shows of lines that are written to it."""
    screen = pyte.Screen(columns, 60)
    stream = pyte.Stream(screen)
    stream.feed("\r\n".join(lines))
    return [line.rstrip() for line in screen.display if line.strip()]


def test_a_terminal_shows_exactly_the_lines_that_were_meant(tmp_path: Path) -> None:
    """Escape sequences, bidi, CR and invisible characters of a file act on nothing."""
    preview = _preview(tmp_path, write("a.txt", HOSTILE))
    lines = [*head_lines(preview), *diff_lines(preview)]
    shown = _on_screen(lines)
    assert shown[0].startswith("entry 1: fs.write w-1 [review]")
    joined = "".join(shown)
    for part in ("\\u{1b}[2J", "\\u{202e}", "\\u{d}hidden", "\\u{9b}31m", "\\u{e0041}"):
        assert part in joined
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in joined)


def test_raw_text_would_have_fooled_the_terminal() -> None:
    """The control: the same bytes without the display function clear the screen."""
    shown = _on_screen(["entry 1: fs.write", f"+{HOSTILE}"])
    assert not any("entry 1" in line for line in shown)


def test_colour_alone_says_nothing(tmp_path: Path) -> None:
    """Without colours every line still has its mark, and warnings theirs."""
    from click import unstyle

    preview = _preview(tmp_path, write(".env", "A=1\n"))
    lines = [unstyle(line) for line in (*head_lines(preview), *diff_lines(preview))]
    assert any(line.startswith("  ! ") and "secret" in line for line in lines)
    assert "+A=1" in lines


def test_screens_hold_what_fits_and_lose_nothing() -> None:
    """Lines are portioned by the height they take when they wrap; none is lost."""
    lines = ["x" * 95, "short", "y" * 300, *(str(number) for number in range(40))]
    portions = screens(lines, rows=12, columns=100)
    assert [line for portion in portions for line in portion] == lines
    for portion in portions:
        assert sum(max(1, -(-len(line) // 100)) for line in portion) <= 10


def test_a_folder_lists_its_names(tmp_path: Path) -> None:
    """Names with control characters are shown as escapes, one a line."""
    root = tmp_path / "w"
    (root / "d").mkdir(parents=True)
    (root / "d" / "a\nb\x1b[2J").write_text("x")
    (root / "d" / "c").write_text("x")
    preview = _preview(tmp_path, block("fs.delete", path="d"))
    lines = head_lines(preview)
    assert any("a\\u{a}b\\u{1b}[2J" in line for line in lines)
