"""Payloads: base64 values, `|` lines under a probe, edits and their two forms (P11-P15)."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from typing import cast

from operatoros.protocol.command import Edit, EditOp
from operatoros.protocol.complaint import Complaint, quoted

# What a page does to markdown, it does to this: emphasis, runs of blanks, quotes, backslashes,
# tags. A block with a payload carries it, and it must arrive byte for byte (P13).
PROBE = '__a__ *b*  "c" \\_ <i>'

# White space that pages and clipboards alter and the probe does not hold. A block that must prove
# more gives its probe as a payload: the probe, and below it the lines of these that it needs.
TABS_AND_LINE_ENDS = "\tx  "
NO_BREAK_SPACES = "x\u00a0x"
WHITE_PROBES = frozenset({TABS_AND_LINE_ENDS, NO_BREAK_SPACES})

_MOST_DIGITS = 9
_JSON = "ERR_INVALID_EDITS_JSON"
_SECTION = "ERR_INVALID_EDIT"


class Section:
    """One edit section of a block (P14), as it was read.

    Attributes:
        op: The value of `edit:`.
        fields: Its other keys and their one-line values.
        payloads: Its keys with `|` lines, and their text.
    """

    __slots__ = ("fields", "op", "payloads")

    def __init__(self, op: str) -> None:
        self.op = op
        self.fields: dict[str, str] = {}
        self.payloads: dict[str, str] = {}


class Shape:
    """Which keys an operation needs, and which it may have.

    Attributes:
        texts: Keys of texts that it needs.
        numbers: Keys of numbers that it needs.
        optional: Keys of numbers that it may have.
    """

    __slots__ = ("numbers", "optional", "texts")

    def __init__(
        self,
        texts: tuple[str, ...],
        numbers: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
    ) -> None:
        self.texts = texts
        self.numbers = numbers
        self.optional = optional


SHAPES: Mapping[str, Shape] = {
    "insertAfter": Shape(("anchor", "text"), optional=("occurrence",)),
    "insertBefore": Shape(("anchor", "text"), optional=("occurrence",)),
    "replaceFirst": Shape(("find", "text"), optional=("count",)),
    "replaceAll": Shape(("find", "text"), optional=("count",)),
    "replaceRange": Shape(("text",), ("startLine", "endLine")),
}
_FIELD_NAMES: Mapping[str, str] = {"startLine": "start_line", "endLine": "end_line"}


def encode_base64(text: str) -> str:
    """Return the one-line base64 form of a text, as `*_b64` keys want it."""
    return binascii.b2a_base64(text.encode(), newline=False).decode("ascii")


def decode_base64(key: str, value: str) -> str:
    """Return the text of a `*_b64` value.

    Raises:
        Complaint: ERR_INVALID_BASE64 or ERR_NOT_UTF8.
    """
    try:
        data = binascii.a2b_base64(value)
    except ValueError:
        data = b""
    # The decoder skips what it does not know, so only the way back tells a canonical value.
    if not data or binascii.b2a_base64(data, newline=False).decode("ascii") != value:
        raise Complaint(
            "ERR_INVALID_BASE64",
            f"{key} is not canonical base64 (standard alphabet, one line, padded with =); encode"
            " it again, or send the text as a | payload.",
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Complaint(
            "ERR_NOT_UTF8",
            f"{key} decodes to bytes that are not UTF-8 (byte {error.start + 1}); encode text as"
            " UTF-8 first, binary files cannot be sent.",
        ) from None


def checked_text(key: str, text: str) -> str:
    """Return a payload's text if it can be written as UTF-8.

    Raises:
        Complaint: ERR_NOT_UTF8.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Complaint(
            "ERR_NOT_UTF8",
            f"{key} holds half a character (a lone surrogate, character {error.start + 1}); send"
            " the text again.",
        ) from None
    return text


def probe_for(text: str) -> str:
    """Return the lines of the probe that a payload needs to prove itself unaltered (P13)."""
    lines = [PROBE]
    if "\t" in text or any(line != line.rstrip() for line in text.split("\n")):
        lines.append(TABS_AND_LINE_ENDS)
    if "\u00a0" in text:
        lines.append(NO_BREAK_SPACES)
    return "\n".join(lines)


