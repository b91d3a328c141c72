"""Words and names in a text: folded, in the forms of a label, looked up in an index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from operatoros.briefing.joins import fold

_WORDS = re.compile(r"\w+")
_MOST_WORDS = 8
# Labels whose other forms no ending makes.
_IRREGULAR = {
    "success": "succeed succeeds succeeded successful successes", "failure": "fail fails failed",
    "won": "win wins winning", "lost": "lose loses losing", "sent": "send sends sending",
}  # fmt: skip


def forms(word: str) -> frozenset[str]:
    """Return the forms that a label of one word has in a sentence: offered, offer, offers."""
    if word in _IRREGULAR:
        return frozenset(_IRREGULAR[word].split())
    stem = re.sub(r"(?:ed|ing|e)$", "", word)
    if len(stem) < 4 or not stem.isalpha():
        return frozenset()
    return frozenset(stem + end for end in ("", "e", "s", "es", "ed", "ing"))


@lru_cache(maxsize=65_536)
def words_of(text: str) -> str:
    """Return a text as folded words with single blanks, for lookups."""
    return " ".join(_WORDS.findall(fold(text)))


def phrases(text: str, index: Mapping[str, frozenset[str]]) -> list[tuple[str, frozenset[str]]]:
    """Return the entries of an index that a text mentions, longest first, without overlaps."""
    parts = _WORDS.findall(fold(text))
    found: list[tuple[str, frozenset[str]]] = []
    here = 0
    while here < len(parts):
        for length in range(min(_MOST_WORDS, len(parts) - here), 0, -1):
            phrase = " ".join(parts[here : here + length])
            if phrase not in index and phrase.endswith("s"):
                phrase = phrase[:-1]  # `wires` are payments by wire
            if phrase in index:
                found.append((phrase, index[phrase]))
                here += length - 1
                break
        here += 1
    return found


@lru_cache(maxsize=4096)
def mentions(pattern: re.Pattern[str], text: str) -> bool:
    """Say whether a text has a word; asked again for each of its figures."""
    return bool(pattern.search(text))


@lru_cache(maxsize=1024)
def last_place(pattern: re.Pattern[str], text: str) -> int:
    """Return where a text has a word for the last time, or -1."""
    return max((match.start() for match in pattern.finditer(text)), default=-1)
