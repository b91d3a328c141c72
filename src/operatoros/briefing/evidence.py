"""What the data of a run offers as support for a figure: values of records, facts, named sets.

A figure is held against the records that its sentence names and against what code computed;
that another record somewhere has the same amount is no support.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from operatoros.briefing.fields import Fields, is_price_name
from operatoros.briefing.figures import Figure, find_figures
from operatoros.briefing.groupings import groupings
from operatoros.briefing.handles import Handles
from operatoros.briefing.joins import company
from operatoros.briefing.money import Amount, Sum, add_up, amount_at, currency_at
from operatoros.briefing.naming import forms, words_of
from operatoros.briefing.reader import Reader
from operatoros.briefing.reading import day_of, decimal_of, leaves, moment_of, text_of
from operatoros.briefing.wording import singular
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Changes, Fact
from operatoros.values.jsonable import Json
from operatoros.values.record import Record, Shape, at

_LONGEST_VALUE = 80
_CURRENCIES = {"dollars": "USD", "euros?": "EUR", "pounds": "GBP", "francs": "CHF", "yen": "JPY"}
_MOST_LABELS = 8
_LONGEST_LABEL = 24
_LONGEST_NOTE = 5000
_LONGEST_CODE = 12
_CODED = re.compile(r"[A-Z]{1,3}\d{3,6}")
# Names of days that say what happens on them: five arrivals are counted as bookings are.
_EVENT = re.compile(r"[a-z]+(?:al|ery|try|ing)|departure|check-?(?:in|out)|start|launch")
# Occasions at the end of a title that are not part of who it is about.
_TITLE_ENDS = re.compile(
    r"[\s:–—-]+(?:renewal|pilot|expansion|new business|upsell|trial|poc|discovery|intro|demo|"
    r"onboarding|migration|\d{4})\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that something holds; the currency is empty if none is known.

    The digits of a key are a number to be quoted, and no amount; a count is a number of a field
    that neither is declared as an amount nor called one.
    """

    value: Decimal
    currency: str = ""
    is_money: bool = False
    is_key: bool = False
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class FactFigures:
    """A fact and the figures that its text holds; `head` are those before its list."""

    fact: Fact
    all: tuple[Figure, ...]
    head: tuple[Figure, ...]


def form_of(code: str) -> str:
    """Return a code with its letters and digits told apart only as such."""
    return re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", code))