def decimal(text: str, least: int, most: int) -> int | None:
    """Return the number that ASCII digits name; None if it is none in the range."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    number = int(text)
    return number if least <= number <= most else None


def edits_from_json(text: str) -> tuple[Edit, ...]:
    """Return the edits of a decoded `edits_b64` value.

    Raises:
        Complaint: ERR_INVALID_EDITS_JSON.
    """
    import json

    try:
        document = json.loads(text, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        reason = f"{error.msg}, character {error.pos + 1}"
        raise _no_json(reason) from None
    except RecursionError:
        raise _no_json("it is nested too deeply") from None
    except ValueError:
        raise _no_json("it holds a number of thousands of digits") from None
    if not isinstance(document, dict) or set(document) != {"version", "edits"}:
        raise Complaint(_JSON, f"edits_b64 has another form; send {_EXPECTED}.")
    version, edits = document["version"], document["edits"]
    if type(version) is not int or version != 1 or not isinstance(edits, list) or not edits:
        raise Complaint(_JSON, f"edits_b64 has another form; send {_EXPECTED}.")
    return tuple(_edit_from_json(f"edit {n}", edit) for n, edit in enumerate(edits, 1))


_EXPECTED = '{"version":1,"edits":[{"op":...}, ...]}'


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _no_json("a key is given twice in one object")
    return found


def _no_json(reason: str) -> Complaint:
    return Complaint(_JSON, f"edits_b64 holds no valid JSON ({reason}); send {_EXPECTED}.")


def _edit_from_json(where: str, edit: object) -> Edit:
    if not isinstance(edit, dict):
        raise Complaint(_JSON, f'{where} is not an object; write {{"op":...}}.')
    given = dict(edit)
    shape = _shape_of(_JSON, where, given.pop("op", None))
    values = {
        **_take(given, shape.texts, where, _json_text),
        **_take(given, shape.numbers, where, _json_number),
        **_take(given, tuple(key for key in shape.optional if key in given), where, _json_number),
    }
    return _edit(_JSON, where, str(edit["op"]), given, values)


def edits_from_sections(sections: list[Section]) -> tuple[Edit, ...]:
    """Return the edits of `edit:` sections (P14).

    Raises:
        Complaint: ERR_INVALID_EDIT.
    """
    return tuple(_edit_from_section(f"edit {n}", part) for n, part in enumerate(sections, 1))


def _edit_from_section(where: str, section: Section) -> Edit:
    shape = _shape_of(_SECTION, where, section.op)
    for key in section.fields:
        if key in {"anchor", "find", "text"} and key not in section.payloads:
            raise Complaint(
                _SECTION,
                f"{where}: leave `{key}:` empty and put its text on the lines below, each behind a"
                " | (for no text, a single |).",
            )
    given: dict[str, object] = {**section.fields, **section.payloads}
    optional = tuple(key for key in shape.optional if key in given)
    values = {
        **_take(given, shape.texts, where, _section_text),
        **_take(given, shape.numbers, where, _section_number),
        **_take(given, optional, where, _section_number),
    }
    return _edit(_SECTION, where, section.op, given, values)


def _shape_of(code: str, where: str, op: object) -> Shape:
    shape = SHAPES.get(op) if isinstance(op, str) else None
    if shape is None:
        said = quoted(op) if isinstance(op, str) else "nothing"
        raise Complaint(code, f"{where} says {said}; use one of {', '.join(SHAPES)}.")
    return shape


def _take(
    given: dict[str, object],
    keys: tuple[str, ...],
    where: str,
    read: Callable[[str, str, object], str | int],
) -> dict[str, str | int]:
    """Move the values of `keys` out of `given`, each read and checked."""
    return {_FIELD_NAMES.get(key, key): read(where, key, given.pop(key, None)) for key in keys}


def _json_text(where: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise Complaint(_JSON, f"{where} needs {key} as a string.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Complaint(_JSON, f"{where}: {key} holds half a character; escape it whole.") from None
    return value


def _json_number(where: str, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 999_999_999:
        raise Complaint(_JSON, f"{where} needs {key} as a whole number from 1.")
    return value


def _section_text(where: str, key: str, value: object) -> str:
    if value is None:
        raise Complaint(_SECTION, f"{where} needs {key}: and its lines behind |.")
    return checked_text(key, cast("str", value))


def _section_number(where: str, key: str, value: object) -> int:
    number = decimal(str(value), 1, 999_999_999) if value is not None else None
    if number is None:
        raise Complaint(_SECTION, f"{where} needs {key}: and a whole number from 1.")
    return number


def _edit(
    code: str,
    where: str,
    op: str,
    unknown: Mapping[str, object],
    values: Mapping[str, str | int],
) -> Edit:
    """Return the edit, once nothing is left over and its values agree with each other."""
    if unknown:
        raise Complaint(code, f"{where} does not take {quoted(next(iter(unknown)))} with {op}.")
    for key in ("anchor", "find"):
        if values.get(key) == "":
            raise Complaint(code, f"{where} has an empty {key}; name the text to look for.")
    start, end = values.get("start_line"), values.get("end_line")
    if isinstance(start, int) and isinstance(end, int) and start > end:
        raise Complaint(code, f"{where}: startLine {start} comes after endLine {end}; swap them.")
    if op == "replaceFirst":
        values = {"count": 1, **values}
    # The values were read by the operation's shape: texts are str, numbers are int.
    return Edit(op=cast("EditOp", op), **values)  # type: ignore[arg-type]  # typed by the shape
