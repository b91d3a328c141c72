"""What a formula comes to over the records of a run, exactly; or that it cannot be said.

Only what was fetched is read. A name that fits nothing or two things, amounts in two currencies, a
record that is not there: then there is no value, and the figure is checked as any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, DecimalException, localcontext
from functools import cache, cached_property
from typing import TypeAlias

from operatoros.briefing.declared_facts import in_order
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.formulas import (
    Binary,
    Both,
    Call,
    Comparison,
    Condition,
    Day,
    FactValue,
    Field,
    Formula,
    Name,
    Number,
)
from operatoros.briefing.joins import fold
from operatoros.briefing.money import currency_at
from operatoros.briefing.reading import EXACT, day_of, decimal_of, leaves, text_of
from operatoros.briefing.wording import singular
from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import Json
from operatoros.values.record import Record, at

# Records that all formulas of a text may look at together: some seconds of work.
_MOST_LOOKS = 1_000_000
# Records whose fields say which columns a source has.
_SEEN = 200
_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Worth:
    """A number, and its currency if it is an amount of money in a known one."""

    number: Decimal
    currency: str = ""


Value: TypeAlias = "Worth | date"


class _CannotSayError(Exception):
    """There is no value; never leaves this file."""


class Worker:
    """Works formulas out over what one run fetched.

    Attributes:
        passed: What the last formula came by on its way: values of its fields, how many records a
            function went over and what it made of them, the limits of its conditions.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._looks = 0
        self.passed: list[Value] = []

    def value(self, formula: Formula) -> Value | None:
        """Return what a formula comes to, or None if that cannot be said."""
        self.passed = []
        try:
            with localcontext(EXACT):
                return self._value(formula, None)
        except (_CannotSayError, DecimalException, OverflowError):
            return None

    def _value(self, formula: Formula, record: Record | None) -> Value:
        match formula:
            case Number(value):
                return Worth(value)
            case Day(day):
                return day or self._evidence.reader.today
            case Field():
                return self._noted(self._field(formula))
            case FactValue(identity):
                return self._noted(self._fact(identity))
            case Name(text):
                return self._of_record(text, record)
            case Binary(sign, left, right):
                return _joined(sign, self._value(left, record), self._value(right, record))
            case Call():
                return self._noted(self._call(formula, record))

    def _noted(self, value: Value) -> Value:
        self.passed.append(value)
        return value

    def _field(self, field: Field) -> Value:
        record = self._evidence.handles.records.get(field.handle)
        if record is None:
            raise _CannotSayError
        source = self._evidence.sources[record.source]
        path = self._path(source, field.path)
        if not field.before:
            return self._read(source, record, path, at(record.data, path))
        changes = self._evidence.changes
        if record.source in {*changes.first, *changes.unknown}:
            raise _CannotSayError
        if (record.source, record.key) in self._new:
            raise _CannotSayError
        old = {name: was for name, was, _ in self._evidence.changed(field.handle)}
        return self._read(source, record, path, old.get(path, at(record.data, path)))

    @cached_property
    def _new(self) -> frozenset[tuple[str, str]]:
        """Source and key of the records that were not there at the run before."""
        items = self._evidence.changes.items
        return frozenset((item.source, item.key) for item in items if item.kind == "new")

    def _fact(self, identity: str) -> Value:
        fact = self._evidence.facts.get(identity)
        if fact is None:
            raise _CannotSayError
        number = decimal_of(fact.value)
        if number is None:
            day = day_of(fact.value, self._evidence.reader.zone)
            if day is None:
                raise _CannotSayError
            return day
        unit = fact.unit or ""
        return Worth(number, unit if _CODE.fullmatch(unit) else "")

    def _of_record(self, text: str, record: Record | None) -> Value:
        if record is None:
            raise _CannotSayError
        source = self._evidence.sources[record.source]
        path = self._path(source, self._split(text, source)[1])
        return self._read(source, record, path, at(record.data, path))

    def _read(self, source: Fetched, record: Record, path: str, value: Json) -> Value:
        money = next((m for m in source.shape.money if m.amount == path), None)
        number = None if self._is_day(source, path) else decimal_of(value)
        if number is not None:
            return Worth(number, currency_at(record, money) if money else "")
        day = day_of(value, self._evidence.reader.zone)
        if day is None:
            raise _CannotSayError
        return day

    def _is_day(self, source: Fetched, path: str) -> bool:
        return path in {*source.shape.dates, source.shape.due}

    # Functions

    def _call(self, call: Call, record: Record | None) -> Value:
        if call.function in {"same", "abs"}:
            if call.where is not None:
                raise _CannotSayError
            found = self._value(call.of[0], record)
            if call.function == "abs" and isinstance(found, Worth):
                return Worth(abs(found.number), found.currency)
            return found
        source = self._source(call)
        if source is None:
            if call.where is not None:
                raise _CannotSayError
            return self._of_values(call)
        if len(call.of) != 1:
            raise _CannotSayError
        of = call.of[0]
        self._note_limits(call.where)
        records = [r for r in self._looked_at(source) if self._meets(r, source, call.where)]
        self._noted(Worth(Decimal(len(records))))
        column = self._split(of.text, source)[1] if isinstance(of, Name) else ""
        if call.function == "count" and isinstance(of, Name):
            path = self._path(source, column) if column else ""
            return Worth(
                Decimal(sum(1 for r in records if not path or not _empty(at(r.data, path))))
            )
        if call.function == "distinct" and column:
            path = self._path(source, column)
            values = (at(r.data, path) for r in records)
            return Worth(Decimal(len({fold(text_of(v)) for v in values if not _empty(v)})))
        if isinstance(of, Name) and not column:
            if not source.shape.money:
                raise _CannotSayError
            of = Name(source.shape.money[0].amount)
        worths = list(self._each(of, source, records))
        if records and not worths:
            raise _CannotSayError  # a column of names adds up to nothing, which is not zero
        return _together(call.function, worths)

    def _each(self, of: Formula, source: Fetched, records: Sequence[Record]) -> Iterator[Value]:
        """Yield what a formula comes to in each record; one that holds nothing is left out."""
        for name in _names(of):
            self._path(source, self._split(name, source)[1])  # a wrong name is no empty field
        for record in records:
            try:
                yield self._value(of, record)
            except _CannotSayError:
                continue

    def _of_values(self, call: Call) -> Value:
        """Work out a function over values that are named one by one."""
        handles = [one.text for one in call.of if isinstance(one, Name)]
        if handles:
            known = self._evidence.handles.records
            if call.function != "count" or not all(name in known for name in handles):
                raise _CannotSayError
            return Worth(Decimal(len(set(handles))))
        self._noted(Worth(Decimal(len(call.of))))
        return _together(call.function, [self._value(one, None) for one in call.of])

    def _note_limits(self, condition: Condition | None) -> None:
        match condition:
            case Both(left, right):
                self._note_limits(left)
                self._note_limits(right)
            case Comparison(_, _, wanted):
                for one in wanted:
                    if isinstance(one, Decimal):
                        self._noted(Worth(one))
                    elif not isinstance(one, str):
                        self._noted(self._value(one, None))

    def _looked_at(self, source: Fetched) -> Sequence[Record]:
        if source.state in {"failed", "skipped"}:
            raise _CannotSayError  # nothing is known of it, which is not nothing
        self._looks += len(source.records)
        if self._looks > _MOST_LOOKS:
            raise _CannotSayError
        return source.records

    def _source(self, call: Call) -> Fetched | None:
        """Return the source whose records a function goes over; None if it names values."""
        names = [name for one in call.of for name in _names(one)]
        if not names or all(name in self._evidence.handles.records for name in names):
            return None
        found = {one.source: one for name in names if (one := self._split(name, None)[0])}
        if not found and len(self._evidence.sources) == 1:
            found = dict(self._evidence.sources)
        if len(found) != 1:
            raise _CannotSayError
        return next(iter(found.values()))

    # Conditions

    def _meets(self, record: Record, source: Fetched, condition: Condition | None) -> bool:
        match condition:
            case None:
                return True
            case Both(left, right, either):
                first = self._meets(record, source, left)
                if first == either:
                    return first
                return self._meets(record, source, right)
            case Comparison():
                return self._compares(record, source, condition)

    def _compares(self, record: Record, source: Fetched, one: Comparison) -> bool:
        path = self._path(source, self._split(one.path, source)[1])
        value = at(record.data, path)
        if not one.wanted:
            return _empty(value) == (one.test == "=")
        if one.test == "contains":
            return any(_contains(value, self._plain(wanted)) for wanted in one.wanted)
        here = value if isinstance(value, list) else [value]
        reader = self._evidence.reader
        found = {
            in_order(item, self._plain(wanted), reader) for item in here for wanted in one.wanted
        }
        if one.test == "!=":
            return 0 not in found
        return any(order is not None and _ORDERS[one.test](order) for order in found)

    def _plain(self, wanted: str | Decimal | Formula) -> Json:
        """Return a value of a condition as sources write one."""
        if isinstance(wanted, str):
            return wanted
        if isinstance(wanted, Decimal):
            return f"{wanted:f}"
        found = self._value(wanted, None)
        return found.isoformat() if isinstance(found, date) else f"{found.number:f}"

    # Names

    def _split(self, text: str, source: Fetched | None) -> tuple[Fetched | None, str]:
        """Return the source that a name begins with, and the rest of it.

        Args:
            text: The name.
            source: The source that it must be, if that is known; a name may leave it out then.
        """
        parts = text.split(".")
        for count in range(len(parts), 0, -1):
            found = self._by_name.get(_bare(".".join(parts[:count])), ())
            mine = [one for one in found if source is None or one is source]
            if len(mine) == 1:
                return mine[0], ".".join(parts[count:])
            if mine:
                raise _CannotSayError
        return None, text

    @cached_property
    def _by_name(self) -> dict[str, tuple[Fetched, ...]]:
        """Sources by everything that they can be called."""
        found: dict[str, dict[str, Fetched]] = {}
        for one in self._evidence.sources.values():
            noun = one.shape.noun
            for name in (one.source, one.source.rpartition(".")[2], one.name, noun, singular(noun)):
                found.setdefault(_bare(name), {})[one.source] = one
        return {name: tuple(sources.values()) for name, sources in found.items()}

    def _path(self, source: Fetched, wanted: str) -> str:
        """Return the path of a column; its last word alone is enough where it is the only one."""
        columns = self._columns[source.source]
        if wanted in columns:
            return wanted
        bare = _bare(wanted)
        found = [path for path in columns if _bare(path) == bare]
        found = found or [path for path in columns if _bare(path.rpartition(".")[2]) == bare]
        if len(found) != 1:
            raise _CannotSayError
        return found[0]

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        return {one.source: _columns_of(one) for one in self._evidence.sources.values()}


