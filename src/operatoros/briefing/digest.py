"""The briefing that code writes: who answered, what changed, what is there.

It opens every briefing and is the whole of it with `--model none`. Plain text that reads well in
a terminal and survives as markdown: `##` headings, two blanks of indent, aligned columns. All
fetched text in it is visible and on its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from operatoros.briefing.handles import Handles
from operatoros.briefing.money import amount_at, listed
from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import day_of
from operatoros.briefing.told import MARKS, ChangeLine, change_lines, counted, moment, remark, tally
from operatoros.briefing.untrusted import one_line
from operatoros.briefing.wording import days_apart, of_noun, pad, shorten, width
from operatoros.values.coverage import Fetched, SourceLine, source_line
from operatoros.values.findings import Changes, Fact
from operatoros.values.record import Shape, at

_MOST_CHANGES = 8
_LONGEST_NAME = 36
_MOST_RECORDS = 5
_LONGEST_TITLE = 44
_INDENT = "  "
# What is worth the headline, in this order, and how it is said there.
_HEADLINE = ("declared", "overdue", "due")


def write_digest(
    fetched: Sequence[Fetched],
    *,
    changes: Changes,
    facts: Sequence[Fact],
    handles: Handles,
    reader: Reader,
    demo: bool = False,
    title: str = "",
) -> str:
    """Write the digest.

    Args:
        fetched: What the sources brought.
        changes: Against the last complete fetch of each.
        facts: What code computed.
        handles: The records' names.
        reader: The present, zone and conventions.
        demo: Whether it is sample data; then every part says so.
        title: Name of the operator; empty leaves the title line out.

    Returns:
        Text that ends with a line feed.
    """
    lines = [source_line(one) for one in fetched]
    blocks = [
        _opening(title, reader, demo),
        headline(fetched, changes, facts, reader),
        _coverage(lines, reader, demo),
        _changes(changes, fetched, handles, reader),
        _facts(facts, fetched, handles, reader),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _opening(title: str, reader: Reader, demo: bool) -> list[str]:
    day = reader.style.day(reader.today, None, weekday=True)
    local = reader.now.astimezone(reader.zone)
    shown = f"# {one_line(title)} · {day}, {local:%H:%M}" if title else ""
    mark = "DEMO: sample data, nothing here is real" if demo else ""
    return [line for line in (shown, mark) if line]


def title_of(digest: str) -> str:
    """Return the operator's name from a digest's title line, as it was shown; empty if none."""
    first = digest.partition("\n")[0]
    return first[2:].rpartition(" · ")[0] if first.startswith("# ") else ""


def headline_of(digest: str) -> str:
    """Return a digest's headline, as it was shown; empty if it has none."""
    bold = next((line for line in digest.split("\n")[:6] if line.startswith("**")), "")
    return bold.strip("*")


def changes_of(digest: str) -> tuple[str, tuple[str, ...]]:
    """Return the heading of a digest's changes and the lines under it, as they were shown."""
    lines = iter(digest.split("\n"))
    heads = ("## What changed", "## Changes")
    head = next((line for line in lines if line.startswith(heads)), "")
    told: list[str] = []
    for line in lines:
        if not head or not line.startswith(_INDENT):
            break
        told.append(line.removeprefix(_INDENT))
    return head.removeprefix("## "), tuple(told)


def headline(
    fetched: Sequence[Fetched], changes: Changes, facts: Sequence[Fact], reader: Reader
) -> list[str]:
    """Say the one number that matters, then at most two that qualify it."""
    parts: list[str] = []
    by_id = {one.source: one for one in fetched}
    lead = next((f for f in facts if f.kind == "sum" and f.unit and f.value), None)
    if lead is not None and lead.source in by_id:
        one = by_id[lead.source]
        totals = [f for f in facts if f.kind == "sum" and f.source == lead.source]
        shown = [_amount(f, reader) for f in totals if f.unit and len(f.unit) == 3 and f.value]
        noun = of_noun(len(one.records), one.shape.noun, reader.style)
        parts.append(f"{listed(shown[:3])} in {noun}")
    else:
        first = next((f for f in facts if f.kind == "count"), None)
        if first is not None and isinstance(first.value, int):
            parts.append(of_noun(first.value, first.unit or "records", reader.style))
    for kind in _HEADLINE:
        found = next((f for f in facts if f.kind == kind and isinstance(f.value, int)), None)
        if found is not None and found.value and len(parts) < 3:
            count = reader.style.number(int(str(found.value)))
            parts.append(f"{count} {_HEADLINE_WORDS.get(kind) or _name_of(found)}")
    touched = len({(c.source, c.kind, c.key) for c in changes.items})
    if touched:
        parts.append(f"{of_noun(touched, 'changes', reader.style)}")
    return [f"**{' · '.join(parts)}**"] if parts else []


_HEADLINE_WORDS = {"overdue": "overdue", "due": "due within a week"}


def _name_of(fact: Fact) -> str:
    return shorten(one_line(fact.text.partition(":")[0]), 40)


def _amount(fact: Fact, reader: Reader) -> str:
    return reader.style.money(Decimal(str(fact.value)), fact.unit or "")