class Evidence:
    """Everything that a figure of the text can rest on, indexed once."""

    def __init__(
        self,
        fetched: Sequence[Fetched],
        facts: Sequence[Fact],
        changes: Changes,
        handles: Handles,
        reader: Reader,
    ) -> None:
        self.sources: Mapping[str, Fetched] = {one.source: one for one in fetched}
        self.facts = {fact.id: fact for fact in facts}
        self.changes = changes
        self.handles = handles
        self.reader = reader
        self._numbers: dict[str, tuple[Number, ...]] = {}
        self._amounts: dict[str, Number | None] = {}
        self._sums: dict[frozenset[str], tuple[Sum, ...]] = {}
        self._days: dict[str, frozenset[date]] = {}
        self._texts: dict[str, str] = {}

    def record(self, handle: str) -> Record:
        """Return a record by its handle."""
        return self.handles.records[handle]

    def shape(self, handle: str) -> Shape:
        """Return the shape of a record."""
        return self.sources[self.record(handle).source].shape

    def numbers(self, handle: str) -> tuple[Number, ...]:
        """Return the numbers that a record holds, amounts with their currency."""
        if handle not in self._numbers:
            self._numbers[handle] = tuple(self._find_numbers(handle))
        return self._numbers[handle]

    def _find_numbers(self, handle: str) -> Iterable[Number]:
        record, shape = self.record(handle), self.shape(handle)
        money = {m.amount: currency_at(record, m) for m in shape.money}
        for path, value in leaves(record.data):
            number = decimal_of(value)
            if number is not None:
                is_count = path not in money and not is_price_name(path)
                is_count = is_count and not isinstance(value, str)
                yield Number(
                    number, money.get(path, ""), path in money, path == shape.key, is_count
                )
            elif isinstance(value, str) and path != shape.key and moment_of(value) is None:
                yield from self._numbers_in(value)

    def _numbers_in(self, text: str) -> Iterable[Number]:
        """Yield numbers inside a title or a note: they are there to be quoted."""
        if len(text) < _LONGEST_NOTE and any(letter.isdigit() for letter in text):
            for figure in self.read(text):
                if figure.kind in {"number", "money", "percent"}:
                    yield Number(figure.value, figure.currency, figure.kind == "money")

    def days(self, handle: str) -> frozenset[date]:
        """Return the days that a record holds, also those inside its texts."""
        if handle not in self._days:
            found = set()
            for _, value in leaves(self.record(handle).data):
                day = day_of(value, self.reader.zone)
                if day is not None:
                    found.add(day)
                    if (moment := moment_of(value)) is not None:
                        found.add(moment.date())
            self._days[handle] = frozenset(found)
        return self._days[handle]

    def text(self, handle: str) -> str:
        """Return all text of a record, folded, values separated by line feeds."""
        if handle not in self._texts:
            record = self.record(handle)
            parts = [record.key, record.url or ""]
            parts += [text_of(value) for _, value in leaves(record.data)]
            self._texts[handle] = "\n".join(parts).casefold()
        return self._texts[handle]

    def amount(self, handle: str) -> Number | None:
        """Return a record's first amount by its shape."""
        if handle not in self._amounts:
            shape = self.shape(handle)
            found = amount_at(self.record(handle), shape.money[0]) if shape.money else None
            self._amounts[handle] = Number(found.value, found.currency, True) if found else None
        return self._amounts[handle]

    def sums(self, names: frozenset[str]) -> tuple[Sum, ...]:
        """Return what the amounts of some records come to, by currency."""
        if names not in self._sums:
            amounts = (self.amount(name) for name in names)
            found = add_up(Amount(value=a.value, currency=a.currency) for a in amounts if a)
            self._sums[names] = found
        return self._sums[names]

    def changed(self, handle: str) -> list[tuple[str, Json, Json]]:
        """Return (field, old, new) of a record's changes."""
        record = self.record(handle)
        return self._changed.get((record.source, record.key), [])

    def deltas(self, source: str) -> Mapping[str, Mapping[str, Decimal]]:
        """Return by how much the numbers of a source's records moved: by field, then by handle."""
        return self._deltas.get(source, {})

    @cached_property
    def _deltas(self) -> dict[str, dict[str, dict[str, Decimal]]]:
        found: dict[str, dict[str, dict[str, Decimal]]] = {}
        for handle, record in self.handles.records.items():
            for path, old, new in self.changed(handle):
                was, now = decimal_of(old), decimal_of(new)
                if was is not None and now is not None:
                    place = found.setdefault(record.source, {}).setdefault(path, {})
                    place[handle] = now - was
        return found

    @cached_property
    def _changed(self) -> dict[tuple[str, str], list[tuple[str, Json, Json]]]:
        found: dict[tuple[str, str], list[tuple[str, Json, Json]]] = {}
        for item in self.changes.items:
            if item.kind == "changed":
                place = found.setdefault((item.source, item.key), [])
                place.append((item.field or "", item.old, item.new))
        return found

    @cached_property
    def fact_figures(self) -> Mapping[str, FactFigures]:
        """The figures of every fact's own text."""
        found = {}
        for fact in self.facts.values():
            figures = self.read(fact.text)
            head = self.read(fact.brief) if fact.brief else figures
            found[fact.id] = FactFigures(fact, figures, head)
        return found

    def read(self, text: str) -> tuple[Figure, ...]:
        """Find figures in a text of ours."""
        return find_figures(
            text, style=self.reader.style, today=self.reader.today, nouns=sorted(self.nouns)
        )

    @cached_property
    def record_nouns(self) -> frozenset[str]:
        """What records are called, plural and singular."""
        return frozenset(self.sources_of)

    @cached_property
    def sources_of(self) -> Mapping[str, frozenset[str]]:
        """Sources by what their records are called; `merge requests` are requests too."""
        found: dict[str, set[str]] = {}
        for source, one in self.sources.items():
            noun = one.shape.noun.lower()
            for plural in {noun, noun.split(" ")[-1]}:
                for word in (plural, singular(plural)):
                    found.setdefault(word, set()).add(source)
            name = re.fullmatch(r"[^\W\d_]{4,20}", one.name)
            for word in (name[0].lower(), f"{name[0].lower()}n") if name else ():
                found.setdefault(word, set()).add(source)  # `19 Aufträge` of the source `Aufträge`
            for path in {*one.shape.dates, one.shape.due}:
                word = path.rpartition(".")[2].lower()
                if _EVENT.fullmatch(word):  # five arrivals are bookings
                    found.setdefault(word, set()).add(source)
                    found.setdefault(re.sub("y$", "ie", word) + "s", set()).add(source)
        return {noun: frozenset(sources) for noun, sources in found.items()}

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What is counted: what records are called, and fields that can be counted by value."""
        found = {"changes", "change", "sources", "source", "records", "record"}
        return frozenset(found | self.record_nouns | set(self.field_nouns))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What records can be, in every form that a sentence gives it."""
        more = (form for one in self._labels for form in sorted(forms(one)))
        return tuple(dict.fromkeys([*self._labels, *more]))

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        """The values of fields with few of them, such as states and stages."""
        found: dict[str, None] = {}
        for one in self.sources.values():
            values: dict[str, Counter[str]] = {}
            for record in one.records:
                for path, value in leaves(record.data):
                    if isinstance(value, str) and 2 < len(value) < _LONGEST_LABEL:
                        values.setdefault(path, Counter())[value.lower()] += 1
            for counts in values.values():
                if len(counts) <= _MOST_LABELS and len(counts) < counts.total() * 0.8:
                    found |= dict.fromkeys(counts)
        return tuple(found)

    @cached_property
    def field_nouns(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Fields by what their values are called in the plural and singular: (source, path)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.sources.values():
            paths = one.shape.fields or tuple(
                dict.fromkeys(path for r in one.records[:20] for path, _ in leaves(r.data))
            )
            for path in paths:
                plain = re.sub(r"(?<=[a-z])(?:On|At|Date)$", "", path)
                parts = [part for part in plain.lower().split(".") if part not in {"name", "id"}]
                word = re.sub(r"[^a-z]", "", parts[-1]) if parts else ""
                if 3 < len(word) < 20:
                    for noun in (word, f"{word}s", re.sub("y$", "ies", word)):
                        found.setdefault(noun, []).append((one.source, path))
                if re.search(r"(?:stage|owner)$", word):
                    for noun in (word[-5:], f"{word[-5:]}s"):
                        found.setdefault(noun, []).append((one.source, path))
        return {noun: tuple(dict.fromkeys(places)) for noun, places in found.items()}

    def title(self, handle: str) -> str:
        """Return a record's title as folded words, or empty."""
        title = at(self.record(handle).data, self.shape(handle).title)
        return words_of(title) if isinstance(title, str) else ""

    @cached_property
    def titles(self) -> Mapping[str, frozenset[str]]:
        """Records by what people call them: the title, and whom it is about."""
        found: dict[str, set[str]] = {}
        for handle, record in self.handles.records.items():
            title = at(record.data, self.shape(handle).title)
            if not isinstance(title, str):
                continue
            short = _TITLE_ENDS.sub("", title)
            head = re.split(r"\s[-–—|:]\s|<>", title)[0]
            first = short.split(" ")[0] if self.shape(handle).money else ""
            for name in (title, short, company(short), head, company(head), first):
                phrase = words_of(name)
                if len(phrase) >= 3:
                    found.setdefault(phrase, set()).add(handle)
        return {phrase: frozenset(names) for phrase, names in found.items()}

    @cached_property
    def values(self) -> Mapping[str, frozenset[str]]:
        """Records by the short texts that they hold (stages, owners, companies)."""
        found: dict[str, set[str]] = {}
        for handle, record in self.handles.records.items():
            for _, value in leaves(record.data):
                if isinstance(value, str) and 2 < len(value) <= _LONGEST_VALUE:
                    # `past_due` is written `past due`.
                    phrase = words_of(value.replace("_", " "))
                    is_release = re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){1,3}", value)
                    if is_release or (phrase and not phrase.replace(" ", "").isdigit()):
                        found.setdefault(phrase, set()).add(handle)
                        first = phrase.split(" ")
                        if len(first) == 2 and len(first[0]) > 2:
                            found.setdefault(first[0], set()).add(handle)
        return {phrase: frozenset(names) for phrase, names in found.items()}

    @cached_property
    def of_key(self) -> Mapping[str, str]:
        """Handles by the records' own keys, where a key is one record's and looks like an id."""
        found: dict[str, list[str]] = {}
        for handle, record in self.handles.records.items():
            if re.search(r"\d", record.key) and not record.key.startswith("#"):
                found.setdefault(record.key, []).append(handle)
        return {key: names[0] for key, names in found.items() if len(names) == 1}

    @cached_property
    def by_label(self) -> tuple[frozenset[str], ...]:
        """The sets of records that share a label."""
        phrases_of = (words_of(label.replace("_", " ")) for label in self._labels)
        found = (self.values[phrase] for phrase in phrases_of if phrase in self.values)
        return tuple(dict.fromkeys(found))

    @cached_property
    def label_words(self) -> Mapping[str, frozenset[str]]:
        """Records by what tells a label: `customs` of `held at customs`, `offers` of `offered`."""
        found: dict[str, set[str]] = {}
        for label in self._labels:
            parts = words_of(label.replace("_", " ")).split(" ")
            for word in parts if len(parts) > 1 else ():
                if len(word) >= 5:
                    found.setdefault(word, set()).add(" ".join(parts))
            if len(parts) == 1:
                for word in forms(parts[0]):
                    found.setdefault(word, set()).add(parts[0])
        return {
            word: self.values[next(iter(labels))]
            for word, labels in found.items()
            if len(labels) == 1 and word not in self.values and next(iter(labels)) in self.values
        }

    @cached_property
    def coded(self) -> Mapping[str, frozenset[str]]:
        """Records by the two capital letters that a field of theirs holds, such as a country."""
        found: dict[str, set[str]] = {}
        for handle, record in self.handles.records.items():
            for _, value in leaves(record.data):
                if isinstance(value, str) and len(value) == 2 and value.isupper():
                    found.setdefault(value, set()).add(handle)
        return {code: frozenset(names) for code, names in found.items()}

    @cached_property
    def fields(self) -> Fields:
        """The numbers and days of all records by field."""
        shapes = {source: one.shape for source, one in self.sources.items()}
        return Fields(self.handles.records, shapes, self.reader.zone)

    @cached_property
    def groupings(self) -> tuple[frozenset[str], ...]:
        """The sets of records that one value of one field makes."""
        return groupings(self.fields, self.by_label, self.of_source, self.reader.today)

    @cached_property
    def of_source(self) -> Mapping[str, frozenset[str]]:
        """All handles of each source."""
        return {source: frozenset(names) for source, names in self.handles.by_source.items()}

    @cached_property
    def by_currency(self) -> frozenset[frozenset[str]]:
        """The sets of a source's records whose amounts share a currency."""
        found: dict[tuple[str, str], set[str]] = {}
        for handle, record in self.handles.records.items():
            if (amount := self.amount(handle)) is not None:
                found.setdefault((record.source, amount.currency), set()).add(handle)
        return frozenset(frozenset(names) for names in found.values())

    def has_text(self, needle: str) -> str:
        """Return the handle of a record whose text holds a needle as a whole word, or empty."""
        folded = needle.casefold()
        # A commit may be named by the first digits of its hash; all else must be there in full.
        end = "" if re.fullmatch(r"[0-9a-f]{7,40}", folded) else r"(?![a-z0-9])"
        pattern = re.compile(rf"(?<![a-z0-9]){re.escape(folded)}{end}")
        for handle in self.handles.records:
            if folded in self.text(handle) and pattern.search(self.text(handle)):
                return handle
        return ""

    @cached_property
    def forms(self) -> frozenset[str]:
        """The forms of short values that mix letters and digits: `E9999` for `E4130`."""
        values = (value for r in self.handles.records.values() for _, value in leaves(r.data))
        coded = (v for v in values if isinstance(v, str) and len(v) <= _LONGEST_CODE)
        return frozenset(form_of(value) for value in coded if _CODED.fullmatch(value))

    def has_prefix(self, prefix: str) -> bool:
        """Say whether any record's text holds a word that begins so."""
        pattern = re.compile(rf"(?<![a-z0-9]){re.escape(prefix.casefold())}")
        return any(pattern.search(self.text(handle)) for handle in self.handles.records)

    def between(self, source: str, first: date | None, last: date | None) -> frozenset[str]:
        """Return records whose due day (else first date) lies between two days."""
        one = self.sources[source]
        path = one.shape.due or (one.shape.dates[0] if one.shape.dates else "")
        return self._dated(source, path, first, last) if path else frozenset()

    def happened(self, source: str, first: date | None, last: date | None) -> frozenset[str]:
        """The same by the first date, where there is a due day as well."""
        one = self.sources[source]
        path = one.shape.dates[0] if one.shape.dates and one.shape.due else ""
        return self._dated(source, path, first, last) if path else frozenset()

    def _dated(
        self, source: str, path: str, first: date | None, last: date | None
    ) -> frozenset[str]:
        found = set()
        for handle in self.handles.by_source.get(source, ()):
            day = day_of(at(self.record(handle).data, path), self.reader.zone)
            if day and (first is None or first <= day) and (last is None or day <= last):
                found.add(handle)
        return frozenset(found)


def sets_by_currency(text: str, evidence: Evidence) -> list[frozenset[str]]:
    """Return the sets of records in the currencies that a text names in words or as codes."""
    said = set(re.findall(r"\b[A-Z]{3}\b", text))
    said |= {code for word, code in _CURRENCIES.items() if re.search(rf"\b{word}\b", text, re.I)}
    return [
        names
        for names in evidence.by_currency
        if (amount := evidence.amount(next(iter(names)))) and amount.currency in said
    ]
