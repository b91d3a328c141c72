"""What the chat is told: results with secrets withheld, sized to be pasted (P18, P19)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from operatoros.errors import OperatorosError
from operatoros.protocol.render import LEAST_PASTE_LIMIT, PASTE_LIMIT, Form, render_result
from operatoros.protocol.result import Result, failed
from operatoros.review.entries import Entry
from operatoros.review.secretscan import Found, find_secrets, withheld
from operatoros.secrets import Redactor


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A result as it may be copied.

    Attributes:
        result: What to say; secrets are withheld unless a person said otherwise.
        secrets: What looks like a secret in the whole result.
        sent: Whether the secrets are in it.
    """

    result: Result
    secrets: tuple[Found, ...] = ()
    sent: bool = False


def guarded(result: Result, *, redactor: Redactor, send_secrets: bool = False) -> Answer:
    """Return a result without what looks like a secret.

    Args:
        result: The whole result.
        redactor: Knows the values that this program was given.
        send_secrets: Whether a person said that secrets go to the chat.
    """
    found = find_secrets(result.details, redactor)
    in_summary = find_secrets(result.summary, redactor)
    if not found and not in_summary:
        return Answer(result=result)
    if send_secrets:
        return Answer(result=result, secrets=(*in_summary, *found), sent=True)
    count = len(found) + len(in_summary)
    note = f" ({count} {'secret' if count == 1 else 'secrets'} withheld)"
    clean = replace(
        result,
        summary=withheld(result.summary, in_summary) + note,
        details=withheld(result.details, found),
    )
    return Answer(result=clean, secrets=(*in_summary, *found))


def failure(entry: Entry, error: OperatorosError) -> Result:
    """Return what the chat is told of a command that was refused or failed."""
    return failed(entry.command.id, entry.command.action, error.code, _told(error))


def _told(error: OperatorosError) -> str:
    hint = f" {error.hint[0].upper()}{error.hint[1:]}." if error.hint else ""
    return f"{error.message}.{hint}"


def rejected_by_person(entry: Entry, reason: str = "") -> Result:
    """Return what the chat is told when a person said no."""
    said = f" They say: {reason}" if reason else ""
    return failed(
        entry.command.id,
        entry.command.action,
        "ERR_REJECTED",
        f"the person rejected this command; nothing was done.{said}",
    )


def waits(entry: Entry, why: str) -> Result:
    """Return what the chat is told of a command that still waits for a person."""
    return failed(
        entry.command.id,
        entry.command.action,
        "ERR_APPROVAL_NEEDED",
        f"not run, it waits for a person{f': {why}' if why else ''}.",
    )


def position(entry: Entry, details: str) -> tuple[int | None, int]:
    """Return the number of the first line of a file in details, and the header lines before it."""
    action = entry.command.action
    if action == "fs.read":
        return 1, 0
    if action != "fs.readSlice":
        return None, 0
    start = entry.command.args.get("start", 1)
    head, _, _ = details.partition("\n\n")
    return (start if isinstance(start, int) else 1), head.count("\n") + 2


def render(
    result: Result,
    *,
    entry: Entry | None = None,
    form: Form = "b64",
    limit: int = PASTE_LIMIT,
) -> str:
    """Return the text of one result, cut at a line if it is longer than a chat takes.

    Args:
        result: What to say.
        entry: The entry that it answers; None for a rejection.
        form: How details are written.
        limit: Most characters; at least 10,000 are used.
    """
    first, header = (None, 0) if entry is None else position(entry, result.details)
    return render_result(
        result,
        form=form,
        limit=max(limit, LEAST_PASTE_LIMIT),
        first_line=first,
        header_lines=header,
    )


def pastes(texts: Iterable[str], *, limit: int = PASTE_LIMIT) -> tuple[str, ...]:
    """Return result texts packed into as few pastes as fit, in order.

    Args:
        texts: Rendered results, each within the limit.
        limit: Most characters of one paste; a single longer text stands alone.
    """
    parts: list[str] = []
    for text in texts:
        if parts and len(parts[-1]) + 1 + len(text) <= limit:
            parts[-1] = f"{parts[-1]}\n{text}"
        else:
            parts.append(text)
    return tuple(parts)


def found_text(found: Sequence[Found]) -> str:
    """Return findings in one line: `AWS access key in line 3, password in line 9`."""
    shown = [f"{place.kind} in line {place.line}" for place in found[:5]]
    more = [f"{len(found) - 5} more"] if len(found) > 5 else []
    return ", ".join([*shown, *more])


CODES = {
    "ERR_REJECTED": "A person rejected the command.",
    "ERR_APPROVAL_NEEDED": "The command was not run: it waits for a person.",
}
