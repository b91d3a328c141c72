"""Facts that an operator declares: where, with, without, within, sum; a closed vocabulary.

A rule that rests on a source which failed or is partial does not count silently wrong: its fact
says what cannot be said. What could not be matched at all is listed, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from operatoros.briefing.handles import Handles
from operatoros.briefing.joins import Meeting, fold, meet
from operatoros.briefing.money import add_up, amount_at, written
from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import day_of, decimal_of, text_of
from operatoros.briefing.snapshot import is_whole
from operatoros.briefing.untrusted import one_line
from operatoros.briefing.wording import of_noun, shorten
from operatoros.catalog.declared import FactRule
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Fact
from operatoros.values.jsonable import Json
from operatoros.values.record import Record, Shape, at

_SPAN = re.compile(r"(-?)(\d{1,4})\s*([dwm])")
_DAYS = {"d": 1, "w": 7, "m": 30}
_LISTED = 6


def span_days(span: Json) -> int | None:
    """Return the days of `14d`, `2w` or `1m` (30 days); negative with a minus, None if neither."""
    match = _SPAN.fullmatch(str(span).strip().lower())
    if match is None:
        return None
    days = int(match[2]) * _DAYS[match[3]]
    return -days if match[1] else days


def passes(data: Json, where: Mapping[str, Mapping[str, Json]], reader: Reader) -> bool:
    """Say whether a record meets every condition.

    `within: 7d` is a day from today up to seven days ahead, `within: -7d` the seven days behind.
    A comparison with something that is not there is never met, `ne` excepted.
    """
    return all(
        _TESTS[name](at(data, path), wanted, reader)
        for path, tests in where.items()
        for name, wanted in tests.items()
    )


def in_order(value: Json, wanted: Json, reader: Reader) -> int | None:
    """Compare as numbers, else as days, else as text; None if one of them is missing."""
    if value is None or value == "":
        return None
    for read in (decimal_of, lambda item: day_of(item, reader.zone)):
        a, b = read(value), read(wanted)
        if a is not None and b is not None:
            return (a > b) - (a < b)  # type: ignore[operator]  # both come from the same reading
    one, two = fold(text_of(value)), fold(text_of(wanted))
    return (one > two) - (one < two)


def _within(value: Json, wanted: Json, reader: Reader) -> bool:
    day, days = day_of(value, reader.zone), span_days(wanted)
    if day is None or days is None:
        return False
    away = (day - reader.today).days
    return 0 <= away <= days if days >= 0 else days <= away <= 0


def _contains(value: Json, wanted: Json, reader: Reader) -> bool:
    if isinstance(value, list | tuple):
        return any(in_order(item, wanted, reader) == 0 for item in value)
    return fold(text_of(wanted)) in fold(text_of(value))


def _one_of(value: Json, wanted: Json, reader: Reader) -> bool:
    choices = wanted if isinstance(wanted, list | tuple) else (wanted,)
    return any(in_order(value, choice, reader) == 0 for choice in choices)


_TESTS: Mapping[str, Callable[[Json, Json, Reader], bool]] = {
    "eq": lambda v, w, r: in_order(v, w, r) == 0,
    "ne": lambda v, w, r: in_order(v, w, r) != 0,
    "gt": lambda v, w, r: in_order(v, w, r) == 1,
    "gte": lambda v, w, r: in_order(v, w, r) in {0, 1},
    "lt": lambda v, w, r: in_order(v, w, r) == -1,
    "lte": lambda v, w, r: in_order(v, w, r) in {0, -1},
    "in": _one_of,
    "contains": _contains,
    "is_set": lambda v, w, r: (v not in (None, "", [], {})) == bool(w),
    "within": _within,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What a rule leaves, and what it could not decide.

    Attributes:
        positions: Places of the records that remain, in the order of the fetch.
        keyless: Places of those that have nothing to be matched by.
        alone: For each partner source, the names of its records that met nobody.
        phrase: The joins in words.
        doubt: Why the count may be off.
    """

    positions: tuple[int, ...]
    keyless: tuple[int, ...] = ()
    alone: tuple[tuple[Fetched, tuple[str, ...]], ...] = ()
    phrase: str = ""
    doubt: str = ""