def _columns_of(source: Fetched) -> tuple[str, ...]:
    paths = dict.fromkeys(source.shape.fields)
    for record in source.records[:_SEEN]:
        paths |= dict.fromkeys(record.data)
        paths |= dict.fromkeys(path for path, _ in leaves(record.data))
    return tuple(paths)


@cache
def _bare(name: str) -> str:
    """Return a name without what people write differently: case, blanks, underscores, hyphens."""
    return re.sub(r"[\s_-]", "", name.casefold())


def _names(formula: Formula) -> Iterator[str]:
    """Yield the names that stand for records or their fields, inner functions left out."""
    match formula:
        case Name(text):
            yield text
        case Binary(_, left, right):
            yield from _names(left)
            yield from _names(right)
        case Call("same" | "abs", of):
            yield from _names(of[0])


def _empty(value: Json) -> bool:
    return value in (None, "", [], {})


def _contains(value: Json, wanted: Json) -> bool:
    inside = value if isinstance(value, list) else [value]
    return any(fold(text_of(wanted)) in fold(text_of(item)) for item in inside)


_ORDERS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def _joined(sign: str, left: Value, right: Value) -> Value:
    """Return what two values come to; two days are so many days apart."""
    if isinstance(left, date):
        if isinstance(right, date) and sign == "-":
            return Worth(Decimal((left - right).days))
        if isinstance(right, Worth) and sign in {"+", "-"} and right.number == int(right.number):
            days = timedelta(days=int(right.number))
            return left + days if sign == "+" else left - days
        raise _CannotSayError
    if isinstance(right, date):
        raise _CannotSayError
    currencies = {one.currency for one in (left, right) if one.currency}
    if len(currencies) > 1:
        raise _CannotSayError
    currency = next(iter(currencies), "")
    match sign:
        case "+":
            return Worth(left.number + right.number, currency)
        case "-":
            return Worth(left.number - right.number, currency)
        case "*":
            return Worth(left.number * right.number, currency)
    same = bool(left.currency) and left.currency == right.currency
    return Worth(left.number / right.number, "" if same else currency)


def _together(function: str, values: Sequence[Value]) -> Value:
    """Return what a function makes of values."""
    if function in {"count", "distinct"}:
        return Worth(Decimal(len(values) if function == "count" else len(set(values))))
    days = [value for value in values if isinstance(value, date)]
    worths = [value for value in values if isinstance(value, Worth)]
    if days:
        if worths or function not in {"min", "max"}:
            raise _CannotSayError
        return min(days) if function == "min" else max(days)
    currencies = {one.currency for one in worths}
    if len(currencies) > 1 or (not worths and function != "sum"):
        raise _CannotSayError
    numbers = sorted(one.number for one in worths)
    return Worth(_WORKED[function](numbers), next(iter(currencies), ""))


def _median(numbers: Sequence[Decimal]) -> Decimal:
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


_WORKED: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda numbers: sum(numbers, Decimal(0)),
    "average": lambda numbers: sum(numbers, Decimal(0)) / len(numbers),
    "median": _median,
    "min": lambda numbers: numbers[0],
    "max": lambda numbers: numbers[-1],
}
