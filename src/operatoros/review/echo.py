"""Does a proposed command come from data that a run fetched, not from the model (W15)?

Compared after folding case, blanks and base64, so that rewriting a command's form does not hide
where it came from. A finding is no proof of ill will; it moves the entry to the stop lane and
names the source.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from operatoros.display import DEFAULT_IGNORABLE
from operatoros.protocol.command import Command

# Shorter texts occur by chance.
_LEAST_TEXT = 24
_LEAST_PATH = 4
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
_ROUNDS = 2
_MOST_DECODED = 4_000_000
_IGNORED = "".join(f"{chr(low)}-{chr(high)}" for low, high in DEFAULT_IGNORABLE)
_BLANKS = re.compile(rf"[\s\x00-\x1f\x7f{_IGNORED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a run fetched from one source.

    Attributes:
        source: Its name, as people know it.
        texts: Texts of its records.
    """

    source: str
    texts: tuple[str, ...]


class Echoes:
    """Fetched data, folded once, to compare many commands with."""

    def __init__(self, given: Iterable[Given]) -> None:
        self._folded = [
            (one.source, _fold("\n".join(_with_decoded("\n".join(one.texts))))) for one in given
        ]

    def source_of(self, command: Command) -> str:
        """Return the source that holds the command; empty if none does.

        It does if the data holds the action's name together with the command's path, or a whole
        text that the command would write, search for or leave behind.
        """
        action = _fold(command.action)
        paths = [_fold(path) for path in (command.path, command.path_to) if path]
        texts = [folded for text in _texts(command) if len(folded := _fold(text)) >= _LEAST_TEXT]
        for source, data in self._folded:
            named = action in data and all(
                len(path) < _LEAST_PATH or path in data for path in paths
            )
            if named or any(text in data for text in texts):
                return source
        return ""


def _texts(command: Command) -> Iterator[str]:
    """Yield every free text of a command, also unpacked from base64."""
    for value in command.args.values():
        for text in _plain(value):
            yield from _with_decoded(text)


def _plain(value: object) -> Iterator[str]:
    if isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for edit in value:
            yield edit.text
            yield edit.find


def _with_decoded(text: str) -> list[str]:
    """Return a text and what its base64 holds, and what that holds in turn."""
    found = [text]
    layer = [text]
    budget = _MOST_DECODED
    for _ in range(_ROUNDS):
        below: list[str] = []
        for one in layer:
            # As it stands, and joined where it was wrapped.
            for packed in dict.fromkeys((one, _BLANKS.sub("", one))):
                for inner in _decoded(packed):
                    budget -= len(inner)
                    if budget < 0:
                        return found
                    below.append(inner)
        found.extend(below)
        layer = below
    return found


def _decoded(packed: str) -> Iterator[str]:
    """Yield what runs of base64 letters hold; a run may begin with letters of a word before it."""
    for match in _BASE64.finditer(packed):
        run = match.group().translate(str.maketrans("-_", "+/"))
        for shift in range(4):
            part = run[shift : shift + (len(run) - shift) // 4 * 4]
            tail = run[shift + len(part) :]
            if len(tail) > 1:
                part += tail + "=" * (4 - len(tail))
            try:
                inner = base64.b64decode(part).decode("utf-8", "ignore")
            except (binascii.Error, ValueError):
                continue
            # What is not text decodes to noise; printable ASCII must be most of it.
            if inner and sum(" " <= letter <= "~" for letter in inner) >= len(inner) * 0.7:
                yield inner


def _fold(text: str) -> str:
    # NFKC makes full-width and other compatibility letters plain.
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _BLANKS.sub("", folded).casefold()