def _coverage(lines: Sequence[SourceLine], reader: Reader, demo: bool) -> list[str]:
    if not lines:
        return []
    good = sum(line.state in {"ok", "cached"} for line in lines)
    head = f"## Sources: {good} of {len(lines)} complete" + (" (DEMO)" if demo else "")
    names = [shorten(one_line(line.name), _LONGEST_NAME) for line in lines]
    counts = [counted(line, reader) for line in lines]
    times = [_seconds(line, reader) for line in lines]
    wide = (max(map(width, names)), max(map(width, counts)), max(map(width, times)))
    out = [head]
    for line, name, count, time in zip(lines, names, counts, times, strict=True):
        parts = [pad(name, wide[0]), pad(count, wide[1]), pad(time, wide[2], right=True)]
        text = _INDENT + f"{MARKS[line.state]} " + "  ".join(parts)
        note = remark(line)
        out.append(f"{text}  {one_line(note)}".rstrip())
        out.extend(_INDENT * 2 + shown for shown in _under(line))
    return out


def _under(line: SourceLine) -> list[str]:
    """Return what went wrong and what to do, and notes, beneath a source's line."""
    texts = [line.message, line.hint] if line.state not in {"ok", "cached"} else []
    return [shorten(one_line(text), 300) for text in (*texts, *line.notes) if text]


def _seconds(line: SourceLine, reader: Reader) -> str:
    tenths = f"{line.seconds:.1f}"
    return tenths.replace(".", reader.style.decimal) + " s"


def _changes(
    changes: Changes, fetched: Sequence[Fetched], handles: Handles, reader: Reader
) -> list[str]:
    names = {one.source: one_line(one.name) for one in fetched}
    if changes.first and not changes.since and not changes.items:
        first = f"{_INDENT}The first run: the next one says what changed."
        return ["## Changes", first, *_unknown(changes, names)]
    by_source = change_lines(changes, fetched, handles, reader)
    since = dict(changes.since)
    out: list[str] = [_changed_since(since, reader)]
    several = len(set(since.values())) > 1
    quiet: list[str] = []
    for one in fetched:
        name = names[one.source]
        lines = by_source.get(one.source, ())
        when = f", since {moment(reader, since[one.source])}" if several and lines else ""
        if lines:
            out.append(f"{_INDENT}{name}: {tally(lines, reader)}{when}")
            out.extend(_listed(lines, reader))
        elif one.source in changes.first:
            out.append(f"{_INDENT}{name}: first complete fetch, nothing to compare with")
        elif one.source in changes.unknown:
            continue
        elif one.source in since or one.records == ():
            quiet.append(name)
    if quiet:
        out.append(f"{_INDENT}No change in {listed(quiet)}")
    out.extend(_unknown(changes, names))
    return out if len(out) > 1 else []


def _changed_since(since: dict[str, str], reader: Reader) -> str:
    moments = sorted(set(since.values()))
    if not moments:
        return "## What changed"
    return f"## What changed since {moment(reader, moments[0])}"


def _unknown(changes: Changes, names: Mapping[str, str]) -> list[str]:
    """Name the sources of which nothing can be said, in one line."""
    here = [names[source] for source in changes.unknown if source in names]
    if not here:
        return []
    return [
        f"{_INDENT}Unknown in {listed(here)}: not fetched completely, so nothing is called gone"
    ]


def _listed(lines: Sequence[ChangeLine], reader: Reader) -> list[str]:
    out: list[str] = []
    for sign in "+-~":
        mine = [line for line in lines if line.sign == sign]
        out.extend(f"{_INDENT * 2}{sign} {line.text}" for line in mine[:_MOST_CHANGES])
        more = len(mine) - _MOST_CHANGES
        if more > 0:
            out.append(f"{_INDENT * 2}{sign} … and {reader.style.number(more)} more")
    return out


def _facts(
    facts: Sequence[Fact], fetched: Sequence[Fetched], handles: Handles, reader: Reader
) -> list[str]:
    # Counts stand in the sources above; from when to when is for the model to know.
    facts = [fact for fact in facts if fact.kind not in {"count", "range"} or not fact.source]
    if not facts:
        return []
    shapes = {one.source: one.shape for one in fetched}
    wide = max(len(fact.id) for fact in facts)
    out = ["## Facts"]
    last: str | None = None
    for fact in facts:
        if last is not None and fact.source != last:
            out.append("")
        last = fact.source
        out.append(f"{_INDENT}{pad(fact.id, wide)}  {fact.brief or fact.text}")
        if fact.brief:
            shape = shapes.get(fact.source or "", Shape())
            rows = _records(fact.records, shape, handles, reader)
            out.extend(" " * (len(_INDENT) + wide + 4) + row for row in rows)
    return out


def _records(names: Sequence[str], shape: Shape, handles: Handles, reader: Reader) -> list[str]:
    """List records in columns: name, handle, amount, due day and how far it is."""
    cells: list[tuple[str, ...]] = []
    for name in names[:_MOST_RECORDS]:
        record = handles.records[name]
        title = at(record.data, shape.title)
        shown = shorten(one_line(title), _LONGEST_TITLE) if isinstance(title, str) else record.key
        amount = amount_at(record, shape.money[0]) if shape.money else None
        money = reader.style.money(amount.value, amount.currency) if amount else ""
        day = day_of(at(record.data, shape.due), reader.zone)
        due = reader.style.day(day, reader.today) if day else ""
        cells.append((shown, f"[{name}]", money, due, days_apart(day, reader.today) if day else ""))
    wide = [max((width(row[n]) for row in cells), default=0) for n in range(5)]
    lines = [
        "  ".join(pad(row[n], wide[n], right=n in {2, 3}) for n in range(5) if wide[n]).rstrip()
        for row in cells
    ]
    more = len(names) - _MOST_RECORDS
    return [*lines, f"… and {reader.style.number(more)} more"] if more > 0 else lines
