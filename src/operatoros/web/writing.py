"""A text while it is being written: whole paragraphs as prose, the last one letter by letter.

A model writes markdown. Shown as it comes it would be full of marks until the end; made anew for
each piece it would cost more the longer it gets. So what is whole is laid out once, and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# A fence of a code block; or a blank line and then text at the margin, after which the block above
# is whole. What is indented may still belong to a list, so it is waited for.
_MARK = re.compile(r"^ {0,3}(`{3,}|~{3,})|\n[ \t]*\n(?=\S)", re.MULTILINE)
# A line that began like text: until it ends, nothing of it can be a mark.
_PLAIN = re.compile(r"\n?[ \t]*[^\s`~][^\n]*")


@dataclass(slots=True)
class Writing:
    """A text under way.

    Attributes:
        whole: The part in which nothing changes any more: markdown of whole blocks.
    """

    whole: str = ""
    # Of what follows, the lines that are done: code of a thousand lines is a single block.
    _done: list[str] = field(default_factory=list, compare=False)
    # From the end of the line above on: only here may a mark still come to be.
    _tail: str = field(default="", compare=False)
    # What was added to it and can be no mark, so that it was not looked at yet.
    _more: list[str] = field(default_factory=list, compare=False)
    # Whether a line is under way in which no mark can come to be.
    _plain: bool = field(default=False, compare=False)
    # The fence of the code block that is open where the tail begins.
    _fence: str = field(default="", compare=False)

    @property
    def rest(self) -> str:
        """What was written since the last whole block."""
        return "".join([*self._done, self._tail, *self._more])

    def add(self, piece: str) -> Written:
        """Add what was written, and return what a page has to do about it."""
        self._more.append(piece)
        self._plain = self._plain and "\n" not in piece
        blank = not piece.strip()
        finished = "" if blank or self._plain else self._finish()
        return Written(finished=finished, rest=self.rest if finished else piece)

    def _finish(self) -> str:
        """Look at the tail, keep what may still change of it, and return what became whole."""
        self._tail += "".join(self._more)
        self._more.clear()
        last = max(self._tail.rfind("\n", 0, len(self._tail.rstrip())), 0)
        end, fence = 0, self._fence
        for match in _MARK.finditer(self._tail):
            mark = match[1]
            if mark is not None:
                fence = _after(fence, mark)
            elif not fence:
                end = match.end()
            if match.start() < last:
                self._fence = fence
        finished = ""
        if end:
            finished = "".join(self._done) + self._tail[:end]
            self._done.clear()
            self.whole += finished
        if last > end:
            self._done.append(self._tail[end:last])
        self._tail = self._tail[max(last, end) :]
        self._plain = _PLAIN.fullmatch(self._tail) is not None
        return finished


@dataclass(frozen=True, slots=True)
class Written:
    """News of a text.

    Attributes:
        finished: Whole blocks that came to be; empty if none did.
        rest: If blocks came to be, all that follows them; otherwise what was added.
    """

    finished: str
    rest: str


def _after(fence: str, mark: str) -> str:
    """Return the fence of the code block that is open after a mark; empty for none."""
    if not fence:
        return mark
    return "" if mark[0] == fence[0] and len(mark) >= len(fence) else fence
