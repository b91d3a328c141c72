"""A prompt for a chat: packed into parts that its input field takes. No model is called.

The run waits; a person pastes the parts and brings the answer back. A part is cut at line ends
only, so no record is torn: a record is one line of the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from operatoros.errors import Exhausted, InvalidInput
from operatoros.llm.writing import Prompt

# Room for the two lines around a part, with numbers of four digits.
_AROUND = 200
SMALLEST_LIMIT = 1_000
_MOST_PARTS = 9_999
_BLANKS = re.compile(r"(?<=\s)(?=\S)")


class PasteLimitTooSmall(InvalidInput):
    """A chat's paste limit leaves no room for text. Raised by: `pack`."""

    code = "ERR_CHAT_LIMIT"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"a paste limit of {limit} characters is too small",
            hint=f"set the profile's `paste_limit` to at least {SMALLEST_LIMIT}",
            details={"limit": limit, "smallest": SMALLEST_LIMIT},
        )


class RecordTooLong(Exhausted):
    """One record is longer than a whole part. Raised by: `pack`."""

    code = "ERR_CHAT_RECORD"

    def __init__(self, *, length: int, room: int, starts: str) -> None:
        super().__init__(
            f"a record of {length} characters does not fit a part of {room}: {starts!r}",
            hint="name fewer `fields` on the source, or raise the profile's `paste_limit`",
            details={"length": length, "room": room},
        )


def pack(prompt: Prompt, limit: int) -> tuple[str, ...]:
    """Return the parts to paste, in order; the last one ends with the question.

    Args:
        prompt: What is asked.
        limit: Most characters of a part, counted as chats count them (UTF-16 units).

    Returns:
        One part without any frame if everything fits, otherwise numbered parts. The lines of all
        parts, without their frames, are the lines of the prompt in order.

    Raises:
        PasteLimitTooSmall: ERR_CHAT_LIMIT.
        RecordTooLong: ERR_CHAT_RECORD, if a single line of the data is longer than a part.
    """
    if limit < SMALLEST_LIMIT:
        raise PasteLimitTooSmall(limit)
    whole = prompt.text
    if _units(whole) <= limit:
        return (whole,)
    bodies = list(_bodies(prompt, limit - _AROUND))
    assert len(bodies) <= _MOST_PARTS, len(bodies)
    return tuple(_framed(body, number, len(bodies)) for number, body in enumerate(bodies, start=1))


def _bodies(prompt: Prompt, room: int) -> Iterator[str]:
    """Yield the text of each part, filled as far as lines allow."""
    lines: list[str] = []
    used = 0
    for line in _lines(prompt, room):
        size = _units(line) + 1
        if lines and used + size > room:
            yield "\n".join(lines)
            lines, used = [], 0
        lines.append(line)
        used += size
    yield "\n".join(lines)


def _lines(prompt: Prompt, room: int) -> Iterator[str]:
    """Yield the prompt's lines; prose lines that are too long are cut between words."""
    room -= 1  # the line end
    for place, (kind, text) in enumerate(prompt.sections()):
        if place:
            yield ""
        for line in text.split("\n"):
            if _units(line) <= room:
                yield line
            elif kind == "data":
                raise RecordTooLong(length=_units(line), room=room, starts=line[:60])
            else:
                yield from _cut_prose(line, room)


def _cut_prose(line: str, room: int) -> Iterator[str]:
    """Yield pieces of at most `room` units, cut between words where there are any."""
    piece = ""
    for word in _BLANKS.split(line):
        if _units(piece) + _units(word) <= room:
            piece += word
            continue
        if piece:
            yield piece
        while _units(word) > room:
            # Half as many characters as units always fit.
            yield word[: room // 2]
            word = word[room // 2 :]
        piece = word
    if piece:
        yield piece


def _framed(body: str, number: int, count: int) -> str:
    """Put a part's number before it and what to do after it."""
    if number < count:
        after = f'(End of part {number} of {count}. More follows: answer only "ok".)'
    else:
        after = f"(End of part {number} of {count}, the last one. Now answer, using all parts.)"
    return f"(Part {number} of {count} of one request.)\n{body}\n{after}"


def _units(text: str) -> int:
    """Return the length in UTF-16 units: what a web page's input field counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
