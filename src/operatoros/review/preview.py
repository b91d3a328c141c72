"""What a person sees before deciding, made from the very bytes that would be written (W12).

Facts come first, then every changed line; nothing that changes is folded. All text passes the
one display function, so what is seen is what is there, and the exact bytes can be had back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from operatoros.display import mixed_script_words, show
from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.command import Command
from operatoros.review.entries import Lane, Reason
from operatoros.review.policy import Decision
from operatoros.workspace.hunks import Hunk, hunks, split_lines
from operatoros.workspace.nodes import everything
from operatoros.workspace.plan import Change, Facts, Plan

LineKind = Literal["same", "add", "remove", "note"]
# A folder action names at most so many of its files; more cannot be approved unseen by rule.
MOST_NAMES = 2_000
_CONTEXT = 3
_BOM = "\ufeff"
_RISKS = {"r": "reads", "w": "changes", "d": "deletes"}
_VERBS = {"create": "create", "replace": "change", "remove": "delete", "move": "move"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line of a preview.

    Attributes:
        kind: Whether it stays, is added, is removed, or is a remark of ours.
        text: The line, shown: printable, decodes to the exact text.
        old: Its number before; None if it was not there.
        new: Its number afterwards; None if it will not be there.
        alike: Words in it that mix look-alike alphabets.
    """

    kind: LineKind
    text: str
    old: int | None = None
    new: int | None = None
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHunk:
    """Changed lines that lie together, with some that stay around them.

    Attributes:
        number: From 1; what a person accepts.
        head: Its place, in the form of a unified diff.
        lines: Its lines.
    """

    number: int
    head: str
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One plan as a person sees it.

    Attributes:
        number: The entry's number; 0 for an undo.
        id: The command's id.
        action: Name in the action table, or undo.
        risk: r, w or d.
        lane: Where it waits.
        denied: Whether a rule forbids it.
        attended: Whether it needs a person, also where `--yes` was said.
        reasons: Why it is there, most important first.
        facts: Name and value, in the order to read them; values are shown text.
        badges: What to see first, as sentences.
        flags: What is unusual in the text (look-alikes, almost all replaced).
        hunks: Every changed line.
        names: What a folder action touches.
        added: Lines added.
        removed: Lines removed.
        confirm: What to type to approve it in the stop lane.
        plan: Digest of the plan; an approval holds it.
        editable: Whether hunks can be chosen and the text be edited.
    """

    number: int
    id: str
    action: str
    risk: str
    lane: Lane
    denied: bool = False
    attended: bool = False
    reasons: tuple[Reason, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    badges: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    hunks: tuple[ShownHunk, ...] = field(default=())
    names: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    confirm: str = ""
    plan: str = ""
    editable: bool = False

    @property
    def shown(self) -> str:
        """Hash (hex) of everything that was shown; the log keeps it."""
        return hashlib.sha256("\n".join(plain_lines(self)).encode()).hexdigest()


def make_preview(
    plan: Plan,
    decision: Decision,
    *,
    number: int,
    id: str,  # noqa: A002  # the protocol's word
    command: Command | None,
) -> Preview:
    """Return what a person is to see of a plan.

    Args:
        plan: What would happen.
        decision: Its lane, and why.
        number: The entry's number; 0 for an undo.
        id: The command's id.
        command: The command; None for an undo.
    """
    parts = tuple(_hunks(plan))
    lines = [line for hunk in parts for line in hunk.lines]
    added = sum(line.kind == "add" for line in lines)
    removed = sum(line.kind == "remove" for line in lines)
    names = tuple(_names(plan.change))
    return Preview(
        number=number,
        id=id,
        action=plan.action,
        risk=plan.risk,
        lane=decision.lane,
        denied=decision.denied,
        attended=decision.attended,
        reasons=decision.reasons,
        facts=tuple(_facts(plan, command)),
        badges=tuple(show(badge.text, one_line=True) for badge in plan.facts.badges),
        flags=tuple(_flags(plan, lines)),
        hunks=parts,
        names=names,
        added=added,
        removed=removed,
        confirm=f"{_verb(plan)} {max(plan.facts.files, 1)}",
        plan=plan.digest,
        editable=plan.change is not None
        and plan.change.kind in ("create", "replace")
        and plan.new is not None
        and plan.undoes is None,
    )


def unshown(plan: Plan) -> str:
    """Say why a preview cannot show all of a plan; empty if it can."""
    change = plan.change
    if change is None:
        return ""
    if plan.facts.files > MOST_NAMES:
        return f"it touches {plan.facts.files:,} files; only {MOST_NAMES:,} are named"
    if change.kind == "replace" and plan.old is None:
        return "what is there now is too large to show"
    if change.kind in ("create", "replace") and change.source is None and plan.new is None:
        return "what would be written is too large to show"
    return ""


def _verb(plan: Plan) -> str:
    if plan.change is None:
        return "read"
    if plan.change.source is not None:
        return "copy"
    return _VERBS[plan.change.kind]


def _facts(plan: Plan, command: Command | None) -> Iterator[tuple[str, str]]:
    """Yield the facts in the order to read them."""
    row = ACTIONS.get(plan.action)
    says = row.does if row is not None else "Takes an earlier act back."
    yield "action", f"{plan.action} ({_RISKS[plan.risk]}): {says}"
    if plan.path is not None:
        yield "path", show(plan.path, one_line=True)
        if plan.asked is not None and plan.asked != plan.path:
            yield "asked for", show(plan.asked, one_line=True)
        if plan.path_to is not None:
            yield "to", show(plan.path_to, one_line=True)
        yield "is there", _there(plan.facts, plan.change)
    if plan.change is None:
        yield from _of_reading(plan, command)
    else:
        yield from _of_change(plan.change, plan.facts)
    yield from _more_facts(plan.facts)


def _of_reading(plan: Plan, command: Command | None) -> Iterator[tuple[str, str]]:
    if plan.facts.size_before is not None:
        yield "size", f"{plan.facts.size_before:,} bytes"
    for name, value in command.args.items() if command is not None else ():
        yield name, show(str(value), one_line=True)


def _of_change(change: Change, facts: Facts) -> Iterator[tuple[str, str]]:
    if change.make:
        yield "new folders", ", ".join(show(name, one_line=True) for name in change.make)
    size = _before_after(facts.size_before, facts.size_after, "bytes")
    if size:
        yield "size", size
    if facts.files > 1:
        yield "files", f"{facts.files:,}, {facts.bytes:,} bytes"
    lines = _before_after(facts.lines_before, facts.lines_after, "lines")
    if lines:
        yield "lines", lines
    if facts.line_ends_before and facts.line_ends_after not in (None, facts.line_ends_before):
        yield "line ends", f"{facts.line_ends_before} -> {facts.line_ends_after}"


def _more_facts(facts: Facts) -> Iterator[tuple[str, str]]:
    if facts.executable:
        yield "executable", "yes"
    if facts.secret_like:
        yield "secret-like", "yes: its name looks like a file with secrets"
    if facts.link:
        yield "link", "yes: reached through a link, or a link itself"
    if facts.nlink > 1 and facts.kind == "file":
        yield "hard links", f"{facts.nlink}; the other names keep the old content"
    for text in facts.notes:
        yield "note", show(text, one_line=True)


def _there(facts: Facts, change: Change | None) -> str:
    if change is not None and change.source is not None:
        return f"a {facts.kind} to copy"
    return f"a {facts.kind}" if facts.exists else "nothing: it will be new"


def _before_after(before: int | None, after: int | None, unit: str) -> str:
    if before is None and after is None:
        return ""
    if before is None:
        return f"{after:,} {unit}"
    if after is None:
        return f"{before:,} {unit} -> none"
    return f"{before:,} -> {after:,} {unit}"


def _flags(plan: Plan, lines: list[ShownLine]) -> Iterator[str]:
    percent = plan.facts.replaced_percent
    if percent is not None and percent >= 60 and plan.facts.exists:
        yield f"{percent} % of the file replaced"
    had, has = (_decoded(data).startswith(_BOM) for data in (plan.old, plan.new))
    if plan.facts.exists and plan.new is not None and had != has:
        yield f"the byte-order mark at the start is {'added' if has else 'removed'}"
    for text in (plan.path, plan.path_to):
        for word in mixed_script_words(text or ""):
            yield f"the path mixes alphabets that look alike: {_points(word)}"
    words = dict.fromkeys(word for line in lines if line.kind == "add" for word in line.alike)
    for word in list(words)[:5]:
        yield f"added text mixes alphabets that look alike: {_points(word)}"
    if len(words) > 5:
        yield f"{len(words) - 5} more words mix alphabets"
    hidden = sum("\\u{" in line.text for line in lines if line.kind == "add")
    if hidden:
        what = "line holds" if hidden == 1 else "lines hold"
        yield f"{hidden} added {what} characters that would not be seen, shown as \\u{{..}}"


def _points(word: str) -> str:
    """Return a word with the letters that are not what they seem spelled out."""
    spelled = "".join(
        letter if letter.isascii() else f"{letter}(U+{ord(letter):04X})" for letter in word[:40]
    )
    return show(spelled, one_line=True)


def _names(change: Change | None) -> Iterator[str]:
    """Yield what a folder action touches, with what it is."""
    if change is None:
        return
    node = change.before or change.after
    if node is None or node.kind != "folder":
        return
    for nth, (path, item) in enumerate(everything(node, change.source or change.path)):
        if nth == MOST_NAMES:
            return
        mark = {"folder": "/", "link": " -> " + item.target, "file": ""}[item.kind]
        size = f" ({item.size:,} bytes)" if item.kind == "file" else ""
        yield show(path + mark, one_line=True) + size


def _hunks(plan: Plan) -> Iterator[ShownHunk]:
    """Yield every changed line of a plan that changes the bytes of one file."""
    change = plan.change
    if change is None or change.kind == "move" or change.source is not None:
        return
    parts = hunks(plan)
    if parts:
        old = split_lines(_decoded(plan.old).removeprefix(_BOM))
        marks = (_decoded(plan.old).startswith(_BOM), _decoded(plan.new).startswith(_BOM))
        for nth, part in enumerate(parts):
            after = parts[nth + 1].old_start - 1 if nth + 1 < len(parts) else len(old)
            before = parts[nth - 1].old_start - 1 + len(parts[nth - 1].old) if nth else 0
            # Lines between two hunks are shown once: at most three after the one before.
            before = min(before + _CONTEXT if nth else 0, part.old_start - 1)
            yield _with_marks(_hunk(nth + 1, part, old, before, after), marks)
        return
    if plan.old == plan.new:
        return
    old_lines = split_lines(_decoded(plan.old))
    new_lines = split_lines(_decoded(plan.new))
    if change.kind == "replace" and plan.old is None:
        old_lines = []
    if old_lines or new_lines:
        yield _hunk(1, Hunk(index=0, old_start=1, old=tuple(old_lines), new_start=1,
                            new=tuple(new_lines)), old_lines, 0, len(old_lines))  # fmt: skip


def _with_marks(hunk: ShownHunk, marks: tuple[bool, bool]) -> ShownHunk:
    """Return a hunk with the byte-order marks of the old and new file where they stand."""
    if not any(marks):
        return hunk
    lines = tuple(
        replace(line, text=show(_BOM) + line.text)
        if (line.old == 1 and marks[0]) or (line.new == 1 and line.kind == "add" and marks[1])
        else line
        for line in hunk.lines
    )
    return replace(hunk, lines=lines)


def _decoded(data: bytes | None) -> str:
    """Return bytes as text; what is no UTF-8 becomes surrogates, which are shown as such."""
    return (data or b"").decode("utf-8", "surrogateescape")


def _hunk(number: int, part: Hunk, old: list[str], least: int, most: int) -> ShownHunk:
    """Return one hunk with at most three lines that stay before and after it.

    Args:
        number: From 1.
        part: What changes.
        old: All lines of the old text.
        least: First line (0-based) that may be shown before it.
        most: Line after the last that may be shown after it.
    """
    first = max(part.old_start - 1 - _CONTEXT, least)
    end = part.old_start - 1 + len(part.old)
    last = min(end + _CONTEXT, most)
    shift = part.new_start - part.old_start
    lines: list[ShownLine] = []
    for at in range(first, part.old_start - 1):
        lines += _shown("same", old[at], old=at + 1, new=at + 1 + shift)
    for at, text in enumerate(part.old, start=part.old_start):
        lines += _shown("remove", text, old=at)
    for at, text in enumerate(part.new, start=part.new_start):
        lines += _shown("add", text, new=at)
    shift += len(part.new) - len(part.old)
    for at in range(end, last):
        lines += _shown("same", old[at], old=at + 1, new=at + 1 + shift)
    new_first = part.new_start - (part.old_start - 1 - first)
    new_count = len(part.new) + (part.old_start - 1 - first) + (last - end)
    head = f"@@ -{_range(first + 1, last - first)} +{_range(new_first, new_count)} @@"
    return ShownHunk(number=number, head=head, lines=tuple(lines))


def _range(start: int, count: int) -> str:
    return f"{start if count else start - 1},{count}"


def _shown(
    kind: LineKind, line: str, *, old: int | None = None, new: int | None = None
) -> list[ShownLine]:
    """Return a line as it is shown, and a remark if it has no line end."""
    text = line.removesuffix("\n")
    alike = mixed_script_words(text) if kind == "add" else ()
    shown = [ShownLine(kind=kind, text=show(text), old=old, new=new, alike=alike)]
    if text == line:
        shown.append(ShownLine(kind="note", text="no line end at the end of the file"))
    return shown


def plain_lines(preview: Preview) -> list[str]:
    """Return a preview as lines of plain text: for pipes, logs, screen readers and its hash."""
    title = f"entry {preview.number}: " if preview.number else ""
    lines = [f"{title}{preview.action} {show(preview.id, one_line=True)} [{preview.lane}]"]
    lines += [f"  ! {show(reason.text, one_line=True)}" for reason in preview.reasons]
    lines += [f"  ! {text}" for text in preview.badges]
    lines += [f"  ! {text}" for text in preview.flags]
    lines += [f"  {name}: {value}" for name, value in preview.facts]
    lines += [f"  - {name}" for name in preview.names]
    for hunk in preview.hunks:
        lines.append(hunk.head)
        lines += [_MARKS[line.kind] + line.text for line in hunk.lines]
    if preview.hunks:
        lines.append(totals(preview))
    return lines


_MARKS = {"same": " ", "add": "+", "remove": "-", "note": "\\ "}


def totals(preview: Preview) -> str:
    """Return how much changes, in one line."""
    count = len(preview.hunks)
    hunks = f"{count} {'hunk' if count == 1 else 'hunks'}"
    return f"  {hunks}, +{preview.added:,} -{preview.removed:,} lines"
