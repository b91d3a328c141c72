"""Coverage and changes in words, the same for people (digest) and for models (prompt)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from operatoros.briefing.handles import Handles
from operatoros.briefing.money import currency_at
from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import day_of, decimal_of, moment_of, text_of
from operatoros.briefing.untrusted import one_line
from operatoros.briefing.wording import days_apart, of_noun, shorten
from operatoros.values.coverage import Fetched, SourceLine
from operatoros.values.findings import Change, Changes
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape, at

MARKS = {"ok": "✓", "cached": "✓", "partial": "!", "failed": "✗", "skipped": "–"}
_LONGEST_VALUE = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One record's changes in words: `sign` is +, - or ~, `changes` what the words are made of."""

    sign: str
    text: str
    handle: str
    changes: tuple[Change, ...]


def counted(line: SourceLine, reader: Reader) -> str:
    """Say what a source brought: `62 deals`, `100 of 1,240 deals`, `failed`."""
    if line.state in {"failed", "skipped"}:
        return line.state
    if line.total is not None and line.total > line.records:
        total = of_noun(line.total, line.noun, reader.style)
        return f"{reader.style.number(line.records)} of {total}"
    return of_noun(line.records, line.noun, reader.style)


def remark(line: SourceLine) -> str:
    """Say what a reader must know of a source that is not simply ok."""
    if line.state == "ok":
        return ""
    if line.state == "cached":
        return f"from an earlier fetch, {line.as_of}" if line.as_of else "from an earlier fetch"
    return line.code


def moment(reader: Reader, when: str) -> str:
    """Write a moment for people: `today 07:30`, `yesterday 07:30`, `Fri Nov 13 07:30`."""
    at_that = moment_of(when)
    if at_that is None:
        return when
    local: datetime = at_that.astimezone(reader.zone)
    away = (local.date() - reader.today).days
    if away in {0, -1}:
        day = days_apart(local.date(), reader.today)
    else:
        day = reader.style.day(local.date(), reader.today, weekday=True)
    return f"{day} {local:%H:%M}"


def change_lines(
    changes: Changes, fetched: Sequence[Fetched], handles: Handles, reader: Reader
) -> Mapping[str, tuple[ChangeLine, ...]]:
    """Return the changes of each source in words; several fields of one record are one line."""
    by_id = {one.source: one for one in fetched}
    grouped: dict[str, dict[tuple[str, str, int], list[Change]]] = {}
    for n, change in enumerate(changes.items):
        # Only fields of one record join; two new records with one key stay two.
        place = 0 if change.kind == "changed" else n
        group = grouped.setdefault(change.source, {})
        group.setdefault((change.kind, change.key, place), []).append(change)
    return {
        source: tuple(
            _line(items, by_id[source].shape if source in by_id else Shape(), handles, reader)
            for items in groups.values()
        )
        for source, groups in grouped.items()
    }


def tally(lines: Sequence[ChangeLine], reader: Reader) -> str:
    """Count changes by what they are: `3 new, 1 gone`."""
    words = {"+": "new", "-": "gone", "~": "changed"}
    counts = [(word, sum(line.sign == sign for line in lines)) for sign, word in words.items()]
    return ", ".join(f"{reader.style.number(n)} {word}" for word, n in counts if n)


def _line(items: Sequence[Change], shape: Shape, handles: Handles, reader: Reader) -> ChangeLine:
    change = items[0]
    handle = "" if change.kind == "gone" else handles.of(change.source, change.key)
    name = shorten(one_line(change.title or change.key), 60)
    tag = f" [{handle}]" if handle else ""
    if change.kind == "changed":
        fields = "; ".join(_field(item, shape, handle, handles, reader) for item in items)
        return ChangeLine(
            sign="~", text=f"{name}{tag}: {fields}", handle=handle, changes=tuple(items)
        )
    text = f"{name}{tag}"
    if change.kind == "new" and shape.money and handle:
        value = value_text(
            at(handles.records[handle].data, shape.money[0].amount),
            shape.money[0].amount,
            shape,
            handle,
            handles,
            reader,
        )
        text += f"  {value}" if value != "nothing" else ""
    sign = "+" if change.kind == "new" else "-"
    return ChangeLine(sign=sign, text=text, handle=handle, changes=tuple(items))


def _field(item: Change, shape: Shape, handle: str, handles: Handles, reader: Reader) -> str:
    path = item.field or ""
    label = one_line(path.rpartition(".")[2] if not path[-1:].isdigit() else path)
    old = value_text(item.old, path, shape, handle, handles, reader)
    new = value_text(item.new, path, shape, handle, handles, reader)
    if old == new or _is_prose(item.old) or _is_prose(item.new):
        # Another time of the same day, or a paragraph: that it changed is what people need.
        return f"{label} changed"
    return f"{label} {old} -> {new}"


def _is_prose(value: Json) -> bool:
    return len(text_of(value)) > _LONGEST_VALUE


def value_text(
    value: Json, path: str, shape: Shape, handle: str, handles: Handles, reader: Reader
) -> str:
    """Write one value: money with its currency, days for people, the rest as text."""
    money = next((m for m in shape.money if m.amount == path), None)
    amount = decimal_of(value) if money else None
    if money and amount is not None:
        record = handles.records.get(handle)
        return reader.style.money(amount, currency_at(record, money) if record else "")
    if path in {*shape.dates, shape.due} and (day := day_of(value, reader.zone)):
        return reader.style.day(day, reader.today)
    text = one_line(text_of(value))
    return shorten(text, _LONGEST_VALUE) if text else "nothing"
