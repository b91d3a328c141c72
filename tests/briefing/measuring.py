"""Runs the checks over a labelled corpus and counts what was caught and what was wrongly marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from operatoros.briefing.changes import compute_changes
from operatoros.briefing.check import check
from operatoros.briefing.declaring import take_out
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.reader import reader_of
from operatoros.catalog.declared import Goals
from operatoros.values.coverage import Fetched
from operatoros.values.findings import Unmatched
from operatoros.values.jsonable import from_json
from operatoros.values.record import Record, Shape, make_record

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "briefing"
NOW = "T06:30:00Z"


@dataclass(slots=True)
class Score:
    """Counts over a corpus; `details` has one line for each miss and each false alarm."""

    briefings: int = 0
    planted: int = 0
    caught: int = 0
    honest: int = 0
    alarms: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of planted errors that were marked."""
        return self.caught / self.planted if self.planted else 1.0

    @property
    def false_alarms(self) -> float:
        """Share of honest figures (and of figures that claim nothing) that were marked."""
        return self.alarms / self.honest if self.honest else 0.0


def lines_of(name: str) -> Iterator[dict[str, Any]]:
    """Yield the briefings of a corpus file."""
    with (CORPUS / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def unmatched_of(line: dict[str, Any]) -> tuple[Unmatched, ...]:
    """Check one briefing as a run would."""
    when = datetime.fromisoformat(line["today"] + "T06:30:00").replace(tzinfo=UTC)
    reader = reader_of(Goals(locale=line["locale"], time_zone="UTC"), when)
    brought: list[Fetched] = []
    before: dict[str, tuple[Record, ...]] = {}
    for source in line["sources"]:
        shape = from_json(Shape, source["shape"])
        brought.append(
            Fetched(
                source=source["source"],
                name=source["name"],
                state=source.get("state", "ok"),
                shape=shape,
                as_of=line["today"] + NOW,
                records=_records(source["source"], source["now"], shape, line["today"] + NOW),
            )
        )
        if "before" in source:
            before[source["source"]] = _records(
                source["source"], source["before"], shape, "2026-11-20" + NOW
            )
    handles = assign_handles(brought)
    changes = compute_changes(before, brought)
    text, _, declared = take_out(line["text"])
    return check(
        text,
        fetched=brought,
        facts=compute_facts(brought, handles=handles, reader=reader),
        handles=handles,
        reader=reader,
        changes=changes,
        asked=line["asked"],
        declared=declared,
    ).checks.unmatched


def _records(
    source: str, data: list[dict[str, Any]], shape: Shape, when: str
) -> tuple[Record, ...]:
    return tuple(
        make_record(source, item, shape, fetched_at=when, position=n) for n, item in enumerate(data)
    )


def measure(name: str) -> Score:
    """Score the checks on one corpus file."""
    score = Score()
    for line in lines_of(name):
        score.briefings += 1
        marked = unmatched_of(line)
        text, labels = _as_read(line)
        for label in labels:
            hit = any(m.start < label["end"] and label["start"] < m.end for m in marked)
            shown = _around(text, label["start"], label["end"])
            if label["truth"] == "false":
                score.planted += 1
                score.caught += hit
                if not hit:
                    score.details.append(f"missed {line['id']}: {shown}")
            else:
                score.honest += 1
                score.alarms += hit
                if hit:
                    score.details.append(f"alarm  {line['id']}: {shown}")
        for m in marked:
            if not any(m.start < x["end"] and x["start"] < m.end for x in labels):
                score.honest += 1
                score.alarms += 1
                shown = _around(text, m.start, m.end)
                score.details.append(f"alarm  {line['id']}: {shown} (unlabelled)")
    return score


def _as_read(line: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return a briefing's text as it is read, without formulas, and its labels moved to it."""
    written = line["text"]
    text, _, _ = take_out(written)
    if text == written:
        return written, line["figures"]

    def moved(place: int) -> int:
        # A label may stand between two formulas, never inside one.
        before, _, _ = take_out(written[:place])
        return len(before)

    labels = [
        {**label, "start": moved(label["start"]), "end": moved(label["end"])}
        for label in line["figures"]
    ]
    return text, labels


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 90) : start], text[end : end + 50]
    return f"{before}>>{text[start:end]}<<{after}".replace("\n", " / ")
