"""The lines of one block to keys, payloads and edit sections (P4, P5, P8, P12-P14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from operatoros.protocol.actions import LEGAL_KEYS, PAYLOAD_KEYS, SECTION_KEYS
from operatoros.protocol.complaint import Complaint, quoted
from operatoros.protocol.payloads import PROBE, WHITE_PROBES, Section

# P5. Payload lines are counted apart; line ends are not counted.
MOST_CHARACTERS = 50_000
MOST_LINES = 200
MOST_PAYLOAD_CHARACTERS = 200_000
MOST_PAYLOAD_LINES = 4_000

# Messages count lines from the start marker, which is line 1 of its block: a chat cannot know
# where its block stands on a page, and the same block is to be answered in the same words.
_FIRST = 2

BLANKS = " \t"
ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_USUAL_KEYS = frozenset({*SECTION_KEYS, *(key for keys in LEGAL_KEYS.values() for key in keys)})
# What may have `|` lines below it: payloads, and the probe that proves more than usual (P13).
_BARRED_KEYS = PAYLOAD_KEYS | {"probe"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


class Block:
    """What the lines of a block say, before any action is known.

    Attributes:
        fields: Each key at the top of the block and its one-line value; empty for a payload.
        payloads: The keys at the top that have `|` lines, and their text.
        sections: The edit sections.
        repeated: Keys that came a second time, with their line in the block.
    """

    __slots__ = ("fields", "payloads", "repeated", "sections")

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.payloads: dict[str, str] = {}
        self.sections: list[Section] = []
        self.repeated: list[tuple[str, int]] = []


def is_key_value(line: str) -> bool:
    """Return whether a line has the form `key: value` (P4)."""
    key, colon, _ = line.partition(":")
    return bool(colon) and _KEY.fullmatch(key.strip(BLANKS)) is not None


def block_lines(raw: str) -> list[str]:
    """Return the lines of a block's text.

    Args:
        raw: From the line feed after the start marker up to and with the line feed before the
            end marker; CRLF already read as LF.
    """
    return raw[1:-1].split("\n") if len(raw) > 1 else []


def readable_id(lines: Iterable[str]) -> str | None:
    """Return the id that a rejected block can be answered by: well formed, and only one.

    Stops at an empty line: behind it a block that never ended has become prose.
    """
    found: str | None = None
    for line in lines:
        key, _, value = line.partition(":")
        if not line.strip(BLANKS):
            break
        if key.strip(BLANKS) == "id":
            value = value.strip(BLANKS)
            if found is not None or not ID.fullmatch(value):
                return None
            found = value
    return found


def check_text(raw: str, lines: Sequence[str]) -> None:
    """Check emptiness, size and characters of a block's lines, in that order (P3-P5).

    Args:
        raw: The text of the block, as `block_lines` takes it.
        lines: Its lines.

    Raises:
        Complaint: the first that applies.
    """
    if (
        raw.isascii()
        and len(raw) <= MOST_CHARACTERS
        and len(lines) <= MOST_LINES
        and not _CONTROL.search(raw)
        and not _EMPTY_LINE.search(raw)
    ):
        return
    for number, line in enumerate(lines, _FIRST):
        if not line.strip(BLANKS):
            raise Complaint(
                "ERR_EMPTY_LINE_IN_CMD",
                f"line {number} of the block is empty; remove it (in a payload write a single |).",
            )
    _check_size(lines)
    plain = [(number, line) for number, line in enumerate(lines, _FIRST) if line[:1] != "|"]
    for number, line in plain:
        if not line.isascii():
            _complain_of_letter(number, line)
    for number, line in plain:
        _check_control(number, line)


def _check_size(lines: Sequence[str]) -> None:
    payload = [len(line) for line in lines if line[:1] == "|"]
    plain = [len(line) for line in lines if line[:1] != "|"]
    for counted, most_lines, most, what in (
        (plain, MOST_LINES, MOST_CHARACTERS, "outside payloads"),
        (payload, MOST_PAYLOAD_LINES, MOST_PAYLOAD_CHARACTERS, "of payload"),
    ):
        if len(counted) > most_lines or sum(counted) > most:
            raise Complaint(
                "ERR_BLOCK_TOO_LARGE",
                f"the block has {len(counted)} line(s) and {sum(counted)} characters {what}; at"
                f" most {most_lines} and {most} are read, so split the work into smaller blocks.",
            )


def _complain_of_letter(number: int, line: str) -> None:
    if line.partition(":")[0].strip(BLANKS) == "probe":
        _complain_of_mangling()
    at, letter = next(place for place in enumerate(line, 1) if not place[1].isascii())
    raise Complaint(
        "ERR_NON_ASCII_IN_CMD",
        f"line {number} of the block holds U+{ord(letter):04X} (character {at}); use plain"
        " ASCII outside payloads, or put text into a payload.",
    )


def _check_control(number: int, line: str) -> None:
    found = _CONTROL.search(line)
    if found is None:
        return
    if found.group() == "\r" and line.partition(":")[0].strip(BLANKS) == "content":
        raise Complaint(
            "ERR_CONTENT_HAS_NEWLINES",
            f"line {number} of the block: content holds a line break; send several lines as a |"
            " payload or as content_b64.",
        )
    raise Complaint(
        "ERR_CONTROL_CHARACTER",
        f"line {number} of the block holds the control character U+{ord(found.group()):04X}"
        f" (character {found.start() + 1}); remove it.",
    )


def _complain_of_mangling() -> None:
    raise Complaint(
        "ERR_TEXT_MANGLED",
        "the page altered the text, or the probe line is missing; put the whole block into one"
        f" ```text fence and copy this line into it exactly: probe: {PROBE}",
    )


def _complain_of_white_space() -> None:
    raise Complaint(
        "ERR_TEXT_MANGLED",
        "tabs, no-break spaces or blanks at line ends were altered on the way; send the text as"
        " base64 (content_b64, patch_b64, edits_b64), or, if it holds none of these, write the"
        f" probe as one line: probe: {PROBE}",
    )


def read_lines(lines: Sequence[str]) -> Block:
    """Return what a block's lines say.

    Args:
        lines: The lines, as `check_text` let them pass.

    Raises:
        Complaint: ERR_NON_KEY_VALUE_LINE, ERR_TEXT_MANGLED or ERR_DUPLICATE_KEY.
    """
    block = Block()
    fields, payloads = block.fields, block.payloads
    at, count = 0, len(lines)
    while at < count:
        line = lines[at]
        key, colon, value = line.partition(":")
        key = key.strip(BLANKS)
        if not colon or (key not in _USUAL_KEYS and not _KEY.fullmatch(key)):
            _complain_of_line(line, _FIRST + at)
        value = value.strip(BLANKS)
        if block.sections or key == "edit":
            fields, payloads = _place(block, key, value)
        if key not in fields:
            fields[key] = value
        elif key != "edit":
            block.repeated.append((key, _FIRST + at))
        at += 1
        if not value and key in _BARRED_KEYS and at < count and lines[at][:1] == "|":
            start = at
            while at < count and lines[at][:1] == "|":
                at += 1
            payloads[key] = _joined(lines[start:at])
    _check_probe(block)
    if block.repeated:
        key, number = block.repeated[0]
        raise Complaint(
            "ERR_DUPLICATE_KEY",
            f"{quoted(key)} comes again in line {number} of the block; give it once.",
        )
    return block


def _place(block: Block, key: str, value: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return where a key of a block with edit sections belongs: the last section, or the top."""
    if key == "edit":
        block.sections.append(Section(value))
    elif key in SECTION_KEYS:
        return block.sections[-1].fields, block.sections[-1].payloads
    return block.fields, block.payloads


