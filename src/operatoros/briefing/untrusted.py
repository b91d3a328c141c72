"""Fetched text made harmless to read, for people and for models.

What cannot be seen is shown as an escape (`display.show`); what looks like a marker of the
command protocol, or like the delimiter of a data section, is broken by a visible dot, so a copy of
it never is one.
"""

from __future__ import annotations

import re

from operatoros.display import show

# A marker in any case, also with blanks or dashes where the underscore belongs: a model may
# tidy up what it copies. Groups: what precedes the joint, the joint, what follows it.
_MARKER = re.compile(r"(OPERATOR)([ \t_\-]{0,3})(CMD|RESULT|ERROR)", re.IGNORECASE)
# Blanks that people type without noticing (no-break, narrow, ideographic) are no attack: a plain
# blank keeps tables narrow. Zero-width ones stay visible escapes.
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINES = re.compile(r"[ \t]*(?:\r\n|[\r\n\u2028\u2029\x0b\x0c\x85])\s*")
LINE_MARK = " ⏎ "
# Most of what is fetched: single blanks between words of printable ASCII, no backslash. Nothing
# in it could be hidden, so it is not looked at letter by letter.
_PLAIN = re.compile(r"[!-\[\]-~]+(?: [!-\[\]-~]+)*")


def one_line(text: str) -> str:
    """Return fetched text on one line: breaks become a return sign, hidden characters escapes."""
    if _PLAIN.fullmatch(text):
        return text
    flat = _LINES.sub(LINE_MARK, _BLANKS.sub(" ", text.strip()))
    return show(flat.replace("\t", " "), one_line=True)


def broken(text: str, nonce: str = "") -> str:
    """Break protocol markers and the delimiter's code in a text by a visible dot."""
    plain = text.lower()
    # No letter of the marker's first word has another lower case, so this misses none.
    safe = _MARKER.sub(r"\1·\3", text) if "operator" in plain else text
    if nonce and nonce.lower() in plain:
        half = max(1, len(nonce) // 2)
        # Looks around instead of matching, so that overlapping copies are all broken.
        joint = f"(?<={re.escape(nonce[:half])})(?={re.escape(nonce[half:])})"
        safe = re.sub(joint, "·", safe, flags=re.IGNORECASE)
    return safe


def cell(text: str, nonce: str = "") -> str:
    """Return fetched text for one place of a prompt: one line, visible, markers broken."""
    return broken(one_line(text), nonce)
