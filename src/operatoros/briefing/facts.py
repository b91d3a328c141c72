"""What code computes from the snapshot, as numbered lines: F1, F2, ...

What the operator declared comes first, then each source: how many, what they come to, what is
overdue and due, the largest, the latest, how they spread. All of it read from the shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from operatoros.briefing.declared_facts import declared_facts, titled
from operatoros.briefing.handles import Handles
from operatoros.briefing.money import (
    Amount,
    Sum,
    add_up,
    amount_at,
    convert,
    listed,
    written,
)
from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import (
    day_of,
    decimal_of,
    leaves,
    moment_of,
    plain,
    text_of,
    words,
)
from operatoros.briefing.snapshot import is_whole
from operatoros.briefing.untrusted import one_line
from operatoros.briefing.wording import days_apart, of_noun, shorten, singular
from operatoros.catalog.declared import FactRule
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Fact
from operatoros.values.record import Money, Record, Shape, at

MOST_LINES = 12
_TOP = 5
_LISTED = 5
_MOST_SUMS = 4
_MOST_GROUPS = 8
_DUE_DAYS = 7

# Fields that tell how far a record is or whose it is; a spread over them is worth a line.
_GROUPING = re.compile(
    r"(?:^|_|\.|[a-z])(?:stage|status|state|priority|severity|owner|assignee|author|team|type"
    r"|pipeline|label)(?:_?name)?$",
    re.IGNORECASE,
)
_STATES = re.compile(r"(?:stage|status|state)(?:_?name)?$", re.IGNORECASE)
_CLOSED = re.compile(r"(?:is_?closed|completed?_?at|closed_?at)$", re.IGNORECASE)
# `closedate` and `dealstage` are two words each; `candidate` is one.
_COMPOUND = re.compile(r"(?<=[a-z]{3})(date|stage|status|owner|name)$")
_ONE_WORD = re.compile(r"(?:candidate|mandate|postage|surname|username|filename|hostname)$")
_FINISHED = words(
    """done closed complete completed cancelled canceled resolved won lost closedwon closedlost
    merged archived shipped paid"""
)


@dataclass(frozen=True, slots=True)
class _Source:
    """One source with everything that its facts need."""

    one: Fetched
    pairs: Sequence[tuple[str, Record]]
    reader: Reader

    @property
    def shape(self) -> Shape:
        return self.one.shape

    @property
    def noun(self) -> str:
        return self.one.shape.noun

    def fact(
        self,
        kind: str,
        text: str,
        value: object,
        unit: str | None = None,
        pairs: Sequence[tuple[str, Record]] = (),
        brief: str = "",
    ) -> Fact:
        names = tuple(name for name, _ in pairs)
        return Fact(
            id="",
            text=text,
            value=value,
            unit=unit,
            records=names,
            source=self.one.source,
            kind=kind,
            brief=brief,
        )


def compute_facts(
    fetched: Sequence[Fetched],
    *,
    handles: Handles,
    reader: Reader,
    rules: Sequence[FactRule] = (),
) -> tuple[Fact, ...]:
    """Compute the facts of a run.

    Args:
        fetched: What the sources brought; a failed one has no facts, coverage tells why.
        handles: The records' names.
        reader: The present, zone, locale, reporting currency and rates.
        rules: What the operator declared.

    Returns:
        Declared facts, then at most 12 of each source; ids count from F1.
    """
    facts = list(declared_facts(rules, fetched, handles=handles, reader=reader))
    for one in fetched:
        if one.state in {"failed", "skipped"}:
            continue
        names = handles.by_source.get(one.source, ())
        source = _Source(one, list(zip(names, one.records, strict=True)), reader)
        found = [fact for compute in _COMPUTED for fact in compute(source)]
        facts.extend(found[:MOST_LINES])
    return tuple(replace(fact, id=f"F{n}") for n, fact in enumerate(facts, 1))


def _count(s: _Source) -> Iterator[Fact]:
    count = len(s.pairs)
    text = f"{s.one.name}: {of_noun(count, s.noun, s.reader.style)}"
    if s.one.total is not None and s.one.total > count:
        text += f" fetched of {s.reader.style.number(s.one.total)} there are"
    elif not is_whole(s.one):
        text += " fetched before it stopped; there may be more"
    yield s.fact("count", text, count, s.noun)


def _sums(s: _Source) -> Iterator[Fact]:
    for money in s.shape.money:
        amounts = _amounts(s, money)
        if not amounts:
            continue
        sums = add_up(amount for _, amount in amounts)
        what = _label(money.amount)
        for one in sums[:_MOST_SUMS]:
            shown = s.reader.style.money(one.total, one.currency)
            blame = "" if one.currency else ", which name no currency"
            having = [pair for pair, amount in amounts if amount.currency == one.currency]
            counted = of_noun(one.count, s.noun, s.reader.style)
            text = f"{what} of {counted}{blame}: {shown} in all"
            # No handles where the fact rests on everything: they would say nothing.
            pairs = having if len(having) <= _LISTED else ()
            yield s.fact("sum", text, plain(one.total), one.currency or None, pairs)
        if len(sums) > _MOST_SUMS:
            rest = sums[_MOST_SUMS:]
            yield s.fact("sum", f"{what}, other currencies: {written(rest, s.reader)}", None)
        yield from _without_amount(s, what, len(s.pairs) - len(amounts))
        yield from _converted(s, what, sums)


def _without_amount(s: _Source, what: str, missing: int) -> Iterator[Fact]:
    if missing:
        has = "has" if missing == 1 else "have"
        counted = of_noun(missing, s.noun, s.reader.style)
        yield s.fact("sum", f"{counted} {has} no {what.lower()} that can be read", missing, s.noun)


def _converted(s: _Source, what: str, sums: Sequence[Sum]) -> Iterator[Fact]:
    reader = s.reader
    if not reader.currency or [one.currency for one in sums] == [reader.currency]:
        return
    total = convert(sums, reader)
    missing = [
        one.currency or "no currency"
        for one in sums
        if one.currency != reader.currency and one.currency not in reader.rates
    ]
    if total is None:
        text = f"{what} in {reader.currency}: cannot be said, no rate for {listed(missing)}"
        yield s.fact("unknown", text, None, reader.currency)
        return
    rates = [
        f"1 {one.currency} = {plain(reader.rates[one.currency])} {reader.currency}"
        for one in sums
        if one.currency != reader.currency
    ]
    shown = reader.style.money(total, reader.currency)
    text = f"{what} in {reader.currency}: {shown} in all, at your rates ({'; '.join(rates)})"
    yield s.fact("converted", text, plain(total), reader.currency)


def _due(s: _Source) -> Iterator[Fact]:
    if not s.shape.due:
        return
    today = s.reader.today
    dated = sorted(
        (
            (day, pair)
            for pair in s.pairs
            if (day := day_of(at(pair[1].data, s.shape.due), s.reader.zone))
            and not _is_finished(pair[1])
        ),
        key=lambda item: item[0],
    )
    late = [(day, pair) for day, pair in dated if day < today]
    soon = [(day, pair) for day, pair in dated if 0 <= (day - today).days <= _DUE_DAYS]
    if late:
        yield _listing(s, "overdue", "overdue", late)
    if soon:
        yield _listing(s, "due", f"due in the next {_DUE_DAYS} days", soon)


def _listing(
    s: _Source, kind: str, phrase: str, dated: Sequence[tuple[date, tuple[str, Record]]]
) -> Fact:
    pairs = [pair for _, pair in dated]
    text = f"{of_noun(len(pairs), s.noun, s.reader.style)} {phrase}"
    if s.shape.money:
        money = s.shape.money[0]
        sums = add_up(a for _, record in pairs if (a := amount_at(record, money)) is not None)
        if sums:
            text += f", {written(sums, s.reader)}"
    today = s.reader.today
    parts = []
    for day, pair in dated[:_LISTED]:
        when = s.reader.style.day(day, today)
        parts.append(f"{titled([pair], s.shape)} {when} ({days_apart(day, today)})")
    more = len(dated) - _LISTED
    whole = f"{text}: {'; '.join(parts)}" + (f" and {more:,} more" if more > 0 else "")
    return s.fact(kind, whole, len(pairs), s.noun, pairs, brief=text)


def _is_finished(record: Record) -> bool:
    """Say whether a record says of itself that it is closed; then it is not overdue."""
    for path, value in leaves(record.data):
        last = path.rpartition(".")[2]
        if isinstance(value, str) and _STATES.search(last):
            finished = re.sub(r"[^a-z]", "", value.casefold()) in _FINISHED
        else:
            said = str(value or "").casefold()
            finished = bool(_CLOSED.search(last)) and said not in {"", "false", "0", "no"}
        if finished:
            return True
    return False


def _top(s: _Source) -> Iterator[Fact]:
    for money in s.shape.money[:1]:
        amounts = _amounts(s, money)
        for one in add_up(amount for _, amount in amounts)[:2]:
            mine = [(a.value, pair) for pair, a in amounts if a.currency == one.currency]
            mine.sort(key=lambda item: -item[0])
            best = mine[:_TOP]
            parts = [
                f"{titled([pair], s.shape)} {s.reader.style.money(value, one.currency)}"
                for value, pair in best
            ]
            where = f" in {one.currency}" if one.currency else ""
            text = f"Largest {s.noun}{where}"
            pairs = [pair for _, pair in best]
            whole = f"{text}: {'; '.join(parts)}"
            value = plain(best[0][0])
            yield s.fact("top", whole, value, one.currency or None, pairs, brief=text)


def _added(s: _Source) -> Iterator[Fact]:
    """Add up the plain numbers that the shape names: `8 commits: 1,204 insertions in all`."""
    counted = of_noun(len(s.pairs), s.noun, s.reader.style)
    for path in s.shape.counts:
        values = [
            v for _, record in s.pairs if (v := decimal_of(at(record.data, path))) is not None
        ]
        if values:
            total = sum(values, start=Decimal(0))
            label = _label(path).lower()
            text = f"{counted}: {s.reader.style.number(total)} {label} in all"
            if len(s.pairs) == 1:
                text = f"{s.one.name}: {s.reader.style.number(total)} {label}"
            yield s.fact("added", text, plain(total), label)


def _latest(s: _Source) -> Iterator[Fact]:
    """Name the newest records of a source in which no amount says what matters."""
    path = next((path for path in s.shape.dates if path != s.shape.due), "")
    if not path or not s.shape.title or s.shape.money or len(s.pairs) < 2:
        return
    moments = [(m, n) for n, (_, r) in enumerate(s.pairs) if (m := moment_of(at(r.data, path)))]
    # Of records of one moment the first of the fetch comes first.
    newest = sorted(moments, key=lambda item: (-item[0].timestamp(), item[1]))[:_TOP]
    if not newest:
        return
    pairs = [s.pairs[n] for _, n in newest]
    text = f"Latest {s.noun}"
    whole = f"{text}: {'; '.join(titled([pair], s.shape) for pair in pairs)}"
    yield s.fact("latest", whole, newest[0][0].isoformat(), None, pairs, brief=text)


def _dates(s: _Source) -> Iterator[Fact]:
    path = next((path for path in s.shape.dates if path != s.shape.due), "")
    days = sorted(
        (day, n)
        for n, (_, record) in enumerate(s.pairs)
        if path and (day := day_of(at(record.data, path), s.reader.zone))
    )
    if not days or len(s.pairs) == 1:
        return
    today, style = s.reader.today, s.reader.style
    recent = [day for day, _ in days if 0 <= (today - day).days < 7]
    what = _label(path)
    first, last = days[0][0], days[-1][0]
    if recent:
        text = f"{of_noun(len(recent), s.noun, style)} in the last 7 days by {what.lower()}"
        text += f", {style.number(recent.count(today))} of them today"
        yield s.fact("recent", text, len(recent), s.noun)
    if len(days) == 1:
        return
    text = f"{what} from {style.day(first, today)} to {style.day(last, today)}"
    ends = [s.pairs[days[0][1]], s.pairs[days[-1][1]]]
    yield s.fact(
        "range", f"{s.one.name}: {text}", [first.isoformat(), last.isoformat()], None, ends
    )


def _groups(s: _Source) -> Iterator[Fact]:
    """Spread over at most two fields that tell state or owner, if the spread says something."""
    lines = 0
    for path in _group_paths(s):
        groups: dict[str, list[Record]] = {}
        for _, record in s.pairs:
            value = at(record.data, path)
            name = shorten(one_line(text_of(value)), 30) or "none"
            groups.setdefault(name, []).append(record)
        if not 1 < len(groups) <= _MOST_GROUPS or len(groups) > len(s.pairs) * 0.8:
            continue
        order = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        parts = [_group(s, name, records) for name, records in order]
        text = f"{s.one.name} by {_label(path).lower()}: {', '.join(parts)}"
        yield s.fact("group", text, {name: len(records) for name, records in order}, s.noun)
        lines += 1
        if lines == 2:
            return


def _group(s: _Source, name: str, records: Sequence[Record]) -> str:
    text = f"{name} {s.reader.style.number(len(records))}"
    if s.shape.money:
        money = s.shape.money[0]
        sums = add_up(a for r in records if (a := amount_at(r, money)) is not None)
        if sums:
            text += f" ({written(sums, s.reader)})"
    return text


def _group_paths(s: _Source) -> list[str]:
    shape = s.shape
    if shape.fields:
        paths = list(shape.fields)
    else:
        seen = {path: None for _, record in s.pairs[:50] for path, _ in leaves(record.data)}
        paths = [path for path in seen if not re.search(r"\.\d+(?:\.|$)", path)]
    skipped = {shape.key, shape.title, shape.url, shape.due, *shape.dates, *shape.noise}
    skipped |= {money.amount for money in shape.money} | {m.currency for m in shape.money}
    found = [p for p in paths if p not in skipped and _GROUPING.search(p)]
    return sorted(found, key=lambda p: 0 if _STATES.search(p) else 1)


def _amounts(s: _Source, money: Money) -> list[tuple[tuple[str, Record], Amount]]:
    return [(pair, a) for pair in s.pairs if (a := amount_at(pair[1], money)) is not None]


def _label(path: str) -> str:
    """Turn `properties.closeDate` into `Close date`."""
    parts = [part for part in path.split(".") if not part.isdigit()] or [path]
    last = parts[-1]
    if last in {"name", "id", "value"} and len(parts) > 1:
        last = parts[-2]
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", last).replace("_", " ").strip().lower()
    if not _ONE_WORD.search(spaced):
        spaced = _COMPOUND.sub(r" \1", spaced)
    return (spaced[:1].upper() + spaced[1:]) or singular(path)


_COMPUTED: tuple[Callable[[_Source], Iterator[Fact]], ...] = (
    _count,
    _sums,
    _added,
    _due,
    _top,
    _latest,
    _dates,
    _groups,
)
