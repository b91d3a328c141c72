"""Values to text: commands to blocks, results to the text that is pasted into a chat (P18, P19)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Literal

from operatoros.display import decode, show
from operatoros.protocol.actions import PAYLOAD_KEYS
from operatoros.protocol.command import Command, Edit
from operatoros.protocol.complaint import Complaint
from operatoros.protocol.lines import BLANKS, ID
from operatoros.protocol.payloads import SHAPES, decode_base64, encode_base64, probe_for
from operatoros.protocol.result import Result
from operatoros.protocol.scanner import END, START

Form = Literal["b64", "plain"]

RESULT_START = "OPERATOR_RESULT"
RESULT_END = "END_OPERATOR_RESULT"

# P19. What a chat's composer takes, unless its profile says otherwise; and what a head needs.
PASTE_LIMIT = 100_000
LEAST_PASTE_LIMIT = 10_000
_NOTE_ROOM = 200


def block_text(entries: Iterable[tuple[str, str, bool]]) -> str:
    """Return a block of keys and values.

    Args:
        entries: For each key its text, and whether the text is a payload of `|` lines.
    """
    lines = [START]
    for key, text, is_payload in entries:
        if is_payload:
            lines.append(f"{key}:")
            lines.extend("|" + line for line in text.split("\n"))
        else:
            lines.append(f"{key}: {text}" if text else f"{key}:")
    lines.append(END)
    return "\n".join(lines) + "\n"


def render_command(command: Command) -> str:
    """Return the block that a scan reads as this command, with the same keys in the same order.

    Args:
        command: As a scan returned it.
    """
    return block_text(_entries(command))


def _entries(command: Command) -> Iterator[tuple[str, str, bool]]:
    for key, value in command.fields.items():
        if key == "edit":
            continue
        if key == "probe" and not value:
            yield key, probe_for("\n".join(_texts(command))), True
        elif value or key not in PAYLOAD_KEYS:
            yield key, value, False
        else:
            yield key, _payload_of(command, key), True
    edits = command.args.get("edits", ())
    if "edit" in command.fields and isinstance(edits, tuple):
        for edit in edits:
            yield from _section(edit)


def _texts(command: Command) -> Iterator[str]:
    """Yield the texts that a command's payloads may hold."""
    for value in command.args.values():
        if isinstance(value, tuple):
            for edit in value:
                yield from (edit.anchor, edit.find, edit.text)
        else:
            yield value.decode() if isinstance(value, bytes) else str(value)


def _payload_of(command: Command, key: str) -> str:
    value = command.args[key]
    text = value.decode() if isinstance(value, bytes) else str(value)
    ended = key == "patch" or (
        command.action == "fs.write" and command.fields.get("final_newline") != "no"
    )
    return text.removesuffix("\n") if ended else text


def _section(edit: Edit) -> Iterator[tuple[str, str, bool]]:
    yield "edit", edit.op, False
    shape = SHAPES[edit.op]
    numbers = {
        "occurrence": edit.occurrence,
        "count": None if edit.op == "replaceFirst" and edit.count == 1 else edit.count,
        "startLine": edit.start_line,
        "endLine": edit.end_line,
    }
    for key in (*shape.numbers, *shape.optional):
        if numbers[key] is not None:
            yield key, str(numbers[key]), False
    texts = {"anchor": edit.anchor, "find": edit.find, "text": edit.text}
    for key in shape.texts:
        yield key, texts[key], True


