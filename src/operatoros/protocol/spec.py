"""What a chat is told: the interface specification and the first prompt, made from the table."""

from __future__ import annotations

from collections.abc import Iterator

from operatoros.protocol.actions import (
    ACTIONS,
    LEGAL_KEYS,
    PAYLOAD_KEYS,
    STYLE_FIELDS,
    Action,
    Field,
)
from operatoros.protocol.blocks import PLACEHOLDER
from operatoros.protocol.lines import (
    MOST_CHARACTERS,
    MOST_LINES,
    MOST_PAYLOAD_CHARACTERS,
    MOST_PAYLOAD_LINES,
)
from operatoros.protocol.payloads import PROBE
from operatoros.protocol.scanner import scan
from operatoros.protocol.templates import inert, template

# What a person's own prompt text writes where the token of the session belongs.
TOKEN_SLOT = "{session}"  # noqa: S105  # the name of a place, not a token

_RISKS = {"r": "reads", "w": "writes", "d": "deletes"}
_SHOWN = ("fs.searchTree", "fs.readSlice", "fs.applyEdits", "fs.write")

_RULES = f"""\
OPERATOR INTERFACE SPECIFICATION, protocol version 1

Every line of this text begins with "| ". Leave that out when you write a block, and put the
session token of your first prompt where an example says {PLACEHOLDER}. A block that still says
{PLACEHOLDER} is an example and is ignored.

HOW IT WORKS
You write blocks. The person sees what each would do and approves or rejects it. What is approved
happens in one folder, the workspace, and its result comes back in the person's next message.
Changes can be undone. Paths are relative to the workspace, with / between folders; . is the
workspace itself.

BLOCKS
- A block is the lines between a line OPERATOR_CMD and a line END_OPERATOR_CMD. Nothing else
  stands on those two lines. Put each block in one ```text fence.
- Inside: one `key: value` a line, no empty lines, ASCII only. Required: version (always 1), id
  (your own name for it: letters, digits, . _ : -, at most 128; a new one for each command),
  action. All fs actions need path; only copy, move and rename need path_to.
- session: the token from your first prompt. Without it a block counts as a quotation.
- base: the 8 hex digits that reads print, for everything that changes a file; `base: new` for a
  file that must not exist yet. If the file is no longer the same, nothing is changed.
- At most {MOST_LINES} lines and {MOST_CHARACTERS:,} characters, payload lines not counted.

LONGER TEXT
- Payload: leave the value of a key empty and write the text on the following lines, each behind
  one |. An empty line is a single |. Any character is allowed. Keys that may have one:
  {", ".join(sorted(PAYLOAD_KEYS))}.
  At most {MOST_PAYLOAD_LINES:,} lines and {MOST_PAYLOAD_CHARACTERS:,} characters.
- A block with a payload carries this line, exactly; it shows whether the page altered the text:
  probe: {PROBE}
  Any fs block may carry it. Give it where the path or the query holds _ or *: a page that takes
  these for emphasis would leave another path.
- If the payload holds a tab, or a line that ends in a blank, leave the value of probe empty and
  write that text below it, behind a |, and below that one more line: |, a tab, x, two blanks.
  For no-break spaces another: |, x, a no-break space, x. If such a block is refused, the page
  does not keep them: send base64.
- Or base64: content_b64, patch_b64, edits_b64 take UTF-8 text in one line of standard base64.

RESULTS
OPERATOR_RESULT with id, ok: true or false, a summary, and details (base64 in details_b64, or
lines behind |). A block that cannot be read is answered
`Invalid OPERATOR_CMD (ERR_...): <what to fix>`; send it again, corrected, with the same id.

ADVICE
1. Search first, then read a slice, then make small edits. Read a file before you change it.
2. Where the next step needs a result, send one block and wait for it.
3. Nothing has happened before a result says ok: true. Check a change by reading it.

REGIONS
A region is the text between two comment lines that say OPERATOR_BEGIN and OPERATOR_END and its
id. How a comment is written follows from the file's suffix, or is given:
"""

_PROMPT = """\
I am working with Operator, a program on my computer that can carry out a few file actions which
you propose. You write an action as a block of text, I look at it and approve or reject it, and
Operator does what I approved inside one folder that I chose. I paste the result back here.
Nothing runs without me, and I can undo changes.

This is a block. It asks for the list of actions. When you write it, leave out the "| " before
each line, put the block into one ```text fence, and write the session token instead of
{placeholder}:

{example}
Session token of this chat: {session}

Please send this block now, with the token. I will answer with the specification, and then we can
start on the task. If a block is refused, the answer says what to change.
"""


def interface_spec() -> str:
    """Return what operator.getInterfaceSpec answers; every line begins with `| ` (P17)."""
    styles = "\n".join(map(_field_text, STYLE_FIELDS))
    parts = [_RULES, styles, "\n\nACTIONS\n", *map(_action_text, ACTIONS.values()), "\nEXAMPLES\n"]
    parts.append("\n".join(template(name) for name in _SHOWN))
    return inert("".join(parts))


def bootstrap_prompt(*, session: str, text: str | None = None) -> str:
    """Return the first message to a chat.

    The token stands in a sentence of its own and the example keeps its placeholder, so that the
    prompt itself, which the chat's page shows too, never holds a live block.

    Args:
        session: The inbox's token.
        text: A person's own prompt; `{session}` in it stands for the token, which is otherwise
            added at the end. If it holds live blocks, all its lines get `| ` in front.
    """
    if text is None:
        example = inert(template("operator.getInterfaceSpec"))
        return _PROMPT.format(placeholder=PLACEHOLDER, example=example, session=session)
    if TOKEN_SLOT in text:
        told = text.replace(TOKEN_SLOT, session)
    else:
        told = f"{text.rstrip()}\n\nSession token of this chat: {session}\n"
    return inert(told) if scan(told, session=session).commands else told


def actions_markdown() -> str:
    """Return the table of actions for the docs, as markdown."""
    rows = [
        "| action | risk | keys beyond version, id, action, session | answers, limits | may fail"
        " with |",
        "|---|---|---|---|---|",
    ]
    for row in ACTIONS.values():
        keys = ", ".join(f"`{key}`" for key in _own_keys(row)) or "none"
        codes = ", ".join(f"`{code}`" for code in _codes(row)) or "none of its own"
        does = f"{row.does} {row.answers}".replace("|", "\\|")
        rows.append(f"| `{row.name}` | {_RISKS[row.risk]} | {keys} | {does} | {codes} |")
    return "\n".join(rows) + "\n"


def _action_text(row: Action) -> str:
    lines = [f"{row.name} ({_RISKS[row.risk]}): {row.does}"]
    own = row.fields[: -len(STYLE_FIELDS)] if row.styled else row.fields
    lines.extend(map(_field_text, own))
    if row.styled:
        lines.append("  and the comment style, see REGIONS")
    lines.append(f"  answers: {row.answers}")
    return "\n".join(lines) + "\n"


def _field_text(field: Field) -> str:
    return f"  {' or '.join(field.keys)}{_need(field)}: {field.about}"


def _need(field: Field) -> str:
    if field.missing:
        return " (required)"
    return f" (default {field.default})" if field.default is not None else " (optional)"


def _own_keys(row: Action) -> Iterator[str]:
    for key in LEGAL_KEYS[row.name]:
        if key not in {"version", "id", "action", "session"}:
            yield key


def _codes(row: Action) -> Iterator[str]:
    """Yield the codes of a row once each: those of its fields, then those of its execution."""
    of_fields = (code for field in row.fields for code in (field.missing, field.invalid) if code)
    yield from dict.fromkeys((*of_fields, *row.codes))
