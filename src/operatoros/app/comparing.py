"""Two runs side by side: coverage, records, facts, text."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from operatoros.app.recorded import HANDLES, names_of
from operatoros.app.reopening import fetched_again
from operatoros.app.wiring import World, open_runs
from operatoros.briefing.changes import compute_changes
from operatoros.values.coverage import SourceLine
from operatoros.values.findings import Change, Fact
from operatoros.values.run import Run


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
class Comparison:
    """What differs between two runs, from the first to the second.

    Attributes:
        first: Id of the one.
        second: Id of the other.
        coverage: Sources whose state or count differs, or that only one run has.
        records: Records that are new, gone or changed, noise left out.
        unknown: Sources that cannot be compared: one of the runs did not get them whole.
        facts_gone: Facts that only the first run has.
        facts_new: Facts that only the second has.
        text: Lines of a unified diff of the texts.
    """

    first: str
    second: str
    coverage: tuple[SourceChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    unknown: tuple[str, ...] = ()
    facts_gone: tuple[Fact, ...] = ()
    facts_new: tuple[Fact, ...] = ()
    text: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return (
            not (self.coverage or self.records or self.unknown or self.facts_gone or self.facts_new)
            and not self.text
        )


def compare(world: World, first: str, second: str) -> Comparison:
    """Compare two runs.

    Raises:
        RunNotFound, RunAmbiguous.
    """
    with open_runs(world) as store:
        one, two = store.get(first), store.get(second)
        before = {item.source: item for item in fetched_again(store, one)}
        after = fetched_again(store, two)
        names = [names_of(store.stage(run.run, HANDLES)) for run in (one, two)]
    whole = {source for source, item in before.items() if item.state in {"ok", "cached"}}
    changes = compute_changes(
        {source: before[source].records for source in whole},
        [item for item in after if item.source in whole],
        since={source: before[source].as_of for source in whole},
    )
    both = {item.source for item in after} & before.keys()
    unknown = [source for source in before if source in both and source not in whole]
    records = tuple(
        RecordChange(
            handle=names[1].get((c.source, c.key)) or names[0].get((c.source, c.key), ""), change=c
        )
        for c in changes.items
    )
    gone, new = _facts(one, two)
    return Comparison(
        first=one.run,
        second=two.run,
        coverage=_coverage(one, two),
        records=records,
        unknown=(*unknown, *changes.unknown),
        facts_gone=gone,
        facts_new=new,
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


def _facts(one: Run, two: Run) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return facts by what they say: their numbers move when one is added before them."""
    was, now = ({fact.text for fact in run.facts} for run in (one, two))
    return (
        tuple(fact for fact in one.facts if fact.text not in now),
        tuple(fact for fact in two.facts if fact.text not in was),
    )
