"""A text while it is being written: whole paragraphs as prose, the last one letter by letter.

A model writes markdown. Shown as it comes it would be full of marks until the end; made anew for
each piece it would cost more the longer it gets. So what is whole is laid out once, and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A fence of a code block; or a blank line and then text at the margin, after which the block above
# is whole. What is indented may still belong to a list, so it is waited for.
_MARK = re.compile(r"^ {0,3}(`{3,}|~{3,})|\n[ \t]*\n(?=\S)", re.MULTILINE)


@dataclass(slots=True)
class Writing:
    """A text under way.

    Attributes:
        whole: The part in which nothing changes any more: markdown of whole blocks.
        rest: What was written since then.
    """

    whole: str = ""
    rest: str = ""

    def add(self, piece: str) -> Written:
        """Add what was written, and return what a page has to do about it."""
        self.rest += piece
        end = _end_of_whole(self.rest)
        finished, self.rest = self.rest[:end], self.rest[end:]
        self.whole += finished
        return Written(finished=finished, rest=self.rest if finished else piece)


@dataclass(frozen=True, slots=True)
class Written:
    """News of a text.

    Attributes:
        finished: Whole blocks that came to be; empty if none did.
        rest: If blocks came to be, all that follows them; otherwise what was added.
    """

    finished: str
    rest: str


def _end_of_whole(text: str) -> int:
    """Return where the last whole block ends; blank lines of a code block end none."""
    end, fence = 0, ""
    for match in _MARK.finditer(text):
        mark = match[1]
        if mark is None:
            end = end if fence else match.end()
        elif not fence:
            fence = mark
        elif mark[0] == fence[0] and len(mark) >= len(fence):
            fence = ""
    return end
