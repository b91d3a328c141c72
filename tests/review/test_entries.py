"""States of an entry."""

from __future__ import annotations

from typing import get_args

from operatoros.review.entries import MOVES, OPEN, EntryMoved, EntryNotFound, State


def test_every_state_has_its_row_of_moves() -> None:
    """The table of moves names each state once, and only states."""
    states = set(get_args(State))
    assert set(MOVES) == states
    assert all(after <= states for after in MOVES.values())


def test_what_was_carried_out_never_runs_by_itself() -> None:
    """From `done` only an explicit `again` leads on, and it leads to waiting (P10)."""
    assert MOVES["done"] == {"waiting"}
    assert "running" not in {after for state in OPEN for after in MOVES[state]}


def test_running_needs_an_approval() -> None:
    """Only an approved entry can begin to run."""
    assert [state for state, after in MOVES.items() if "running" in after] == ["approved"]


def test_errors_name_the_entry_and_the_next_step() -> None:
    """Both errors carry the entry's number for programs and a hint for people."""
    for error in (EntryNotFound(number=7), EntryMoved(number=7, state="done", wanted="approved")):
        assert error.details["entry"] == 7
        assert error.hint
    assert (EntryNotFound(number=7).code, EntryMoved(number=1, state="x", wanted="y").code) == (
        "ERR_ENTRY_NOT_FOUND",
        "ERR_ENTRY_STATE",
    )
