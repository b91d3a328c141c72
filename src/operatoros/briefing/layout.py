"""A finished run laid out as a page: the digest's rows with more room, and the records behind them.

The words are those of the digest and the facts; nothing is computed anew except which records the
page must carry so that every handle on it opens one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from operatoros.briefing.digest import headline, title_of
from operatoros.briefing.handles import Handles
from operatoros.briefing.money import amount_at
from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import day_of, leaves, text_of
from operatoros.briefing.told import (
    ChangeLine,
    change_lines,
    counted,
    moment,
    remark,
    tally,
    value_text,
)
from operatoros.briefing.untrusted import one_line
from operatoros.briefing.wording import days_apart, shorten
from operatoros.delivery.page import (
    NOTHING,
    Bar,
    ChangeGroup,
    ChangeRow,
    FactRow,
    FieldChange,
    Page,
    Prose,
    RecordCard,
    RecordGroup,
    RecordRow,
    Shown,
    Sign,
    SourceRow,
)
from operatoros.values.coverage import Fetched, SourceLine
from operatoros.values.findings import Fact
from operatoros.values.record import Record, Shape, at
from operatoros.values.run import Run

MOST_RECORDS = 300
_MOST_CHANGES = 60
_MOST_ROWS = 8
_MOST_FIELD_CHANGES = 5
_MOST_FIELDS = 24
_LONGEST_VALUE = 400
_LONGEST_TITLE = 120
_SIGNS: Mapping[str, Sign] = {"+": "+", "-": "-", "~": "~"}
_STATES = {
    "fetching": "This run is still fetching.",
    "writing": "This run is still writing.",
    "interrupted": "This run was interrupted before it was done.",
    "waiting": "This run waits for the answer of a chat.",
}


def lay_out(
    run: Run,
    *,
    task: str,
    fetched: Sequence[Fetched],
    handles: Handles,
    reader: Reader,
) -> Page:
    """Lay a run out.

    Args:
        run: The run, in whatever state.
        task: The task's name; empty for its id.
        fetched: What its sources brought.
        handles: The records' names in this run.
        reader: Conventions, and as its present the moment of the run.
    """
    local = reader.now.astimezone(reader.zone)
    changes, quiet = _changes(run, fetched, handles, reader)
    facts = tuple(_fact(fact, fetched, handles, reader) for fact in run.facts)
    named = _named(run, changes, handles)
    carried = named[:MOST_RECORDS]
    since = sorted({when for _, when in run.changes.since})
    error = run.error
    return Page(
        title=Shown(title_of(run.briefing.digest)) or run.operator,
        task=task or run.task,
        run=run.run,
        day=Shown(reader.style.day(reader.today, None, weekday=True)),
        time=Shown(f"{local:%H:%M}"),
        zone=getattr(reader.zone, "key", "") or local.tzname() or "",
        demo=run.demo,
        problem=error.message if error else _STATES.get(run.state, ""),
        hint=error.hint if error else "",
        headline=Shown("".join(headline(fetched, run.changes, run.facts, reader)).strip("*")),
        since=Shown(moment(reader, since[0])) if since else NOTHING,
        changes=changes,
        quiet=quiet,
        sources=tuple(_source(line, reader) for line in run.coverage),
        facts=facts,
        prose=_prose(run),
        records=_groups(carried, fetched, handles, reader),
        left_out=len(named) - len(carried),
        egress=run.egress,
        usage=run.usage,
    )


def _source(line: SourceLine, reader: Reader) -> SourceRow:
    texts = [line.message, line.hint] if line.state not in {"ok", "cached"} else []
    seconds = f"{line.seconds:.1f}".replace(".", reader.style.decimal)
    return SourceRow(
        name=line.name,
        state=line.state,
        count=Shown(counted(line, reader)),
        seconds=Shown(f"{seconds} s"),
        remark=remark(line),
        under=tuple(shorten(text, 300) for text in (*texts, *line.notes) if text),
    )


def _changes(
    run: Run, fetched: Sequence[Fetched], handles: Handles, reader: Reader
) -> tuple[tuple[ChangeGroup, ...], tuple[str, ...]]:
    """Return the groups that say something, and the names of sources without a change."""
    lines = change_lines(run.changes, fetched, handles, reader)
    since = dict(run.changes.since)
    groups: list[ChangeGroup] = []
    quiet: list[str] = []
    for one in fetched:
        mine = lines.get(one.source, ())
        if mine:
            rows = tuple(_change(line, one.shape, handles, reader) for line in mine[:_MOST_CHANGES])
            groups.append(
                ChangeGroup(
                    name=one.name,
                    tally=Shown(tally(mine, reader)),
                    rows=rows,
                    more=len(mine) - len(rows),
                )
            )
        elif one.source in run.changes.unknown:
            note = "Unknown: it was not fetched completely, so nothing is said to be gone."
            groups.append(ChangeGroup(name=one.name, note=Shown(note)))
        elif one.source in run.changes.first:
            note = "Fetched completely for the first time: the next run says what changed."
            groups.append(ChangeGroup(name=one.name, note=Shown(note)))
        elif one.source in since:
            quiet.append(one.name)
    return tuple(groups), tuple(quiet)


def _change(line: ChangeLine, shape: Shape, handles: Handles, reader: Reader) -> ChangeRow:
    first = line.changes[0]
    record = handles.records.get(line.handle)
    amount = amount_at(record, shape.money[0]) if record and shape.money else None
    money = reader.style.money(amount.value, amount.currency) if amount else ""
    fields = tuple(
        FieldChange(
            name=Shown(one_line(item.field or "")),
            old=Shown(value_text(item.old, item.field or "", shape, line.handle, handles, reader)),
            new=Shown(value_text(item.new, item.field or "", shape, line.handle, handles, reader)),
        )
        for item in line.changes
        if item.kind == "changed"
    )
    shown = fields[:_MOST_FIELD_CHANGES]
    return ChangeRow(
        sign=_SIGNS[line.sign],
        title=Shown(shorten(one_line(first.title or first.key), _LONGEST_TITLE)),
        handle=line.handle,
        amount=Shown(money if first.kind == "new" else ""),
        fields=shown,
        more=len(fields) - len(shown),
    )


def _fact(fact: Fact, fetched: Sequence[Fetched], handles: Handles, reader: Reader) -> FactRow:
    one = next((item for item in fetched if item.source == fact.source), None)
    shape = one.shape if one else Shape()
    # A fact whose sentence already names its records has no `brief`: a table would repeat them.
    names = [name for name in fact.records if name in handles.records] if fact.brief else []
    text, bars = _spread(fact, reader)
    return FactRow(
        id=fact.id,
        source=one.name if one else "",
        text=Shown(text),
        rows=tuple(_row(name, shape, handles, reader) for name in names[:_MOST_ROWS]),
        more=max(0, len(names) - _MOST_ROWS),
        bars=bars,
    )


def _row(name: str, shape: Shape, handles: Handles, reader: Reader) -> RecordRow:
    record = handles.records[name]
    amount = amount_at(record, shape.money[0]) if shape.money else None
    day = day_of(at(record.data, shape.due), reader.zone)
    return RecordRow(
        handle=name,
        title=_title(record, shape),
        amount=Shown(reader.style.money(amount.value, amount.currency) if amount else ""),
        due=Shown(reader.style.day(day, reader.today) if day else ""),
        away=Shown(days_apart(day, reader.today) if day else ""),
    )


def _title(record: Record, shape: Shape) -> Shown:
    title = at(record.data, shape.title)
    text = title if isinstance(title, str) and title.strip() else record.key
    return Shown(shorten(one_line(text), _LONGEST_TITLE))


def _spread(fact: Fact, reader: Reader) -> tuple[str, tuple[Bar, ...]]:
    """Return a spread's sentence without its groups, and the groups as bars with their money."""
    value = fact.value
    if fact.kind != "group" or not isinstance(value, Mapping):
        return fact.brief or fact.text, ()
    bars = []
    first = next(iter(value), "")
    before, colon, rest = fact.text.partition(f": {first} ")
    rest = f"{first} {rest}"
    for label, count in value.items():
        if not isinstance(count, int):
            return fact.text, ()
        shown = reader.style.number(count)
        if not colon or not rest.startswith(f"{label} {shown}"):
            return fact.text, ()
        rest = rest[len(f"{label} {shown}") :]
        money = ""
        if rest.startswith(" ("):
            money, _, rest = rest[2:].partition(")")
        rest = rest.removeprefix(", ")
        bars.append(Bar(label=Shown(label), count=count, shown=Shown(shown), money=Shown(money)))
    return before, tuple(bars)


