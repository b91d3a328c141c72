r"""The one function that shows untrusted text, on every route: terminal, page, log, export.

What a reader cannot see or what moves other text about is shown as a visible escape such as
`\u{202e}`; nothing is stripped, and `decode` gives the exact text back. Escaped are: control
characters (C0, C1, DEL, ESC), format and default-ignorable characters (bidi, zero-width, tag
characters, variation selectors), unusual blanks, private and unassigned code points, lone
surrogates (undecodable bytes), combining marks without a base or in tall stacks, and runs of
more than 40 blanks, which show their count: `\u{20*57}`.

A terminal that prints the result sees printable characters, line feeds and tabs only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Default_Ignorable_Code_Point of the Unicode Character Database, as ranges (inclusive). Most are
# category Cf anyway; these are the ones that Python's categories alone would let through.
DEFAULT_IGNORABLE: tuple[tuple[int, int], ...] = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
_BLANK_LOOKING = frozenset({0x2800, 0x1D159, 0xFFFC})
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_MOST_BLANKS = 40
_MOST_MARKS = 3

# Anything but printable ASCII, LF and TAB is looked at; so is a backslash that would read as an
# escape of ours, and a long run of blanks.
_SUSPECT = re.compile(r"\\(?=u\{)| {41,}|[^\x20-\x7e\n\t]")
_UNSAFE = re.compile(r"[^\x20-\x7e\n\t]")
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})(?:\*([0-9]{1,9}))?\}")
_WORD = re.compile(r"\w+")


def show(text: str, *, one_line: bool = False) -> str:
    r"""Return `text` so that what is seen is what is there.

    Args:
        text: Untrusted text; undecodable bytes as lone surrogates (`surrogateescape`).
        one_line: Whether line feeds and tabs are escaped too (names, table cells, messages).

    Returns:
        Printable characters, and LF and TAB unless `one_line`; `decode` gives `text` back.
    """
    marks = 0
    last_end = 0

    def escape(match: re.Match[str]) -> str:
        nonlocal marks, last_end
        found = match.group()
        if found[0] == " ":
            return f"\\u{{20*{len(found)}}}"
        touching = match.start() == last_end and last_end > 0
        last_end = match.end()
        kind = _kind(found)
        if kind == "mark":
            at = match.start()
            based = at > 0 and not text[at - 1].isspace() and _kind(text[at - 1]) != "hidden"
            marks = marks + 1 if touching and marks else 1
            return found if based and marks <= _MOST_MARKS else _escaped(found)
        marks = 0
        return _escaped(found) if kind == "hidden" else found

    shown = _SUSPECT.sub(escape, text)
    if one_line and ("\n" in shown or "\t" in shown):
        shown = shown.replace("\n", "\\u{a}").replace("\t", "\\u{9}")
    return shown


def show_composed(text: str) -> str:
    """Return a text of ours that was composed from shown pieces, made safe once more.

    Escapes that are there stay as they are, so a piece is not escaped twice.
    """
    return _UNSAFE.sub(
        lambda found: _escaped(found.group()) if _kind(found.group()) == "hidden" else found[0],
        text,
    )


def decode(shown: str) -> str:
    """Return the exact text that `show` was given."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) * int(match[2] or 1), shown)


class Streamed:
    """Shows a text that arrives in pieces: the same result as `show` of the whole.

    What comes after the last blank is held back until more arrives, because a mark belongs to
    the letter before it and an escape of ours may be cut in two. A very long word is let go.
    """

    _LONGEST_HELD = 400

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown now."""
        text = self._held + piece
        cut = max(text.rfind(" "), text.rfind("\n"))
        # A run of blanks is counted as a whole.
        while cut > 0 and text[cut - 1] == " ":
            cut -= 1
        if cut <= 0 and len(text) > self._LONGEST_HELD:
            cut = len(text)
        cut = max(cut, 0)
        self._held = text[cut:]
        return show(text[:cut])

    def end(self) -> str:
        """Return the rest."""
        rest, self._held = self._held, ""
        return show(rest)


def mixed_script_words(text: str) -> tuple[str, ...]:
    """Return the words that mix Latin letters with look-alike alphabets, in order, once each.

    A word is suspicious if it holds Latin letters and Cyrillic, Greek, Armenian, Cherokee or
    full-width ones: `pаypal` with a Cyrillic `а`.
    """
    if text.isascii():
        return ()
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii():
            continue
        scripts = {_script(letter) for letter in word if letter.isalpha()}
        if "LATIN" in scripts and scripts & _LOOKALIKE_SCRIPTS:
            found[word] = None
    return tuple(found)


_LOOKALIKE_SCRIPTS = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "LISU"})


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    """Return `hidden`, `mark` or `plain`."""
    code = ord(letter)
    category = unicodedata.category(letter)
    if letter in "\\ " or (0x20 < code < 0x7F):
        # A backslash arrives here only where it would read as an escape.
        return "hidden" if letter == "\\" else "plain"
    if category in _HIDDEN_CATEGORIES or code in _BLANK_LOOKING:
        return "hidden"
    if any(low <= code <= high for low, high in DEFAULT_IGNORABLE):
        return "hidden"
    return "mark" if category in {"Mn", "Me"} else "plain"


def _escaped(letter: str) -> str:
    return f"\\u{{{ord(letter):x}}}"