def render_result(
    result: Result,
    *,
    form: Form = "b64",
    limit: int = PASTE_LIMIT,
    first_line: int | None = None,
    header_lines: int = 0,
) -> str:
    """Return a result as the text that is pasted into the chat.

    Details that would not survive as plain lines (CR), or that hold a marker of the protocol, go
    as base64 even where plain lines are asked for: a page must never show them as a live block.

    Args:
        result: What to say.
        form: Whether details go as `details_b64` or as `|` lines.
        limit: Most characters of the whole text; longer details are cut at a line, with a note
            that tells how to go on.
        first_line: If the details are lines of a file, the number of the first of them.
        header_lines: How many lines of the details come before that line.

    Raises:
        ValueError: if `limit` is below 10,000: not even the head would fit for certain.
    """
    if limit < LEAST_PASTE_LIMIT:
        raise ValueError(f"a paste limit of {limit} is below {LEAST_PASTE_LIMIT}")
    details = result.details
    if "\r" in details or START in details or RESULT_START in details:
        form = "b64"
    head = [
        RESULT_START,
        f"id: {result.id}",
        f"ok: {'true' if result.ok else 'false'}",
        f"summary: {show(result.summary, one_line=True)}".rstrip(),
    ]
    room = limit - sum(map(len, head)) - 60
    if details and _cost(details, form) > room:
        details = _cut(details, form, room, first_line, header_lines)
    if details and form == "b64":
        head.append(f"details_b64: {encode_base64(details)}")
    elif details:
        head.append("details:")
        head.extend("|" + line for line in details.split("\n"))
    head.append(RESULT_END)
    return "\n".join(head) + "\n"


def _cost(text: str, form: Form) -> int:
    """Return how many characters a text takes in a form."""
    if form == "b64":
        return (len(text.encode()) + 2) // 3 * 4
    return len(text) + 2 * text.count("\n") + 2


def _cut(details: str, form: Form, room: int, first_line: int | None, header_lines: int) -> str:
    """Return the lines that fit into `room`, and a note that tells how to go on."""
    lines = details.split("\n")
    room -= _NOTE_ROOM
    left = room // 4 * 3 if form == "b64" else room
    sizes = [len(line.encode()) + 1 if form == "b64" else len(line) + 2 for line in lines]
    kept = lines[: bisect_right(list(accumulate(sizes)), left)]
    left -= sum(sizes[: len(kept)])
    shown, total = len(kept) - header_lines, len(lines) - header_lines
    if shown > 0:
        how = "Ask for less: a smaller folder, a longer query, fs.readSlice."
        if first_line is not None:
            how = f"Go on with fs.readSlice, start: {first_line + shown}."
        return "\n".join((*kept, f"# cut here: {shown} of {total} lines. {how}"))
    # Not one line fits; to start at the same line again would never get further.
    long = lines[len(kept)]
    part = long[: left // 4] if form == "b64" else long[: left - 2]
    how = f" Go on with fs.readSlice, start: {first_line + 1}." if first_line is not None else ""
    note = f"# cut here: {len(part)} of the {len(long)} characters of this line.{how}"
    return "\n".join((*kept, part, note))


def read_results(text: str) -> tuple[Result, ...]:
    """Return the results that a text holds, as `render_result` writes them; others are left out."""
    found: list[Result] = []
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    start: int | None = None
    for at, line in enumerate(lines):
        if line.strip(BLANKS) == RESULT_START:
            start = at + 1
        elif line.strip(BLANKS) == RESULT_END and start is not None:
            result = _read_result(lines[start:at])
            if result is not None:
                found.append(result)
            start = None
    return tuple(found)


def _read_result(lines: list[str]) -> Result | None:
    fields: dict[str, str] = {}
    details: list[str] | None = None
    for line in lines:
        if details is not None and line[:1] == "|":
            details.append(line[1:])
            continue
        key, _, value = line.partition(":")
        fields[key.strip(BLANKS)] = value.strip(BLANKS)
        if key == "details":
            details = []
    ok = fields.get("ok")
    if not ID.fullmatch(fields.get("id", "")) or ok not in {"true", "false"}:
        return None
    text = "\n".join(details or ())
    if fields.get("details_b64"):
        try:
            text = decode_base64("details_b64", fields["details_b64"])
        except Complaint:
            return None
    summary = decode(fields.get("summary", ""))
    return Result(id=fields["id"], ok=ok == "true", summary=summary, details=text)
