"""What to do now about a schedule's slots: at most one is run, every other one gets its end.

Of several slots whose time has passed only the latest is worth a briefing; the older ones are
written down as missed. A slot that a process began and left behind is begun again, at most
three times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from operatoros.engine.schedule import Misfire, Slot
from operatoros.store.lines import ENDED, SlotLine

# A timer that fires this late is still on time; beyond it the machine was asleep.
GRACE = timedelta(minutes=10)
MOST_ATTEMPTS = 3

CODES: Mapping[str, str] = {
    "ERR_SLOT_SUPERSEDED": "A slot was missed and a later one was carried out instead.",
    "ERR_SLOT_MISSED": "A slot's time passed unnoticed, and its schedule says skip.",
    "ERR_SLOT_CRASHED": "Every attempt at a slot ended without an end; or a later one was due.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do.

    Attributes:
        run: The slot to begin, if any.
        missed: Slots to write down as missed, with the reason.
        abandoned: Slots that were begun, left behind, and are not begun again.
        late: Whether `run` is beyond its grace.
    """

    run: Slot | None = None
    missed: tuple[tuple[Slot, str], ...] = ()
    abandoned: tuple[Slot, ...] = ()
    late: bool = False


def decide(
    due: Sequence[Slot], known: Mapping[str, SlotLine], *, misfire: Misfire, now: datetime
) -> Decision:
    """Decide about the slots of one schedule.

    Args:
        due: Slots whose moment has come, oldest first.
        known: What the ledger has of them, by slot name.
        misfire: What the schedule says about slots that passed unnoticed.
        now: The present, with an offset.
    """
    if not due:
        return Decision()
    # Written down by a clock that was ahead: the slot's own time is only now.
    known = {name: line for name, line in known.items() if not _mistaken(line, now)}
    latest, older = due[-1], due[:-1]
    missed = [(slot, "ERR_SLOT_SUPERSEDED") for slot in older if slot.name not in known]
    abandoned = [slot for slot in older if _open(known.get(slot.name))]
    late = now - latest.moment > GRACE
    line = known.get(latest.name)
    run: Slot | None = latest
    if line is None and late and misfire == "skip":
        missed.append((latest, "ERR_SLOT_MISSED"))
        run = None
    elif line is not None and line.state in ENDED:
        run = None
    elif line is not None and line.attempts >= MOST_ATTEMPTS:
        abandoned.append(latest)
        run = None
    return Decision(run=run, missed=tuple(missed), abandoned=tuple(abandoned), late=late)


def _mistaken(line: SlotLine, now: datetime) -> bool:
    return line.state == "missed" and bool(line.at) and datetime.fromisoformat(line.at) > now


def _open(line: SlotLine | None) -> bool:
    return line is not None and line.state not in ENDED