def declared_facts(
    rules: Sequence[FactRule], fetched: Sequence[Fetched], *, handles: Handles, reader: Reader
) -> tuple[Fact, ...]:
    """Compute what an operator declared; ids are given by the caller."""
    by_id = {one.source: one for one in fetched}
    facts: list[Fact] = []
    for rule in rules:
        facts.extend(_rule(rule, by_id, handles, reader))
    return tuple(facts)


def _rule(
    rule: FactRule, by_id: Mapping[str, Fetched], handles: Handles, reader: Reader
) -> list[Fact]:
    label = rule.name.replace("_", " ")
    one = by_id.get(rule.source)
    partners = [p for p in (rule.without, rule.with_) if p]
    needed = [rule.source, *(str(p.get("in", "")) for p in partners)]
    for source in needed:
        brought = by_id.get(source)
        if brought is None or brought.state in {"failed", "skipped"}:
            what = f"{brought.name} {brought.state}" if brought else f"there is no source {source}"
            return [_unknown(rule, f"{label}: cannot be said, because {what}")]
    assert one is not None, "checked above"
    names = handles.by_source.get(one.source, ())
    chosen = _choose(rule, one, by_id, handles, reader)
    doubt = chosen.doubt or ("" if is_whole(one) else f"{one.name} is partial: at least this")
    facts = [_counted(rule, label, one, chosen, doubt, names, reader)]
    if chosen.keyless:
        loose = tuple(names[n] for n in chosen.keyless)
        what = of_noun(len(loose), one.shape.noun, reader.style)
        text = f"{label}: {what} cannot be matched (nothing to match by): {_some(loose)}"
        facts.append(_extra(rule, text, loose))
    for other, left in chosen.alone:
        what = of_noun(len(left), other.shape.noun, reader.style)
        text = f"{label}: {what} of {other.name} matched nothing: {_some(left)}"
        facts.append(_extra(rule, text, left))
    return facts


def _choose(
    rule: FactRule,
    one: Fetched,
    by_id: Mapping[str, Fetched],
    handles: Handles,
    reader: Reader,
) -> _Chosen:
    kept = [n for n, r in enumerate(one.records) if passes(r.data, rule.where, reader)]
    keyless: list[int] = []
    alone: list[tuple[Fetched, tuple[str, ...]]] = []
    phrases: list[str] = []
    doubt = ""
    for block, wanted in ((rule.without, False), (rule.with_, True)):
        if not block:
            continue
        other = by_id[str(block.get("in", ""))]
        match, within = block.get("match"), block.get("within")
        # All records take part, also those that `where` left out: a call with a small deal is
        # not a call with nobody.
        meeting = meet(one.records, one.shape, other.records, other.shape, match)
        recent = _recent(other, within, reader)
        unsure = set(meeting.keyless)
        keyless.extend(n for n in kept if n in unsure)
        kept = [n for n in kept if n not in unsure and _has(meeting, n, recent) == wanted]
        if meeting.alone:
            their_names = handles.by_source.get(other.source, ())
            alone.append((other, tuple(their_names[n] for n in meeting.alone)))
        phrases.append(_phrase(other, within, wanted))
        if not is_whole(other):
            doubt = f"{other.name} is partial: " + ("at least this" if wanted else "at most this")
    return _Chosen(
        positions=_largest_first(kept, one),
        keyless=tuple(dict.fromkeys(keyless)),
        alone=tuple(alone),
        phrase=" and ".join(phrases),
        doubt=doubt,
    )


