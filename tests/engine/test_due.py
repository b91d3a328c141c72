"""What is done about slots, by what is known of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.engine.due import CODES, GRACE, MOST_ATTEMPTS, decide
from operatoros.engine.schedule import Misfire, Slot
from operatoros.store.lines import ENDED, SlotLine, SlotState
from tests.engine.schedules import utc

NOW = utc("2026-11-21T07:30")


def _slot(days_ago: float) -> Slot:
    moment = NOW - timedelta(days=days_ago)
    return Slot(moment=moment, name=f"{moment:%Y-%m-%dT%H:%M}")


def _line(slot: Slot, state: SlotState, attempts: int = 1) -> dict[str, SlotLine]:
    return {slot.name: SlotLine(schedule="s", slot=slot.name, state=state, attempts=attempts)}


def test_nothing_due_nothing_done() -> None:
    """Without a slot there is no decision."""
    decision = decide([], {}, misfire="run_once", now=NOW)
    assert decision.run is None
    assert (decision.missed, decision.abandoned) == ((), ())


@pytest.mark.parametrize("misfire", ["run_once", "skip"])
def test_a_slot_on_time_is_run(misfire: Misfire) -> None:
    """Within the grace both policies run it."""
    slot = Slot(moment=NOW - GRACE, name="x")
    decision = decide([slot], {}, misfire=misfire, now=NOW)
    assert (decision.run, decision.late) == (slot, False)


def test_sleep_is_told_by_the_policy() -> None:
    """Late: run_once runs the latest and writes the others down, skip writes all down."""
    slots = [_slot(2), _slot(1), _slot(0.1)]
    once = decide(slots, {}, misfire="run_once", now=NOW)
    assert once.run == slots[2]
    assert once.late
    assert [code for _, code in once.missed] == ["ERR_SLOT_SUPERSEDED"] * 2
    skip = decide(slots, {}, misfire="skip", now=NOW)
    assert skip.run is None
    assert [code for _, code in skip.missed] == ["ERR_SLOT_SUPERSEDED"] * 2 + ["ERR_SLOT_MISSED"]


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_is_left_alone(state: SlotState) -> None:
    """An ended slot is not run again."""
    slot = _slot(0)
    assert decide([slot], _line(slot, state), misfire="run_once", now=NOW).run is None


def test_what_was_left_behind_is_begun_again_three_times() -> None:
    """A crash is repeated up to the limit, then given up."""
    slot = _slot(0)
    again = decide([slot], _line(slot, "fetched", MOST_ATTEMPTS - 1), misfire="skip", now=NOW)
    assert again.run == slot
    over = decide([slot], _line(slot, "fetched", MOST_ATTEMPTS), misfire="skip", now=NOW)
    assert (over.run, over.abandoned) == (None, (slot,))


def test_a_crash_of_yesterday_is_given_up_today() -> None:
    """A later slot ends the attempts at an older one."""
    old, new = _slot(1), _slot(0)
    decision = decide([old, new], _line(old, "written"), misfire="run_once", now=NOW)
    assert (decision.run, decision.abandoned, decision.missed) == (new, (old,), ())


STATES = st.sampled_from(["", "started", "fetched", "written", "delivered", "failed", "missed"])


@given(
    st.lists(st.tuples(STATES, st.integers(1, 4)), max_size=12),
    st.sampled_from(["run_once", "skip"]),
)
def test_every_slot_gets_exactly_one_answer(
    given_states: list[tuple[str, int]], misfire: Misfire
) -> None:
    """Whatever is known, each slot is run, missed, given up or ended already: one of the four."""
    slots = [_slot(len(given_states) - n) for n in range(len(given_states))]
    known: dict[str, SlotLine] = {}
    for slot, (state, attempts) in zip(slots, given_states, strict=True):
        if state:
            known |= _line(slot, state, attempts)  # type: ignore[arg-type]  # one of the states
    decision = decide(slots, known, misfire=misfire, now=NOW)
    missed = [slot for slot, _ in decision.missed]
    answers = [*missed, *decision.abandoned, *([decision.run] if decision.run else [])]
    ended = [slot for slot in slots if slot.name in known and known[slot.name].state in ENDED]
    assert sorted([*answers, *ended]) == slots
    assert decision.run in {None, slots[-1] if slots else None}
    assert {code for _, code in decision.missed} <= set(CODES)


def test_what_a_clock_ahead_called_missed_is_decided_again() -> None:
    """A slot written down later than now was written by a wrong clock."""
    slot = _slot(0)
    line = SlotLine(schedule="s", slot=slot.name, state="missed", at="2026-12-01T00:00:00Z")
    assert decide([slot], {slot.name: line}, misfire="run_once", now=NOW).run == slot
