"""The errors of the store say what to do."""

from __future__ import annotations

import pytest

from operatoros.errors import OperatorosError
from operatoros.store import failures
from operatoros.store.failures import RunNotFound


@pytest.mark.parametrize(
    "error",
    [
        failures.RunNotFound("x", known=[]),
        failures.RunAmbiguous("r", matches=["r-1", "r-2"]),
        failures.RunExists("r"),
        failures.EventExists("r", 1),
        failures.StoreNewer("here", found=9, known=3),
        failures.StoreUrl("x", why="no"),
        failures.StoreDriver(),
        failures.StoreBusy("here"),
        failures.StoreUnavailable("here", why="full"),
        failures.StoreDamaged("here", why="torn"),
        failures.not_ours("here", "theirs"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_each_error_has_a_code_of_its_own_and_a_hint(error: OperatorosError) -> None:
    """No error of the store leaves its reader alone."""
    assert error.code.startswith(("ERR_STORE_", "ERR_RUN_"))
    assert error.hint
    assert error.as_json()["code"] == error.code


def test_near_ids_are_the_similar_or_the_newest() -> None:
    """A typing mistake shows what was meant; nonsense shows the newest three."""
    known = ["r-20261121-0003", "r-20261121-0002", "r-20261121-0001", "r-20250101-9999"]
    assert RunNotFound("r-20261121-0020", known=known).details["near"] == known[:3]
    assert RunNotFound("???", known=known).details["near"] == known[:3]
    near = RunNotFound("r-2025011-9999", known=known).details["near"]
    assert isinstance(near, list)
    assert near[0] == known[3]