def _prose(run: Run) -> Prose:
    briefing = run.briefing
    note = ""
    if briefing.error is not None and run.error is None:
        note = f"This text is not whole: {briefing.error.message}"
    elif briefing.model.startswith("scripted:") and briefing.text:
        note = "This text was scripted: no model was called."
    elif not briefing.text and run.state == "done":
        note = "No model was called: everything on this page was computed by code."
    return Prose(
        text=briefing.text,
        author=briefing.model,
        citations=briefing.citations,
        checks=briefing.checks,
        note=note,
    )


def _named(run: Run, changes: Sequence[ChangeGroup], handles: Handles) -> tuple[str, ...]:
    """Return the handles that the page speaks of: cited ones first, then changes, then facts."""

    def every() -> Iterator[str]:
        yield from (one.handle for one in run.briefing.citations)
        yield from (row.handle for group in changes for row in group.rows)
        yield from (name for fact in run.facts for name in fact.records)

    return tuple(dict.fromkeys(name for name in every() if name in handles.records))


def _groups(
    names: Sequence[str], fetched: Sequence[Fetched], handles: Handles, reader: Reader
) -> tuple[RecordGroup, ...]:
    wanted = frozenset(names)
    groups = []
    for one in fetched:
        mine = [name for name in handles.by_source.get(one.source, ()) if name in wanted]
        mine.sort(key=lambda name: int(name.rpartition("-")[2]))
        if mine:
            cards = tuple(_card(name, one.shape, handles, reader) for name in mine)
            groups.append(RecordGroup(name=one.name, noun=one.shape.noun, cards=cards))
    return tuple(groups)


def _card(name: str, shape: Shape, handles: Handles, reader: Reader) -> RecordCard:
    record = handles.records[name]
    found = (
        ((path, at(record.data, path)) for path in shape.fields)
        if shape.fields
        else leaves(record.data)
    )
    told = [
        (path, value)
        for path, value in found
        if path not in {shape.title, shape.url} and text_of(value).strip()
    ]
    return RecordCard(
        handle=name,
        title=_title(record, shape),
        url=record.url or "",
        fields=tuple(
            (path, _value(value, path, record, shape, reader))
            for path, value in told[:_MOST_FIELDS]
        ),
        cut=max(0, len(told) - _MOST_FIELDS),
    )


def _value(value: object, path: str, record: Record, shape: Shape, reader: Reader) -> Shown:
    """Write a field as it was fetched; amounts as the page writes them elsewhere."""
    money = next((money for money in shape.money if money.amount == path), None)
    amount = amount_at(record, money) if money else None
    if amount is not None:
        return Shown(reader.style.money(amount.value, amount.currency))
    return Shown(shorten(one_line(text_of(value)), _LONGEST_VALUE))