def _joined(lines: Sequence[str]) -> str:
    """Return the text of payload lines: each without its bar, joined by LF (P12)."""
    for line in lines:
        if line[-1] == "\r":
            # Behind a CRLF that was doubled on the way nobody can tell what was meant.
            _complain_of_mangling()
    return "\n".join([line[1:] for line in lines])


def _complain_of_line(line: str, number: int) -> None:
    if line.lstrip(BLANKS)[:1] == "|":
        raise Complaint(
            "ERR_NON_KEY_VALUE_LINE",
            f"line {number} of the block is a payload line without a payload; | lines stand at the"
            f" very left, right below an empty key ({', '.join(sorted(PAYLOAD_KEYS))}).",
        )
    raise Complaint(
        "ERR_NON_KEY_VALUE_LINE",
        f"line {number} of the block is not `key: value`: {quoted(line)}; write one key a line,"
        " and longer text as a | payload.",
    )


def _check_probe(block: Block) -> None:
    """Check that a block with a payload arrived as it was written (P13)."""
    probe = block.fields.get("probe")
    if probe == PROBE:
        return
    # A proof, no payload: taken out, so that nothing below has to know of it.
    first, *more = block.payloads.pop("probe", "").split("\n")
    if first == PROBE:
        if not WHITE_PROBES.issuperset(more):
            _complain_of_white_space()
        return
    if probe is not None or block.payloads or any(part.payloads for part in block.sections):
        _complain_of_mangling()