def _largest_first(positions: Sequence[int], one: Fetched) -> tuple[int, ...]:
    """Order records by their first amount, so that a list of some names those that matter."""
    if not one.shape.money:
        return tuple(positions)
    money = one.shape.money[0]
    amounts = {n: amount_at(one.records[n], money) for n in positions}
    return tuple(sorted(positions, key=lambda n: -(a.value if (a := amounts[n]) else Decimal(0))))


def _has(meeting: Meeting, position: int, recent: frozenset[int] | None) -> bool:
    partners = meeting.partners[position]
    return any(recent is None or there in recent for there in partners)


def _recent(other: Fetched, within: Json, reader: Reader) -> frozenset[int] | None:
    """Return positions of records whose first date lies in the span before today; None: all."""
    days = span_days(within) if within is not None else None
    if days is None:
        return None
    path = other.shape.dates[0] if other.shape.dates else other.shape.due
    since = reader.today - timedelta(days=abs(days))
    return frozenset(
        n
        for n, record in enumerate(other.records)
        if (day := day_of(at(record.data, path), reader.zone)) and since <= day <= reader.today
    )


def _phrase(other: Fetched, within: Json, wanted: bool) -> str:
    days = span_days(within) if within is not None else None
    when = f" in the last {abs(days)} days" if days is not None else ""
    return f"{'with' if wanted else 'without'} a match in {other.name}{when}"


def _counted(
    rule: FactRule,
    label: str,
    one: Fetched,
    chosen: _Chosen,
    doubt: str,
    names: Sequence[str],
    reader: Reader,
) -> Fact:
    records = [one.records[n] for n in chosen.positions]
    handles = tuple(names[n] for n in chosen.positions)
    noun = one.shape.noun
    total = _total(rule.sum, one.shape, records, reader) if rule.sum else ""
    if rule.text:
        count = reader.style.number(len(records))
        text = rule.text.replace("{count}", count).replace("{sum}", total or "0")
    else:
        text = f"{label}: {of_noun(len(records), noun, reader.style)} {chosen.phrase}".strip()
    if total and "{sum}" not in rule.text:
        text += f", {total}"
    if doubt:
        text += f" ({doubt})"
    brief = text
    if records:
        text += f": {titled(list(zip(handles, records, strict=True)), one.shape)}"
    return Fact(
        id="",
        text=text,
        value=len(records),
        unit=noun,
        records=handles,
        source=one.source,
        kind="declared",
        brief=brief if records else "",
    )


def _total(path: str, shape: Shape, records: Sequence[Record], reader: Reader) -> str:
    """Write what a field comes to: money by currency, another field as a plain number."""
    money = next((m for m in shape.money if m.amount == path), None)
    if money is None:
        values = [value for r in records if (value := decimal_of(at(r.data, path))) is not None]
        total = sum(values, Decimal(0))
        return f"{path.rpartition('.')[2]} {reader.style.number(total)}" if values else ""
    return written(add_up(a for r in records if (a := amount_at(r, money)) is not None), reader)


def titled(pairs: Sequence[tuple[str, Record]], shape: Shape, most: int = _LISTED) -> str:
    """List records as `Acme renewal [D-3], Globex [D-9] and 4 more`."""
    parts = []
    for name, record in pairs[:most]:
        title = at(record.data, shape.title)
        shown = shorten(one_line(title), 40) if isinstance(title, str) else ""
        parts.append(f"{shown} [{name}]".strip())
    more = len(pairs) - most
    return ", ".join(parts) + (f" and {more:,} more" if more > 0 else "")


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"[{name}]" for name in names[:_LISTED])
    more = len(names) - _LISTED
    return shown + (f" and {more:,} more" if more > 0 else "")


def _extra(rule: FactRule, text: str, names: tuple[str, ...]) -> Fact:
    return Fact(
        id="", text=text, value=len(names), records=names, source=rule.source, kind="unmatched"
    )


def _unknown(rule: FactRule, text: str) -> Fact:
    return Fact(id="", text=text, value=None, source=rule.source, kind="unknown")
