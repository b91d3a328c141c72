"""What of the records goes to the model: within a budget, in order, every cut said.

Each source gets the tokens it needs if all fits; else those that declare a budget keep to it and
the rest share fairly. A source that does not fit is cut in steps: long texts first, then the
least records in the order that is stated ("120 of 1,240 deals sent, by amount").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from operatoros.briefing.handles import Handles
from operatoros.briefing.reading import decimal_of, moment_of
from operatoros.briefing.tables import Cells, Table, columns_of, read_cells, render_table
from operatoros.briefing.untrusted import cell
from operatoros.catalog.declared import Source
from operatoros.values.coverage import Fetched
from operatoros.values.record import at

Estimate = Callable[[str], int]
Hide = Callable[[str], str]

# Most characters of one cell, step by step; the first step at which all records fit is taken.
TEXT_STEPS = (2000, 400, 160, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One source's part of the context.

    Attributes:
        source: Id of the source.
        name: What people call it.
        text: Title line, table head and rows; empty if not even the title fits.
        tokens: Estimate of `text`.
        handles: Names of the records that are in it.
        total: Records that there were.
        cut: What was left out, in words; empty if nothing.
    """

    source: str
    name: str
    text: str
    tokens: int
    handles: tuple[str, ...]
    total: int
    cut: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What of the snapshot goes to the model.

    Attributes:
        sections: One a source that brought something, in the operator's order.
        cuts: What was left out, one sentence a source.
        tokens: Estimate of all sections.
    """

    sections: tuple[Section, ...] = ()
    cuts: tuple[str, ...] = ()
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Wish:
    """A source with what rendering it takes."""

    one: Fetched
    names: tuple[str, ...]
    cells: Cells
    order: str
    nonce: str
    limit: int | None

    def table(self, most_text: int) -> Table:
        return render_table(self.names, self.cells, most_text=most_text, nonce=self.nonce)


class Offer:
    """What there is to send, read once; how much of it is sent can be asked again and again.

    Args:
        fetched: What the sources brought.
        handles: The records' names.
        sources: Declared sources by id (`fields`, `budget_tokens`); a missing one has neither.
        estimate: Counts the tokens of a text; never less for a longer text.
        nonce: The delimiter's code, broken where fetched text contains it.
        hide: Replaces persons in a text by their handles (see masking).
    """

    def __init__(
        self,
        fetched: Sequence[Fetched],
        *,
        handles: Handles,
        sources: Mapping[str, Source],
        estimate: Estimate,
        nonce: str = "",
        hide: Hide | None = None,
    ) -> None:
        self._estimate = estimate
        self._wishes = [
            _wish(one, handles, sources.get(one.source), nonce, hide)
            for one in fetched
            if one.state not in {"failed", "skipped"} and one.records
        ]
        self._whole = [_render(wish, wish.limit, estimate) for wish in self._wishes]

    def within(self, budget_tokens: int) -> Context:
        """Choose and render what is sent.

        Args:
            budget_tokens: Most tokens of all sections together.

        Returns:
            Sections whose estimate together never exceeds the budget. A larger budget never
            sends fewer records of any source.
        """
        shares = _shares([section.tokens for section in self._whole], max(0, budget_tokens))
        sections = tuple(
            section if section.tokens <= share else _render(wish, share, self._estimate)
            for wish, section, share in zip(self._wishes, self._whole, shares, strict=True)
        )
        return Context(
            sections=sections,
            cuts=tuple(section.cut for section in sections if section.cut),
            tokens=sum(section.tokens for section in sections),
        )


def _shares(needs: Sequence[int], budget: int) -> list[int]:
    """Share a budget: whoever needs less than an equal part leaves the rest to the others."""
    shares = [0] * len(needs)
    left = budget
    order = sorted(range(len(needs)), key=lambda n: needs[n])
    for place, n in enumerate(order):
        equal = left // (len(order) - place)
        shares[n] = min(needs[n], equal)
        left -= shares[n]
    return shares


def _wish(
    one: Fetched, handles: Handles, source: Source | None, nonce: str, hide: Hide | None
) -> _Wish:
    fields = source.fields if source else ()
    positions, order = _ranked(one)
    names = handles.by_source[one.source]
    cells = read_cells(
        [one.records[n] for n in positions],
        shape=one.shape,
        columns=columns_of(one.records, one.shape, fields),
        nonce=nonce,
        hide=hide,
    )
    return _Wish(
        one=one,
        names=tuple(names[n] for n in positions),
        cells=cells,
        order=order,
        nonce=nonce,
        limit=source.budget_tokens if source else None,
    )


def _ranked(one: Fetched) -> tuple[list[int], str]:
    """Return positions, what matters most first, and the order in words."""
    shape = one.shape
    positions = list(range(len(one.records)))
    if shape.money:
        path = shape.money[0].amount
        amounts = [decimal_of(at(record.data, path)) for record in one.records]
        if any(amount is not None for amount in amounts):
            least = Decimal("-Infinity")
            ranks = [least if amount is None else amount for amount in amounts]
            positions.sort(key=lambda n: ranks[n], reverse=True)
            return positions, "by amount, largest first"
    path = shape.dates[0] if shape.dates else ""
    moments = [moment_of(at(record.data, path)) for record in one.records] if path else []
    if any(moments):
        oldest = date.min.toordinal()
        positions.sort(
            key=lambda n: m.timestamp() if (m := moments[n]) else -oldest - 1e12, reverse=True
        )
        return positions, "newest first"
    return positions, "in the order of the source"


def _render(wish: _Wish, budget: int | None, estimate: Estimate) -> Section:
    """Render a source within a budget; None means without one."""
    count = len(wish.names)
    table = wish.table(TEXT_STEPS[0])
    for most_text in TEXT_STEPS:
        if most_text != TEXT_STEPS[0]:
            if wish.cells.longest <= most_text:
                continue  # nothing to cut here: the table stays as it is
            table = wish.table(most_text)
        section = _section(wish, table, count, most_text, estimate)
        if budget is None or section.tokens <= budget:
            return section
    # Without a budget the first section was returned.
    assert budget is not None
    best = _section(wish, table, 0, TEXT_STEPS[-1], estimate)
    if best.tokens > budget:
        return Section(
            source=wish.one.source,
            name=wish.one.name,
            text="",
            tokens=0,
            handles=(),
            total=count,
            cut=best.cut,
        )
    low, high = 0, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        section = _section(wish, table, middle, TEXT_STEPS[-1], estimate)
        if section.tokens <= budget:
            low, best = middle, section
        else:
            high = middle - 1
    return best


def _section(wish: _Wish, table: Table, count: int, most_text: int, estimate: Estimate) -> Section:
    one = wish.one
    total = len(wish.names)
    noun = one.shape.noun
    said: list[str] = []
    if count < total:
        said.append(f"{count:,} of {total:,} {noun} sent, {wish.order}")
    if table.cut_cells:
        said.append(f"texts are cut at {most_text:,} characters")
    cut = "; ".join(said)
    title = f"{cell(one.name, wish.nonce)} ({cell(one.source, wish.nonce)}): "
    title += cut or f"all {total:,} {cell(noun, wish.nonce)}, {wish.order}"
    lines = [title, *table.head, *table.rows[:count]] if count else [title]
    text = "\n".join(lines)
    return Section(
        source=one.source,
        name=one.name,
        text=text,
        tokens=estimate(text),
        handles=wish.names[:count],
        total=total,
        cut=f"{one.name}: {cut}" if cut else "",
    )
