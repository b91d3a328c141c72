"""Two runs side by side: coverage, records, facts, text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from operatoros.app.delivering import reader_at
from operatoros.app.recorded import HANDLES, names_of
from operatoros.app.reopening import fetched_again
from operatoros.app.wiring import World, open_runs
from operatoros.briefing.changes import compute_changes
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.told import change_lines
from operatoros.values.coverage import Fetched, SourceLine
from operatoros.values.findings import Change, Changes, Fact
from operatoros.values.run import Run

# A figure with its sign and what stands beside it: `$1,200`, `2 deals due`, `38%`.
_FIGURE = re.compile(r"[^\w\s]?\d[\d.,\u00a0\u202f]*\s?[%\w€$£]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A source of which the two runs know different things: state and count of records."""

    source: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One difference of a record, with the name that the runs give it."""

    handle: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A fact that says something else in the two runs, or that only one of them has."""

    was: Fact | None
    now: Fact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two runs, from the first to the second.

    Attributes:
        first: Id of the one.
        second: Id of the other.
        coverage: Sources whose state or count differs, or that only one run has.
        records: Records that are new, gone or changed, noise left out.
        unknown: Sources that cannot be compared: one of the runs did not get them whole.
        told: The same for people, a line a record: `~ Acme [D-1]: amount $40,000 -> $50,000`.
        facts: Facts that differ, in the order of the second run.
        text: Lines of a unified diff of the texts.
    """

    first: str
    second: str
    coverage: tuple[SourceChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    unknown: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    facts: tuple[FactChange, ...] = ()
    text: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.coverage or self.records or self.unknown or self.facts or self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two runs of the store with what their sources brought.

    Attributes:
        one: The earlier run.
        two: The later one.
        before: What the earlier one's sources brought, by source.
        after: What the later one's brought.
        names: The records' names in both, by source and key.
        changes: What differs, of sources that the earlier run has whole.
    """

    one: Run
    two: Run
    before: Mapping[str, Fetched]
    after: tuple[Fetched, ...]
    names: tuple[Mapping[tuple[str, str], str], Mapping[tuple[str, str], str]]
    changes: Changes


def pair_of(world: World, first: str, second: str) -> Pair:
    """Load two runs.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    with open_runs(world) as store:
        one, two = store.get(first), store.get(second)
        before = {item.source: item for item in fetched_again(store, one)}
        after = fetched_again(store, two)
        names = tuple(names_of(store.stage(run.run, HANDLES)) for run in (one, two))
    return Pair(
        one=one,
        two=two,
        before=before,
        after=after,
        names=(names[0], names[1]),
        changes=_changes(before, after),
    )


def compare(world: World, first: str, second: str) -> Comparison:
    """Compare two runs.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    return compare_pair(world, pair_of(world, first, second))


def compare_pair(world: World, pair: Pair) -> Comparison:
    """Compare two runs that were loaded."""
    one, two, before, after, names = pair.one, pair.two, pair.before, pair.after, pair.names
    changes = pair.changes
    whole = _whole(before)
    both = {item.source for item in after} & before.keys()
    unknown = [source for source in before if source in both and source not in whole]
    records = tuple(
        RecordChange(
            handle=names[1].get((c.source, c.key)) or names[0].get((c.source, c.key), ""), change=c
        )
        for c in changes.items
    )
    handles = assign_handles(after, names[1])
    lines = change_lines(changes, after, handles, reader_at(world, two))
    return Comparison(
        first=one.run,
        second=two.run,
        coverage=_coverage(one, two),
        records=records,
        unknown=(*unknown, *changes.unknown),
        told=tuple(f"{line.sign} {line.text}" for mine in lines.values() for line in mine),
        facts=_facts(one, two),
        text=tuple(
            difflib.unified_diff(
                one.briefing.text.splitlines(),
                two.briefing.text.splitlines(),
                one.run,
                two.run,
                lineterm="",
            )
        ),
    )


def _coverage(one: Run, two: Run) -> tuple[SourceChange, ...]:
    was = {line.source: _line(line) for line in one.coverage}
    now = {line.source: _line(line) for line in two.coverage}
    return tuple(
        SourceChange(source=source, was=was.get(source, "-"), now=now.get(source, "-"))
        for source in dict.fromkeys((*was, *now))
        if was.get(source) != now.get(source)
    )


def _line(line: SourceLine) -> str:
    of = f" of {line.total}" if line.total is not None and line.total != line.records else ""
    code = f" ({line.code})" if line.code else ""
    return f"{line.state}, {line.records}{of} {line.noun}{code}"


def _changes(before: Mapping[str, Fetched], after: Sequence[Fetched]) -> Changes:
    whole = _whole(before)
    return compute_changes(
        {source: before[source].records for source in whole},
        [item for item in after if item.source in whole],
        since={source: before[source].as_of for source in whole},
    )


def _whole(fetched: Mapping[str, Fetched]) -> set[str]:
    """Return the sources that brought all there was."""
    return {source for source, item in fetched.items() if item.state in {"ok", "cached"}}


def _facts(one: Run, two: Run) -> tuple[FactChange, ...]:
    """Return facts that differ by what they say: their numbers move when one is added before."""
    was, now = ({fact.text for fact in run.facts} for run in (one, two))
    left = {_about(fact): fact for fact in one.facts if fact.text not in now}
    found = [
        FactChange(was=left.pop(_about(fact), None), now=fact)
        for fact in two.facts
        if fact.text not in was
    ]
    return (*found, *(FactChange(was=fact, now=None) for fact in left.values()))


def _about(fact: Fact) -> tuple[object, ...]:
    """Return what a fact is about, without its figures: two runs' sums of one field are a pair."""
    label = _FIGURE.sub("", (fact.brief or fact.text).partition(":")[0])
    return fact.source, fact.kind, fact.unit, label
