"""How a block is refused: the one complaint, and how user text is quoted in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

_MOST_QUOTED = 60
_MOST_COMPARED = 40


class Complaint(Exception):
    """What is wrong with a block. Never leaves this room: a scan turns it into a Rejection value.

    Attributes:
        code: A row of the code table.
        message: What to fix, one line.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def quoted(text: str) -> str:
    """Return user text for a message: in quotes, printable ASCII, at most 60 characters of it."""
    if len(text) > _MOST_QUOTED:
        return ascii(text[:_MOST_QUOTED]) + "..."
    return ascii(text)


def nearest(word: str, legal: Iterable[str]) -> str | None:
    """Return the legal word that shares most letter pairs with `word`; None if none is near.

    Cheaper than an edit distance, because a hostile text holds thousands of wrong words.
    """
    pairs = _pairs(word[:_MOST_COMPARED])
    best, best_score = None, 0.34
    for other in legal:
        theirs = _legal_pairs(other)
        score = 2 * len(pairs & theirs) / (len(pairs) + len(theirs))
        if score > best_score:
            best, best_score = other, score
    return best


def _pairs(word: str) -> frozenset[str]:
    folded = f" {word.lower().replace('-', '_')} "
    return frozenset(map(str.__add__, folded, folded[1:]))


# Of the legal words only: there are about a hundred of them.
_legal_pairs = cache(_pairs)
