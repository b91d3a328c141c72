from __future__ import annotations

import pytest

from operatoros.protocol.actions import ACTIONS, HABITS, LEGAL_KEYS, Action

_TABLE = """
operator.getInterfaceSpec r, operator.getCommentStyle r, fs.list r, fs.read r, fs.readSlice r,
fs.search r, fs.searchTree r, fs.stat r, fs.listRegions r, fs.readRegion r, fs.insertRegion w,
fs.replaceRegion w, fs.deleteRegion w, fs.write w, fs.patch w, fs.applyEdits w, fs.copy w,
fs.move w, fs.rename w, fs.delete d
"""


def test_the_table_is_complete_and_each_risk_is_right() -> None:
    """The actions of version 1 are these; an action that changes anything is not called a read."""
    wanted = [tuple(entry.split()) for entry in _TABLE.split(",")]
    assert [(row.name, row.risk) for row in ACTIONS.values()] == wanted


@pytest.mark.parametrize("row", ACTIONS.values(), ids=ACTIONS)
def test_a_row_explains_itself(row: Action) -> None:
    """Each row has sentences for the docs, and fields with a code for each way to be wrong."""
    assert row.does.endswith(".")
    assert row.answers.endswith(".")
    for field in row.fields:
        assert field.about
        assert field.missing or field.invalid, field.name
        assert field.default is None or field.invalid
        assert bool(field.choices) == (field.kind == "choice")


@pytest.mark.parametrize("row", ACTIONS.values(), ids=ACTIONS)
def test_keys_follow_from_the_row(row: Action) -> None:
    """Rules P7, P13 and P16: path, path_to, base and probe are legal where they mean something."""
    keys = LEGAL_KEYS[row.name]
    assert len(keys) == len(set(keys))
    assert ("path" in keys) == row.takes_path == row.name.startswith("fs.")
    assert ("path_to" in keys) == row.takes_path_to
    assert ("base" in keys) == row.takes_base == (row.risk in "wd")
    assert ("probe" in keys) == row.takes_probe == row.takes_path
    assert {key for key, _ in row.example} <= {*keys, "find", "anchor", "text"}


def test_habits_lead_to_actions() -> None:
    """A hint never names an action that does not exist."""
    assert set(HABITS.values()) <= set(ACTIONS)
